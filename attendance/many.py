"""Thousands of rows in one statement each: entries made, their history, and rows taken away.

What Django and simple-history do row by row takes ten times as long as reading a file of them. The
rows are the same, and so are the guards of the database, which look at each of them.
"""

import json
from collections.abc import Sequence

from django.db import connection, models
from django.utils import timezone

from attendance.models import Mark

GIVEN = ("meeting_id", "seat_id", "status")
# How each database takes a list of lists apart, and a list of keys.
ROWS = {
    "sqlite": ("value ->> 0, value ->> 1, value ->> 2", "json_each(%s)"),
    "postgresql": (
        "(value ->> 0)::bigint, (value ->> 1)::bigint, value ->> 2",
        "json_array_elements(%s::json) AS value",
    ),
}
KEYS = {
    "sqlite": "SELECT value FROM json_each(%s)",
    "postgresql": "SELECT value::bigint FROM json_array_elements_text(%s::json) AS value",
}


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)


def make_entries(entries: Sequence[tuple[int, int, str]], user, reason: str) -> list[int]:
    """Makes the entries, each by its meeting's and seat's key and its status, with their history.
    Gives their keys."""
    if not entries:
        return []
    blank = Mark()
    others = [
        field
        for field in Mark._meta.concrete_fields
        if not field.primary_key and field.attname not in GIVEN
    ]
    defaults = [
        field.get_db_prep_save(getattr(blank, field.attname), connection) for field in others
    ]
    taken_apart, rows = ROWS[connection.vendor]
    columns = _quoted([*GIVEN, *(field.column for field in others)])
    places = "".join(", %s" for _ in others)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_quoted([Mark._meta.db_table])} ({columns}) "  # noqa: S608 names only
            f"SELECT {taken_apart}{places} FROM {rows} WHERE true RETURNING id",
            [*defaults, json.dumps(entries)],
        )
        keys = [key for (key,) in cursor.fetchall()]
    add_history(Mark, keys, "+", user, reason)
    return keys


def add_history(
    model: type[models.Model], keys: Sequence[int], kind: str, user, reason: str
) -> None:
    """A line of history for each row as it stands: "+" made, "~" changed, "-" taken away."""
    history = model.history.model
    columns = _quoted([field.column for field in history.tracked_fields])
    of_line = _quoted(["history_date", "history_type", "history_user_id", "history_change_reason"])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_quoted([history._meta.db_table])} ({columns}, {of_line}) "  # noqa: S608
            f"SELECT {columns}, %s, %s, %s, %s FROM {_quoted([model._meta.db_table])} "
            f"WHERE id IN ({KEYS[connection.vendor]})",
            [timezone.now(), kind, user.pk if user else None, reason or None, json.dumps(keys)],
        )


def take_away(model: type[models.Model], keys: Sequence[int], user, reason: str) -> None:
    """Deletes the rows, to which nothing may point any more; their history stays."""
    if not keys:
        return
    add_history(model, keys, "-", user, reason)
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {_quoted([model._meta.db_table])} "  # noqa: S608
            f"WHERE id IN ({KEYS[connection.vendor]})",
            [json.dumps(keys)],
        )
