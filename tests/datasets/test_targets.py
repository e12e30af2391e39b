"""How a figure stands to its target, worked out by hand."""

from decimal import Decimal

import pytest

from datasets.models import Indicator, Target
from datasets.targets import judged, standing, target_for
from lscb.periods import parse_period


def target(value, *, polarity="higher", since="2012-13", board_id=None, **numbers) -> Target:
    return Target(
        indicator=Indicator(code="A1", unit="percentage", polarity=polarity, decimals=1),
        since=parse_period(since),
        value=Decimal(str(value)),
        board_id=board_id,
        **{name: Decimal(str(number)) for name, number in numbers.items()},
    )


@pytest.mark.parametrize(
    ("value", "polarity", "found"),
    [
        ("75", "higher", "On target"),
        ("74.9", "higher", "Near target"),
        ("70", "higher", "Near target"),
        ("69.9", "higher", "Off target"),
        ("75", "lower", "On target"),
        ("75.1", "lower", "Near target"),
        ("80", "lower", "Near target"),
        ("80.1", "lower", "Off target"),
        ("75", "neither", None),
    ],
)
def test_equality_meets_it_and_the_tolerance_is_near_it(value, polarity, found):
    assert standing(Decimal(value), target(75, polarity=polarity, tolerance=5)) == found


@pytest.mark.parametrize(
    ("value", "polarity", "found"),
    [
        ("9.9", "higher", "Off target"),
        ("10", "higher", "Near target"),
        ("19.9", "higher", "Near target"),
        ("20", "higher", "On target"),
        ("9.9", "lower", "On target"),
        ("10", "lower", "Near target"),
        ("20", "lower", "Off target"),
    ],
)
def test_a_range_is_near_between_its_ends(value, polarity, found):
    assert standing(Decimal(value), target(10, upper=20, polarity=polarity)) == found


def test_without_a_figure_there_is_nothing_to_judge():
    assert standing(None, target(75)) is None
    assert judged(Decimal(75), None) is None


def test_the_boards_own_comes_before_a_national_one_and_the_latest_before_older_ones():
    national = target(50, since="2013-14")
    old, new = target(60, since="2011-12", board_id=1), target(70, since="2012-13", board_id=1)
    found = [national, old, new]

    assert target_for(found, parse_period("2010-11")) is None
    assert target_for(found, parse_period("2011-12")) is old
    assert target_for(found, parse_period("2013-14")) is new
    assert target_for([national], parse_period("2013-14-Q1")) is national


def test_one_that_begins_within_the_year_is_not_the_years():
    later = target(60, since="2012-13-Q3", board_id=1)

    assert target_for([later], parse_period("2012-13")) is None
    assert target_for([later], parse_period("2012-13-Q3")) is later


@pytest.mark.parametrize(
    ("fields", "figure", "tolerance"),
    [
        ({"tolerance": 5}, "75%", "Near target: down to 70%."),
        ({"tolerance": "2.5", "polarity": "lower"}, "75%", "Near target: up to 77.5%."),
        ({"upper": 80}, "75 to 80%", "Near target: within the range."),
        ({}, "75%", ""),
    ],
)
def test_it_is_said_in_words(fields, figure, tolerance):
    found = judged(Decimal(70), target(75, **fields))

    assert (found.figure, found.tolerance) == (figure, tolerance)
