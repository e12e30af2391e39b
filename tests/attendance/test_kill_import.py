"""A process that is killed while it enters an import or saves a register leaves the records as
they were before or as they are after, never between. Each kill is of a real process, in a real
database of its own."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from os import environ
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.attendance.spreadsheets import MAIN_BOARD, as_csv, rows_of

pytestmark = pytest.mark.own_database

PROJECT = Path(__file__).resolve().parents[2]
URL = environ.get("DATABASE_URL", "")
ON_POSTGRESQL = URL.startswith("postgres")
SHORT, LONG = 4, 20


@dataclass(frozen=True)
class Database:
    """A prepared database: copied for each kill."""

    url: str
    folder: Path

    def copy(self, name: str) -> "Database":
        raise NotImplementedError

    def run(self, what: str, *arguments, check=True) -> subprocess.CompletedProcess:
        process = self.start(what, *arguments)
        said, complained = process.communicate()
        if check and process.returncode:
            pytest.fail(complained)
        return subprocess.CompletedProcess(process.args, process.returncode, said, complained)

    def start(self, what: str, *arguments) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.attendance.killed", what, *map(str, arguments)],
            cwd=PROJECT,
            env={**environ, "DATABASE_URL": self.url},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def rows(self) -> dict[str, list]:
        """Everything in the tables of the records, by table."""
        with self.connected() as connection:
            cursor = connection.cursor()
            cursor.execute(self.TABLES)
            tables = [name for (name,) in cursor.fetchall()]
            found = {}
            for table in tables:
                cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
                found[table] = cursor.fetchall()
        return found


class Sqlite(Database):
    TABLES = (
        "SELECT name FROM sqlite_master WHERE type = 'table' "
        "AND (name LIKE 'agencies_%' OR name LIKE 'attendance_%')"
    )

    @property
    def file(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///"))

    def connected(self):
        return closing(sqlite3.connect(self.file))

    def copy(self, name: str) -> "Sqlite":
        copied = self.folder / f"{name}.sqlite3"
        with self.connected() as connection, closing(sqlite3.connect(copied)) as other:
            connection.backup(other)
        return Sqlite(f"sqlite:///{copied}", self.folder)

    def drop(self) -> None:
        for file in self.folder.glob(f"{self.file.name}*"):
            file.unlink()


class PostgreSQL(Database):
    TABLES = (
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
        "AND (tablename LIKE 'agencies_%' OR tablename LIKE 'attendance_%')"
    )

    @property
    def name(self) -> str:
        return urlsplit(self.url).path.removeprefix("/")

    def connected(self):
        import psycopg2

        return closing(psycopg2.connect(self.url))

    def copy(self, name: str) -> "PostgreSQL":
        made = f"{self.name}_{name}"
        on_server(f'DROP DATABASE IF EXISTS "{made}"')
        on_server(f'CREATE DATABASE "{made}" TEMPLATE "{self.name}"')
        return PostgreSQL(_url_of(made), self.folder)

    def drop(self) -> None:
        on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


def _url_of(name: str) -> str:
    return urlunsplit(urlsplit(URL)._replace(path=f"/{name}"))


def on_server(statement: str) -> None:
    import psycopg2

    with closing(psycopg2.connect(URL)) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)


@pytest.fixture(scope="module", params=["postgresql" if ON_POSTGRESQL else "sqlite"])
def prepared(request, tmp_path_factory):
    """A database with a board, and nobody connected to it."""
    folder = tmp_path_factory.mktemp("killed")
    if request.param == "sqlite":
        database: Database = Sqlite(f"sqlite:///{folder / 'prepared.sqlite3'}", folder)
    else:
        name = f"killed_{folder.name.replace('-', '_')}"
        on_server(f'CREATE DATABASE "{name}"')
        database = PostgreSQL(_url_of(name), folder)
    database.run("prepare")
    yield database
    database.drop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """The file to import."""
    file = tmp_path_factory.mktemp("file") / "register.csv"
    file.write_bytes(as_csv(rows_of(MAIN_BOARD)))
    return file


def points(steps: int, number: int) -> list[int]:
    """So many numbers of statements, spread over the work; the last of them is after its commit."""
    return sorted({1 + round(step * (steps - 1) / (number - 1)) for step in range(number)})


def sizes(rows: dict[str, list]) -> dict[str, int]:
    return {table: len(found) for table, found in rows.items()}


def outcomes(prepared, what, file, number, how="") -> Counter:
    """How often the records were as before, as after or between, after so many kills."""
    whole = prepared.copy("whole")
    steps = int(whole.run(what, file, *(["", how] if how else [])).stdout.split()[-1])
    before, after = prepared.rows(), sizes(whole.rows())
    whole.drop()
    assert sizes(before) != after
    found: Counter = Counter()
    for point in points(steps, number):
        database = prepared.copy("killed")
        done = database.run(what, file, point, how, check=False)
        assert done.returncode == -signal.SIGKILL, done.stderr
        rows = database.rows()
        if rows == before:
            found["before"] += 1
            if found["before"] == 1:
                database.run(what, file)  # the same again, undisturbed
                assert sizes(database.rows()) == after
        else:
            found["after" if sizes(rows) == after else "between"] += 1
        database.drop()
    return found


def check(found: Counter, number: int) -> None:
    assert found["between"] == 0
    assert found["before"] > 0
    assert found["after"] > 0
    assert found.total() == number


@pytest.mark.parametrize(
    "number", [SHORT, pytest.param(LONG, marks=pytest.mark.long)], ids=lambda n: f"{n} points"
)
class TestKilled:
    def test_an_import_is_whole_or_not_at_all(self, prepared, register, number):
        check(outcomes(prepared, "import", register, number), number)

    def test_a_saved_register_is_whole_or_not_at_all(self, prepared, register, number):
        check(outcomes(prepared, "save", register, number), number)


def test_without_a_transaction_the_kills_leave_records_between(prepared, register):
    """The control: if this found nothing, the tests above would prove nothing."""
    found = outcomes(prepared, "import", register, SHORT, "without-transactions")

    assert found["between"] > 0


def test_two_processes_that_import_one_file_at_once_enter_it_once(prepared, register):
    alone, both = prepared.copy("alone"), prepared.copy("both")
    alone.run("import", register)
    processes = [both.start("import", register) for _ in range(2)]
    ends = [process.communicate()[1] for process in processes]

    assert [process.returncode for process in processes] == [0, 0], ends
    expected, found = sizes(alone.rows()), sizes(both.rows())
    for name in ("attendance_mark", "attendance_historicalmark", "attendance_meeting"):
        assert found[name] == expected[name] > 0
    assert found["agencies_seat"] == expected["agencies_seat"]
    assert found["agencies_tenure"] == expected["agencies_tenure"]
    for database in (alone, both):
        database.drop()
