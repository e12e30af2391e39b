"""A register as our own export has it. Nothing here knows Django."""

from attendance.imports.contents import EXPORT
from attendance.imports.headings import means_a_meeting
from attendance.imports.register_table import AgencyBeingRead, RegisterBeingRead, SeatBeingRead
from attendance.imports.words import plain

OUR_HEADER = ("sector", "agency", "seat")


class OwnExport(RegisterBeingRead):
    """Sector, agency, seat, then a date for each meeting; what follows those is worked out."""

    layout = EXPORT

    def read_headings(self) -> None:
        for column, text in enumerate(self.table.rows[self.header][3:], start=3):
            if not means_a_meeting(plain(text)):
                break
            self.add_meeting(column, plain(text))

    def read_rows(self) -> None:
        agencies: dict[tuple[str, str], AgencyBeingRead] = {}
        for number, row in self.body():
            sector, agency, title = (plain(cell) for cell in (*row[:3], "", "", "")[:3])
            if not title:
                continue  # an agency's figures or the total
            if not agency:
                self.problem(number, 2, title, "has no agency beside it.", is_fatal=True)
                continue
            of = agencies.setdefault((sector, agency), AgencyBeingRead(sector, agency))
            self.add_seat(number, 2, of, title)
        self.ask_about_twins()

    def ask_about_twins(self) -> None:
        seen: dict[tuple[str, str], SeatBeingRead] = {}
        for seat in self.seats:
            first = seen.setdefault((seat.agency.name.casefold(), seat.title.casefold()), seat)
            if first is not seat:
                message = f"stands in row {first.row + 1} too, for the same agency."
                self.problem(seat.row, seat.column, seat.title, message, is_fatal=True)
