"""A pasted list of names, from the meeting's records to what the register is asked to enter."""

from collections.abc import Mapping
from dataclasses import dataclass

from attendance.models import Mark, Meeting
from attendance.register.forms import ReasonForm
from attendance.register.names import KnownSeat, Proposal, propose
from attendance.register.seats import Seats
from lscb.keys import read_id

GUEST = "guest"


@dataclass(frozen=True)
class Accepted:
    """What was confirmed of the proposals: fields as the register's own form would send them, the
    names of guests, and lines left out because another had their seat."""

    fields: dict[str, str]
    guests: tuple[str, ...]
    left_out: tuple[str, ...]


def proposals(text: str, meeting: Meeting, seats: Seats) -> list[Proposal]:
    """What the lines may mean. One query: who came as a substitute before."""
    earlier: dict[int, list[str]] = {}
    found = Mark.objects.filter(
        meeting__group=meeting.group_id, substitute__isnull=False, substitute__erased_at=None
    )
    for seat, name in found.order_by().values_list("seat_id", "substitute__name").distinct():
        earlier.setdefault(seat, []).append(name)
    known = [
        KnownSeat(
            seat.id,
            seat.agency,
            (seat.title, *seat.aliases),
            seat.holder,
            tuple(earlier.get(seat.id, ())),
        )
        for seat in seats.held
    ]
    return propose(text, known)


def accepted(post: Mapping[str, str], seats: Seats) -> Accepted:
    """Reads the lines line-0, seat-0, as-0 and on. An empty seat leaves a line out."""
    kept = ("csrfmiddlewaretoken", "key", *ReasonForm.base_fields)
    fields = {name: post[name] for name in kept if name in post}
    guests, left_out, number = [], [], 0
    while f"line-{number}" in post:
        name = " ".join(post[f"line-{number}"].replace("\0", "").split())
        chosen = post.get(f"seat-{number}", "")
        status = post.get(f"as-{number}", "")
        number += 1
        seat = seats.by_id.get(read_id(chosen))
        if chosen == GUEST:
            guests += [name] if name else []
        elif seat is not None and f"mark-{seat.id}" in fields:
            left_out.append(name)
        elif seat is not None:
            fields |= _fields(seat, status, name, post.get(f"seen-{seat.id}", ""))
    return Accepted(fields, tuple(guests), tuple(left_out))


def _fields(seat, status: str, name: str, seen: str) -> dict[str, str]:
    fields = {f"mark-{seat.id}": status, f"seen-{seat.id}": seen}
    if status == Mark.Status.SUBSTITUTE:
        fields |= {
            f"substitute_name-{seat.id}": name,
            f"substitute_agency-{seat.id}": str(seat.agency_id),
        }
    return fields
