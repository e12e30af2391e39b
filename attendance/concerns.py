"""Attendance that calls for a word with the agency, by the group's own printed rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from attendance.calculations import Measure, Threshold, absences_in_a_row
from attendance.models import ConcernRule
from attendance.year import GroupYear, SeatYear


@dataclass(frozen=True)
class Concern:
    """A seat held against the rule, and which part of it the seat meets.

    `share` is None where fewer meetings expected the seat than a percentage asks for.
    """

    seat: SeatYear
    absences_in_a_row: int
    share: Fraction | None
    attended: int
    has_long_run: bool
    has_low_share: bool

    @property
    def missed_every_meeting(self) -> bool:
        return self.attended == 0 and self.absences_in_a_row == self.seat.count.expected


def threshold_for(group, year, rules: Iterable[ConcernRule]) -> Threshold | None:
    """The group's rule of that year or of the latest before it; None where it has none."""
    own = [row for row in rules if row.group_id == group.pk and row.year <= year]
    if not own:
        return None
    row = max(own, key=lambda row: row.year)
    return Threshold(
        measure=Measure(row.measure),
        absences_in_a_row=row.absences_in_a_row,
        under_percent=row.under_percent,
    )


def concerns(year: GroupYear, threshold: Threshold | None) -> list[Concern]:
    """The seats that meet the rule, longest run first, then lowest share."""
    if threshold is None:
        return []
    found = [held_against(threshold, seat, year) for seat in year.seats if seat.is_member]
    return sorted(
        (concern for concern in found if concern.has_long_run or concern.has_low_share),
        key=lambda concern: (-concern.absences_in_a_row, concern.share or 0, concern.seat.agency),
    )


def held_against(threshold: Threshold, seat: SeatYear, year: GroupYear) -> Concern:
    """What the rule says of one seat, also of one that does not meet it."""
    run = absences_in_a_row(seat.outcomes_counted, threshold.measure)
    share = seat.count.share(threshold.measure)
    enough = seat.count.expected >= year.rule.smallest_denominator
    return Concern(
        seat=seat,
        absences_in_a_row=run,
        share=share if enough else None,
        attended=seat.count.attended(threshold.measure),
        has_long_run=threshold.long_run(run),
        has_low_share=enough and threshold.low_share(share),
    )
