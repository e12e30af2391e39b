"""Attendance concerns in words: what the pages list, and what a letter is filled in with."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from actions.drafting import DEFAULT_BODY, DEFAULT_SUBJECT
from actions.models import Letter, LetterTemplate
from agencies.models import Board, Group
from attendance.calculations import MARKED, Count, Measure, Rule, Threshold, together
from attendance.concerns import Concern, concerns, held_against, threshold_for
from attendance.models import ConcernRule
from attendance.pages.groups import groups_of, latest_year
from attendance.sentences import fraction_of, threshold_sentence
from attendance.year import GroupYear, SeatYear, group_years
from lscb.formats import day, in_words, listed, percent
from lscb.periods import FinancialYear

DAYS_TO_REPLY = 21
NO_SEAT = "no seat meets the rule any more"


@dataclass(frozen=True)
class SeatConcern:
    """A seat that meets the rule of its group, and the meetings that it missed."""

    concern: Concern
    threshold: Threshold
    missed: tuple[date, ...]

    @property
    def seat(self) -> SeatYear:
        return self.concern.seat

    @property
    def run(self) -> tuple[date, ...]:
        """The meetings missed in a row, up to the latest."""
        length = self.concern.absences_in_a_row
        return self.missed[len(self.missed) - length :]

    @property
    def attended(self) -> str:
        """Represented at 1 of 5 meetings."""
        way = (
            "represented at"
            if self.threshold.measure == Measure.AGENCY_REPRESENTATION
            else "its holder came to"
        )
        expected = self.seat.count.expected
        meetings = "meeting" if expected == 1 else "meetings"
        return f"{way} {fraction_of(self.seat.count, self.threshold.measure)} {meetings}"

    @property
    def percentage(self) -> str:
        """20%, or why there is none."""
        return _percentage(self.seat.count, self.threshold.measure, self.seat.rule)

    @property
    def missed_words(self) -> str:
        """Which meetings were missed: the run first, and those before it."""
        if not self.missed:
            return "missed none"
        before = self.missed[: len(self.missed) - len(self.run)]
        if len(self.run) < 2:
            return f"missed {_days(self.missed)}"
        if self.concern.missed_every_meeting:
            every = "both" if len(self.run) == 2 else f"all {in_words(len(self.run))}"
            return f"missed {every}: {_days(self.run)}"
        also = f", and before that {_days(before)}" if before else ""
        return f"missed the last {in_words(len(self.run))}: {_days(self.run)}{also}"

    @property
    def doubts(self) -> str:
        """Why some of it may be wrong; goes on after the sentence. Empty where nothing is."""
        return "".join(f"; the seat {doubt}" for doubt in self.seat.doubts)

    @property
    def sentence(self) -> str:
        """All of it, without the seat's name."""
        return f"{self.attended} ({self.percentage}); {self.missed_words}{self.doubts}."

    @property
    def why(self) -> str:
        """By which part of the rule it is listed."""
        parts = [
            *(["run of absences"] if self.concern.has_long_run else []),
            *(["low share"] if self.concern.has_low_share else []),
        ]
        return " and ".join(parts)


@dataclass(frozen=True)
class AgencyConcern:
    """The seats of one agency that meet the rule of one group."""

    agency_id: int
    name: str
    slug: str
    seats: tuple[SeatConcern, ...]


@dataclass(frozen=True)
class GroupConcerns:
    """The concerns of one group's year, by agency; the agency with the longest run first."""

    records: GroupYear
    threshold: Threshold | None
    agencies: tuple[AgencyConcern, ...]

    @property
    def group(self) -> Group:
        return self.records.group

    @property
    def rule(self) -> str:
        return threshold_sentence(self.threshold)

    @property
    def number_of_seats(self) -> int:
        return sum(len(agency.seats) for agency in self.agencies)

    def of_agency(self, agency_id: int) -> AgencyConcern | None:
        return next((one for one in self.agencies if one.agency_id == agency_id), None)

    def of_seat(self, seat_id: int) -> SeatConcern | None:
        seats = (one for agency in self.agencies for one in agency.seats)
        return next((one for one in seats if one.seat.id == seat_id), None)


def _percentage(counted: Count, measure: Measure, rule: Rule) -> str:
    if not counted.expected:
        return "nobody was expected"
    if counted.expected < rule.smallest_denominator:
        return "too few for a percentage"
    return percent(counted.share(measure))


def _days(days: Sequence[date]) -> str:
    return listed([day(one) for one in days])


def concerns_of_year(board: Board, year: FinancialYear | None, today: date):
    """The year shown, all years with meetings, and GroupConcerns of each group that met in it.

    Six queries. Without a year, the latest one in which any group met.
    """
    groups = list(groups_of(board))
    year = year or latest_year(groups, today)
    rules = list(ConcernRule.objects.filter(group__board=board).order_by())
    records = group_years(groups, year)
    years = sorted({met for found in records for met in found.years_with_meetings})
    return year, years, [_group_concerns(found, rules) for found in records if found.meetings]


def concerns_of_group(group: Group, year: FinancialYear) -> GroupConcerns:
    """Five queries."""
    (records,) = group_years([group], year)
    return _group_concerns(records, list(ConcernRule.objects.filter(group=group).order_by()))


def _group_concerns(records: GroupYear, rules) -> GroupConcerns:
    threshold = threshold_for(records.group, records.year, rules)
    of_agency = defaultdict(list)
    if threshold is not None:
        for concern in concerns(records, threshold):
            found = _seat_concern(concern, records, threshold)
            of_agency[concern.seat.agency_id].append(found)
    agencies = tuple(
        AgencyConcern(key, seats[0].seat.agency, seats[0].seat.agency_slug, tuple(seats))
        for key, seats in of_agency.items()
    )
    return GroupConcerns(records, threshold, agencies)


def _seat_concern(concern: Concern, records: GroupYear, threshold: Threshold) -> SeatConcern:
    seat = concern.seat
    missed = tuple(
        meeting.held_on
        for meeting, cell, counts in zip(records.meetings, seat.cells, seat.counted, strict=True)
        if counts and cell.outcome in MARKED and not threshold.measure.met_by(cell.outcome)
    )
    return SeatConcern(concern, threshold, missed)


# What a letter is filled in with


def seats_of(letter: Letter, found: GroupConcerns) -> tuple[SeatConcern, ...]:
    """The seats a letter is about: those of the agency that meet the rule, or its one seat,
    whether that meets the rule or not."""
    if letter.seat_id is None:
        agency = found.of_agency(letter.agency_id)
        return agency.seats if agency else ()
    seat = next((one for one in found.records.seats if one.id == letter.seat_id), None)
    if seat is None:
        return ()
    threshold = found.threshold or Threshold()
    concern = held_against(threshold, seat, found.records)
    return (_seat_concern(concern, found.records, threshold),)


def template_of(board: Board) -> LetterTemplate:
    """The board's template; where it has none, an unsaved one with our words."""
    return LetterTemplate.objects.filter(board=board).first() or LetterTemplate(
        board=board,
        subject=DEFAULT_SUBJECT,
        body=DEFAULT_BODY,
        reply_within_days=DAYS_TO_REPLY,
    )


def values_for(board: Board, letter: Letter, found: GroupConcerns, reply_days: int, today: date):
    """The value of each word in braces. `board` has its words; the letter need not be saved."""
    return {
        "agency": letter.agency.name,
        "group": found.group.name,
        "year": str(letter.year),
        **_of_the_register(seats_of(letter, found), found),
        "body": board.words.body,
        "body_short": board.words.body_short,
        "body_name": board.name,
        "chair": board.words.chair,
        "reply_due": day(today + timedelta(days=reply_days)),
        "reply_days": str(reply_days),
    }


def _of_the_register(seats: Sequence[SeatConcern], found: GroupConcerns) -> dict[str, str]:
    if not seats:
        names = ("seats", "seat_names", "fraction", "percent", "dates_missed", "run")
        return {**dict.fromkeys(names, NO_SEAT), "rule": found.rule}
    counted = together(one.seat.count for one in seats)
    measure = seats[0].threshold.measure
    longest = max(one.concern.absences_in_a_row for one in seats)
    return {
        "seats": "\n".join(f"- {one.seat.title}: {one.sentence}" for one in seats),
        "seat_names": listed([one.seat.title for one in seats]),
        "fraction": fraction_of(counted, measure),
        "percent": _percentage(counted, measure, found.records.rule),
        "dates_missed": _dates_missed(seats),
        "run": in_words(longest) if longest else "none",
        "rule": found.rule,
    }


def _dates_missed(seats: Sequence[SeatConcern]) -> str:
    """Of several seats, each with its name."""
    if len(seats) == 1:
        return _days(seats[0].missed) if seats[0].missed else "none"
    return "; ".join(
        f"{one.seat.title}: {_days(one.missed) if one.missed else 'none'}" for one in seats
    )
