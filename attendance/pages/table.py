"""The attendance table of a group's year, as in a report's appendix, with what was printed."""

from dataclasses import dataclass
from fractions import Fraction

from agencies.models import Board, Group, PublishedFigure
from attendance.calculations import Average, Count, Measure
from attendance.charts import by_agency, by_meeting
from attendance.sentences import agrees, fraction_of, rule_sentence, why_printed_differs
from attendance.year import AgencyYear, GroupYear, MeetingHeld, group_years
from lscb.charts import BarChart
from lscb.formats import half_up, in_words
from lscb.periods import FinancialYear


@dataclass(frozen=True)
class Figure:
    """A share with its fraction, or the words that stand instead of it."""

    share: Fraction | None
    fraction: str
    too_few: bool = False

    @property
    def has_percentage(self) -> bool:
        return self.share is not None and not self.too_few

    @property
    def width(self) -> str:
        """Of 100, for a drawn bar; nothing is drawn where no percentage is given."""
        if self.share is None or self.too_few:
            return "0"
        return str(half_up(self.share * 100, 2))


@dataclass(frozen=True)
class Printed:
    """What a document printed of a figure, and why it differs where it does.

    `agrees` is None where the records have nothing to compare it with.
    """

    of: str
    text: str
    section: str
    agrees: bool | None
    why: str
    note: str = ""


@dataclass(frozen=True)
class MeetingLine:
    """One meeting in figures."""

    meeting: MeetingHeld
    count: Count
    attendance: Figure
    representation: Figure
    printed: Printed | None

    @property
    def missed(self) -> int:
        return self.count.expected - self.count.present - self.count.substitute


@dataclass(frozen=True)
class SeatLine:
    title: str
    cells: list
    attendance: Figure
    representation: Figure
    is_member: bool
    doubts: list[str]


@dataclass(frozen=True)
class AgencyLine:
    """An agency's totals, with its seats under it."""

    agency: AgencyYear
    cells: list[Figure]
    attendance: Figure
    representation: Figure
    seats: list[SeatLine]


@dataclass(frozen=True)
class GroupAttendancePage:
    board: Board
    group: Group
    year: FinancialYear
    records: GroupYear
    meetings: list[MeetingLine]
    agencies: list[AgencyLine]
    totals: list[Figure]
    attendance: Figure
    representation: Figure
    average: Average
    printed_of_the_year: list[Printed]
    rule: str
    charts: list[BarChart]
    section = "groups"

    @property
    def title(self) -> str:
        return f"{self.group} attendance {self.year}"

    @property
    def headline(self) -> Figure:
        """The group's own figure, by its rule."""
        own = self.records.rule.headline
        return self.attendance if own == Measure.MEMBER_ATTENDANCE else self.representation

    @property
    def substitutes_count(self) -> bool:
        return self.records.rule.headline == Measure.AGENCY_REPRESENTATION

    @property
    def differences(self) -> list[Printed]:
        """Printed figures that are not what the records give."""
        of_meetings = [line.printed for line in self.meetings if line.printed]
        return [printed for printed in of_meetings + self.printed_of_the_year if printed.why]

    @property
    def doubts(self) -> list[str]:
        """Each seat whose absences may be wrong, with the reason."""
        return [
            f"{seat.title}, {line.agency.name}: {doubt}"
            for line in self.agencies
            for seat in line.seats
            for doubt in seat.doubts
        ]

    @property
    def missed(self) -> int:
        total = self.records.total
        return total.expected - total.present - total.substitute

    @property
    def other_years(self) -> list[FinancialYear]:
        return [year for year in self.records.years_with_meetings if year != self.year]

    @property
    def nearest_year(self) -> FinancialYear | None:
        """Where this year has no meetings, the nearest that has some: the later of two."""
        years = self.records.years_with_meetings
        if not years:
            return None
        return min(years, key=lambda y: (abs(y.starting - self.year.starting), -y.starting))


def figure(count: Count, measure: Measure, smallest: int) -> Figure:
    return Figure(
        share=count.share(measure),
        fraction=fraction_of(count, measure) if count.expected else "nobody expected",
        too_few=0 < count.expected < smallest,
    )


def group_attendance(board: Board, group: Group, year: FinancialYear) -> GroupAttendancePage:
    (records,) = group_years([group], year)
    published = list(PublishedFigure.objects.filter(board=board, group=group, year=year))
    return GroupAttendancePage(
        board=board,
        group=group,
        year=year,
        records=records,
        meetings=meeting_lines(records, published),
        agencies=_agency_lines(records),
        totals=[_own(records, counted) for counted in records.by_meeting],
        attendance=year_figure(records, Measure.MEMBER_ATTENDANCE),
        representation=year_figure(records, Measure.AGENCY_REPRESENTATION),
        average=records.rule.average,
        printed_of_the_year=printed_of_the_year(records, published),
        rule=rule_sentence(records.rule, is_set=records.rule_is_set),
        charts=[by_meeting(records), by_agency(records)] if records.total.expected else [],
    )


def both(records: GroupYear, counted: Count) -> tuple[Figure, Figure]:
    """Member attendance and agency representation of one count."""
    smallest = records.rule.smallest_denominator
    return (
        figure(counted, Measure.MEMBER_ATTENDANCE, smallest),
        figure(counted, Measure.AGENCY_REPRESENTATION, smallest),
    )


def _own(records: GroupYear, counted: Count) -> Figure:
    return figure(counted, records.rule.headline, records.rule.smallest_denominator)


def year_figure(records: GroupYear, measure: Measure) -> Figure:
    """The year's figure by the rule's kind of average, with the fraction of all meetings."""
    of_all = figure(records.total, measure, records.rule.smallest_denominator)
    fraction = of_all.fraction
    if of_all.has_percentage and records.rule.average == Average.MEAN_OF_MEETINGS:
        # The fraction alone would give another percentage.
        meetings = in_words(sum(counted.expected > 0 for _, counted in records.counted_meetings))
        fraction = f"mean of {meetings} meetings, {fraction} in all"
    return Figure(records.share(measure), fraction, of_all.too_few)


def meeting_lines(records: GroupYear, published) -> list[MeetingLine]:
    printed = {
        row.held_on: row
        for row in published
        if row.measure == PublishedFigure.Measure.MEETING_ATTENDANCE
    }
    return [
        MeetingLine(
            meeting,
            counted,
            *both(records, counted),
            _printed(printed[meeting.held_on], counted, records.rule.headline)
            if meeting.held_on in printed
            else None,
        )
        for meeting, counted in zip(records.meetings, records.by_meeting, strict=True)
    ]


def _as_printed(row: PublishedFigure) -> tuple[str, str, str]:
    return row.get_measure_display(), row.text, f"{row.document}, {row.section}"


def _printed(row: PublishedFigure, counted: Count, measure: Measure) -> Printed:
    if row.number is None:
        return _printed_alone(row)
    why = why_printed_differs(row.number, counted, measure)
    return Printed(*_as_printed(row), not why, why, row.note)


def printed_of_the_year(records: GroupYear, published) -> list[Printed]:
    found = []
    for row in published:
        if row.measure == PublishedFigure.Measure.AVERAGE_ATTENDANCE:
            found.append(_printed_average(row, records))
        elif row.measure == PublishedFigure.Measure.BEST_ATTENDANCE:
            found.append(_printed_best(row, records))
        elif row.measure != PublishedFigure.Measure.MEETING_ATTENDANCE:
            found.append(_printed_alone(row))
    return found


def _printed_alone(row: PublishedFigure) -> Printed:
    """A figure for which there are no records to compare it with."""
    return Printed(*_as_printed(row), None, "", row.note)


def _printed_average(row: PublishedFigure, records: GroupYear) -> Printed:
    share = records.share()
    if share is None or row.number is None:
        return _printed_alone(row)
    if agrees(row.number, share):
        return Printed(*_as_printed(row), True, "", row.note)
    return _printed(row, records.total, records.rule.headline)


def _printed_best(row: PublishedFigure, records: GroupYear) -> Printed:
    if not records.counted_meetings or row.number is None:
        return _printed_alone(row)
    measure = records.rule.headline
    _, best = max(records.counted_meetings, key=lambda one: one[1].share(measure) or 0)
    return _printed(row, best, measure)


def _agency_lines(records: GroupYear) -> list[AgencyLine]:
    return [
        AgencyLine(
            agency,
            [_own(records, counted) for counted in agency.by_meeting],
            *both(records, agency.count),
            [_seat_line(records, seat) for seat in agency.seats],
        )
        for agency in records.agencies
    ]


def _seat_line(records: GroupYear, seat) -> SeatLine:
    return SeatLine(
        seat.title, list(seat.cells), *both(records, seat.count), seat.is_member, seat.doubts
    )
