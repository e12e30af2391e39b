"""Charts as plain values: the drawn bars and the interactive figure are of the same rows."""

import json
import re
from fractions import Fraction

import plotly.graph_objects
import pytest

from agencies.money import budget
from attendance.pages.table import group_attendance
from lscb.charts import Bar, BarChart
from tests.build import make_group, make_meeting, make_seat, make_tenure, mark


def chart(*bars, also_name="With substitutes"):
    return BarChart("key", "Title", "Beneath", bars, "Member attendance", also_name)


HALF = Bar("Police", Fraction(1, 2), "50% (1 of 2)", Fraction(1), "1 present")
NOTHING = Bar("Probation", None, "nobody was expected")


def test_what_is_missing_is_a_gap_and_not_a_nought():
    member, represented = chart(HALF, NOTHING).figure["data"]

    assert member["x"] == [50.0, None]
    assert represented["x"] == [100.0, None]
    assert member["y"] == ["Police", "Probation"]


def test_a_chart_of_one_measure_has_one_trace():
    figure = chart(HALF, also_name="").figure

    assert [trace["name"] for trace in figure["data"]] == ["Member attendance"]
    assert not figure["layout"]["showlegend"]


def test_a_drawn_bar_is_as_long_as_its_share():
    assert (HALF.width, HALF.also_width) == ("50.00", "100.00")
    assert (NOTHING.width, NOTHING.also_width) == ("0.00", "0.00")
    assert Bar("Third", Fraction(1, 3), "").width == "33.33"


@pytest.mark.parametrize("figure", [chart(HALF, NOTHING).figure, chart().figure])
def test_plotly_takes_the_figure(figure):
    drawn = plotly.graph_objects.Figure(figure)

    assert json.loads(drawn.to_json())["data"][0]["type"] == "bar"


def test_plotly_would_refuse_a_wrong_one():
    figure = chart(HALF).figure
    figure["data"][0]["orientation"] = "sideways"

    with pytest.raises(ValueError, match="orientation"):
        plotly.graph_objects.Figure(figure)


class TestKingston:
    @pytest.fixture
    def charts(self, kingston, year):
        groups = [kingston.groups.get(slug=slug) for slug in ("main-board", "management-group")]
        of_groups = [
            chart for group in groups for chart in group_attendance(kingston, group, year).charts
        ]
        return [*of_groups, budget(kingston, year).chart]

    def test_plotly_takes_every_figure(self, charts):
        assert len(charts) == 5
        for one in charts:
            assert len(plotly.graph_objects.Figure(one.figure).data[0].x) == len(one.bars)

    def test_each_title_is_the_finding_in_few_words(self, charts):
        titles = [one.title for one in charts]

        assert titles == [
            "Highest 77% in December, lowest 49% in March",
            "CAFCASS came least: 0 of 5 expected",
            "Highest 89% in November, lowest 67% in May",
            "Voluntary Sector came least: 1 of 4 expected",
            "Learning & Children's Services paid 63%",
        ]

    def test_the_page_draws_each_bar_and_carries_the_same_figure(self, reader):
        response = reader.get("/kingston/groups/main-board/attendance/2012-13/")

        html = response.content.decode()
        for one in response.context["page"].charts:
            carried = re.search(
                rf'<script id="{one.figure_key}" type="application/json">(.*?)</script>', html
            )
            assert json.loads(carried[1]) == json.loads(json.dumps(one.figure))
            for bar in one.bars:
                assert f'<rect width="{bar.width}" height="10"/>' in html
                assert bar.text in html

    def test_dashboards_carry_no_interactive_chart(self, keeper):
        for address in ("/kingston/", "/kingston/management/"):
            html = keeper.get(address).content.decode()
            assert "<script" not in html
            assert "plotly" not in html


def make_register(group, day, letters):
    """A meeting, and for that day only a seat for each letter: Y came, N did not."""
    meeting = make_meeting(group, f"{day}-01")
    for position, letter in enumerate(letters):
        seat = make_seat(group, title=f"{day} {position}")
        make_tenure(seat, f"{day}-01", f"{day}-02")
        mark(seat, meeting, {"Y": "present", "N": "absent"}[letter])


def title_by_meeting(board, group, year):
    return group_attendance(board, group, year).charts[0].title


def test_a_month_of_too_few_is_not_in_the_charts_title(board, year):
    group = make_group(board)
    make_register(group, "2012-06", "Y")
    make_register(group, "2012-09", "YYNN")
    make_register(group, "2012-12", "YYYN")

    page = group_attendance(board, group, year)

    assert page.charts[0].title == "Highest 75% in December, lowest 50% in September"
    assert page.charts[0].bars[0].value is None


def test_one_meeting_has_no_highest_and_lowest(board, year):
    group = make_group(board)
    make_register(group, "2012-09", "YYNN")

    assert title_by_meeting(board, group, year) == "50% came on 1 September 2012"


def test_meetings_that_were_alike_have_no_highest_and_lowest(board, year):
    group = make_group(board)
    make_register(group, "2012-09", "YYNN")
    make_register(group, "2012-12", "YYNN")

    assert title_by_meeting(board, group, year) == "50% at every meeting"
