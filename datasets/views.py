"""Figures of indicators."""

from django.views.decorators.http import require_safe

from agencies.access import board_for
from datasets.models import FigureDownload
from datasets.pages.compare import compare_page
from datasets.pages.compare_sheet import compare_sheet
from lscb.downloads import download
from lscb.kept_pages import render_kept


@require_safe
def compare(request, board_slug, code, year):
    board = board_for(request.user, board_slug)
    order = request.GET.get("order", "")

    def make():
        return "datasets/compare.html", compare_page(board, code, year, order)

    return render_kept(request, board, make, {})


@require_safe
def compare_download(request, board_slug, code, year, kind):
    page = compare_page(board_for(request.user, board_slug), code, year)
    name = f"{board_slug}-compare-{page.indicator.code}-{year}"
    if page.is_for_the_board_only:
        what = f"Comparison of {page.indicator.code}, {year}, {kind}"
        FigureDownload.objects.create(board=page.board, user=request.user, what=what)
        name = f"board-use-only-{name}"
    return download(kind, [compare_sheet(page)], name)
