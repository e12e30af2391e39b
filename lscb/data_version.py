"""Tells whether any record has changed since a page was made.

Triggers on the table of every record renew one token, whoever changes the record and by whatever
way. What was made before and is kept may be shown for as long as the token is the same.
"""

from dataclasses import dataclass
from typing import ClassVar

from django.apps import apps

TABLE = "lscb_dataversion"
# The token, or nothing before anything was ever written. It has to be read before what is kept
# under it.
SELECT = f"SELECT token FROM {TABLE} WHERE id = 1"


_RENEW = (
    f"INSERT INTO {TABLE} (id, token) VALUES (1, {{renewed}}) "
    "ON CONFLICT (id) DO UPDATE SET token = excluded.token"
)
_RANDOM = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}
# PostgreSQL. The first statement of a transaction that changes anything leaves a row under the
# transaction's number, which is in nobody's way.
_NOTE = f"""
CREATE OR REPLACE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE own text := pg_current_xact_id()::text;
BEGIN
    IF current_setting('lscb.changed_in', true) IS DISTINCT FROM own THEN
        PERFORM set_config('lscb.changed_in', own, true);
        INSERT INTO {TABLE} (id, token) VALUES (own::bigint, gen_random_uuid());
    END IF;
    RETURN NULL;
END $$"""
# At its end that row becomes the new token; in a second pass, after all foreign keys were looked
# at: whoever holds the first row must wait for nobody.
_RENEW_AT_THE_END = f"""
CREATE OR REPLACE FUNCTION renew_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE {TABLE} SET token = token WHERE id = new.id;
    ELSE
        DELETE FROM {TABLE} WHERE id = new.id;
        {_RENEW.format(renewed="new.token")};
    END IF;
    RETURN NULL;
END $$"""


@dataclass(frozen=True)
class NotesChanges:
    """Renews the token when rows of the model's table are added, deleted or changed; where columns
    are named, a change of others is none.

    On PostgreSQL this waits for the end of the transaction, so that of two people who save at once
    neither waits for the other for longer than that end takes.
    """

    model: str
    columns: tuple[str, ...] = ()
    writes_into: ClassVar[tuple[str, ...]] = (TABLE,)

    @property
    def table(self) -> str:
        return apps.get_model(self.model)._meta.db_table

    @property
    def name(self) -> str:
        return f"notes_{self.table}"[:56]

    def create(self, vendor: str) -> list[str]:
        update = f"UPDATE OF {', '.join(self.columns)}" if self.columns else "UPDATE"
        renew = _RENEW.format(renewed=_RANDOM[vendor])
        if vendor == "sqlite":
            triggers = [
                f"CREATE TRIGGER {self.name}_{event} AFTER {happens} ON {self.table} "
                f"BEGIN {renew}; END"
                for event, happens in (
                    ("insert", "INSERT"),
                    ("update", update),
                    ("delete", "DELETE"),
                )
            ]
        else:
            triggers = [
                _NOTE,
                f"CREATE TRIGGER {self.name} AFTER INSERT OR DELETE OR TRUNCATE OR {update} "
                f"ON {self.table} FOR EACH STATEMENT EXECUTE FUNCTION note_change()",
            ]
        # What was changed while it did not stand was not noted.
        return [*triggers, renew]

    def names(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [f"{self.name}_{event}" for event in ("insert", "update", "delete")]
        return [self.name]


@dataclass(frozen=True)
class RenewsAtTheEnd:
    """On PostgreSQL: renews the token at the end of a transaction that has noted a change."""

    name: ClassVar[str] = "renews_data_version"
    table: ClassVar[str] = TABLE
    # While no change is noted nothing is kept.
    once_dropped: ClassVar[str] = f"DELETE FROM {TABLE}"

    def create(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return []
        return [
            _RENEW_AT_THE_END,
            f"CREATE CONSTRAINT TRIGGER {self.name} AFTER INSERT OR UPDATE ON {TABLE} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.id <> 1) "
            "EXECUTE FUNCTION renew_version()",
        ]

    def names(self, vendor: str) -> list[str]:
        return [] if vendor == "sqlite" else [self.name]


def of_app(config, columns: dict | None = None, without: tuple = ()) -> list[NotesChanges]:
    """One for each model of an app, histories too. `columns`: by a model's name, the only ones
    whose change counts. `without` are the names of models that no page shows."""
    return [
        NotesChanges(model._meta.label, (columns or {}).get(model.__name__, ()))
        for model in config.get_models(include_auto_created=True)
        if model.__name__ not in without
    ]
