"""How pages stand in a window: narrow ones scroll one way only, and what matters comes first."""

import pytest

from tests.browser.pages import ATTENDANCE, BOARD, MANAGEMENT, Page


def test_nothing_scrolls_sideways_at_320_pixels(opened_narrow):
    assert opened_narrow.evaluate("document.documentElement.scrollWidth") <= 320
    if not opened_narrow.page.is_admin:
        assert opened_narrow.measure("sticksOut") == []
        assert opened_narrow.measure("scrollsSideways") == []


def test_nothing_sticks_out_of_a_wide_window(opened):
    assert opened.evaluate("document.documentElement.scrollWidth") <= 1280
    if not opened.page.is_admin:
        assert opened.measure("sticksOut") == []


def test_the_first_need_is_read_without_scrolling_on_a_phone(site):
    for page in (BOARD, Page(BOARD.path, "manager"), Page(BOARD.path, "administrator")):
        with site.open(page, width=320, height=640) as window:
            first = window.tab.locator(".needs li").first
            assert first.inner_text().startswith("Initial conferences held within 15 working days")
            assert first.bounding_box()["y"] < 480


def test_the_seats_of_the_main_board_are_read_in_a_phones_few_screens(site):
    """57 rows of five meetings: about 130 pixels each, 160 where the only font is a wide one; a
    card of lines took twice that."""
    with site.open(ATTENDANCE[0], width=320, height=640) as window:
        table = window.tab.locator("table.grid")
        rows = table.locator("tbody tr").count()
        assert rows > 37
        assert table.bounding_box()["height"] / rows < 170


# From the heading of the dataset to the end of its last table.
OF_THE_DATASET = """() => {
    const top = document.querySelector("#dataset").getBoundingClientRect().top;
    const tables = [...document.querySelectorAll("table.dataset")];
    return Math.max(...tables.map((one) => one.getBoundingClientRect().bottom)) - top;
}"""


@pytest.mark.parametrize("javascript", [True, False])
def test_on_a_phone_an_indicator_is_a_line_that_opens_and_those_named_are_open(site, javascript):
    with site.open(BOARD, width=320, height=640, javascript=javascript) as window:
        tab = window.tab
        named = tab.locator("#CSC07 td:visible")
        assert named.count() >= 5
        folded = tab.locator("#CSC02 td:visible")
        assert folded.count() == 1
        assert folded.inner_text().strip() == "18.3%"

        tab.locator("#CSC02 summary").focus()
        tab.keyboard.press("Enter")

        assert tab.locator("#CSC02 td:visible").count() >= 5
        assert "Better than similar areas" in tab.locator("#CSC02").inner_text()


def test_the_dataset_is_read_in_a_phones_few_screens(site):
    with site.open(BOARD, width=320, height=640) as window:
        assert window.evaluate(OF_THE_DATASET) < 5000


def test_where_there_is_room_nothing_is_folded(site):
    with site.open(BOARD) as window:
        assert window.tab.locator("#CSC02 summary:visible").count() == 0
        assert window.tab.locator("#CSC02 td:visible").count() >= 5


def test_figures_stand_beside_each_other_where_there_is_room(site):
    with site.open(MANAGEMENT) as window:
        tops = window.evaluate(
            "[...document.querySelectorAll('.figures > div')].map((one) => one.offsetTop)"
        )
    assert len(tops) == 4
    assert len(set(tops)) == 1
