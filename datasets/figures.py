"""A figure of an indicator as text, with the counts that it rests on."""

from decimal import Decimal

from datasets.calculations import Known
from datasets.intervals import Interval
from datasets.models import Indicator
from datasets.records import figure_of, has_figure, times_a_year
from lscb.formats import number, rounded
from lscb.periods import Period

PER: dict[str, str] = {
    Indicator.Unit.RATE: "per 10,000",
    Indicator.Unit.PER_100: "for every 100",
}


OF_UNKNOWN = "out of how many is not known"


def _places(count: Decimal) -> int:
    """A count has decimals where it is not whole, as posts may not be."""
    return 0 if count == count.to_integral_value() else 1


def plain_number(count: Decimal) -> str:
    return number(count, _places(count))


def count_as_shown(count: Decimal | None) -> Decimal | None:
    return None if count is None else rounded(count, _places(count))


def as_shown(value: Decimal | None, indicator: Indicator) -> Decimal | None:
    """Rounded to what pages and files show of it."""
    if value is None or indicator.unit == Indicator.Unit.COUNT:
        return count_as_shown(value)
    return rounded(value, indicator.decimals)


def as_text(value: Decimal | None, indicator: Indicator) -> str:
    """18.3% or 563.6 or 1,752; empty where there is none."""
    if value is None:
        return ""
    if indicator.unit == Indicator.Unit.COUNT:
        return plain_number(value)
    sign = "%" if indicator.unit == Indicator.Unit.PERCENTAGE else ""
    return number(value, indicator.decimals) + sign


def limits_of(interval: Interval | None, indicator: Indicator) -> tuple[Decimal, Decimal] | None:
    """The ends of an interval, as they are shown."""
    if interval is None:
        return None
    lower, upper = (
        as_shown(Decimal(repr(end)), indicator) for end in (interval.lower, interval.upper)
    )
    return None if lower is None or upper is None else (lower, upper)


def from_to(limits: tuple[Decimal, Decimal] | None, indicator: Indicator) -> str:
    """12.1% to 19.3%; empty without."""
    return "" if limits is None else " to ".join(as_text(end, indicator) for end in limits)


def per(indicator: Indicator, period: Period | None = None) -> str:
    """per 10,000; of what happens in a quarter per 10,000 a year; empty without such a unit."""
    said = PER.get(indicator.unit, "")
    if indicator.unit != Indicator.Unit.RATE or period is None:
        return said
    return f"{said} a year" if times_a_year(indicator, period) > 1 else said


def with_unit(value: Decimal | None, indicator: Indicator, period: Period | None = None) -> str:
    """563.6 per 10,000."""
    return " ".join(filter(None, (as_text(value, indicator), per(indicator, period))))


def counts(known: Known) -> str:
    """357 of 1,948; the count alone where it is not known of how many; empty without one."""
    if known.numerator is None:
        return ""
    of = "" if known.denominator is None else f" of {plain_number(known.denominator)}"
    return plain_number(known.numerator) + of


def rests_on_counts(known: Known, indicator: Indicator, period: Period) -> str:
    """As `counts`; where a quarter gives a rate of a year the two do not divide to it, so the count
    stands alone: 658 in the quarter."""
    if indicator.unit != Indicator.Unit.RATE or times_a_year(indicator, period) == 1:
        return counts(known)
    return "" if known.numerator is None else f"{plain_number(known.numerator)} in the quarter"


def headline(known: Known, indicator: Indicator, period: Period) -> tuple[str, str]:
    """What stands large, and what stands under it: 18.3% and 357 of 1,948, or, where people ask
    for the count, 163 and 47.2 per 10,000."""
    value = figure_of(known, indicator, period)
    rests_on = rests_on_counts(known, indicator, period)
    if value is None:
        return rests_on, ""
    if indicator.unit == Indicator.Unit.COUNT:
        return as_text(value, indicator), ""
    if known.denominator is None and indicator.unit == Indicator.Unit.PERCENTAGE:
        rests_on = OF_UNKNOWN
    if indicator.shows_count_first and known.numerator is not None:
        said = with_unit(value, indicator, period)
        if known.denominator is None:
            said = ", ".join(filter(None, (said, OF_UNKNOWN)))
        return plain_number(known.numerator), said
    return as_text(value, indicator), ": ".join(filter(None, (per(indicator, period), rests_on)))


def differs(
    shown: Known | None, published: Known | None, indicator: Indicator, period: Period
) -> bool:
    """Whether the published figure is another one, as it is shown."""
    if shown is None or published is None or shown is published:
        return False
    if not has_figure(shown) or not has_figure(published):
        return False
    return headline(shown, indicator, period) != headline(published, indicator, period)
