"""What was changed, by whom, when, from what and why: history as a page shows it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone

from lscb.formats import MISSING, day

LATEST = 50
NAMED_BEFORE = ("seat", "meeting", "agency", "board", "group")
KINDS = {"+": "added", "~": "changed", "-": "deleted"}


@dataclass(frozen=True)
class FieldChange:
    """One field; `old` is empty where the record was new."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """One record at one moment."""

    when: datetime
    who: str
    record: str
    kind: str
    why: str
    fields: Sequence[FieldChange]


def changes(histories: Iterable[models.QuerySet]) -> list[Change]:
    """The latest changes of several kinds of records, newest first.

    Takes one queryset of historical rows for each kind of record. At most two queries for each,
    one for the accounts, and one for each kind of record that others point to.
    """
    rows = [row for history in histories for row in _latest(history)]
    rows.sort(key=lambda row: (row.history_date, row.history_id), reverse=True)
    rows = rows[:LATEST]
    before = _rows_before(rows)
    pairs = [(row, before.get((type(row), row.row_before))) for row in rows]
    names = _names(pairs)
    return [_change(row, previous, names) for row, previous in pairs]


def _latest(history: models.QuerySet) -> models.QuerySet:
    """The newest rows, each with the key of the row before it of the same record."""
    earlier = history.model.objects.filter(
        id=models.OuterRef("id"), history_id__lt=models.OuterRef("history_id")
    ).order_by("-history_id")
    return history.annotate(row_before=models.Subquery(earlier.values("history_id")[:1])).order_by(
        "-history_date", "-history_id"
    )[:LATEST]


def _rows_before(rows) -> dict:
    keys = defaultdict(set)
    for row in rows:
        if row.row_before is not None:
            keys[type(row)].add(row.row_before)
    return {
        (model, found.history_id): found
        for model, wanted in keys.items()
        for found in model.objects.filter(history_id__in=wanted)
    }


def _tracked(row):
    own = {"history_id", "history_date", "history_type", "history_user_id", "history_change_reason"}
    return [field for field in row._meta.fields if field.name not in own | {"id"}]


def _names(rows) -> dict[type, dict[int, str]]:
    """The names of accounts and of the records that the rows point to."""
    wanted = defaultdict(set)
    users = get_user_model()
    for row, previous in rows:
        wanted[users].add(row.history_user_id)
        for field in _tracked(row):
            if field.is_relation:
                wanted[field.related_model] |= {
                    getattr(one, field.attname) for one in (row, previous) if one is not None
                }
    return {
        model: {found.pk: _name(found) for found in model._default_manager.filter(pk__in=keys)}
        for model, keys in wanted.items()
        if keys - {None}
    }


def _name(record: models.Model) -> str:
    """A record's own name, without a query for the records it belongs to."""
    if hasattr(record, "held_on"):
        return day(record.held_on)
    for attribute in ("title", "name", "email"):
        if getattr(record, attribute, ""):
            return getattr(record, attribute)
    return f"number {record.pk}"


def _change(row, previous, names) -> Change:
    users = names.get(get_user_model(), {})
    return Change(
        when=row.history_date,
        who=users.get(row.history_user_id, "the system"),
        record=_record(row, names),
        kind=KINDS[row.history_type],
        why=row.history_change_reason or "",
        fields=[] if row.history_type == "-" else list(_differences(row, previous, names)),
    )


def _record(row, names) -> str:
    """What kind of record it is, and which: by the records it points to, and its own name."""
    told = [
        names.get(field.related_model, {}).get(getattr(row, field.attname), "")
        for field in _tracked(row)
        if field.is_relation and field.name in ("seat", "meeting", "agency")
    ]
    own = "" if not hasattr(row, "title") and not hasattr(row, "name") else _name(row)
    if getattr(row, "held_on", None):
        own = day(row.held_on)
    parts = [part for part in (own, *told) if part]
    kind = row.instance_type._meta.verbose_name
    return f"{kind.capitalize()}: {', '.join(parts)}" if parts else kind.capitalize()


def _differences(row, previous, names):
    for field in _tracked(row):
        new = _text(field, row, names)
        if previous is None:
            if new != MISSING and field.name not in NAMED_BEFORE:
                yield FieldChange(str(field.verbose_name).capitalize(), "", new)
        elif (old := _text(field, previous, names)) != new:
            yield FieldChange(str(field.verbose_name).capitalize(), old, new)


def _number(value: Decimal, places: int) -> str:
    """550, 1200.50 and 32.1, as people write them: the database has 550.00 and 32.1000."""
    if value == value.to_integral_value():
        return f"{value:.0f}"
    return f"{value:f}" if places <= 2 else f"{value.normalize():f}"


def in_a_line(value: list | dict) -> str:
    """What a field of several values says."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return ", ".join(f"{name} {one}" for name, one in value.items())


def _text(field, row, names) -> str:
    value = getattr(row, field.attname)
    if value in (None, "", [], {}):
        return MISSING
    if field.is_relation:
        return names.get(field.related_model, {}).get(value, f"number {value}")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return _number(value, field.decimal_places)
    if isinstance(value, list | dict):
        return in_a_line(value)
    if isinstance(value, datetime):
        value = timezone.localtime(value)
        return f"{day(value)}, {value:%H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return day(value) if isinstance(value, date) else str(value)
