"""Dates as people write them in England."""

from datetime import date

import pytest

from lscb.dates import NotADay, ReadDay, day_of, days_in, read_day


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("14", "6", "2012"), date(2012, 6, 14)),
        (("14", "06", "12"), date(2012, 6, 14)),
        ((" 4 ", "June", "2012"), date(2012, 6, 4)),
        (("4", "jun.", "2012"), date(2012, 6, 4)),
        (("4", "SEPT", "2012"), date(2012, 9, 4)),
        (("29", "2", "2012"), date(2012, 2, 29)),
    ],
)
def test_three_typed_parts_are_a_day(parts, expected):
    assert day_of(*parts) == expected


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        (("29", "2", "2013"), "There is no 29 February 2013"),
        (("31", "June", "2012"), "There is no 31 June 2012"),
        (("0", "6", "2012"), "There is no 0 June 2012"),
        (("14", "13", "2012"), "“13” is not a month"),
        (("14", "ju", "2012"), "“ju” is not a month"),
        (("14", "", "2012"), "“” is not a month"),
        (("14", "Brumaire", "2012"), "“brumaire” is not a month"),
        (("first", "6", "2012"), "“first” is not a day of the month"),
        (("14", "6", "012"), "“012” is not a year"),
        (("14", "6", "0000"), "There is no 14 June 0"),
        (("-4", "6", "2012"), "“-4” is not a day"),
        # What Python takes for digits, or for a number too large for a date.
        (("²", "6", "2012"), "“²” is not a day"),
        (("14", "²", "2012"), "“²” is not a month"),
        (("14", "6", "20²²"), "“20²²” is not a year"),
        (("9" * 20, "6", "2012"), "is not a day of the month"),
        (("14", "9" * 20, "2012"), "is not a month"),
    ],
)
def test_what_is_no_day_says_why(parts, why):
    with pytest.raises(NotADay, match=why):
        day_of(*parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14.6.12", date(2012, 6, 14)),
        ("4.12.12", date(2012, 12, 4)),
        ("12 March 2013", date(2013, 3, 12)),
        ("12th March 2013", date(2013, 3, 12)),
        ("1st of April, 2012", date(2012, 4, 1)),
        ("12-Mar-13", date(2013, 3, 12)),
        ("2013-03-12", date(2013, 3, 12)),
        (" 13 / 9 / 2012 ", date(2012, 9, 13)),
        ("6.6.12", date(2012, 6, 6)),
    ],
)
def test_a_text_is_read_with_the_day_first(text, expected):
    assert read_day(text) == ReadDay(expected)


def test_with_slashes_the_month_may_stand_first():
    assert read_day("12/03/2013") == ReadDay(date(2013, 3, 12), date(2013, 12, 3))
    assert read_day("6/6/2012") == ReadDay(date(2012, 6, 6))


@pytest.mark.parametrize("text", ["", "June 2012", "3/14/2013", "14.6.2012 or so", "2012-6-14"])
def test_a_text_that_is_no_date_is_refused(text):
    with pytest.raises(NotADay):
        read_day(text)


def test_dates_are_found_in_a_text():
    found = days_in("Moved from 14.6.12 to 2012-07-24. Not on 31.6.12; see §6.3 and 020 8547 1234.")

    assert found == [("14.6.12", date(2012, 6, 14)), ("2012-07-24", date(2012, 7, 24))]
