"""Writing a register: in one transaction, only what changed, and never over what somebody else
entered in the meantime."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from agencies.models import Person
from attendance.many import take_away
from attendance.models import Mark, Meeting, SentRegister
from attendance.register.entries import Entry, digest, words_of
from attendance.register.seats import Seats, SeatThen, entries_of, seats_of
from attendance.register.sent import THEIRS, Row, RowError

WRITTEN = (
    "status",
    "substitute",
    "substitute_agency",
    "substitute_job",
    "arrived_at",
    "left_at",
    "is_remote",
)
CANNOT_BE_TAKEN = (Meeting.State.POSTPONED, Meeting.State.CANCELLED)
TAKEN_BACK = "Taken back"


class Refused(Exception):
    """Nothing was saved; the message says why."""


@dataclass(frozen=True)
class Conflict:
    """A seat for which somebody else entered something else since the page was shown."""

    seat: SeatThen
    yours: Entry | None
    at: datetime | None = None
    by_yourself: bool = False

    @property
    def yours_words(self) -> str:
        return words_of(self.yours)

    @property
    def now_words(self) -> str:
        return self.seat.words


@dataclass(frozen=True)
class Saved:
    """What became of a form that was sent."""

    meeting: Meeting
    saved: tuple[int, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    errors: tuple[RowError, ...] = ()
    filled: dict[int, str] = field(default_factory=dict)  # seat to fingerprint, for “undo”
    key: uuid.UUID | None = None  # under which it is remembered
    is_repeated: bool = False


@dataclass(frozen=True)
class Fill:
    """Enter the same for every seat that has no entry; with `named` only for those of them."""

    status: str
    named: frozenset[int] | None = None


def is_outdated(row: Row, seat: SeatThen) -> bool:
    """Whether the row was made on another entry than the one that stands now. Such a row is not
    written: its sender is asked."""
    return row.seen != seat.seen


def locked(meeting_id: int) -> Meeting:
    """The meeting, which nobody else saves a register of until the transaction ends. On SQLite
    every transaction has the database to itself from its start."""
    return (
        Meeting.objects.select_for_update(of=("self",)).select_related("group").get(pk=meeting_id)
    )


def refuse_called_off(meeting: Meeting) -> None:
    if meeting.state in CANNOT_BE_TAKEN:
        raise Refused(
            f"This meeting was {meeting.get_state_display().lower()}: it has no register."
        )


@transaction.atomic
def save(
    seats: Seats,
    meeting_id: int,
    user,
    rows: Sequence[Row],
    *,
    key: uuid.UUID | None = None,
    reason: str = "",
    fill: Fill | None = None,
) -> Saved:
    """Writes the rows that are right, changed and up to date, then fills the rest if asked to.

    `seats` are those of the meeting; what is entered for them is read again once nobody else can
    write.
    The same once more under its key writes nothing and answers as before. Raises Refused.
    """
    meeting = locked(meeting_id)
    refuse_called_off(meeting)
    content = _content(rows, fill)
    key, before = _sent_before(key, content, meeting, user) if key else (None, None)
    seats = seats.with_entries(entries_of(meeting))
    if before is not None:
        return _as_before(before, meeting, user, rows, seats)
    wanted, conflicts, errors = _sorted_out(rows, seats, is_confirmed=bool(meeting.confirmed_at))
    held_back = {error.seat for error in errors} | {one.seat.id for one in conflicts}
    filled = _filled(fill, seats, wanted, held_back) if fill else {}
    writes = wanted | filled
    if writes and meeting.confirmed_at and not reason:
        raise Refused("Say why the confirmed register is changed.")
    if writes:
        write(meeting, user, writes, seats, reason)
        hold(meeting, user)
    saved = Saved(
        meeting,
        tuple(writes),
        told_when(conflicts, meeting, user),
        tuple(errors),
        {seat: digest(entry) for seat, entry in filled.items()},
        key,
    )
    if key:
        _remember(saved, user, content)
    return saved


def _sorted_out(rows: Iterable[Row], seats: Seats, *, is_confirmed: bool):
    """The entries to write by seat, the conflicts, and what is wrong."""
    wanted: dict[int, Entry | None] = {}
    conflicts, errors = [], []
    for row in rows:
        seat = seats.by_id[row.seat]
        if row.chosen == THEIRS:
            continue
        if row.errors:
            errors += row.errors
            if row.is_unanswered:
                conflicts.append(Conflict(seat, row.entry))
        elif not row.changes or digest(row.entry) == seat.seen:
            continue
        elif is_outdated(row, seat):
            conflicts.append(Conflict(seat, row.entry))
        else:
            problem = _why_not(row, seat, is_confirmed=is_confirmed)
            if problem:
                errors.append(_refusal(seat, problem))
            else:
                wanted[seat.id] = row.entry
    return wanted, conflicts, errors


def _why_not(row: Row, seat: SeatThen, *, is_confirmed: bool) -> str:
    if row.entry is not None and not seat.is_held:
        return "nobody held this seat on the day any more, so nothing was entered."
    if row.entry is None and is_confirmed and seat.is_held:
        return "the register is confirmed, so every seat keeps an entry. Change it instead."
    return ""


def _refusal(seat: SeatThen, problem: str) -> RowError:
    return RowError(seat.id, "mark", f"{seat.name}: {problem}")


def _filled(fill: Fill, seats: Seats, wanted, held_back) -> dict[int, Entry | None]:
    """The same entry for each seat without one, after what was asked for seat by seat."""
    return {
        seat.id: Entry(fill.status)
        for seat in seats.held
        if wanted.get(seat.id, seat.entry) is None
        and seat.id not in held_back
        and (fill.named is None or seat.id in fill.named)
    }


def write(meeting: Meeting, user, writes: dict[int, Entry | None], seats: Seats, reason: str):
    """Enters, changes and takes away, with history; as many queries for many as for one."""
    people = people_named(meeting, [one.substitute for one in writes.values() if one], user)
    new, changed, gone = [], [], []
    for seat_id, entry in writes.items():
        row = seats.by_id[seat_id].row
        if entry is None:
            gone.append(row)
        elif row is None:
            new.append(filled_in(Mark(meeting=meeting, seat_id=seat_id), entry, people))
        else:
            changed.append(filled_in(row, entry, people))
    why = {"default_user": user, "default_change_reason": reason or None}
    if new:
        bulk_create_with_history(new, Mark, **why)
    if changed:
        bulk_update_with_history(changed, Mark, WRITTEN, **why)
    take_away(Mark, [row.pk for row in gone if row], user, reason)


def filled_in(row: Mark, entry: Entry, people: dict[str, Person]) -> Mark:
    row.status = entry.status
    row.substitute = people.get(entry.substitute)
    row.substitute_agency_id = entry.substitute_agency
    row.substitute_job = entry.substitute_job
    row.arrived_at, row.left_at, row.is_remote = entry.arrived, entry.left, entry.is_remote
    return row


def people_named(meeting: Meeting, names: Iterable[str], user) -> dict[str, Person]:
    """The board's people of these names, made where they are not there: names live nowhere else."""
    wanted = sorted({name for name in names if name})
    if not wanted:
        return {}
    board = meeting.group.board_id
    known = Person.objects.filter(board=board, name__in=wanted, erased_at=None).order_by("-pk")
    people = {person.name: person for person in known}
    missing = [Person(board_id=board, name=name) for name in wanted if name not in people]
    if missing:
        bulk_create_with_history(missing, Person, default_user=user)
    return people | {person.name: person for person in missing}


def hold(meeting: Meeting, user) -> None:
    """A planned meeting with a register was held, once its day has come."""
    if meeting.state == Meeting.State.PLANNED and meeting.held_on <= timezone.localdate():
        meeting.state = Meeting.State.HELD
        meeting._history_user = user
        meeting.save(update_fields=["state"])


def told_when(conflicts: Sequence[Conflict], meeting: Meeting, user) -> tuple[Conflict, ...]:
    """The conflicts with the time of the other change and whether it was one's own."""
    if not conflicts:
        return ()
    latest = {
        row.seat_id: row
        for row in Mark.history.filter(
            meeting_id=meeting.pk, seat_id__in=[one.seat.id for one in conflicts]
        ).order_by("history_date", "history_id")
    }
    return tuple(
        Conflict(
            one.seat,
            one.yours,
            latest[one.seat.id].history_date if one.seat.id in latest else None,
            one.seat.id in latest and latest[one.seat.id].history_user_id == user.pk,
        )
        for one in conflicts
    )


# The same form sent again


def _content(rows: Sequence[Row], fill: Fill | None) -> str:
    """A fingerprint of what is asked for. Keyed, so that no name can be guessed from it."""
    asked = [(row.seat, row.seen, sorted(row.raw.items())) for row in rows]
    fills = (str(fill.status), sorted(fill.named or ())) if fill else None
    return salted_hmac("register sent", repr((asked, fills)), algorithm="sha256").hexdigest()[:16]


def _sent_before(key: uuid.UUID, content: str, meeting: Meeting, user):
    """The key under which the set is remembered, and what was sent under it before. A page that was
    stopped or gone back to sends other content under its key: that is a set of its own."""
    before = SentRegister.objects.filter(key=key).first()
    if before is None:
        return key, None
    if before.meeting_id != meeting.pk or before.user_id != user.pk:
        raise Refused("This form was sent for another register. Reload the page.")
    if before.outcome.get("content", content) != content:
        key = uuid.uuid5(key, content)
        before = SentRegister.objects.filter(key=key).first()
    return key, before


def _remember(saved: Saved, user, content: str) -> None:
    """Keeps what was answered, without a name: names live nowhere but with the people."""
    SentRegister.objects.create(
        key=saved.key,
        meeting=saved.meeting,
        user=user,
        outcome={
            "content": content,
            "saved": list(saved.saved),
            "conflicts": [one.seat.id for one in saved.conflicts],
            "errors": [[error.seat, error.field] for error in saved.errors],
            "filled": {str(seat): seen for seat, seen in saved.filled.items()},
        },
    )


def _as_before(before: SentRegister, meeting, user, rows: Sequence[Row], seats: Seats) -> Saved:
    """What the first sending was answered; the seats as they stand now."""
    told, sent = before.outcome, {row.seat: row for row in rows}
    asked = [seat for seat in told["conflicts"] if seat in sent and seat in seats.by_id]
    return Saved(
        meeting,
        tuple(told["saved"]),
        told_when([Conflict(seats.by_id[seat], sent[seat].entry) for seat in asked], meeting, user),
        tuple(_errors_as_before(told["errors"], meeting, rows, seats)),
        {int(seat): seen for seat, seen in told["filled"].items()},
        before.key,
        is_repeated=True,
    )


def _errors_as_before(told: list, meeting: Meeting, rows: Sequence[Row], seats: Seats):
    """An error for each that was told, also where its cause is gone: a row without one counts as
    saved."""
    for row in rows:
        own = [error for error in row.errors if [error.seat, error.field] in told]
        yield from own
        if not own and [row.seat, "mark"] in told:
            seat = seats.by_id[row.seat]
            problem = _why_not(row, seat, is_confirmed=bool(meeting.confirmed_at))
            yield _refusal(seat, problem or "this was not saved: enter it again.")


@transaction.atomic
def undo_fill(meeting_id: int, user, key: uuid.UUID) -> int:
    """Takes back what a fill entered and nobody has changed since; says how many.

    Raises Refused.
    """
    meeting = locked(meeting_id)
    if meeting.confirmed_at:
        raise Refused("The register is confirmed by now, so nothing was taken back.")
    sent = SentRegister.objects.filter(key=key, meeting=meeting, user=user).first()
    filled = sent.outcome.get("filled", {}) if sent else {}
    keys = [
        seat.row.pk
        for seat in seats_of(meeting).all
        if seat.row and filled.get(str(seat.id)) == seat.seen
    ]
    take_away(Mark, keys, user, TAKEN_BACK)
    return len(keys)


@transaction.atomic
def remove_stray(meeting_id: int, user, seat_id: int, reason: str = "") -> bool:
    """Takes away an entry for a seat that nobody held on the day; whether there was one. Raises
    Refused."""
    meeting = locked(meeting_id)
    if meeting.confirmed_at and not reason:
        raise Refused("Say why the confirmed register is changed.")
    keys = [seat.row.pk for seat in seats_of(meeting).strays if seat.id == seat_id and seat.row]
    take_away(Mark, keys, user, reason or "Not a member then")
    return bool(keys)
