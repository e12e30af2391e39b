"""One agency across all groups, and what it paid."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404

from agencies.models import Agency, AgencyStanding, Board, Contribution
from agencies.money import Payment, payments_of
from attendance.calculations import Measure
from attendance.pages.groups import SeatNow, as_at, groups_of, latest_year, seats_on
from attendance.pages.table import Figure, both, figure
from attendance.sentences import rule_sentence
from attendance.year import AgencyYear, GroupYear, group_years
from lscb.periods import FinancialYear


@dataclass(frozen=True)
class SeatLine:
    """One seat of the agency at each meeting of the group."""

    now: SeatNow
    attendance: Figure
    representation: Figure


@dataclass(frozen=True)
class GroupLine:
    """The agency in one group."""

    records: GroupYear
    agency: AgencyYear
    attendance: Figure
    representation: Figure
    seats: list[SeatLine]
    rule: str


@dataclass(frozen=True)
class AgencyPage:
    board: Board
    agency: Agency
    standing: str
    year: FinancialYear
    as_at: date
    groups: list[GroupLine]
    payments: list[Payment]
    section = "agencies"

    @property
    def title(self) -> str:
        return str(self.agency)


@dataclass(frozen=True)
class AgencyLine:
    """An agency and its representation in each group that met; None where it holds no seat."""

    agency: Agency
    figures: list[Figure | None]


@dataclass(frozen=True)
class AgenciesPage:
    board: Board
    year: FinancialYear
    groups: list[GroupYear]
    agencies: list[AgencyLine]
    section = "agencies"
    title = "Agencies"


def agencies(board: Board, year: FinancialYear | None, today: date) -> AgenciesPage:
    """Every agency of the board with its representation in each group that met in the year."""
    found = list(groups_of(board))
    year = year or latest_year(found, today)
    years = [records for records in group_years(found, year) if records.meetings]
    of_group = [{line.id: line for line in records.agencies} for records in years]
    return AgenciesPage(
        board,
        year,
        years,
        [
            AgencyLine(
                agency,
                [
                    _representation(records, lines.get(agency.pk))
                    for records, lines in zip(years, of_group, strict=True)
                ],
            )
            for agency in in_table_order(board)
        ],
    )


def in_table_order(board: Board):
    return board.agencies.select_related("sector").order_by(
        "sector__position", "sector__name", "position", "name"
    )


def _representation(records: GroupYear, line: AgencyYear | None) -> Figure | None:
    if line is None:
        return None
    smallest = records.rule.smallest_denominator
    return figure(line.count, Measure.AGENCY_REPRESENTATION, smallest)


def _agencies_with_standing(board: Board, day: date):
    """The board's agencies, each with what it was to the partnership in law on a day."""
    latest = AgencyStanding.objects.filter(agency=OuterRef("pk"), since__lte=day)
    standing = Subquery(latest.order_by("-since").values("standing")[:1])
    return board.agencies.select_related("sector").annotate(standing=standing)


def agency(board: Board, slug: str, year: FinancialYear | None, today: date) -> AgencyPage:
    """404 where the board has no agency of that address."""
    groups = list(groups_of(board))
    year = year or latest_year(groups, today)
    day = as_at(year, today)
    found = get_object_or_404(_agencies_with_standing(board, day), slug=slug)
    contributions = Contribution.objects.filter(board=board).select_related("agency")
    lines = [_group_line(records, found, day) for records in group_years(groups, year)]
    return AgencyPage(
        board,
        found,
        AgencyStanding.Standing(found.standing).label if found.standing else "",
        year,
        day,
        [line for line in lines if line is not None],
        payments_of(found, contributions),
    )


def _group_line(records: GroupYear, found: Agency, day: date) -> GroupLine | None:
    line = next((line for line in records.agencies if line.id == found.pk), None)
    if line is None:
        return None
    attendance, representation = both(records, line.count)
    states = {now.seat.id: now for now in seats_on(records, day)}
    return GroupLine(
        records,
        line,
        attendance,
        representation,
        [SeatLine(states[seat.id], *both(records, seat.count)) for seat in line.seats],
        rule_sentence(records.rule, is_set=records.rule_is_set),
    )
