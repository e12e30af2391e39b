"""An indicator over time: which periods, which figures, and what its chart says of the latest."""

from decimal import Decimal

import pytest
from django.db.models import Q

from datasets.records import Records, compared_periods, is_comparable
from datasets.sentences import line_in_words, reading_of
from datasets.series import LONGEST, line_of, series_of
from lscb.periods import FinancialYear, Quarter, parse_period
from tests.figures import area_of, make_indicator, make_own, make_published

pytestmark = pytest.mark.django_db
YEAR = FinancialYear(2012)
LAST = Quarter(YEAR, 4)


def records_of(board, indicator) -> Records:
    return Records.read(
        board, [indicator.pk], own=Q(), others=Q(pk=None), model=None, average="mean", alike=0
    )


def quarters_until(last: Quarter, number: int) -> list[Quarter]:
    place = last.year.starting * 4 + last.number - 1
    return [
        Quarter(FinancialYear(at // 4), at % 4 + 1) for at in range(place - number + 1, place + 1)
    ]


def make_quarters(board, indicator, values, last=LAST):
    """Percentages of 1,000, the last in the last quarter; None where nothing is on record."""
    for value, quarter in zip(values, quarters_until(last, len(values)), strict=True):
        if value is not None:
            make_own(board, indicator, str(quarter), numerator=value * 10, denominator=1000)


class TestItsPeriods:
    def test_it_begins_with_the_first_that_is_known_and_keeps_gaps(self, board):
        indicator = make_indicator()
        make_quarters(board, indicator, [20, None, 30])

        series = series_of(records_of(board, indicator), indicator, LAST)

        assert [str(period) for period in series.periods] == [
            "2012-13-Q2",
            "2012-13-Q3",
            "2012-13-Q4",
        ]
        assert series.values == [20, None, 30]

    def test_it_ends_at_the_period_of_the_page(self, board):
        indicator = make_indicator()
        make_quarters(board, indicator, [20, 30])

        series = series_of(records_of(board, indicator), indicator, Quarter(YEAR, 3))

        assert series.values == [20]

    def test_it_is_no_longer_than_a_chart(self, board):
        indicator = make_indicator()
        make_quarters(board, indicator, [20] * (LONGEST + 1))

        series = series_of(records_of(board, indicator), indicator, LAST)

        assert len(series.periods) == LONGEST

    def test_of_nothing_there_is_none(self, board):
        indicator = make_indicator()

        series = series_of(records_of(board, indicator), indicator, YEAR)

        assert (series.periods, series.points, series.chart) == ([], 0, None)

    def test_a_year_is_drawn_by_quarter_where_that_tells_more(self, board):
        indicator = make_indicator()
        make_quarters(board, indicator, [20, 30])
        make_published(indicator, area_of(board), value=25)
        records = records_of(board, indicator)

        assert line_of(records, indicator, YEAR).is_of_quarters
        make_published(indicator, area_of(board), "2011-12", value=25)
        assert not line_of(records_of(board, indicator), indicator, YEAR).is_of_quarters


class TestAQuartersRate:
    @pytest.mark.parametrize(("basis", "value"), [("flow", 40), ("snapshot", 10)])
    def test_is_one_of_a_year_where_it_counts_what_happens(self, board, basis, value):
        indicator = make_indicator(unit="rate", basis=basis)
        make_own(board, indicator, "2012-13-Q4", numerator=10, denominator=10_000)

        assert series_of(records_of(board, indicator), indicator, LAST).values == [value]


class TestWhatIsCompared:
    @pytest.mark.parametrize(
        ("period", "years"),
        [
            ("2012-13", ["2012-13", "2011-12", "2010-11"]),
            ("2012-13-Q4", ["2012-13-Q4", "2012-13", "2011-12", "2010-11"]),
            ("2012-13-Q3", ["2012-13-Q3", "2011-12", "2010-11", "2009-10"]),
        ],
    )
    def test_a_year_that_is_not_over_is_not_waited_for(self, period, years):
        assert [str(one) for one in compared_periods(parse_period(period))] == years

    @pytest.mark.parametrize(
        ("fields", "quarter", "may"),
        [
            ({"unit": "rate", "basis": "flow"}, 2, True),
            ({"unit": "percentage", "basis": "snapshot"}, 2, True),
            ({"unit": "count", "basis": "flow"}, 2, False),
            ({"unit": "count", "basis": "snapshot"}, 2, True),
            ({"unit": "percentage", "basis": "year_to_date"}, 2, False),
            ({"unit": "percentage", "basis": "year_to_date"}, 4, True),
        ],
    )
    def test_a_quarter_with_a_year_only_where_length_does_not_matter(self, fields, quarter, may):
        indicator = make_indicator(**fields)

        assert is_comparable(indicator, Quarter(YEAR, quarter), YEAR) is may


class TestReading:
    """Twelve quarters from 20 to 22 in turn, and then one more."""

    USUAL = (20, 21, 22) * 4

    def series(self, board, values, **fields):
        indicator = make_indicator(**fields)
        make_quarters(board, indicator, values)
        return series_of(records_of(board, indicator), indicator, LAST)

    def test_thirteen_points_are_enough_and_twelve_are_not(self, board):
        assert reading_of(self.series(board, [*self.USUAL])) is None
        assert reading_of(self.series(board, [*self.USUAL, 20], code="A2")) is not None

    @pytest.mark.parametrize(
        ("latest", "polarity", "tone", "text"),
        [
            (60, "lower", "worse", "Above its usual range"),
            (60, "higher", "better", "Above its usual range"),
            (60, "neither", "steady", "Above its usual range"),
            (1, "lower", "better", "Below its usual range"),
            (20, "lower", "", "Within its usual range"),
        ],
    )
    def test_a_point_beyond_the_limits(self, board, latest, polarity, tone, text):
        found = reading_of(self.series(board, [*self.USUAL, latest], polarity=polarity))

        assert (found.tone, found.text, found.is_a_concern) == (tone, text, tone == "worse")
        assert found.dated(LAST) == text
        assert found.dated(YEAR) == f"{text} (2012-13-Q4)"

    def test_a_run_is_told_with_its_length(self, board):
        values = [20, 30] * 8 + [26] * 6
        found = reading_of(self.series(board, values, run_length=6))

        assert found.text == "Above its mean for 6 quarters in a row"

    def test_what_adds_up_over_the_year_has_no_chart(self, board):
        series = self.series(board, [*self.USUAL, 60], basis="year_to_date")

        assert series.chart is None
        assert reading_of(series) is None

    def test_where_it_starts_anew_too_few_points_are_left(self, board):
        indicator = make_indicator()
        make_quarters(board, indicator, [*self.USUAL, 60])
        records = records_of(board, indicator)

        anew = series_of(records, indicator, LAST, starts_anew=frozenset([Quarter(YEAR, 4)]))

        assert len(anew.chart.segments) == 2
        assert reading_of(anew) is None

    def test_the_line_is_told_in_words(self, board):
        series = self.series(board, [20, 40, 30])

        assert line_in_words(series) == (
            "From 20.0% in 2012-13-Q2 to 30.0% in 2012-13-Q4, between 20.0% and 40.0%"
        )


def test_the_median_of_areas_is_exact():
    from datasets.benchmarks import neighbour_median

    assert neighbour_median([Decimal("3.95"), None, Decimal("1"), Decimal("9")]) == (
        Decimal("3.95"),
        3,
    )
