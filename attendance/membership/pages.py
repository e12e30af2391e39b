"""What the pages about seats, their holders and wanted kinds of agency say."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django import forms
from django.db.models import Case, When

from agencies.models import Board, Group, Seat, Tenure, WantedKind
from attendance.membership.changes import seen_of
from attendance.membership.health import (
    NO_MEMBER,
    VACANT,
    Held,
    holder_changes,
    last_day,
    never_came,
    vacant_since,
    with_gaps,
)
from attendance.membership.moves import why_not_reopen
from attendance.membership.wording import (
    STATES,
    as_held,
    span,
    times_over,
    who,
)
from attendance.pages.groups import as_at, latest_year
from attendance.year import SeatYear, group_years
from lscb.changes import Change, changes
from lscb.formats import day as day_words
from lscb.periods import FinancialYear


def in_table_order(seats):
    """Seats as the tables have them: by sector, by agency, then in their own order."""
    return seats.select_related("agency__sector").order_by(
        "agency__sector__position",
        "agency__sector__name",
        "agency__position",
        "agency__name",
        "position",
        "title",
        "pk",
    )


# The seats of a group, and how they are doing


@dataclass(frozen=True)
class SeatLine:
    """One seat of the group on the page's day and over its year."""

    seat: Seat
    now: Tenure | None
    vacant_since: date | None
    changes: int
    expected: int
    present: int
    substitutes: int
    times: Sequence[Held]

    @property
    def is_vacant(self) -> bool:
        return self.vacant_since is not None

    @property
    def state(self) -> str:
        """In post, interim cover or vacant; empty where nobody was to hold it."""
        return STATES[Tenure.State(self.now.state)] if self.now else ""

    @property
    def since(self) -> date | None:
        return self.vacant_since or (self.now.since if self.now else None)

    @property
    def is_inferred(self) -> bool:
        return self.now is not None and self.now.since_inferred

    @property
    def is_below_required(self) -> bool:
        return self.now is not None and self.now.is_below_required

    @property
    def holder_seniority(self) -> str:
        return self.now.seniority if self.now else ""

    @property
    def never_came(self) -> bool:
        return never_came(self.expected, self.present)

    @property
    def changes_words(self) -> str:
        return times_over(self.changes).capitalize() if self.changes else "No change"

    @property
    def substitutes_words(self) -> str:
        return times_over(self.substitutes)


@dataclass(frozen=True)
class GroupSeatsPage:
    board: Board
    group: Group
    year: FinancialYear
    as_at: date
    seats: Sequence[SeatLine]
    others: Sequence[Seat]  # not held at any time of the year
    section = "groups"

    @property
    def title(self) -> str:
        return f"Seats of the {self.group}"

    @property
    def as_at_words(self) -> str:
        return day_words(self.as_at)

    @property
    def vacant(self) -> list[SeatLine]:
        return [line for line in self.seats if line.is_vacant]

    @property
    def below(self) -> list[SeatLine]:
        return [line for line in self.seats if line.is_below_required]

    @property
    def changed(self) -> list[SeatLine]:
        return [line for line in self.seats if line.changes]

    @property
    def never_came(self) -> list[SeatLine]:
        return [line for line in self.seats if line.never_came]


def group_seats(
    board: Board, group: Group, year: FinancialYear | None, today: date
) -> GroupSeatsPage:
    """`group` is one of `groups_of(board)`."""
    year = year or latest_year([group], today)
    shown = as_at(year, today)
    (records,) = group_years([group], year)
    counted = {seat.id: seat for seat in records.seats}
    times = defaultdict(list)
    for tenure in Tenure.objects.filter(seat__group=group).order_by("since"):
        times[tenure.seat_id].append(tenure)
    lines, others = [], []
    for seat in in_table_order(group.seats):
        own = times[seat.pk]
        if seat.pk in counted or not own:
            lines.append(_seat_line(seat, own, counted.get(seat.pk), year, shown))
        else:
            others.append(seat)
    return GroupSeatsPage(board, group, year, shown, lines, others)


def _seat_line(
    seat: Seat, own: list[Tenure], counted: SeatYear | None, year: FinancialYear, shown: date
) -> SeatLine:
    times = [as_held(tenure) for tenure in own]
    count = counted.count if counted else None
    return SeatLine(
        seat=seat,
        now=next((one for one, held in zip(own, times, strict=True) if held.covers(shown)), None),
        vacant_since=vacant_since(times, shown),
        changes=holder_changes(times, year.start, year.end),
        expected=count.expected if count else 0,
        present=count.present if count else 0,
        substitutes=count.substitute if count else 0,
        times=times,
    )


# One seat


@dataclass(frozen=True)
class TimeLine:
    """One row of a seat's timeline: how it was held, or that it was not."""

    state: str
    since: date
    last: date | None
    agency: str  # where the seat belonged to another agency at that time
    tenure: Tenure | None = None
    is_of_this_seat: bool = True

    @property
    def words(self) -> str:
        return "Not a member then" if self.tenure is None else STATES[Tenure.State(self.state)]

    @property
    def holder(self) -> str:
        if self.tenure is None or self.tenure.state == VACANT:
            return "Nobody"
        return who(self.tenure.person)


@dataclass(frozen=True)
class SeatPage:
    board: Board
    seat: Seat
    now: Tenure | None
    timeline: Sequence[TimeLine]
    chain: Sequence[Seat]  # the seats that it carries on and that carry it on
    wanted: Sequence[WantedKind]
    may_reopen: bool
    changes: Sequence[Change]
    section = "groups"

    @property
    def title(self) -> str:
        return self.seat.title

    @property
    def now_words(self) -> str:
        """In post since 1 March 2013: and the name, where it is on record."""
        if self.now is None:
            return ""
        words = f"{STATES[Tenure.State(self.now.state)]} {span(self.now.since, self.now.until)}"
        return f"{words}: {self.now.person}" if self.now.person else words

    @property
    def is_inferred(self) -> bool:
        return any(
            line.tenure and (line.tenure.since_inferred or line.tenure.until_inferred)
            for line in self.timeline
        )

    @property
    def has_later_agency(self) -> bool:
        return any(seat.continues_id == self.seat.pk for seat in self.chain)


def seats_of(board: Board):
    return Seat.objects.filter(group__board=board).select_related("group", "agency")


def seat(board: Board, found: Seat, today: date) -> SeatPage:
    """`found` is one of `seats_of(board)`."""
    chain = _chain(found)
    tenures = list(
        Tenure.objects.filter(seat__in=[one.pk for one in chain])
        .select_related("person", "user")
        .order_by("since")
    )
    own = [tenure for tenure in tenures if tenure.seat_id == found.pk]
    has_moved = any(one.continues_id == found.pk for one in chain)
    return SeatPage(
        board,
        found,
        next((one for one in own if as_held(one).covers(today)), None),
        _timeline(found, {one.pk: one.agency.name for one in chain}, tenures),
        chain,
        list(found.meets.all()),
        why_not_reopen(own, today, has_moved=has_moved) is None,
        _changes_of(found) if board.rights.sees_history else [],
    )


def _chain(found: Seat) -> list[Seat]:
    """The seat with those it carries on and those that carry it on, in no order."""
    of_group = list(Seat.objects.filter(group=found.group_id).select_related("agency"))
    links = [(one.pk, one.continues_id) for one in of_group if one.continues_id is not None]
    linked = {found.pk}
    # Each round takes in what is linked to something taken in before.
    while more := {key for pair in links if linked & set(pair) for key in pair} - linked:
        linked |= more
    return [one for one in of_group if one.pk in linked]


def _timeline(found: Seat, agencies: dict[int, str], tenures: list[Tenure]) -> list[TimeLine]:
    """In order of time, as `tenures` are."""
    in_turn, rows = iter(tenures), []
    for held in with_gaps(as_held(tenure) for tenure in tenures):
        tenure = None if held.state == NO_MEMBER else next(in_turn)
        of = tenure.seat_id if tenure else found.pk
        rows.append(
            TimeLine(
                held.state,
                held.since,
                last_day(held.until),
                "" if of == found.pk else agencies[of],
                tenure,
                of == found.pk,
            )
        )
    return rows


def _changes_of(found: Seat) -> list[Change]:
    return changes([Seat.history.filter(id=found.pk), Tenure.history.filter(seat_id=found.pk)])


# Forms


@dataclass(frozen=True)
class SeatFormPage:
    """A form about a seat, or about a group's seats where there is none yet."""

    board: Board
    group: Group
    seat: Seat | None
    title: str
    button: str
    form: forms.Form
    explains: Sequence[str] = ()
    refusal: str | None = None
    tenure: Tenure | None = None
    may_take_back: bool = False
    section = "groups"

    @cached_property
    def seen(self) -> str:
        """What the form was made on: it may be open for an hour while somebody else changes it."""
        return seen_of(self.seat) if self.seat else ""

    @property
    def told_of_change(self) -> str:
        """That it was changed meanwhile; with what now stands where something else was sent."""
        # `initial` of the form is of the record; that of a field only offers something.
        on_record = [
            self.form[name] for name in self.form.changed_data if self.form.initial.get(name)
        ]
        now = "".join(f" {field.label}: it says “{_said(field)}” now." for field in on_record)
        return (
            "Somebody else has changed this seat since you opened this page, so nothing was "
            f"saved.{now} What you sent is still below: look at it again, then send it."
        )

    @property
    def cautions(self) -> Sequence[str]:
        return getattr(self.form, "cautions", ())


def _said(field: forms.BoundField) -> str:
    """What the record says of this field, as the form words it."""
    value = field.initial
    if isinstance(value, date):
        return day_words(value)
    words = {True: "yes", **dict(getattr(field.field, "choices", ()))}
    return words.get(value, str(value).replace("\n", ", "))


def others_first_of_agency(found: Seat):
    """The other seats of the group, those of the seat's own agency first."""
    others = Seat.objects.filter(group=found.group_id).exclude(pk=found.pk)
    return in_table_order(others).order_by(
        Case(When(agency=found.agency_id, then=0), default=1),
        "agency__name",
        "position",
        "title",
    )
