"""The database's own guards: that they stand, that they hold, and that a missing one is noticed."""

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.core.management.commands import runserver
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from agencies.models import Board, Seat, Tenure
from lscb import guards
from tests.build import (
    as_day,
    make_board,
    make_group,
    make_meeting,
    make_one_of_each,
    make_seat,
    make_tenure,
    make_user,
    mark,
)
from tests.engines import only_on_postgresql

HISTORIES = sorted(
    (model for model in apps.get_models() if model.__name__.startswith("Historical")),
    key=lambda model: model.__name__,
)
every_history = pytest.mark.parametrize("model", HISTORIES, ids=lambda model: model.__name__)
on_postgresql = only_on_postgresql("SQLite has one writer at a time and no TRUNCATE")

# Refused by a trigger: IntegrityError on both engines.
REFUSED = IntegrityError


def run(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_every_table_of_history_has_a_guard():
    guarded = {guard.table for guard in guards.all_guards() if isinstance(guard, guards.AppendOnly)}

    assert len(HISTORIES) == 43
    assert guarded == {model._meta.db_table for model in HISTORIES}


def test_all_guards_stand_after_migrate(db):
    assert guards.missing(connection) == []


@every_history
def test_a_row_of_history_is_not_changed(model, board):
    make_one_of_each(board)

    with pytest.raises(REFUSED, match="History is kept"):
        run(f"UPDATE {model._meta.db_table} SET history_change_reason = 'Made up'")
    assert not model.objects.filter(history_change_reason="Made up").exists()


@every_history
def test_a_row_of_history_is_not_deleted(model, board):
    make_one_of_each(board)
    count = model.objects.count()

    with pytest.raises(REFUSED, match="History is kept"):
        run(f"DELETE FROM {model._meta.db_table}")
    assert model.objects.count() == count > 0


@on_postgresql
@every_history
def test_a_table_of_history_is_not_emptied(model, board):
    make_one_of_each(board)

    with pytest.raises(REFUSED, match="History is kept"):
        run(f"TRUNCATE {model._meta.db_table}")
    assert model.objects.exists()


def test_deleting_a_record_keeps_its_history(board):
    seat = make_seat(make_group(board))
    key = seat.pk
    seat.delete()

    assert list(Seat.history.filter(id=key).values_list("history_type", flat=True)) == ["-", "+"]


@pytest.mark.parametrize(
    ("guard", "name"),
    [(guard, name) for guard in guards.all_guards() for name in guard.names(connection.vendor)],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_check_names_a_missing_guard(guard, name, db):
    _remove(guard, name)

    with pytest.raises(SystemCheckError, match=rf"lacks these guards: {name}\."):
        call_command("check")


def _remove(guard, name):
    if connection.vendor == "sqlite":
        run(f"DROP TRIGGER {name}")
    elif isinstance(guard, guards.NoOverlap):
        run(f"ALTER TABLE {guard.table} DROP CONSTRAINT {name}")
    else:
        run(f"DROP TRIGGER {name} ON {guard.table}")


def _lose_a_guard() -> str:
    """The name of a guard that is now missing."""
    guard = guards.all_guards()[-1]
    name = guard.names(connection.vendor)[0]
    _remove(guard, name)
    return name


@on_postgresql
@pytest.mark.parametrize("how", ["DISABLE", "ENABLE REPLICA"])
def test_a_guard_that_is_switched_off_is_missing_until_the_next_migrate(how, transactional_db):
    name = "append_only_agencies_historicalseat"
    run(f"ALTER TABLE agencies_historicalseat {how} TRIGGER {name}")
    with pytest.raises(SystemCheckError, match=name):
        call_command("check")

    call_command("migrate", verbosity=0)

    call_command("check")


@pytest.mark.parametrize("options", [{}, {"deploy": True}, {"databases": ["default"]}], ids=str)
def test_check_is_content_while_all_guards_stand(options, db):
    call_command("check", **options)


@pytest.mark.parametrize("options", [{"deploy": True}, {"databases": ["default"]}], ids=str)
def test_every_form_of_check_asks_for_the_guards(options, db):
    name = _lose_a_guard()

    with pytest.raises(SystemCheckError, match=name):
        call_command("check", **options)


def test_a_server_does_not_start_without_a_guard(db, monkeypatch):
    monkeypatch.setattr(runserver, "run", lambda *args, **options: pytest.fail("It serves"))
    name = _lose_a_guard()

    with pytest.raises(SystemCheckError, match=name):
        call_command("runserver", use_reloader=False, skip_checks=False, stdout=StringIO())


def test_a_missing_guard_does_not_stop_making_migrations(db):
    _lose_a_guard()

    call_command("makemigrations", check_changes=True, dry_run=True, skip_checks=False, verbosity=0)


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:///{folder}/nowhere/db.sqlite3",
        "sqlite:///{folder}/empty.sqlite3",
        "postgres://nobody@127.0.0.1:1/nothing",
    ],
)
def test_a_machine_without_a_database_passes_the_check(address, tmp_path):
    environment = {**os.environ, "DATABASE_URL": address.format(folder=tmp_path)}

    checked = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert (checked.returncode, checked.stderr) == (0, "")


# What makes them again.


def test_migrate_makes_a_missing_guard(transactional_db):
    """With Django's checks, as from a command line: they do not stop it."""
    guards.drop(connection)
    assert guards.missing(connection)

    call_command("migrate", skip_checks=False, verbosity=0)

    assert guards.missing(connection) == []


def test_guards_stay_where_there_is_nothing_to_migrate(db):
    guards.drop_before_migrate(sender=None, using="default", plan=[])

    assert guards.missing(connection) == []


@contextmanager
def a_guard_for_later(monkeypatch):
    """Its column is not there yet."""
    later = guards.NeverTrue("for_later", "agencies.Seat", "new.later <> 0", "Not yet")
    today = guards.all_guards()
    with monkeypatch.context() as patch:
        patch.setattr(guards, "all_guards", lambda: [later, *today])
        yield


def test_a_guard_that_cannot_be_replaced_stays_as_it_was(transactional_db, monkeypatch):
    *others, last = [guard for guard in guards.all_guards() if isinstance(guard, guards.NeverTrue)]
    changed = replace(last, condition="new.later <> 0")
    with monkeypatch.context() as patch:
        patch.setattr(guards, "all_guards", lambda: [*others, changed])
        with pytest.raises(DatabaseError, match="later"):
            guards.install(connection)

    assert guards.missing(connection) == []


@pytest.fixture
def a_migration_that_fails(transactional_db):
    """Its table is there already."""
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("sessions", "0001_initial")
    yield
    recorder.record_applied("sessions", "0001_initial")


@pytest.mark.usefixtures("a_migration_that_fails")
def test_guards_stand_after_a_migration_that_failed():
    with pytest.raises(DatabaseError, match="already exists"):
        call_command("migrate", verbosity=0)

    assert guards.missing(connection) == []


@pytest.mark.usefixtures("a_migration_that_fails")
def test_guards_stand_after_a_migration_that_was_interrupted(monkeypatch):
    def interrupt(*args, **options):
        assert guards.missing(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr(MigrationExecutor, "migrate", interrupt)
    with pytest.raises(KeyboardInterrupt):
        call_command("migrate", verbosity=0)

    assert guards.missing(connection) == []


@pytest.mark.usefixtures("a_migration_that_fails")
def test_a_guard_that_cannot_stand_yet_is_named_and_the_others_stand(monkeypatch):
    said = StringIO()
    with a_guard_for_later(monkeypatch):
        with pytest.raises(DatabaseError, match="already exists"):
            call_command("migrate", verbosity=0, stderr=said)
        left = guards.missing(connection)

    assert set(left) == {name for name in left if name.startswith("for_later")} != set()
    assert f"lacks these guards: {', '.join(left)}." in said.getvalue()


def test_guards_are_lifted_for_a_moment_only(transactional_db):
    keeping_rows = (guards.AppendOnly, guards.NeverDeleted)
    with guards.lifted(connection):
        assert set(guards.missing(connection)) == {
            name
            for guard in guards.all_guards()
            if isinstance(guard, keeping_rows)
            for name in guard.names(connection.vendor)
        }

    assert guards.missing(connection) == []


def test_an_account_is_not_deleted_by_any_way(db):
    user = make_user()
    table = type(user)._meta.db_table

    with pytest.raises(Exception, match="never deleted"):
        user.delete()
    for delete in (
        lambda: type(user).objects.all().delete(),
        lambda: type(user).objects.all()._raw_delete("default"),
        lambda: run(f"DELETE FROM {table}"),
    ):
        with pytest.raises(REFUSED, match="never deleted"), transaction.atomic():
            delete()
    assert type(user).objects.filter(pk=user.pk).exists()


# Times in one seat do not overlap: [since, until), an empty until has no end.


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2012-04-01", "2012-07-01"),  # the same
        ("2012-03-01", "2012-04-02"),  # one day at the beginning
        ("2012-06-30", None),  # one day at the end
        ("2012-05-01", "2012-05-02"),  # within
        ("2012-01-01", None),  # around
    ],
)
def test_times_in_one_seat_do_not_overlap(since, until, board):
    seat = make_seat(make_group(board))
    make_tenure(seat, "2012-04-01", "2012-07-01")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_tenure(seat, since, until)
    assert seat.tenures.count() == 1


def test_a_time_in_a_seat_may_begin_on_the_day_another_ends(board):
    seat = make_seat(make_group(board))
    make_tenure(seat, "2012-04-01", "2012-07-01")

    make_tenure(seat, "2012-07-01")
    make_tenure(seat, "2011-04-01", "2012-04-01")

    assert seat.tenures.count() == 3


def test_two_seats_may_be_held_at_once(board):
    group = make_group(board)
    make_tenure(make_seat(group, title="Nurse"))

    make_tenure(make_seat(group, title="Doctor"))

    assert Tenure.objects.count() == 2


def test_moving_an_end_into_the_next_time_is_refused(board):
    seat = make_seat(make_group(board))
    first = make_tenure(seat, "2012-04-01", "2012-07-01")
    make_tenure(seat, "2012-07-01")

    first.until = as_day("2012-07-02")
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save()


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_do_not_overlap():
    """Neither sees the other's row: the exclusion constraint is what stops the second."""
    seat = make_seat(make_group(make_board()))
    both_have_looked = threading.Barrier(2, timeout=10)
    outcomes = []

    def save(day):
        tenure = Tenure(seat=seat, since=as_day(day))
        try:
            with transaction.atomic():
                tenure.full_clean()
                both_have_looked.wait()
                tenure.save()
            outcomes.append("saved")
        except IntegrityError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[day]) for day in ("2012-04-01", "2012-05-01")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "saved"]
    assert seat.tenures.count() == 1


# What belongs to one board stays on it. For each guard: the table, the column that leads
# elsewhere, and which row of the other board it is given.

LINKS = [
    ("seat_on_one_board", "Seat", "agency", "Agency"),
    ("tenure_person_on_one_board", "Tenure", "person", "Person"),
    ("sector_on_one_board", "Agency", "sector", "Sector"),
    ("parent_agency_on_one_board", "Agency", "parent", "Agency"),
    ("parent_group_on_one_board", "Group", "parent", "Group"),
    ("contribution_on_one_board", "Contribution", "agency", "Agency"),
    ("role_on_one_board", "Role", "agency", "Agency"),
    ("invitation_on_one_board", "Invitation", "agency", "Agency"),
    ("published_figure_on_one_board", "PublishedFigure", "agency", "Agency"),
    ("published_figure_group_on_one_board", "PublishedFigure", "group", "Group"),
    ("mark_in_its_group", "Mark", "seat", "Seat"),
    ("substitute_on_one_board", "Mark", "substitute", "Person"),
    ("substitute_agency_on_one_board", "Mark", "substitute_agency", "Agency"),
    ("seat_continues_in_its_group", "Seat", "continues", "Seat"),
    ("wanted_kind_on_one_board", "WantedKind", "met_by", "Seat"),
    ("query_in_its_group", "AttendanceQuery", "seat", "Seat"),
    ("guest_on_one_board", "Guest", "person", "Person"),
    ("guest_agency_on_one_board", "Guest", "agency", "Agency"),
    ("import_group_on_one_board", "RegisterImport", "group", "Group"),
    ("letter_agency_on_one_board", "Letter", "agency", "Agency"),
    ("letter_group_on_one_board", "Letter", "group", "Group"),
    ("letter_seat_of_its_group", "Letter", "seat", "Seat"),
    ("letter_addressee_on_one_board", "Letter", "addressee", "Person"),
    ("listed_agency_on_one_board", "ListedIndicator", "agency", "Agency"),
    ("release_of_the_figures_board", "Observation", "release", "Release"),
    ("own_figure_of_the_boards_area", "Observation", "area", "Area"),
    ("figure_revises_its_like", "Observation", "revises", "Observation"),
    ("population_of_a_national_release", "Population", "release", "Release"),
    ("mapping_of_a_national_release", "Mapping", "release", "Release"),
]
MOVES = [
    ("sector_stays", "Sector", "board", "Board"),
    ("agency_stays", "Agency", "board", "Board"),
    ("group_stays", "Group", "board", "Board"),
    ("person_stays", "Person", "board", "Board"),
    ("seat_stays", "Seat", "group", "Group"),
    ("tenure_stays", "Tenure", "seat", "Seat"),
    ("meeting_stays", "Meeting", "group", "Group"),
    ("letter_stays", "Letter", "board", "Board"),
    ("listed_indicator_stays", "ListedIndicator", "board", "Board"),
    ("release_stays", "Release", "board", "Board"),
    ("figure_stays_with_its_board", "Observation", "board", "Board"),
    ("observation_stays", "Observation", "indicator", "Indicator"),
]
# These bind figures to what they measure, whosever they are: tests/datasets/test_guards.py.
OF_FIGURES = {"no_share_is_more_than_all", "unit_stays"}


def test_every_guard_that_binds_to_a_board_is_tried_here():
    bound = (guards.NeverTrue, guards.NeverMoved)

    tried = {name for name, *_rest in LINKS + MOVES}
    assert not tried & OF_FIGURES
    assert tried | OF_FIGURES == {
        guard.name for guard in guards.all_guards() if isinstance(guard, bound)
    }


@pytest.mark.parametrize(("name", "model", "link", "target"), LINKS + MOVES, ids=lambda part: part)
def test_a_row_is_not_given_what_is_another_boards(name, model, link, target, board, other_board):
    """Only the guard tried stands, so that no other refuses in its place."""
    own, foreign = make_one_of_each(board), make_one_of_each(other_board)
    own = {type(row).__name__: row for row in own.values()}
    foreign = {type(row).__name__: row for row in foreign.values()}
    _leave_only(name)
    row = own[model]
    if model in ("Role", "Invitation"):
        row.kind = "agency_lead"
    setattr(row, link, foreign[target])

    guard = next(guard for guard in guards.all_guards() if guard.name == name)
    with pytest.raises(REFUSED, match=guard.message), transaction.atomic():
        row.save()


def _leave_only(name):
    connection.check_constraints()  # PostgreSQL alters no table whose checks are still to come
    guards.drop(connection)
    with connection.cursor() as cursor:
        for guard in guards.all_guards():
            if guard.name == name:
                for statement in guard.create(connection.vendor):
                    cursor.execute(statement)


def test_a_guard_also_refuses_a_new_row(board, other_board):
    seat = make_seat(make_group(board))
    elsewhere = make_meeting(make_group(other_board))

    with pytest.raises(REFUSED, match="seat of the group that met"), transaction.atomic():
        mark(seat, elsewhere)


def test_a_board_is_not_reached_by_its_guards_when_it_changes_its_name(board):
    make_one_of_each(board)
    board.name = "Kingston Safeguarding Children Partnership"
    board.save()

    assert Board.objects.get().name == "Kingston Safeguarding Children Partnership"
