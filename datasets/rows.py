"""One indicator of a board's list in a period, beside what it is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from functools import cached_property

from datasets.calculations import Known
from datasets.change import Change
from datasets.intervals import Interval
from datasets.models import Indicator, ListedIndicator, Observation
from datasets.records import (
    Beside,
    figure_of,
    has_figure,
    interval_of,
    stands_to,
    why_missing,
)
from datasets.sentences import Reading, compared_in_words, reading_of
from datasets.series import Series
from datasets.targets import OFF, Judged
from lscb.periods import Period, year_of

NOBODY_HAS_SAID = ("", Observation.Reason.NOT_SUPPLIED, Observation.Reason.NOT_DUE)


class Attention(IntEnum):
    """Why an indicator needs attention, the first reason first."""

    TARGET = 1
    ENGLAND = 2
    QUESTION = 3
    SIMILAR = 4
    UNUSUAL = 5
    CHANGED = 6


@dataclass(frozen=True)
class Row:
    """One indicator of the list in one period.

    `shown` is the board's own figure where it has one, else the published one of its area; `also`
    is the published one where there are both and they differ. `before` is of the quarter before,
    on the page of a quarter only. `is_hidden` where the reader's roles do not open it: then there
    is nothing else.
    """

    listed: ListedIndicator
    period: Period
    shown: Known | None = None
    also: Known | None = None
    before: Known | None = None
    year_before: Known | None = None
    neighbours: Beside | None = None
    england: Beside | None = None
    against: Judged | None = None
    change: Change | None = None
    line: Series | None = None
    is_hidden: bool = False

    @property
    def indicator(self) -> Indicator:
        return self.listed.indicator

    @cached_property
    def value(self) -> Decimal | None:
        return figure_of(self.shown, self.indicator, self.period)

    @cached_property
    def interval(self) -> Interval | None:
        return interval_of(self.shown, self.indicator, self.period)

    @property
    def is_known(self) -> bool:
        return has_figure(self.shown)

    @property
    def missing(self) -> str:
        return why_missing(self.shown)

    @property
    def is_awaited(self) -> bool:
        """Whether somebody has yet to say what it is."""
        reason = self.shown.reason if self.shown else ""
        return not self.is_hidden and not self.is_known and reason in NOBODY_HAS_SAID

    @property
    def is_listed(self) -> bool:
        """Whether the list of the period has it; else that of another year stands in."""
        year, until = year_of(self.period), self.listed.until
        return self.listed.since <= year and (until is None or year < until)

    @property
    def question(self) -> str:
        """The board's own, where it is asked of the period."""
        return self.listed.question if self.is_listed else ""

    @property
    def is_owed(self) -> bool:
        """Whether somebody should have supplied the figure by now."""
        is_due = self.shown is None or self.shown.reason != Observation.Reason.NOT_DUE
        is_collected = self.listed.standing == ListedIndicator.Standing.COLLECTED
        return self.is_listed and self.is_awaited and is_collected and is_due

    @property
    def owed_by(self) -> str:
        """Who has yet to supply the figure."""
        if not self.is_listed:
            return "not on the list then"
        if self.listed.standing == ListedIndicator.Standing.NOT_COLLECTED:
            return f"not collected: {self.listed.reason}"
        if self.listed.standing == ListedIndicator.Standing.NATIONAL_ONLY:
            return "published figures only"
        if self.shown and self.shown.reason == Observation.Reason.NOT_DUE:
            return f"not due yet, from {self.listed.agency or 'nobody named'}"
        return f"owed by {self.listed.agency}" if self.listed.agency else "no agency is named"

    @property
    def is_beside(self) -> bool:
        """Whether there is anything to compare it with."""
        return self.neighbours is not None or self.england is not None

    @property
    def why_not_compared(self) -> str:
        if self.indicator.compares_with_england and not self.is_beside:
            return "No national figure to compare with yet"
        return "Not compared"

    @property
    def compared(self) -> str:
        return compared_in_words(self.with_neighbours, self.with_england)

    @cached_property
    def with_neighbours(self) -> str | None:
        """As `records.stands_to`."""
        return stands_to(self.interval, self.neighbours, self.indicator)

    @cached_property
    def with_england(self) -> str | None:
        return stands_to(self.interval, self.england, self.indicator)

    @property
    def is_off_target(self) -> bool:
        return self.against is not None and self.against.standing == OFF

    @cached_property
    def reading(self) -> Reading | None:
        """What its chart says of the latest point; None where there are too few points."""
        return reading_of(self.line) if self.line else None

    @property
    def tone(self) -> str:
        """Of what it is compared with: worse, better, or steady where it is neither good nor bad;
        empty where it is about the same."""
        found = {self.with_neighbours, self.with_england}
        for word in ("worse", "better"):
            if word in found:
                return word
        return "steady" if found & {"higher", "lower"} else ""

    @cached_property
    def attention(self) -> int:
        """Why it needs attention; 0 where it needs none."""
        reading = self.reading
        reasons = (
            self.is_off_target,
            self.with_england == "worse",
            bool(self.question),
            self.with_neighbours == "worse",
            reading is not None and reading.is_a_concern,
            self.change is not None and self.change.found != "better",
        )
        found = zip(Attention, reasons, strict=True)
        return next((why for why, holds in found if holds), 0)


@dataclass(frozen=True)
class Part:
    """Some rows under one name: those of a theme, or all in one."""

    name: str
    rows: Sequence[Row]
    of: int

    @property
    def told(self) -> list[Row]:
        return [row for row in self.rows if not row.is_awaited]

    @property
    def known(self) -> list[Row]:
        return [row for row in self.rows if row.is_known]

    @property
    def awaited(self) -> list[Row]:
        return [row for row in self.rows if row.is_awaited]

    @property
    def owed(self) -> list[tuple[str, list[Row]]]:
        """Those awaited by who owes them, in the order in which these come first."""
        found: dict[str, list[Row]] = {}
        for row in self.awaited:
            found.setdefault(row.owed_by, []).append(row)
        return list(found.items())
