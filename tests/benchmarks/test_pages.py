"""What the benchmark of pages says and leaves out. What it measures is no matter of tests."""

import pytest

from benchmarks import turns
from benchmarks.load import Measured
from benchmarks.two_databases import PAGES, is_there
from benchmarks.visitor import Page


def taking(milliseconds) -> Measured:
    return Measured([milliseconds], milliseconds / 1000, head_bytes=200, body_bytes=1000)


def test_a_ratio_is_the_median_of_the_rounds_own_ratios():
    page, floor = [taking(one) for one in (8, 30, 60)], [taking(one) for one in (2, 10, 10)]

    # The ratios are 4, 3 and 6; that of the medians would be 3.
    assert turns.ratio(page, floor, turns.median) == 4
    assert turns.Beside(page, floor).ratio(turns.seconds_each) == pytest.approx(4)


def test_only_pages_that_there_are_are_measured():
    assert is_there(PAGES[0])
    assert is_there(Page("comparison", "/kingston/compare/CP01/2023-24/?order=area"))
    assert not is_there(Page("no page", "/kingston/compare/CP01/2023-24/nothing/"))
