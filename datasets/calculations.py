"""What a figure is, from what is on record of it. Plain values in, plain values out.

Units are those of `Indicator.Unit`: count, percentage, rate (per 10,000), per_100, average.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from datasets.intervals import Interval, proportion, rate

TIMES = {"percentage": 100, "per_100": 100, "rate": 10_000, "average": 1}
NOT_SUPPLIED = "not_supplied"


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record of one indicator in one area and period.

    `value` is one that was published; `reason` says why there is no figure; `rounded_to` is what
    the counts were rounded to before they were published, or 0.
    """

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    reason: str = ""
    rounded_to: int = 0


def figure(
    known: Known, unit: str, *, decimals: int = 1, periods_a_year: int = 1
) -> Decimal | None:
    """The figure in its unit: as published, or else worked out and not rounded; None where it
    cannot be.

    A rate of something that happens is one of a year: `periods_a_year` is 4 for a quarter's. Counts
    that were rounded at source give no figure where that could change what is shown.
    """
    if known.value is not None:
        return known.value
    if unit == "count":
        return known.numerator if not known.rounded_to else None
    if known.numerator is None or not known.denominator:
        return None
    times = TIMES[unit] * (periods_a_year if unit == "rate" else 1)
    found = known.numerator * times / known.denominator
    if known.rounded_to and _may_differ(known, times, decimals):
        return None
    return found


def _may_differ(known: Known, times: int, decimals: int) -> bool:
    """Whether the counts before they were rounded may give a figure that is shown otherwise: both
    may have been half a step away, in opposite directions."""
    half, n = Decimal(known.rounded_to) / 2, known.denominator or Decimal(1)
    numerator = known.numerator or Decimal()
    if n <= half:
        return True
    farthest = (numerator + half) * times / (n - half) - numerator * times / n
    return farthest >= Decimal(1).scaleb(-decimals) / 2


def interval(
    known: Known, unit: str, *, confidence: float = 0.95, periods_a_year: int = 1
) -> Interval | None:
    """The range the figure plausibly lies in, in its unit; None where the counts are not known, or
    were rounded at source, and for an average.

    Wilson's limits for a percentage, Byar's or exact Poisson's for everything that is counted.
    """
    if known.rounded_to:
        return None
    if unit == "count":
        counted = known.numerator if known.value is None else known.value
        return None if counted is None else rate(float(counted), 1, 1, confidence)
    if known.numerator is None or known.denominator is None or unit == "average":
        return None
    x, n = float(known.numerator), float(known.denominator)
    if unit == "percentage":
        return _in_per_cent(proportion(x, n, confidence))
    return rate(x, n, TIMES[unit] * (periods_a_year if unit == "rate" else 1), confidence)


def _in_per_cent(share: Interval | None) -> Interval | None:
    if share is None:
        return None
    return Interval(share.value * 100, share.lower * 100, share.upper * 100, share.method)


def of_the_year(quarters: Sequence[Known | None], way: str, unit: str) -> Known | None:
    """The year's figure from its four quarters, in order, by a way of `Indicator.OfQuarters`; None
    where it cannot be had from quarters, and with a reason where one of them is missing.

    last: the fourth. sum: all added up. pooled: numerators and denominators added up; of a rate
    the denominator is the same people in each quarter, so it is that of the last.
    """
    if way == "none" or len(quarters) != 4:
        return None
    if way == "last":
        return quarters[3] or Known(reason=NOT_SUPPLIED)
    numbers = [_counted(known, way) for known in quarters]
    counted = [number for number in numbers if number is not None]
    if len(counted) < 4:
        return Known(reason=NOT_SUPPLIED)
    known = [one for one in quarters if one is not None]
    rounded_to = max(one.rounded_to for one in known) * 4
    total = sum(counted, Decimal())
    if way == "sum":
        return Known(value=total, rounded_to=rounded_to)
    below = [one.denominator for one in known if one.denominator is not None]
    if len(below) < 4:
        return Known(reason=NOT_SUPPLIED)
    whole = below[3] if unit == "rate" else sum(below, Decimal())
    return Known(total, whole, rounded_to=rounded_to)


def _counted(known: Known | None, way: str) -> Decimal | None:
    """What one quarter adds; a sum is of counts, which may stand as a value."""
    if known is None or known.reason:
        return None
    return known.value if way == "sum" and known.value is not None else known.numerator
