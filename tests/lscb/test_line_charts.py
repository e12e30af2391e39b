"""Lines over time as plain values: the drawing and the interactive figure are of the same rows."""

import json
from itertools import pairwise

import plotly.graph_objects
import pytest

from lscb.line_charts import LEAST_APART, Band, Line, LineChart

PERIODS = ["2012-13", "2013-14", "2014-15", "2015-16"]


def chart(*lines, band=None, periods=PERIODS, **fields):
    return LineChart("key", "Title", "Beneath", "Summary", periods, lines, band=band, **fields)


OWN = Line(
    "Kingston",
    [61.6, None, 80.0, 95.1],
    "own",
    said="Kingston 95.1%",
    details=["61.6% 130 of 211", "Suppressed", "80.0%", "95.1%"],
    marks=["usual", "usual", "worse", "usual"],
)
ENGLAND = Line("England", [69.7, 70.0, 75.0, 77.0], "beside", said="England 77.0%")
ALIKE = Band("Similar areas", [40.0, 41.0, None, 50.0], [90.0, 91.0, None, 96.0], said="Similar")


def test_what_is_missing_is_a_gap_that_the_line_does_not_cross():
    path = dict(chart(OWN).drawn)["own"]

    assert path.count("M") == 2
    # A point between gaps is a dot: a line without length.
    assert path.startswith("M1 ")
    assert path.split("M")[1].endswith("h0")


def test_the_interactive_chart_has_the_same_gap():
    (own,) = chart(OWN).figure["data"]

    assert own["x"] == PERIODS
    assert own["y"] == [61.6, None, 80.0, 95.1]
    assert own["connectgaps"] is False


def test_places_are_in_per_cent_from_the_top():
    made = chart(Line("Own", [0.0, 100.0], "own"), periods=["2012-13", "2013-14"])

    assert made.drawn == [("own", "M1 100L99 0")]
    assert [(one.text, one.at) for one in made.scale] == [
        ("0", "100"),
        ("25", "75"),
        ("50", "50"),
        ("75", "25"),
        ("100", "0"),
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([99.0, 100.0], ["99.00%", "99.25%", "99.50%", "99.75%", "100.00%"]),
        ([286.2, 563.6], ["200%", "300%", "400%", "500%", "600%"]),
        ([5.0, 5.0], ["4%", "6%"]),
        ([0.0, 0.0], ["0.00%", "0.25%"]),
        ([-2.0, 9.0], ["-5%", "0%", "5%", "10%"]),
    ],
)
def test_the_scale_has_round_labels(values, said):
    made = chart(Line("Own", values, "own"), periods=["a", "b"], sign="%")

    assert [one.text for one in made.scale] == said


def test_every_value_lies_within_the_drawing():
    made = chart(OWN, ENGLAND, band=ALIKE)

    low, high = 40.0, 96.0
    assert 0 <= made.y(high) < made.y(low) <= 100


def test_words_beside_the_lines_do_not_stand_over_one_another():
    names = chart(OWN, ENGLAND, Line("Target", [77.0] * 4, "target", said="Target 77%")).names

    places = [float(one.at) for one in names]
    assert [one.text for one in names] == ["Kingston 95.1%", "England 77.0%", "Target 77%"]
    assert all(after - before >= LEAST_APART - 0.1 for before, after in pairwise(places))


def test_words_at_the_bottom_are_moved_up_into_the_drawing():
    rows = [Line(f"Line {n}", [100.0, 0.0], "beside", said=f"Line {n}") for n in range(3)]

    places = [float(one.at) for one in chart(*rows, periods=["a", "b"]).names]

    assert places == [82, 91, 100]


def test_a_line_that_ends_at_nought_has_its_words():
    assert [one.text for one in chart(Line("Own", [4.0, 0.0], "own", said="Own 0")).names] == [
        "Own 0"
    ]


def test_each_kind_of_point_is_drawn_with_its_mark():
    assert {mark: path.count("h0") for mark, path in chart(OWN).dots} == {"usual": 2, "worse": 1}


def test_the_band_has_a_gap_too():
    assert chart(OWN, band=ALIKE).shade.count("z") == 2


def test_of_many_labels_a_narrow_page_keeps_the_last():
    ticks = {at: f"{2012 + at}" for at in range(12)}
    axis = chart(Line("Own", [1.0] * 12, "own"), periods=list(ticks.values()), ticks=ticks).axis

    assert [one.text for one in axis if not one.is_minor] == ["2015", "2019", "2023"]


@pytest.mark.parametrize(
    "made",
    [
        chart(OWN, ENGLAND, band=ALIKE, ticks={0: "2012-13", 3: "2015-16"}, sign="%"),
        chart(
            OWN,
            Line("Target", [75.0] * 4, "target"),
            Line("Mean", [70.0] * 4, "mean"),
            Line("Upper limit", [90.0] * 4, "limit", is_listed=False),
        ),
    ],
)
def test_plotly_takes_the_figure(made):
    drawn = plotly.graph_objects.Figure(made.figure)

    assert {trace["type"] for trace in json.loads(drawn.to_json())["data"]} == {"scatter"}


def test_plotly_would_refuse_a_wrong_one():
    figure = chart(OWN).figure
    figure["data"][0]["line"] = {"dash": 7}

    with pytest.raises(ValueError, match="dash"):
        plotly.graph_objects.Figure(figure)
