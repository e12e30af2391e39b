"""Where a number or a date becomes text."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb.formats import (
    beside,
    day,
    day_and_month,
    half_up,
    in_words,
    listed,
    number,
    ordinal,
    percent,
    pounds,
    short_day,
    weekday,
)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(22, 34), 0, "65"),
        (Fraction(22, 34), 1, "64.7"),
        (Fraction(1, 2), 0, "50"),
        (Fraction(1, 8), 0, "13"),  # 12.5
        (Fraction(3, 8), 0, "38"),  # 37.5
        (Fraction(173, 400), 1, "43.3"),  # 43.25, which rounding to even would make 43.2
        (Fraction(0), 1, "0.0"),
    ],
)
def test_halves_are_rounded_up(value, places, text):
    assert str(half_up(value * 100, places)) == text


def test_below_zero_a_half_is_rounded_away_from_zero():
    assert half_up(Fraction(-5, 2)) == -3


@given(st.fractions(-1000, 1000), st.integers(0, 3))
def test_what_is_rounded_lies_within_half_of_the_last_place(value, places):
    rounded = Fraction(half_up(value, places))

    assert abs(rounded - value) <= Fraction(1, 2 * 10**places)
    assert -half_up(value, places) == half_up(-value, places)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(27, 35), 0, "77%"),
        (Fraction(108, 173), 1, "62.4%"),
        (Fraction(0), 0, "0%"),
        (Fraction(1), 0, "100%"),
        (None, 0, "–"),
    ],
)
def test_a_share_becomes_a_percentage(value, places, text):
    assert percent(value, places) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("163492", "£163,492"),
        ("163492.00", "£163,492"),
        ("0.50", "£0.50"),
        ("1234.505", "£1,234.51"),
        ("0", "£0"),
        ("-18", "−£18"),
    ],
)
def test_money_has_pence_only_where_there_are_some(value, text):
    assert pounds(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"), [("-0.04", "0.0"), ("-0.05", "-0.1"), ("0.04", "0.0"), ("1752", "1,752.0")]
)
def test_a_number_rounded_to_nothing_has_no_sign(value, text):
    assert number(Decimal(value), 1) == text


def test_no_money_is_a_dash_and_not_zero():
    assert pounds(None) == "–"


def test_days_are_written_out():
    sunday = date(2012, 8, 26)

    assert day(sunday) == "26 August 2012"
    assert short_day(sunday) == "26 Aug 2012"
    assert day_and_month(sunday) == "26 Aug"
    assert weekday(sunday) == "Sunday"
    assert day(None) == short_day(None) == day_and_month(None) == "–"


@pytest.mark.parametrize(
    ("value", "text"), [(1, "one"), (3, "three"), (10, "ten"), (11, "11"), (0, "0")]
)
def test_numbers_up_to_ten_are_words(value, text):
    assert in_words(value) == text


@pytest.mark.parametrize(
    ("names", "text"),
    [(["GPs"], "GPs"), (["GPs", "Police"], "GPs and Police"), ("abc", "a, b and c")],
)
def test_a_list_reads_as_a_sentence_does(names, text):
    assert listed(names) == text


def test_cells_stand_beside_their_columns_and_none_is_left_over():
    assert list(beside("ab", [1, 2])) == [("a", 1), ("b", 2)]
    with pytest.raises(ValueError, match="zip"):
        list(beside("ab", [1, 2, 3]))


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (13, "13th"), (152, "152nd")],
)
def test_places_have_their_endings(value, text):
    assert ordinal(value) == text
