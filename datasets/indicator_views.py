"""One indicator: its page, its file, and the notes that begin its chart anew."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import board_for, notes_board_for
from datasets.chart_notes import NoteForm, NotePage, add_note, periods_to_note, remove_note
from datasets.listed import listed_for
from datasets.models import FigureDownload
from datasets.pages.indicator import indicator_page
from datasets.pages.indicator_sheets import indicator_sheets
from lscb.addresses import asked_period
from lscb.downloads import download
from lscb.kept_pages import render_kept
from lscb.periods import FinancialYear
from lscb.plotly_script import allow_plotly
from lscb.rendering import render_page

# What a page has that draws an interactive chart: templates/_interactive.html.
DRAWS = b"data-plotly="
shows_or_does = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def indicator(request, board_slug, code):
    board, period = board_for(request.user, board_slug), asked_period(request)

    def make():
        page = indicator_page(board, code, period, timezone.localdate())
        return "datasets/indicator.html", page

    response = render_kept(request, board, make, {}, asked=str(period) if period else "")
    return allow_plotly(response) if DRAWS in response.content else response


@require_safe
def indicator_download(request, board_slug, code, kind):
    board = board_for(request.user, board_slug)
    page = indicator_page(board, code, asked_period(request), timezone.localdate())
    name = f"{board_slug}-{page.indicator.code}-{page.period}"
    if page.is_for_the_board_only:
        what = f"Indicator {page.indicator.code}, {page.period}, {kind}"
        FigureDownload.objects.create(board=board, user=request.user, what=what)
        name = f"board-use-only-{name}"
    return download(kind, indicator_sheets(page), name)


# Notes


def _noted(request, board_slug, code):
    """The board, and the indicator of its list, for those who note changes."""
    board = notes_board_for(request.user, board_slug)
    return board, listed_for(board, code, FinancialYear.of(timezone.localdate())).indicator


def _sent(request):
    return request.POST if request.method == "POST" else None


@shows_or_does
def indicator_note(request, board_slug, code):
    board, indicator = _noted(request, board_slug, code)
    periods = periods_to_note(board, indicator)
    form = NoteForm(periods, _sent(request))
    if request.method == "POST" and form.is_valid():
        period, text = form.given_period, form.cleaned_data["text"]
        there = add_note(board, indicator, period, text, request.user, timezone.localdate())
        if there is None:
            said = f"The chart begins anew with {period}. To undo this, take the note away again."
            messages.success(request, said)
            return redirect("indicator", board.slug, indicator.code)
        form.add_error(
            "period",
            f"There is a note of {period} already, by {there.made_by}: “{there.text}”. Take that "
            "one away first if yours is to stand in its place.",
        )
    explains = [
        "Where the way of counting or of working changed, figures before and after it are not of "
        "one kind. The chart then begins anew: it has a mean and limits of its own from there on.",
    ]
    if not periods:
        explains = ["It has no second period yet, so there is nothing that could begin anew."]
    page = NotePage(
        board, indicator, "Note what changed", "Save the note", form, explains, bool(periods)
    )
    return render_page(request, "datasets/indicator_note.html", page)


@shows_or_does
def indicator_note_remove(request, board_slug, code, note_id):
    board, indicator = _noted(request, board_slug, code)
    note = get_object_or_404(board.chart_notes, indicator=indicator, pk=note_id)
    if request.method == "POST":
        remove_note(note)
        messages.success(request, f"The note of {note.period} is taken away; its history is kept.")
        return redirect("indicator", board.slug, indicator.code)
    explains = [
        f"{note.period}: {note.text}",
        "Without it the chart has one mean and one pair of limits there, before and after. That "
        "the note was there, and who took it away, stays on record.",
    ]
    page = NotePage(board, indicator, "Take the note away", "Take it away", forms.Form(), explains)
    return render_page(request, "datasets/indicator_note.html", page)
