"""The page of one indicator: which period, what it says, what stands beside it."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal

import plotly.graph_objects
import pytest

from datasets.models import ChartNote, ComparatorSet, FigureDownload
from lscb.periods import FinancialYear
from tests.build import make_agency
from tests.figures import (
    area_of,
    code_of_area,
    make_area,
    make_england,
    make_indicator,
    make_listed,
    make_neighbours,
    make_own,
    make_published,
    make_target,
)
from tests.page_tables import links_of, table_of, tables_of, text_of

pytestmark = pytest.mark.django_db
ADDRESS = "/kingston/indicators/CSC02/"
YEARS = [f"{2012 + n}-{13 + n}" for n in range(12)]
# Of a thousand each: their mean is 105, and no rule lights any of them.
ORDINARY = [100, 110, 103, 108, 101, 109, 104] * 2
QUARTERS = [f"{2012 + n // 4}-{13 + n // 4}-Q{n % 4 + 1}" for n in range(16)]


@pytest.fixture
def indicator(board):
    found = make_indicator(title="Re-referrals within 12 months", compares_with_england=True)
    make_listed(board, found, agency=make_agency(board, "Children's Services"))
    return found


@pytest.fixture
def area(board):
    return area_of(board)


def page_of(client, address=ADDRESS, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return response


def heading_of(response):
    return response.context["page"].title


def areas(*names):
    return [make_area(name, code_of_area(name), "") for name in names]


class TestWhichPeriod:
    def test_the_latest_with_a_figure_comes_first(self, member_client, board, indicator):
        make_own(board, indicator, "2012-13", numerator=20, denominator=100)
        make_own(board, indicator, "2013-14", numerator=30, denominator=100)
        make_own(board, indicator, "2014-15", reason="not_supplied")

        assert "30.0% 30 of 100" in text_of(page_of(member_client))

    def test_a_year_comes_before_its_last_quarter(self, member_client, board, indicator):
        make_own(board, indicator, "2012-13", numerator=20, denominator=100)
        make_own(board, indicator, "2012-13-Q4", numerator=30, denominator=100)

        assert str(page_of(member_client).context["page"].period) == "2012-13"

    def test_another_one_is_asked_for_in_the_address(self, member_client, board, indicator):
        make_own(board, indicator, "2012-13", numerator=20, denominator=100)
        make_own(board, indicator, "2012-13-Q3", numerator=30, denominator=100)

        response = page_of(member_client, period="2012-13-Q3")

        assert "October to December 2012" in text_of(response)
        assert "30.0% 30 of 100" in text_of(response)

    @pytest.mark.parametrize("period", ["2012-14", "2012", "2012-13-Q5", "latest", "\0"])
    def test_one_that_there_is_not_is_not_found(self, member_client, board, indicator, period):
        make_own(board, indicator, numerator=20, denominator=100)

        assert member_client.get(ADDRESS, {"period": period}).status_code == 404

    def test_of_one_without_a_figure_it_says_who_owes_it(self, member_client, board, indicator):
        make_own(board, indicator, numerator=20, denominator=100)

        response = page_of(member_client, period="2013-14")

        assert heading_of(response) == "Re-referrals within 12 months: no figure for 2013-14"
        assert "Not on record Owed by Children's Services." in text_of(response)


class TestWhoseItIs:
    @pytest.mark.parametrize("code", ["CSC99", "csc02"])
    def test_a_code_on_no_list_is_not_found(self, member_client, indicator, code):
        assert member_client.get(f"/kingston/indicators/{code}/").status_code == 404

    def test_one_on_another_boards_list_is_not_found(self, member_client, board, other_board):
        make_listed(other_board, make_indicator())

        assert member_client.get(ADDRESS).status_code == 404

    def test_another_boards_own_figures_are_not_read(
        self, member_client, board, other_board, indicator
    ):
        make_own(board, indicator, numerator=20, denominator=100)
        make_own(other_board, indicator, numerator=77, denominator=100)

        assert "77" not in text_of(page_of(member_client))

    @pytest.mark.parametrize("address", [ADDRESS, "/kingston/indicators/CSC02.csv"])
    def test_a_limited_one_is_for_some_roles(
        self, member_client, manager_client, chair_client, board, address
    ):
        make_own(board, (found := make_indicator()), numerator=1, denominator=2)
        make_listed(board, found, is_limited=True)

        assert member_client.get(address).status_code == 403
        assert manager_client.get(address).status_code == 200
        assert chair_client.get(address).status_code == 200


class TestFinding:
    def test_it_is_worse_than_england(self, member_client, board, indicator, area):
        make_published(indicator, area, numerator=357, denominator=1948)
        make_published(indicator, make_england(), value=15)

        assert heading_of(page_of(member_client)) == (
            "Re-referrals within 12 months: 18.3%, worse than England"
        )

    def test_the_target_comes_first(self, member_client, board, indicator):
        make_own(board, indicator, numerator=357, denominator=1948)
        make_target(indicator, board, value=10)

        assert heading_of(page_of(member_client)) == (
            "Re-referrals within 12 months: 18.3%, off target"
        )

    def test_of_a_long_name_the_finding_stays(self, member_client, board, area):
        title = "Section 47 enquiries that lead to an initial child protection conference"
        make_listed(board, (found := make_indicator(title=title, compares_with_england=True)))
        make_published(found, area, numerator=357, denominator=1948)
        make_published(found, make_england(), value=15)

        response = page_of(member_client)

        assert heading_of(response) == "18.3%, worse than England"
        assert f"{title} 18.3%, worse than England The year 2012-13." in text_of(response)


class TestKeyFigures:
    def test_the_interval_names_its_method(self, member_client, board, indicator):
        # Wilson, 81 of 263: 0.2553 to 0.3662.
        make_own(board, indicator, numerator=81, denominator=263)

        said = text_of(page_of(member_client))
        assert "95% interval 25.5% to 36.6%." in said
        assert "the 95% interval (Wilson’s method) leaves the other figure out" in said

    def test_rank_and_quarter_are_among_those_with_a_figure(
        self, member_client, board, indicator, area
    ):
        north, south, east, west = areas("North", "South", "East", "West")
        for place, value in ((area, 20), (north, 10), (south, 20), (east, 30)):
            make_published(indicator, place, value=value)
        make_published(indicator, west, reason="c")
        make_published(indicator, make_england(), value=5)

        said = text_of(page_of(member_client))

        # 10, 20, 20, 30: the quarters end at 17.5, 20 and 22.5.
        assert "Among the 4 authorities on record, 2012-13 2 of 4, 1 the best" in said
        assert "In the second-best fourth" in said

    def test_they_are_of_the_latest_year_that_any_authority_has(
        self, member_client, board, indicator, area
    ):
        (north,) = areas("North")
        make_published(indicator, area, value=20)
        make_published(indicator, north, value=30)
        make_published(indicator, area, "2014-15", value=20)
        make_own(board, indicator, "2013-14", numerator=1, denominator=5)

        said = text_of(page_of(member_client, period="2013-14"))

        assert "Among the 2 authorities on record, 2012-13 1 of 2" in said

    def test_without_a_better_side_there_is_no_rank(self, member_client, board, area):
        make_listed(
            board, (found := make_indicator(polarity="neither", compares_with_england=True))
        )
        make_published(found, area, value=20)

        assert "Neither side is better, so none of them has a rank" in text_of(
            page_of(member_client)
        )

    def test_similar_areas_say_how_many_have_a_figure(self, member_client, board, indicator, area):
        north, south, east = areas("North", "South", "East")
        make_neighbours(area, north, south, east)
        make_own(board, indicator, numerator=50, denominator=100)
        make_published(indicator, north, numerator=10, denominator=100)
        make_published(indicator, south, numerator=45, denominator=100)
        make_published(indicator, east, reason="c")

        response = page_of(member_client)

        assert "Similar areas, mean 27.5% 2 of 3 areas have a figure." in text_of(response)
        assert table_of(response, "Each similar area, 2012-13").texts[1:] == [
            ["North", "1", "10.0% 10 of 100", "Worse"],
            ["South", "2", "45.0% 45 of 100", "About the same"],
            ["East", "3", "Suppressed: too few to show", "Not compared"],
        ]

    def test_a_model_of_later_stands_in_and_says_so(self, member_client, board, indicator, area):
        (north,) = areas("North")
        make_neighbours(area, north, since=date(2021, 4, 1))
        make_own(board, indicator, numerator=50, denominator=100)

        said = "The model in force in 2012-13 is not on record, so this one stands in."
        assert said in text_of(page_of(member_client))
        ComparatorSet.objects.update(since=date(2012, 4, 1))
        assert said not in text_of(page_of(member_client))

    def test_a_target_opens_to_who_set_it(self, member_client, board, indicator):
        make_own(board, indicator, numerator=21, denominator=100)
        make_target(indicator, board, value=20, tolerance=Decimal(2), reason="The mean of London.")

        said = text_of(page_of(member_client))

        assert "Near target 20%" in said
        assert "Near target: up to 22%. Set by Main Board, 14 June 2012. The mean of" in said

    def test_without_a_target_none_is_spoken_of(self, member_client, board, indicator):
        make_own(board, indicator, numerator=21, denominator=100)

        assert "arget" not in text_of(page_of(member_client))

    def test_national_figures_that_are_not_loaded_are_asked_for(
        self, member_client, board, indicator
    ):
        make_own(board, indicator, numerator=21, denominator=100)
        assert "National figures are not available here yet." in text_of(page_of(member_client))

        make_published(indicator, make_england(), "2011-12", value=5)
        assert "National figures are not available here yet." not in text_of(page_of(member_client))


class TestWithoutAnyFigure:
    def test_it_says_who_owes_it_and_what_will_be_here(self, member_client, indicator):
        response = page_of(member_client)

        assert heading_of(response) == "Re-referrals within 12 months: no figures yet"
        said = text_of(response)
        assert "No figure is on record for any year (owed by Children's Services)." in said
        assert "How it is defined" in text_of(response)
        assert tables_of(response) == []


def make_years(board, indicator, *numerators):
    for period, numerator in zip(YEARS, numerators, strict=False):
        if numerator is None:
            make_own(board, indicator, period, reason="c")
        else:
            make_own(board, indicator, period, numerator=numerator, denominator=1000)


def make_quarters(board, indicator, *numerators):
    for period, numerator in zip(QUARTERS, numerators, strict=False):
        make_own(board, indicator, period, numerator=numerator, denominator=1000)


def carried(response, key):
    """The figure that the page carries for the interactive chart."""
    html = response.content.decode()
    found = re.search(rf'<script id="{key}-figure" type="application/json">(.*?)</script>', html)
    return json.loads(found[1])


def trace(figure, name):
    (found,) = [one for one in figure["data"] if one["name"] == name]
    return dict(zip(found["x"], found["y"], strict=True))


def csv_of(client, address="/kingston/indicators/CSC02.csv", **query):
    text = client.get(address, query).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def first_number(cell):
    """Of a cell such as 18.3% 357 of 1,948; None where it has words."""
    found = re.match(r"[\d,]+(\.\d+)?", cell)
    return float(found[0].replace(",", "")) if found else None


class TestAgreement:
    """What is drawn, what is written and what is downloaded are the same rows."""

    def test_chart_table_and_file_agree_cell_by_cell(self, member_client, board, indicator, area):
        north, south = areas("North", "South")
        make_neighbours(area, north, south)
        make_years(board, indicator, 183, 190, None, 174, 168, 201)
        for period in YEARS[:5]:
            make_published(indicator, north, period, value=Decimal("12.3"))
            make_published(indicator, south, period, value=Decimal("14.4"))
            make_published(indicator, make_england(), period, value=Decimal("20.1"))
        make_target(indicator, board, "2013-14", value=15)

        response = page_of(member_client)
        figure, rows = carried(response, "by-year"), csv_of(member_client)
        head, *table = table_of(response, "Year by year").texts

        assert [row["period"] for row in rows] == [line[0] for line in table] == YEARS[5::-1]
        own, england = trace(figure, "Kingston"), trace(figure, "England")
        target, least = (
            trace(figure, "Target"),
            trace(figure, "Similar areas, least to greatest, least"),
        )
        for row, line in zip(rows, table, strict=True):
            cells, period = dict(zip(head, line, strict=True)), row["period"]
            assert own[period] == number(row["figure"]) == first_number(cells["Figure"])
            assert england[period] == number(row["England"]) == first_number(cells["England"])
            assert target[period] == number(row["target"]) == first_number(cells["Target"])
            similar = first_number(cells["Similar areas, mean"])
            assert number(row["similar areas"]) == similar
            assert (least[period] is None) == (similar is None)
            lower, upper = row["lower 95% limit"], row["upper 95% limit"]
            limits = f"{lower}% to {upper}%" if lower else "None"
            assert cells["95% interval"] == limits
        # By hand: the third is suppressed, the mean of 12.3 and 14.4 is 13.35.
        assert own == dict(zip(YEARS[:6], [18.3, 19.0, None, 17.4, 16.8, 20.1], strict=True))
        assert table[0][1:5] == ["20.1% 201 of 1,000", "17.7% to 22.7%", "None", "None"]
        assert table[3][1] == "Suppressed: too few to show"
        assert table[1][3] == "13.4% 2 of 2 areas"

    def test_what_is_missing_is_never_nought_nor_blank(self, member_client, board, indicator):
        make_years(board, indicator, 183, None, 190)

        response = page_of(member_client)

        assert all(cell for line in table_of(response, "Year by year").texts for cell in line)
        assert (
            csv_of(member_client)[1] | {"figure": "", "status": "Suppressed: too few to show"}
            == (csv_of(member_client)[1])
        )


def number(cell):
    return float(cell) if cell else None


def words_of(client, **query):
    return [one.words for one in page_of(client, **query).context["page"].drawings]


class TestWhatTheChartSays:
    def test_fewer_than_five_say_nothing_of_a_direction(self, member_client, board, indicator):
        make_years(board, indicator, 183, 190, 174, 168)

        (words,) = words_of(member_client)

        assert words.title == "16.8% in 2015-16; four figures show no trend"
        assert words.sentences == [
            "There are four figures: fewer than five say nothing of a trend."
        ]

    def test_under_thirteen_the_limits_are_on_trial(self, member_client, board, indicator):
        make_years(board, indicator, 100, 110, 100, 110, 120)

        (words,) = words_of(member_client)

        # Moving ranges 10, 10, 10, 10 of 1,000: 1.0 on average, 2.66 either way of 10.8.
        assert words.sentences[0] == "2012-13 to 2016-17: mean 10.8%, usual range 8.1% to 13.5%."
        assert "trial limits" in words.sentences[1]
        assert words.lit == []

    def test_one_value_over_and_over_has_no_limits(self, member_client, board, indicator):
        make_years(board, indicator, 100, 100, 100, 110, 120, 100)

        response = page_of(member_client)

        assert "One value makes up half of the figures or more" in text_of(response)
        assert [one["name"] for one in carried(response, "by-year")["data"]] == ["Kingston"]

    def test_figures_that_add_up_are_on_no_such_chart(self, member_client, board):
        found = make_indicator(basis="year_to_date", of_quarters="last")
        make_listed(board, found)
        make_quarters(board, found, *range(100, 250, 10))

        of_quarters = words_of(member_client)[-1]

        assert of_quarters.sentences[0].startswith("These figures add up over the year")

    def test_each_point_that_a_rule_lit_is_named_with_the_rule(
        self, member_client, board, indicator
    ):
        # The mean is 107.5, and the last but one lies far above it.
        make_quarters(board, indicator, *ORDINARY, 150, 100)

        response = page_of(member_client, period="2015-16-Q4")
        words = response.context["page"].drawings[-1].words

        assert [(one.periods, one.text, one.kind) for one in words.lit] == [
            ("2015-16-Q3", "Above its usual range", "a concern")
        ]
        assert words.title == "10.0% in 2015-16-Q4, within its usual range"
        assert "2015-16-Q3: Above its usual range (a concern)." in text_of(response)
        table = table_of(response, "Quarter by quarter")
        assert "Above its usual range" in table.row("2015-16-Q3")
        assert "Within its usual range" in table.row("2015-16-Q4")
        marks = carried(response, "by-quarter")["data"][0]["marker"]["symbol"]
        assert marks.count("square") == 1

    def test_a_run_is_told_as_one(self, member_client, board, indicator):
        make_quarters(board, indicator, *([100, 110] * 4), 90, 80, 90, 80, 90, 80, 90, 81)

        lit = words_of(member_client, period="2015-16-Q4")[-1].lit

        assert (lit[0].periods, lit[0].kind) == ("2014-15-Q1 to 2015-16-Q4", "an improvement")

    def test_the_settings_are_those_of_the_indicator(self, member_client, board):
        found = make_indicator(run_length=6, screens_ranges=False, two_of_three_counts_beyond=True)
        make_listed(board, found)
        make_years(board, found, 100, 110, 100, 110, 120)

        said = text_of(page_of(member_client))

        assert "times their mean or more are kept" in said
        assert "by 6 in a row on one side of the mean" in said
        assert "(a point beyond a limit counts as one of them)" in said

    def test_the_years_have_a_trend(self, member_client, board, indicator):
        make_years(board, indicator, 100, 200, 300, 400, 500)

        (words,) = words_of(member_client)

        assert words.title == "Rising over five years, to 50.0% in 2016-17"
        assert "it rose, by more than chance explains" in words.sentences[-1]

    def test_a_target_within_the_range_is_met_by_chance(self, member_client, board, indicator):
        make_target(indicator, board, "2012-13-Q1", value=10)
        make_quarters(board, indicator, *ORDINARY)

        assert any(
            "by chance" in sentence
            for sentence in words_of(member_client, period="2015-16-Q2")[-1].sentences
        )


class TestKingston:
    def test_chart_table_and_file_agree_cell_by_cell(self, reader):
        address = "/kingston/indicators/CSC01/"
        response, rows = page_of(reader, address), csv_of(reader, address[:-1] + ".csv")

        captions = {"by-year": "Year by year", "by-quarter": "Quarter by quarter"}
        drawn = {}
        for key, caption in captions.items():
            own = trace(carried(response, key), "Kingston upon Thames")
            _, *table = table_of(response, caption).texts
            assert list(own.items()) == [(line[0], first_number(line[1])) for line in table[::-1]]
            drawn |= own

        assert drawn == {row["period"]: number(row["figure"]) for row in rows}
        assert drawn["2012-13"] == 563.6
        assert len(rows) == 12 + 40

    def test_plotly_takes_every_figure_of_the_sample(self, reader):
        for code in ("CSC01", "CSC07", "CP01", "DV01"):
            charts = page_of(reader, f"/kingston/indicators/{code}/").context["page"].charts
            assert charts
            for one in charts:
                assert plotly.graph_objects.Figure(one.figure).data
                assert len(one.title.split()) <= 10
                assert len([line for line in one.lines if line.kind not in ("mean", "limit")]) <= 4

    def test_titles_of_the_sample_are_short(self, keeper, kingston):
        for listed in kingston.listed_indicators.select_related("indicator"):
            for period in ("2012-13", "2023-24"):
                address = f"/kingston/indicators/{listed.indicator.code}/"
                title = heading_of(page_of(keeper, address, period=period))
                has_long_name = len(listed.indicator.title.split()) > 8
                assert len(title.split()) <= 10 or has_long_name, title

    @pytest.mark.parametrize(
        ("code", "own", "published"),
        [
            ("CSC06", "116; the figure itself: not supplied", "45.2 (for every 100: 211 of 467)"),
            ("CSC04", "1,038 (300.3 per 10,000)", "1,085 (313.9 per 10,000)"),
            ("CSC07", "Not supplied, of 116", "61.6% (130 of 211)"),
        ],
    )
    def test_both_figures_are_kept_and_it_says_why(self, reader, code, own, published):
        response = page_of(reader, f"/kingston/indicators/{code}/", period="2012-13")

        differs = response.context["page"].differs
        assert (differs.own.said, differs.published.said) == (own, published)
        said = text_of(response)
        assert f"The board’s own: {own}" in said
        assert f"Published: {published}" in said
        assert said.count("Both are kept") == 1

    def test_what_was_printed_stands_with_its_doubt(self, reader):
        said = text_of(page_of(reader, "/kingston/indicators/MIS02/"))

        assert "Printed as 8 children, in 22 separate episodes, and as 4%" in said

    def test_what_changed_by_more_than_chance_is_said(self, reader):
        said = text_of(page_of(reader, "/kingston/indicators/CP01/", period="2012-13"))

        assert "Up from 91 in 2011-12, more than chance" in said

    def test_a_rate_whose_count_was_printed_is_not_called_unprinted(self, reader):
        said = text_of(page_of(reader, "/kingston/indicators/CP01/", period="2012-13"))

        assert "The rate is inferred: it was not printed as such" in said
        assert "Printed as 163 in March 2013" in said
        assert "Inferred: not printed" not in said

    def test_the_boards_own_question_is_there(self, reader):
        assert "The Board’s own question:" in text_of(
            page_of(reader, "/kingston/indicators/CSC06/")
        )


class TestChanged:
    def test_a_note_that_they_are_not_of_one_kind_says_none(
        self, member_client, board, indicator, manager
    ):
        make_years(board, indicator, 100, 300)
        assert "Up from 10.0% in 2012-13" in text_of(page_of(member_client))

        ChartNote.objects.create(
            board=board,
            indicator=indicator,
            period=FinancialYear(2013),
            text="Counted anew.",
            made_by=manager,
            made_on=date(2013, 7, 1),
        )
        assert "Up from" not in text_of(page_of(member_client))


class TestBoardUseOnly:
    @pytest.fixture
    def risky(self, board):
        found = make_indicator(small_number_risk="medium")
        make_listed(board, found)
        make_own(board, found, numerator=2, denominator=9)
        return found

    def test_the_page_and_the_file_say_so_and_it_is_noted(self, member_client, member, risky):
        response = member_client.get("/kingston/indicators/CSC02.csv")

        assert "Board use only." in text_of(page_of(member_client))
        assert (
            'filename="board-use-only-kingston-CSC02-2012-13.csv"'
            in (response["Content-Disposition"])
        )
        assert response.content.decode("utf-8-sig").startswith("Board use only")
        taken = FigureDownload.objects.get()
        assert (taken.user, taken.what) == (member, "Indicator CSC02, 2012-13, csv")

    def test_one_of_low_risk_says_nothing_of_it(self, member_client, board, indicator):
        make_own(board, indicator, numerator=20, denominator=90)

        response = member_client.get("/kingston/indicators/CSC02.csv")

        assert "Board use only" not in text_of(page_of(member_client))
        assert 'filename="kingston-CSC02-2012-13.csv"' in response["Content-Disposition"]
        assert not FigureDownload.objects.exists()


def test_the_way_back_leads_to_its_row(member_client, board, indicator):
    make_own(board, indicator, numerator=20, denominator=90)

    assert "/kingston/?period=2012-13#CSC02" in links_of(page_of(member_client)).values()


def test_plotly_comes_only_with_a_chart(member_client, board, indicator):
    make_years(board, indicator, 100)
    assert "plotly" not in page_of(member_client).content.decode()

    make_own(board, indicator, "2013-14", numerator=120, denominator=1000)
    assert "plotly" in page_of(member_client).content.decode()
