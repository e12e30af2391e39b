"""The columns of a file as meetings: which day each is, and which meeting on record."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from attendance.imports.questions import LEAVE, Asked, as_iso
from attendance.imports.reading import Place, Problem, ReadMeeting, ReadRegister
from attendance.imports.records import KnownMeeting
from attendance.models import Meeting
from lscb.formats import day as in_words
from lscb.formats import weekday
from lscb.periods import FinancialYear

HELD_AFTER_ALL = "held"
NOT_HELD = (Meeting.State.CANCELLED, Meeting.State.POSTPONED)
LEAVE_OUT = (LEAVE, "Leave this meeting out")


@dataclass(frozen=True)
class Column:
    """A column of the file. Without a `day` it is left out, or not even a day to guess is known.

    While a question about its day is open, `day` is the likeliest one.
    """

    index: int
    place: Place
    printed: str
    day: date | None
    is_extraordinary: bool
    has_entries: bool
    date_note: str = ""
    known: KnownMeeting | None = None
    is_left_out: bool = False
    # Whether it was asked which day it is, and not answered yet: no part of what is looked at.
    is_asked: bool = field(default=False, repr=False)
    is_open: bool = field(default=False, repr=False)

    @property
    def kind(self) -> str:
        kinds = Meeting.Kind
        return kinds.EXTRAORDINARY if self.is_extraordinary else kinds.ORDINARY

    @property
    def is_entered(self) -> bool:
        return self.day is not None and not self.is_left_out

    @property
    def state(self) -> str:
        """What the meeting will be: held, where anything is entered; a meeting held without a
        quorum stays one."""
        if self.known and (not self.has_entries or self.known.state in Meeting.TOOK_PLACE):
            return self.known.state
        return Meeting.State.HELD if self.has_entries else Meeting.State.PLANNED

    @property
    def change(self) -> str:
        if not self.is_entered:
            return "left out"
        if self.known is None:
            return "new"
        return "unchanged" if self.known.state == self.state else "changed"


def read_columns(
    register: ReadRegister, year: FinancialYear, asked: Asked, today: date
) -> list[Column]:
    return [
        _column(index, meeting, register, year, asked, today)
        for index, meeting in enumerate(register.meetings)
    ]


def _column(index, meeting: ReadMeeting, register, year, asked: Asked, today) -> Column:
    # A word that says "vacant" or "not recorded" tells of a meeting too; a blank cell does not.
    has_entries = any(seat.cells[index].outcome != "" for seat in register.seats)
    day, note = _day(meeting, year, asked, today if has_entries else None)
    question = asked.questions.get(_key(meeting))
    is_iso = as_iso(meeting.text) == meeting.text
    return Column(
        index=index,
        place=meeting.place,
        printed="" if is_iso else _without_remark(meeting.text),
        day=day,
        is_extraordinary=meeting.is_extraordinary,
        has_entries=has_entries,
        date_note=note,
        is_left_out=day is None,
        is_asked=question is not None,
        is_open=question is not None and question.is_open,
    )


def _key(meeting: ReadMeeting) -> str:
    return f"date-{meeting.place.column}"


def _without_remark(text: str) -> str:
    """“12.2.13” of “12.2.13 (extraordinary meeting)”."""
    return " ".join(re.sub(r"\(.*?\)", " ", text, flags=re.DOTALL).split())[:40]


def _day(meeting: ReadMeeting, year, asked: Asked, today: date | None) -> tuple[date | None, str]:
    """The column's day and what is to be noted of it. With `today` it must not lie after it."""
    read, other = (date.fromisoformat(text) if text else None for text in _days(meeting))
    is_to_come = bool(today and read and read > today)
    if read and read in year and not (other and other in year) and not is_to_come:
        return read, ""
    likely = [day for day in (read, other) if day]
    likely.sort(key=lambda day: day not in year)
    choices = [(day.isoformat(), f"{weekday(day)} {in_words(day)}") for day in likely]
    answer = asked.ask(
        _key(meeting),
        _question(meeting, read, other, year, is_to_come),
        [*choices, LEAVE_OUT],
        place=meeting.place,
        value=meeting.text,
        takes_day=True,
    )
    if answer == LEAVE:
        return None, ""
    if not answer:
        return (likely[0] if likely else None), ""
    day = date.fromisoformat(answer)
    return day, _note(meeting, day, read, year)


def _days(meeting: ReadMeeting) -> tuple[str | None, str | None]:
    return meeting.day, meeting.might_be


def _question(meeting, read, other, year, is_to_come) -> str:
    said = f"“{_without_remark(meeting.text)}”"
    if read is None:
        return f"{said} is not a full date. On which day was this meeting?"
    if is_to_come:
        return f"{said} is still to come, but has entries. On which day was this meeting?"
    if other and read in year:
        return f"{said} may be {in_words(read)} or {in_words(other)}. Which day was it?"
    return f"{said} is {in_words(read)}, which is not in {year}. On which day was this meeting?"


def _note(meeting: ReadMeeting, day: date, read: date | None, year: FinancialYear) -> str:
    printed = _without_remark(meeting.text)
    if day != read:
        return f"Printed {printed}; read as {in_words(day)} when it was imported."
    return f"Printed {printed}; kept, although it is not in {year}." if day not in year else ""


def with_known(columns: Sequence[Column], known, asked: Asked) -> list[Column]:
    """The columns with their meetings on record: of that day and kind, or the only one of that
    day where the file has one column for it."""
    days = [column.day for column in columns if column.is_entered]
    return [
        _with_known(column, known, asked, is_only=days.count(column.day) == 1) for column in columns
    ]


def _with_known(column: Column, known, asked: Asked, *, is_only: bool) -> Column:
    if not column.is_entered:
        return column
    same_day = [meeting for meeting in known if meeting.day == column.day]
    same_kind = [meeting for meeting in same_day if meeting.kind == column.kind]
    found = same_kind or (same_day if is_only and len(same_day) == 1 else [])
    if not found:
        return column
    column = replace(column, known=found[0])
    if column.has_entries and found[0].state in NOT_HELD:
        return _asked_if_held(column, found[0], asked)
    return column


def _asked_if_held(column: Column, meeting: KnownMeeting, asked: Asked) -> Column:
    state = Meeting.State(meeting.state).label.lower()
    answer = asked.ask(
        f"state-{column.place.column}",
        f"The meeting of {in_words(column.day)} is on record as {state}, but has entries.",
        [(HELD_AFTER_ALL, "It was held after all"), LEAVE_OUT],
        place=column.place,
        value=column.printed,
    )
    return replace(column, is_left_out=answer == LEAVE)


def at(place: Place) -> str:
    """The place at the beginning of a sentence."""
    return f"{place.words[0].upper()}{place.words[1:]}"


def problems_of(columns: Sequence[Column]) -> list[Problem]:
    """Two columns of one meeting; days on which hardly anybody meets."""
    found, seen = [], {}
    for column in columns:
        if not column.is_entered or column.day is None:
            continue
        day = in_words(column.day)
        # A day that is only guessed is nobody's mistake yet.
        before = column if column.is_open else seen.setdefault((column.day, column.kind), column)
        if before is not column:
            message = f"{at(column.place)}: {day} is the day of another column too."
            by_answer = column.is_asked or before.is_asked
            found.append(
                Problem(
                    column.place, column.printed, message, is_fatal=True, is_of_answers=by_answer
                )
            )
        if column.day.weekday() >= 5 and (column.known is None):
            message = f"{at(column.place)}: {day} is a {weekday(column.day)}."
            found.append(Problem(column.place, column.printed, message, is_fatal=False))
    return found
