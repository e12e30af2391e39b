"""The rows of a file as seats: which is which seat on record, and what the new ones will be."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from attendance.imports.matching import (
    ALIAS,
    NEW,
    SAME,
    Match,
    Post,
    candidates_for,
    folded,
    match_posts,
)
from attendance.imports.questions import LEAVE, Asked
from attendance.imports.reading import Place, ReadRegister
from attendance.imports.records import Known, KnownAgency, KnownSeat

YOU_SAID = "answered"


@dataclass(frozen=True)
class AgencyLine:
    """An agency of the file's new seats. `key` names it in the answers; `id` if it is on record."""

    key: str
    printed: str
    name: str
    sector: str
    id: int | None = None


@dataclass(frozen=True)
class SeatLine:
    """A row of the file as a seat: one on record, or a new one of `agency`."""

    index: int
    place: Place
    printed: str
    printed_agency: str
    title: str
    how: str
    known: KnownSeat | None = None
    agency: AgencyLine | None = None
    aliases: tuple[str, ...] = ()
    is_left_out: bool = False

    @property
    def agency_name(self) -> str:
        return self.known.agency if self.known else self.agency.name if self.agency else ""

    @property
    def new_aliases(self) -> tuple[str, ...]:
        """Names that a seat on record goes by from now on."""
        return self.aliases if self.known else ()


@dataclass
class _Agencies:
    """The agencies that the new seats need, each asked about once."""

    known: Known
    asked: Asked
    found: dict[str, AgencyLine] = field(default_factory=dict)
    by_name: dict[str, AgencyLine] = field(default_factory=dict)
    # Those whose name and sector may be written differently, as the file prints them.
    editable: list[AgencyLine] = field(default_factory=list)

    def of(self, place: Place, name: str, sector: str) -> AgencyLine:
        if folded(name) not in self.found:
            line = self._line(place, name, sector)
            self.found[folded(name)] = self.by_name.setdefault(folded(line.name), line)
        return self.found[folded(name)]

    def _line(self, place: Place, name: str, sector: str) -> AgencyLine:
        key = f"agency-{place.row}"
        on_record = self._named(name) or self._asked_about(key, place, name)
        if on_record:
            return _of_record(key, name, on_record)
        line = self._as_answered(key, name, sector)
        self.editable.append(line)
        on_record = self._named(line.name)
        return _of_record(key, name, on_record) if on_record else line

    def _as_answered(self, key: str, name: str, sector: str) -> AgencyLine:
        chosen = self.asked.answers.get(f"{key}-name", "").strip() or name
        of_sector = self.asked.answers.get(f"{key}-sector", "").strip() or sector or name
        same = [one for one in self.known.sectors if folded(one) == folded(of_sector)]
        return AgencyLine(key, name, chosen, same[0] if same else of_sector)

    def _named(self, name: str) -> KnownAgency | None:
        same = [one for one in self.known.agencies if folded(one.name) == folded(name)]
        return same[0] if same else None

    def _asked_about(self, key: str, place: Place, name: str) -> KnownAgency | None:
        agencies = self.known.agencies
        likely = [agencies[n] for n in candidates_for(name, [one.name for one in agencies])]
        if not likely:
            return None
        answer = self.asked.ask(
            key,
            f"Is “{name}” an agency on record?",
            [
                *((str(one.id), f"Yes, it is {one.name}") for one in likely),
                (NEW, "No, it is a new agency"),
            ],
            place=place,
            value=name,
        )
        return next((one for one in likely if str(one.id) == answer), None)


def _of_record(key: str, printed: str, agency: KnownAgency) -> AgencyLine:
    return AgencyLine(key, printed, agency.name, agency.sector, agency.id)


def read_rows(
    register: ReadRegister, known: Known, asked: Asked
) -> tuple[list[SeatLine], list[AgencyLine]]:
    """A line for each row, in the file's order; and the agencies that are not on record."""
    posts = [Post(seat.agency, seat.sector, (seat.title, *seat.aliases)) for seat in known.seats]
    rows = [Post(seat.agency, seat.sector, (seat.title,)) for seat in register.seats]
    matches = match_posts(rows, posts)
    agencies = _Agencies(known, asked)
    lines = [
        _line(index, register, match, known, asked, agencies) for index, match in enumerate(matches)
    ]
    return _numbered(lines, known), agencies.editable


def _line(index, register, match: Match, known: Known, asked: Asked, agencies) -> SeatLine:
    row = register.seats[index]
    if match.how in (SAME, ALIAS) and match.post is not None:
        return _matched(index, row, known.seats[match.post], match.how)
    if match.candidates:
        answer = _asked_which(row, [known.seats[n] for n in match.candidates], asked)
        if answer == LEAVE:
            return SeatLine(
                index, row.place, row.title, row.agency, row.title, YOU_SAID, is_left_out=True
            )
        if answer.isdecimal():
            seat = next(seat for seat in known.seats if seat.id == int(answer))
            return _matched(index, row, seat, YOU_SAID)
    agency = agencies.of(row.place, row.agency, row.sector)
    return SeatLine(index, row.place, row.title, row.agency, row.title, NEW, agency=agency)


def _matched(index: int, row, seat: KnownSeat, how: str) -> SeatLine:
    names = {folded(name) for name in (seat.title, *seat.aliases)}
    is_new_name = how == YOU_SAID and folded(row.title) not in names
    return SeatLine(
        index,
        row.place,
        row.title,
        row.agency,
        seat.title,
        how,
        known=seat,
        aliases=(row.title,) if is_new_name else (),
    )


def _asked_which(row, likely: Sequence[KnownSeat], asked: Asked) -> str:
    first = likely[0]
    text = (
        f"Is “{row.title}”, {row.agency}, the seat “{first.title}”, {first.agency}?"
        if len(likely) == 1
        else f"Which seat is “{row.title}”, {row.agency}?"
    )
    return asked.ask(
        f"seat-{row.place.row}",
        text,
        [
            *((str(seat.id), f"The same seat: {seat.title}, {seat.agency}") for seat in likely),
            (NEW, "A new seat"),
            (LEAVE, "Leave this row out"),
        ],
        place=row.place,
        value=row.title,
    )


def _numbered(lines: Sequence[SeatLine], known: Known) -> list[SeatLine]:
    """New seats of one agency and title are told apart by a number, in the file's order."""
    taken = Counter((seat.agency_id, folded(seat.title)) for seat in known.seats)
    of_name = Counter(_new_name(line) for line in lines if line.how == NEW)
    others = taken + of_name
    given: Counter = Counter()
    numbered = []
    for line in lines:
        name = _new_name(line)
        if line.how == NEW and (of_name[name] > 1 or taken[name]):
            given[name] += 1
            number = given[name]
            # Neither a title on record nor that of another row.
            while others[name[0], folded(f"{line.title} {number}")]:
                number = given[name] = number + 1
            line = _with_number(line, number)
        numbered.append(line)
    return numbered


def _new_name(line: SeatLine) -> tuple:
    agency = line.agency
    return (agency.id or folded(agency.name) if agency else None, folded(line.title))


def _with_number(line: SeatLine, number: int) -> SeatLine:
    return SeatLine(
        line.index,
        line.place,
        line.printed,
        line.printed_agency,
        f"{line.title} {number}",
        line.how,
        agency=line.agency,
        aliases=(line.title,),
    )
