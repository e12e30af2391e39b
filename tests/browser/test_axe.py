"""axe-core finds nothing on any page: wide, narrow or enlarged to 400%, and as it prints.

In every run all its rules are asked in a wide window, and in the other views those about how a
page is drawn; the long form asks all of them in each."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import BOARD

LEVEL_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# 320 pixels are a small phone's width, and 1280 by 1024 enlarged to 400% is 320 by 256.
VIEWS = {
    "wide": ((1280, 900), "screen"),
    "narrow": ((320, 256), "screen"),
    "print": ((794, 1123), "print"),
}
# The rules whose answer a window's size or paper can change. Paper has colours of its own; nobody
# presses it.
DRAWN = {
    "narrow": ["css-orientation-lock", "scrollable-region-focusable", "target-size"],
    "print": ["color-contrast", "link-in-text-block", "scrollable-region-focusable"],
}

# Only what is wrong: axe's whole answer, with all that is right, takes as long as its search.
VIOLATIONS = """async (options) => (await axe.run(options)).violations.flatMap(
    ({ id, help, nodes }) => nodes.map(({ target }) => `${id} (${help}) at ${target}`))"""


def findings(window, view: str, *, only_drawn=False) -> list[str]:
    (width, height), media = VIEWS[view]
    window.tab.set_viewport_size({"width": width, "height": height})
    window.tab.emulate_media(media=media)
    # What is only good practice is not asked of pages in Django's own hand.
    tags = LEVEL_AA if window.page.is_admin else [*LEVEL_AA, "best-practice"]
    options = {
        "runOnly": {"type": "tag", "values": tags},
        "rules": {"target-size": {"enabled": media == "screen"}},
        "resultTypes": ["violations"],
    }
    if only_drawn:
        options = {**options, "runOnly": {"type": "rule", "values": DRAWN[view]}, "rules": {}}
    if not window.tab.evaluate("'axe' in window"):
        window.tab.evaluate(Axe().axe_script)
    return [f"{view}: {line}" for line in window.tab.evaluate(VIOLATIONS, options)]


def test_axe_finds_nothing(opened):
    assert [
        line for view in VIEWS for line in findings(opened, view, only_drawn=view != "wide")
    ] == []


@pytest.mark.long
def test_axe_finds_nothing_by_any_rule(opened):
    assert [line for view in VIEWS for line in findings(opened, view)] == []


@pytest.mark.parametrize(
    ("view", "only_drawn", "expected"),
    [
        ("wide", False, {"image-alt", "color-contrast", "target-size"}),
        ("narrow", False, {"image-alt", "color-contrast", "target-size"}),
        ("narrow", True, {"target-size"}),
        ("print", False, {"image-alt", "color-contrast"}),
        ("print", True, {"color-contrast"}),
    ],
)
def test_axe_would_find_something(site, view, only_drawn, expected):
    """A picture without words, text too pale to read and buttons too small to press, put in by
    hand, are found in each view."""
    spoil = """() => {
        const main = document.querySelector("main");
        main.append(document.createElement("img"));
        main.querySelector("h1").style.color = "#ddd";
        for (const name of ["One", "Two"]) {
            const button = document.createElement("button");
            button.textContent = name;
            Object.assign(button.style, { all: "unset", fontSize: "8px", display: "block" });
            main.prepend(button);
        }
    }"""
    with site.open(BOARD) as window:
        window.evaluate(spoil)
        found = findings(window, view, only_drawn=only_drawn)
    assert {line.split(" ")[1] for line in found} == expected
