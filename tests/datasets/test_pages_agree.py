"""One figure is the same on every page and in every file that shows it."""

import csv
import io
from datetime import date

import pytest

from datasets.models import ChartNote
from lscb.periods import FinancialYear, Quarter, parse_period
from tests.figures import (
    area_of,
    make_area,
    make_indicator,
    make_listed,
    make_neighbours,
    make_own,
    make_published,
)
from tests.page_tables import text_of

pytestmark = pytest.mark.django_db
DASHBOARD, INDICATOR = "/kingston/", "/kingston/indicators/CSC02/"
COMPARISON = "/kingston/compare/CSC02/2012-13/"
FILES = (
    "/kingston/dashboard.csv?period=2012-13",
    "/kingston/indicators/CSC02.csv?period=2012-13",
    "/kingston/compare/CSC02/2012-13.csv",
)


def listed(board, **fields):
    found = make_indicator(compares_with_england=True, **fields)
    make_listed(board, found)
    return found


@pytest.fixture
def indicator(board):
    return listed(board)


def page_of(client, address, period="2012-13"):
    return client.get(address, {"period": period}).context["page"]


def first_row(client, address):
    text = client.get(address).content.decode("utf-8-sig")
    return next(csv.DictReader(io.StringIO(text)))


class TestCountsThatAreNotWhole:
    def test_files_show_them_as_pages_do(self, member_client, board):
        posts = listed(board, unit="count", decimals=0)
        make_published(posts, area_of(board), numerator="16.5")

        rows = [first_row(member_client, address) for address in FILES]

        assert "16.5" in text_of(member_client.get(f"{DASHBOARD}?period=2012-13"))
        assert [row.get("value", row.get("figure")) for row in rows] == ["16.5"] * 3
        assert [row["numerator"] for row in rows] == ["16.5"] * 3

    def test_what_they_rest_on_has_one_decimal_everywhere(self, member_client, board):
        posts = listed(board)
        make_published(posts, area_of(board), numerator="16.25", denominator="40.75")

        rows = [first_row(member_client, address) for address in FILES]

        assert "16.3 of 40.8" in text_of(member_client.get(f"{DASHBOARD}?period=2012-13"))
        assert [(row["numerator"], row["denominator"]) for row in rows] == [("16.3", "40.8")] * 3


class TestWhatTheChartSays:
    def test_a_note_of_later_does_not_hide_the_one_before(
        self, member_client, board, manager, indicator
    ):
        first, later, shown = map(parse_period, ("2009-10-Q1", "2012-13-Q4", "2012-13-Q2"))
        for at in range(28):
            quarter = Quarter(FinancialYear(2006 + at // 4), at % 4 + 1)
            level = 100 if quarter.year < first.year else 300
            make_own(
                board, indicator, str(quarter), numerator=level + at % 3 * 10, denominator=1000
            )
        for period in (first, later):
            ChartNote.objects.create(
                board=board,
                indicator=indicator,
                period=period,
                text="Counted in another way",
                made_by=manager,
                made_on=date(2013, 7, 1),
            )

        assert self.said(member_client, shown) == ["Within its usual range"] * 2

    def test_years_of_long_ago_count_on_both_pages(self, member_client, board, indicator):
        levels = [60, 61, 62, 60, 61] * 2 + [61] + [20, 22, 21, 23, 19, 21, 22, 20, 21, 22, 20, 21]
        for at, level in enumerate([*levels, 26]):
            year = str(FinancialYear(2000 + at))
            make_own(board, indicator, year, numerator=level, denominator=100)

        assert self.said(member_client, FinancialYear(2023)) == ["Below its usual range"] * 2

    def said(self, client, period):
        """Of the latest point, on the dashboard and on the indicator's own page."""
        (row,) = page_of(client, DASHBOARD, period).dataset.rows
        drawings = page_of(client, INDICATOR, period).drawings
        kind = isinstance(period, Quarter)
        (own,) = [one for one in drawings if one.over.series.is_of_quarters == kind]
        return [row.reading.text, own.over.latest.found]


def test_so_many_of_the_similar_areas_have_a_figure(member_client, board, indicator):
    """Those of which nothing at all is on record are similar areas, too."""
    like = [make_area(name, f"E0900010{at}", "") for at, name in enumerate("ABC")]
    make_neighbours(area_of(board), *like)
    make_published(indicator, like[0], numerator=1, denominator=10)
    make_published(indicator, like[1], reason="c")
    make_published(indicator, area_of(board), numerator=2, denominator=10)

    (row,) = page_of(member_client, DASHBOARD).dataset.rows
    own, all_of_them = page_of(member_client, INDICATOR), page_of(member_client, COMPARISON)

    assert (row.neighbours.known, row.neighbours.of) == (1, 3)
    assert (own.neighbours.known, own.neighbours.of, len(own.areas)) == (1, 3, 3)
    assert (len(all_of_them.similar), len(all_of_them.figures.similar)) == (1, 3)


def test_a_count_that_was_rounded_at_source_is_told_on_each_page(member_client, board):
    found = listed(board, title="Children seen", unit="count")
    make_published(found, area_of(board), numerator=120, rounded_to=10)

    (row,) = page_of(member_client, DASHBOARD).dataset.rows
    own = page_of(member_client, INDICATOR)

    assert row.value is None
    assert own.title == "Children seen: 120"
    assert "Children seen 120" in " ".join(
        text_of(member_client.get(f"{DASHBOARD}?period=2012-13")).split()
    )
