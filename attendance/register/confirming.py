"""Confirming a register: attendance is counted from then on, and changes need a reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from attendance.models import Mark, Meeting
from attendance.register.entries import Entry
from attendance.register.quorum import Reached
from attendance.register.saving import Refused, locked, refuse_called_off, write
from attendance.register.seats import Seats, SeatThen, quorum_rule, seats_of
from lscb.formats import day


@dataclass(frozen=True)
class Unready:
    """What has to be answered before a register can be confirmed."""

    missing: Sequence[SeatThen]
    quorum: Reached | None

    @property
    def asks_about_quorum(self) -> bool:
        return self.quorum is not None and not self.quorum.is_met


def unready(meeting: Meeting, seats: Seats) -> Unready | None:
    """What is missing; None where the register can be confirmed as it is."""
    quorum = seats.quorum(quorum_rule(meeting))
    found = Unready(seats.unmarked, quorum)
    decided = meeting.state == Meeting.State.INQUORATE
    return found if found.missing or (found.asks_about_quorum and not decided) else None


@transaction.atomic
def confirm(meeting_id: int, user, *, absent: frozenset[int] = frozenset(), state: str = ""):
    """Confirms the register, with the named seats entered as absent where nothing is entered.

    `state` says how the meeting was held where its quorum was not met. Answers None, or what is
    still missing; then nothing was changed. Raises Refused.
    """
    meeting = locked(meeting_id)
    _refuse(meeting)
    seats = seats_of(meeting)
    quorum = seats.quorum(quorum_rule(meeting))
    missing = [seat for seat in seats.unmarked if seat.id not in absent]
    undecided = quorum is not None and not quorum.is_met and state not in Meeting.TOOK_PLACE
    if missing or (undecided and meeting.state != Meeting.State.INQUORATE):
        return Unready(seats.unmarked, quorum)
    as_absent = {seat.id: Entry(Mark.Status.ABSENT) for seat in seats.unmarked}
    if as_absent:
        write(meeting, user, as_absent, seats, "")
    if state in Meeting.TOOK_PLACE:
        meeting.state = state
    elif meeting.state == Meeting.State.PLANNED:
        meeting.state = Meeting.State.HELD
    meeting.confirmed_at, meeting.confirmed_by = timezone.now(), user
    meeting._history_user = user
    meeting._change_reason = "Register confirmed"
    meeting.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    return None


def _refuse(meeting: Meeting) -> None:
    refuse_called_off(meeting)
    if meeting.confirmed_at:
        raise Refused("This register is confirmed already.")
    if meeting.held_on > timezone.localdate():
        raise Refused(
            f"This meeting is on {day(meeting.held_on)}. Confirm its register then or later."
        )
