"""What an indicator's chart says, in words: its rules, what they found, and how they are set."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from datasets.benchmarks import TREND_POINTS, recent_trend
from datasets.figures import as_shown, as_text, from_to
from datasets.models import ChartNote, Indicator
from datasets.pages.over_time import OverTime, PeriodRow
from datasets.sentences import reading_of
from datasets.series import FEWEST_FOR_A_TREND
from datasets.spc import FEWEST_FOR_LIMITS, LIMITS, SCREENED, Segment
from lscb.formats import in_words

BETTER_SIDE: dict[str, str] = {
    Indicator.Polarity.HIGHER: "Higher is better.",
    Indicator.Polarity.LOWER: "Lower is better.",
    Indicator.Polarity.NEITHER: "Neither higher nor lower is better.",
}
KINDS = {
    "improvement": "an improvement",
    "concern": "a concern",
    "neutral high": "neither good nor bad",
    "neutral low": "neither good nor bad",
}
ASSURANCE = {
    "pass": "The target lies outside the usual range, on its worse side: as things are it will be "
    "met each time.",
    "fail": "The target lies outside the usual range, on its better side: as things are it will "
    "not be met.",
    "hit and miss": "The target lies within the usual range: as things are it will be met at some "
    "times and missed at others, by chance.",
}
TRENDS = {
    "increasing": "Over the latest five years with a figure it rose, by more than chance explains.",
    "decreasing": "Over the latest five years with a figure it fell, by more than chance explains.",
    "no significant change": "Over the latest five years with a figure there is no trend beyond "
    "chance.",
}
NO_TREND = (
    "A trend over five years cannot be worked out: that takes five years with a figure and a 95% "
    "interval."
)
ADDS_UP = (
    "These figures add up over the year, so each first quarter starts again from nothing: such a "
    "series has no usual range, and no verdict is given."
)
ONE_VALUE = (
    "One value makes up half of the figures or more: the chart is a plain line without limits, and "
    "no verdict is given."
)


@dataclass(frozen=True)
class Lit:
    """Points one after another of which the same rule says the same."""

    first: PeriodRow
    last: PeriodRow
    text: str
    kind: str

    @property
    def periods(self) -> str:
        if self.first is self.last:
            return f"{self.first.period}"
        return f"{self.first.period} to {self.last.period}"


@dataclass(frozen=True)
class ChartWords:
    """Of one series; `notes` are those that begin a segment of it."""

    over: OverTime
    notes: Sequence[ChartNote]

    @property
    def indicator(self) -> Indicator:
        return self.over.series.indicator

    @cached_property
    def trend(self) -> str | None:
        """As `benchmarks.recent_trend`; of years only."""
        if self.over.series.is_of_quarters:
            return None
        values = [None if row.value is None else float(row.value) for row in self.over.rows]
        return recent_trend(values, [row.interval for row in self.over.rows])

    @property
    def title(self) -> str:
        """The finding, in at most ten words."""
        latest, few = self.over.latest, len(self.over.known) < FEWEST_FOR_A_TREND
        figure = f"{as_text(latest.value, self.indicator)} in {latest.period}"
        reading = reading_of(self.over.series)
        if few:
            return f"{figure}; {in_words(len(self.over.known))} figures show no trend"
        if reading:
            return f"{figure}, within its usual range" if reading.is_usual else reading.text
        if self.trend in ("increasing", "decreasing"):
            word = "Rising" if self.trend == "increasing" else "Falling"
            return f"{word} over {in_words(TREND_POINTS)} years, to {figure}"
        lowest, highest = self.ends
        between = f"Between {as_text(lowest.value, self.indicator)}"
        return f"{between} and {as_text(highest.value, self.indicator)}; {figure}"

    @property
    def ends(self) -> tuple[PeriodRow, PeriodRow]:
        """The latest of those with the least value, and with the greatest."""
        newest = [(row.value, row) for row in self.over.latest_first if row.value is not None]
        return min(newest, key=_by_value)[1], max(newest, key=_by_value)[1]

    @property
    def sentences(self) -> list[str]:
        """In order: the verdict or why there is none, the target, the trend."""
        return [*self._verdict, *self._of_the_target, *self._of_the_years]

    @property
    def _verdict(self) -> list[str]:
        chart, known = self.over.series.chart, len(self.over.known)
        if chart is None:
            return [ADDS_UP]
        if known < FEWEST_FOR_A_TREND:
            figures = "figure" if known == 1 else "figures"
            said = f"There {'is' if known == 1 else 'are'} {in_words(known)} {figures}: fewer than"
            return [f"{said} five say nothing of a trend."]
        if chart.display == "run chart only":
            return [ONE_VALUE]
        segments = [self._of_segment(one) for one in chart.segments if one.mean is not None]
        if chart.display == "trial limits":
            return [
                *segments,
                f"With fewer than {FEWEST_FOR_LIMITS} figures these are trial limits: they may "
                "still move, and no verdict is given.",
            ]
        return [*segments, self._of_the_latest]

    def _of_segment(self, segment: Segment) -> str:
        first, last = self.over.rows[segment.start], self.over.rows[segment.end]
        said = f"{first.period} to {last.period}: mean {self._shown(segment.mean)}"
        if segment.lower is None or segment.upper is None:
            return f"{said}; too few figures one after another for a usual range."
        if self.over.series.display_of(segment) == "run chart only":
            return f"{said}; one value makes up half of it or more, so it has no usual range."
        ends = [self._decimal(end) for end in (segment.lower, segment.upper)]
        return f"{said}, usual range {from_to((ends[0], ends[1]), self.indicator)}."

    def _decimal(self, number: float) -> Decimal:
        return as_shown(Decimal(repr(number)), self.indicator) or Decimal()

    def _shown(self, number: float | None) -> str:
        return as_text(self._decimal(number or 0.0), self.indicator)

    @property
    def _of_the_latest(self) -> str:
        latest = self.over.latest
        said = f"The latest, {as_text(latest.value, self.indicator)} in {latest.period}, is"
        if latest.kind == "common cause":
            return f"{said} within its usual range: ordinary variation, not a sign of change."
        found = latest.found[:1].lower() + latest.found[1:]
        judged = f"{KINDS[latest.kind]}, and no chance"
        return f"{said} lit by a rule: {found}. That is {judged}."

    @property
    def _of_the_target(self) -> list[str]:
        chart = self.over.series.chart
        if chart is None or not chart.icons or chart.assurance is None:
            return []
        return [ASSURANCE[chart.assurance]]

    @property
    def _of_the_years(self) -> list[str]:
        if self.over.series.is_of_quarters or len(self.over.known) < FEWEST_FOR_A_TREND:
            return []
        return [TRENDS[self.trend] if self.trend else NO_TREND]

    @property
    def lit(self) -> list[Lit]:
        """What the rules lit, the latest first."""
        found = []
        for (text, kind), group in groupby(self.over.rows, lambda row: (row.found, row.kind)):
            rows = list(group)
            if kind != "common cause":
                found.append(Lit(rows[0], rows[-1], text, KINDS[kind]))
        return found[::-1]

    @property
    def has_limits(self) -> bool:
        """Whether a mean and limits are drawn at all."""
        chart = self.over.series.chart
        enough = len(self.over.known) >= FEWEST_FOR_A_TREND
        return chart is not None and enough and chart.display != "run chart only"

    @property
    def settings(self) -> str:
        """How the rules are set for this indicator, and where segments begin."""
        indicator, run = self.indicator, self.indicator.run_length
        ranges = "are left out once" if indicator.screens_ranges else "are kept"
        beyond = "counts" if indicator.two_of_three_counts_beyond else "does not count"
        return (
            f"The limits lie {LIMITS} mean moving ranges from the mean; moving ranges of "
            f"{SCREENED} times their mean or more {ranges}. A point is lit that lies beyond a "
            f"limit; by {run} in a row that rise or fall; by two of three near one limit (a point "
            f"beyond a limit {beyond} as one of them); by {run} in a row on one side of the mean. "
            f"{self._segments}"
        )

    @property
    def _segments(self) -> str:
        if not self.notes:
            return "It is all one segment: nobody has noted a change that begins a new one."
        told = "; ".join(f"{note.period} (“{note.text}”)" for note in self.notes)
        return f"The mean and the limits begin anew with {told}."


def _by_value(pair: tuple[Decimal, PeriodRow]) -> Decimal:
    return pair[0]
