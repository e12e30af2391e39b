"""A group's year: its seats, its meetings and what became of each seat at each, as plain values.

The records are read here once, for any number of groups, in four queries; everything the pages,
charts and downloads say about attendance is worked out from what this returns.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django.db.models import Q

from agencies.models import Group, Seat, Tenure
from attendance.calculations import (
    Average,
    Count,
    Measure,
    Outcome,
    Rule,
    count,
    together,
    year_share,
)
from attendance.models import CountingRule, Mark, Meeting
from lscb.periods import FinancialYear


@dataclass(frozen=True)
class Cell:
    """One seat at one meeting."""

    outcome: Outcome
    doubt: str = ""


@dataclass(frozen=True)
class MeetingHeld:
    """One column of the table: a meeting that took place."""

    id: int
    held_on: date
    is_extraordinary: bool
    is_confirmed: bool
    is_counted: bool
    printed_date: str = ""
    date_note: str = ""


@dataclass(frozen=True)
class Holding:
    """How a seat was held from a day on, up to but not including another."""

    state: str
    since: date
    until: date | None
    dates_are_inferred: bool = False
    note: str = ""

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class SeatYear:
    """One row of the table: a seat of the group that was held or vacant in the year."""

    id: int
    title: str
    agency_id: int
    agency: str
    agency_slug: str
    sector: str
    is_member: bool
    holdings: tuple[Holding, ...]
    cells: tuple[Cell, ...]
    rule: Rule
    counted: tuple[bool, ...]
    marked_when_not_in_post: tuple[date, ...] = ()

    @property
    def outcomes_counted(self) -> list[Outcome]:
        """The outcomes at the meetings that count, in order of date."""
        return [
            cell.outcome for cell, counts in zip(self.cells, self.counted, strict=True) if counts
        ]

    @cached_property
    def count(self) -> Count:
        return count(self.outcomes_counted, self.rule) if self.is_member else Count()

    @property
    def doubts(self) -> list[str]:
        """Why some of its absences may be wrong, each reason once."""
        return list(dict.fromkeys(cell.doubt for cell in self.cells if cell.doubt))


@dataclass(frozen=True)
class AgencyYear:
    """The seats of one agency in a group's year."""

    id: int
    name: str
    slug: str
    sector: str
    seats: tuple[SeatYear, ...]

    @cached_property
    def count(self) -> Count:
        return together(seat.count for seat in self.seats)

    @cached_property
    def by_meeting(self) -> list[Count]:
        """One count for each meeting of the table."""
        return _by_meeting(self.seats, len(self.seats[0].cells), self.seats[0].rule)

    @property
    def meetings_represented(self) -> int:
        """At how many of the counted meetings anybody came for it."""
        return sum(
            counted.attended(Measure.AGENCY_REPRESENTATION) > 0 for counted in self.by_meeting
        )


@dataclass(frozen=True)
class GroupYear:
    """Everything the records say about who came to a group's meetings in a year."""

    group: Group
    year: FinancialYear
    rule: Rule
    rule_is_set: bool
    meetings: tuple[MeetingHeld, ...]
    seats: tuple[SeatYear, ...]
    other_meetings: tuple[Meeting, ...] = ()  # planned, postponed or cancelled
    years_with_meetings: tuple[FinancialYear, ...] = field(default=())
    # Meetings with marks of seats that nobody held at any time in the year, and how many.
    marks_of_no_row: tuple[tuple[MeetingHeld, int], ...] = ()

    @cached_property
    def agencies(self) -> list[AgencyYear]:
        """In the order of the table: by sector, then by agency."""
        seats = defaultdict(list)
        for seat in self.seats:
            seats[seat.agency_id].append(seat)
        return [
            AgencyYear(key, of[0].agency, of[0].agency_slug, of[0].sector, tuple(of))
            for key, of in seats.items()
        ]

    @cached_property
    def by_meeting(self) -> list[Count]:
        """One count for each meeting of the table, also for those that do not count."""
        return _by_meeting(self.seats, len(self.meetings), self.rule)

    @property
    def counted_meetings(self) -> list[tuple[MeetingHeld, Count]]:
        return [
            (meeting, counted)
            for meeting, counted in zip(self.meetings, self.by_meeting, strict=True)
            if meeting.is_counted
        ]

    @cached_property
    def total(self) -> Count:
        return together(counted for _, counted in self.counted_meetings)

    def share(self, measure: Measure | None = None, average: Average | None = None):
        """The year's figure by the rule, from 0 to 1; None where nothing was counted."""
        rule = replace(self.rule, average=average) if average else self.rule
        counts = [counted for _, counted in self.counted_meetings]
        return year_share(counts, rule, measure or self.rule.headline)


def _by_meeting(seats: Iterable[SeatYear], meetings: int, rule: Rule) -> list[Count]:
    members = [seat for seat in seats if seat.is_member]
    return [
        count((seat.cells[column].outcome for seat in members), rule) for column in range(meetings)
    ]


def rule_for(group: Group, year: FinancialYear, rules: Iterable[CountingRule]) -> Rule | None:
    """The group's rule of that year or of the latest year before it that has one."""
    own = [row for row in rules if row.group_id == group.pk and row.year <= year]
    if not own:
        return None
    row = max(own, key=lambda row: row.year)
    return Rule(
        headline=Measure(row.headline),
        vacant_seats_count=row.vacant_seats_count,
        extraordinary_meetings_count=row.extraordinary_meetings_count,
        average=Average(row.average),
        smallest_denominator=row.smallest_denominator,
    )


def tenures_during(year: FinancialYear):
    """Times in seats that touch the year, with seat, agency and sector, in the tables' order.

    Plain rows of what the tables need: whole records of the four tables cost three times as much.
    """
    return (
        Tenure.objects.filter(Q(until=None) | Q(until__gt=year.start), since__lt=year.end)
        .order_by(
            "seat__agency__sector__position",
            "seat__agency__sector__name",
            "seat__agency__position",
            "seat__agency__name",
            "seat__position",
            "seat__title",
            "seat_id",
            "since",
        )
        .values_list(
            "seat_id",
            "seat__group_id",
            "seat__title",
            "seat__counts_as",
            "seat__agency_id",
            "seat__agency__name",
            "seat__agency__slug",
            "seat__agency__sector__name",
            "state",
            "since",
            "until",
            "since_inferred",
            "until_inferred",
            "note",
            named=True,
        )
    )


def group_years(groups: Iterable[Group], year: FinancialYear) -> list[GroupYear]:
    """One GroupYear for each group, in the order given. Four queries, however many groups."""
    groups = list(groups)
    keys = [group.pk for group in groups]
    meetings = list(Meeting.objects.of(keys).order_by("held_on", "pk"))
    tenures = defaultdict(list)
    for tenure in tenures_during(year).filter(seat__group__in=keys):
        tenures[tenure.seat__group_id].append(tenure)
    marks = {
        (meeting, seat): Cell(Outcome(status), doubt)
        for meeting, seat, status, doubt in Mark.objects.filter(
            meeting__group__in=keys,
            meeting__held_on__gte=year.start,
            meeting__held_on__lt=year.end,
        )
        .order_by()  # the models' own order would join seven tables
        .values_list("meeting_id", "seat_id", "status", "doubt")
    }
    rules = list(CountingRule.objects.filter(group__in=keys, year__lte=year).order_by())
    return [
        _group_year(
            group,
            year,
            rule_for(group, year, rules),
            [meeting for meeting in meetings if meeting.group_id == group.pk],
            tenures[group.pk],
            marks,
        )
        for group in groups
    ]


def _group_year(group, year, rule, meetings, tenures, marks) -> GroupYear:
    in_year = [meeting for meeting in meetings if meeting.held_on in year]
    held = tuple(
        _meeting_held(meeting, rule or Rule())
        for meeting in in_year
        if meeting.state in Meeting.TOOK_PLACE
    )
    of_seat = defaultdict(list)
    for tenure in tenures:
        of_seat[tenure.seat_id].append(tenure)
    strays = Counter(meeting for meeting, seat in marks if seat not in of_seat)
    return GroupYear(
        group=group,
        year=year,
        rule=rule or Rule(),
        rule_is_set=rule is not None,
        meetings=held,
        seats=tuple(_seat_year(of, held, marks, rule or Rule()) for of in of_seat.values()),
        other_meetings=tuple(
            meeting for meeting in in_year if meeting.state not in Meeting.TOOK_PLACE
        ),
        years_with_meetings=tuple(
            sorted(
                {
                    FinancialYear.of(meeting.held_on)
                    for meeting in meetings
                    if meeting.state in Meeting.TOOK_PLACE
                }
            )
        ),
        marks_of_no_row=tuple(
            (meeting, strays[meeting.id]) for meeting in held if strays[meeting.id]
        ),
    )


def _meeting_held(meeting: Meeting, rule: Rule) -> MeetingHeld:
    is_extraordinary = meeting.kind == Meeting.Kind.EXTRAORDINARY
    is_confirmed = meeting.confirmed_at is not None
    return MeetingHeld(
        id=meeting.pk,
        held_on=meeting.held_on,
        is_extraordinary=is_extraordinary,
        is_confirmed=is_confirmed,
        is_counted=is_confirmed and (rule.extraordinary_meetings_count or not is_extraordinary),
        printed_date=meeting.printed_date,
        date_note=meeting.date_note,
    )


def _seat_year(tenures, meetings, marks, rule: Rule) -> SeatYear:
    seat = tenures[0]
    holdings = tuple(
        Holding(
            tenure.state,
            tenure.since,
            tenure.until,
            tenure.since_inferred or tenure.until_inferred,
            tenure.note,
        )
        for tenure in tenures
    )
    found = [marks.get((meeting.id, seat.seat_id)) for meeting in meetings]
    cells = tuple(
        _cell(mark, meeting.held_on, holdings)
        for mark, meeting in zip(found, meetings, strict=True)
    )
    return SeatYear(
        id=seat.seat_id,
        title=seat.seat__title,
        agency_id=seat.seat__agency_id,
        agency=seat.seat__agency__name,
        agency_slug=seat.seat__agency__slug,
        sector=seat.seat__agency__sector__name,
        is_member=seat.seat__counts_as == Seat.CountsAs.MEMBER,
        holdings=holdings,
        cells=cells,
        rule=rule,
        counted=tuple(meeting.is_counted for meeting in meetings),
        marked_when_not_in_post=tuple(
            meeting.held_on
            for meeting, mark, cell in zip(meetings, found, cells, strict=True)
            if mark is not None and mark is not cell
        ),
    )


def _cell(mark: Cell | None, day: date, holdings: tuple[Holding, ...]) -> Cell:
    """What a cell says. Who was expected follows from dates, never from the mark itself."""
    state = next((held.state for held in holdings if held.covers(day)), None)
    if state is None:
        return Cell(Outcome.NOT_A_MEMBER)
    if state == Tenure.State.VACANT:
        return Cell(Outcome.VACANT)
    return mark or Cell(Outcome.NOT_RECORDED)
