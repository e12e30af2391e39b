"""The pages' tables as sheets to download: the same rows as the page."""

from fractions import Fraction

from attendance.calculations import Count, Measure
from attendance.pages.agency import AgenciesPage, AgencyPage
from attendance.pages.groups import GroupPage, GroupsPage
from attendance.pages.table import GroupAttendancePage
from attendance.sentences import fraction
from lscb.downloads import Sheet
from lscb.formats import half_up

BEFORE = ("sector", "agency", "seat")
AFTER = ("present", "substitute", "expected", "member_attendance", "agency_representation")


def attendance_sheet(page: GroupAttendancePage) -> Sheet:
    """One row per seat, one per agency, and the total.

    Percentages are numbers with one decimal; none where fewer were expected than the rule asks.
    """
    records = page.records
    return Sheet(
        name=f"{page.group.slug} {page.year}",
        title=f"{page.board}: {page.title}",
        header=[*BEFORE, *_dates(records), *AFTER],
        rows=[*_seat_rows(records), *_agency_rows(records), _total_row(records)],
        notes=[
            page.rule,
            "An empty percentage: fewer seats were expected than the rule asks for.",
            *page.doubts,
        ],
    )


def _dates(records) -> list[str]:
    """The meetings' dates; two meetings on one day are told apart by their kind."""
    dates = [meeting.held_on for meeting in records.meetings]
    return [
        f"{meeting.held_on.isoformat()} extraordinary"
        if meeting.is_extraordinary and dates.count(meeting.held_on) > 1
        else meeting.held_on.isoformat()
        for meeting in records.meetings
    ]


def _seat_rows(records):
    for seat in records.seats:
        yield [
            seat.sector,
            seat.agency,
            seat.title,
            *(cell.outcome.words for cell in seat.cells),
            *_figures(records, seat.count, _shares(seat.count)),
        ]


def _agency_rows(records):
    for agency in records.agencies:
        cells = [fraction(counted, records.rule.headline) for counted in agency.by_meeting]
        figures = _figures(records, agency.count, _shares(agency.count))
        yield [agency.sector, agency.name, None, *cells, *figures]


def _total_row(records):
    cells = [fraction(counted, records.rule.headline) for counted in records.by_meeting]
    shares = [records.share(measure) for measure in Measure]
    return ["Total", "Total", None, *cells, *_figures(records, records.total, shares)]


def _figures(records, counted: Count, shares: list[Fraction | None]):
    """The counts and, where enough were expected, the two shares in per cent."""
    enough = counted.expected >= records.rule.smallest_denominator
    return [*_counts(counted), *(_rates(shares) if enough else [None, None])]


def _shares(counted: Count) -> list[Fraction | None]:
    return [counted.share(measure) for measure in Measure]


def _counts(counted: Count):
    return [counted.present, counted.substitute, counted.expected]


def _rates(shares: list[Fraction | None]):
    return [None if share is None else half_up(share * 100, 1) for share in shares]


def groups_sheet(page: GroupsPage) -> Sheet:
    """One row per group, with its own attendance figure of the year."""
    return Sheet(
        name="groups",
        title=f"{page.board}: groups, as at {page.as_at.isoformat()}",
        header=[
            *("group", "type", "reports_to", "meets", "seats_held", "seats_vacant", "meetings"),
            *("measure", "attended", "expected", "attendance"),
        ],
        rows=[
            [
                line.group.name,
                line.group.get_kind_display(),
                line.parent,
                line.group.meets,
                line.in_post,
                line.vacant,
                line.number_of_meetings,
                line.records.rule.headline.words,
                *_own(line.records),
            ]
            for line in page.groups
        ],
        notes=[
            f"Attendance of {page.year}, by each group’s own rule; empty where none was counted."
        ],
    )


def _own(records):
    """Numerator, denominator and percentage of the year by the group's own measure."""
    total, own = records.total, records.rule.headline
    enough = total.expected >= records.rule.smallest_denominator
    return [total.attended(own), total.expected, *_rates([records.share(own) if enough else None])]


def seats_sheet(page: GroupPage) -> Sheet:
    """One row per seat of the group: how it was held on the page's day, and its attendance."""
    return Sheet(
        name=page.group.slug,
        title=f"{page.board}: seats of the {page.group}, as at {page.as_at.isoformat()}",
        header=["seat", "agency", "sector", "state", "from", "dates_inferred", "note", *AFTER],
        rows=[
            [
                now.seat.title,
                now.seat.agency,
                now.seat.sector,
                now.state or "not held",
                now.held.since.isoformat() if now.held else None,
                ("yes" if now.held.dates_are_inferred else "no") if now.held else None,
                now.held.note if now.held else None,
                *_figures(page.records, now.seat.count, _shares(now.seat.count)),
            ]
            for now in page.seats
        ],
        notes=[page.rule],
    )


def agencies_sheet(page: AgenciesPage) -> Sheet:
    """One row per agency and group in which it held a seat: its representation in the year."""
    return Sheet(
        name=f"agencies {page.year}",
        title=f"{page.board}: agency representation {page.year}",
        header=["agency", "sector", "group", "attended", "expected", "agency_representation"],
        rows=[
            [line.name, line.sector, str(records.group), *_represented(records, line.count)]
            for records in page.groups
            for line in records.agencies
        ],
    )


def _represented(records, counted: Count):
    *_, expected, _, representation = _figures(records, counted, _shares(counted))
    return [counted.represented, expected, representation]


def agency_sheets(page: AgencyPage) -> list[Sheet]:
    """Who came, a row for each seat and meeting; and what the agency paid."""
    return [
        Sheet(
            name=f"attendance {page.year}",
            title=f"{page.board}: {page.agency}, who came in {page.year}",
            header=["group", "seat", "meeting", "outcome"],
            rows=[
                [line.records.group.name, seat.title, held.held_on.isoformat(), cell.outcome.words]
                for line in page.groups
                for seat in line.agency.seats
                for held, cell in zip(line.records.meetings, seat.cells, strict=True)
            ],
            notes=[line.rule for line in page.groups],
        ),
        Sheet(
            name="paid",
            title=f"{page.board}: what {page.agency} paid",
            header=["year", "amount", "share_of_total"],
            rows=[
                [str(payment.year), payment.amount, *_rates([payment.share])]
                for payment in page.payments
            ],
        ),
    ]
