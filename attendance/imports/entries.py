"""The cells of a row as entries of the registers, and what they say of the times in its seat."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from agencies.models import Tenure
from attendance.imports.columns import Column
from attendance.imports.questions import Asked
from attendance.imports.reading import ReadCell, ReadSeat
from attendance.imports.records import Known, KnownSeat, KnownTime
from attendance.imports.rows import SeatLine
from attendance.imports.times import (
    FILLED,
    VACANT,
    Time,
    after_last_entry,
    clipped,
    inferred_times,
    states_at,
)
from attendance.models import Mark
from lscb.formats import day as in_words
from lscb.formats import listed
from lscb.periods import FinancialYear

STATUSES = frozenset(Mark.Status.values)
STATUS_CHOICES = [(status.value, status.label) for status in Mark.Status]
NOT_RECORDED = "not recorded"
UNKNOWN = "unknown"  # a cell that was not understood and is asked about
KEEP, CORRECT = "keep", "correct"
OUT, ALL_THE_SAME, PUT_RIGHT, NO_LONGER = "leave", "enter", "right", "ended"
# What blank cells may mean on days on which the seat was held.
STILL_HELD = [(NOT_RECORDED, "Held, and not recorded"), ("absent", "Held, and absent")]


@dataclass(frozen=True)
class Entry:
    """What becomes of one seat at one meeting; `before` is what is on record, if anything."""

    row: int
    column: int
    status: str
    before: str = ""

    @property
    def change(self) -> str:
        if not self.before:
            return "new"
        return "unchanged" if self.before == self.status else "changed"


@dataclass(frozen=True)
class End:
    """A time on record that ends: it had no end until now."""

    time: KnownTime
    until: date
    note: str


@dataclass(frozen=True)
class Begin:
    """A time on record that began earlier than was inferred."""

    time: KnownTime
    since: date
    note: str


@dataclass(frozen=True)
class SeatEntries:
    """What one row enters: its entries, and new and changed times in its seat."""

    entries: tuple[Entry, ...] = ()
    times: tuple[Time, ...] = ()
    ends: tuple[End, ...] = ()
    begins: tuple[Begin, ...] = ()


@dataclass
class _Row:
    """A row while it is worked out. `outcomes` are those at the columns, which are in order of
    date: one of the register's outcomes, or "" for a blank cell."""

    read: ReadSeat
    line: SeatLine
    columns: Sequence[Column]
    known: Known
    asked: Asked
    year: FinancialYear

    def __post_init__(self):
        self.outcomes = [self._outcome(self.cell(column)) for column in self.columns]
        self._ask_about_blanks()

    @property
    def seat(self) -> KnownSeat | None:
        return self.line.known

    @property
    def days(self) -> list[date]:
        return [column.day for column in self.columns if column.day]

    @property
    def name(self) -> str:
        return f"{self.line.title}, {self.line.agency_name}"

    def cell(self, column: Column) -> ReadCell:
        return self.read.cells[column.index]

    def recorded(self, column: Column) -> str:
        """The outcome on record; "" if there is none."""
        if self.seat is None or column.known is None:
            return ""
        return self.known.entries.get((self.seat.id, column.known.id), "")

    def _key(self, what: str, column: Column) -> str:
        return f"{what}-{self.read.place.row}-{column.place.column}"

    def _outcome(self, cell: ReadCell) -> str:
        if cell.outcome is not None:
            return cell.outcome
        answer = self.asked.ask(
            f"cell-{cell.place.row}-{cell.place.column}",
            f"“{cell.value}” of {self.name} was not understood. What does it say?",
            [*STATUS_CHOICES, ("blank", "Nothing: as if the cell were blank")],
            place=cell.place,
            value=cell.value,
        )
        return {"blank": "", "": UNKNOWN}.get(answer, answer)

    def _ask_about_blanks(self) -> None:
        """Those between two entries, on days on which the seat was held or nothing is known."""
        said = [number for number, outcome in enumerate(self.outcomes) if outcome]
        for number in range(said[0] + 1, said[-1]) if said else ():
            column = self.columns[number]
            if not self.outcomes[number] and self._may_be_held(column):
                self.outcomes[number] = self._asked_about_blank(column)

    def _may_be_held(self, column: Column) -> bool:
        if self.recorded(column):
            return False
        if self.seat is None or column.day is None or not self.is_on_record:
            return True
        return self.seat.is_held_on(column.day)

    @property
    def is_on_record(self) -> bool:
        """Whether anything is on record of how the seat was held in these days."""
        if self.seat is None or not self.days:
            return False
        first, last = min(self.year.start, self.days[0]), max(self.year.last_day, self.days[-1])
        return self.seat.touches(first, last)

    def _asked_about_blank(self, column: Column) -> str:
        choices = [(NOT_RECORDED, "Not recorded"), *STATUS_CHOICES]
        if not self.is_on_record:
            choices.append((VACANT, "The seat was vacant then"))
        answer = self.asked.ask(
            self._key("blank", column),
            f"{self.name} has nothing for {in_words(column.day)}, between two entries. "
            "What does that mean?",
            choices,
            place=self.cell(column).place,
        )
        return answer or NOT_RECORDED

    # A seat whose times are not on record

    def with_inferred_times(self) -> SeatEntries:
        times = inferred_times(self.year, self.days, states_at(self.outcomes))
        begins: tuple[Begin, ...] = ()
        if self.seat is not None:
            times = clipped(times, *self._free_days())
            begins = self._begins(times)
            times = times[: len(times) - len(begins)]
        return SeatEntries(self.entries(range(len(self.columns))), tuple(times), begins=begins)

    def _begins(self, times: Sequence[Time]) -> tuple[Begin, ...]:
        """The time on record that the last of these leads to, if it is the same one: nobody is
        named, and its first day was only inferred."""
        last = times[-1] if times else None
        return tuple(
            Begin(time, last.since, last.note)
            for time in self.seat.times
            if last
            and (time.state, time.since) == (last.state, last.until)
            and time.state == FILLED
            and time.since_inferred
            and not time.is_named
        )

    def _free_days(self) -> tuple[date | None, date | None]:
        """The end of what is on record before these days, and the beginning of what is after."""
        times, first = self.seat.times, self.days[0]
        before = [time.until for time in times if time.until and time.until <= first]
        after = [time.since for time in times if time.since > first]
        return max(before, default=None), min(after, default=None)

    # A seat whose times are on record: they stand, and what contradicts them is asked about

    def by_the_record(self) -> SeatEntries:
        held = [self.seat.is_held_on(column.day) for column in self.columns]
        entered = [outcome in STATUSES for outcome in self.outcomes]
        strangers = [
            n
            for n in range(len(held))
            if entered[n] and not held[n] and not self.recorded(self.columns[n])
        ]
        silent = [
            n
            for n in range(len(held))
            if held[n] and not self.outcomes[n] and not self.recorded(self.columns[n])
        ]
        numbers = [n for n in range(len(held)) if entered[n] and n not in strangers]
        times, ends = self._strangers(strangers, numbers)
        times = tuple(self._with_its_blanks(time, numbers) for time in times)
        ends = (*ends, *self._silent(silent, numbers))
        return SeatEntries(self.entries(sorted(numbers)), tuple(times), tuple(ends))

    def _strangers(self, strangers: list[int], numbers: list[int]):
        """Entries on days on which by the record nobody held the seat. Adds to `numbers` those to
        be entered; gives the times that put the record right, where that is wanted."""
        if not strangers:
            return (), ()
        days = [self.columns[n].day for n in strangers]
        right = self._put_right(days)
        choices = [
            (OUT, "Leave these entries out"),
            (ALL_THE_SAME, "Enter them, and leave the dates as they are"),
        ]
        if right:
            choices.insert(0, (PUT_RIGHT, f"It was held from {in_words(days[0])}: add that"))
        answer = self.asked.ask(
            f"time-{self.read.place.row}",
            f"{self.name} has entries on {listed(in_words(day) for day in days)}, when by the "
            "dates on record nobody held the seat.",
            choices,
            place=self.read.place,
        )
        if answer != OUT:
            numbers += strangers
        return right if answer == PUT_RIGHT and right else ((), ())

    def _put_right(self, days: list[date]) -> tuple[tuple[Time, ...], tuple[End, ...]] | None:
        """The time that makes the seat held on these days; None where dates on record would have
        to move for it, or where it went on in another agency."""
        first, last = days[0], days[-1]
        if self.seat.is_continued:
            return None
        if any(time.state in Tenure.HELD and first <= time.since <= last for time in self._times()):
            return None
        now = self.seat.time_on(first)
        after = min((t.since for t in self._times() if t.since > first), default=None)
        if (after and after <= last) or (now and (now.until or now.since >= first)):
            return None
        note = f"First day not in the register: taken from {in_words(first)}, its first entry."
        ends = (End(now, first, f"Filled by the meeting of {in_words(first)}."),) if now else ()
        return (Time(FILLED, first, after, note=note),), ends

    def _with_its_blanks(self, time: Time, numbers: list[int]) -> Time:
        """The added time, with what the blank cells in it were answered to mean. Adds to `numbers`
        those that are entered."""
        last = self._last_entry()
        blank = [
            n
            for n, column in enumerate(self.columns)
            if not self.outcomes[n] and not self.recorded(column) and time.covers(column.day)
        ]
        for n in blank:
            if self.columns[n].day < last:
                self.outcomes[n] = self._asked_about_blank(self.columns[n])
        after = [n for n in blank if self.columns[n].day >= last]
        answer = self._asked_about_the_end(last, after) if after else ""
        if answer == "absent":
            for n in after:
                self.outcomes[n] = "absent"
        numbers += [n for n in blank if self.outcomes[n] in STATUSES]
        if answer == NO_LONGER:
            return time.ended(*after_last_entry(last))
        return time

    def _asked_about_the_end(self, last: date, after: list[int]) -> str:
        days = [self.columns[n].day for n in after]
        return self.asked.ask(
            f"after-{self.read.place.row}",
            f"{self.name} has nothing for {listed(in_words(day) for day in days)}, after its last "
            "entry. What does that mean?",
            [_no_longer(last), *STILL_HELD],
            place=self.read.place,
        )

    def _times(self) -> tuple[KnownTime, ...]:
        return self.seat.times

    def _silent(self, silent: list[int], numbers: list[int]) -> tuple[End, ...]:
        """Blank cells on days on which by the record the seat was held. Adds to `numbers` those
        that are entered as absent; gives the end of the time, where it is over."""
        if not silent:
            return ()
        days = [self.columns[n].day for n in silent]
        last = self._last_entry()
        end = self._may_end(last, days)
        choices = [_no_longer(last), *STILL_HELD] if end else STILL_HELD
        answer = self.asked.ask(
            f"edge-{self.read.place.row}",
            f"{self.name} has nothing for {listed(in_words(day) for day in days)}, when by the "
            "dates on record the seat was held.",
            choices,
            place=self.read.place,
        )
        if answer == "absent":
            for n in silent:
                self.outcomes[n] = "absent"
            numbers += silent
        return (end,) if answer == NO_LONGER and end else ()

    def _last_entry(self) -> date | None:
        said = [n for n, outcome in enumerate(self.outcomes) if outcome]
        return self.columns[said[-1]].day if said else None

    def _may_end(self, last: date | None, days: list[date]) -> End | None:
        """The end of a time without one, where all that is blank comes after the last entry."""
        if last is None or days[0] <= last:
            return None
        time = self.seat.time_on(last)
        if time is None or time.until or not time.covers(days[-1]):
            return None
        return End(time, *after_last_entry(last))

    # Entries

    def entries(self, numbers) -> tuple[Entry, ...]:
        found = (self._entry(self.columns[n], self.outcomes[n]) for n in numbers)
        return tuple(entry for entry in found if entry is not None)

    def _entry(self, column: Column, outcome: str) -> Entry | None:
        if outcome not in STATUSES:
            return None
        before = self.recorded(column)
        entry = Entry(self.line.index, column.index, outcome, before)
        if entry.change == "changed" and column.known and column.known.is_confirmed:
            return self._asked_to_correct(entry, column)
        return entry

    def _asked_to_correct(self, entry: Entry, column: Column) -> Entry | None:
        labels = dict(STATUS_CHOICES)
        answer = self.asked.ask(
            self._key("entry", column),
            f"{self.name}, {in_words(column.day)}: the confirmed register says "
            f"{labels[entry.before].lower()}, the file {labels[entry.status].lower()}.",
            [
                (KEEP, f"Keep {labels[entry.before].lower()}"),
                (CORRECT, f"Correct it to {labels[entry.status].lower()}"),
            ],
            place=self.cell(column).place,
            value=self.cell(column).value,
        )
        return replace(entry, status=entry.before) if answer == KEEP else entry


def _no_longer(last: date) -> tuple[str, str]:
    return NO_LONGER, f"No longer held after {in_words(last)}"


def seat_entries(
    read: ReadSeat,
    line: SeatLine,
    columns: Sequence[Column],
    known: Known,
    asked: Asked,
    year: FinancialYear,
) -> SeatEntries:
    """What a row enters. The columns are those with entries, in order of date."""
    if line.is_left_out or not columns:
        return SeatEntries()
    row = _Row(read, line, columns, known, asked, year)
    if not row.is_on_record:
        return row.with_inferred_times()
    return row.by_the_record()
