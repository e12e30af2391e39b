"""The seats of a meeting: who was expected on its day, what is entered for each, and why others
are not asked for. Two queries, however many seats."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from agencies.models import Seat, Tenure
from attendance.models import Mark, Meeting, QuorumRule
from attendance.register.entries import Entry, digest, entry_of, words_of
from attendance.register.quorum import Quorum, Reached, SeatThere, reached
from lscb.formats import day
from lscb.periods import FinancialYear


@dataclass(frozen=True)
class SeatThen:
    """One seat of the group as it stood on the meeting's day, with its entry."""

    id: int
    title: str
    aliases: tuple[str, ...]
    agency_id: int
    agency: str
    sector: str
    counts_as: str
    state: str | None  # of the time in the seat that covers the day; None where none does
    holder: str = ""
    why_not_expected: str = ""
    row: Mark | None = field(default=None, compare=False)

    @property
    def is_held(self) -> bool:
        return self.state in Tenure.HELD

    @property
    def is_member(self) -> bool:
        return self.counts_as == Seat.CountsAs.MEMBER

    @property
    def is_expected(self) -> bool:
        return self.is_held and self.is_member

    @property
    def entry(self) -> Entry | None:
        return entry_of(self.row) if self.row else None

    @property
    def seen(self) -> str:
        return digest(self.entry)

    @property
    def words(self) -> str:
        return words_of(self.entry)

    @property
    def name(self) -> str:
        """Seat and agency: no two seats of a group have both alike."""
        return f"{self.title}, {self.agency}"


@dataclass(frozen=True)
class Seats:
    """Every seat of a meeting's group that its register has something to say of."""

    all: tuple[SeatThen, ...]

    @property
    def held(self) -> list[SeatThen]:
        """Those with a place in the register: members, advisers and observers in post."""
        return [seat for seat in self.all if seat.is_held]

    @property
    def unmarked(self) -> list[SeatThen]:
        return [seat for seat in self.held if seat.row is None]

    @property
    def strays(self) -> list[SeatThen]:
        """Entered although nobody held the seat that day."""
        return [seat for seat in self.all if not seat.is_held and seat.row is not None]

    @property
    def not_expected(self) -> list[SeatThen]:
        return [seat for seat in self.all if not seat.is_held and seat.row is None]

    @cached_property
    def by_id(self) -> dict[int, SeatThen]:
        return {seat.id: seat for seat in self.all}

    def with_entries(self, rows: Iterable[Mark]) -> "Seats":
        """The same seats with these entries in place of those that were read before."""
        by_seat = {row.seat_id: row for row in rows}
        return Seats(tuple(replace(seat, row=by_seat.get(seat.id)) for seat in self.all))

    @property
    def count(self) -> dict[str, int]:
        """How many places the register has, how many are entered, and as what."""
        told = Counter(seat.row.status for seat in self.held if seat.row)
        statuses = {status: told[status] for status in Mark.Status.values}
        return {"expected": len(self.held), "entered": told.total(), **statuses}

    @property
    def there(self) -> list[SeatThere]:
        """What the quorum is worked out from: advisers and observers are never counted."""
        return [
            SeatThere(
                seat.agency_id,
                bool(seat.row and seat.row.status == Mark.Status.PRESENT),
                bool(seat.row and seat.row.status == Mark.Status.SUBSTITUTE),
            )
            for seat in self.all
            if seat.is_expected
        ]

    def quorum(self, rule: Quorum | None) -> Reached | None:
        return reached(rule, self.there) if rule else None


def entries_of(meeting: Meeting):
    return (
        Mark.objects.filter(meeting=meeting)
        .select_related("substitute", "substitute_agency")
        .order_by()
    )


def seats_of(meeting: Meeting) -> Seats:
    """The seats of the meeting's group in the order of the tables: agencies by sector. Seats that
    nobody held at any time in the meeting's year are left out unless something is entered."""
    rows = {row.seat_id: row for row in entries_of(meeting)}
    year = FinancialYear.of(meeting.held_on)
    seats = []
    for times in _times_by_seat(meeting):
        seat = _seat_then(times, meeting.held_on, rows.get(times[0].pk))
        if seat.row or any(_touches(time, year) for time in times):
            seats.append(seat)
    return Seats(tuple(seats))


def _times_by_seat(meeting: Meeting) -> Iterable[list]:
    """For each seat of the group its times in post: a row each, one without a state where it has
    none. Plain rows: whole records of five tables cost three times as much."""
    rows = (
        Seat.objects.filter(group=meeting.group_id)
        .order_by(
            "agency__sector__position",
            "agency__sector__name",
            "agency__position",
            "agency__name",
            "position",
            "title",
            "pk",
            "tenures__since",
        )
        .values_list(
            "pk",
            "title",
            "aliases",
            "agency_id",
            "agency__name",
            "agency__sector__name",
            "counts_as",
            "tenures__state",
            "tenures__since",
            "tenures__until",
            "tenures__person__name",
            named=True,
        )
    )
    by_seat: dict[int, list] = {}
    for row in rows:
        by_seat.setdefault(row.pk, []).append(row)
    return by_seat.values()


def _covers(time, on: date) -> bool:
    since, until = time.tenures__since, time.tenures__until
    return since is not None and since <= on and (until is None or on < until)


def _touches(time, year: FinancialYear) -> bool:
    since, until = time.tenures__since, time.tenures__until
    return since is not None and since < year.end and (until is None or until > year.start)


def _seat_then(times, on: date, row: Mark | None) -> SeatThen:
    then = next((time for time in times if _covers(time, on)), None)
    seat = times[0]
    return SeatThen(
        id=seat.pk,
        title=seat.title,
        aliases=tuple(seat.aliases),
        agency_id=seat.agency_id,
        agency=seat.agency__name,
        sector=seat.agency__sector__name,
        counts_as=seat.counts_as,
        state=then.tenures__state if then else None,
        holder=(then.tenures__person__name or "") if then else "",
        why_not_expected=_why_not_expected(times, then, on),
        row=row,
    )


def _why_not_expected(times, then, on: date) -> str:
    if then is not None:
        vacant = then.tenures__state == Tenure.State.VACANT
        return f"Vacant since {day(then.tenures__since)}" if vacant else ""
    ended = [time.tenures__until for time in times if time.tenures__until]
    before = [until for until in ended if until <= on]
    if before:
        return f"No longer a member from {day(max(before))}"
    later = [time.tenures__since for time in times if time.tenures__since]
    return f"Not yet a member: from {day(min(later))}" if later else "Never held by anybody"


def quorum_rule(meeting: Meeting) -> Quorum | None:
    """The group's rule of the meeting's year, or of the latest year before it that has one."""
    row = (
        QuorumRule.objects.filter(
            group=meeting.group_id, year__lte=FinancialYear.of(meeting.held_on)
        )
        .order_by("-year")
        .first()
    )
    if row is None:
        return None
    return Quorum(
        row.smallest_seats, row.smallest_percent, row.smallest_agencies, row.substitutes_count
    )
