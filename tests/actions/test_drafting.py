"""Filling in a letter and comparing its figures: plain values."""

import pytest

from actions.drafting import (
    DEFAULT_BODY,
    DEFAULT_SUBJECT,
    MEANINGS,
    OF_THE_REGISTER,
    as_figures,
    changed,
    cut,
    digest,
    fill,
    fits_one_sheet,
    one_line,
    problems,
    refreshed,
    stands_in,
)

OLD = {"seats": "- Nurse: 1 of 5.\n- Doctor: 2 of 5.", "fraction": "3 of 10", "percent": "30%"}
NEW = {"seats": "- Nurse: 2 of 5.\n- Doctor: 2 of 5.", "fraction": "4 of 10", "percent": "40%"}


def test_words_in_braces_are_filled_in():
    assert fill("{agency} in {year}", {"agency": "Police", "year": "2012-13"}) == (
        "Police in 2012-13"
    )


def test_a_value_with_braces_of_its_own_is_not_filled_in_again():
    assert fill("{agency}", {"agency": "{year}", "year": "2012-13"}) == "{year}"


def test_every_word_of_the_text_that_comes_with_the_product_is_known():
    assert problems(DEFAULT_SUBJECT + DEFAULT_BODY) == []
    assert "{" not in fill(DEFAULT_SUBJECT + DEFAULT_BODY, dict.fromkeys(MEANINGS, "x"))


def test_unknown_braces_are_named_each_once_with_what_may_be_meant():
    assert problems("{agncy} {agncy} {zebra}") == [
        "{agncy} is not one of the words that can be filled in: did you mean {agency}?",
        "{zebra} is not one of the words that can be filled in.",
    ]


@pytest.mark.parametrize("text", ["{agency", "agency}", "{agency\n}", "{{agency}}"])
def test_a_brace_that_stands_alone_is_said(text):
    assert any("stands alone" in sentence for sentence in problems(text))


def test_of_several_seats_only_the_line_that_changed_is_told():
    (seats, *_) = changed(OLD, NEW)

    assert (seats.name, seats.old, seats.new) == ("seats", "- Nurse: 1 of 5.", "- Nurse: 2 of 5.")


def test_figures_that_stay_are_not_told():
    assert changed(OLD, OLD) == []
    assert [one.name for one in changed(OLD, OLD | {"percent": "31%"})] == ["percent"]


def test_what_is_not_of_the_register_may_change():
    assert changed({"reply_due": "1 May 2013"}, {"reply_due": "2 May 2013"}) == []
    assert set(MEANINGS) - set(OF_THE_REGISTER) == {"year", "reply_due", "reply_days"}


def test_of_a_text_only_what_stands_in_it_is_told():
    found = changed(OLD, NEW, "In all you came 3 of 10 times.")

    assert [one.name for one in found] == ["fraction"]


def test_a_figure_within_a_longer_one_is_told_once():
    old, new = {"seats": "- Nurse: 1 of 5", "fraction": "1 of 5"}, {"seats": "x", "fraction": "y"}

    assert [one.name for one in changed(old, new, "You: \n- Nurse: 1 of 5\nEnd")] == ["seats"]
    assert len(changed(old, new, "You: \n- Nurse: 1 of 5\nSo 1 of 5.")) == 2


def test_where_the_text_says_it_in_other_words_all_is_told():
    assert len(changed(OLD, NEW, "You came three times.")) == 3


def test_0_per_cent_does_not_stand_in_50_per_cent():
    assert not stands_in("0%", "It was 50%.")
    assert stands_in("0%", "It was 0% (0 of 5).")
    assert not stands_in("", "anything")


def test_untouched_paragraphs_get_todays_figures():
    template = "Dear all,\n\n{seats}\n\nIn all {fraction}."

    assert refreshed(fill(template, OLD), template, OLD, NEW) == (fill(template, NEW), set())


def test_paragraphs_changed_by_hand_stay_and_their_figures_are_named():
    template = "Dear all,\n\n{seats}\n\nIn all {fraction}."
    mine = f"Dear Ada,\n\n{OLD['seats']}\n\nIn all three!"

    assert refreshed(mine, template, OLD, NEW) == (
        f"Dear Ada,\n\n{NEW['seats']}\n\nIn all three!",
        {"fraction"},
    )


def test_an_old_figure_in_a_new_paragraph_is_named_and_one_in_the_rule_is_not():
    template = "{seats}\n\nUnder 30% we write."

    text = f"{OLD['seats']}\n\nUnder 30% we write."
    assert refreshed(text, template, OLD, NEW)[1] == set()
    assert refreshed(f"{text}\n\nYou: 30%.", template, OLD, NEW)[1] == {"percent"}


def test_a_value_of_several_paragraphs_is_left_alone():
    assert refreshed("a\n\nb", "{seats}", {"seats": "a\n\nb"}, {"seats": "c"}) == (
        "a\n\nb",
        {"seats"},
    )


def test_a_long_subject_says_that_it_is_cut():
    assert cut("abcdef", 4) == "abc…"
    assert cut("abcd", 4) == "abcd"
    assert one_line("a\r\n b\tc ") == "a b c"


def test_digests_tell_apart_what_is_said_where():
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a") == digest("a")


@pytest.mark.parametrize("stored", [None, [], ["a"], "text", {"a": 1}, {"a": ["b"]}])
def test_figures_that_are_none_are_left_out(stored):
    assert as_figures(stored) == {}


@pytest.mark.parametrize(
    ("body", "fits"),
    [
        ("Dear colleague,\n\nPlease come.", True),
        ("x" * 78 * 38, True),
        ("x" * 78 * 39, False),
        ("\n".join(["Chair, 2 of 5"] * 38), True),
        ("\n".join(["Chair, 2 of 5"] * 39), False),
        ("\n\n".join(["Please come."] * 22), True),
        ("\n\n".join(["Please come."] * 23), False),
    ],
)
def test_a_text_that_may_not_fit_on_one_sheet_is_noticed(body, fits):
    assert fits_one_sheet(body) is fits
