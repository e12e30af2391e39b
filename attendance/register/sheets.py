"""One meeting's register as a table to download. No names of people: seats and agencies only."""

from attendance.calculations import Outcome
from attendance.models import Meeting
from attendance.register.pages import RecordPage
from attendance.register.seats import SeatThen
from attendance.sheets import BEFORE
from lscb.downloads import Sheet

AFTER = ("substitute_agency", "substitute_job", "arrived", "left", "from_elsewhere")


def register_sheet(page: RecordPage) -> Sheet:
    """One row per seat, with the columns of the attendance table for one meeting; what follows the
    date is for reading only."""
    return Sheet(
        name=f"register {page.meeting.held_on.isoformat()}",
        title=f"{page.board}: {page.title}",
        header=[*BEFORE, column_of(page.meeting), *AFTER],
        rows=[_row(seat) for seat in page.seats.all],
        notes=[page.standing],
    )


def column_of(meeting: Meeting) -> str:
    """The head of the meeting's column: its date, and its kind where another met that day."""
    on = meeting.held_on.isoformat()
    if meeting.kind != Meeting.Kind.EXTRAORDINARY:
        return on
    same_day = Meeting.objects.filter(
        group=meeting.group_id, held_on=meeting.held_on, state__in=Meeting.TOOK_PLACE
    )
    return f"{on} extraordinary" if same_day.exclude(pk=meeting.pk).exists() else on


def outcome_of(seat: SeatThen) -> Outcome:
    """Who was expected follows from dates, never from what was entered."""
    if seat.state is None:
        return Outcome.NOT_A_MEMBER
    if not seat.is_held:
        return Outcome.VACANT
    return Outcome(seat.row.status) if seat.row else Outcome.NOT_RECORDED


def _row(seat: SeatThen):
    entry = seat.entry if seat.is_held else None
    before = [seat.sector, seat.agency, seat.title, outcome_of(seat).words]
    if entry is None:
        return [*before, None, None, None, None, None]
    return [
        *before,
        entry.agency_name or None,
        entry.substitute_job or None,
        f"{entry.arrived:%H:%M}" if entry.arrived else None,
        f"{entry.left:%H:%M}" if entry.left else None,
        "yes" if entry.is_remote else None,
    ]
