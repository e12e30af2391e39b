"""A register to take, and what a browser sends of it."""

import uuid

from django.urls import reverse

from attendance.models import Mark
from tests.build import (
    make_agency,
    make_group,
    make_meeting,
    make_person,
    make_seat,
    make_tenure,
    mark,
)
from tests.page_forms import fields_of

HELD_ON = "2012-09-13"


def make_register(board, seats=3, *, confirmed=False, state="planned", **fields):
    """A meeting of the main group with so many seats in post, each of an agency of its own."""
    group = board.groups.filter(slug="main-board").first() or make_group(board)
    for number in range(1, seats + 1):
        agency = make_agency(board, f"Agency {number:03}", position=number)
        make_tenure(make_seat(group, agency, f"Seat {number:03}"), "2012-04-01")
    if confirmed:
        state = "held"
    return make_meeting(group, HELD_ON, confirmed=confirmed, state=state, **fields)


def confirm_all_present(meeting, seats):
    for seat in seats:
        mark(seat, meeting)
    meeting.state, meeting.confirmed_at = "held", "2012-09-14T12:00Z"
    meeting.save()
    return meeting


def seats_of(meeting):
    return list(meeting.group.seats.order_by("title"))


def address_of(meeting, name="register", **parts):
    of = {"board_slug": meeting.group.board.slug, "meeting_id": meeting.pk, **parts}
    return reverse(name, kwargs=of)


def opened(client, meeting) -> dict:
    """The fields of the register as the page gives them."""
    return fields_of(client.get(address_of(meeting)), "register")


def send(client, meeting, fields=None, **changes):
    """The form as it was opened, with changes; mark_7="present" is the field mark-7."""
    sent = dict(opened(client, meeting) if fields is None else fields)
    for name, value in changes.items():
        field, _, seat = name.rpartition("_")
        sent[f"{field}-{seat}" if seat.isdecimal() else name] = value
    return client.post(address_of(meeting), sent)


def send_as_script(client, meeting, fields, **changes):
    """The same, as a script sends it: answered in JSON."""
    sent = {"key": str(uuid.uuid4()), **fields, **changes}
    return client.post(address_of(meeting), sent, headers={"Accept": "application/json"}).json()


def entries(meeting) -> dict[str, str]:
    """What is stored: the seat's title to what became of it."""
    found = Mark.objects.filter(meeting=meeting).order_by("seat__title")
    return dict(found.values_list("seat__title", "status"))


def make_holder(seat, name):
    """Names who holds the seat."""
    time = seat.tenures.get()
    time.person = make_person(seat.group.board, name)
    time.save()
    return time.person
