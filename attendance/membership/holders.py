"""Who holds a seat, and from when: naming, putting days right, taking back."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from agencies.models import Seat, Tenure
from attendance.membership.changes import (
    Holder,
    Refused,
    delete,
    locked,
    new_time,
    person_named,
    refuse_changed,
    save,
    times_of,
)
from attendance.membership.health import VACANT, Held, naming, overlapping
from attendance.membership.wording import STATES, as_held, seat_words, told, who


def _at(times: Sequence[Tenure], since: date) -> Tenure:
    return next(tenure for tenure in times if tenure.since == since)


@transaction.atomic
def name_holder(seat: Seat, day: date, state: str, holder: Holder) -> str:
    """Names who holds the seat from a day on: ends what was, begins what is."""
    locked(seat)
    times = times_of(seat)
    plan = naming(map(as_held, times), day, state)
    before = plan.ends or plan.replaces
    if state == VACANT and before is not None and before.state == VACANT:
        raise Refused(f"The seat is vacant then already: {told(before)}.", "since")
    new = new_time(seat, day, plan.until, state, holder)
    said = [f"{seat_words(seat)}: {told(new)}{f', {who(new.person)}' if new.person else ''}."]
    accounts = []
    if plan.replaces:
        old = _at(times, day)
        said.append(f"The entry of that day said {STATES[old.state].lower()}, and is changed.")
        accounts.append(old.user)
        new.pk, new.until_inferred, new.note = old.pk, old.until_inferred, old.note
        save(new, "Held otherwise than entered")
        said += _unlinked(old)
        return " ".join(said)
    if plan.ends:
        old = _at(times, plan.ends.since)
        new.until_inferred = old.until_inferred
        old.until, old.until_inferred = day, False
        save(old, "Ended by what follows")
        said.append(f"Before it: {told(old)}.")
        said += to_close(old)
    save(new, {VACANT: "A vacancy named"}.get(state, "A holder named"))
    return " ".join(said)


def to_close(ended: Tenure) -> list[str]:
    """What to know of the account of a holder whose time has ended."""
    if ended.user is None:
        return []
    if ended.until and ended.until <= timezone.localdate():
        return [
            f"The account {ended.user} is linked to the time that ended: where it was its last "
            "seat, the accounts page asks to close it."
        ]
    return [
        f"The account {ended.user} stays linked until then; the accounts page asks to close it "
        "once its last seat has ended."
    ]


def _unlinked(old: Tenure) -> list[str]:
    return [f"The account {old.user} is no longer linked to the seat."] if old.user else []


@transaction.atomic
def put_right(
    tenure: Tenure,
    since: date,
    until: date | None,
    *,
    is_inferred: tuple[bool, bool],
    note: str,
    holder: Holder,
) -> str:
    """The time's days, note and holder as given. A day that is changed is no longer inferred."""
    seat = tenure.seat
    locked(seat)
    refuse_changed(tenure)
    others = [other for other in times_of(seat) if other.pk != tenure.pk]
    refuse_overlap(tenure.state, since, until, others)
    old = told(tenure)
    tenure.since_inferred = is_inferred[0] and since == tenure.since
    tenure.until_inferred = is_inferred[1] and until is not None and until == tenure.until
    tenure.since, tenure.until, tenure.note = since, until, note
    if tenure.state != VACANT:
        # An erased holder has no name to be found by, and stays who it was.
        if holder.name != (tenure.person.name if tenure.person else ""):
            tenure.person = person_named(seat.group.board, holder.name)
        tenure.seniority, tenure.is_below_required = holder.seniority, holder.is_below_required
    save(tenure, "Put right")
    new = told(tenure)
    said = f"It was {old}, and is {new}." if old != new else f"It is {new}."
    return f"{seat_words(seat)} is put right. {said}"


def refuse_overlap(state: str, since: date, until: date | None, others) -> None:
    found = overlapping([Held(state, since, until)], [as_held(other) for other in others])
    if found:
        told_of = " and ".join(told(other) for _, other in found)
        raise Refused(
            f"These days overlap with another time in this seat: {told_of}. Put that right "
            "first, or choose other days.",
            "since",
        )


@transaction.atomic
def take_back(tenure: Tenure) -> str:
    """Removes a time that was entered by mistake; the one that ended for it goes on."""
    seat = tenure.seat
    locked(seat)
    refuse_changed(tenure)
    before = next((one for one in times_of(seat) if one.until == tenure.since), None)
    was = told(tenure)
    delete(tenure, "Entered by mistake")
    said = f"{seat_words(seat)}: “{was}” is taken back."
    if before is None:
        return said
    before.until, before.until_inferred = tenure.until, tenure.until_inferred
    save(before, "Goes on: what followed was entered by mistake")
    return f"{said} It is again {told(before)}."
