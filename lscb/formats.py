"""Where a number or a date becomes text. Template filters, in every template by default."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from django import template

register = template.Library()

MISSING = "–"


def half_up(value: Fraction, places: int = 0) -> Decimal:
    """A fraction as a decimal with so many places; a half is rounded away from zero."""
    numerator, denominator = abs(value.numerator) * 10**places, value.denominator
    rounded = (numerator * 2 + denominator) // (denominator * 2)
    return Decimal(rounded if value >= 0 else -rounded).scaleb(-places)


@register.filter
def percent(value: Fraction | None, places: int = 0) -> str:
    """A share from 0 to 1: 27/35 is 77%. A dash where there is none."""
    return MISSING if value is None else f"{half_up(Fraction(value) * 100, int(places))}%"


def rounded(value: Decimal, places: int = 0) -> Decimal:
    """With so many places; a half is rounded up. What is rounded to nothing has no sign."""
    found = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return found if found else abs(found)


def number(value: Decimal, places: int = 0) -> str:
    """1,752 or 563.6."""
    return f"{rounded(value, places):,f}"


@register.filter
def pounds(value: Decimal | None) -> str:
    """£163,492, with pence only where there are some."""
    if value is None:
        return MISSING
    value = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    sign = "−" if value < 0 else ""
    pattern = ",.0f" if value == value.to_integral_value() else ",.2f"
    return f"{sign}£{abs(value):{pattern}}"


@register.filter
def as_kept(value: Decimal | None) -> str:
    """12.5 where 12.5000 is stored: every digit that says something, and no other."""
    return MISSING if value is None else f"{value.normalize():f}"


@register.filter
def day(value: date | None) -> str:
    """13 September 2012."""
    return MISSING if value is None else f"{value.day} {value:%B %Y}"


# A table says the same few dates in each of its rows.
@register.filter
@lru_cache
def short_day(value: date | None) -> str:
    """13 Sep 2012, for the head of a column."""
    return MISSING if value is None else f"{value.day} {value:%b %Y}"


@register.filter
@lru_cache
def day_and_month(value: date | None) -> str:
    """13 Sep, where the year is plain."""
    return MISSING if value is None else f"{value.day} {value:%b}"


@register.filter
def weekday(value: date) -> str:
    return f"{value:%A}"


# fmt: off
SMALL_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)
# fmt: on


@register.filter
def in_words(value: int) -> str:
    """Numbers up to ten as words: three seats, 12 seats."""
    return SMALL_NUMBERS[value] if 0 < value <= 10 else str(value)


@register.filter
def ordinal(value: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = (
        "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    )
    return f"{value}{ending}"


@register.filter
def listed(names) -> str:
    """ "a, b and c"."""
    *before, last = [str(name) for name in names]
    return f"{', '.join(before)} and {last}" if before else last


@register.filter
def beside(items: Iterable, others: Iterable) -> Iterable:
    """Each item with the one at the same place: a row's cells with the columns they stand in."""
    return zip(items, others, strict=True)
