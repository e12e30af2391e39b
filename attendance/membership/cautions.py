"""What should be known before a seat is changed: sentences to read and accept. Changes nothing."""

from datetime import date

from agencies.models import Seat, Tenure
from attendance.membership.changes import times_of
from attendance.membership.health import Held, naming, not_held_on
from attendance.membership.wording import as_held, days, seat_words, told
from attendance.models import Mark, Meeting
from lscb.formats import day as day_words


def recorded_days(seat: Seat) -> list[date]:
    """The dates at which a register has an entry for the seat."""
    return list(
        Mark.objects.filter(seat=seat)
        .order_by("meeting__held_on")
        .values_list("meeting__held_on", flat=True)
    )


def _left_outside(seat: Seat, before, after) -> list[str]:
    """A sentence with the register entries that a change would leave outside any time in post."""
    recorded = recorded_days(seat)
    now, then = not_held_on(recorded, before), not_held_on(recorded, after)
    left = [one for one in then if one not in now]
    if not left:
        return []
    return [
        f"The register has an entry for this seat on {days(left)}. Nobody would have held the "
        "seat then, so it would no longer be counted."
    ]


def of_naming(seat: Seat, day: date, state: str) -> list[str]:
    """Before a holder, cover or a vacancy is named from a day on."""
    times = [as_held(one) for one in times_of(seat)]
    plan = naming(times, day, state)
    found = []
    if plan.replaces:
        found.append(
            f"An entry begins on that very day: {told(plan.replaces)}. It will be changed; if a "
            "new one is to follow it, choose the day on which that begins."
        )
    elif plan.until:
        told_of = f"It was {told(plan.ends)}." if plan.ends else "Nobody held the seat that day."
        found.append(
            f"{day_words(day)} lies before other entries. {told_of} What you name now will be "
            f"{told(Held(state, day, plan.until))}; what follows stays as it is."
        )
    return found + _left_outside(seat, times, plan.after)


def of_days(tenure: Tenure, since: date, until: date | None) -> list[str]:
    """Before the days of a time are put right."""
    times = times_of(tenure.seat)
    others = [as_held(one) for one in times if one.pk != tenure.pk]
    after = [*others, Held(tenure.state, since, until)]
    return _left_outside(tenure.seat, [as_held(one) for one in times], after)


def of_taking_back(tenure: Tenure) -> list[str]:
    """Before a time that was entered by mistake is removed."""
    times = times_of(tenure.seat)
    after = []
    for one in times:
        if one.pk == tenure.pk:
            continue
        goes_on = one.until == tenure.since
        after.append(Held(one.state, one.since, tenure.until if goes_on else one.until))
    return _left_outside(tenure.seat, [as_held(one) for one in times], after)


def of_ending(seat: Seat, day: date) -> list[str]:
    """Before a seat ends: planned meetings that expect it, and entries after it."""
    times = [as_held(one) for one in times_of(seat)]
    after = [
        Held(one.state, one.since, day if one.covers(day) else one.until)
        for one in times
        if one.since < day
    ]
    planned = Meeting.objects.filter(
        group=seat.group_id, state=Meeting.State.PLANNED, held_on__gte=day
    ).values_list("held_on", flat=True)
    expecting = [one for one in planned if one not in not_held_on([one], times)]
    found = []
    if expecting and seat.counts_as == Seat.CountsAs.MEMBER:
        number = (
            "This planned meeting expects" if len(expecting) == 1 else "Planned meetings expect"
        )
        found.append(f"{number} the seat: {days(expecting)}. It will no longer be expected there.")
    return found + _left_outside(seat, times, after)


def of_moving(seat: Seat, agency_name: str, day: date) -> list[str]:
    """Before a seat moves to another agency: register entries that go with it."""
    later = [one for one in recorded_days(seat) if one >= day]
    if not later:
        return []
    return [
        f"The register has an entry for this seat on {days(later)}. From {day_words(day)} on "
        f"entries are those of {agency_name}, and change its figures and those of {seat.agency}."
    ]


def of_merging(kept: Seat, other: Seat) -> list[str]:
    """Before two seats become one."""
    recorded = recorded_days(other)
    entries = f"its register entries of {days(recorded)}" if recorded else "no register entry"
    found = [
        f"{seat_words(other)} will be gone as a seat of its own; {seat_words(kept)} takes over "
        f"its times in post and {entries}, and its title as another name. This cannot be undone "
        "by one press."
    ]
    if other.agency_id != kept.agency_id:
        found.append(
            f"The two are of different agencies: what was recorded for {other.agency} will count "
            f"for {kept.agency}. Where the post moved between the two, do not merge: use “Move "
            "to another agency”."
        )
    return found
