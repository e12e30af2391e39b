"""Whether a figure changed by more than chance, and what it is held against."""

from datetime import date

import pytest

from datasets.dataset import dataset
from datasets.models import ChartNote
from lscb.periods import FinancialYear, Quarter
from tests.figures import area_of, make_indicator, make_listed, make_own, make_published

pytestmark = pytest.mark.django_db
YEAR = FinancialYear(2012)


def listed(board, **fields):
    found = make_indicator(**fields)
    make_listed(board, found)
    return found


def change_of(board, period=YEAR):
    (row,) = dataset(board, period, sees_limited=True).rows
    return row.change


def test_intervals_apart_are_a_change_with_its_side(board):
    # Wilson: 10 of 100 is 5.5% to 17.4%, 40 of 100 is 30.9% to 49.8%.
    found = listed(board)
    make_own(board, found, "2011-12", numerator=10, denominator=100)
    make_own(board, found, numerator=40, denominator=100)

    change = change_of(board)

    assert change.sentence == "Up from 10.0% in 2011-12, more than chance"
    assert change.tone == "worse"


def test_intervals_that_overlap_are_none(board):
    # 20 of 100 is 13.3% to 28.9%, and overlaps 5.5% to 17.4%.
    found = listed(board)
    make_own(board, found, "2011-12", numerator=10, denominator=100)
    make_own(board, found, numerator=20, denominator=100)

    assert change_of(board) is None


@pytest.mark.parametrize(
    ("before", "now", "said"), [(40, 117, "Up from 40"), (117, 40, "Down from 117")]
)
def test_counts_have_intervals_too(board, before, now, said):
    found = listed(board, unit="count", polarity="neither")
    make_own(board, found, "2011-12", value=before)
    make_own(board, found, value=now)

    assert change_of(board).text == f"{said} in 2011-12"
    assert change_of(board).tone == "steady"


def test_of_a_rate_the_counts_will_do_where_one_year_has_no_rate(board):
    # Byar: 91 is 73 to 112, 163 is 139 to 190.
    found = listed(board, unit="rate", polarity="neither", basis="snapshot", of_quarters="last")
    make_own(board, found, "2011-12", numerator=91)
    make_own(board, found, numerator=163, denominator=34562)

    assert change_of(board).text == "Up from 91 in 2011-12"


def test_of_a_percentage_they_will_not(board):
    found = listed(board)
    make_own(board, found, "2011-12", numerator=91)
    make_own(board, found, numerator=163, denominator=300)

    assert change_of(board) is None


def test_an_average_without_cases_has_none(board):
    found = listed(board, unit="average", of_quarters="last", basis="snapshot")
    make_own(board, found, "2011-12", value=30)
    make_own(board, found, value=18)

    assert change_of(board) is None


def test_an_own_figure_is_not_held_against_a_published_one(board):
    found = listed(board)
    make_published(found, area_of(board), "2011-12", numerator=10, denominator=100)
    make_own(board, found, numerator=40, denominator=100)
    assert change_of(board) is None

    make_published(found, area_of(board), numerator=41, denominator=100)
    make_own(board, found, "2011-12", numerator=38, denominator=100)
    assert change_of(board) is None


def test_published_ones_are_held_against_each_other(board):
    found = listed(board)
    make_published(found, area_of(board), "2011-12", numerator=10, denominator=100)
    make_published(found, area_of(board), numerator=40, denominator=100)

    assert change_of(board).text == "Up from 10.0% in 2011-12"


class TestAQuarter:
    QUARTER = Quarter(YEAR, 2)

    @pytest.fixture
    def found(self, board):
        found = listed(board)
        make_own(board, found, "2012-13-Q2", numerator=40, denominator=100)
        return found

    def test_it_is_held_against_the_same_one_of_the_year_before(self, board, found):
        make_own(board, found, "2011-12-Q2", numerator=10, denominator=100)
        make_own(board, found, "2012-13-Q1", numerator=80, denominator=100)

        assert change_of(board, self.QUARTER).text == "Up from 10.0% in July to September 2011"

    def test_or_else_against_the_quarter_before(self, board, found):
        make_own(board, found, "2012-13-Q1", numerator=80, denominator=100)

        assert change_of(board, self.QUARTER).text == "Down from 80.0% in April to June 2012"

    def test_but_not_where_quarters_add_up_over_the_year(self, board, found):
        make_own(board, found, "2012-13-Q1", numerator=80, denominator=100)
        found.basis, found.of_quarters = "year_to_date", "last"
        found.save()

        assert change_of(board, self.QUARTER) is None

    def test_a_note_of_a_new_way_of_counting_says_none(self, board, found, manager):
        make_own(board, found, "2012-13-Q1", numerator=80, denominator=100)
        ChartNote.objects.create(
            board=board,
            indicator=found,
            period=self.QUARTER,
            text="Counted anew.",
            made_by=manager,
            made_on=date(2013, 1, 9),
        )

        assert change_of(board, self.QUARTER) is None
