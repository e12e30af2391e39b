"""What the two layouts of a register have in common: headings, entries and what to ask of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from attendance.imports.contents import (
    Place,
    PlainTable,
    Problem,
    ReadCell,
    ReadMeeting,
    ReadRegister,
    ReadSeat,
    Refused,
    problem_at,
    shortened,
)
from attendance.imports.headings import read_heading
from attendance.imports.words import outcome_of, plain
from lscb.periods import FinancialYear

MOST_ENTRIES = 50_000
LONGEST_NAME = 200


@dataclass
class AgencyBeingRead:
    """An agency while it is read: its name may go on in a later line."""

    sector: str
    name: str


@dataclass
class SeatBeingRead:
    row: int
    column: int
    agency: AgencyBeingRead
    title: str
    cells: tuple[ReadCell, ...]


@dataclass
class RegisterBeingRead:
    """A register while it is read, from its header row (counted from 0) to before `end`."""

    table: PlainTable
    header: int
    end: int
    year: FinancialYear | None
    meetings: list[ReadMeeting] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)  # of the meetings, from 0
    seats: list[SeatBeingRead] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    printed_totals: tuple[str, ...] = ()
    # Each text that has stood in an entry, as it is quoted and what it means.
    understood: dict[str, tuple[str, str | None]] = field(default_factory=dict)

    layout = ""

    def register(self) -> ReadRegister:
        self.read_headings()
        self.read_rows()
        self.ask_about_the_whole()
        return ReadRegister(
            layout=self.layout,
            group_title="",
            meetings=tuple(self.meetings),
            seats=tuple(
                ReadSeat(
                    self.place(seat.row, seat.column),
                    seat.agency.sector,
                    seat.agency.name,
                    seat.title,
                    seat.cells,
                )
                for seat in self.seats
            ),
            problems=tuple(self.problems),
            printed_totals=self.printed_totals,
        )

    def read_headings(self) -> None:
        raise NotImplementedError

    def read_rows(self) -> None:
        raise NotImplementedError

    def place(self, row: int, column: int) -> Place:
        """Of a cell whose row and column are counted from 0."""
        return Place(self.table.sheet, row + 1, column + 1)

    def problem(self, row: int, column: int, value: str, message: str, *, is_fatal: bool) -> None:
        self.problems.append(problem_at(self.place(row, column), value, message, is_fatal=is_fatal))

    def body(self) -> Iterable[tuple[int, list[str]]]:
        """The rows below the header, by number."""
        return enumerate(self.table.rows[self.header + 1 : self.end], start=self.header + 1)

    def add_meeting(self, column: int, text: str) -> None:
        heading = read_heading(text, self.place(self.header, column), self.year)
        self.meetings.append(heading.meeting)
        self.columns.append(column)
        self.problems.extend(heading.problems)

    def add_seat(self, row: int, column: int, agency: AgencyBeingRead, title: str) -> None:
        for name in (agency.name, title):
            if len(name) > LONGEST_NAME:
                message = f"is longer than {LONGEST_NAME} letters."
                self.problem(row, column, name, message, is_fatal=True)
        if (len(self.seats) + 1) * len(self.columns) > MOST_ENTRIES:
            raise Refused(
                f"Sheet {self.table.sheet} has more than {MOST_ENTRIES:,} entries by row {row + 1}."
            )
        self.seats.append(SeatBeingRead(row, column, agency, title, self.cells(row)))

    def cells(self, row: int) -> tuple[ReadCell, ...]:
        """The entries of a row, one for each meeting. A row may be shorter than its header."""
        values = self.table.rows[row]
        sheet, width, number = self.table.sheet, len(values), row + 1
        cells = []
        for column in self.columns:
            text = values[column] if column < width else ""
            if text not in self.understood:
                value = shortened(plain(text))
                self.understood[text] = value, outcome_of(value)
            value, outcome = self.understood[text]
            if outcome is None:
                self.ask_about_the_entry(row, column, value)
            cells.append(ReadCell(Place(sheet, number, column + 1), value, outcome))
        return tuple(cells)

    def ask_about_the_entry(self, row: int, column: int, value: str) -> None:
        message = "is not understood: write Y, N, Sub or A, or leave it blank."
        if value.casefold() == "x":
            message = "may mean present or absent: write Y or N."
        self.problem(row, column, value, message, is_fatal=False)

    def ask_about_the_whole(self) -> None:
        if not self.meetings:
            message = "heads a register without meetings: no heading to the right is a date."
            self.problem(self.header, 0, self.first_heading(), message, is_fatal=True)
        if not self.seats:
            message = "heads a register without seats."
            self.problem(self.header, 0, self.first_heading(), message, is_fatal=True)

    def first_heading(self) -> str:
        return next((plain(cell) for cell in self.table.rows[self.header] if cell), "")
