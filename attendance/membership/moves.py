"""Seats that end, open again, move to another agency, or turn out to be one."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from agencies.models import Agency, Seat, Tenure, WantedKind
from attendance.membership.changes import (
    NewAgency,
    Refused,
    agency_of,
    delete,
    locked,
    refuse_same_title,
    save,
    times_of,
)
from attendance.membership.health import overlapping
from attendance.membership.holders import to_close
from attendance.membership.wording import as_held, days, seat_words, told
from attendance.models import Mark
from lscb.formats import day as day_words


@transaction.atomic
def end_seat(seat: Seat, day: date) -> str:
    """The seat ends: on `day` it is no longer there."""
    locked(seat)
    times = times_of(seat)
    _refuse_later(times, day)
    current = next((one for one in times if as_held(one).covers(day)), None)
    if current is None:
        raise Refused("The seat had ended by then already.", "last")
    current.until, current.until_inferred = day, False
    save(current, "The seat ended")
    words = seat_words(seat)
    if day > timezone.localdate():
        said = f"{words} ends: {told(current)}. Until then its days can be put right on its page."
    else:
        said = f"{words} has ended: {told(current)}. You can open it again on its page."
    return " ".join([said, *to_close(current)])


def _refuse_later(times: Sequence[Tenure], day: date) -> None:
    later = [told(one) for one in times if one.since >= day]
    if later:
        raise Refused(
            f"It cannot end then: it is {' and '.join(later)}. Take that back first, or choose a "
            "later day.",
            "last",
        )


def why_not_reopen(times: Sequence[Tenure], today: date, *, has_moved: bool) -> str | None:
    """The sentence why there is nothing to open again; None if there is. A move that is to come
    is taken back by it too."""
    until = times[-1].until if times else None
    if until is None or (until > today and not has_moved):
        return "This seat has not ended, so there is nothing to open again."
    return None


@transaction.atomic
def reopen(seat: Seat) -> str:
    """A seat that was ended goes on as it was held last. A move to another agency is taken back
    with it, where nothing hangs on the seat it made."""
    locked(seat)
    times = times_of(seat)
    moved = list(seat.continued_by.select_related("agency"))
    if sentence := why_not_reopen(times, timezone.localdate(), has_moved=bool(moved)):
        raise Refused(sentence)
    for one in moved:
        _remove_unused(one, back_to=seat)
    last = times[-1]
    last.until, last.until_inferred = None, False
    save(last, "The seat was opened again")
    return f"{seat_words(seat)} is open again: {told(last)}."


def _remove_unused(seat: Seat, back_to: Seat) -> None:
    times = times_of(seat)
    sentence = (
        f"It goes on as {seat_words(seat)}, which has a past of its own by now. End that seat, or "
        "merge the two."
    )
    if len(times) > 1:
        raise Refused(sentence)
    for kind in WantedKind.objects.filter(met_by=seat):
        kind.met_by = back_to
        save(kind, "The move was taken back")
    try:
        with transaction.atomic():
            for tenure in times:
                delete(tenure, "The move was taken back")
            delete(seat, "The move was taken back")
    except ProtectedError as problem:
        raise Refused(sentence) from problem


@transaction.atomic
def move_seat(seat: Seat, given: Agency | NewAgency, day: date) -> tuple[Seat, str]:
    """The seat of the other agency that carries this one on from a day, and the sentence.

    What was recorded before the day stays with the agency of that time; later times and register
    entries are made anew on the new seat, because none is ever moved.
    """
    locked(seat)
    refuse_same_title(seat.group, given, seat.title)
    times = times_of(seat)
    if not times or times[0].since >= day:
        raise Refused("The seat was not there before that day: choose a later one.", "since")
    if times[-1].until is not None and times[-1].until <= day:
        raise Refused(
            f"The seat had ended by then: it was {told(times[-1])}. Choose an earlier day.", "since"
        )
    new = _continuing(seat, agency_of(seat.group.board, given))
    for tenure in times:
        _move_time(tenure, new, day)
    for mark in Mark.objects.filter(seat=seat, meeting__held_on__gte=day):
        _remake(mark, new, f"Moved with the seat from {seat.agency}")
    for query in seat.queries.filter(meeting__held_on__gte=day):
        query.seat = new
        save(query, "Moved with the seat")
    for kind in WantedKind.objects.filter(met_by=seat):
        kind.met_by = new
        save(kind, "Moved with the seat")
    return new, (
        f"From {day_words(day)} the seat belongs to {new.agency}. What was recorded before stays "
        f"with {seat.agency}."
    )


def _continuing(seat: Seat, agency: Agency) -> Seat:
    new = Seat(
        group=seat.group,
        agency=agency,
        title=seat.title,
        aliases=seat.aliases,
        required_seniority=seat.required_seniority,
        counts_as=seat.counts_as,
        office=seat.office,
        note=seat.note,
        position=seat.position,
        continues=seat,
    )
    save(new, f"Moved from {seat.agency}")
    return new


def _move_time(tenure: Tenure, new: Seat, day: date) -> None:
    """The part of a time from a day on, on the seat that carries on."""
    reason = f"The seat moved to {new.agency}"
    if tenure.until is not None and tenure.until <= day:
        return
    if tenure.since >= day:
        _remake(tenure, new, reason)
        return
    rest = _copy(tenure, new)
    rest.since, rest.since_inferred = day, False
    tenure.until, tenure.until_inferred = day, False
    save(tenure, reason)
    save(rest, reason)


def _copy(record, seat: Seat):
    """The same record of another seat, not stored."""
    values = {
        field.attname: getattr(record, field.attname)
        for field in record._meta.concrete_fields
        if not field.primary_key and field.name != "seat"
    }
    return type(record)(seat=seat, **values)


def _remake(record, seat: Seat, reason: str) -> None:
    """A record made anew on another seat; the old one goes, and stays in history."""
    new = _copy(record, seat)
    delete(record, reason)
    save(new, reason)


# Two names of one seat


def clashes(kept: Seat, other: Seat) -> list[str]:
    """Why the two cannot be one seat, a sentence each."""
    found = []
    own = Mark.objects.filter(seat=kept).values("meeting")
    both = Mark.objects.filter(seat=other, meeting__in=own)
    if dates := both.order_by().values_list("meeting__held_on", flat=True):
        found.append(f"Both are recorded in the register of {days(dates)}.")
    pairs = overlapping(map(as_held, times_of(kept)), [as_held(one) for one in times_of(other)])
    found += [
        f"“{kept.title}” was {told(one)}, and “{other.title}” {told(another)}: that overlaps."
        for one, another in pairs
    ]
    return found


def merge(kept: Seat, other: Seat) -> str:
    """The other seat becomes a name of this one: its times and register entries are made anew
    here, what else points to it points here, and it goes. Where anything clashes, nothing is
    done."""
    try:
        with transaction.atomic():
            return _merge(kept, other)
    except ProtectedError as problem:
        named = ", ".join(str(row) for row in list(problem.protected_objects)[:5])
        raise Refused(f"The other seat is still needed by: {named}. Nothing was done.") from problem
    except IntegrityError as problem:
        raise Refused(
            "Something that belongs to the other seat may not be changed any more, such as a "
            "letter that was sent. Nothing was done."
        ) from problem


def _merge(kept: Seat, other: Seat) -> str:
    locked(kept, other)
    if found := clashes(kept, other):
        raise Refused(f"{' '.join(found)} Nothing was done.", "other")
    reason = f"Merged with “{other.title}” ({other.agency})"
    times, marks = times_of(other), list(Mark.objects.filter(seat=other))
    for record in (*times, *marks):
        _remake(record, kept, reason)
    _repoint(kept, other, reason)
    names = [*kept.aliases, other.title, *other.aliases]
    kept.aliases = [name for name in dict.fromkeys(names) if name != kept.title]
    save(kept, reason)
    gone = seat_words(other)
    delete(other, f"Merged into “{kept.title}” ({kept.agency})")
    return (
        f"{gone} is now another name of {seat_words(kept)}. Times made anew here: {len(times)}; "
        f"register entries: {len(marks)}."
    )


def _repoint(kept: Seat, other: Seat, reason: str) -> None:
    """Whatever else points to the other seat points to the one that stays."""
    if kept.continues_id in (None, other.pk) and other.continues_id != kept.pk:
        kept.continues = other.continues
    for relation in Seat._meta.related_objects:
        if relation.related_model in (Tenure, Mark):
            continue
        name = relation.field.name
        rows = relation.related_model._base_manager.filter(**{name: other})
        for row in rows.exclude(pk=kept.pk) if relation.related_model is Seat else rows:
            setattr(row, name, kept)
            save(row, reason)
