"""A figure beside others: England, a target, last year, the neighbours, all authorities.

Comparison as OHID's Fingertips has it; neighbours, quartiles and rank as the DfE's Local Authority
Interactive Tool. Polarity says what is good: "higher", "lower" or "neither". Where something cannot
be said there is None.
"""

import math
from collections.abc import Sequence
from decimal import Decimal
from statistics import median, quantiles
from typing import SupportsFloat

from datasets.intervals import Interval
from datasets.numbers import mean_of, number, numbers_of

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


def compare(
    interval: Interval | None, benchmark: SupportsFloat | None, polarity: str
) -> str | None:
    """An area's interval against a fixed figure: "better", "similar" or "worse"; without polarity
    "higher", "similar" or "lower". On the limit is similar."""
    words = _words(polarity)
    ends, other = _ends(interval), number(benchmark)
    if ends is None or other is None:
        return None
    return words[1 + (ends[0] > other) - (ends[1] < other)]


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
    own, other = _ends(a), _ends(b)
    if own is None or other is None:
        return None
    return words[1 + (own[0] > other[1]) - (own[1] < other[0])]


def meets_target(
    value_or_interval: float | Interval | None,
    target: float | Sequence[float] | None,
    polarity: str,
) -> str | None:
    """Whether it is "better", "similar" or "worse" than the target; equality meets it.

    With an interval all of it must meet the target, or all of it fail. A target of two figures is a
    band from the first to under the second: within it is "similar". None without a polarity:
    nothing is good then.
    """
    above_is = _words(polarity)[2]
    ends = _ends(value_or_interval)
    if ends is None or target is None or polarity == "neither":
        return None
    lower, upper = ends
    if isinstance(target, Sequence):
        return _place(lower >= target[1], upper < target[0], above_is)
    if above_is == "better":
        return _place(lower >= target, upper < target, above_is)
    return _place(lower > target, upper <= target, above_is)


def _place(is_above: bool, is_below: bool, above_is: str) -> str:
    below_is = "worse" if above_is == "better" else "better"
    if is_above:
        return above_is
    return below_is if is_below else "similar"


def _ends(figure: float | Interval | None) -> tuple[float, float] | None:
    """The limits of a figure; those of one without an interval are itself."""
    pair = (figure.lower, figure.upper) if isinstance(figure, Interval) else (figure, figure)
    lower, upper = map(number, pair)
    return None if lower is None or upper is None else (lower, upper)


def recent_trend(
    values: Sequence[float | None], intervals: Sequence[Interval | None]
) -> str | None:
    """ "increasing", "decreasing" or "no significant change" over the latest five values, by a line
    weighted with their 95% intervals. Made for yearly figures; a missing one is passed over.

    None where it cannot be worked out: fewer than five, an interval that is missing or has no
    width, or a count that equals its denominator.
    """
    known = [
        (figure, _weight(interval))
        for value, interval in zip(values, intervals, strict=True)
        if (figure := number(value)) is not None
    ][-TREND_POINTS:]
    points = [
        (float(place), figure, weight)
        for place, (figure, weight) in enumerate(known)
        if weight is not None
    ]
    if len(points) < TREND_POINTS:
        return None
    slope, variance = _weighted_line(points)
    left_out = [_weighted_line(points[:at] + points[at + 1 :])[0] for at in range(len(points))]
    if slope**2 / variance > TREND_SIGNIFICANT and all(one * slope > 0 for one in left_out):
        return "increasing" if slope > 0 else "decreasing"
    return "no significant change"


def _weight(interval: Interval | None) -> float | None:
    """None without a width; and where a count equals its denominator: the limit is its value."""
    ends = _ends(interval)
    if interval is None or ends is None or not ends[0] < ends[1] > interval.value:
        return None
    return (WIDTH_IN_ERRORS / (ends[1] - ends[0])) ** 2


def _weighted_line(points: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """The slope of a weighted line through points of place, value and weight, and its variance."""
    whole = math.fsum(weight for _, _, weight in points)
    middle = math.fsum(place * weight for place, _, weight in points) / whole
    spread = math.fsum(weight * (place - middle) ** 2 for place, _, weight in points)
    slope = math.fsum(weight * (place - middle) * value for place, value, weight in points) / spread
    return slope, 1 / spread


def neighbour_mean(
    values: Sequence[float | Decimal | None],
) -> tuple[float | Decimal | None, int]:
    """The unweighted mean of the neighbours that have a value, and how many have one. Of Decimals
    it is a Decimal: as a float 3.95 would lie below itself and be rounded to 3.9."""
    known = [value for value in values if number(value) is not None]
    decimals = [value for value in known if isinstance(value, Decimal)]
    if known and len(decimals) == len(known):
        return sum(decimals) / len(decimals), len(decimals)
    floats = numbers_of(values)
    return (mean_of(floats) if floats else None), len(floats)


def neighbour_median(
    values: Sequence[float | Decimal | None],
) -> tuple[float | Decimal | None, int]:
    """Their median, and how many have a value. Of Decimals it is a Decimal."""
    known = [value for value in values if isinstance(value, Decimal) and number(value) is not None]
    floats = numbers_of(values)
    if known and len(known) == len(floats):
        return median(known), len(known)
    return (median(floats) if floats else None), len(floats)


def quartile_bounds(values: Sequence[SupportsFloat | None]) -> tuple[float, ...] | None:
    """The least, the three quartiles and the greatest of the known values, by the inclusive method
    (R's type 7)."""
    known = numbers_of(values)
    if len(known) < 2:
        return tuple(known * 5) or None
    return (min(known), *quantiles(known, n=4, method="inclusive"), max(known))


def quartile_band(
    value: SupportsFloat | None, bounds: Sequence[float] | None, polarity: str
) -> str | None:
    """ "A", the best, to "D"; "-" without a polarity. A value on a bound belongs to the quarter
    below it. Raises ValueError for a value that is not between the least and the greatest."""
    _words(polarity)
    figure = number(value)
    if figure is None or bounds is None:
        return None
    if polarity == "neither":
        return "-"
    if not bounds[0] <= figure <= bounds[4]:
        raise ValueError(f"{value} does not lie between {bounds[0]} and {bounds[4]}.")
    quarter = next(at for at in range(4) if figure <= bounds[at + 1])
    return BANDS[polarity][quarter]


def rank(values: Sequence[SupportsFloat | None], polarity: str) -> list[int | str | None]:
    """For each value its rank, 1 for the best. Those that are equal share the smallest and the next
    are skipped; a missing one has none, and without a polarity each has "-"."""
    _words(polarity)
    figures = [number(value) for value in values]
    if polarity == "neither":
        return [None if figure is None else "-" for figure in figures]
    ordered = sorted(numbers_of(values), reverse=polarity == "higher")
    places: dict[float, int] = {}
    for place, figure in enumerate(ordered, start=1):
        places.setdefault(figure, place)
    return [None if figure is None else places[figure] for figure in figures]


def _words(polarity: str) -> tuple[str, str, str]:
    if polarity not in POLARITIES:
        raise ValueError(f"A polarity is one of {', '.join(POLARITIES)}, not {polarity!r}.")
    return WORDS[polarity]
