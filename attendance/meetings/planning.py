"""What is done to a meeting: each in one transaction, with its reason in history."""

from dataclasses import dataclass
from datetime import date, time

from django.db import IntegrityError, transaction

from attendance.meetings.dates import in_full
from attendance.models import Meeting

SAME_DAY = (
    "The group has a meeting of this type on that day already. Choose another day, or the other "
    "type."
)

MEANWHILE = (
    "Somebody else has confirmed its register, called it off or changed its day in the meantime, "
    "so nothing was changed. Look at what it says now, then send this again."
)


class Taken(Exception):
    """The group has a meeting of that type on that day; the message says so."""

    def __init__(self):
        super().__init__(SAME_DAY)


class ChangedMeanwhile(Exception):
    """The meeting is another one than the form was about; the message says so."""

    def __init__(self):
        super().__init__(MEANWHILE)


# What of a meeting decides which day it may have, and whether a reason is needed.
ASKED_ABOUT = ("held_on", "state", "confirmed_at")


@dataclass(frozen=True)
class Plan:
    """When and where a group meets."""

    held_on: date
    kind: str = Meeting.Kind.ORDINARY
    starts_at: time | None = None
    place: str = ""
    date_note: str = ""


def _saved(meeting: Meeting) -> Meeting:
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as problem:
        raise Taken from problem
    return meeting


def _locked(meeting: Meeting) -> Meeting:
    """The meeting as it is now; nobody else changes it before the transaction ends."""
    return (
        Meeting.objects.select_for_update(of=("self",)).select_related("group").get(pk=meeting.pk)
    )


def plan(group, planned: Plan) -> Meeting:
    """A new planned meeting of the group. Raises Taken."""
    return _saved(Meeting(group=group, **vars(planned)))


@transaction.atomic
def change(meeting: Meeting, planned: Plan, reason: str = "") -> Meeting:
    """The meeting with what was typed; its state and register stay. Raises Taken, and
    ChangedMeanwhile where it gets another day or type and what was asked about that is outdated."""
    seen, meeting = meeting, _locked(meeting)
    is_moved = (planned.held_on, planned.kind) != (meeting.held_on, meeting.kind)
    if is_moved and any(getattr(seen, name) != getattr(meeting, name) for name in ASKED_ABOUT):
        raise ChangedMeanwhile
    for name, value in vars(planned).items():
        setattr(meeting, name, value)
    meeting._change_reason = reason or None
    return _saved(meeting)


@transaction.atomic
def set_state(meeting: Meeting, state: str, why: str, again: Plan | None = None) -> Meeting | None:
    """Says what became of a meeting. With `again` it is put off to that day: the new, planned
    meeting comes back. Raises Taken.

    Only a meeting that took place has a confirmed register, so calling it off takes the
    confirmation back; what was entered stays.
    """
    meeting = _locked(meeting)
    new = plan(meeting.group, again) if again else None
    meeting.state = state
    meeting.state_note = " ".join(
        part for part in (why, f"Put off to {in_full(new.held_on)}." if new else "") if part
    )
    if state not in Meeting.TOOK_PLACE:
        meeting.confirmed_at = meeting.confirmed_by = None
    meeting._change_reason = why or None
    _saved(meeting)
    return new
