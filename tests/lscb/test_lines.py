"""Trend lines: where each point lies, and that a gap is none."""

import pytest

from lscb.lines import TrendLine


def test_the_line_goes_from_edge_to_edge_and_from_the_least_to_the_greatest():
    assert TrendLine([10, 20, 15]).path == "M3 29L60 3L117 16"


def test_a_gap_is_not_crossed_and_a_point_alone_is_a_dot():
    line = TrendLine([1, None, 2, None, 1, 2])

    assert line.path.count("M") == 3
    assert line.path.count("h0") == 2


def test_equal_values_lie_in_the_middle():
    assert TrendLine([5, 5]).path == "M3 16L117 16"


def test_the_latest_known_point_is_marked():
    line = TrendLine([10, 20, None])

    assert (line.latest_x, line.latest_y) == ("60", "3")


def test_the_band_is_drawn_in_the_same_measure():
    line = TrendLine([10, 20], limits=(0, 20))

    assert line.band == "M0 3H120V29H0z"
    assert line.path == "M3 16L117 3"


@pytest.mark.parametrize("values", [[1], [1, None], [None, 1]])
def test_one_point_is_a_dot(values):
    assert TrendLine(values).path.endswith("h0")
