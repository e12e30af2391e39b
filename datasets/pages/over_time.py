"""An indicator over the years or the quarters: a row for each period, which the chart, the table
and the download are drawn from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from datasets.calculations import Known
from datasets.figures import as_shown, from_to, headline, limits_of, plain_number
from datasets.intervals import Interval
from datasets.models import Indicator, Observation, Target
from datasets.records import (
    NOT_ON_RECORD,
    Beside,
    Records,
    figure_of,
    has_figure,
    interval_of,
    why_missing,
)
from datasets.sentences import cause_in_words
from datasets.series import Series
from datasets.targets import Judged, judged, target_for
from lscb.formats import MISSING, day
from lscb.periods import Period

ONLY_COUNTS = "The counts alone are on record"


@dataclass(frozen=True)
class PeriodRow:
    """One period of a series.

    `record` is the observation behind the figure, None where it was worked out from quarters or
    nothing is on record. `alike` are the least and the greatest figure of similar areas, as shown;
    `found` is what the rules of the chart found in words, empty without a verdict.
    """

    indicator: Indicator
    period: Period
    known: Known | None
    record: Observation | None = None
    neighbours: Beside | None = None
    alike: tuple[Decimal, Decimal] | None = None
    england: Beside | None = None
    target: Target | None = None
    found: str = ""
    kind: str = "common cause"

    @cached_property
    def value(self) -> Decimal | None:
        """As it is shown: in the unit of the indicator, with its decimals."""
        return as_shown(figure_of(self.known, self.indicator, self.period), self.indicator)

    @cached_property
    def interval(self) -> Interval | None:
        return interval_of(self.known, self.indicator, self.period) if self.is_known else None

    @property
    def is_known(self) -> bool:
        return has_figure(self.known)

    @property
    def missing(self) -> str:
        """Why there is no figure, in words."""
        if self.is_known:
            return ONLY_COUNTS if self.value is None else ""
        return why_missing(self.known) or NOT_ON_RECORD

    @property
    def said(self) -> str:
        """61.6% (130 of 211); where there is none, why, and the counts that are on record."""
        large, beneath = self._headline
        if self.is_known:
            return f"{large} ({beneath})" if beneath else large
        if large:
            return f"{large}; the figure itself: {self.missing.lower()}"
        below = self.known.denominator if self.known else None
        return self.missing if below is None else f"{self.missing}, of {plain_number(below)}"

    @property
    def large(self) -> str:
        return self._headline[0]

    @property
    def beneath(self) -> str:
        return self._headline[1]

    @cached_property
    def _headline(self) -> tuple[str, str]:
        if self.known is None:
            return "", ""
        return headline(self.known, self.indicator, self.period)

    @property
    def limits(self) -> tuple[Decimal, Decimal] | None:
        """Of the 95% interval, as they are shown."""
        return limits_of(self.interval, self.indicator)

    @property
    def limits_text(self) -> str:
        return from_to(self.limits, self.indicator)

    @property
    def against(self) -> Judged | None:
        return judged(figure_of(self.known, self.indicator, self.period), self.target)

    @property
    def status(self) -> str:
        """Whether it may still change, and whether it has."""
        if not self.is_known:
            return self.missing
        if self.record is None:
            return "Worked out from the quarters"
        said = [
            "Provisional" if self.record.is_provisional else "",
            self.inferred,
            self.revised,
        ]
        return ". ".join(filter(None, said)) or "Final"

    @property
    def inferred(self) -> str:
        """Of a rate the count may well be printed, and only the rate be inferred."""
        if self.record is None or not self.record.is_inferred:
            return ""
        if self.indicator.unit == Indicator.Unit.RATE and self.record.value is None:
            return "The rate is inferred: it was not printed as such"
        return "Inferred: not printed, but it follows from what is"

    @property
    def revised(self) -> str:
        """Revised, before that 45.1%; empty where it was not."""
        if self.record is None or self.record.revises is None:
            return ""
        before = known_of(self.record.revises)
        large, beneath = headline(before, self.indicator, self.period)
        shown = large or why_missing(before)
        return f"Revised, before that {shown}{beneath and f' ({beneath})'}"

    @property
    def source(self) -> str:
        if self.record is None:
            return "The four quarters" if self.known else MISSING
        if self.record.release is None:
            return "The board’s own figures"
        return str(self.record.release)

    @property
    def published_on(self) -> str:
        release = self.record.release if self.record else None
        return day(release.published_on) if release else ""

    @property
    def source_in_full(self) -> str:
        """Children in need, 2024, published 31 October 2024."""
        return f"{self.source}, published {self.published_on}" if self.published_on else self.source


def known_of(record: Observation) -> Known:
    return Known(
        record.numerator, record.denominator, record.value, record.reason, record.rounded_to
    )


@dataclass(frozen=True)
class OverTime:
    """A series and its rows, the earliest first."""

    series: Series
    rows: Sequence[PeriodRow]

    @property
    def key(self) -> str:
        return "by-quarter" if self.series.is_of_quarters else "by-year"

    @property
    def latest_first(self) -> list[PeriodRow]:
        return list(reversed(self.rows))

    @property
    def known(self) -> list[PeriodRow]:
        return [row for row in self.rows if row.value is not None]

    @property
    def latest(self) -> PeriodRow:
        return self.known[-1]

    @property
    def is_drawn(self) -> bool:
        """One figure is no line."""
        return len(self.known) > 1

    @property
    def is_compared(self) -> bool:
        return any(row.neighbours or row.england for row in self.rows)

    @property
    def has_targets(self) -> bool:
        return any(row.target for row in self.rows)

    @property
    def has_verdicts(self) -> bool:
        """Whether the rules say anything of any of its points."""
        return any(row.found for row in self.rows)

    @property
    def sources(self) -> list[str]:
        """Each once, in order of time."""
        return list(dict.fromkeys(row.source for row in self.rows if row.is_known))

    @property
    def is_long(self) -> bool:
        return len(self.rows) > 13


OwnRecords = Mapping[tuple[bool, Period], Observation]


@dataclass(frozen=True)
class Told:
    """What the rows of an indicator are made of. `own_records` are the observations of the board's
    area: by whether they are its own, and period."""

    indicator: Indicator
    records: Records
    own_records: OwnRecords
    targets: Sequence[Target]

    def row(self, period: Period, found: str = "", kind: str = "common cause") -> PeriodRow:
        indicator, records = self.indicator, self.records
        known = records.best_of(indicator, period)
        return PeriodRow(
            indicator,
            period,
            known,
            record=self.own_records.get((self._is_own(known, period), period)),
            neighbours=_compared(records.neighbours_in, indicator, period),
            alike=_alike(records, indicator, period),
            england=_compared(records.england_in, indicator, period),
            target=target_for(self.targets, period),
            found=found,
            kind=kind,
        )

    def _is_own(self, known: Known | None, period: Period) -> bool:
        """Whether the figure is the board's own, and not the published one."""
        own = self.records.own_of(self.indicator, period)
        return own is not None and (has_figure(own) or known == own)


def over_time(told: Told, series: Series) -> OverTime:
    found = _found(series)
    rows = [told.row(period, *found.get(at, ())) for at, period in enumerate(series.periods)]
    return OverTime(series, rows)


def _compared(found_in, indicator: Indicator, period: Period) -> Beside | None:
    return found_in(indicator, period) if indicator.compares_with_england else None


def _alike(
    records: Records, indicator: Indicator, period: Period
) -> tuple[Decimal, Decimal] | None:
    if not indicator.compares_with_england:
        return None
    areas = records.neighbours.get((indicator.pk, period), {})
    shown = [as_shown(figure_of(one, indicator, period), indicator) for one in areas.values()]
    known = [value for value in shown if value is not None]
    return (min(known), max(known)) if known else None


def _found(series: Series) -> dict[int, tuple[str, str]]:
    """Of each known point with a verdict what the rules found, and what kind that is."""
    if series.chart is None:
        return {}
    return {
        at: (_capital(cause_in_words(point.special_cause, series)), point.kind)
        for segment in series.chart.segments
        if series.display_of(segment) == "full"
        for at in range(segment.start, segment.end + 1)
        if (point := series.chart.points[at]).value is not None
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
