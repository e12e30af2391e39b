"""One's own attendance, notes that a line is wrong, and the answers to them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import board_for, registers_board_for
from attendance.meetings import notes, own_pages
from attendance.meetings.forms import AnswerForm, WrongForm
from attendance.meetings.own_pages import AnswerPage, WrongPage
from attendance.models import AttendanceQuery
from lscb.addresses import asked_year
from lscb.periods import FinancialYear
from lscb.rendering import render_page

shows_or_does = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def my_attendance(request, board_slug):
    board = board_for(request.user, board_slug)
    page = own_pages.own_attendance(board, request.user, asked_year(request), timezone.localdate())
    return render_page(request, "attendance/own_attendance.html", page)


@shows_or_does
def wrong(request, board_slug, meeting_id, seat_id):
    board = board_for(request.user, board_slug)
    seat, line = own_pages.own_line(board, request.user, meeting_id, seat_id, timezone.localdate())
    if not line.may_be_wrong:
        messages.info(request, "You have sent a note about this line already. It is not answered.")
        return _back(board, line.meeting)
    form = WrongForm(line.meeting, request.POST or None)
    if request.method == "POST" and form.is_valid():
        _send(request, board, seat, line.meeting, form.cleaned_data["note"])
        return _back(board, line.meeting)
    page = WrongPage(board, seat, line, form)
    return render_page(request, "attendance/own_wrong.html", page)


def _back(board, meeting):
    """To the page of the year in which the meeting lies."""
    year = FinancialYear.of(meeting.held_on)
    return redirect(f"{reverse('my_attendance', args=[board.slug])}?period={year}")


def _send(request, board, seat, meeting, text):
    AttendanceQuery.objects.create(meeting=meeting, seat=seat, asked_by=request.user, note=text)
    address = request.build_absolute_uri(reverse("attendance_queries", args=[board.slug]))
    told = notes.tell_managers(board, address)
    messages.success(
        request,
        "Your note is kept, and the business manager has an e-mail about it. The register is not "
        "changed by it; you find the answer here."
        if told
        else "Your note is kept, but no e-mail could be sent about it: tell your business manager. "
        "The register is not changed by it; you find the answer here.",
    )


@require_safe
def attendance_notes(request, board_slug):
    board = registers_board_for(request.user, board_slug)
    page = own_pages.attendance_notes(board)
    return render_page(request, "attendance/own_notes.html", page)


@shows_or_does
def answer_note(request, board_slug, query_id):
    board = registers_board_for(request.user, board_slug)
    note = get_object_or_404(own_pages.notes_on(board), pk=query_id)
    form = AnswerForm(note.meeting, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if notes.answer(note, form.cleaned_data["answer"], request.user):
            messages.success(request, "Your answer stands on the member’s own page.")
        else:
            messages.warning(request, "The note was answered in the meantime.")
        return redirect("attendance_queries", board.slug)
    page = AnswerPage(board, note, own_pages.recorded_in(note), form)
    return render_page(request, "attendance/own_answer.html", page)
