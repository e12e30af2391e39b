"""What is odd about a meeting's date, and working days in England."""

from datetime import date

import pytest

from attendance.meetings.dates import Around, bank_holiday, date_warnings, working_days_after
from attendance.meetings.own_pages import check_until
from lscb.periods import FinancialYear

YEAR = FinancialYear(2012)
OF_THE_YEAR = Around(years=[YEAR])


def day(text):
    return date.fromisoformat(text)


def test_an_ordinary_day_is_not_odd():
    assert date_warnings(day("2012-09-13"), OF_THE_YEAR) == []


def test_26_8_2012_is_a_sunday():
    assert date_warnings(day("2012-08-26"), OF_THE_YEAR) == ["26 August 2012 is a Sunday."]


def test_13_2_2012_lies_before_the_year_and_before_the_previous_meeting():
    around = Around(years=[YEAR], previous=day("2012-11-14"))

    assert date_warnings(day("2012-02-13"), around) == [
        "13 February 2012 does not lie in 2012-13.",
        "13 February 2012 is before the group’s previous meeting, on 14 November 2012.",
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # Published by the government for England and Wales.
        ("2012-06-04", "Spring Bank Holiday"),
        ("2012-06-05", "Diamond Jubilee of Elizabeth II"),
        ("2012-08-27", "Late Summer Bank Holiday"),
        ("2013-03-29", "Good Friday"),
        ("2013-04-01", "Easter Monday"),
    ],
)
def test_a_bank_holiday_of_england_is_named(text, name):
    year = FinancialYear.of(day(text))
    (warning,) = date_warnings(day(text), Around(years=[year]))

    assert warning.endswith(f"is a bank holiday, {name}.")


@pytest.mark.parametrize("text", ["2013-01-02", "2012-08-06", "2013-12-02", "2013-03-18"])
def test_holidays_of_the_rest_of_the_kingdom_are_none(text):
    """Of Scotland 2 January, the first Monday of August and St Andrew's; of Northern Ireland St
    Patrick's."""
    assert bank_holiday(day(text)) is None


def test_a_second_meeting_on_a_day_is_odd():
    around = Around(others=[day("2012-09-13")])

    assert date_warnings(day("2012-09-13"), around) == [
        "The group has another meeting on 13 September 2012."
    ]
    assert date_warnings(day("2012-09-14"), around) == []


def test_the_day_of_the_previous_meeting_itself_is_not_before_it():
    assert date_warnings(day("2012-09-13"), Around(previous=day("2012-09-13"))) == []


def test_years_next_to_each_other_are_named_together():
    around = Around(years=[FinancialYear(2013), YEAR, YEAR])

    assert date_warnings(day("2014-09-11"), around) == [
        "11 September 2014 does not lie in 2012-13 or 2013-14."
    ]


@pytest.mark.parametrize(
    ("confirmed", "until"),
    [
        ("2012-09-13", "2012-09-20"),  # a Thursday: Fri, Mon, Tue, Wed, Thu
        ("2012-09-15", "2012-09-21"),  # a Saturday: Monday to Friday
        ("2012-08-23", "2012-08-31"),  # over the bank holiday of 27 August
        ("2012-12-20", "2012-12-31"),  # Fri, Mon, then past Christmas and Boxing Day: Thu, Fri, Mon
        ("2013-03-28", "2013-04-08"),  # over Good Friday and Easter Monday
    ],
)
def test_a_member_has_five_working_days_to_check(confirmed, until):
    assert check_until(day(confirmed)) == day(until)


def test_no_working_day_after_is_the_day_itself():
    assert working_days_after(day("2012-09-15"), 0) == day("2012-09-15")
