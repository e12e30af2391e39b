"""What a screen reader goes by: titles, headings, landmarks, tables and the names of links."""

from itertools import pairwise


def test_every_page_has_a_title_one_first_heading_and_landmarks(opened):
    headings, landmarks = opened.measure("headings"), opened.measure("landmarks")
    levels = [level for level, _ in headings]
    assert opened.evaluate("document.documentElement.lang").lower() == "en-gb"
    assert levels.count(1) == 1
    assert landmarks["mains"] == 1
    if not opened.page.is_error:
        assert landmarks["headers"] == landmarks["footers"] == 1
    if opened.page.is_admin:
        assert opened.tab.title().strip()
    else:
        assert all(landmarks["navigations"])
        assert len(set(landmarks["navigations"])) == len(landmarks["navigations"])
        assert headings[0][1] in opened.tab.title()
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_table_says_what_it_is_and_has_words_in_every_cell(opened):
    found = opened.measure("tables")
    if opened.page.is_admin:
        return  # lists and forms in Django's own hand
    assert all(found["captions"])
    assert len(set(found["captions"])) == len(found["captions"])
    assert found["withoutScope"] == []
    assert found["empty"] == []
    assert found["spread"] == []


def test_links_to_different_places_have_different_names(opened):
    if opened.page.is_admin:
        return
    assert opened.measure("linksOfOneName") == []


def test_no_id_stands_twice_and_no_style_in_an_attribute(opened):
    assert opened.measure("repeatedIds") == []
    if not opened.page.is_admin:  # its scripts set some
        assert opened.measure("inlineStyles") == []
