"""The databases that pages are measured on: filled for it, and emptied again."""

import contextlib
import io
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.serving import PROJECT
from benchmarks.visitor import BOARD

SAMPLE = "kingston_2012_13"
OTHERWISE = ("DEBUG", "DEMO", "CACHE_URL", "REQUIRE_MFA", "DATABASE_URL_FILE")


def environment(database_url: str, folder: Path) -> dict[str, str]:
    """The configuration of production, without https, which a proxy would do."""
    kept = {name: value for name, value in os.environ.items() if name not in OTHERWISE}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DATABASE_URL": database_url,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "localhost",
        "SECURE_COOKIES": "off",
        "BENCHMARK_STATIC_FILES": str(folder / "static"),
        "PYTHONPATH": str(PROJECT),
    }


def set_environment(database_url: str, folder: Path) -> None:
    """The same, for this process."""
    for name in OTHERWISE:
        os.environ.pop(name, None)
    os.environ |= environment(database_url, folder)


@contextlib.contextmanager
def sample_database(*, rows: int = 1, boards: int = 0) -> Iterator[None]:
    """The sample in the database, which must be empty and is emptied again; with so many times
    its rows, and with the made-up figures of so many boards, its own the first of them."""
    import django
    from django.core.management import call_command
    from django.db import connection, connections

    django.setup()
    if connection.introspection.table_names():
        raise SystemExit(
            "There are tables in this database. The benchmark only fills an empty one."
        )
    try:
        print("Making the database ...", file=sys.stderr)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("load_sample", SAMPLE, stdout=io.StringIO())
        call_command("collectstatic", interactive=False, verbosity=0)
        add_rows(rows)
        add_boards(boards)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield
    finally:
        connections.close_all()
        drop_tables(connection)


def add_rows(rows: int) -> None:
    from agencies.models import Group
    from benchmarks.rows import add_groups

    if rows > 1:
        add_groups(Group.objects.get(board__slug=BOARD, kind=Group.Kind.MAIN_BOARD), rows)


def add_boards(boards: int) -> None:
    from agencies.models import Board
    from benchmarks.national import add_national

    if boards:
        add_national(Board.objects.get(slug=BOARD), boards=boards)


def drop_tables(connection) -> None:
    names = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)} CASCADE")
