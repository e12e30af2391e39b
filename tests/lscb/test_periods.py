"""Financial years as values."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb.periods import FIRST_YEAR, LAST_YEAR, FinancialYear, FinancialYearConverter

YEAR = FinancialYear(2012)


def test_a_year_runs_from_april_up_to_but_not_including_the_next_april():
    assert YEAR.start == date(2012, 4, 1)
    assert YEAR.last_day == date(2013, 3, 31)
    assert YEAR.end == date(2013, 4, 1)


@pytest.mark.parametrize(
    ("day", "is_inside"),
    [
        (date(2012, 3, 31), False),
        (date(2012, 4, 1), True),
        (date(2013, 3, 31), True),
        (date(2013, 4, 1), False),
    ],
)
def test_its_first_and_last_days_lie_in_it(day, is_inside):
    assert (day in YEAR) is is_inside


@pytest.mark.parametrize(("day", "starting"), [(date(2013, 3, 31), 2012), (date(2013, 4, 1), 2013)])
def test_a_day_lies_in_one_year(day, starting):
    assert FinancialYear.of(day) == FinancialYear(starting)


@pytest.mark.parametrize(("starting", "text"), [(2012, "2012-13"), (1999, "1999-00")])
def test_it_prints_and_parses_itself(starting, text):
    assert str(FinancialYear(starting)) == text
    assert FinancialYear.parse(text) == FinancialYear(starting)


@given(st.integers(FIRST_YEAR, LAST_YEAR))
def test_every_year_parses_what_it_prints_and_holds_its_own_days(starting):
    year = FinancialYear(starting)

    assert FinancialYear.parse(str(year)) == year
    assert FinancialYear.of(year.start) == FinancialYear.of(year.last_day) == year


@given(st.dates(date(FIRST_YEAR, 4, 1), date(LAST_YEAR, 12, 31)))
def test_every_day_lies_in_the_year_it_is_of(day):
    assert day in FinancialYear.of(day)


def test_years_sort():
    assert sorted([FinancialYear(2013), YEAR]) == [YEAR, FinancialYear(2013)]


@pytest.mark.parametrize("text", ["1989-90", "2099-00"])
def test_a_year_long_before_or_after_the_product_is_refused(text):
    with pytest.raises(ValueError, match="is not a year this product keeps"):
        FinancialYear.parse(text)


@pytest.mark.parametrize(
    "text", ["2012", "2012-14", "2012-2013", "12-13", "2012/13", "", "2012-13 ", "٢٠١٢-١٣"]
)
def test_what_is_not_a_year_is_refused(text):
    with pytest.raises(ValueError, match="is not a financial year such as 2012-13"):
        FinancialYear.parse(text)


def test_in_an_address_it_is_written_as_it_prints():
    converter = FinancialYearConverter()

    assert converter.to_url(YEAR) == "2012-13"
    assert converter.to_python("2012-13") == YEAR
