"""The lists and pages of the admin site need no more queries for ten times the rows."""

from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Seat
from attendance.models import Meeting
from tests.build import (
    make_agency,
    make_board,
    make_group,
    make_meeting,
    make_one_of_each,
    make_person,
    make_role,
    make_seat,
    make_tenure,
    make_user,
    mark,
)
from tests.conftest import signed_in
from tests.product import MODELS

pytestmark = pytest.mark.alike


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@dataclass(frozen=True)
class Listed:
    """What it took to show a model's list."""

    rows: int
    status: int
    queries: int


def _listed(client, model) -> Listed:
    page = address(model, "changelist")
    client.get(page)  # the session is written once a minute
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(page)
    return Listed(model._base_manager.count(), answer.status_code, len(captured))


@pytest.fixture(scope="module")
def lists(django_db_setup, django_db_blocker):
    """Of every model, with the rows of two boards and with those of twenty."""
    with django_db_blocker.unblock(), transaction.atomic():
        administrator = make_user("administrator@example.org")
        client = signed_in(administrator)
        _make_boards_with_one_of_each(administrator, 0, 2)
        few = {model: _listed(client, model) for model in MODELS}
        _make_boards_with_one_of_each(administrator, 2, 20)
        many = {model: _listed(client, model) for model in MODELS}
        transaction.set_rollback(True)
    return few, many


def _make_boards_with_one_of_each(administrator, first, last):
    for number in range(first, last):
        board = make_board(f"board-{number}")
        make_role(administrator, board, "administrator")
        make_one_of_each(board)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_ten_times_the_rows_need_no_more_queries(model, lists):
    few, many = (of[model] for of in lists)

    assert many.rows >= 7 * few.rows
    assert many.status == few.status == 200
    assert many.queries == few.queries


def test_the_index_needs_few_queries(board, administrator_client, django_assert_max_num_queries):
    make_one_of_each(board)
    administrator_client.get(reverse("admin:index"))  # the session is written once a minute

    with django_assert_max_num_queries(5):
        administrator_client.get(reverse("admin:index"))


def _queries_of(client, page):
    client.get(page)  # the session is written once a minute
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def test_ten_times_the_holders_of_a_seat_need_no_more_queries(board, administrator_client):
    seat = make_seat(make_group(board))
    make_tenure(seat, "2001-04-01", "2002-04-01", person=make_person(board))
    few = _queries_of(administrator_client, address(Seat, "change", seat.pk))

    for year in range(2002, 2011):
        make_tenure(seat, f"{year}-04-01", f"{year + 1}-04-01", person=make_person(board))

    assert _queries_of(administrator_client, address(Seat, "change", seat.pk)) == few


def test_ten_times_the_seats_of_a_meeting_need_no_more_queries(board, administrator_client):
    meeting = make_meeting(make_group(board))
    mark(make_seat(meeting.group), meeting)
    few = _queries_of(administrator_client, address(Meeting, "change", meeting.pk))

    for number in range(9):
        agency = make_agency(board, f"Agency {number}")
        mark(make_seat(meeting.group, agency, f"Seat {number}"), meeting)

    assert _queries_of(administrator_client, address(Meeting, "change", meeting.pk)) == few


def test_ten_times_the_changes_need_no_more_queries(board, administrator, administrator_client):
    seat = make_seat(make_group(board))
    seat._history_user = administrator
    seat.save()
    few = _queries_of(administrator_client, address(Seat, "history", seat.pk))

    for number in range(18):
        seat.note = f"Note {number}"
        seat.save()

    assert _queries_of(administrator_client, address(Seat, "history", seat.pk)) == few
