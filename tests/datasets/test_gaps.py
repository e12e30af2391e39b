"""What the dataset of a year lacks, on the page of those who manage the board."""

import pytest

from datasets.gaps import gaps
from lscb.periods import FinancialYear
from tests.build import make_agency, make_board
from tests.figures import (
    area_of,
    make_england,
    make_indicator,
    make_listed,
    make_own,
    make_published,
    make_target,
)
from tests.page_tables import text_of

pytestmark = pytest.mark.django_db
YEAR = FinancialYear(2012)


def codes(found) -> list[str]:
    return [one.code for one in found]


@pytest.fixture
def indicator(board):
    found = make_indicator(compares_with_england=True)
    make_listed(board, found, agency=make_agency(board, "Police"))
    return found


class TestFigures:
    def test_none_of_the_year_is_a_gap(self, board, indicator):
        make_own(board, indicator, "2011-12", numerator=1, denominator=10)
        make_own(board, indicator, "2012-13", reason="not_supplied")

        assert codes(gaps(board, YEAR).without_figures) == ["CSC02"]

    @pytest.mark.parametrize("period", ["2012-13", "2012-13-Q3"])
    def test_one_of_the_year_or_of_its_quarters_is_none(self, board, indicator, period):
        make_own(board, indicator, period, numerator=1, denominator=10)

        assert gaps(board, YEAR).without_figures == []

    def test_nor_is_a_published_one_of_the_area(self, board, indicator):
        make_published(indicator, area_of(board), value=3)

        assert gaps(board, YEAR).without_figures == []

    def test_one_of_another_board_does_not_count(self, board, indicator):
        make_own(make_board("richmond"), indicator, numerator=1, denominator=10)

        assert codes(gaps(board, YEAR).without_figures) == ["CSC02"]

    def test_what_is_not_collected_lacks_nothing(self, board):
        make_listed(board, make_indicator(), standing="not_collected", reason="No source")

        found = gaps(board, YEAR)

        assert (found.without_figures, found.without_targets) == ([], [])


class TestTargets:
    def test_only_what_has_a_better_side_can_lack_one(self, board, indicator):
        make_listed(board, make_indicator("A1", polarity="neither"))

        assert codes(gaps(board, YEAR).without_targets) == ["CSC02"]

    @pytest.mark.parametrize(("since", "lacks"), [("2012-13", []), ("2013-14", ["CSC02"])])
    def test_one_in_force_is_enough(self, board, indicator, since, lacks):
        make_target(indicator, board, since)

        assert codes(gaps(board, YEAR).without_targets) == lacks


class TestComparators:
    @pytest.mark.parametrize(
        ("period", "old"), [("2009-10", True), ("2010-11", False), ("2013-14", None)]
    )
    def test_older_than_two_years_is_old(self, board, indicator, period, old):
        make_published(indicator, make_england(), period, value=3)

        found = gaps(board, YEAR)

        if old is None:  # later than the year: as good as none
            assert codes(found.not_loaded) == ["CSC02"]
        else:
            assert [str(one.latest) for one in found.outdated] == (["2009-10"] if old else [])
            assert found.not_loaded == []

    def test_only_what_can_be_compared_lacks_one(self, board):
        make_listed(board, make_indicator())

        assert gaps(board, YEAR).old_comparators == []


def test_the_page_and_the_file_say_it(manager_client, board, indicator):
    make_published(indicator, make_england(), "2009-10", value=3)

    text = text_of(manager_client.get("/kingston/management/?period=2012-13"))
    file = manager_client.get("/kingston/management.csv?period=2012-13").content.decode()

    assert "1 of 1 indicators have none on record: Title of CSC02 (Police)." in text
    assert "1 indicators have a better side and no target: Title of CSC02." in text
    assert "Older than two years: Title of CSC02 (2009-10)." in text
    assert "Indicator without a figure,Dataset,CSC02 Title of CSC02,Police" in file
    assert "Indicator without a target,Dataset,CSC02 Title of CSC02,Police" in file
    assert (
        'National figure older than two years,Dataset,"CSC02 Title of CSC02, latest 2009-10"'
        in file
    )


def test_a_board_without_a_list_is_not_told_of_it(manager_client, board):
    page = manager_client.get("/kingston/management/?period=2012-13")

    assert "What the dataset lacks" not in text_of(page)
