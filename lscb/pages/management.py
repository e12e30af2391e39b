"""The Management Group dashboard: what needs doing, and where it is put right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from actions.models import Letter
from actions.pages import LetterLine
from agencies.models import Board, Group, PublishedFigure
from agencies.money import YearOfMoney, years_of_money
from attendance.calculations import Outcome
from attendance.membership.wanted import lacking
from attendance.models import AttendanceQuery, ConcernRule
from attendance.pages.groups import SeatNow, as_at, groups_of, seats_on
from attendance.pages.table import meeting_lines, printed_of_the_year
from attendance.printed import printed_day
from attendance.year import GroupYear, MeetingHeld, SeatYear, group_years
from datasets.gaps import Gaps, gaps
from lscb.formats import day, in_words, pounds
from lscb.pages.board import GroupFigures, group_figures, years_with_figures
from lscb.periods import FinancialYear


@dataclass(frozen=True)
class Finding:
    """Something that does not add up: a sentence, and the place where it is put right."""

    where: str
    text: str
    url: str
    puts_right: str


@dataclass(frozen=True)
class VacantSeat:
    group: Group
    now: SeatNow


@dataclass(frozen=True)
class Unconfirmed:
    group: Group
    meeting: MeetingHeld
    url: str


@dataclass(frozen=True)
class ManagementPage:
    board: Board
    year: FinancialYear
    as_at: date
    own: Sequence[GroupFigures]
    groups: Sequence[GroupFigures]
    vacant: Sequence[VacantSeat]
    lacking: Sequence[str]
    unconfirmed: Sequence[Unconfirmed]
    letters: Sequence[LetterLine]  # that wait for somebody: for approval, for sending, for a reply
    notes: Sequence[AttendanceQuery]
    in_records: Sequence[Finding]
    in_print: Sequence[Finding]
    gaps: Gaps  # of the dataset
    section = "management"

    @property
    def title(self) -> str:
        return f"What needs doing, {self.year}"

    @property
    def findings(self) -> int:
        return len(self.in_records) + len(self.in_print)

    @property
    def overdue(self) -> list[LetterLine]:
        """Letters whose reply should have come, the longest overdue first."""
        found = [line for line in self.letters if line.is_overdue]
        return sorted(found, key=lambda line: -line.days_over)

    @property
    def to_approve(self) -> list[LetterLine]:
        return [line for line in self.letters if line.letter.state == Letter.State.DRAFT]

    @property
    def to_send(self) -> list[LetterLine]:
        return [line for line in self.letters if line.letter.state == Letter.State.APPROVED]

    @property
    def with_concerns(self) -> list[GroupFigures]:
        return [found for found in self.groups if found.concerns]


def management(board: Board, year: FinancialYear | None, today: date) -> ManagementPage:
    groups = list(groups_of(board))
    published = list(PublishedFigure.objects.filter(board=board))
    money = years_of_money(board, [row for row in published if row.group_id is None])
    years = years_with_figures(groups, money)
    year = year or (years[-1] if years else FinancialYear.of(today))
    day_shown = as_at(year, today)
    records = group_years(groups, year)
    rules = list(ConcernRule.objects.filter(group__board=board).order_by())
    met = [found for found in records if found.meetings]
    figures = [group_figures(found, rules, day_shown) for found in met]
    own = [found for found in figures if found.group.kind == Group.Kind.MANAGEMENT_GROUP]
    of_year = next((found for found in money if found.year == year), None)
    printed = [row for row in published if row.year == year]
    return ManagementPage(
        board=board,
        year=year,
        as_at=day_shown,
        own=own,
        groups=figures,
        vacant=[
            VacantSeat(found.group, now)
            for found in records
            for now in seats_on(found, day_shown)
            if now.is_vacant
        ],
        lacking=lacking(board.wanted_kinds.all()),
        unconfirmed=[
            Unconfirmed(found.group, meeting, _register_url(board, found, meeting))
            for found in met
            for meeting in found.meetings
            if not meeting.is_confirmed
        ],
        notes=open_notes(board),
        letters=_waiting_letters(board, today),
        in_records=[finding for found in met for finding in _in_records(board, found)],
        in_print=[
            *(finding for found in met for finding in _in_print(board, found, printed)),
            *_money_in_print(board, of_year),
        ],
        gaps=gaps(board, year),
    )


def open_notes(board: Board) -> list[AttendanceQuery]:
    """Of members who say that their line of a register is wrong, not answered yet."""
    return list(
        AttendanceQuery.objects.filter(meeting__group__board=board, answered_at=None)
        .select_related("meeting__group", "seat__agency")
        .order_by("asked_at")
    )


def _waiting_letters(board: Board, today: date) -> list[LetterLine]:
    """Of any year: a reply stays due when the year is over."""
    waiting = (Letter.State.DRAFT, Letter.State.APPROVED, Letter.State.SENT)
    found = Letter.objects.filter(board=board, state__in=waiting)
    return [
        LetterLine(letter, today)
        for letter in found.select_related("agency", "group", "seat").order_by("drafted_at", "pk")
    ]


def _meeting_url(board: Board, records: GroupYear, meeting: MeetingHeld) -> str:
    """Where a meeting is put right: its own page for who keeps registers, else where it stands."""
    if board.rights.keeps_registers:
        return reverse("meeting", args=[board.slug, meeting.id])
    return _table_url(board, records)


def _register_url(board: Board, records: GroupYear, meeting: MeetingHeld) -> str:
    """The meeting's register for who keeps it, else where the meeting stands."""
    if board.rights.keeps_registers:
        return reverse("register", args=[board.slug, meeting.id])
    return _table_url(board, records)


def _seat_url(board: Board, seat: SeatYear) -> str:
    return reverse("seat", args=[board.slug, seat.id])


def _table_url(board: Board, records: GroupYear) -> str:
    return reverse("group_attendance", args=[board.slug, records.group.slug, records.year])


def _in_records(board: Board, records: GroupYear) -> Iterator[Finding]:
    """Doubtful dates, marks where nobody was expected, and seats without a mark."""
    for meeting in records.meetings:
        yield from _doubtful_dates(board, records, meeting)
    for seat in records.seats:
        for held_on in seat.marked_when_not_in_post:
            yield Finding(
                str(records.group),
                f"{seat.title} ({seat.agency}) is marked at the meeting of {day(held_on)} but was "
                "not in post then, so it is not counted.",
                _seat_url(board, seat),
                "the seat’s dates",
            )
    for meeting, number in records.marks_of_no_row:
        yield Finding(
            str(records.group),
            f"At the meeting of {day(meeting.held_on)} attendance is recorded for "
            f"{in_words(number)} seat{'s' if number > 1 else ''} that nobody held in "
            f"{records.year}, so it is not counted.",
            _register_url(board, records, meeting),
            "the register",
        )
    for number, meeting in enumerate(records.meetings):
        blank = [
            seat
            for seat in records.seats
            if seat.is_member and seat.cells[number].outcome == Outcome.NOT_RECORDED
        ]
        if meeting.is_confirmed and blank:
            yield Finding(
                str(records.group),
                f"The register of {day(meeting.held_on)} is confirmed, but nothing is recorded for "
                f"{in_words(len(blank))} expected "
                f"{'seat; it is' if len(blank) == 1 else 'seats; they are'} not counted.",
                _register_url(board, records, meeting),
                "the register",
            )


def _doubtful_dates(board: Board, records: GroupYear, meeting: MeetingHeld) -> Iterator[Finding]:
    printed = printed_day(meeting.printed_date)
    note = f" {meeting.date_note}" if meeting.date_note else ""
    url = _meeting_url(board, records, meeting)
    if printed is not None and printed not in records.year:
        yield Finding(
            str(records.group),
            f"The meeting printed as {meeting.printed_date} would lie outside {records.year}; it "
            f"is kept as {day(meeting.held_on)}.{note}",
            url,
            "the date",
        )
    if meeting.held_on.weekday() >= 5:
        yield Finding(
            str(records.group),
            f"{day(meeting.held_on)} is a {meeting.held_on:%A}.{note}",
            url,
            "the date",
        )


def _in_print(board: Board, records: GroupYear, published) -> Iterator[Finding]:
    """Printed attendance that the records do not give."""
    own = [row for row in published if row.group_id == records.group.pk]
    lines = meeting_lines(records, own)
    printed = [line.printed for line in lines if line.printed]
    for found in [*printed, *printed_of_the_year(records, own)]:
        if found.why:
            text = f"{found.why[0].upper()}{found.why[1:]}."
            yield Finding(str(records.group), text, _table_url(board, records), "where it stands")


def _money_in_print(board: Board, money: YearOfMoney | None) -> Iterator[Finding]:
    if money is not None and money.total_difference:
        yield _total_in_print(board, money)
    if money is not None and money.spend_difference:
        yield Finding(
            "Budget",
            f"What was spent in {money.year} adds up to {pounds(money.spend)}, printed is "
            f"{pounds(money.printed_spend)}: {pounds(money.spend_difference_size)} apart.",
            reverse("budget", args=[board.slug, money.year]),
            "where it stands",
        )


def _total_in_print(board: Board, money: YearOfMoney) -> Finding:
    swapped = money.swapped_digits
    hint = (
        f" Two swapped digits would explain it: {pounds(swapped[1])} instead of "
        f"{pounds(swapped[0])}."
        if swapped
        else ""
    )
    return Finding(
        "Budget",
        f"The lines of {money.year} add up to {pounds(money.total)}, the printed total is "
        f"{pounds(money.printed_total)}: {pounds(money.total_difference_size)} apart.{hint}",
        reverse("budget", args=[board.slug, money.year]),
        "where it stands",
    )
