"""How a seat was held over time. Plain values in, plain values out: nothing here knows Django."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

FILLED, INTERIM, VACANT, NO_MEMBER = "filled", "interim", "vacant", "not a member then"


@dataclass(frozen=True)
class Held:
    """How a seat was held from a day on, up to but not including another.

    `holder` tells one holder from another; None where it is not known who it was.
    """

    state: str
    since: date
    until: date | None = None
    holder: int | None = None

    @property
    def is_held(self) -> bool:
        return self.state in (FILLED, INTERIM)

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def last_day(until: date | None) -> date | None:
    """The last day of something whose first day afterwards is `until`."""
    return until and until - timedelta(days=1)


def day_after(last: date | None) -> date | None:
    """The first day on which something no longer holds whose last day is `last`."""
    return last and last + timedelta(days=1)


def in_order(times: Iterable[Held]) -> list[Held]:
    return sorted(times, key=lambda held: held.since)


def with_gaps(times: Iterable[Held]) -> list[Held]:
    """The times in order, with a row for each stretch between two in which nothing was held."""
    found: list[Held] = []
    for held in in_order(times):
        if found and (ended := found[-1].until) and ended < held.since:
            found.append(Held(NO_MEMBER, ended, held.since))
        found.append(held)
    return found


def vacant_since(times: Iterable[Held], day: date) -> date | None:
    """Since when the seat is vacant on a day; None where it is not. Vacancies that follow one
    another without a day between are one."""
    found = None
    for held in in_order(times):
        if held.state != VACANT:
            found = None
        elif found is not None and found.until == held.since:
            found = Held(VACANT, found.since, held.until)
        else:
            found = held
        if held.covers(day):
            return found.since if found else None
    return None


def holder_changes(times: Iterable[Held], start: date, end: date) -> int:
    """How often somebody else came into the seat from `start` up to but not including `end`.

    Interim cover counts, a vacancy by itself does not: whoever comes after it does. The first
    holder a seat ever had is no change, nor is the same known holder going on. Where one of the
    two is not known they count as two, because somebody entered them as two.
    """
    held = [one for one in in_order(times) if one.is_held]
    return sum(
        start <= later.since < end and (earlier.holder is None or earlier.holder != later.holder)
        for earlier, later in pairwise(held)
    )


def never_came(expected: int, present: int) -> bool:
    """Whether the seat was expected, and its holder was never there."""
    return expected > 0 and present == 0


def not_held_on(days: Iterable[date], times: Sequence[Held]) -> list[date]:
    """The days on which nobody held the seat."""
    held = [one for one in times if one.is_held]
    return [day for day in days if not any(one.covers(day) for one in held)]


def overlapping(first: Iterable[Held], second: Sequence[Held]) -> list[tuple[Held, Held]]:
    """Each pair of times that share a day."""
    return [(one, other) for one in first for other in second if _share_a_day(one, other)]


def _share_a_day(one: Held, other: Held) -> bool:
    return (one.until is None or other.since < one.until) and (
        other.until is None or one.since < other.until
    )


@dataclass(frozen=True)
class Naming:
    """What naming a holder, cover or a vacancy from a day does to the times of a seat.

    `ends` is ended on the day; `replaces` began on that very day and becomes the new one;
    `until` is where the new one ends, because it is put into what came before; None: it goes on.
    """

    ends: Held | None
    replaces: Held | None
    until: date | None
    after: tuple[Held, ...]


def naming(times: Iterable[Held], day: date, state: str) -> Naming:
    """What `times` become when the seat is held in another way from a day on."""
    times = in_order(times)
    current = next((held for held in times if held.covers(day)), None)
    following = next((held.since for held in times if held.since > day), None)
    until = current.until if current else following
    others = [held for held in times if held is not current]
    new = Held(state, day, until)
    if current is None:
        return Naming(None, None, until, tuple(in_order([*others, new])))
    if current.since == day:
        return Naming(None, current, until, tuple(in_order([*others, new])))
    cut = Held(current.state, current.since, day, current.holder)
    return Naming(current, None, until, tuple(in_order([*others, cut, new])))
