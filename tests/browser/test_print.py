"""On paper: A4, nothing cut, header rows repeated, the drawn chart instead of the interactive."""

import re

import pytest

from tests.browser.pages import ATTENDANCE, BOARD, COMPARISON, DRAWN, MANAGEMENT, MONEY

# The width that A4 leaves between our margins, in CSS pixels: 210 mm less 24.
PAPER = round((210 - 24) / 25.4 * 96)
MOST_PAGES = [(BOARD, 4), (ATTENDANCE[0], 4), (ATTENDANCE[1], 2), (MONEY, 2), (MANAGEMENT, 3)]
MOST_PAGES += [(COMPARISON, 2)]


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize(("the_page", "most"), MOST_PAGES, ids=str)
def test_a_page_prints_on_few_sheets(site, the_page, most):
    with site.open(the_page) as window:
        pdf = window.tab.pdf(format="A4", prefer_css_page_size=True, tagged=True)
    assert 1 <= pages_of(pdf) <= most
    assert b"/StructTreeRoot" in pdf


def test_nothing_is_wider_than_the_paper(opened):
    if opened.page.is_admin:
        return  # the data pages are not for printing
    opened.tab.set_viewport_size({"width": PAPER, "height": 1000})
    opened.tab.emulate_media(media="print")
    assert opened.measure("sticksOut") == []
    assert opened.measure("clipped") == []


def test_rows_and_headers_keep_together(opened):
    if opened.page.is_admin:
        return
    opened.tab.emulate_media(media="print")
    for head, foot, row in opened.measure("tablesOnPaper"):
        assert head == "table-header-group"
        assert foot in ("table-row-group", "none")
        assert row == "avoid"


def test_paper_has_the_drawn_chart_and_no_controls(site, a_drawn_page):
    with site.open(a_drawn_page) as window:
        window.tab.emulate_media(media="print")
        assert window.tab.locator(".plot:visible").count() == 0
        assert window.tab.locator(f"{DRAWN}:visible").count() == a_drawn_page.charts
        assert window.tab.locator(".tools:visible, nav:visible, .skip:visible").count() == 0
        # In black and white what is drawn is still told from the ground it stands on.
        assert (
            window.evaluate(
                f"getComputedStyle(document.querySelector('{DRAWN} svg')).printColorAdjust"
            )
            == "exact"
        )


def test_the_dashboards_bars_are_printed(site):
    with site.open(BOARD) as window:
        drawn = window.tab.locator("svg.bar:visible").count()
        window.tab.emulate_media(media="print")
        assert window.tab.locator("svg.bar:visible").count() == drawn > 0
