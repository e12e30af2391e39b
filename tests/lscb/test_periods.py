"""Financial years and their quarters as values."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb.periods import (
    FIRST_YEAR,
    LAST_YEAR,
    FinancialYear,
    FinancialYearConverter,
    Quarter,
    code_of,
    from_code,
    parse_period,
    period_before,
    same_a_year_before,
    year_of,
)

YEAR = FinancialYear(2012)
YEARS = st.builds(FinancialYear, st.integers(FIRST_YEAR, LAST_YEAR))
QUARTERS = st.builds(Quarter, YEARS, st.sampled_from((1, 2, 3, 4)))
PERIODS = YEARS | QUARTERS


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


# Quarters


@pytest.mark.parametrize(
    ("number", "first", "last"),
    [
        (1, date(2012, 4, 1), date(2012, 6, 30)),
        (2, date(2012, 7, 1), date(2012, 9, 30)),
        (3, date(2012, 10, 1), date(2012, 12, 31)),
        (4, date(2013, 1, 1), date(2013, 3, 31)),
    ],
)
def test_a_quarter_is_three_months_of_its_year(number, first, last):
    quarter = Quarter(YEAR, number)

    assert (quarter.start, quarter.last_day) == (first, last)
    assert (quarter.end - quarter.last_day).days == 1
    assert first in quarter
    assert last in quarter
    assert quarter.end not in quarter


@given(YEARS)
def test_four_quarters_make_the_year(year):
    quarters = [Quarter(year, number) for number in (1, 2, 3, 4)]

    assert quarters[0].start == year.start
    assert quarters[3].end == year.end
    assert [one.end for one in quarters[:3]] == [one.start for one in quarters[1:]]


@given(st.dates(date(FIRST_YEAR, 4, 1), date(LAST_YEAR + 1, 3, 31)))
def test_every_day_lies_in_one_quarter_of_its_year(day):
    year = FinancialYear.of(day)

    assert sum(day in Quarter(year, number) for number in (1, 2, 3, 4)) == 1


@pytest.mark.parametrize("number", [0, 5, -1])
def test_a_year_has_no_other_quarter(number):
    with pytest.raises(ValueError, match=f"four quarters, and no {number}"):
        Quarter(YEAR, number)


def test_a_quarter_prints_and_parses_itself():
    assert str(Quarter(YEAR, 3)) == "2012-13-Q3"
    assert Quarter.parse("1999-00-Q1") == Quarter(FinancialYear(1999), 1)


@pytest.mark.parametrize("text", ["2012-13", "2012-13-Q5", "2012-13-Q", "2012-13-Q٣", "Q3", ""])
def test_what_is_not_a_quarter_is_refused(text):
    with pytest.raises(ValueError, match="is not a quarter such as 2012-13-Q3"):
        Quarter.parse(text)


# Periods: a year or a quarter


@given(PERIODS)
def test_every_period_parses_what_it_prints(period):
    assert parse_period(str(period)) == period


@pytest.mark.parametrize(
    "text",
    ["", "2012", "2012-14", "2012-14-Q1", "2012-13-Q0", "2012-13-q3", "2012-13 Q3", "2012-13-Q3 "],
)
def test_what_is_not_a_period_is_refused(text):
    with pytest.raises(ValueError, match="is not a (financial year|quarter) such as 2012-13"):
        parse_period(text)


@pytest.mark.parametrize("text", ["1989-90", "1989-90-Q4", "2099-00-Q1"])
def test_a_period_before_or_after_those_kept_is_refused(text):
    with pytest.raises(ValueError, match="is not a year this product keeps"):
        parse_period(text)


def test_the_year_of_a_period_is_itself_or_the_one_it_lies_in():
    assert year_of(YEAR) == year_of(Quarter(YEAR, 4)) == YEAR


# As a number


@pytest.mark.parametrize(("text", "code"), [("2012-13", 20120), ("2012-13-Q3", 20123)])
def test_a_period_has_a_number(text, code):
    assert code_of(parse_period(text)) == code
    assert from_code(code) == parse_period(text)


@given(PERIODS)
def test_every_period_comes_back_from_its_number(period):
    assert from_code(code_of(period)) == period
    assert 0 < code_of(period) <= 32_767, "it fits into a small column"


@given(PERIODS, PERIODS)
def test_the_numbers_sort_by_time_a_year_before_its_quarters(one, other):
    def place(period):
        return year_of(period), period.number if isinstance(period, Quarter) else 0

    assert (code_of(one) < code_of(other)) == (place(one) < place(other))


@pytest.mark.parametrize("code", [20125, 20129, 0, -1, 2012, 19894, 20990])
def test_what_is_no_number_of_a_period_is_refused(code):
    with pytest.raises(ValueError, match="quarter|year"):
        from_code(code)


# The one before


@pytest.mark.parametrize(
    ("text", "before", "a_year_before"),
    [
        ("2012-13", "2011-12", "2011-12"),
        ("2012-13-Q1", "2011-12-Q4", "2011-12-Q1"),
        ("2012-13-Q2", "2012-13-Q1", "2011-12-Q2"),
        ("2012-13-Q4", "2012-13-Q3", "2011-12-Q4"),
        ("1990-91-Q2", "1990-91-Q1", None),
        ("1990-91-Q1", None, None),
        ("1990-91", None, None),
    ],
)
def test_the_period_before_and_the_same_a_year_before(text, before, a_year_before):
    period = parse_period(text)

    assert period_before(period) == (before and parse_period(before))
    assert same_a_year_before(period) == (a_year_before and parse_period(a_year_before))


@given(PERIODS)
def test_a_period_begins_when_the_one_before_it_has_ended(period):
    before = period_before(period)

    if before is None:
        assert period.start == date(FIRST_YEAR, 4, 1)
    else:
        assert before.end == period.start
        assert type(before) is type(period)


@given(QUARTERS)
def test_four_quarters_back_is_the_same_a_year_before(quarter):
    back = quarter
    for _ in range(4):
        back = back and period_before(back)

    assert back == same_a_year_before(quarter)
