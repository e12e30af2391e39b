"""XmR charts as NHS “Making Data Count” draws them (NHSRplotthedots 0.2.2).

Plain values in, frozen dataclasses out; None in the values, or what is no number, is a gap. A chart
says what the rules found, and apart from that what of it may be drawn: few points, or one value
over and over, carry no verdict.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from datasets.numbers import mean_of, number, numbers_of

LIMITS = 2.66  # moving ranges from the mean; used as such, not 3 / 1.128
NEAR = 2 * (LIMITS / 3)  # the same of the near limits
SCREENED = 3.267  # a moving range from this many mean ranges on is left out once
FEWEST_FOR_LIMITS = 13  # known points of a segment; with fewer its limits are on trial
FEWEST_TO_FIX = 12
CLOSE, WITHIN = 2, 3  # two of three

WISHES = ("increase", "decrease", "neutral")
UP = ("above limit", "rising", "two of three above", "run above")


@dataclass(frozen=True)
class Segment:
    """Points from start to end, both inclusive, with one mean, its limits and the mean moving range
    that they come from, in the unit of the values. None where there are too few to tell."""

    start: int
    end: int
    mean: float | None
    lower: float | None
    upper: float | None
    mean_range: float | None


@dataclass(frozen=True)
class Point:
    """A value, which of the rules it met first, and what that means for what is wished."""

    value: float | None
    special_cause: str | None
    kind: str


@dataclass(frozen=True)
class XmrChart:
    """`variation` is of the latest known point, `assurance` of its segment: None without a target
    or a wish. `display` and `icons` say what of it to draw."""

    segments: tuple[Segment, ...]
    points: tuple[Point, ...]
    variation: str
    assurance: str | None
    display: str
    icons: bool


def xmr(
    values: Sequence[float | None],
    *,
    improvement: str = "neutral",
    target: float | None = None,
    rebase_at: Sequence[int] = (),
    fix_after: int | None = None,
    screening: bool = True,
    run_length: int = 7,
    two_of_three_counts_beyond: bool = False,
) -> XmrChart:
    """The chart of a series in order of time.

    `improvement` is what is wished: "increase", "decrease" or "neutral". `rebase_at` are the first
    indices of new segments; `fix_after` takes the limits from so many first points of each.
    `run_length` is that of a trend and of a run. Raises ValueError for settings that make no chart.
    """
    _refuse(values, improvement, rebase_at, fix_after, run_length)
    values = [number(value) for value in values]
    bounds = sorted({0, *rebase_at, len(values)})
    segments = tuple(
        _segment(values, start, end - 1, fix_after, screening) for start, end in pairwise(bounds)
    )
    causes: list[str | None] = [None] * len(values)
    for segment in segments:
        found = _causes(values, segment, run_length, two_of_three_counts_beyond)
        causes[segment.start : segment.end + 1] = found
    points = tuple(
        Point(value, cause, _kind(cause, improvement))
        for value, cause in zip(values, causes, strict=True)
    )
    latest = max((at for at, value in enumerate(values) if value is not None), default=None)
    if latest is None:
        return XmrChart(segments, points, "common cause", None, "run chart only", False)
    last = next(segment for segment in segments if segment.start <= latest <= segment.end)
    display = display_of(values[last.start : last.end + 1])
    return XmrChart(
        segments,
        points,
        _variation(points[latest].kind, improvement),
        _assurance(last, target, improvement),
        display,
        display == "full",
    )


def _refuse(values, improvement, rebase_at, fix_after, run_length) -> None:
    if improvement not in WISHES:
        raise ValueError(f"What is wished is one of {', '.join(WISHES)}, not {improvement!r}.")
    if any(not 0 <= index < len(values) for index in rebase_at):
        raise ValueError("A segment begins at the index of one of the values.")
    if fix_after is not None and fix_after < FEWEST_TO_FIX:
        raise ValueError(f"Limits are fixed after {FEWEST_TO_FIX} points at the earliest.")
    if run_length < 2:
        raise ValueError("A run has two points or more.")


# Limits


def _segment(values, start: int, end: int, fix_after, screening: bool) -> Segment:
    baseline = values[start : end + 1][:fix_after]
    known = numbers_of(baseline)
    if not known:
        return Segment(start, end, None, None, None, None)
    mean = mean_of(known)
    ranges = _mean_range(baseline, screening)
    if ranges is None:
        return Segment(start, end, mean, None, None, None)
    reach = LIMITS * ranges
    return Segment(start, end, mean, mean - reach, mean + reach, ranges)


def _mean_range(baseline, screening: bool) -> float | None:
    """The mean moving range; None without two neighbouring values."""
    ranges = [
        abs(after - before)
        for before, after in pairwise(baseline)
        if before is not None and after is not None
    ]
    if not ranges:
        return None
    average = mean_of(ranges)
    if screening and average > 0:
        kept = [one for one in ranges if one < SCREENED * average]
        # Where nothing but ranges of 0 would be left, the rest is no outlier.
        average = mean_of(kept) or average
    return average


# Special causes


def _causes(values, segment: Segment, run_length: int, counts_beyond: bool) -> list[str | None]:
    """For each point of the segment the first rule that it meets."""
    own = values[segment.start : segment.end + 1]
    mean, lower, upper = segment.mean, segment.lower, segment.upper
    beyond: dict[int, str] = {}
    near, runs = beyond, beyond
    if mean is not None:
        runs = _runs(own, mean, run_length)
        if lower is not None and upper is not None and segment.mean_range is not None:
            beyond = _beyond(own, lower, upper)
            far = beyond if not counts_beyond else {}
            near = _two_of_three(own, mean, NEAR * segment.mean_range, far)
    found: list[str | None] = [None] * len(own)
    rules = (beyond, _trends(own, run_length), near, runs)
    for rule in rules:
        for at, cause in rule.items():
            found[at] = found[at] or cause
    return found


def _windows(values, length: int) -> Iterator[tuple[int, Sequence[float]]]:
    """The start of so many neighbouring known values, and the values."""
    for start in range(len(values) - length + 1):
        window = values[start : start + length]
        if None not in window:
            yield start, window


def _beyond(values, lower: float, upper: float) -> dict[int, str]:
    found = {}
    for at, value in enumerate(values):
        if value is not None and not lower <= value <= upper:
            found[at] = "above limit" if value > upper else "below limit"
    return found


def _trends(values, length: int) -> dict[int, str]:
    """Of two that share a turning point the later one has it."""
    found = {}
    for start, window in _windows(values, length):
        steps = list(pairwise(window))
        rising = all(before < after for before, after in steps)
        if rising or all(before > after for before, after in steps):
            found.update(
                dict.fromkeys(range(start, start + length), "rising" if rising else "falling")
            )
    return found


def _side(values, mean: float) -> str | None:
    """On which side of the mean all of these lie."""
    if all(value > mean for value in values):
        return "above"
    return "below" if all(value < mean for value in values) else None


def _two_of_three(values, mean: float, near: float, not_counted) -> dict[int, str]:
    def is_close(value: float) -> bool:
        return value > mean + near or value < mean - near

    found = {}
    for start, window in _windows(values, WITHIN):
        side = _side(window, mean)
        close = [
            at
            for at, value in enumerate(window, start)
            if is_close(value) and at not in not_counted
        ]
        if side and len(close) >= CLOSE:
            found.update(dict.fromkeys(close, f"two of three {side}"))
    return found


def _runs(values, mean: float, length: int) -> dict[int, str]:
    found = {}
    for start, window in _windows(values, length):
        side = _side(window, mean)
        if side:
            found.update(dict.fromkeys(range(start, start + length), f"run {side}"))
    return found


# What it means


def _kind(cause: str | None, improvement: str) -> str:
    if cause is None:
        return "common cause"
    is_up = cause in UP
    if improvement == "neutral":
        return "neutral high" if is_up else "neutral low"
    return "improvement" if is_up == (improvement == "increase") else "concern"


def _variation(kind: str, improvement: str) -> str:
    """High or low is the way that is wished for an improvement, the other way for a concern."""
    if kind not in ("improvement", "concern"):
        return kind
    is_high = (kind == "improvement") == (improvement == "increase")
    return f"{kind} {'high' if is_high else 'low'}"


def _assurance(segment: Segment, target: float | None, improvement: str) -> str | None:
    worst, best = segment.lower, segment.upper
    if target is None or improvement == "neutral" or worst is None or best is None:
        return None
    if improvement == "decrease":
        # Less is better: the same comparison with every sign turned.
        worst, best, target = -best, -worst, -target
    if worst == best:
        return "pass" if best >= target else "fail"
    if target > best:
        return "fail"
    return "pass" if target < worst else "hit and miss"


def display_of(values: Sequence[float | None]) -> str:
    """What of the chart of a segment may be drawn, from its values: "full", "trial limits", or "run
    chart only" where one value makes up half of the known ones, or nothing is known."""
    known = numbers_of(values)
    most_often = max(Counter(known).values(), default=0)
    if most_often * 2 >= len(known):
        return "run chart only"
    return "full" if len(known) >= FEWEST_FOR_LIMITS else "trial limits"
