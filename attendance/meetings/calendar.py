"""A group's meetings as a calendar that other programs read, by a secret address."""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Max
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from agencies.access import board_for
from agencies.models import Board, Group
from attendance.models import CalendarAddress, Meeting

LONDON = ZoneInfo("Europe/London")
STATUS = {Meeting.State.CANCELLED: "CANCELLED", Meeting.State.POSTPONED: "CANCELLED"}


def group_by_key(board_slug: str, group_slug: str, key: str) -> tuple[Board, Group]:
    """The group that a secret address opens: 404 unless the address works and its account still
    has a role on the board."""
    group = get_object_or_404(Group, board__slug=board_slug, slug=group_slug)
    address = CalendarAddress.working(group, key)
    if address is None or not address.user.is_active:
        raise Http404("No such calendar")
    return board_for(address.user, board_slug), group


def own_address(group: Group, user) -> CalendarAddress | None:
    return CalendarAddress.objects.filter(group=group, user=user, revoked_at=None).first()


@transaction.atomic
def make_address(group: Group, user) -> str:
    """The secret of the account's new address; an earlier one no longer works."""
    # Two windows that ask at once come one after the other.
    Group.objects.select_for_update().get(pk=group.pk)
    revoke_address(group, user, "Replaced by a new one")
    _, key = CalendarAddress.make(group, user)
    return key


def revoke_address(group: Group, user, reason: str = "") -> bool:
    """Whether the account had an address; it works no longer."""
    address = own_address(group, user)
    if address is None:
        return False
    address.revoked_at = timezone.now()
    address._change_reason = reason or None
    address.save()
    return True


def calendar_text(board: Board, group: Group, link) -> bytes:
    """The group's meetings in the form of RFC 5545. `link` gives a meeting's page; no name of a
    person is in it."""
    # Imported late: it is large, and no page needs it.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Meetings of the groups//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{group}, {board}")
    meetings = list(Meeting.objects.filter(group=group).order_by("held_on", "kind"))
    changes = _changes(meetings)
    for meeting in meetings:
        calendar.add_component(_event(board, group, meeting, changes[meeting.pk], link(meeting)))
    if any(meeting.starts_at for meeting in meetings):
        calendar.add_missing_timezones()
    return calendar.to_ical()


def _changes(meetings: Iterable[Meeting]) -> dict[int, tuple[int, datetime]]:
    """How often each meeting was changed, and when last. Programs take the higher number."""
    rows = (
        Meeting.history.filter(id__in=[meeting.pk for meeting in meetings])
        .order_by()
        .values_list("id")
        .annotate(Count("pk"), Max("history_date"))
    )
    return {pk: (number - 1, last.astimezone(UTC)) for pk, number, last in rows}


def _event(board: Board, group: Group, meeting: Meeting, changed: tuple[int, datetime], url: str):
    from icalendar import Event

    sequence, last = changed
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{board.slug}")
    event.add("dtstamp", last)
    event.add("last-modified", last)
    event.add("sequence", sequence)
    event.add("summary", _summary(group, meeting))
    event.add("status", STATUS.get(Meeting.State(meeting.state), "CONFIRMED"))
    event.add("url", url)
    if meeting.place:
        event.add("location", meeting.place)
    if meeting.starts_at:
        event.add("dtstart", datetime.combine(meeting.held_on, meeting.starts_at, LONDON))
    else:
        event.add("dtstart", meeting.held_on)
    return event


def _summary(group: Group, meeting: Meeting) -> str:
    kind = ", extraordinary meeting" if meeting.kind == Meeting.Kind.EXTRAORDINARY else ""
    state = f" ({meeting.get_state_display().lower()})" if meeting.state in STATUS else ""
    return f"{group}{kind}{state}"
