"""What the pages of a register say."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.conf import settings
from django.utils import timezone

from agencies.models import Board, Group
from attendance.models import Guest, Mark, Meeting, SentRegister
from attendance.register.confirming import Unready, unready
from attendance.register.corrections import Correction, corrections
from attendance.register.entries import Entry, digest
from attendance.register.forms import GuestForm, ReasonForm
from attendance.register.guests import guests_of
from attendance.register.names import Proposal
from attendance.register.pasted import proposals
from attendance.register.quorum import Quorum, Reached
from attendance.register.saving import CANNOT_BE_TAKEN, Conflict
from attendance.register.seats import Seats, SeatThen, quorum_rule, seats_of
from attendance.register.sent import Row, RowError
from lscb.formats import day
from lscb.keys import read_id
from lscb.periods import FinancialYear


@dataclass(frozen=True)
class RowShown:
    """A seat's row of the form: as it is stored, or as it was sent where that was not saved."""

    seat: SeatThen
    status: str = ""
    agency: int | None = None
    name: str = ""
    job: str = ""
    arrived: str = ""
    left: str = ""
    is_remote: bool = False
    errors: Sequence[RowError] = ()
    conflict: Conflict | None = None
    asks_to_keep: bool = False
    seen: str = ""  # of the entry on which what is shown was made

    @property
    def is_open(self) -> bool:
        """Whether something is entered beside the status, or wrong with it."""
        return bool(
            self.name or self.job or self.arrived or self.left or self.is_remote or self.errors
        )

    @property
    def as_fields(self) -> dict[str, str]:
        """What the form's fields of the seat hold, by their names without the seat's number."""
        return {
            "mark": self.status,
            "substitute_agency": str(self.agency or ""),
            "substitute_name": self.name,
            "substitute_job": self.job,
            "arrived": self.arrived,
            "left": self.left,
            "remote": "1" if self.is_remote else "",
        }

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Value, words and whether it is chosen."""
        return [(value, words, value == self.status) for value, words in Mark.Status.choices]


def row_shown(seat: SeatThen, row: Row | None = None, conflict: Conflict | None = None) -> RowShown:
    """As it is stored, or as it was sent: then on what its sender had seen, so that what is newer
    is asked about, and with a conflict on the newer entry that it shows."""
    if row is None:
        return entry_shown(seat, seat.entry)
    raw = row.raw
    agency = read_id(raw["substitute_agency"])
    if agency is None and raw["mark"] != Mark.Status.SUBSTITUTE:
        agency = seat.agency_id
    return RowShown(
        seat,
        raw["mark"],
        agency,
        raw["substitute_name"],
        raw["substitute_job"],
        raw["arrived"],
        raw["left"],
        bool(raw["remote"]),
        row.errors,
        conflict,
        row.asks_to_keep,
        conflict.seat.seen if conflict else row.seen,
    )


def entry_shown(seat: SeatThen, entry: Entry | None) -> RowShown:
    seen, entry = digest(entry), entry or Entry("")
    is_substitute = entry.status == Mark.Status.SUBSTITUTE
    return RowShown(
        seat,
        entry.status,
        entry.substitute_agency if is_substitute else seat.agency_id,
        entry.substitute,
        entry.substitute_job,
        f"{entry.arrived:%H:%M}" if entry.arrived else "",
        f"{entry.left:%H:%M}" if entry.left else "",
        entry.is_remote,
        seen=seen,
    )


@dataclass(frozen=True)
class AgencyRows:
    """The rows of one agency."""

    id: int
    name: str
    rows: Sequence[RowShown]


@dataclass(frozen=True)
class Unsaved:
    """What was sent and not saved, to be shown again. `rows` are shown as they were sent."""

    rows: Mapping[int, Row] = field(default_factory=dict)
    conflicts: Sequence[Conflict] = ()
    errors: Sequence[RowError] = ()
    reason_form: ReasonForm | None = None
    names: str = ""  # of a pasted list


@dataclass(frozen=True)
class OnMeeting:
    """What every page about one meeting has."""

    board: Board
    meeting: Meeting
    section = "meetings"

    @property
    def group(self) -> Group:
        return self.meeting.group

    @property
    def year(self) -> FinancialYear:
        return FinancialYear.of(self.meeting.held_on)

    @property
    def of_what(self) -> str:
        return f"{self.group}, {day(self.meeting.held_on)}"

    @property
    def is_confirmed(self) -> bool:
        return self.meeting.confirmed_at is not None


def can_be_taken(meeting: Meeting) -> bool:
    return meeting.state not in CANNOT_BE_TAKEN


@dataclass(frozen=True)
class NoRegisterPage(OnMeeting):
    """Of a meeting that was called off."""

    @property
    def title(self) -> str:
        return f"No register: {self.of_what}"


@dataclass(frozen=True)
class RegisterPage(OnMeeting):
    seats: Seats
    members: Sequence[AgencyRows]
    others: Sequence[RowShown]
    agencies: Sequence[tuple[int, str]]
    guests: Sequence[Guest]
    guest_form: GuestForm
    rule: Quorum | None
    quorum: Reached | None
    corrections: Sequence[Correction]
    unsaved: Unsaved
    reason_form: ReasonForm
    account: int | str  # of whoever takes it: only they may be sent what their device has kept
    key: uuid.UUID | str
    undo: uuid.UUID | None = None
    undo_number: int = 0

    @property
    def title(self) -> str:
        return f"Register of the {self.of_what}"

    @property
    def has_errors(self) -> bool:
        return bool(self.unsaved.errors or self.unsaved.conflicts or self.forms_errors)

    @property
    def forms_errors(self) -> bool:
        return bool(self.guest_form.errors or self.reason_form.errors)

    @property
    def count(self) -> dict[str, int]:
        return self.seats.count

    @property
    def remaining(self) -> int:
        return len(self.seats.unmarked)

    @property
    def is_ahead(self) -> bool:
        """Whether the meeting's day is still to come."""
        return self.meeting.held_on > timezone.localdate()

    @property
    def session_ends(self) -> int:
        return settings.SESSION_IDLE_SECONDS

    @property
    def names_are_open(self) -> bool:
        wrong = any(error.field == "names" for error in self.unsaved.errors)
        return wrong or bool(self.unsaved.names)

    @property
    def guest_is_open(self) -> bool:
        return bool(self.guest_form.errors or any(self.guest_form.initial.values()))


def register(
    board: Board,
    meeting: Meeting,
    *,
    account: int | str,
    key: uuid.UUID | str | None = None,
    seats: Seats | None = None,
    unsaved: Unsaved | None = None,
    guest_form: GuestForm | None = None,
    undo: SentRegister | None = None,
) -> RegisterPage:
    seats, unsaved = seats or seats_of(meeting), unsaved or Unsaved()
    conflicts = {one.seat.id: one for one in unsaved.conflicts}
    shown = [
        row_shown(seat, unsaved.rows.get(seat.id), conflicts.get(seat.id)) for seat in seats.held
    ]
    agencies = list(board.agencies.order_by("name").values_list("pk", "name"))
    rule = quorum_rule(meeting)
    filled = undo.outcome["filled"] if undo else {}
    unchanged = [seat for seat in seats.held if seat.row and filled.get(str(seat.id)) == seat.seen]
    return RegisterPage(
        board=board,
        meeting=meeting,
        seats=seats,
        members=by_agency([row for row in shown if row.seat.is_member]),
        others=[row for row in shown if not row.seat.is_member],
        agencies=agencies,
        guests=guests_of(meeting),
        guest_form=guest_form or GuestForm(agencies),
        rule=rule,
        quorum=seats.quorum(rule),
        corrections=corrections(meeting, seats, dict(agencies)),
        unsaved=unsaved,
        reason_form=unsaved.reason_form or ReasonForm(),
        account=account,
        key=key or uuid.uuid4(),
        undo=undo.key if undo and unchanged and meeting.confirmed_at is None else None,
        undo_number=len(unchanged),
    )


def by_agency(rows: Sequence[RowShown]) -> list[AgencyRows]:
    """The rows stand in the order of the tables, so those of an agency stand together."""
    return [
        AgencyRows(key, name, list(of))
        for (key, name), of in groupby(rows, lambda row: (row.seat.agency_id, row.seat.agency))
    ]


@dataclass(frozen=True)
class ProposedRow:
    """A pasted line with what it may mean."""

    proposal: Proposal
    likely: Sequence[SeatThen]
    entered: SeatThen | None  # the seat it is sure of, where something is entered for it already

    @property
    def chosen(self) -> int | None:
        return None if self.entered else self.proposal.seat


@dataclass(frozen=True)
class NamesPage(OnMeeting):
    """What a pasted list of names would enter, to be confirmed."""

    seats: Seats
    rows: Sequence[ProposedRow]
    key: uuid.UUID
    reason_form: ReasonForm = field(default_factory=ReasonForm)

    @property
    def title(self) -> str:
        return f"Names to enter: {self.of_what}"

    @property
    def sure(self) -> Sequence[ProposedRow]:
        return [row for row in self.rows if row.proposal.is_sure]


def names(board: Board, meeting: Meeting, text: str) -> NamesPage:
    seats = seats_of(meeting)
    by_id = seats.by_id
    rows = [
        ProposedRow(
            one,
            [by_id[seat] for seat in one.candidates],
            by_id[one.seat] if one.seat and by_id[one.seat].row else None,
        )
        for one in proposals(text, meeting, seats)
    ]
    return NamesPage(board, meeting, seats, rows, uuid.uuid4())


@dataclass(frozen=True)
class SheetPage(OnMeeting):
    """The sign-in sheet: a row for each seat held on the day, and empty ones for guests."""

    agencies: Sequence[AgencyRows]
    others: Sequence[RowShown]
    guest_lines = range(6)

    @property
    def title(self) -> str:
        return f"Sign-in sheet: {self.of_what}"


def sheet(board: Board, meeting: Meeting) -> SheetPage:
    rows = [row_shown(seat) for seat in seats_of(meeting).held]
    members = [row for row in rows if row.seat.is_member]
    others = [row for row in rows if not row.seat.is_member]
    return SheetPage(board, meeting, by_agency(members), others)


@dataclass(frozen=True)
class RecordPage(OnMeeting):
    """The register as it was confirmed, for everybody of the board: seats, never names."""

    seats: Seats
    guests: Sequence[Guest]
    quorum: Reached | None

    @property
    def title(self) -> str:
        return f"Register of the {self.of_what}"

    @property
    def has_details(self) -> bool:
        """Whether anything is known of anybody beside the entry itself."""
        entries = [seat.entry for seat in self.seats.held if seat.entry]
        return any(entry.stood_in_for_members or entry.times for entry in entries)

    @property
    def members(self) -> Sequence[SeatThen]:
        return [seat for seat in self.seats.held if seat.is_member]

    @property
    def others(self) -> Sequence[SeatThen]:
        return [seat for seat in self.seats.held if not seat.is_member]

    @property
    def count(self) -> dict[str, int]:
        return Seats(tuple(self.members)).count

    @property
    def standing(self) -> str:
        """Whether it can be relied on, as a sentence."""
        if self.meeting.confirmed_at is None:
            return "A draft: this register is not confirmed."
        return f"Confirmed on {day(timezone.localdate(self.meeting.confirmed_at))}."


def record(board: Board, meeting: Meeting) -> RecordPage:
    seats = seats_of(meeting)
    return RecordPage(board, meeting, seats, guests_of(meeting), seats.quorum(quorum_rule(meeting)))


@dataclass(frozen=True)
class ConfirmRegisterPage(OnMeeting):
    """What is asked before a register is confirmed, or before the rest are entered as absent."""

    unready: Unready
    confirms: bool
    key: uuid.UUID
    error: RowError | None = None
    reason_form: ReasonForm = field(default_factory=ReasonForm)

    @property
    def title(self) -> str:
        does = "Confirm the register" if self.confirms else "Enter the rest as absent"
        return f"{does}: {self.of_what}"

    @property
    def has_errors(self) -> bool:
        return bool(self.error or self.reason_form.errors)

    @property
    def asks_for_reason(self) -> bool:
        return self.is_confirmed and not self.confirms


def confirm_page(
    board: Board,
    meeting: Meeting,
    *,
    confirms: bool,
    error: RowError | None = None,
    reason_form: ReasonForm | None = None,
):
    """The page; None where there is nothing to ask."""
    seats = seats_of(meeting)
    if not confirms:
        found = Unready(seats.unmarked, None) if seats.unmarked else None
    else:
        found = unready(meeting, seats)
    if found is None:
        return None
    asks = reason_form or ReasonForm()
    return ConfirmRegisterPage(board, meeting, found, confirms, uuid.uuid4(), error, asks)
