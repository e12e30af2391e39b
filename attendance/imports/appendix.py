"""A register in the layout of the report's Appendix 1. Nothing here knows Django."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from attendance.imports.contents import APPENDIX, shortened
from attendance.imports.headings import means_a_meeting
from attendance.imports.register_table import AgencyBeingRead, RegisterBeingRead
from attendance.imports.words import BOLD, outcome_of, plain

# The columns of agencies and seats are among the first.
COLUMNS_OF_NAMES = 8
AGENCY = re.compile(r"((member|partner) )?(agency|agencies|organi[sz]ations?)( name)?", re.I)
# A column of people's names is not among them: seats are never people.
SEAT = re.compile(
    r"(agency )?representatives?|reps?|seats?|roles?|posts?|positions?|(job )?titles?|members?",
    re.IGNORECASE,
)
TOTAL = re.compile(r"(grand |sub-?)?totals?\b.*", re.IGNORECASE)
COUNTED = re.compile(r".*(total|number|attend|present|percent|average|quor|%)", re.IGNORECASE)
FIGURES = re.compile(r"(?=.*\d)(\d|of|[\s.,/%():])+", re.IGNORECASE)
# A line that ends so goes on in the next.
GOES_ON = re.compile(r".*(/|&|-|–|\band|\bof|\bfor)", re.IGNORECASE)


def name_columns(row: Sequence[str]) -> tuple[int, int] | None:
    """The column of agencies and the one of seats, from 0, where the row heads a register."""
    names = [plain(cell) for cell in row[:COLUMNS_OF_NAMES]]
    agency = next((n for n, name in enumerate(names) if AGENCY.fullmatch(name)), None)
    seat = next((n for n, name in enumerate(names) if SEAT.fullmatch(name)), None)
    return None if agency is None or seat is None or seat < agency else (agency, seat)


@dataclass(frozen=True)
class Line:
    """A row below the header, with what stands in the columns of agencies, seats and meetings."""

    row: int  # from 0
    marked: str  # the agency, with what is bold in it
    agency: str
    title: str
    entries: list[str]  # those that are not blank

    @property
    def names_a_seat(self) -> bool:
        return bool(self.title or self.entries)

    @property
    def is_total(self) -> bool:
        """Whether the row adds up the others: it says so, or has figures and no seat."""
        has_figures = bool(self.entries) and all(map(FIGURES.fullmatch, map(plain, self.entries)))
        if TOTAL.fullmatch(self.agency or self.title):
            return has_figures or not self.entries
        return has_figures and (not self.title or bool(COUNTED.match(self.title)))


@dataclass
class Appendix(RegisterBeingRead):
    """Agency and representative, then a column for each meeting.

    An agency's name stands once, beside its first seat, or again beside each; a sector's is bold
    and stands before the agency's, instead of it, or in a row of its own.
    """

    sector: str = ""
    agency: AgencyBeingRead | None = None
    # Whether the row before began an agency, so that its name may go on in this one.
    has_begun: bool = False
    has_bold: bool = False
    # Whether a sector has been named in a row of its own.
    has_sector_rows: bool = False
    layout = APPENDIX

    def read_headings(self) -> None:
        row = self.table.rows[self.header]
        self.agency_column, self.seat_column = name_columns(row) or (0, 1)
        widest = max((len(row) for _, row in self.body()), default=0)
        for column in range(max(widest, len(row))):
            heading = plain(row[column]) if column < len(row) else ""
            if column in (self.agency_column, self.seat_column):
                continue
            if column > self.seat_column and means_a_meeting(heading):
                self.add_meeting(column, heading)
            else:
                self.pass_over(column, heading)

    def pass_over(self, column: int, heading: str) -> None:
        """Says of a column that it is not read, unless it is empty."""
        filled = next((n for n, row in self.body() if column < len(row) and row[column]), None)
        if filled is None:
            return
        if heading:
            message = "is no date, so its column is not read."
            self.problem(self.header, column, heading, message, is_fatal=False)
            return
        value = plain(self.table.rows[filled][column])
        message = "stands in a column without a date above it, which is not read."
        self.problem(filled, column, value, message, is_fatal=bool(outcome_of(value)))

    def read_rows(self) -> None:
        lines = [self.line(number, row) for number, row in self.body() if any(row)]
        totals = [line for line in lines if line.is_total]
        if totals:
            self.printed_totals = tuple(self.at(totals[-1].row, column) for column in self.columns)
        lines = [line for line in lines if not line.is_total]
        self.has_bold = any(BOLD.search(line.marked) for line in lines)
        last = max((line.row for line in lines if line.names_a_seat), default=-1)
        for number, line in enumerate(lines, start=1):
            if line.row > last:
                self.leave_out(line)
            elif line.names_a_seat:
                self.read_seat(line)
            elif line.agency:
                self.read_name_alone(line, lines[number] if number < len(lines) else None)
        self.number_the_twins()

    def line(self, number: int, row: list[str]) -> Line:
        width = len(row)
        values = [row[column] for column in self.columns if column < width]
        marked = row[self.agency_column] if self.agency_column < width else ""
        return Line(
            row=number,
            marked=marked,
            agency=plain(marked),
            title=self.at(number, self.seat_column),
            entries=[value for value in values if value],
        )

    def at(self, row: int, column: int) -> str:
        cells = self.table.rows[row]
        return plain(cells[column]) if column < len(cells) else ""

    def leave_out(self, line: Line) -> None:
        """A note below the table, or the title of another one."""
        if line.agency and self.end == len(self.table.rows):
            message = "stands below the last seat and is not read."
            self.problem(line.row, self.agency_column, line.agency, message, is_fatal=False)

    def read_seat(self, line: Line) -> None:
        if line.agency:
            self.begin_agency(line)
        elif self.goes_on(line):
            return
        if self.agency is None or not (line.agency or line.title):
            self.refuse_without_name(line)
            return
        column = self.seat_column if line.title else self.agency_column
        # A seat named in the column of agencies is a seat and an agency of that name.
        self.add_seat(line.row, column, self.agency, line.title.rstrip(" ,;") or self.agency.name)
        self.has_begun = bool(line.agency)

    def refuse_without_name(self, line: Line) -> None:
        if line.title:
            message = "has no agency beside it or above it."
        else:
            message = "stands in a row that names neither an agency nor a seat."
        seen = line.title or plain(line.entries[0])
        self.problem(line.row, self.seat_column, seen, message, is_fatal=True)

    def begin_agency(self, line: Line) -> None:
        """The agency named in this row, of the sector that is bold before it or came last."""
        bold = BOLD.match(line.marked)
        if bold:
            self.sector = plain(bold[1])
            name = plain(line.marked[bold.end() :]) or self.sector
            self.agency = AgencyBeingRead(self.sector, name)
        elif self.agency and self.has_begun and GOES_ON.fullmatch(self.agency.name):
            self.agency.name = f"{self.agency.name} {line.agency}"
        else:
            self.agency = AgencyBeingRead(self.sector, line.agency)

    def read_name_alone(self, line: Line, following: Line | None) -> None:
        """A row that only names something: a sector, or the rest of an agency's name above.

        Where sectors are bold, what is not bold goes on with the name above it. Where nothing is
        bold and no sector had a row of its own yet, it does so if the next row names no agency:
        that is a guess.
        """
        needs_agency = following is not None and not following.agency
        is_guess = needs_agency and not self.has_sector_rows
        can_go_on = self.has_begun and not BOLD.match(line.marked)
        if self.agency and can_go_on and (self.has_bold or is_guess):
            if not self.has_bold:
                message = f"was read as the rest of “{shortened(self.agency.name)}” above it."
                self.problem(line.row, self.agency_column, line.agency, message, is_fatal=False)
            self.agency.name = f"{self.agency.name} {line.agency}"
            return
        self.sector = line.agency
        self.agency = AgencyBeingRead(line.agency, line.agency)
        self.has_begun = False
        self.has_sector_rows = True

    def goes_on(self, line: Line) -> bool:
        """Whether a title without entries is the rest of the one above; then it is added to it."""
        if line.entries or not self.seats or not GOES_ON.fullmatch(self.seats[-1].title):
            return False
        above = self.seats[-1]
        message = f"was read as the rest of “{shortened(above.title)}” above it."
        self.problem(line.row, self.seat_column, line.title, message, is_fatal=False)
        above.title = f"{above.title} {line.title}"
        return True

    def number_the_twins(self) -> None:
        """Two seats of one title become “Lay member 1” and “Lay member 2”, as is said once."""
        twins = defaultdict(list)
        for seat in self.seats:
            twins[seat.agency.name.casefold(), seat.title.casefold()].append(seat)
        for seats in twins.values():
            if len(seats) == 1:
                continue
            first = seats[0]
            agency = shortened(first.agency.name)
            message = f"stands {len(seats)} times for {agency}, and was numbered."
            self.problem(first.row, first.column, first.title, message, is_fatal=False)
            for number, seat in enumerate(seats, start=1):
                seat.title = f"{seat.title} {number}"
