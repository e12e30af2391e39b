"""Trend lines: where each point lies, and that a gap is none."""

import pytest

from lscb.lines import TrendLine


def test_the_line_goes_from_edge_to_edge_and_from_the_least_to_the_greatest():
    assert TrendLine([10, 20, 15]).path == "M3 29l57 -26l57 13"


def test_what_is_rounded_does_not_add_up():
    values = [number % 3 for number in range(40)]

    first, *steps = TrendLine(values).path[1:].split("l")
    x, y = (sum(float(one.split()[place]) for one in [first, *steps]) for place in (0, 1))

    # 40 points are 114 / 39 = 2.923 apart, so each of 39 steps is rounded.
    assert {step.split()[0] for step in steps} == {"2.9", "3"}
    assert (x, y) == (pytest.approx(117), pytest.approx(29))


def test_a_gap_is_not_crossed_and_a_point_alone_is_a_dot():
    line = TrendLine([1, None, 2, None, 1, 2])

    assert line.path.count("M") == 3
    assert line.path.count("h0") == 2


def test_equal_values_lie_in_the_middle():
    assert TrendLine([5, 5]).path == "M3 16l114 0"


def test_the_latest_known_point_is_marked():
    line = TrendLine([10, 20, None])

    assert (line.latest_x, line.latest_y) == ("60", "3")


def test_the_band_is_drawn_in_the_same_measure():
    line = TrendLine([10, 20], limits=(0, 20))

    assert line.band == "M0 3H120V29H0z"
    assert line.path == "M3 16l114 -13"


@pytest.mark.parametrize("values", [[1], [1, None], [None, 1]])
def test_one_point_is_a_dot(values):
    assert TrendLine(values).path.endswith("h0")
