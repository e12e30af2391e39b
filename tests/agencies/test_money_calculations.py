"""Budget arithmetic, on plain values. Expected numbers are worked out by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.calculations import (
    share_of,
    swap_that_explains,
    with_neighbouring_digits_swapped,
)

KINGSTON = [Decimal(amount) for amount in (103542, 52400, 5000, 2000, 550)]


def test_a_share_is_exact():
    assert share_of(Decimal("5.50"), Decimal(22)) == Fraction(1, 4)


def test_of_no_total_there_is_no_share():
    assert share_of(Decimal(0), Decimal(0)) is None


def test_each_pair_of_neighbours_is_swapped_once():
    assert with_neighbouring_digits_swapped(Decimal(1234)) == [2134, 1324, 1243]


def test_swapping_two_equal_digits_changes_nothing_and_is_left_out():
    assert with_neighbouring_digits_swapped(Decimal(1122)) == [1212]


def test_two_swapped_digits_explain_the_18_pounds_of_kingston():
    # 163,492 by the lines, 163,474 printed; 103,542 typed as 103,524.
    assert swap_that_explains(KINGSTON, Decimal(163474)) == (103542, 103524)


def test_the_largest_amount_may_have_grown_too():
    # 21 + 12 = 33; 42 would need 21 as 30 or 12 as 21.
    assert swap_that_explains([Decimal(21), Decimal(12)], Decimal(42)) == (12, 21)


@pytest.mark.parametrize(
    "printed",
    [
        163492,  # no difference
        163493,  # one pound, and no swap makes a pound
        0,
    ],
)
def test_where_no_single_swap_explains_it_nothing_is_said(printed):
    assert swap_that_explains(KINGSTON, Decimal(printed)) is None


def test_an_amount_with_pence_is_not_guessed_at():
    assert swap_that_explains([Decimal("12.50")], Decimal("21.50")) is None


@given(st.lists(st.integers(10, 999_999), min_size=1, max_size=5), st.data())
def test_any_swap_of_one_amount_is_explained_by_a_swap(amounts, data):
    at = data.draw(st.integers(0, len(amounts) - 1))
    swaps = with_neighbouring_digits_swapped(Decimal(amounts[at]))
    amounts = [Decimal(amount) for amount in amounts]
    for swapped in swaps:
        printed = sum(amounts) - amounts[at] + swapped

        found, instead = swap_that_explains(amounts, printed)

        assert sum(amounts) - found + instead == printed
        assert sorted(str(found)) == sorted(str(instead).zfill(len(str(found))))
