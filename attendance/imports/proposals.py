"""What entering a file would do: its meetings, seats and entries beside what is on record.

Worked out anew from the file, the answers and the records whenever it is shown, and once more in
the transaction that enters it.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.text import slugify

from agencies.models import Agency, Board, Group, Seat, Sector, Tenure
from attendance.imports.columns import Column, at, problems_of, read_columns, with_known
from attendance.imports.contents import shortened
from attendance.imports.entries import CORRECT, NOT_RECORDED, Entry, SeatEntries, seat_entries
from attendance.imports.matching import NEW, folded
from attendance.imports.questions import Asked, Question
from attendance.imports.reading import Problem, ReadRegister
from attendance.imports.records import Known, known
from attendance.imports.rows import AgencyLine, SeatLine, read_rows
from attendance.imports.times import FILLED
from attendance.models import Meeting
from lscb.free_text import childs_details
from lscb.periods import FinancialYear

CONFIRM, REASON = "confirm", "reason"
GROUP_NAME, GROUP_KIND, GROUP_SLUG = "group-name", "group-kind", "group-slug"
YES, NO = "yes", "no"
LONGEST = Seat._meta.get_field("title").max_length or 0  # of a seat's names


@dataclass(frozen=True)
class Counted:
    """How many of something are new, changed and unchanged."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    @classmethod
    def of(cls, changes) -> "Counted":
        counts = Counter(changes)
        return cls(counts["new"], counts["changed"], counts["unchanged"])


@dataclass(frozen=True)
class NewGroup:
    name: str
    kind: str
    slug: str


@dataclass(frozen=True)
class Proposal:
    """Everything that entering a file would do, and what has to be said before it can."""

    year: FinancialYear
    new_group: NewGroup | None
    columns: tuple[Column, ...]
    seats: tuple[SeatLine, ...]
    by_seat: tuple[SeatEntries, ...]
    agencies: tuple[AgencyLine, ...]  # that are not on record, as the file prints them
    known: Known
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
    confirms: bool
    reason: str

    @property
    def open_questions(self) -> list[Question]:
        return [question for question in self.questions if question.is_open]

    @property
    def fatal_problems(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_fatal]

    @property
    def problems_of_file(self) -> list[Problem]:
        """Those that no other answer puts right."""
        return [problem for problem in self.fatal_problems if not problem.is_of_answers]

    @property
    def takes_reason(self) -> bool:
        """Whether a reason may be needed, as the answers are or with others."""
        return self.needs_reason or any(
            question.key.startswith("entry-") for question in self.questions
        )

    @property
    def needs_reason(self) -> bool:
        """Entries of confirmed registers are corrected or added with a reason only."""
        return any(question.answer == CORRECT for question in self.questions) or any(
            entry.change == "new" and entry.column in self.confirmed_changing
            for entry in self.all_entries
        )

    @property
    def is_ready(self) -> bool:
        """Whether it can be entered as it stands."""
        return not (
            self.open_questions or self.fatal_problems or (self.needs_reason and not self.reason)
        )

    @property
    def is_empty(self) -> bool:
        """Whether entering it would change nothing."""
        return self.new_group is None and not any(
            counted.new or counted.changed for counted in (self.meetings, self.posts, self.entries)
        )

    @cached_property
    def all_entries(self) -> list[Entry]:
        return [entry for of_seat in self.by_seat for entry in of_seat.entries]

    @cached_property
    def meetings(self) -> Counted:
        return Counted.of(self.change_of(column) for column in self.columns)

    @cached_property
    def posts(self) -> Counted:
        """The seats."""
        return Counted.of(self.change_of_seat(line) for line in self.seats)

    @cached_property
    def entries(self) -> Counted:
        return Counted.of(entry.change for entry in self.all_entries)

    @cached_property
    def statuses(self) -> dict[str, int]:
        """How many entries the file has of each outcome."""
        return dict(Counter(entry.status for entry in self.all_entries))

    def change_of(self, column: Column) -> str:
        changed = self.to_confirm | self.confirmed_changing
        if column.change == "unchanged" and column.index in changed:
            return "changed"
        return column.change

    @cached_property
    def confirmed_changing(self) -> frozenset[int]:
        """The columns of confirmed registers in which entries are added or corrected."""
        return frozenset(
            column.index
            for column in self.columns
            if column.index in self.changing and column.known and column.known.is_confirmed
        )

    @cached_property
    def changing(self) -> frozenset[int]:
        """The columns in which an entry is added or corrected."""
        return frozenset(entry.column for entry in self.all_entries if entry.change != "unchanged")

    def change_of_seat(self, line: SeatLine) -> str:
        if line.is_left_out:
            return "left out"
        if line.known is None:
            return NEW
        of_seat = self.by_seat[line.index]
        changes = (line.new_aliases, of_seat.times, of_seat.ends, of_seat.begins)
        return "changed" if any(changes) else "unchanged"

    @cached_property
    def new_agencies(self) -> list[AgencyLine]:
        """Those that the new seats need, each once."""
        needed = {
            line.agency.key: line.agency
            for line in self.seats
            if line.agency and line.agency.id is None and not line.is_left_out
        }
        return list(needed.values())

    @cached_property
    def to_confirm(self) -> frozenset[int]:
        """The columns whose register will be confirmed: complete ones in which something is new."""
        return self.may_confirm if self.confirms else frozenset()

    @cached_property
    def may_confirm(self) -> frozenset[int]:
        return frozenset(
            column.index
            for column in self.columns
            if column.is_entered
            and column.state in Meeting.TOOK_PLACE
            and not (column.known and column.known.is_confirmed)
            and (column.known is None or column.index in self.changing)
            and column.index not in self.incomplete
        )

    @cached_property
    def incomplete(self) -> frozenset[int]:
        """The columns whose register lacks the entry of a member's seat that was held that day."""
        entered = {(entry.row, entry.column) for entry in self.all_entries}
        ours = {line.known.id for line in self.seats if line.known}
        return frozenset(
            column.index
            for column in self.columns
            if column.day
            and (
                any(self._lacks(line, column, entered) for line in self.seats)
                or any(self._lacks_on_record(seat, column, ours) for seat in self.known.seats)
            )
        )

    def _lacks(self, line: SeatLine, column: Column, entered) -> bool:
        if line.is_left_out or (line.index, column.index) in entered:
            return False
        if line.known and not line.known.is_member:
            return False
        return self._is_held(line, column.day) and not self._recorded(line, column)

    def _is_held(self, line: SeatLine, day: date | None) -> bool:
        if day is None:
            return False
        of_seat = self.by_seat[line.index]
        time = line.known.time_on(day) if line.known else None
        if time and time.state in Tenure.HELD:
            return not any(end.time == time and end.until <= day for end in of_seat.ends)
        return any(new.state == FILLED and new.covers(day) for new in of_seat.times) or any(
            begin.since <= day < begin.time.since for begin in of_seat.begins
        )

    def _recorded(self, line: SeatLine, column: Column) -> bool:
        keys = (line.known and line.known.id, column.known and column.known.id)
        return keys in self.known.entries

    def _lacks_on_record(self, seat, column: Column, ours) -> bool:
        """Of a seat that the file does not have."""
        if seat.id in ours or not seat.is_member or column.day is None:
            return False
        recorded = column.known and (seat.id, column.known.id) in self.known.entries
        return seat.is_held_on(column.day) and not recorded

    @cached_property
    def digest(self) -> str:
        """Tells whether what was looked at is what will be entered. Whether the registers are
        confirmed, and the reason of corrections, are said in the same breath as "enter"."""
        said = (self.new_group, self.columns, self.seats, self.by_seat)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def propose(
    register: ReadRegister,
    board: Board,
    group: Group | None,
    year: FinancialYear,
    answers: Mapping[str, str],
    today: date,
) -> Proposal:
    """What entering the register would do by these answers. Changes nothing."""
    asked = Asked(answers)
    new_group = None
    if group is None:
        group, new_group = _group(board, asked)
    columns = read_columns(register, year, asked, today)
    on_record = known(board, group, [column.day for column in columns if column.day])
    columns = with_known(columns, on_record.meetings, asked)
    seats, agencies = read_rows(register, on_record, asked)
    entered = sorted(
        (column for column in columns if column.is_entered and column.has_entries),
        key=lambda column: (column.day, column.kind),
    )
    by_seat = [
        seat_entries(register.seats[line.index], line, entered, on_record, asked, year)
        for line in seats
    ]
    problems = [
        *register.problems,
        *problems_of(columns),
        *_problems_of_seats(seats, by_seat, agencies, today),
        *_problems_of_group(
            register, board, group.name if group else asked.answers.get(GROUP_NAME, "")
        ),
    ]
    return Proposal(
        year,
        new_group,
        tuple(columns),
        tuple(seats),
        tuple(by_seat),
        tuple(agencies),
        on_record,
        tuple(asked.questions.values()),
        _not_asked(problems, asked),
        confirms=answers.get(CONFIRM, _finished(register, answers)) == YES,
        reason=answers.get(REASON, "").strip(),
    )


def _group(board: Board, asked: Asked) -> tuple[Group | None, NewGroup | None]:
    """The group that is meant by its name: one on record, or a new one."""
    name = asked.answers.get(GROUP_NAME, "").strip()
    for group in board.groups.all():
        if name and folded(group.name) == folded(name):
            return group, None
    kind = asked.answers.get(GROUP_KIND, "")
    if not name or len(name) > 80 or not slugify(name):
        asked.ask(GROUP_NAME, "What is the new group called? In up to 80 letters.", [])
    if kind not in Group.Kind.values:
        asked.ask(GROUP_KIND, "What type of group is it?", list(Group.Kind.choices))
    return None, NewGroup(name, kind, slugify(asked.answers.get(GROUP_SLUG, "") or name))


def _finished(register: ReadRegister, answers: Mapping[str, str]) -> str:
    """Whether the registers are taken as confirmed where nobody said: a table without gaps is."""
    gaps = any(cell.outcome == NOT_RECORDED for seat in register.seats for cell in seat.cells)
    return NO if gaps or NOT_RECORDED in answers.values() else YES


def _not_asked(problems, asked: Asked) -> tuple[Problem, ...]:
    """Without those whose place a question asks about."""
    places = {question.place for question in asked.questions.values() if question.place}
    return tuple(problem for problem in problems if problem.is_fatal or problem.place not in places)


def _problems_of_group(register: ReadRegister, board: Board, chosen: str) -> list[Problem]:
    """Where another group's name stands above the table: hard to see once it is entered."""
    printed = f" {folded(register.group_title)} "
    if not printed.strip() or f" {folded(chosen)} " in printed:
        return []
    if not any(f" {folded(group.name)} " in printed for group in board.groups.all()):
        return []
    message = (
        f"“{shortened(register.group_title)}” stands above the table, but the group chosen for it "
        f"is {chosen or 'a new one'}."
    )
    return [Problem(None, register.group_title, message, is_fatal=False)]


def _problems_of_seats(seats, by_seat, agencies, today) -> list[Problem]:
    found, of_seat = [], {}
    for line in seats:
        if line.known is not None:
            before = of_seat.setdefault(line.known.id, line)
            if before is not line:
                found.append(_twice(before, line))
            found += [_too_long(line, name) for name in line.new_aliases if len(name) > LONGEST]
        elif not line.is_left_out:
            found += _problems_of_name(line, today)
    for agency in agencies:
        found += _problems_of_agency(agency, seats)
    return found


def _twice(before: SeatLine, line: SeatLine) -> Problem:
    message = (
        f"{at(line.place)}: “{line.printed}” is said to be the same seat as row "
        f"{before.place.row}. Only one of them can be."
    )
    return Problem(line.place, line.printed, message, is_fatal=True, is_of_answers=True)


def _too_long(line: SeatLine, name: str) -> Problem:
    message = f"{at(line.place)}: “{name}” has more than {LONGEST} letters."
    return Problem(line.place, name, message, is_fatal=True)


def _problems_of_name(line: SeatLine, today: date) -> list[Problem]:
    found = [_too_long(line, line.printed)] * (len(line.title) > LONGEST)
    return found + [
        Problem(line.place, line.printed, f"{at(line.place)}: {words}", is_fatal=False)
        for words in childs_details(line.title, today)
    ]


def _problems_of_agency(agency: AgencyLine, seats) -> list[Problem]:
    place = next(line.place for line in seats if line.printed_agency == agency.printed)
    names = ((agency.name, Agency), (agency.sector, Sector))
    return [
        Problem(place, name, f"{at(place)}: “{name}” has more than {longest} letters.", True)
        for name, model in names
        for longest in [model._meta.get_field("name").max_length or 0]
        if len(name) > longest
    ]
