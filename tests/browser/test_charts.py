"""The drawn charts stand first and without JavaScript; the interactive ones come over them."""

import gzip
from itertools import chain

import pytest

from tests.browser.pages import (
    ATTENDANCE,
    BOARD,
    COMPARISON,
    DRAWN,
    INDICATOR,
    MANAGEMENT,
    MONEY,
)
from tests.browser.visits import wait_until_drawn

# By the drawn chart, which paper has: its labels but those that a narrow page leaves out.
AXIS = """(id) => [...document.querySelectorAll(`#${id} .axis text`)]
    .filter((text) => getComputedStyle(text).display !== "none").map((text) => text.textContent)"""
TABLES = "[...document.querySelectorAll('main table')].map((table) => table.textContent)"

LIGHT = [BOARD, INDICATOR, COMPARISON, MANAGEMENT, *ATTENDANCE, MONEY]


def test_without_javascript_bars_and_numbers_are_there(site, a_drawn_page):
    with site.open(a_drawn_page, javascript=False) as plain, site.open(a_drawn_page) as full:
        drawn = [
            [value.text_content() for value in chart.locator(".value, .names text").all()]
            for chart in plain.tab.locator(DRAWN).all()
        ]
        assert len(drawn) == a_drawn_page.charts
        assert all(drawn)
        assert all(any(character.isdigit() for character in text) for text in chain(*drawn))
        assert all(svg.is_visible() for svg in plain.tab.locator(f"{DRAWN} svg").all())
        tables = [table.text_content() for table in plain.tab.locator("main table").all()]
        assert tables == full.evaluate(TABLES)
        assert plain.plotly_requests == []


def test_the_main_boards_bars_without_javascript(site):
    with site.open(ATTENDANCE[0], javascript=False) as window:
        values = window.tab.locator("#by-meeting .value").all_inner_texts()
        widths = [
            float(bar.get_attribute("width"))
            for bar in window.tab.locator("#by-meeting rect:not(.also)").all()
        ]
    assert [value.split("%")[0] for value in values] == ["68", "65", "77", "54", "49"]
    assert widths == [67.65, 64.71, 77.14, 54.29, 48.57]


def test_plotly_is_asked_for_only_when_the_page_is_painted(site, a_drawn_page):
    with site.open(a_drawn_page) as window:
        times = window.measure("loading")
    assert times["asked"] > times["painted"] > 0
    assert times["asked"] > times["loaded"] > 0


def test_the_interactive_chart_takes_the_place_and_the_width_of_the_drawn_one(site, a_drawn_page):
    for width in (1280, 320):
        with site.open(a_drawn_page, width=width) as window:
            assert window.tab.locator(f"{DRAWN}:visible").count() == 0
            for figure in window.tab.locator("figure.chart").all():
                outer, plot = (
                    figure.bounding_box(),
                    figure.locator(".main-svg").first.bounding_box(),
                )
                assert plot["width"] == pytest.approx(outer["width"], abs=2)
                labels = figure.locator(".xaxislayer-above text").all_text_contents()
                if figure.locator("ul.bars").count():
                    assert [labels[0], labels[-1]] == ["0%", "100%"]
                else:
                    # The labels that a page of this width has room for, the last among them.
                    assert labels == window.tab.evaluate(AXIS, figure.get_attribute("id"))
                holder = figure.locator(".plot").bounding_box()
                assert holder["height"] == pytest.approx(plot["height"], abs=8), (
                    "Blank space is left"
                )


def test_a_pointer_finds_the_fraction(site):
    with site.open(ATTENDANCE[0]) as window:
        window.tab.locator("#by-meeting").scroll_into_view_if_needed()
        box = window.tab.locator("#by-meeting .barlayer .point path").first.bounding_box()
        window.tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        window.tab.wait_for_selector("#by-meeting .hoverlayer .hovertext")
        told = window.tab.locator("#by-meeting .hoverlayer").text_content()
    assert "67.6%" in told
    assert "23 present" in told
    assert "34 expected" in told


def test_the_drawn_chart_stays_where_plotly_does_not_come(site):
    refused = []

    def refuse(route):
        route.abort()
        refused.append(route.request.url)

    with site.open(
        ATTENDANCE[0], wait_for_charts=False, before=lambda tab: tab.route("**/plotly*", refuse)
    ) as window:
        for _ in range(200):
            if not refused:
                window.tab.wait_for_timeout(50)
        assert refused
        assert window.measure("drawnBars") == [5, 20]


@pytest.mark.parametrize("the_page", LIGHT, ids=str)
def test_a_first_visit_is_light(site, the_page):
    """At most four requests and 40 kB before any interactive chart.

    The page counts as it came over the wire, headers and all. Static files are sent as they are
    while testing; in production they are sent compressed beforehand, so gzip's size is taken, with
    room for the headers of each.
    """
    sizes, addresses, finished = {}, {}, {}

    def measure(tab):
        # Nothing that Plotly's size would hide: it is stopped.
        tab.route("**/plotly*", lambda route: route.abort())
        protocol = tab.context.new_cdp_session(tab)
        protocol.send("Network.enable")
        protocol.on(
            "Network.responseReceived",
            lambda e: addresses.update({e["requestId"]: e["response"]["url"]}),
        )
        protocol.on(
            "Network.loadingFinished",
            lambda e: finished.update({e["requestId"]: e["encodedDataLength"]}),
        )

    with site.open(the_page, wait_for_charts=False, before=measure) as window:
        window.tab.wait_for_load_state("networkidle")
        for key, address in addresses.items():
            if "/static/" in address:
                body = window.tab.request.get(address).body()
                sizes[address] = len(gzip.compress(body)) + 400
            else:
                sizes[address] = finished[key]
        asked = [one for one in window.requests if "plotly" not in one]
    assert len(asked) <= 4, asked
    assert len(sizes) >= 2
    assert sum(sizes.values()) <= 40_000, sizes


def test_hovering_is_never_needed(site):
    """What the pointer finds stands in the table too: every count of every meeting."""
    with site.open(ATTENDANCE[0], wait_for_charts=False) as window:
        text = window.tab.locator("#meetings-caption").locator("xpath=..").text_content()
        wait_until_drawn(window)
        figure = window.evaluate(
            "JSON.parse(document.getElementById('by-meeting-figure').textContent)"
        )
    for detail in figure["data"][0]["customdata"]:
        assert detail.split()[0] in text
