"""What stands in a cell of a published file: a number, or the reason why there is none. No Django.

The symbols are those of the Department for Education's open data: "c" confidential, "z" not
applicable, "x" not available, "k" and the older "low" and "~" not 0 but rounding to it, "u" of low
reliability, and ":" the older form of "x". A reason is never turned into 0.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

# Where several cells are needed and more than one has a symbol, the first of these is the reason:
# what was held back on purpose before what nobody knows.
SYMBOLS = ("c", "u", "z", "x", ":", "k", "low", "~")
NOT_APPLICABLE, NOT_AVAILABLE = "z", "x"
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# Ten of them added up can still be stored.
MOST = Decimal(10) ** 9
PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Cell:
    """A number, or the symbol that stands in its place."""

    number: Decimal | None
    symbol: str = ""


@lru_cache(maxsize=10_000)
def cell(text: str) -> Cell:
    """Raises ValueError, with what is wrong, for anything else. Figures are kept with four
    decimals: more are what a spreadsheet adds to them."""
    if text in SYMBOLS:
        return Cell(None, text)
    if not text:
        raise ValueError(f"an empty cell; a figure that is missing has one of {', '.join(SYMBOLS)}")
    if not NUMBER.fullmatch(text):
        raise ValueError(f"neither a number such as 1234.5 nor one of {', '.join(SYMBOLS)}")
    number = Decimal(text)
    if number < 0:
        raise ValueError("a figure is not below 0")
    if number >= MOST:
        raise ValueError(f"a figure is below {MOST:,}")
    return Cell(number.quantize(PLACES, ROUND_HALF_UP))


def added_up(cells: Iterable[Cell]) -> Cell:
    """The sum, or the first reason why there is none."""
    cells = list(cells)
    symbols = {one.symbol for one in cells if one.number is None}
    if symbols:
        return Cell(None, min(symbols, key=SYMBOLS.index))
    return Cell(sum((one.number for one in cells if one.number is not None), Decimal(0)))
