"""The structure of the partnership: its groups, who sits in them, which seats are vacant."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q

from agencies.models import Board, Group, Tenure
from attendance.calculations import Count
from attendance.membership.wanted import lacking
from attendance.models import Meeting
from attendance.pages.table import Figure, MeetingLine, figure, meeting_lines, year_figure
from attendance.sentences import rule_sentence
from attendance.year import GroupYear, Holding, SeatYear, group_years
from lscb.formats import day
from lscb.periods import FinancialYear


@dataclass(frozen=True)
class SeatNow:
    """A seat and how it was held on the page's day."""

    seat: SeatYear
    held: Holding | None

    @property
    def is_vacant(self) -> bool:
        return self.held is not None and self.held.state == Tenure.State.VACANT

    @property
    def is_held(self) -> bool:
        return self.held is not None and self.held.state in Tenure.HELD

    @property
    def state(self) -> str:
        """Filled, interim or vacant; empty where it was not held."""
        return self.held.state if self.held else ""


@dataclass(frozen=True)
class GroupLine:
    """One group in the list of all."""

    group: Group
    parent: str
    records: GroupYear
    seats: list[SeatNow]
    attendance: Figure

    @property
    def number_of_meetings(self) -> int:
        return len(self.records.meetings)

    @property
    def in_post(self) -> int:
        return sum(seat.is_held for seat in self.seats)

    @property
    def vacant(self) -> int:
        return sum(seat.is_vacant for seat in self.seats)


@dataclass(frozen=True)
class GroupsPage:
    board: Board
    year: FinancialYear
    as_at: date
    groups: list[GroupLine]
    lacking: list[str]  # the wanted kinds of agency that nobody represents
    section = "groups"
    title = "Groups and attendance"


@dataclass(frozen=True)
class GroupPage:
    board: Board
    group: Group
    year: FinancialYear
    as_at: date
    records: GroupYear
    seats: list[SeatNow]
    meetings: list[MeetingLine]
    attendance: Figure
    rule: str
    section = "groups"

    @property
    def title(self) -> str:
        return str(self.group)

    @property
    def as_at_words(self) -> str:
        return day(self.as_at)

    @property
    def in_post(self) -> list[SeatNow]:
        return [seat for seat in self.seats if seat.is_held]

    @property
    def vacant(self) -> list[SeatNow]:
        return [seat for seat in self.seats if seat.is_vacant]

    @property
    def no_longer(self) -> list[SeatNow]:
        """Seats of the year that nobody held, or was to hold, on the page's day."""
        return [seat for seat in self.seats if seat.held is None]


def groups_of(board: Board):
    """The board's groups in their order, with `last_met`, the date of the latest meeting that took
    place."""
    last_met = Max("meetings__held_on", filter=Q(meetings__state__in=Meeting.TOOK_PLACE))
    return (
        board.groups.select_related("parent")
        .annotate(last_met=last_met)
        .order_by("position", "name")  # the model's own order is left out of a GROUP BY
    )


def latest_year(groups, today: date) -> FinancialYear:
    """The latest year in which any of the groups met; this year where none ever did."""
    met = [group.last_met for group in groups if group.last_met]
    return FinancialYear.of(max(met)) if met else FinancialYear.of(today)


def as_at(year: FinancialYear, today: date) -> date:
    """The day whose state a page shows: the year's last one, or today if that is earlier."""
    return min(year.last_day, today)


def seats_on(records: GroupYear, on: date) -> list[SeatNow]:
    return [
        SeatNow(seat, next((held for held in seat.holdings if held.covers(on)), None))
        for seat in records.seats
    ]


def own_figure(records: GroupYear) -> Figure:
    """The year's attendance by the group's own measure."""
    if not records.counted_meetings:
        return figure(Count(), records.rule.headline, records.rule.smallest_denominator)
    return year_figure(records, records.rule.headline)


def groups(board: Board, year: FinancialYear | None, today: date) -> GroupsPage:
    found = list(groups_of(board))
    year = year or latest_year(found, today)
    shown = as_at(year, today)
    return GroupsPage(
        board,
        year,
        shown,
        [
            GroupLine(
                records.group,
                records.group.parent.name if records.group.parent else "",
                records,
                seats_on(records, shown),
                own_figure(records),
            )
            for records in group_years(found, year)
        ],
        lacking(board.wanted_kinds.all()),
    )


def group(board: Board, found: Group, year: FinancialYear | None, today: date) -> GroupPage:
    """`found` is one of `groups_of(board)`."""
    year = year or latest_year([found], today)
    shown = as_at(year, today)
    (records,) = group_years([found], year)
    return GroupPage(
        board,
        found,
        year,
        shown,
        records,
        seats_on(records, shown),
        meeting_lines(records, []),
        own_figure(records),
        rule_sentence(records.rule, is_set=records.rule_is_set),
    )
