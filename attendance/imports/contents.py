"""What the file of a register says, as plain values that can be kept as JSON. Nothing here knows
Django, a file's format or the records."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_VALUE = 80
APPENDIX, EXPORT = "appendix", "export"  # the layouts


class Refused(Exception):
    """The file is not taken at all; the message says why, in a sentence for whoever sent it."""


def letters(column: int) -> str:
    """A column as spreadsheets call it: 1 is A, 27 is AA."""
    name = ""
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def shortened(text: str) -> str:
    """The text as a message quotes it: no longer than a line."""
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of the file; row and column are counted from 1. The sheet of a .csv is called by the
    file's name, as spreadsheet programs do."""

    sheet: str
    row: int
    column: int

    @property
    def words(self) -> str:
        return f"sheet {self.sheet}, row {self.row}, column {letters(self.column)}"


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A sheet as text: a row a list of cells, the first row first. An empty cell is "".

    What is bold in the first columns stands between <b> and </b>, as the report has its sectors.
    """

    sheet: str
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was not understood, or only guessed.

    The message is a whole sentence that names the place and quotes the value. Where it is fatal,
    the file has to be changed before it can be entered; otherwise it is to be looked at.
    """

    place: Place | None
    value: str
    message: str
    is_fatal: bool
    is_of_answers: bool = False


@dataclass(frozen=True, slots=True)
class ReadCell:
    """One seat at one meeting.

    The outcome is one of the values of attendance.calculations.Outcome ("not recorded", "vacant"
    and "not a member then" only where the file says so in words); "" for a blank cell, which may
    mean any of those three; None where the value was not understood, for which there is a Problem.
    """

    place: Place
    value: str
    outcome: str | None


@dataclass(frozen=True, slots=True)
class ReadMeeting:
    """A column of the register. The days are ISO dates.

    `might_be` is the day to propose beside `day`: the other reading where the month may stand
    first, or the same day within the year that was asked for. Where `day` is None the heading was
    no full date, and there is a Problem.
    """

    place: Place
    text: str
    day: str | None
    might_be: str | None
    is_extraordinary: bool


@dataclass(frozen=True, slots=True)
class ReadSeat:
    """A row of the register: one cell for each meeting. The sector is "" where none is named."""

    place: Place
    sector: str
    agency: str
    title: str
    cells: tuple[ReadCell, ...]


@dataclass(frozen=True, slots=True)
class ReadRegister:
    """One register as its file says it. The layout is APPENDIX or EXPORT.

    `printed_totals` has one text for each meeting, or is empty.
    """

    layout: str
    group_title: str
    meetings: tuple[ReadMeeting, ...]
    seats: tuple[ReadSeat, ...]
    problems: tuple[Problem, ...]
    printed_totals: tuple[str, ...]


def problem_at(place: Place, value: str, message: str, *, is_fatal: bool) -> Problem:
    """A problem whose sentence begins with its place and the value seen there."""
    seen = f"“{shortened(value)}” " if value else ""
    return Problem(place, value, f"S{place.words[1:]}: {seen}{message}", is_fatal)


def as_values(register: ReadRegister) -> dict[str, Any]:
    """The register as what JSON can hold; `from_values` turns it back.

    A cell lies in the row of its seat and in the sheet of the register, so it keeps its column.
    """
    return {
        "layout": register.layout,
        "group_title": register.group_title,
        "meetings": [
            [_place(m.place), m.text, m.day, m.might_be, m.is_extraordinary]
            for m in register.meetings
        ],
        "seats": [
            {
                "place": _place(seat.place),
                "sector": seat.sector,
                "agency": seat.agency,
                "title": seat.title,
                "cells": [[cell.place.column, cell.value, cell.outcome] for cell in seat.cells],
            }
            for seat in register.seats
        ],
        "problems": [
            [_place(problem.place), problem.value, problem.message, problem.is_fatal]
            for problem in register.problems
        ],
        "printed_totals": list(register.printed_totals),
    }


def from_values(values: Mapping[str, Any]) -> ReadRegister:
    """The register that `as_values` made the values of."""
    return ReadRegister(
        layout=values["layout"],
        group_title=values["group_title"],
        meetings=tuple(ReadMeeting(Place(*place), *rest) for place, *rest in values["meetings"]),
        seats=tuple(_seat(seat) for seat in values["seats"]),
        problems=tuple(
            Problem(Place(*place) if place else None, *rest) for place, *rest in values["problems"]
        ),
        printed_totals=tuple(values["printed_totals"]),
    )


def _place(place: Place | None) -> list[Any] | None:
    return [place.sheet, place.row, place.column] if place else None


def _seat(values: Mapping[str, Any]) -> ReadSeat:
    place = Place(*values["place"])
    return ReadSeat(
        place=place,
        sector=values["sector"],
        agency=values["agency"],
        title=values["title"],
        cells=tuple(
            ReadCell(Place(place.sheet, place.row, column), value, outcome)
            for column, value, outcome in values["cells"]
        ),
    )
