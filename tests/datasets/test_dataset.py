"""The dataset of a board: which figure is shown, what it is compared with, and what is said."""

from datetime import date
from decimal import Decimal

import pytest

from agencies.access import board_for
from datasets.dataset import dataset
from datasets.models import ChartNote, FigureDownload
from lscb.pages.board import board_page
from lscb.periods import FinancialYear, Quarter
from tests.build import make_agency, make_board
from tests.figures import (
    area_of,
    make_area,
    make_england,
    make_indicator,
    make_listed,
    make_neighbours,
    make_own,
    make_published,
    make_target,
)
from tests.page_tables import table_of, text_of

pytestmark = pytest.mark.django_db
YEAR = FinancialYear(2012)


@pytest.fixture
def indicator(board):
    found = make_indicator(compares_with_england=True)
    make_listed(board, found)
    return found


@pytest.fixture
def area(board):
    return area_of(board)


def row_of(board, year=YEAR, *, sees_limited=True):
    (row,) = dataset(board, year, sees_limited=sees_limited).rows
    return row


class TestWhichFigureIsShown:
    def test_the_boards_own_comes_first_and_the_published_one_beside_it(
        self, board, indicator, area
    ):
        make_own(board, indicator, numerator=74, denominator=116)
        make_published(indicator, area, numerator=100, denominator=211, value=47.4)

        row = row_of(board)

        assert row.value == Decimal(7400) / 116
        assert row.also.value == Decimal("47.4")

    def test_one_that_says_the_same_is_not_repeated(self, board, indicator, area):
        make_own(board, indicator, numerator=74, denominator=116)
        make_published(indicator, area, numerator=74, denominator=116, value=63.8)

        assert row_of(board).also is None

    def test_a_reason_does_not_hide_what_was_published(self, board, indicator, area):
        make_own(board, indicator, reason="not_supplied")
        make_published(indicator, area, value=47.4)

        assert row_of(board).value == Decimal("47.4")

    def test_the_year_is_worked_out_from_the_quarters(self, board, indicator):
        for quarter in (1, 2, 3, 4):
            make_own(board, indicator, f"2012-13-Q{quarter}", numerator=quarter, denominator=10)

        assert row_of(board).value == 25

    def test_but_not_from_three_of_them(self, board, indicator):
        for quarter in (1, 2, 4):
            make_own(board, indicator, f"2012-13-Q{quarter}", numerator=quarter, denominator=10)

        row = row_of(board)

        assert (row.value, row.missing) == (None, "Not supplied")

    def test_another_boards_own_figure_is_nobodys_business(self, board, other_board, indicator):
        make_own(other_board, indicator, numerator=1, denominator=10)

        assert row_of(board).shown is None

    def test_a_figure_that_was_revised_is_not_shown(self, board, indicator, area):
        make_published(indicator, area, value=11)
        make_published(indicator, area, value=10, is_current=False)

        assert row_of(board).value == 11

    @pytest.mark.parametrize("year", [2011, 2013])
    def test_no_other_year_is_shown(self, board, indicator, year):
        make_own(board, indicator, str(FinancialYear(year)), value=10)

        assert row_of(board).value is None


class TestTheList:
    def test_what_is_not_listed_yet_or_no_longer_is_left_out(self, board):
        make_listed(board, make_indicator("A1"), "2013-14")
        make_listed(board, make_indicator("A2"), "2010-11", until=FinancialYear(2012))
        make_listed(board, make_indicator("A3"), "2010-11", until=FinancialYear(2013))

        assert [row.indicator.code for row in dataset(board, YEAR, sees_limited=True).rows] == [
            "A3"
        ]

    def test_another_boards_list_is_its_own(self, board, other_board):
        make_listed(other_board, make_indicator())

        assert dataset(board, YEAR, sees_limited=True).rows == []

    def test_the_years_are_those_with_figures(self, board, indicator, area):
        make_own(board, indicator, "2010-11", value=10)
        make_published(indicator, area, "2013-14", value=10)
        make_published(indicator, make_england(), "2019-20", value=10)

        years = dataset(board, YEAR, sees_limited=True).years

        assert [str(year) for year in years] == ["2010-11", "2011-12", "2012-13", "2013-14"]


class TestWhatItIsComparedWith:
    @pytest.fixture
    def neighbours(self, area):
        others = [make_area(name, f"E0900010{n}", f"90{n}") for n, name in enumerate("ABC")]
        make_neighbours(area, *others)
        return others

    def test_the_mean_is_of_those_with_a_figure(self, board, indicator, neighbours):
        make_own(board, indicator, numerator=10, denominator=100)
        make_published(indicator, neighbours[0], value="20.1")
        make_published(indicator, neighbours[1], numerator=1, denominator=8)
        make_published(indicator, neighbours[2], reason="c")

        beside = row_of(board).neighbours

        assert (beside.value, beside.known, beside.of) == (Decimal("16.3"), 2, 3)

    def test_areas_that_are_not_like_it_are_left_out(self, board, indicator, neighbours):
        make_published(indicator, make_area("Zed", "E09000199", "999"), value=90)

        assert row_of(board).neighbours is None

    def test_the_latest_year_that_is_known_stands_beside_it(self, board, indicator):
        make_own(board, indicator, numerator=10, denominator=100)
        make_published(indicator, make_england(), "2009-10", value=1)
        make_published(indicator, make_england(), "2010-11", value=2)
        make_published(indicator, make_england(), "2013-14", value=3)

        england = row_of(board).england

        assert (england.value, england.period) == (2, FinancialYear(2010))

    def test_what_is_older_than_two_years_is_none(self, board, indicator):
        make_published(indicator, make_england(), "2009-10", value=1)

        assert row_of(board).england is None

    @pytest.mark.parametrize(
        ("polarity", "numerator", "said"),
        [
            ("lower", 90, "Worse than England"),
            ("higher", 90, "Better than England"),
            ("neither", 90, "Above England"),
            ("neither", 10, "Below England"),
            ("lower", 52, "About the same as England"),
        ],
    )
    def test_it_is_said_in_words(self, board, area, polarity, numerator, said):
        found = make_indicator(polarity=polarity, compares_with_england=True)
        make_listed(board, found)
        make_own(board, found, numerator=numerator, denominator=100)
        make_published(found, make_england(), value=50)

        assert row_of(board).compared == said

    def test_without_counts_nothing_is_said(self, board, indicator):
        make_own(board, indicator, value=90)
        make_published(indicator, make_england(), value=50)

        assert row_of(board).compared == ""

    def test_a_measure_of_another_kind_is_not_compared(self, board):
        found = make_indicator(compares_with_england=False)
        make_listed(board, found)
        make_own(board, found, numerator=90, denominator=100)
        make_published(found, make_england(), value=50)

        assert row_of(board).england is None


class TestAQuarter:
    QUARTER = Quarter(YEAR, 3)

    def test_it_stands_beside_the_quarter_before_and_the_same_of_last_year(self, board, indicator):
        for period, numerator in (
            ("2012-13-Q3", 3),
            ("2012-13-Q2", 2),
            ("2011-12-Q3", 1),
            ("2012-13-Q4", 9),
        ):
            make_own(board, indicator, period, numerator=numerator, denominator=10)

        row = row_of(board, self.QUARTER)

        assert row.value == 30
        assert (row.before.numerator, row.year_before.numerator) == (2, 1)
        assert row.line.values == [10, None, None, 20, 30]

    def test_it_is_compared_with_the_same_quarter_or_the_latest_year_that_was_over(
        self, board, indicator
    ):
        make_own(board, indicator, "2012-13-Q3", numerator=3, denominator=10)
        make_published(indicator, make_england(), "2011-12", value=11)
        make_published(indicator, make_england(), "2012-13", value=12)

        assert row_of(board, self.QUARTER).england.value == 11
        make_published(indicator, make_england(), "2012-13-Q3", value=13)
        assert row_of(board, self.QUARTER).england.value == 13

    def test_a_note_of_the_board_starts_its_line_anew(self, board, indicator, manager):
        make_own(board, indicator, "2012-13-Q3", numerator=3, denominator=10)
        make_own(board, indicator, "2012-13-Q2", numerator=2, denominator=10)
        ChartNote.objects.create(
            board=board,
            indicator=indicator,
            period=self.QUARTER,
            text="A new form",
            made_by=manager,
            made_on=date(2013, 1, 9),
        )

        assert len(row_of(board, self.QUARTER).line.chart.segments) == 2

    def test_the_page_says_which_months_and_that_the_rest_is_of_the_year(
        self, member_client, board, indicator
    ):
        make_own(board, indicator, "2012-13-Q3", numerator=3, denominator=10)

        text = text_of(member_client.get("/kingston/?period=2012-13-Q3"))

        assert "October to December 2012" in text
        assert "Attendance and money are of the year 2012-13" in text
        assert "30.0% 3 of 10" in text

    def test_a_running_year_opens_at_its_latest_quarter(self, board, indicator, member):
        make_own(board, indicator, "2012-13-Q2", numerator=3, denominator=10)
        make_own(board, indicator, "2012-13-Q3", reason="not_due")
        found = board_for(member, "kingston")

        assert board_page(found, None, date(2012, 11, 1)).period == Quarter(YEAR, 2)
        assert board_page(found, None, date(2013, 4, 1)).period == YEAR


class TestTargets:
    ADDRESS = "/kingston/?period=2012-13"

    def test_there_is_no_column_without_one(self, member_client, board, indicator):
        make_own(board, indicator, numerator=3, denominator=10)

        assert "Target" not in table_of(member_client.get(self.ADDRESS), "Front door").texts[0]

    @pytest.mark.parametrize(
        ("numerator", "said"),
        [(20, "On target"), (24, "Near target"), (26, "Off target")],
    )
    def test_it_says_the_word_and_opens_to_who_set_it(
        self, member_client, board, indicator, numerator, said
    ):
        make_own(board, indicator, numerator=numerator, denominator=100)
        make_target(indicator, board, value=20, tolerance=5, reason="As England.")

        response = member_client.get(self.ADDRESS)

        row = table_of(response, "Front door").row("Title of CSC02")
        assert row[-2] == (
            f"{said} 20% Local target from 2012-13: 20%. Near target: up to 25%. "
            "Set by Main Board, 14 June 2012. As England."
        )
        file = member_client.get("/kingston/dashboard.csv?period=2012-13").content.decode()
        assert f"percentage,{said}" in file
        assert '"CSC02 Title of CSC02, target",Kingston,2012-13,,,20,percentage' in file

    def test_what_is_off_it_needs_the_board_first(self, member_client, board, indicator):
        worse = make_indicator("A1", compares_with_england=True)
        make_listed(board, worse)
        make_own(board, worse, numerator=90, denominator=100)
        make_published(worse, make_england(), value=50)
        make_own(board, indicator, numerator=26, denominator=100)
        make_target(indicator, board, value=20)

        needs = member_client.get(self.ADDRESS).context["page"].needs

        assert [need.lead for need in needs] == ["Title of CSC02", "Title of A1"]
        assert needs[0].text.startswith(": 26.0% (26 of 100), off the target of 20%.")

    def test_one_of_another_board_is_none(self, board, indicator):
        make_own(board, indicator, numerator=26, denominator=100)
        make_target(indicator, make_board("richmond"), value=20)

        assert row_of(board).against is None


class TestOnTheDashboard:
    ADDRESS = "/kingston/?period=2012-13"

    @pytest.mark.parametrize(
        ("reason", "word"),
        [("c", "Suppressed: too few to show"), ("z", "Not applicable"), ("x", "Not available")],
    )
    def test_what_is_missing_says_why(self, member_client, board, indicator, reason, word):
        make_own(board, indicator, reason=reason)
        other = make_indicator("CP05", theme=indicator.theme)
        make_listed(board, other)
        make_own(board, other, numerator=9, denominator=10)

        table = table_of(member_client.get(self.ADDRESS), "Front door")

        assert table.row("Title of CSC02")[1] == word
        assert table.row("Title of CP05")[1] == "90.0% 9 of 10"

    def test_what_nobody_has_said_is_a_sentence_with_who_owes_it(self, member_client, board):
        police = make_agency(board, "Police")
        make_listed(board, make_indicator("A1"), agency=police)
        found = make_indicator("A2")
        make_listed(board, found)
        make_own(board, found, numerator=9, denominator=10)

        text = text_of(member_client.get(self.ADDRESS))

        assert "Front door, no figure for 2012-13: Title of A1 (owed by Police)." in text

    def test_what_is_not_due_yet_is_said_apart(self, member_client, board):
        police = make_agency(board, "Police")
        for code, reason in (("A1", "not_due"), ("A2", "not_supplied")):
            found = make_indicator(code)
            make_listed(board, found, agency=police)
            make_own(board, found, reason=reason)
        other = make_indicator("A3")
        make_listed(board, other)
        make_own(board, other, numerator=9, denominator=10)

        assert (
            "no figure for 2012-13: Title of A1 (not due yet, from Police); Title of A2 "
            "(owed by Police)." in text_of(member_client.get(self.ADDRESS))
        )

    def test_a_limited_figure_is_shown_to_the_manager_and_not_to_a_member(
        self, member_client, manager_client, board
    ):
        found = make_indicator()
        make_listed(board, found, is_limited=True, question="Why so many?")
        make_own(board, found, numerator=13, denominator=17)
        other = make_indicator("A2")
        make_listed(board, other)
        make_own(board, other, numerator=9, denominator=10)

        for client, sees in ((member_client, False), (manager_client, True)):
            for address in (self.ADDRESS, "/kingston/dashboard.csv?period=2012-13"):
                said = client.get(address).content.decode()
                assert ("76.5" in said) is sees, address
                assert ("13 of 17" in said or "13,17" in said) is sees, address

    def test_what_is_worse_and_what_is_asked_need_the_board(self, member_client, board, area):
        police = make_agency(board, "Police")
        worse = make_indicator("A1", compares_with_england=True)
        make_listed(board, worse, agency=police)
        make_own(board, worse, numerator=90, denominator=100)
        make_published(worse, make_england(), value=50)
        asked = make_indicator("A2")
        make_listed(board, asked, question="Why is it so?")
        make_own(board, asked, numerator=9, denominator=10)

        needs = member_client.get(self.ADDRESS).context["page"].needs

        assert [(need.lead, need.text, need.answers) for need in needs] == [
            (
                "Title of A1",
                ": 90.0% (90 of 100), worse than England (50.0%). Ask what is being done about it.",
                "Police answers for it.",
            ),
            (
                "Title of A2",
                ": 90.0% (9 of 10). Asked: Why is it so?",
                "No agency is named for it.",
            ),
        ]

    def test_a_count_that_is_asked_about_stands_once(self, member_client, board, area):
        asked = make_indicator("A2", unit="count", polarity="neither")
        make_listed(board, asked, question="Why is it so?")
        make_own(board, asked, numerator=1168)

        (need,) = member_client.get(self.ADDRESS).context["page"].needs

        assert need.text == ": 1,168. Asked: Why is it so?"

    def test_small_numbers_are_for_the_board_only_and_who_took_them_is_kept(
        self, member_client, member, board
    ):
        found = make_indicator(small_number_risk="high")
        make_listed(board, found)
        make_own(board, found, numerator=1, denominator=10)

        file = member_client.get("/kingston/dashboard.csv?period=2012-13")

        assert "board-use-only-kingston-dashboard-2012-13.csv" in file["Content-Disposition"]
        assert file.content.decode("utf-8-sig").startswith("Board use only")
        taken = FigureDownload.objects.get()
        assert (taken.board, taken.user, taken.what) == (board, member, "Dashboard 2012-13, csv")
        assert "Board use only" in text_of(member_client.get(self.ADDRESS))

    def test_so_are_small_numbers_of_the_year_before(self, member_client, board):
        found = make_indicator(small_number_risk="high")
        make_listed(board, found)
        make_own(board, found, "2011-12", numerator=1, denominator=10)
        other = make_indicator("A2")
        make_listed(board, other)
        make_own(board, other, numerator=9, denominator=10)

        file = member_client.get("/kingston/dashboard.csv?period=2012-13").content.decode()

        assert "1,10,10.0" in file
        assert "Board use only" in file

    def test_large_numbers_are_not(self, member_client, board):
        found = make_indicator()
        make_listed(board, found)
        make_own(board, found, numerator=1, denominator=10)

        file = member_client.get("/kingston/dashboard.csv?period=2012-13")

        assert 'filename="kingston-dashboard-2012-13.csv"' in file["Content-Disposition"]
        assert not FigureDownload.objects.exists()

    def test_the_file_has_what_the_page_has(self, member_client, board, indicator):
        make_own(board, indicator, numerator=90, denominator=100)
        make_own(board, indicator, "2011-12", numerator=1, denominator=3)
        make_published(indicator, make_england(), value="50.0")

        lines = member_client.get("/kingston/dashboard.csv?period=2012-13").content.decode(
            "utf-8-sig"
        )

        assert lines.splitlines()[:4] == [
            "figure,of,period,numerator,denominator,value,unit,said",
            'CSC02 Title of CSC02,Kingston,2012-13,90,100,90.0,percentage,"Worse than England; '
            'Up from 33.3% in 2011-12, more than chance"',
            "CSC02 Title of CSC02,Kingston,2011-12,1,3,33.3,percentage,",
            "CSC02 Title of CSC02,England,2012-13,,,50.0,percentage,",
        ]
