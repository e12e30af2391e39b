"""Meetings: their list, planning, changing and calling off; quorum; the calendar."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import board_for, registers_board_for
from attendance.meetings import calendar, pages, planning
from attendance.meetings.dates import in_full
from attendance.meetings.forms import CallOffForm, MeetingForm, QuorumForm
from attendance.meetings.pages import CalendarPage, MeetingFormPage, QuorumPage
from attendance.models import Meeting, QuorumRule
from lscb.addresses import asked_year, by_slug
from lscb.downloads import download
from lscb.keys import read_id
from lscb.rendering import render_page

shows_or_does = require_http_methods(["GET", "HEAD", "POST"])


def _meetings(request, board_slug):
    board = board_for(request.user, board_slug)
    return pages.meetings(board, asked_year(request), timezone.localdate())


@require_safe
def meetings(request, board_slug):
    return render_page(request, "attendance/meetings.html", _meetings(request, board_slug))


@require_safe
def meetings_download(request, board_slug, kind):
    page = _meetings(request, board_slug)
    return download(kind, [pages.meetings_sheet(page)], f"{board_slug}-meetings-{page.year}")


def meeting_on(board, meeting_id):
    return get_object_or_404(pages.meetings_of(board), pk=meeting_id)


@require_safe
def meeting(request, board_slug, meeting_id):
    board = board_for(request.user, board_slug)
    page = pages.meeting(board, meeting_on(board, meeting_id), timezone.localdate())
    return render_page(request, "attendance/meeting.html", page)


@shows_or_does
def meeting_new(request, board_slug):
    board = registers_board_for(request.user, board_slug)
    slug = request.GET.get("group")
    group = by_slug(board.groups, slug) if slug else None
    asked = asked_year(request)
    form = MeetingForm(
        board,
        request.POST or None,
        asked=asked,
        today=timezone.localdate(),
        initial={"group": group},
    )
    if request.method == "POST" and form.is_valid() and (planned := _plan(form)):
        messages.success(
            request,
            f"Planned: {planned.group}, {planned.get_kind_display().lower()} meeting on "
            f"{in_full(planned.held_on)}.",
        )
        return redirect("meeting", board.slug, planned.pk)
    sentences = [f"For {asked}."] if asked else []
    page = MeetingFormPage(
        board, form, "Plan a meeting", "Plan the meeting", group, sentences=sentences
    )
    return render_page(request, "attendance/meeting_form.html", page)


def _plan(form):
    """The meeting that was planned; None, with the reason in the form, where the day is taken."""
    try:
        return planning.plan(form.cleaned_data["group"], form.plan)
    except planning.Taken as taken:
        form.add_error("held_on", str(taken))
        return None


@shows_or_does
def meeting_change(request, board_slug, meeting_id):
    board = registers_board_for(request.user, board_slug)
    found = meeting_on(board, meeting_id)
    form = MeetingForm(
        board,
        request.POST or None,
        meeting=found,
        today=timezone.localdate(),
        initial={
            name: getattr(found, name)
            for name in ("held_on", "kind", "starts_at", "place", "date_note")
        },
    )
    if request.method == "POST" and form.is_valid() and (changed := _change(form, found)):
        messages.success(request, _changed(found, changed))
        return redirect("meeting", board.slug, changed.pk)
    page = MeetingFormPage(
        board,
        form,
        "Change a meeting",
        "Change the meeting",
        found.group,
        found,
        pages.change_sentences(found),
    )
    return render_page(request, "attendance/meeting_form.html", page)


def _change(form, found):
    try:
        return planning.change(found, form.plan, form.cleaned_data.get("reason", ""))
    except planning.Taken as taken:
        form.add_error("held_on", str(taken))
    except planning.ChangedMeanwhile as meanwhile:
        form.add_error(None, str(meanwhile))
    return None


def _changed(before: Meeting, after: Meeting) -> str:
    """What was changed, and what follows from another date."""
    if before.held_on == after.held_on:
        return f"Changed: {after.group}, {in_full(after.held_on)}."
    was, now = (pages.expected_on(after.group, one.held_on) for one in (before, after))
    return (
        f"Moved: {after.group}, from {in_full(before.held_on)} to {in_full(after.held_on)}. "
        f"Who is expected follows from the date: {now} seat{'' if now == 1 else 's'} now, {was} "
        "before."
    )


@shows_or_does
def meeting_call_off(request, board_slug, meeting_id):
    board = registers_board_for(request.user, board_slug)
    found = meeting_on(board, meeting_id)
    form = CallOffForm(found, request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            new = planning.set_state(
                found, form.cleaned_data["state"], form.cleaned_data["why"], form.again
            )
        except planning.Taken as taken:
            form.add_error("new_day", str(taken))
        else:
            messages.success(request, _called_off(found, form.cleaned_data["state"], new))
            return redirect("meeting", board.slug, (new or found).pk)
    page = MeetingFormPage(
        board,
        form,
        "What became of a meeting",
        "Save",
        found.group,
        found,
        pages.state_sentences(found),
    )
    return render_page(request, "attendance/meeting_form.html", page)


def _called_off(found: Meeting, state: str, new: Meeting | None) -> str:
    said = f"{found.group}, {in_full(found.held_on)}: {Meeting.State(state).label.lower()}."
    return f"{said} Planned instead for {in_full(new.held_on)}: this meeting." if new else said


# Quorum


@shows_or_does
def quorum(request, board_slug, group_slug):
    """Everybody reads it; those who keep the registers set it."""
    board = board_for(request.user, board_slug)
    if request.method == "POST" and not board.rights.keeps_registers:
        raise PermissionDenied
    group = get_object_or_404(board.groups, slug=group_slug)
    if request.method == "POST" and "remove" in request.POST:
        return _remove_rule(request, board, group)
    rules = pages.quorum_rules(group)
    form = _quorum_form(request, rules) if board.rights.keeps_registers else None
    if request.method == "POST" and form.is_valid():
        return _set_rule(request, board, group, form.cleaned_data)
    page = QuorumPage(board, group, rules, form)
    return render_page(request, "attendance/quorum.html", page)


def _quorum_form(request, rules):
    years = pages.quorum_years(rules, timezone.localdate())
    asked = asked_year(request)
    latest = rules[0] if rules else None
    shown = ("smallest_seats", "smallest_percent", "smallest_agencies", "substitutes_count")
    initial = {name: getattr(latest, name) for name in shown} if latest else {}
    year = asked or (latest.year if latest else years[1])
    return QuorumForm(
        sorted({*years, year}, reverse=True), request.POST or None, initial=initial | {"year": year}
    )


def _set_rule(request, board, group, said):
    year = said.pop("year")
    rule = QuorumRule.objects.filter(group=group, year=year).first()
    rule = rule or QuorumRule(group=group, year=year)
    for name, value in said.items():
        setattr(rule, name, value)
    rule.save()
    messages.success(request, f"The quorum from {year} on is set.")
    return redirect("quorum", board.slug, group.slug)


def _remove_rule(request, board, group):
    chosen = read_id(request.POST["remove"])
    rule = get_object_or_404(QuorumRule, group=group, pk=chosen)
    rule.delete()
    messages.success(request, f"The quorum from {rule.year} on is removed.")
    return redirect("quorum", board.slug, group.slug)


# Calendar


@shows_or_does
def group_calendar(request, board_slug, group_slug):
    board = board_for(request.user, board_slug)
    group = get_object_or_404(board.groups, slug=group_slug)
    if request.POST.get("do") == "revoke":
        if calendar.revoke_address(group, request.user):
            messages.success(request, "Your calendar address no longer works.")
        return redirect("calendar", board.slug, group.slug)
    secret = ""
    if request.POST.get("do") == "make":
        key = calendar.make_address(group, request.user)
        address = reverse("calendar_feed", args=[board.slug, group.slug])
        secret = request.build_absolute_uri(f"{address}?{urlencode({'key': key})}")
    page = CalendarPage(board, group, calendar.own_address(group, request.user), secret)
    return render_page(request, "attendance/meeting_calendar.html", page)


@login_not_required
@require_safe
def calendar_feed(request, board_slug, group_slug):
    """For calendar programs, which cannot sign in: the address itself is the key."""
    board, group = calendar.group_by_key(board_slug, group_slug, request.GET.get("key", ""))
    text = calendar.calendar_text(
        board,
        group,
        lambda one: request.build_absolute_uri(reverse("meeting", args=[board.slug, one.pk])),
    )
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
