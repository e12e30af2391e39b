"""Times in seats, as the entries of a register suggest them. Plain values in, plain values out:
nothing here knows Django.

A blank cell before the first entry of a row means not yet a member, one after the last entry no
longer; a row without any entry is a vacant seat. Days are half open: `until` is the first day a
seat was no longer held so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from lscb.formats import day
from lscb.periods import FinancialYear

HELD, VACANT, AWAY = "held", "vacant", "not a member then"
FILLED = "filled"
FROM_THE_START = "First day not in the register: taken from the start of the year."
VACANT_FROM_THE_START = (
    "Blank at every meeting, or vacant at the first: taken as vacant from the start of the year."
)


@dataclass(frozen=True)
class Time:
    """How a seat is held from a day on: what an import proposes."""

    state: str
    since: date
    until: date | None = None
    since_inferred: bool = True
    note: str = ""

    @property
    def until_inferred(self) -> bool:
        return self.until is not None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    def ended(self, until: date, note: str) -> "Time":
        return Time(self.state, self.since, until, self.since_inferred, f"{self.note} {note}")


@dataclass(frozen=True)
class Run:
    """Meetings one after another at which a seat was held in one way."""

    state: str
    first: date
    last: date


def inferred_times(year: FinancialYear, days: Sequence[date], states: Sequence[str]) -> list[Time]:
    """The times that a row's states at the meetings suggest; the days are in order."""
    runs = _runs(days, states)
    times: list[Time] = []
    for number, run in enumerate(runs):
        before = runs[number - 1] if number else None
        if before is not None and times and before.state != AWAY:
            times[-1] = _ended(times[-1], before, run)
        if run.state != AWAY:
            times.append(_begun(year, run, before))
    return times


def _runs(days, states) -> list[Run]:
    found = []
    for state, pairs in groupby(zip(days, states, strict=True), key=lambda pair: pair[1]):
        of_run = [day for day, _ in pairs]
        found.append(Run(state, of_run[0], of_run[-1]))
    return found


def _begun(year: FinancialYear, run: Run, before: Run | None) -> Time:
    state = FILLED if run.state == HELD else run.state
    if before is None:
        note = FROM_THE_START if run.state == HELD else VACANT_FROM_THE_START
        return Time(state, min(year.start, run.first), note=note)
    if run.state == VACANT and before.state == HELD:
        since = _day_after(before.last)
        return Time(state, since, note=f"Vacant at the meeting of {day(run.first)}.")
    entry = "entry" if run.state == HELD else "mention"
    note = f"First day not in the register: taken from {day(run.first)}, its first {entry}."
    return Time(state, run.first, note=note)


def _ended(time: Time, run: Run, after: Run) -> Time:
    """A vacancy ends when somebody comes; all else ends with its last meeting."""
    if run.state == VACANT and after.state == HELD:
        return time.ended(after.first, f"Filled by the meeting of {day(after.first)}.")
    return time.ended(*after_last_entry(run.last))


def after_last_entry(last: date) -> tuple[date, str]:
    """The first day on which a seat whose last entry is of that day is no longer held, and why."""
    return _day_after(last), f"Last day not in the register: taken as {day(last)}."


def _day_after(day: date) -> date:
    return day + timedelta(days=1)


def clipped(times: Sequence[Time], before: date | None, after: date | None) -> list[Time]:
    """The times within what the record leaves free: from `before` on, up to `after`."""
    kept = []
    for time in times:
        since = max(time.since, before) if before else time.since
        ends = [end for end in (time.until, after) if end]
        until = min(ends) if ends else None
        if until is None or since < until:
            kept.append(Time(time.state, since, until, time.since_inferred, time.note))
    return kept


def states_at(outcomes: Sequence[str]) -> list[str]:
    """Of a row's outcomes in order of date, "" being a blank cell, how the seat was held at each.

    A blank cell between two entries was said to be something before; what it still is here was
    not recorded, and the seat held.
    """
    if not any(outcomes):
        return [VACANT] * len(outcomes)
    said = [number for number, outcome in enumerate(outcomes) if outcome]
    return [
        AWAY if number < said[0] or number > said[-1] else _state(outcome)
        for number, outcome in enumerate(outcomes)
    ]


def _state(outcome: str) -> str:
    return outcome if outcome in (VACANT, AWAY) else HELD
