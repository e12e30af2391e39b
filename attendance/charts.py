"""A group's year as bar charts: rows in, plain values out."""

from attendance.calculations import Count, Measure
from attendance.sentences import fraction_of, share
from attendance.year import GroupYear
from lscb.charts import Bar, BarChart
from lscb.formats import day, percent, short_day


def by_meeting(records: GroupYear) -> BarChart:
    """Attendance at each counted meeting, in order of date."""
    return BarChart(
        key="by-meeting",
        title=_highest_and_lowest(records),
        beneath=f"{records.group}, {records.year}, per cent of the seats expected at each meeting. "
        "From confirmed registers.",
        bars=[
            _bar(records, label, counted)
            for label, (_, counted) in zip(_days(records), records.counted_meetings, strict=True)
        ],
        value_name="Member attendance",
        also_name="With substitutes",
    )


def by_agency(records: GroupYear) -> BarChart:
    """Attendance of each agency over the year, in the order of the table."""
    agencies = [agency for agency in records.agencies if agency.count.expected]
    lowest = min(agencies, key=lambda agency: agency.count.share(records.rule.headline) or 0)
    return BarChart(
        key="by-agency",
        title=f"{lowest.name} came least: "
        f"{fraction_of(lowest.count, records.rule.headline)} expected",
        beneath=f"{records.group}, {records.year}, per cent of the seats expected at all counted "
        "meetings together. From confirmed registers.",
        bars=[_bar(records, agency.name, agency.count) for agency in agencies],
        value_name="Member attendance",
        also_name="With substitutes",
    )


def _days(records: GroupYear) -> list[str]:
    """The meetings' dates; two on one day are told apart by their kind, as labels must be."""
    meetings = [meeting for meeting, _ in records.counted_meetings]
    dates = [meeting.held_on for meeting in meetings]
    return [
        f"{short_day(meeting.held_on)}, extraordinary"
        if meeting.is_extraordinary and dates.count(meeting.held_on) > 1
        else short_day(meeting.held_on)
        for meeting in meetings
    ]


def _bar(records: GroupYear, label: str, counted: Count) -> Bar:
    own = records.rule.headline
    enough = counted.expected >= records.rule.smallest_denominator
    return Bar(
        label=label,
        value=counted.share(Measure.MEMBER_ATTENDANCE) if enough else None,
        also=counted.share(Measure.AGENCY_REPRESENTATION) if enough else None,
        text=share(counted, own, records.rule),
        detail=f"{counted.present} present, {counted.substitute} substitutes, "
        f"{counted.expected} expected",
    )


def _highest_and_lowest(records: GroupYear) -> str:
    """The finding, in at most ten words."""
    own = records.rule.headline
    shares = [
        (counted.share(own), meeting.held_on)
        for meeting, counted in records.counted_meetings
        if counted.expected >= records.rule.smallest_denominator
    ]
    if len(shares) < 2:
        return " ".join(f"{percent(found)} came on {day(held_on)}" for found, held_on in shares)
    (low, low_day), (high, high_day) = min(shares), max(shares)
    if low == high:
        return f"{percent(high)} at every meeting"
    return f"Highest {percent(high)} in {high_day:%B}, lowest {percent(low)} in {low_day:%B}"
