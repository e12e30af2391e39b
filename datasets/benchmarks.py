"""A figure beside others: England, a target, last year, the neighbours, all authorities.

Comparison as OHID's Fingertips has it; neighbours, quartiles and rank as the DfE's Local Authority
Interactive Tool. Polarity says what is good: "higher", "lower" or "neither". Where something cannot
be said there is None.
"""

import math
from collections.abc import Sequence
from statistics import median, quantiles

from datasets.intervals import Interval

POLARITIES = ("higher", "lower", "neither")
# Words by whether the figure lies below, with or above the other, and by polarity.
WORDS = {
    "higher": ("worse", "similar", "better"),
    "lower": ("better", "similar", "worse"),
    "neither": ("lower", "similar", "higher"),
}
FAR = {"worse": "worst", "better": "best", "lower": "lowest", "higher": "highest"}

TREND_POINTS = 5
TREND_SIGNIFICANT = 9.5495  # chi-square, one degree of freedom, 0.2%
WIDTH_IN_ERRORS = 3.92  # of a 95% interval, in standard errors

BANDS = {"lower": "ABCD", "higher": "DCBA"}


def compare(interval: Interval | None, benchmark: float | None, polarity: str) -> str | None:
    """An area's interval against a fixed figure: "better", "similar" or "worse"; without polarity
    "higher", "similar" or "lower". On the limit is similar."""
    words = _words(polarity)
    if interval is None or benchmark is None:
        return None
    return words[1 + (interval.lower > benchmark) - (interval.upper < benchmark)]


def compare_two_levels(
    inner: Interval | None, outer: Interval | None, benchmark: float | None, polarity: str
) -> str | None:
    """Against a fixed figure by two intervals, such as of 95% and 99.8%: beyond the outer one
    "best" or "worst", without polarity "highest" or "lowest"."""
    near, far = compare(inner, benchmark, polarity), compare(outer, benchmark, polarity)
    if near is None or far is None:
        return None
    return near if far == "similar" else FAR[far]


def compare_intervals(a: Interval | None, b: Interval | None, polarity: str) -> str | None:
    """How a stands to b. Intervals that overlap or touch are similar, which is cautious."""
    words = _words(polarity)
    if a is None or b is None:
        return None
    return words[1 + (a.lower > b.upper) - (a.upper < b.lower)]


def meets_target(
    value_or_interval: float | Interval | None,
    target: float | tuple[float, float] | None,
    polarity: str,
) -> str | None:
    """ "better", "similar" or "worse" than the target; equality meets it.

    With an interval all of it must meet the target, or all of it fail. A target of two figures is a
    band: within it is "similar", and its own end on the good side is beyond it. None without a
    polarity: nothing is good then.
    """
    _words(polarity)
    if value_or_interval is None or target is None or polarity == "neither":
        return None
    sign = 1 if polarity == "higher" else -1
    lower, upper = sorted(sign * end for end in _ends(value_or_interval))
    fails_below, meets_from = sorted(sign * end for end in _ends(target))
    if lower >= meets_from:
        return "better"
    return "worse" if upper < fails_below else "similar"


def _ends(figure) -> tuple[float, float]:
    if isinstance(figure, Interval):
        return figure.lower, figure.upper
    return figure if isinstance(figure, tuple) else (figure, figure)


def recent_trend(
    values: Sequence[float | None], intervals: Sequence[Interval | None]
) -> str | None:
    """ "increasing", "decreasing" or "no significant change" over the latest five values, by a line
    weighted with their 95% intervals. Made for yearly figures.

    None where it cannot be worked out: fewer than five, an interval that is missing or has no
    width, or a count that equals its denominator.
    """
    known = [
        (float(at), value, _weight(interval))
        for at, (value, interval) in enumerate(zip(values, intervals, strict=True))
        if value is not None
    ][-TREND_POINTS:]
    points = [(at, value, weight) for at, value, weight in known if weight is not None]
    if len(points) < TREND_POINTS:
        return None
    slope, variance = _weighted_line(points)
    left_out = [_weighted_line(points[:at] + points[at + 1 :])[0] for at in range(len(points))]
    if slope**2 / variance > TREND_SIGNIFICANT and all(one * slope > 0 for one in left_out):
        return "increasing" if slope > 0 else "decreasing"
    return "no significant change"


def _weight(interval: Interval | None) -> float | None:
    """None without a width; and where a count equals its denominator: the limit is its value."""
    if interval is None or not interval.lower < interval.upper > interval.value:
        return None
    return (WIDTH_IN_ERRORS / (interval.upper - interval.lower)) ** 2


def _weighted_line(points: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """The slope of a weighted line through points of place, value and weight, and its variance."""
    whole = math.fsum(weight for _, _, weight in points)
    middle = math.fsum(place * weight for place, _, weight in points) / whole
    spread = math.fsum(weight * (place - middle) ** 2 for place, _, weight in points)
    slope = math.fsum(weight * (place - middle) * value for place, value, weight in points) / spread
    return slope, 1 / spread


def neighbour_mean(values: Sequence[float | None]) -> tuple[float | None, int]:
    """The unweighted mean of the neighbours that have a value, and how many have one."""
    known = _known(values)
    return (math.fsum(known) / len(known) if known else None), len(known)


def neighbour_median(values: Sequence[float | None]) -> tuple[float | None, int]:
    """Their median, and how many have a value."""
    known = _known(values)
    return (median(known) if known else None), len(known)


def quartile_bounds(values: Sequence[float | None]) -> tuple[float, ...] | None:
    """The least, the three quartiles and the greatest of the known values, by the inclusive method
    (R's type 7)."""
    known = _known(values)
    if len(known) < 2:
        return tuple(known * 5) or None
    return (min(known), *quantiles(known, n=4, method="inclusive"), max(known))


def quartile_band(value: float | None, bounds: Sequence[float] | None, polarity: str) -> str | None:
    """ "A", the best, to "D"; "-" without a polarity. A value on a bound belongs to the quarter
    below it. Raises ValueError for a value that is not between the least and the greatest."""
    _words(polarity)
    if value is None or bounds is None:
        return None
    if polarity == "neither":
        return "-"
    if not bounds[0] <= value <= bounds[4]:
        raise ValueError(f"{value} does not lie between {bounds[0]} and {bounds[4]}.")
    quarter = next(number for number in range(4) if value <= bounds[number + 1])
    return BANDS[polarity][quarter]


def rank(values: Sequence[float | None], polarity: str) -> list[int | str | None]:
    """For each value its rank, 1 for the best. Those that are equal share the smallest and the next
    are skipped; a missing one has none, and without a polarity each has "-"."""
    _words(polarity)
    if polarity == "neither":
        return [None if value is None else "-" for value in values]
    ordered = sorted(_known(values), reverse=polarity == "higher")
    places: dict[float, int] = {}
    for place, value in enumerate(ordered, start=1):
        places.setdefault(value, place)
    return [None if value is None else places[value] for value in values]


def _known(values) -> list[float]:
    return [value for value in values if value is not None]


def _words(polarity: str) -> tuple[str, str, str]:
    if polarity not in POLARITIES:
        raise ValueError(f"A polarity is one of {', '.join(POLARITIES)}, not {polarity!r}.")
    return WORDS[polarity]
