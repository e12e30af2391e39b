"""Money, and the records' history."""

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies import history_pages, money
from agencies.access import board_for, history_board_for
from lscb.downloads import download
from lscb.plotly_script import allow_plotly
from lscb.rendering import render_page


@require_safe
def budget(request, board_slug, year):
    page = money.budget(board_for(request.user, board_slug), year)
    response = render_page(request, "agencies/budget.html", page)
    return allow_plotly(response) if page.chart else response


@require_safe
def budget_latest(request, board_slug):
    """The latest year with figures; this year, whose page says what to do, where there is none."""
    board = board_for(request.user, board_slug)
    return redirect("budget", board.slug, money.latest_year(board, timezone.localdate()))


@require_safe
def budget_download(request, board_slug, year, kind):
    page = money.budget(board_for(request.user, board_slug), year)
    return download(kind, [money.budget_sheet(page)], f"{board_slug}-budget-{year}")


@require_safe
def budget_history(request, board_slug, year):
    page = history_pages.budget_history(history_board_for(request.user, board_slug), year)
    return render_page(request, "agencies/budget_history.html", page)


@require_safe
def agency_history(request, board_slug, agency_slug):
    board = history_board_for(request.user, board_slug)
    agency = get_object_or_404(board.agencies, slug=agency_slug)
    page = history_pages.agency_history(board, agency)
    return render_page(request, "agencies/agency_history.html", page)
