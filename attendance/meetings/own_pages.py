"""What the pages about one's own attendance say, and about the notes that members send on it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import Http404
from django.utils import timezone

from agencies.models import Board, Seat, Tenure
from attendance.calculations import Outcome
from attendance.meetings.dates import in_full, working_days_after
from attendance.meetings.pages import is_called_off, shown_year
from attendance.models import AttendanceQuery, Mark, Meeting
from lscb.periods import FinancialYear

DAYS_TO_CHECK = 5  # working days after a register is confirmed


def check_until(confirmed_on: date) -> date:
    """The last day a member has to check their line of a register."""
    return working_days_after(confirmed_on, DAYS_TO_CHECK)


@dataclass(frozen=True)
class OwnLine:
    """One meeting of a seat one holds: what its register says of the seat."""

    meeting: Meeting
    words: str
    detail: str
    until: date | None  # the last day to check; None while nothing is confirmed
    notes: Sequence[AttendanceQuery]
    today: date

    @property
    def date_in_full(self) -> str:
        return in_full(self.meeting.held_on)

    @property
    def is_called_off(self) -> bool:
        return is_called_off(self.meeting)

    @property
    def until_in_full(self) -> str:
        return in_full(self.until) if self.until else ""

    @property
    def is_in_time(self) -> bool:
        return self.until is not None and self.today <= self.until

    @property
    def may_be_wrong(self) -> bool:
        """Whether a note can be sent: the register is confirmed, and no note is open."""
        return self.until is not None and all(note.answered_at for note in self.notes)


@dataclass(frozen=True)
class OwnSeat:
    seat: Seat
    lines: Sequence[OwnLine]


@dataclass(frozen=True)
class OwnAttendancePage:
    board: Board
    year: FinancialYear
    years: Sequence[FinancialYear]
    seats: Sequence[OwnSeat]
    has_seat: bool
    section = "my attendance"

    @property
    def title(self) -> str:
        return f"My attendance {self.year}"


def tenures_of(user, board: Board):
    """When the account held seats of the board."""
    return Tenure.objects.filter(
        user=user, seat__group__board=board, state__in=Tenure.HELD
    ).select_related("seat__group", "seat__agency")


def covers(tenure: Tenure, day: date) -> bool:
    return tenure.since <= day and (tenure.until is None or day < tenure.until)


def own_attendance(
    board: Board, user, year: FinancialYear | None, today: date
) -> OwnAttendancePage:
    held = defaultdict(list)
    for tenure in tenures_of(user, board):
        held[tenure.seat].append(tenure)
    meetings = list(
        Meeting.objects.filter(group__in={seat.group_id for seat in held}).order_by("held_on")
    )
    expected = {
        seat: [one for one in meetings if _is_of(seat, tenures, one)]
        for seat, tenures in held.items()
    }
    days = [one.held_on for of_seat in expected.values() for one in of_seat]
    year = year or shown_year(days, today)
    marks = {(mark.meeting_id, mark.seat_id): mark for mark in _marks(held, year)}
    notes = defaultdict(list)
    for note in AttendanceQuery.objects.filter(seat__in=held, asked_by=user):
        notes[note.meeting_id, note.seat_id].append(note)
    return OwnAttendancePage(
        board=board,
        year=year,
        years=sorted({FinancialYear.of(day) for day in days} - {year}),
        seats=[
            OwnSeat(
                seat,
                [
                    _line(one, seat, marks.get((one.pk, seat.pk)), notes[one.pk, seat.pk], today)
                    for one in of_seat
                    if one.held_on in year
                ],
            )
            for seat, of_seat in expected.items()
        ],
        has_seat=bool(held),
    )


def _is_of(seat: Seat, tenures, meeting: Meeting) -> bool:
    return seat.group_id == meeting.group_id and any(
        covers(tenure, meeting.held_on) for tenure in tenures
    )


def _marks(seats, year: FinancialYear):
    return (
        Mark.objects.filter(
            seat__in=seats, meeting__held_on__gte=year.start, meeting__held_on__lt=year.end
        )
        .select_related("substitute_agency")
        .order_by()
    )


def _line(meeting: Meeting, seat: Seat, mark: Mark | None, notes, today: date) -> OwnLine:
    confirmed_at = meeting.confirmed_at
    return OwnLine(
        meeting=meeting,
        words=_words(meeting, seat, mark, today),
        detail=mark_detail(mark) if mark and confirmed_at else "",
        until=check_until(timezone.localdate(confirmed_at)) if confirmed_at else None,
        notes=notes,
        today=today,
    )


def _words(meeting: Meeting, seat: Seat, mark: Mark | None, today: date) -> str:
    """What the register says once it is confirmed; before, what is known."""
    if is_called_off(meeting):
        return meeting.get_state_display()
    if meeting.confirmed_at and mark:
        return Outcome(mark.status).words
    if seat.counts_as != Seat.CountsAs.MEMBER:
        return f"Not counted: an {seat.get_counts_as_display().lower()}’s seat"
    if meeting.confirmed_at:
        return Outcome.NOT_RECORDED.words
    if meeting.state == Meeting.State.PLANNED and meeting.held_on >= today:
        return "Expected"
    return "Register not confirmed yet"


def mark_detail(mark: Mark) -> str:
    """What else the register says of the seat, without anybody's name."""
    parts = []
    if mark.substitute_agency:
        parts.append(f"from {mark.substitute_agency}")
    if mark.arrived_at:
        parts.append(f"arrived at {mark.arrived_at:%H:%M}")
    if mark.left_at:
        parts.append(f"left at {mark.left_at:%H:%M}")
    if mark.is_remote:
        parts.append("took part from elsewhere")
    return ", ".join(parts)


def own_line(board: Board, user, meeting_id: int, seat_id: int, today: date) -> tuple:
    """The seat and the line of a confirmed register that the account may call wrong: 404 where it
    did not hold the seat on that day."""
    meeting = (
        Meeting.objects.filter(group__board=board, pk=meeting_id)
        .counted()
        .select_related("group")
        .first()
    )
    own = [
        tenure.seat
        for tenure in tenures_of(user, board)
        # Not by the database: an address may hold a number too large for it.
        if meeting and tenure.seat_id == seat_id and _is_of(tenure.seat, [tenure], meeting)
    ]
    if not own:
        raise Http404("No such line")
    mark = Mark.objects.filter(meeting=meeting, seat=own[0]).first()
    notes = AttendanceQuery.objects.filter(meeting=meeting, seat=own[0], asked_by=user)
    return own[0], _line(meeting, own[0], mark, list(notes), today)


@dataclass(frozen=True)
class WrongPage:
    board: Board
    seat: Seat
    line: OwnLine
    form: forms.Form
    section = "my attendance"
    title = "Is your line wrong?"


@dataclass(frozen=True)
class NotesPage:
    """The notes of members on their lines, for those who keep the registers."""

    board: Board
    open_notes: Sequence[AttendanceQuery]
    answered: Sequence[AttendanceQuery]
    section = "meetings"
    title = "Notes about attendance"


def notes_on(board: Board):
    """The notes on the board's registers, with everything that is said of them."""
    return AttendanceQuery.objects.filter(meeting__group__board=board).select_related(
        "meeting__group", "seat__agency", "asked_by", "answered_by"
    )


MOST_ANSWERED = 50


def attendance_notes(board: Board) -> NotesPage:
    notes = notes_on(board)
    return NotesPage(
        board,
        open_notes=list(notes.filter(answered_at=None).order_by("asked_at")),
        answered=list(notes.exclude(answered_at=None).order_by("-answered_at")[:MOST_ANSWERED]),
    )


@dataclass(frozen=True)
class AnswerPage:
    board: Board
    note: AttendanceQuery
    recorded: str
    form: forms.Form
    section = "meetings"
    title = "Answer a note about attendance"

    @property
    def date_in_full(self) -> str:
        return in_full(self.note.meeting.held_on)


def recorded_in(note: AttendanceQuery) -> str:
    """What the register says of the seat now."""
    mark = Mark.objects.filter(meeting=note.meeting, seat=note.seat).first()
    return Outcome(mark.status).words if mark else Outcome.NOT_RECORDED.words
