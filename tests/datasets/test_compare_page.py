"""The page that puts all authorities in order: ranks, quarters, what is said, who may see it; and
that chart, table and download are of one mind."""

import csv
import io
import itertools
import re
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from datasets.models import FigureDownload
from datasets.pages.compare import compare_page
from datasets.pages.compare_words import finding
from datasets.sentences import MOST_WORDS
from lscb.periods import FinancialYear
from tests.build import make_role, make_user
from tests.conftest import signed_in
from tests.figures import (
    area_of,
    make_area,
    make_england,
    make_indicator,
    make_listed,
    make_neighbours,
    make_own,
    make_published,
    make_region,
)
from tests.page_tables import links_of, table_of, text_of

pytestmark = pytest.mark.django_db
YEAR = FinancialYear(2012)
ADDRESS = "/kingston/compare/CSC02/2012-13/"


def rights_of(board, *, sees_limited=True):
    from agencies.access import Rights

    board.rights = Rights(frozenset({"manager" if sees_limited else "member"}))
    return board


def page_of(board, code="CSC02", year=YEAR, order="", **rights):
    return compare_page(rights_of(board, **rights), code, year, order)


def make_authority(name, number):
    return make_area(name, f"E97{number:06}", "")


@pytest.fixture
def indicator(board):
    found = make_indicator(compares_with_england=True, title="Re-referrals")
    make_listed(board, found)
    return found


@pytest.fixture
def others(indicator):
    """Nine authorities: 11 to 19 of 100."""
    areas = [make_authority(f"Area {number}", number) for number in range(1, 10)]
    for number, area in enumerate(areas, start=11):
        make_published(indicator, area, numerator=number, denominator=100)
    return areas


@pytest.fixture
def published(board, indicator, others):
    """Kingston's: 15 of 100, as Area 5."""
    return make_published(indicator, area_of(board), numerator=15, denominator=100)


class TestRanks:
    def test_equal_ones_share_the_smallest_and_the_next_is_skipped(self, board, published):
        ranks = {line.area: line.rank for line in page_of(board).lines}

        assert [ranks[area] for area in ("Area 4", "Area 5", "Kingston", "Area 6")] == [4, 5, 5, 7]

    def test_where_higher_is_better_the_highest_is_first(self, board, indicator, published):
        indicator.polarity = "higher"
        indicator.save()

        page = page_of(board)

        assert [line.area for line in page.lines[:2]] == ["Area 9", "Area 8"]
        assert page.own.rank == 5

    def test_quarters_are_cut_at_the_quartiles(self, board, published):
        # 11 12 13 14 15 15 16 17 18 19: quartiles at 13.25, 15 and 16.75.
        bands = {line.area: line.band for line in page_of(board).lines}

        assert [bands[f"Area {number}"] for number in (3, 4, 5, 6, 7)] == ["A", "B", "B", "C", "D"]
        assert page_of(board).middle_half == "13.3% to 16.8%"

    def test_without_a_better_side_there_are_neither(self, board, indicator, published):
        indicator.polarity = "neither"
        indicator.save()

        page = page_of(board)

        assert {(line.rank, line.band) for line in page.lines} == {(None, None)}
        assert page.lines[0].area == "Area 9"
        assert page.title == "4 of 9 other authorities are higher on re-referrals"

    def test_england_and_regions_are_not_among_them(self, board, indicator, published):
        make_published(indicator, make_england(), numerator=1, denominator=100)
        make_published(indicator, make_region(), numerator=1, denominator=100)

        page = page_of(board)

        assert [line.area for line in page.lines][:1] == ["Area 1"]
        assert (len(page.lines), page.england_text, page.own.rank) == (10, "1.0%", 5)

    def test_missing_ones_have_none_and_stand_at_the_end_with_their_reason(
        self, board, indicator, published
    ):
        make_published(indicator, make_authority("Area 0", 20), reason="c")

        page = page_of(board)

        assert [(line.area, line.rank, line.missing) for line in page.every_line][-1:] == [
            ("Area 0", None, "Suppressed: too few to show")
        ]
        assert len(page.lines) == 10

    def test_what_was_revised_and_other_years_are_left_out(self, board, indicator, published):
        make_published(indicator, make_authority("Area 0", 20), value=1, is_current=False)
        make_published(indicator, make_authority("Area -1", 21), "2013-14", value=1)

        assert len(page_of(board).lines) == 10


class TestWhatIsSaid:
    def test_the_title_is_the_finding(self, board, published):
        assert page_of(board).title == "Kingston is 5th of 10 on re-referrals"

    @pytest.mark.parametrize("polarity", ["lower", "neither"])
    @pytest.mark.parametrize(
        "title",
        [
            "Section 47 enquiries that lead to an initial child protection conference",
            "Children with a child protection plan",
            "MARAC referrals",
        ],
    )
    def test_it_has_at_most_ten_words_however_long_the_names(
        self, board, indicator, published, title, polarity
    ):
        board.area = "Bournemouth, Christchurch and Poole"
        indicator.title, indicator.polarity = title, polarity
        indicator.save()

        said = finding(page_of(board))

        assert len(said.split()) <= MOST_WORDS
        assert "5th of 10" in said or "4 of 9" in said

    def test_a_short_form_keeps_its_capitals(self, board, indicator, published):
        indicator.title = "MARAC referrals"
        indicator.save()

        assert page_of(board).title == "Kingston is 5th of 10 on MARAC referrals"

    def test_without_a_figure_of_this_area_it_says_so(
        self, board, indicator, others, member_client
    ):
        make_published(indicator, area_of(board), reason="x")

        page = page_of(board)
        response = member_client.get(ADDRESS)

        assert page.title == "Kingston has no figure for 2012-13"
        assert "Not available" in text_of(response)
        assert table_of(response, "Re-referrals").row("None")[1] == "Kingston This area"

    def test_the_similar_areas_have_their_place_and_their_mean(
        self, board, others, published, member_client
    ):
        make_neighbours(area_of(board), others[8], others[0], make_authority("Area 0", 20))

        page = page_of(board)
        said = text_of(member_client.get(ADDRESS))

        assert [(line.area, line.similar) for line in page.similar] == [
            ("Area 1", 2),
            ("Area 9", 1),
        ]
        assert page.similar_text == "15.0%"
        assert "2 of 3 have a figure" in said
        assert "Area 9 Similar area, 1st closest" in said
        # By the model of 2021; the year was 2012.
        assert "April 2021 model" in said
        assert "so this one stands in" in said

    def test_the_model_is_that_of_the_year(self, board, others, published):
        own = area_of(board)
        make_neighbours(own, others[0], since=date(2010, 4, 1))
        make_neighbours(own, others[1], since=date(2013, 3, 31))
        make_neighbours(own, others[2], since=date(2013, 4, 1))

        page = page_of(board)

        assert page.figures.similar == {"E97000002": 1}
        assert page.model_is_of_later is False

    def test_better_and_worse_are_said_where_the_interval_leaves_the_other_out(
        self, board, indicator, published
    ):
        # 15 of 100: 9.3% to 23.3%.
        make_published(indicator, make_england(), value=24)

        assert page_of(board).compared == "Better than England"

    def test_the_boards_own_figure_that_differs_is_told_and_not_ranked(
        self, board, indicator, published, member_client
    ):
        for quarter in (1, 2, 3, 4):
            make_own(board, indicator, f"2012-13-Q{quarter}", numerator=1, denominator=20)

        page = page_of(board)

        assert (page.own.rank, page.own_figure_text) == (5, "5.0% (4 of 80)")
        assert "Its own figure of 2012-13 is 5.0% (4 of 80); published is 15.0% (15 of 100)" in (
            text_of(member_client.get(ADDRESS))
        )

    def test_one_that_is_the_same_is_not(self, board, indicator, published):
        make_own(board, indicator, numerator=15, denominator=100)

        assert page_of(board).own_figure is None

    def test_another_boards_own_figure_is_nowhere(self, board, other_board, indicator, published):
        make_own(other_board, indicator, numerator=1, denominator=100)

        page = page_of(board)

        assert (len(page.lines), page.own_figure) == (10, None)

    def test_its_period_source_and_licence_stand_there(self, published, member_client):
        published.release.licence = "Open Government Licence v3.0"
        published.release.save()

        said = text_of(member_client.get(ADDRESS))

        assert "1 April 2012 to 31 March 2013" in said
        assert "Department for Education: Children in need, 2024, Open Government" in said
        assert "10 authorities have a published figure" in said


class TestWithoutFigures:
    def test_it_says_that_national_figures_are_not_loaded(self, indicator, member_client):
        response = member_client.get(ADDRESS)

        assert "<h1>National figures are not available here yet</h1>" in response.content.decode()
        assert "cannot be placed among other authorities" in text_of(response)
        assert ".csv" not in response.content.decode()

    def test_of_another_year_it_leads_there(self, indicator, published, member_client):
        response = member_client.get("/kingston/compare/CSC02/2014-15/")

        assert "/kingston/compare/CSC02/2012-13/" in response.content.decode()
        title = "<h1>National figures are not available here yet for 2014-15</h1>"
        assert title in response.content.decode()

    def test_what_is_not_comparable_is_not_compared(self, indicator, published, member_client):
        indicator.compares_with_england = False
        indicator.save()

        response = member_client.get(ADDRESS)

        assert "<h1>This is not compared nationally</h1>" in response.content.decode()
        assert "Area 1" not in text_of(response)
        assert len(rows_of_csv(member_client.get(ADDRESS[:-1] + ".csv"))) == 1


class TestWhoSeesIt:
    @pytest.mark.parametrize("path", ["NONE/2012-13/", "OTHER/2012-13/", "CSC02/2012-14/"])
    def test_what_is_not_on_the_list_is_not_found(
        self, other_board, indicator, member_client, path
    ):
        make_listed(other_board, make_indicator("OTHER"))

        assert member_client.get(f"/kingston/compare/{path}").status_code == 404

    def test_what_was_on_the_list_in_another_year_is_found(self, indicator, member_client):
        assert member_client.get("/kingston/compare/CSC02/2009-10/").status_code == 200

    @pytest.mark.parametrize("ending", ["/", ".csv", ".xlsx"])
    def test_what_is_limited_is_refused_to_members(
        self, board, published, member_client, manager_client, ending
    ):
        board.listed_indicators.update(is_limited=True)

        assert member_client.get(ADDRESS[:-1] + ending).status_code == 403
        assert manager_client.get(ADDRESS[:-1] + ending).status_code == 200

    def test_the_year_says_whether_it_is_limited(self, board, indicator, member_client):
        board.listed_indicators.update(until=FinancialYear(2013))
        make_listed(board, indicator, "2013-14", is_limited=True)

        assert member_client.get(ADDRESS).status_code == 200
        assert member_client.get("/kingston/compare/CSC02/2013-14/").status_code == 403

    def test_a_page_made_for_the_manager_is_not_kept_for_others(self, board, published):
        board.listed_indicators.update(is_limited=True)
        both = make_user("both@example.org")
        make_role(both, board, "manager")
        assert signed_in(both).get(ADDRESS).status_code == 200
        both.roles.update(kind="member")

        assert signed_in(both).get(ADDRESS).status_code == 403


class TestSmallNumbers:
    def test_a_low_risk_is_no_business_of_the_board_only(self, published, member_client):
        response = member_client.get(ADDRESS[:-1] + ".csv")

        assert "kingston-compare-CSC02-2012-13.csv" in response["Content-Disposition"]
        assert "board-use-only" not in response["Content-Disposition"]
        assert not FigureDownload.objects.exists()

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_others_say_so_in_name_and_first_line_and_are_noted(
        self, board, indicator, published, member, member_client, kind
    ):
        indicator.small_number_risk = "medium"
        indicator.save()

        response = member_client.get(f"{ADDRESS[:-1]}.{kind}")

        assert "board-use-only-kingston-compare-CSC02" in response["Content-Disposition"]
        first = (
            rows_of_csv(response)[0][0]
            if kind == "csv"
            else openpyxl.load_workbook(io.BytesIO(response.content))["Cover"]["A1"].value
        )
        assert first.startswith("Board use only")
        (noted,) = FigureDownload.objects.all()
        assert (noted.board, noted.user) == (board, member)
        assert noted.what == f"Comparison of CSC02, 2012-13, {kind}"
        assert "Board use only." in text_of(member_client.get(ADDRESS))


def rows_of_csv(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


DRAWN = re.compile(
    r"<li[^>]*><span>(?:(\d+) )?([^<]+?)(?: <small>([^<]+)</small>)?</span>"
    r'<span class="value">([^<]+)</span><svg[^>]*>(.*?)</svg></li>'
)


class TestOneMind:
    @pytest.fixture(params=["lower", "neither"])
    def answers(self, request, board, indicator, others, published, member_client):
        indicator.polarity = request.param
        indicator.save()
        make_published(indicator, make_authority("Area 0", 20), reason="c")
        make_published(indicator, make_england(), value=Decimal("14.4"))
        make_neighbours(area_of(board), others[8], others[0])
        return member_client.get(ADDRESS), rows_of_csv(member_client.get(ADDRESS[:-1] + ".csv"))

    def test_table_and_download_agree_cell_by_cell(self, answers):
        response, (header, *rows) = answers
        table = table_of(response, "Re-referrals by authority")
        names = [name.lower() for name in table.texts[0]]
        shown = [dict(zip(names, row, strict=True)) for row in table.texts[1:]]
        taken = [dict(zip(header, row, strict=True)) for row in rows]

        assert len(shown) == len(taken) == 13
        assert [self.of_the_page(row) for row in shown] == [self.of_the_file(row) for row in taken]

    def of_the_page(self, row):
        area, _, mark = row["area"].partition(" Similar area, ")
        area, is_own = area.removesuffix(" This area"), area.endswith(" This area")
        lower, _, upper = row["95% interval"].replace("%", "").partition(" to ")
        return (
            row.get("rank", "–").replace("None", "–"),
            area,
            row["figure"].replace("%", ""),
            row["of"],
            (lower, upper),
            row.get("fourth", "–")[:1],
            mark[:1],
            is_own,
        )

    def of_the_file(self, row):
        counts = f"{row['numerator']} of {row['denominator']}" if row["denominator"] else ""
        said = row["said"]
        if row["area"] == "England":
            counts = "out of how many is not known"
        return (
            row["rank"] or "–",
            row["area"],
            row["value"] or said,
            counts or (said if row["value"] else "–"),
            (row["lower"] or "–", row["upper"]),
            row["fourth"] or "–",
            row["similar_area"],
            row["this_area"] == "yes",
        )

    def test_chart_and_download_agree(self, answers):
        response, (header, *rows) = answers
        taken = [dict(zip(header, row, strict=True)) for row in rows]
        drawn = DRAWN.findall(response.content.decode())

        marks = {"this area": ("yes", ""), "similar area": ("", "similar"), "": ("", "")}
        assert [(rank, area, value, *marks[mark]) for rank, area, mark, value, _ in drawn] == [
            (
                row["rank"],
                row["area"],
                f"{row['value']}%",
                row["this_area"],
                row["similar_area"] and "similar",
            )
            for row in taken
            if row["value"] and row["code"]
        ]

    def test_places_on_the_scale_are_in_proportion(self, answers):
        """From 6.3 to 27.8, the ends of the intervals of 11 and 19 of 100, is 94 per cent of the
        width: a step of 1 is 4.4."""
        response, _ = answers
        drawn = DRAWN.findall(response.content.decode())

        places = {}
        for _, area, _, _, shapes in drawn:
            dot = re.search(r'<(?:rect|circle)\b[^>]*?c?x="([\d.]+)%|<svg x="([\d.]+)%', shapes)
            places[area] = dot[1] or dot[2]
        assert places["Kingston"] == places["Area 5"]
        steps = [float(places[f"Area {number}"]) for number in range(1, 10)]
        assert {round(after - one, 1) for one, after in itertools.pairwise(steps)} == {4.4}

    def test_no_interval_is_cut_off_at_the_frame(self, answers):
        response, _ = answers
        ends = re.findall(
            r'class="within" x1="([\d.]+)%" x2="([\d.]+)%"', response.content.decode()
        )

        assert min(float(lower) for lower, _ in ends) == 3
        assert max(float(upper) for _, upper in ends) == 97
        # Wilson: 11 of 100 from 6.3%, 19 of 100 to 27.8%.
        assert "6.3%27.8%" in text_of(response)

    def test_each_kind_has_a_shape_of_its_own(self, answers):
        response, _ = answers
        shapes = {area: shape for _, area, _, _, shape in DRAWN.findall(response.content.decode())}

        assert "<rect" in shapes["Kingston"]
        assert "<path" in shapes["Area 9"]
        assert "<circle" in shapes["Area 2"]


class TestWhereOnlySimilarAreasAreOnRecord:
    """A place among them is no place in England, and a fourth of them says nothing."""

    @pytest.fixture
    def alike(self, board, others, published):
        make_neighbours(area_of(board), *others)

    def test_it_says_among_whom_and_gives_no_fourth(self, alike, board, member_client):
        page = page_of(board)
        response = member_client.get(ADDRESS)
        said = text_of(response)

        assert "Of Kingston and its similar areas 10 have a published figure." in said
        assert "The rest of England is not loaded." in said
        assert {line.band for line in page.lines} == {None}
        assert "Fourth" not in table_of(response, "Re-referrals").texts[0]
        assert "middle half" not in said
        assert "Other authority" not in said
        assert "On record are Kingston and its similar areas only" in str(
            page_sheet_notes(member_client)
        )

    def test_a_name_too_long_for_the_title_leaves_them_named(self, alike, board, indicator):
        indicator.title = "Section 47 enquiries that lead to an initial child conference"
        indicator.save()

        assert page_of(board).title == "Kingston is 5th of 10 with its similar areas"

    def test_one_authority_more_is_enough_for_a_fourth(
        self, alike, board, indicator, member_client
    ):
        make_published(indicator, make_authority("Area 0", 20), numerator=30, denominator=100)

        assert page_of(board).own.band == "B"
        said = text_of(member_client.get(ADDRESS))
        assert "The rest of England" not in said
        assert "Other authority" in said
        assert "second-best fourth" in said


def page_sheet_notes(client):
    file = client.get(ADDRESS[:-1] + ".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    return [cell.value for sheet in book for row in sheet for cell in row]


def test_the_way_back_leads_to_the_indicator_and_to_its_row(published, member_client):
    links = links_of(member_client.get(ADDRESS))

    assert links["CSC02"] == "/kingston/indicators/CSC02/?period=2012-13"
    assert links["Board, 2012-13"] == "/kingston/?period=2012-13#CSC02"


class TestOrders:
    def areas(self, response):
        rows = table_of(response, "Re-referrals").texts[1:]
        return [re.sub(r" (This|Similar) area.*", "", row[1]) for row in rows]

    def test_similar_areas_come_first_if_asked(self, board, others, published, member_client):
        make_neighbours(area_of(board), others[8], others[0])

        areas = self.areas(member_client.get(ADDRESS + "?order=similar"))

        assert areas[:4] == ["Kingston", "Area 9", "Area 1", "Area 2"]

    def test_by_name(self, published, member_client):
        areas = self.areas(member_client.get(ADDRESS + "?order=area"))

        assert areas[-2:] == ["Area 9", "Kingston"]

    @pytest.mark.parametrize("asked", ["", "?order=", "?order=nonsense", "?order=%00"])
    def test_anything_else_is_the_order_of_the_ranks(self, published, member_client, asked):
        areas = self.areas(member_client.get(ADDRESS + asked))

        assert areas[3:7] == ["Area 4", "Area 5", "Kingston", "Area 6"]


class TestKingston:
    def test_the_sample_has_ten_others(self, kingston, reader):
        response = reader.get("/kingston/compare/CSC02/2012-13/")

        # Beside ten similar areas only Merton (12.0%) and Richmond (14.6%) are lower; with its long
        # name the sentence would have eleven words.
        assert "<h1>3rd of 11 on re-referrals within 12 months</h1>" in response.content.decode()
        page = page_of(kingston)
        assert (len(page.lines), len(page.figures.similar)) == (11, 10)
        # 357 of 1,948.
        assert (page.own.text, page.own.rests_on) == ("18.3%", "357 of 1,948")

    def test_an_indicator_with_limited_figures_is_for_few(self, reader, keeper):
        assert reader.get("/kingston/compare/CDOP01/2012-13/").status_code == 403
        assert keeper.get("/kingston/compare/CDOP01/2012-13/").status_code == 200
