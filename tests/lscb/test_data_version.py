"""Any change of a record, made by whatever way, renews the version of the data."""

import threading

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from lscb import data_version, guards
from lscb.models import DataVersion
from tests.build import (
    make_board,
    make_group,
    make_meeting,
    make_one_of_each,
    make_seat,
    make_user,
    mark,
)

PRODUCT = ("accounts", "agencies", "attendance", "actions")
TABLES = [
    model._meta.db_table
    for app in PRODUCT
    for model in apps.get_app_config(app).get_models(include_auto_created=True)
]
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
)


@pytest.fixture
def board(transactional_db):
    return make_board("kingston")


def token():
    return DataVersion.objects.values_list("token", flat=True).first()


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_table_of_the_product_is_watched():
    watched = [
        guard.table for guard in guards.all_guards() if isinstance(guard, data_version.NotesChanges)
    ]

    assert sorted(watched) == sorted(TABLES)
    assert len(set(watched)) > 50


def test_a_new_row_of_every_kind_renews_it(board):
    before = token()
    rows = make_one_of_each(board)

    assert before != token()
    assert {model._meta.app_label for model in rows} == set(PRODUCT)


@pytest.mark.parametrize("does", ["UPDATE {0} SET id = id", "DELETE FROM {0} WHERE id = {1}"])
def test_what_is_written_past_the_product_renews_it(board, does):
    seat = make_seat(make_group(board))
    before = token()

    run(does.format("agencies_seat", seat.pk))

    assert token() != before


def test_each_table_renews_it_when_a_row_changes(board):
    make_one_of_each(board)
    silent = []
    for table in TABLES:
        if table == User._meta.db_table or "historical" in table:
            continue  # of these more below; history is never changed
        before = token()
        run(f"UPDATE {table} SET id = id")
        if token() == before:
            silent.append(table)

    assert silent == []


def test_signing_in_is_no_change_and_another_address_is(board):
    account = make_user("somebody@example.org")
    before = token()

    User.objects.filter(pk=account.pk).update(last_login=timezone.now())
    assert token() == before

    User.objects.filter(pk=account.pk).update(email="other@example.org")
    assert token() != before


def test_what_is_rolled_back_leaves_it(board):
    before = token()
    with transaction.atomic():
        make_group(board)
        transaction.set_rollback(True)

    assert token() == before


def test_a_thousand_rows_renew_it_once_and_for_all(board):
    meeting = make_meeting(make_group(board))
    seats = [make_seat(meeting.group, title=f"Seat {number}") for number in range(20)]
    found = {token()}
    with transaction.atomic():
        for seat in seats:
            mark(seat, meeting)
        if connection.vendor == "postgresql":
            assert {token()} == found, "Nothing is locked before the end"
    found.add(token())

    assert len(found) == 2


@on_postgresql
def test_of_two_who_save_at_once_neither_waits_for_the_other(board):
    """The first has changed rows and not committed; the second saves meanwhile."""
    one, other = make_group(board, "one", "sub_group"), make_group(board, "other", "sub_group")
    saved = threading.Event()

    def second():
        other.name = "Another name"
        other.save()
        saved.set()
        connection.close()

    with transaction.atomic():
        one.name = "A new name"
        one.save()
        before = token()
        thread = threading.Thread(target=second)
        thread.start()
        assert saved.wait(10)
        assert (between := token()) != before
    thread.join()

    assert token() not in (before, between)
