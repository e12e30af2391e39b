"""Dates as documents print them."""

from datetime import date

import pytest

from attendance.printed import printed_day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14.6.12", date(2012, 6, 14)),
        ("13.09.12", date(2012, 9, 13)),
        ("13.02.12", date(2012, 2, 13)),
        ("4.12.2012", date(2012, 12, 4)),
        (" 12.3.13 ", date(2013, 3, 12)),
    ],
)
def test_the_day_comes_first_and_two_digits_are_this_century(text, expected):
    assert printed_day(text) == expected


@pytest.mark.parametrize("text", ["", "31.02.12", "12.13.12", "June 2012", "14/6/12", "14.6.1"])
def test_what_is_no_such_date_is_none(text):
    assert printed_day(text) is None
