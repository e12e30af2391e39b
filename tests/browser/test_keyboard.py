"""Every page with the keyboard alone: where focus goes, that it is seen, how large targets are."""

from tests.browser.pages import BOARD


def walk(window) -> list[dict]:
    """What gets focus while Tab is held down, until focus leaves the page."""
    stops = window.measure("stops")
    window.measure("startToFollow")
    for _ in range(len(stops) + 1):
        window.tab.keyboard.down("Tab")
    window.tab.keyboard.up("Tab")
    met = window.measure("followed")
    while None not in met:
        assert len(met) < len(stops) + 5, f"Focus does not leave the page: {met[-3:]}"
        window.tab.keyboard.press("Tab")
        met = window.measure("followed")
    return met[: met.index(None)]


def test_every_page_can_be_walked_with_the_tab_key(opened):
    expected = opened.measure("stops")
    met = walk(opened)
    reached = [one["stop"] for one in met]
    assert [tag for stop, tag in expected if stop not in reached] == []
    assert len(reached) == len(set(reached)), "Something is stopped at twice"
    assert [one["tag"] for one in met if not one["isSeen"]] == []
    assert [one["tag"] for one in met if not one["isInside"]] == []


def test_the_first_stop_skips_to_the_page(opened):
    if opened.page.is_error:
        # A page of an error has nothing to skip.
        assert opened.tab.locator("nav").count() == 0
        return
    opened.tab.keyboard.press("Tab")
    skip = opened.tab.locator(":focus")
    assert skip.inner_text().startswith("Skip to")
    assert skip.is_visible()
    main = opened.tab.locator(skip.get_attribute("href"))
    assert main.count() == 1
    opened.tab.keyboard.press("Enter")
    opened.tab.keyboard.press("Tab")
    assert opened.tab.locator("header :focus").count() == 0
    assert opened.tab.locator(":is(main, footer) :focus, body:focus").count() == 1


def test_targets_are_large_enough(opened):
    if opened.page.is_admin:
        return  # there axe measures them, which allows small ones with room around them
    assert opened.measure("tooSmall") == []


def test_targets_are_large_enough_on_a_phone(opened_narrow):
    if opened_narrow.page.is_admin:
        return
    assert opened_narrow.measure("tooSmall") == []


def test_more_needs_open_with_the_keyboard(site):
    with site.open(BOARD) as window:
        more = window.tab.locator(".needs details:not(.spelt) summary")
        if more.count():
            more.focus()
            window.tab.keyboard.press("Enter")
            assert window.evaluate("document.querySelector('.needs details:not(.spelt)').open")
        else:
            assert window.tab.locator(".needs li").count() <= 5
