"""What was changed in a register after it was confirmed: old, new, who, when and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from attendance.models import Mark, Meeting
from attendance.register.entries import words_of
from attendance.register.seats import Seats

NOTHING = words_of(None)


@dataclass(frozen=True)
class Correction:
    seat: str
    old: str
    new: str
    who: str
    when: datetime
    why: str


def corrections(meeting: Meeting, seats: Seats, agencies: Mapping[int, str]) -> list[Correction]:
    """The corrections of a confirmed register, newest first. Two queries; none before that.

    Substitutes are told by job and agency: history keeps no name.
    """
    if meeting.confirmed_at is None:
        return []
    rows = list(Mark.history.filter(meeting_id=meeting.pk).order_by("history_date", "history_id"))
    who = dict(
        User.objects.filter(pk__in={row.history_user_id for row in rows}).values_list("pk", "email")
    )
    before: dict[int, str] = {}
    found = []
    for row in rows:
        old = before.get(row.seat_id, NOTHING)
        new = NOTHING if row.history_type == "-" else _words(row, agencies)
        before[row.seat_id] = new
        is_late = row.history_date > meeting.confirmed_at
        # A first entry that nobody made on a page is no correction: it came with old records.
        if is_late and (old != NOTHING or row.history_user_id):
            seat = seats.by_id.get(row.seat_id)
            found.append(
                Correction(
                    seat.name if seat else f"seat number {row.seat_id}",
                    old,
                    new,
                    who.get(row.history_user_id, "the system"),
                    row.history_date,
                    row.history_change_reason or "",
                )
            )
    return found[::-1]


def _words(row, agencies: Mapping[int, str]) -> str:
    status = Mark.Status(row.status).label
    parts = [
        "named" if row.substitute_id else "",
        row.substitute_job,
        agencies.get(row.substitute_agency_id or 0, ""),
        f"from {row.arrived_at:%H:%M}" if row.arrived_at else "",
        f"until {row.left_at:%H:%M}" if row.left_at else "",
        "from elsewhere" if row.is_remote else "",
    ]
    told = ", ".join(part for part in parts if part)
    return f"{status} ({told})" if told else status
