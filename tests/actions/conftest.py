"""A group that missed a nurse, and letters about it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.models import Letter
from tests.build import (
    make_agency,
    make_concern_rule,
    make_group,
    make_meeting,
    make_seat,
    make_tenure,
    mark,
)
from tests.conftest import signed_in
from tests.page_forms import fields_of

YEAR = "2012-13"
DAYS = ("2012-06-14", "2012-09-13", "2012-12-04", "2013-02-12")


@pytest.fixture
def main_board(board):
    """Four meetings, and a rule: two in a row or under half."""
    group = make_group(board)
    make_concern_rule(group)
    for day in DAYS:
        make_meeting(group, day)
    return group


def make_attender(group, agency, title, outcomes):
    """A seat and what became of it at each meeting: p, s, a or - for not recorded."""
    seat = make_seat(group, agency, title)
    make_tenure(seat)
    words = {"p": "present", "s": "substitute", "a": "absent"}
    for meeting, letter in zip(group.meetings.order_by("held_on"), outcomes, strict=True):
        if letter != "-":
            mark(seat, meeting, words[letter])
    return seat


@pytest.fixture
def police(board, main_board):
    """An agency with two seats that meet the rule and one that does not."""
    agency = make_agency(board, "Police")
    make_attender(main_board, agency, "Borough Commander", "aaaa")
    make_attender(main_board, agency, "Detective Inspector", "ppaa")
    make_attender(main_board, agency, "Sergeant", "pppp")
    return agency


@pytest.fixture
def draft(manager, police):
    """A letter to the police as a whole, drafted by the manager from the page of concerns."""
    post_new(manager, agency="police")
    return Letter.objects.get()


@pytest.fixture
def approved(draft, chair):
    approve(chair, draft)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def sent(approved, manager):
    send(manager, approved)
    approved.refresh_from_db()
    return approved


def address(name, letter) -> str:
    return reverse(name, args=[letter.board.slug, letter.pk])


def post_new(user, group="main-board", period=YEAR, follow=False, **about):
    new = reverse("new_letter", args=["kingston"])
    entries = {"group": group, **about}
    return signed_in(user).post(f"{new}?period={period}", entries, follow=follow)


def approve(user, letter, **changes):
    return fill_in(user, "approve_letter", letter, **changes)


def send(user, letter, **changes):
    entries = {"means": "email", "name": "Ada Example", "email": "ada@police.example.org"}
    return fill_in(user, "send_letter", letter, **{**entries, **changes})


def fill_in(user, step, letter, /, **changes):
    """Opens the page of a step as a browser does, changes some entries and sends the form."""
    client = signed_in(user)
    page = client.get(address(step, letter))
    if page.status_code != 200:
        return page
    return client.post(address(step, letter), {**fields_of(page), **changes})


def typed(name, day) -> dict[str, str]:
    """A day in the three boxes."""
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def today():
    return timezone.localdate()


def in_days(number):
    return today() + timedelta(days=number)


def page_text(response) -> str:
    return response.content.decode()


def view(user, letter):
    return signed_in(user).get(address("letter", letter))


def change_register(group, title, held_on, status):
    """Corrects one entry of a confirmed register."""
    entry = group.meetings.get(held_on=held_on).marks.get(seat__title=title)
    entry.status = status
    entry.save()
