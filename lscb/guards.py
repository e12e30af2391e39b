"""Guards: what must always hold and Django's constraints cannot say, kept by database triggers.

Each guard is written once, as a condition on the new row that must never be true, and made for
PostgreSQL and SQLite alike. They are made again after every migrate, because SQLite drops a
table's triggers when it rebuilds the table; `manage.py check` says which one is missing. The
triggers that note a change (lscb/data_version.py) are kept in the same way.
"""

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import ClassVar

from django.apps import apps
from django.core import checks
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    OperationalError,
    connections,
    transaction,
)

_registered: list = []


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _refusing_function(name: str, message: str) -> str:
    """PostgreSQL: a trigger function that always refuses."""
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION USING MESSAGE = {_quoted(message)}, ERRCODE = 'check_violation'; END $$"
    )


@dataclass(frozen=True)
class NeverTrue:
    """Refuses an insert or update after which `condition` holds, with `message`.

    In the condition `new` is the row as it would be stored; table names are the database's.
    `only_where` says of the row alone whether it needs to be asked at all.
    """

    name: str
    model: str
    condition: str
    message: str
    only_where: str = "TRUE"

    @property
    def table(self) -> str:
        return apps.get_model(self.model)._meta.db_table

    def create(self, vendor: str) -> list[str]:
        # Neither engine looks into a trigger as it makes it. Asked of no row, the condition is
        # refused here where it names what is not there, and not at the next insert.
        readable = f"SELECT 1 FROM {self.table} new WHERE {self.condition} LIMIT 0"
        if vendor == "sqlite":
            return [
                readable,
                *(
                    f"CREATE TRIGGER {self.name}_{event} BEFORE {event} ON {self.table} "
                    f"FOR EACH ROW WHEN ({self.only_where}) AND {self.condition} "
                    f"BEGIN SELECT RAISE(ABORT, {_quoted(self.message)}); END"
                    for event in ("insert", "update")
                ),
            ]
        return [
            readable,
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {self.condition} THEN "
            f"RAISE EXCEPTION USING MESSAGE = {_quoted(self.message)}, "
            f"ERRCODE = 'check_violation'; "
            f"END IF; RETURN new; END $$",
            f"CREATE TRIGGER {self.name} BEFORE INSERT OR UPDATE ON {self.table} "
            f"FOR EACH ROW WHEN ({self.only_where}) EXECUTE FUNCTION {self.name}()",
        ]

    def names(self, vendor: str) -> list[str]:
        return [f"{self.name}_insert", f"{self.name}_update"] if vendor == "sqlite" else [self.name]


@dataclass(frozen=True)
class AppendOnly:
    """Refuses to change or delete a row of history: UPDATE and DELETE, and TRUNCATE where it is."""

    model: str

    @property
    def table(self) -> str:
        return apps.get_model(self.model)._meta.db_table

    @property
    def name(self) -> str:
        return f"append_only_{self.table}"[:56]

    message: ClassVar[str] = "History is kept: its rows are never changed or deleted"

    def create(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {self.name}_{event} BEFORE {event} ON {self.table} "
                f"BEGIN SELECT RAISE(ABORT, {_quoted(self.message)}); END"
                for event in ("update", "delete")
            ]
        return [
            _refusing_function("keep_history", self.message),
            f"CREATE TRIGGER {self.name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {self.table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION keep_history()",
        ]

    def names(self, vendor: str) -> list[str]:
        return [f"{self.name}_update", f"{self.name}_delete"] if vendor == "sqlite" else [self.name]


@dataclass(frozen=True)
class NoOverlap:
    """No two rows of one `owner` overlap in time: [since, until), an empty until has no end.

    An exclusion constraint on PostgreSQL, which also holds between two transactions at once;
    triggers on SQLite, where only one writes at a time.
    """

    name: str
    model: str
    owner: str
    message: str

    @property
    def table(self) -> str:
        return apps.get_model(self.model)._meta.db_table

    def create(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return NeverTrue(
                self.name,
                self.model,
                f"EXISTS (SELECT 1 FROM {self.table} other WHERE other.{self.owner} = "
                f"new.{self.owner} AND other.id IS NOT new.id "
                "AND (new.until IS NULL OR other.since < new.until) "
                "AND (other.until IS NULL OR new.since < other.until))",
                self.message,
            ).create(vendor)
        return [
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            f"ALTER TABLE {self.table} ADD CONSTRAINT {self.name} EXCLUDE USING gist "
            f"({self.owner} WITH =, daterange(since, until, '[)') WITH &&)",
        ]

    def names(self, vendor: str) -> list[str]:
        return [f"{self.name}_insert", f"{self.name}_update"] if vendor == "sqlite" else [self.name]


@dataclass(frozen=True)
class NeverMoved:
    """Refuses to give a row another owner: what belongs to it would stay with the old one."""

    name: str
    model: str
    owner: str
    message: str

    @property
    def table(self) -> str:
        return apps.get_model(self.model)._meta.db_table

    def create(self, vendor: str) -> list[str]:
        trigger = f"CREATE TRIGGER {self.name} BEFORE UPDATE OF {self.owner} ON {self.table} "
        differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"  # also from no owner
        moved = f"FOR EACH ROW WHEN (new.{self.owner} {differs} old.{self.owner}) "
        if vendor == "sqlite":
            return [
                f"{trigger}{moved}BEGIN SELECT RAISE(ABORT, {_quoted(self.message)}); END",
            ]
        return [
            _refusing_function(self.name, self.message),
            f"{trigger}{moved}EXECUTE FUNCTION {self.name}()",
        ]

    def names(self, vendor: str) -> list[str]:
        return [self.name]


@dataclass(frozen=True)
class NeverDeleted:
    """Refuses to delete a row, whoever asks."""

    name: str
    model: str
    message: str

    @property
    def table(self) -> str:
        return apps.get_model(self.model)._meta.db_table

    def create(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {self.name} BEFORE DELETE ON {self.table} "
                f"BEGIN SELECT RAISE(ABORT, {_quoted(self.message)}); END"
            ]
        return [
            _refusing_function(self.name, self.message),
            f"CREATE TRIGGER {self.name} BEFORE DELETE OR TRUNCATE ON {self.table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {self.name}()",
        ]

    def names(self, vendor: str) -> list[str]:
        return [self.name]


def register(*guards) -> None:
    """Called by an app when it is ready."""
    _registered.extend(guard for guard in guards if guard not in _registered)


def all_guards() -> list:
    """The registered guards and one AppendOnly for each table of history."""
    histories = [
        AppendOnly(model._meta.label)
        for model in apps.get_models()
        if "history_id" in {field.name for field in model._meta.fields}
    ]
    return [*_registered, *sorted(histories, key=lambda guard: guard.model)]


def refusing() -> list:
    """The guards that refuse what must not be, with a message; the others note a change."""
    return [guard for guard in all_guards() if hasattr(guard, "message")]


def _standing(connection) -> set[str]:
    """The names of the triggers and exclusion constraints that the database has."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') "
                "AND relnamespace = current_schema()::regnamespace "
                "UNION SELECT conname FROM pg_constraint WHERE contype = 'x' "
                "AND connamespace = current_schema()::regnamespace"
            )
        return {name for (name,) in cursor.fetchall()}


def missing(connection) -> list[str]:
    """The names of guards that should stand in the database and do not."""
    standing = _standing(connection)
    return [
        name
        for guard in _with_table(connection)
        for name in guard.names(connection.vendor)
        if name not in standing
    ]


def _drop(cursor, guard) -> None:
    """Takes one guard down, also one that is only switched off."""
    vendor = cursor.db.vendor
    for name in guard.names(vendor):
        if vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        elif isinstance(guard, NoOverlap):
            cursor.execute(f"ALTER TABLE IF EXISTS {guard.table} DROP CONSTRAINT IF EXISTS {name}")
        else:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {guard.table}")


def _replace(cursor, guard) -> None:
    _drop(cursor, guard)
    for statement in guard.create(cursor.db.vendor):
        cursor.execute(statement)


def _with_table(connection) -> list:
    """The guards whose table is there, with those it writes into."""
    tables = set(connection.introspection.table_names())
    return [
        guard
        for guard in all_guards()
        if tables.issuperset({guard.table, *getattr(guard, "writes_into", ())})
    ]


def drop(connection) -> None:
    """Takes every guard down. Only before a migration."""
    with connection.cursor() as cursor:
        for guard in all_guards():
            _drop(cursor, guard)
        for guard in _with_table(connection):
            if statement := getattr(guard, "once_dropped", None):
                cursor.execute(statement)


def install(connection) -> None:
    """Makes every guard whose table is there, replacing those that stand: all or, where one
    cannot be made, none."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for guard in _with_table(connection):
            _replace(cursor, guard)


def mend(connection) -> None:
    """Makes the missing guards, each that can be: where a migration stopped half way, a guard may
    speak of a column that is not there yet."""
    lost = set(missing(connection))
    for guard in _with_table(connection):
        if lost.intersection(guard.names(connection.vendor)):
            with (
                suppress(DatabaseError),
                transaction.atomic(using=connection.alias),
                connection.cursor() as cursor,
            ):
                _replace(cursor, guard)


@contextmanager
def lifted(connection):
    """Without the guards that keep rows from being deleted, for a moment: for tests that empty
    tables, never for the product."""
    with connection.cursor() as cursor:
        for guard in _with_table(connection):
            if isinstance(guard, AppendOnly | NeverDeleted):
                _drop(cursor, guard)
    try:
        yield
    finally:
        mend(connection)


def drop_before_migrate(sender, using, plan, **kwargs) -> None:
    """SQLite refuses to rename a table while a trigger elsewhere speaks of it."""
    if plan:
        drop(connections[using])


def install_after_migrate(sender, using, **kwargs) -> None:
    install(connections[using])


def _is_there(connection) -> bool:
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True


@checks.register(checks.Tags.database)
def guards_stand(app_configs, databases, **kwargs):
    """Says which guard is missing, before every command that runs Django's checks.

    Where no database is named it is the default one, if there is one yet: a new machine and the
    making of an image have none.
    """
    if databases is None:
        databases = [DEFAULT_DB_ALIAS] if _is_there(connections[DEFAULT_DB_ALIAS]) else []
    problems = []
    for alias in databases:
        names = missing(connections[alias])
        if names:
            problems.append(
                checks.Error(
                    f"The database “{alias}” lacks these guards: {', '.join(names)}.",
                    hint="Run `manage.py migrate`: it makes them again.",
                    id="lscb.E001",
                )
            )
    return problems
