"""What is done to seats: each in one transaction, each kept in history.

Every function here, in `holders` and in `moves` says in a sentence what it did. It raises Refused
where it may not be done; what should be known before it is done is said by `cautions`.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from agencies.models import Agency, Board, Group, Person, Seat, Sector, Tenure, WantedKind
from attendance.membership.health import VACANT
from attendance.membership.wording import seat_words, told


class Refused(Exception):
    """It may not be done; the message is the sentence for whoever asked, `field` is where."""

    def __init__(self, sentence: str, field: str | None = None):
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Holder:
    """Who holds a seat, as far as it is known."""

    name: str = ""
    seniority: str = ""
    is_below_required: bool = False


@dataclass(frozen=True)
class NewAgency:
    """An agency that the board does not have yet. Its sector may be one of the board's or new."""

    name: str
    sector: Sector | None = None
    new_sector: str = ""


@dataclass(frozen=True)
class SeatWords:
    """What a seat is called and what it is."""

    title: str
    counts_as: str = Seat.CountsAs.MEMBER
    required_seniority: str = ""
    aliases: tuple[str, ...] = ()


def person_named(board: Board, name: str) -> Person | None:
    """The board's person of that name, made if there is none; None without a name."""
    if not name:
        return None
    found = Person.objects.filter(board=board, name=name, erased_at=None).order_by("pk").first()
    return found or Person.objects.create(board=board, name=name)


def times_of(seat: Seat) -> list[Tenure]:
    """How the seat was held, in order of time."""
    found = Tenure.objects.filter(seat=seat).select_related("person", "user").order_by("since")
    return list(found)


def locked(*seats: Seat) -> None:
    """Two who change the same seat at once come one after the other, and the second is refused
    where the first has changed what it had read."""
    for seat in sorted(seats, key=lambda one: one.pk):
        refuse_changed(seat)


def refuse_changed(record: Seat | Tenure) -> None:
    """Locks the row. To store a record that was read before would undo what was changed since."""
    names = [field.attname for field in record._meta.concrete_fields]
    rows = type(record)._base_manager.select_for_update().filter(pk=record.pk)
    if rows.values(*names).first() != {name: getattr(record, name) for name in names}:
        raise Refused(
            "Somebody else has changed this in the meantime, so nothing was done. Look at what it "
            "says now first."
        )


def seen_of(seat: Seat) -> str:
    """A fingerprint of the seat and its times: another one where either has changed."""
    names = [field.attname for field in Tenure._meta.concrete_fields]
    times = list(Tenure.objects.filter(seat=seat).order_by("pk").values_list(*names))
    own = [getattr(seat, field.attname) for field in seat._meta.concrete_fields]
    return sha256(repr((own, times)).encode()).hexdigest()[:16]


def save(record, reason: str) -> None:
    record._change_reason = reason
    record.save()


def delete(record, reason: str) -> None:
    record._change_reason = reason
    record.delete()


# A new seat, and what a seat is called


def agency_of(board: Board, given: Agency | NewAgency) -> Agency:
    """The agency, made and put last in the tables if it is new."""
    if isinstance(given, Agency):
        return given
    sector = given.sector or _new_sector(board, given.new_sector)
    last = board.agencies.aggregate(last=Max("position"))["last"] or 0
    agency = Agency(
        board=board,
        sector=sector,
        name=given.name,
        slug=_free_slug(board, given.name),
        position=last + 1,
    )
    save(agency, "Added with a seat")
    return agency


def _new_sector(board: Board, name: str) -> Sector:
    last = board.sectors.aggregate(last=Max("position"))["last"] or 0
    sector = Sector(board=board, name=name, position=last + 1)
    save(sector, "Added with an agency")
    return sector


def _free_slug(board: Board, name: str) -> str:
    """The address an agency gets: its name, with a number where another has that already."""
    start = slugify(name)[:45] or "agency"
    taken = set(board.agencies.filter(slug__startswith=start).values_list("slug", flat=True))
    number, slug = 1, start
    while slug in taken:
        number += 1
        slug = f"{start}-{number}"
    return slug


def refuse_same_title(group: Group, agency, title: str, *, besides: Seat | None = None) -> None:
    """A title stands once in a group and agency."""
    if not isinstance(agency, Agency):
        return
    same = Seat.objects.filter(group=group, agency=agency, title=title)
    if same.exclude(pk=besides.pk if besides else None).exists():
        raise Refused(
            f"{agency} has a seat of this title in the {group} already. If they are one seat, "
            "merge the two.",
            "title",
        )


@transaction.atomic
def add_seat(
    group: Group,
    given: Agency | NewAgency,
    words: SeatWords,
    since: date,
    state: str,
    holder: Holder,
) -> tuple[Seat, str]:
    """The new seat, held from a day on, and the sentence that says so."""
    refuse_same_title(group, given, words.title)
    agency = agency_of(group.board, given)
    last = group.seats.aggregate(last=Max("position"))["last"] or 0
    seat = Seat(
        group=group,
        agency=agency,
        title=words.title,
        aliases=list(words.aliases),
        counts_as=words.counts_as,
        required_seniority=words.required_seniority,
        position=last + 1,
    )
    save(seat, "Added")
    tenure = new_time(seat, since, None, state, holder)
    save(tenure, "Added with the seat")
    return seat, f"{seat_words(seat)} is added to the {group}: {told(tenure)}."


def new_time(seat: Seat, since: date, until: date | None, state: str, holder: Holder) -> Tenure:
    """Not stored yet. A vacant seat has no holder."""
    if state == VACANT:
        return Tenure(seat=seat, since=since, until=until, state=state)
    return Tenure(
        seat=seat,
        since=since,
        until=until,
        state=state,
        person=person_named(seat.group.board, holder.name),
        seniority=holder.seniority,
        is_below_required=holder.is_below_required,
    )


@transaction.atomic
def change_words(seat: Seat, words: SeatWords, *, was_mistyped: bool, steps: int) -> str:
    """The seat's words put as given. The old title becomes another name unless it was mistyped;
    `steps` moves the seat up (-1) or down (1) among the seats of its agency."""
    locked(seat)
    refuse_same_title(seat.group, seat.agency, words.title, besides=seat)
    old, done = seat.title, []
    aliases = list(dict.fromkeys(words.aliases))
    if words.title != old:
        done.append(f"“{old}” is now “{words.title}”")
        if not was_mistyped:
            done[-1] += f", and “{old}” stays as another name"
            aliases = list(dict.fromkeys([*aliases, old]))
    aliases = [name for name in aliases if name != words.title]
    if set(aliases) - {old} != set(seat.aliases) - {words.title, old}:
        done.append("its other names are changed")
    if words.required_seniority != seat.required_seniority:
        done.append(f"it asks for: {words.required_seniority or 'nothing in particular'}")
    if words.counts_as != seat.counts_as:
        done.append(f"it counts as {Seat.CountsAs(words.counts_as).label.lower()}")
    seat.title, seat.aliases = words.title, aliases
    seat.required_seniority, seat.counts_as = words.required_seniority, words.counts_as
    if done:
        save(seat, "Typing mistake" if was_mistyped else "Changed")
    if steps and _step(seat, steps):
        done.append(f"it stands one place {'further up' if steps < 0 else 'further down'}")
    return f"{seat_words(seat)}: {'; '.join(done)}." if done else "Nothing was changed."


def _step(seat: Seat, steps: int) -> bool:
    """Whether the seat could change its place among the seats of its agency in the group."""
    seats = list(Seat.objects.filter(group_id=seat.group_id, agency_id=seat.agency_id))
    seats.sort(key=lambda one: (one.position, one.title, one.pk))
    place = next(number for number, one in enumerate(seats) if one.pk == seat.pk)
    if not 0 <= place + steps < len(seats):
        return False
    positions = sorted(one.position for one in seats)
    if len(set(positions)) < len(positions):
        positions = [positions[0] + number for number in range(len(seats))]
    seats.insert(place + steps, seats.pop(place))
    for one, position in zip(seats, positions, strict=True):
        if one.position != position:
            one.position = position
            save(one, "Another place in the list")
    return True


# What the board wants


def keep_wanted(kind: WantedKind, reason: str) -> str:
    """Stores a wanted kind, new or changed."""
    save(kind, reason)
    if kind.met_by is None:
        return f"{kind} is on the list, as not represented."
    return f"{kind} is on the list, represented by {seat_words(kind.met_by)}."


def remove_wanted(kind: WantedKind) -> str:
    delete(kind, "No longer wanted")
    return f"{kind} is taken off the list."
