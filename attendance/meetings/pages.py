"""What the pages about meetings, their quorum and their calendar say."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django import forms
from django.db.models import Count

from agencies.models import Board, Group, Tenure
from attendance.concerns import Concern, concerns, threshold_for
from attendance.meetings.dates import in_full
from attendance.meetings.quorum_sentence import quorum_sentence
from attendance.models import CalendarAddress, ConcernRule, Meeting, QuorumRule
from attendance.pages.groups import SeatNow, seats_on
from attendance.pages.table import MeetingLine, meeting_lines
from attendance.sentences import threshold_sentence
from attendance.year import GroupYear, group_years
from lscb.downloads import Sheet
from lscb.formats import day, in_words
from lscb.periods import FinancialYear

WEEKS_BEFORE = 2  # when a meeting is prepared


def is_called_off(meeting: Meeting) -> bool:
    return meeting.state in (Meeting.State.POSTPONED, Meeting.State.CANCELLED)


def _place(meeting: Meeting, today: date) -> str:
    """Under which heading of the list a meeting stands."""
    if meeting.confirmed_at:
        return "confirmed"
    if is_called_off(meeting):
        return "called off"
    is_to_come = meeting.state == Meeting.State.PLANNED and meeting.held_on >= today
    return "to come" if is_to_come else "to confirm"


def next_step(meeting: Meeting, entered: int, today: date) -> str:
    """What those who keep the register do next, in a sentence."""
    away = (meeting.held_on - today).days
    if away > 7 * WEEKS_BEFORE:
        from_then = meeting.held_on - timedelta(weeks=WEEKS_BEFORE)
        return f"Nothing before {day(from_then)}."
    if away > 0:
        return "Look at the vacant seats and the absences, and print a sign-in sheet."
    if entered:
        return f"{in_words(entered).capitalize()} entered: complete the register and confirm it."
    return "Take the register today." if away == 0 else "The day has passed: take the register."


@dataclass(frozen=True)
class ListedMeeting:
    """One meeting in the list of all."""

    meeting: Meeting
    entered: int
    to_do: str

    @property
    def date_in_full(self) -> str:
        return in_full(self.meeting.held_on)


@dataclass(frozen=True)
class MeetingsPage:
    board: Board
    year: FinancialYear
    years: Sequence[FinancialYear]
    has_groups: bool
    to_come: Sequence[ListedMeeting]
    to_confirm: Sequence[ListedMeeting]
    confirmed: Sequence[ListedMeeting]
    called_off: Sequence[ListedMeeting]
    section = "meetings"

    @property
    def title(self) -> str:
        return f"Meetings {self.year}"

    @property
    def is_empty(self) -> bool:
        return not (self.to_come or self.to_confirm or self.confirmed or self.called_off)

    @property
    def with_tasks(self) -> list[tuple[str, Sequence[ListedMeeting]]]:
        """Those with something to do, under their headings."""
        both = (("To come", self.to_come), ("Not confirmed yet", self.to_confirm))
        return [(heading, lines) for heading, lines in both if lines]


def shown_year(days: Sequence[date], today: date) -> FinancialYear:
    """This year where a meeting lies in it; else the latest that has one."""
    years = {FinancialYear.of(day) for day in days}
    this = FinancialYear.of(today)
    return this if this in years or not years else max(years)


def meetings(board: Board, year: FinancialYear | None, today: date) -> MeetingsPage:
    of_board = Meeting.objects.filter(group__board=board)
    days = list(of_board.order_by().values_list("held_on", flat=True))
    year = year or shown_year(days, today)
    found = (
        of_board.filter(held_on__gte=year.start, held_on__lt=year.end)
        .select_related("group")
        .annotate(entered=Count("marks"))
        .order_by("group", "held_on", "kind")
    )
    lines = [
        ListedMeeting(meeting, meeting.entered, next_step(meeting, meeting.entered, today))
        for meeting in found
    ]
    places = {
        place: [line for line in lines if _place(line.meeting, today) == place]
        for place in ("to come", "to confirm", "confirmed", "called off")
    }
    return MeetingsPage(
        board=board,
        year=year,
        years=sorted({FinancialYear.of(day) for day in days} - {year}),
        has_groups=board.groups.exists(),
        # The soonest stands first; the others stand group by group.
        to_come=sorted(places["to come"], key=lambda line: line.meeting.held_on),
        to_confirm=places["to confirm"],
        confirmed=places["confirmed"],
        called_off=places["called off"],
    )


def register_words(meeting: Meeting) -> str:
    """Confirmed, not confirmed yet, or that there is none."""
    if meeting.confirmed_at:
        return "Confirmed"
    return "None" if is_called_off(meeting) else "Not confirmed yet"


def meetings_sheet(page: MeetingsPage) -> Sheet:
    """One row per meeting of the year, in the order of the page."""
    lines = [*page.to_come, *page.to_confirm, *page.confirmed, *page.called_off]
    return Sheet(
        name=f"meetings {page.year}",
        title=f"{page.board}: {page.title}",
        header=[
            *("group", "date", "weekday", "type", "state", "register", "entered"),
            *("begins_at", "place", "note"),
        ],
        rows=[_row(line) for line in lines],
        notes=["“entered” is the number of seats with something in the register."],
    )


def _row(line: ListedMeeting):
    meeting = line.meeting
    return [
        meeting.group.name,
        meeting.held_on.isoformat(),
        f"{meeting.held_on:%A}",
        meeting.get_kind_display(),
        meeting.get_state_display(),
        register_words(meeting),
        line.entered,
        f"{meeting.starts_at:%H:%M}" if meeting.starts_at else None,
        meeting.place or None,
        " ".join(note for note in (meeting.state_note, meeting.date_note) if note) or None,
    ]


@dataclass(frozen=True)
class BelowRequired:
    """A seat whose holder is below the seniority it asks for."""

    seat: SeatNow
    required: str
    holder_is: str


@dataclass(frozen=True)
class MeetingPage:
    board: Board
    meeting: Meeting
    entered: int
    to_do: str
    is_past: bool
    line: MeetingLine | None
    seats: Sequence[SeatNow]
    below: Sequence[BelowRequired]
    absent: Sequence[Concern]
    absent_year: FinancialYear | None
    concern_rule: str
    quorum: str
    section = "meetings"

    @property
    def title(self) -> str:
        return f"{self.meeting.group}, {in_full(self.meeting.held_on)}"

    @property
    def year(self) -> FinancialYear:
        return FinancialYear.of(self.meeting.held_on)

    @property
    def is_called_off(self) -> bool:
        return is_called_off(self.meeting)

    @property
    def is_confirmed(self) -> bool:
        return self.meeting.confirmed_at is not None

    @property
    def is_open(self) -> bool:
        """It is still to be prepared, or its register to be taken."""
        return not self.is_confirmed and not self.is_called_off

    @property
    def register(self) -> str:
        return register_words(self.meeting)

    @property
    def expected(self) -> int:
        return len([now for now in self.seats if now.is_held])

    @property
    def vacant(self) -> list[SeatNow]:
        return [now for now in self.seats if now.is_vacant]

    @property
    def has_something_to_look_at(self) -> bool:
        return bool(self.vacant or self.below or self.absent)


def meetings_of(board: Board):
    """The board's meetings, with their groups and how many entries their registers have."""
    return (
        Meeting.objects.filter(group__board=board)
        .select_related("group")
        .annotate(entered=Count("marks"))
    )


def meeting(board: Board, found, today: date) -> MeetingPage:
    """`found` is one of `meetings_of(board)`. Seniority and absences are for those who see the
    management pages."""
    year = FinancialYear.of(found.held_on)
    (records,) = group_years([found.group], year)
    sees_all = board.rights.sees_management
    earlier = _year_before_meeting(records, found) if sees_all else None
    rules = ConcernRule.objects.filter(group=found.group).order_by() if earlier else ()
    threshold = threshold_for(found.group, earlier.year, rules) if earlier else None
    return MeetingPage(
        board=board,
        meeting=found,
        entered=found.entered,
        to_do=next_step(found, found.entered, today),
        is_past=found.held_on < today,
        line=next(
            (line for line in meeting_lines(records, []) if line.meeting.id == found.pk), None
        ),
        seats=[now for now in seats_on(records, found.held_on) if now.seat.is_member],
        below=_below_required(records, found) if sees_all else (),
        absent=[
            concern
            for concern in (concerns(earlier, threshold) if earlier else ())
            if concern.has_long_run
        ],
        absent_year=earlier.year if earlier else None,
        concern_rule=threshold_sentence(threshold),
        quorum=quorum_sentence(rule_in_force(quorum_rules(found.group), year)),
    )


def _year_before_meeting(records: GroupYear, found: Meeting) -> GroupYear | None:
    """The year of the latest counted meeting before this one: where runs of absence end."""
    if any(held.held_on < found.held_on for held, _ in records.counted_meetings):
        return records
    before = [year for year in records.years_with_meetings if year < records.year]
    return group_years([found.group], before[-1])[0] if before else None


def _below_required(records: GroupYear, found: Meeting) -> list[BelowRequired]:
    rows = Tenure.objects.filter(
        seat__group=found.group, is_below_required=True, since__lte=found.held_on
    ).select_related("seat")
    below = {row.seat_id: row for row in rows if row.until is None or found.held_on < row.until}
    return [
        BelowRequired(now, below[now.seat.id].seat.required_seniority, below[now.seat.id].seniority)
        for now in seats_on(records, found.held_on)
        if now.seat.id in below
    ]


@dataclass(frozen=True)
class MeetingFormPage:
    """A new meeting, or what is changed about one; `sentences` say what follows."""

    board: Board
    form: forms.Form
    title: str
    button: str
    group: Group | None = None
    meeting: Meeting | None = None
    sentences: Sequence[str] = field(default=())
    section: str = "meetings"


def _entries_stay(number: int) -> str:
    return "the one entry stays" if number == 1 else f"the {in_words(number)} entries stay"


def change_sentences(found) -> list[str]:
    """What a new date would do to the register; `found` is one of `meetings_of(board)`."""
    said = [f"It is on {in_full(found.held_on)} now."]
    if found.entered:
        said.append(
            "Who is expected follows from the date: with another one, other seats may be "
            f"expected; {_entries_stay(found.entered)}."
        )
    return said


def state_sentences(found) -> list[str]:
    """What the meeting is now; `found` is one of `meetings_of(board)`."""
    said = [f"It is {found.get_state_display().lower()} now, on {in_full(found.held_on)}."]
    if found.confirmed_at:
        said.append(
            "Its register is confirmed. If it is cancelled or put off, the confirmation is taken "
            f"back; {_entries_stay(found.entered)} without being counted."
        )
    return said


def expected_on(group: Group, on: date) -> int:
    """How many member seats are held on a day."""
    (records,) = group_years([group], FinancialYear.of(on))
    return len([now for now in seats_on(records, on) if now.is_held and now.seat.is_member])


# Quorum


def quorum_rules(group: Group) -> list[QuorumRule]:
    return list(QuorumRule.objects.filter(group=group).order_by("-year"))


def rule_in_force(rules: Sequence[QuorumRule], year: FinancialYear) -> QuorumRule | None:
    """The rule of that year, or of the latest year before it that has one."""
    own = [rule for rule in rules if rule.year <= year]
    return max(own, key=lambda rule: rule.year) if own else None


@dataclass(frozen=True)
class QuorumPage:
    board: Board
    group: Group
    rules: Sequence[QuorumRule]
    form: forms.Form | None
    section = "groups"

    @property
    def title(self) -> str:
        return f"Quorum of the {self.group}"

    @property
    def said(self) -> list[tuple[QuorumRule, str]]:
        """Each rule with its sentence, the latest first."""
        return [(rule, quorum_sentence(rule)) for rule in self.rules]


def quorum_years(rules: Sequence[QuorumRule], today: date) -> list[FinancialYear]:
    """The years a rule may be set from: those around today and those that have one."""
    this = FinancialYear.of(today).starting
    near = {FinancialYear(this + step) for step in (1, 0, -1, -2, -3)}
    return sorted(near | {rule.year for rule in rules}, reverse=True)


# Calendar


@dataclass(frozen=True)
class CalendarPage:
    """`secret_address` is the address itself, shown only when it was just made."""

    board: Board
    group: Group
    own: CalendarAddress | None
    secret_address: str = ""
    section = "groups"

    @property
    def title(self) -> str:
        return f"Calendar of the {self.group}"
