"""What is on record of a group, as plain values to hold a file against. Six queries at most."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from agencies.models import Agency, Board, Group, Seat, Tenure
from attendance.models import Mark, Meeting


@dataclass(frozen=True)
class KnownTime:
    id: int
    state: str
    since: date
    until: date | None
    since_inferred: bool = False
    is_named: bool = False  # with its holder

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class KnownSeat:
    id: int
    agency_id: int
    agency: str
    sector: str
    title: str
    aliases: tuple[str, ...]
    is_member: bool
    position: int
    times: tuple[KnownTime, ...]
    is_continued: bool = False  # by the seat of another agency

    def time_on(self, day: date) -> KnownTime | None:
        return next((time for time in self.times if time.covers(day)), None)

    def is_held_on(self, day: date) -> bool:
        time = self.time_on(day)
        return time is not None and time.state in Tenure.HELD

    def touches(self, first: date, last: date) -> bool:
        """Whether anything is on record of how it was held between two days."""
        return any(
            time.since <= last and (time.until is None or first < time.until) for time in self.times
        )


@dataclass(frozen=True)
class KnownMeeting:
    id: int
    day: date
    kind: str
    state: str
    is_confirmed: bool


@dataclass(frozen=True)
class KnownAgency:
    id: int
    name: str
    slug: str
    sector: str


@dataclass(frozen=True)
class Known:
    """A group without an `id` is not on record yet."""

    group_id: int | None
    seats: tuple[KnownSeat, ...] = ()
    meetings: tuple[KnownMeeting, ...] = ()
    # The outcome by seat and meeting.
    entries: dict[tuple[int, int], str] = field(default_factory=dict)
    agencies: tuple[KnownAgency, ...] = ()
    sectors: tuple[str, ...] = ()


def known(board: Board, group: Group | None, days: Iterable[date]) -> Known:
    """What is on record of the board and the group, with the entries of meetings on these days."""
    agencies = tuple(
        KnownAgency(agency.pk, agency.name, agency.slug, agency.sector.name)
        for agency in Agency.objects.filter(board=board).select_related("sector")
    )
    sectors = tuple(board.sectors.values_list("name", flat=True))
    if group is None:
        return Known(None, agencies=agencies, sectors=sectors)
    meetings = tuple(
        KnownMeeting(row.pk, row.held_on, row.kind, row.state, row.confirmed_at is not None)
        for row in Meeting.objects.filter(group=group, held_on__in=set(days)).order_by("pk")
    )
    return Known(group.pk, _seats(group), meetings, _entries(meetings), agencies, sectors)


def _seats(group: Group) -> tuple[KnownSeat, ...]:
    times = defaultdict(list)
    of_group = Tenure.objects.filter(seat__group=group).order_by("since")
    for row in of_group.values_list(
        *("seat_id", "pk", "state", "since", "until", "since_inferred", "person_id", "user_id")
    ):
        times[row[0]].append(KnownTime(*row[1:6], is_named=bool(row[6] or row[7])))
    seats = Seat.objects.filter(group=group).select_related("agency__sector")
    in_order = list(seats.order_by("position", "title", "pk"))
    continued = {seat.continues_id for seat in in_order}
    return tuple(
        KnownSeat(
            id=seat.pk,
            agency_id=seat.agency_id,
            agency=seat.agency.name,
            sector=seat.agency.sector.name,
            title=seat.title,
            aliases=tuple(seat.aliases),
            is_member=seat.counts_as == Seat.CountsAs.MEMBER,
            position=seat.position,
            times=tuple(times[seat.pk]),
            is_continued=seat.pk in continued,
        )
        for seat in in_order
    )


def _entries(meetings) -> dict[tuple[int, int], str]:
    marks = Mark.objects.filter(meeting__in=[meeting.id for meeting in meetings]).order_by()
    return {
        (seat, meeting): status
        for seat, meeting, status in marks.values_list("seat_id", "meeting_id", "status")
    }
