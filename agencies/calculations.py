"""Budget arithmetic in Decimal pounds. Plain values in, plain values out."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise


def share_of(amount: Decimal, total: Decimal) -> Fraction | None:
    """From 0 to 1, exactly; None where there is no total to be a share of."""
    return Fraction(amount) / Fraction(total) if total else None


def with_neighbouring_digits_swapped(amount: Decimal) -> list[Decimal]:
    """Every whole amount one gets by swapping two neighbouring digits: 42 for 24."""
    digits = str(int(amount))
    swapped = []
    for at, (first, second) in enumerate(pairwise(digits)):
        if first != second:
            swapped.append(Decimal(digits[:at] + second + first + digits[at + 2 :]))
    return swapped


def swap_that_explains(
    amounts: Sequence[Decimal], printed_total: Decimal
) -> tuple[Decimal, Decimal] | None:
    """The amount and what it would have to be, with two digits swapped, for the amounts to add up
    to the printed total; None where no single swap does that. Whole pounds only."""
    missing = printed_total - sum(amounts, Decimal())
    if not missing:
        return None
    for amount in amounts:
        if amount == amount.to_integral_value() and amount + missing in (
            with_neighbouring_digits_swapped(amount)
        ):
            return amount, amount + missing
    return None
