"""An indicator over time as a line chart: the rows of its table in, plain values out."""

import math
from collections.abc import Sequence
from decimal import Decimal

from datasets.figures import PER, as_shown, as_text
from datasets.models import Indicator
from datasets.pages.chart_words import ChartWords
from datasets.pages.over_time import OverTime, PeriodRow
from datasets.sentences import within
from lscb.line_charts import Band, Line, LineChart
from lscb.periods import Quarter

MOST_TICKS = 12
LONGEST_NAME = 20
MARKS = {"common cause": "usual", "improvement": "better", "concern": "worse"}
UNITS: dict[str, str] = {
    Indicator.Unit.COUNT: "Number",
    Indicator.Unit.PERCENTAGE: "Per cent",
    Indicator.Unit.AVERAGE: "Average",
}


def line_chart(over: OverTime, words: ChartWords, area: str, average: str) -> LineChart:
    """`average` is how the figures of similar areas become one: mean or median."""
    here = area if len(area) <= LONGEST_NAME else "This area"
    return LineChart(
        key=over.key,
        title=words.title,
        beneath=_beneath(over, words),
        summary=_summary(over, words, area, average),
        periods=[str(row.period) for row in over.rows],
        lines=[
            _own(over, here),
            *_england(over),
            *_target(over),
            *(_limits(over) if words.has_limits else []),
        ],
        band=_alike(over, average),
        ticks=_ticks(over.rows),
        sign="%" if over.series.indicator.unit == Indicator.Unit.PERCENTAGE else "",
    )


def _own(over: OverTime, here: str) -> Line:
    return Line(
        here,
        [_float(row.value) for row in over.rows],
        "own",
        said=f"{here} {as_text(over.latest.value, over.series.indicator)}",
        details=[f"{row.large} {row.beneath}".strip() or row.missing for row in over.rows],
        marks=[MARKS.get(row.kind, "neutral") for row in over.rows],
    )


def _england(over: OverTime) -> list[Line]:
    indicator = over.series.indicator
    values = [as_shown(row.england.value, indicator) if row.england else None for row in over.rows]
    return _named("England", values, "beside", indicator)


def _target(over: OverTime) -> list[Line]:
    indicator = over.series.indicator
    values = [as_shown(row.target.value, indicator) if row.target else None for row in over.rows]
    return _named("Target", values, "target", indicator)


def _named(
    name: str, values: Sequence[Decimal | None], kind: str, indicator: Indicator
) -> list[Line]:
    """A line with its name and latest value; none without a value."""
    known = [value for value in values if value is not None]
    if not known:
        return []
    said = f"{name} {as_text(known[-1], indicator)}"
    return [Line(name, [_float(value) for value in values], kind, said=said)]


def _limits(over: OverTime) -> list[Line]:
    """The mean and the two limits of each segment, as lines of their own: none runs on into the
    next segment."""
    chart, indicator = over.series.chart, over.series.indicator
    found: list[Line] = []
    for segment in chart.segments if chart else ():
        if segment.mean is None or over.series.display_of(segment) == "run chart only":
            continue
        for name, kind, end in (
            ("Mean", "mean", segment.mean),
            ("Upper limit", "limit", segment.upper),
            ("Lower limit", "limit", segment.lower),
        ):
            if end is None:
                continue
            shown = as_shown(Decimal(repr(end)), indicator)
            values = [
                _float(shown) if segment.start <= at <= segment.end else None
                for at in range(len(over.rows))
            ]
            is_last = segment.end == len(over.rows) - 1
            said = f"{name} {as_text(shown, indicator)}" if is_last and kind == "mean" else ""
            found.append(Line(name, values, kind, said=said, is_listed=is_last))
    return found


def _alike(over: OverTime, average: str) -> Band | None:
    ends = [row.alike or (None, None) for row in over.rows]
    known = [row.neighbours for row in over.rows if row.neighbours]
    if not known:
        return None
    latest = as_text(known[-1].value, over.series.indicator)
    return Band(
        "Similar areas, least to greatest",
        [_float(low) for low, _ in ends],
        [_float(high) for _, high in ends],
        said=f"Similar areas, {average} {latest}",
    )


def _ticks(rows: Sequence[PeriodRow]) -> dict[int, str]:
    """Each year; of quarters where a year begins."""
    ticks = {
        at: str(row.period.year if isinstance(row.period, Quarter) else row.period)
        for at, row in enumerate(rows)
        if not isinstance(row.period, Quarter) or row.period.number == 1
    }
    every = math.ceil(len(ticks) / MOST_TICKS)
    some = dict(list(ticks.items())[::every]) if every else {}
    return some or {at: str(row.period) for at, row in enumerate(rows)}


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def unit_in_words(over: OverTime) -> str:
    """Per cent; a quarter's rate is one of a year."""
    indicator = over.series.indicator
    unit = UNITS.get(indicator.unit) or PER[indicator.unit].capitalize()
    is_scaled = indicator.unit == Indicator.Unit.RATE and indicator.basis == Indicator.Basis.FLOW
    return f"{unit} a year" if is_scaled and over.series.is_of_quarters else unit


def _beneath(over: OverTime, words: ChartWords) -> str:
    first, last = over.rows[0].period, over.rows[-1].period
    kind = "quarters" if over.series.is_of_quarters else "financial years"
    indicator = over.series.indicator
    counted = f"{unit_in_words(over)}: {within(indicator.numerator)}"
    if indicator.denominator:
        counted += f", of: {within(indicator.denominator)}"
    lines = "Thin lines: the mean and, dashed, the usual range. " if words.has_limits else ""
    grey = "Grey: similar areas, least to greatest. " if over.is_compared else ""
    sources = "; ".join(over.sources)
    return f"{first} to {last}, by {kind}. {counted}. {lines}{grey}Source: {sources}."


def _summary(over: OverTime, words: ChartWords, area: str, average: str) -> str:
    """What is drawn, for those who do not see it."""
    indicator = over.series.indicator
    lowest, highest = words.ends
    first, latest = over.known[0], over.latest
    said = [f"Line chart. {words.title}."]
    said += [
        f"{area}: {as_text(row.value, indicator)} in {row.period}, {how}."
        for row, how in (
            (first, "the first"),
            (lowest, "the lowest"),
            (highest, "the highest"),
            (latest, "the latest"),
        )
    ]
    for name, besides in (
        (f"Similar areas, {average}", [row.neighbours for row in over.rows if row.neighbours]),
        ("England", [row.england for row in over.rows if row.england]),
    ):
        if besides:
            beside = besides[-1]
            said.append(f"{name}: {as_text(beside.value, indicator)} in {beside.period}.")
    return " ".join([*said, "The table holds every figure."])
