"""Any change of a record, made by whatever way, renews the version of the data."""

import contextlib
import threading
import time

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import User
from agencies import invitations
from agencies.models import Board, Group
from datasets.models import FigureDownload
from lscb import data_version, guards
from lscb.models import DataVersion
from tests.build import (
    make_board,
    make_group,
    make_invitation,
    make_meeting,
    make_one_of_each,
    make_role,
    make_seat,
    make_user,
    mark,
)
from tests.engines import only_on_postgresql
from tests.product import APPS

# Who took which file: no page tells it.
ON_NO_PAGE = ("FigureDownload", "HistoricalFigureDownload")
TABLES = [
    model._meta.db_table
    for app in APPS
    for model in apps.get_app_config(app).get_models(include_auto_created=True)
    if model.__name__ not in ON_NO_PAGE
]
two_writers = only_on_postgresql(
    "SQLite lets one writer in at a time: nobody can be in another's way"
)
looks_late = only_on_postgresql("SQLite has no end of a transaction at which rows are looked at")


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
    assert {model._meta.app_label for model in rows} == set(APPS)


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


def test_taking_a_file_of_figures_is_no_change(board):
    before = token()

    FigureDownload.objects.create(board=board, user=make_user("a@example.org"), what="A file")
    again = token()
    FigureDownload.objects.update(what="Another")

    assert before != again  # the account is new
    assert again == token()


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


@two_writers
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


def at_once(*works) -> dict[str, str]:
    """Does each of these in a thread of its own, a moment after the one before; what became of
    each, by its name."""
    told = {}

    def done(work, number):
        time.sleep(number * 0.3)
        try:
            work()
            told[work.__name__] = "done"
        except DatabaseError as error:
            told[work.__name__] = str(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=done, args=(work, n)) for n, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@two_writers
def test_who_waits_for_another_holds_up_nobody_else(board):
    """An import holds its board; an invitation that is accepted waits for it as it commits, by a
    foreign key; and a third saves elsewhere."""
    here, elsewhere = make_group(board), make_group(make_board("elsewhere"))
    asks = make_user("asks@example.org")
    make_role(asks, board, "administrator")
    invitation, _ = make_invitation(board, asks)
    invited, saved = make_user(invitation.email), threading.Event()

    def imports():
        with transaction.atomic():
            Board.objects.select_for_update().get(pk=board.pk)
            Group.objects.filter(pk=here.pk).update(name="Imported")
            assert saved.wait(10), "The third waits for the second, who waits for this one"
            time.sleep(1)
            Group.objects.filter(pk=here.pk).update(name="Imported all")

    def accepts():
        invitations.accept(invitation, invited)

    def saves():
        Group.objects.filter(pk=elsewhere.pk).update(name="Another name")
        saved.set()

    told = at_once(imports, accepts, saves)

    assert told == {"imports": "done", "accepts": "done", "saves": "done"}


class Stop(Exception):
    pass


def in_a_savepoint_that_fails(*works) -> None:
    with contextlib.suppress(Stop), transaction.atomic():
        for work in works:
            work()
        raise Stop


@contextlib.contextmanager
def renewed_at_its_end():
    """Around a transaction that changes something in one way or another."""
    before = token()
    with transaction.atomic():
        yield
    assert token() != before
    assert DataVersion.objects.count() == 1


def look_now() -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_change_within_a_savepoint_renews_it(board):
    with renewed_at_its_end(), transaction.atomic():
        make_group(board)


def test_a_change_after_a_savepoint_that_failed_renews_it(board):
    with renewed_at_its_end():
        in_a_savepoint_that_fails(lambda: make_group(board, "inside", "sub_group"))
        make_group(board, "after", "sub_group")


@looks_late
def test_a_change_after_rows_were_looked_at_early_renews_it(board):
    with renewed_at_its_end():
        make_group(board, "before", "sub_group")
        look_now()
        make_group(board, "after", "sub_group")


@looks_late
def test_a_change_renews_it_where_looking_early_was_taken_back(board):
    with renewed_at_its_end():
        make_group(board, "before", "sub_group")
        in_a_savepoint_that_fails(look_now)


def test_while_nothing_is_noted_there_is_none_and_then_another(board):
    before = token()
    guards.drop(connection)
    try:
        make_group(board)
        assert token() is None
    finally:
        guards.install(connection)

    assert token() not in (before, None)


def test_a_trigger_that_is_made_again_renews_it(board):
    before = token()
    name = (
        "notes_agencies_group_update" if connection.vendor == "sqlite" else "notes_agencies_group"
    )
    on = "" if connection.vendor == "sqlite" else " ON agencies_group"
    run(f"DROP TRIGGER {name}{on}")
    run("UPDATE agencies_group SET name = 'Unnoticed'")
    assert token() == before
    guards.mend(connection)

    assert token() != before
