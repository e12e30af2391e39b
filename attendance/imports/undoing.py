"""Takes back what an import did: all of it, and only while nothing depends on it.

What stands in the way is said by name. History is kept: of what was made, changed and taken back.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from agencies.models import Seat
from attendance.imports.entering import NotEntered, locked, plain
from attendance.imports.proposals import GROUP_NAME
from attendance.many import take_away
from attendance.models import Mark, Meeting, RegisterImport

# Each before what it points to.
ORDER = (
    "attendance.mark",
    "agencies.tenure",
    "attendance.meeting",
    "agencies.seat",
    "agencies.group",
    "agencies.agency",
    "agencies.sector",
)
BEFORE_GIVING_BACK = ORDER[:2]
MOST_NAMED = 20
# An import of a made group in one of these states holds nothing that the undo would take away.
WITHOUT_RECORDS = (RegisterImport.State.DISCARDED, RegisterImport.State.UNDONE)
TYPES = {
    "DateField": date.fromisoformat,
    "DateTimeField": datetime.fromisoformat,
    "TimeField": time.fromisoformat,
}


@dataclass(frozen=True)
class Obstacle:
    """A record because of which the import cannot be undone, and why."""

    name: str
    why: str


def obstacles(record: RegisterImport) -> list[Obstacle]:
    """What stands in the way; empty where the import can be undone."""
    made = {apps.get_model(label): keys for label, keys in record.entered["made"].items()}
    found = []
    for model, keys in made.items():
        found += _changed_since(model, keys, record)
        found += _used_by_others(model, keys, made, record)
    return found + _changed_again(record) + _at_changed_meetings(record)


def _changed_since(model, keys, record) -> list[Obstacle]:
    """Rows the import made that are no longer as it made them."""
    later = model.history.filter(id__in=keys).exclude(history_type="+")
    touched = set(later.values_list("id", flat=True))
    there = {row.pk: row for row in _named(model.objects.filter(pk__in=touched))}
    names = [field.attname for field in model.history.model.tracked_fields]
    # What was changed and changed back is no obstacle.
    as_made = {
        line["id"]
        for line in model.history.filter(id__in=touched, history_type="+").values("id", *names)
        if line["id"] in there
        and all(getattr(there[line["id"]], name) == line[name] for name in names)
    }
    gone = f"{model._meta.verbose_name} of this import"
    return [
        Obstacle(str(there[key]), "was changed since")
        if key in there
        else Obstacle(gone[0].upper() + gone[1:], "was taken away since")
        for key in sorted(touched - as_made)
    ][: 10 * MOST_NAMED]


def _used_by_others(model, keys, made, record) -> list[Obstacle]:
    """Rows that the import did not make and that point to one that it made."""
    found = []
    for relation in model._meta.related_objects:
        other = relation.related_model
        if other.__name__.startswith("Historical"):
            continue
        rows = other._base_manager.filter(**{f"{relation.field.name}__in": keys})
        if other is RegisterImport:
            found += _other_imports(rows.exclude(pk=record.pk))
            continue
        name = other._meta.verbose_name
        found += [
            Obstacle(str(row), f"uses what this import made ({name})")
            for row in _named(rows.exclude(pk__in=made.get(other, [])))[:MOST_NAMED]
        ]
    return found


def _other_imports(rows) -> list[Obstacle]:
    """Those of the same group that were entered, or may be."""
    return [
        Obstacle(
            str(row),
            "is for the group that this import made: "
            + ("discard it first" if row.state == row.State.READ else "undo it first"),
        )
        for row in rows.exclude(state__in=WITHOUT_RECORDS).defer("table")[:MOST_NAMED]
    ]


def _named(rows):
    """With what a row's name needs."""
    to_name = {
        "mark": ("seat__agency", "meeting__group"),
        "meeting": ("group",),
        "tenure": ("seat__agency",),
        "seat": ("agency",),
    }
    related = to_name.get(rows.model._meta.model_name)
    return rows.select_related(*related) if related else rows


def _changed_again(record) -> list[Obstacle]:
    """Rows the import changed that are no longer as it left them."""
    found = []
    for label, changes in _by_model(record).items():
        model = apps.get_model(label)
        rows = {row.pk: row for row in _named(model.objects.filter(pk__in=changes))}
        for key, change in changes.items():
            if key not in rows:
                found.append(Obstacle(model._meta.verbose_name, "was taken away since"))
            elif any(
                plain(getattr(rows[key], name)) != value for name, value in change["after"].items()
            ):
                found.append(Obstacle(str(rows[key]), "was changed since"))
    return found


def _at_changed_meetings(record) -> list[Obstacle]:
    """What came later to the meetings it changed, which may be planned again afterwards: other
    entries, and a register confirmed by hand."""
    changes = _by_model(record).get(Meeting._meta.label_lower, {})
    confirmed = [
        Obstacle(str(row), "was confirmed since")
        for row in _named(Meeting.objects.filter(pk__in=changes, confirmed_at__isnull=False))
        if "confirmed_at" not in changes[row.pk]["after"]
    ]
    made_later = Mark.history.filter(
        meeting_id__in=changes, history_type="+", history_date__gt=record.entered_at
    )
    # Those of a seat that the import made are named already.
    entries = Mark.objects.filter(pk__in=made_later.values("id")).exclude(
        seat__in=record.entered["made"].get(Seat._meta.label_lower, [])
    )
    return confirmed + [
        Obstacle(str(row), "was entered since") for row in _named(entries)[:MOST_NAMED]
    ]


def _by_model(record) -> dict[str, dict[int, dict]]:
    by_model: dict[str, dict[int, dict]] = {}
    for change in record.entered["changed"]:
        by_model.setdefault(change["model"], {})[change["id"]] = change
    return by_model


@transaction.atomic
def undo(record: RegisterImport, user) -> None:
    """Takes the import back. Raises NotEntered where it cannot be."""
    found = locked(record)
    if found.state != RegisterImport.State.ENTERED:
        raise NotEntered("Nothing was undone: this import is not entered, or was undone already.")
    if obstacles(found):
        raise NotEntered("Nothing was undone: other records depend on this import by now.")
    reason = f"Undo of the import of {found.filename}"
    # The database guards what is given back against what was made: entries at a planned meeting,
    # two times of a seat on one day.
    _take_away(found, BEFORE_GIVING_BACK, user, reason)
    _give_back(found, user, reason)
    _close(found, user, reason)
    _take_away(found, ORDER[len(BEFORE_GIVING_BACK) :], user, reason)


def _take_away(record, labels, user, reason: str) -> None:
    for label in labels:
        take_away(apps.get_model(label), record.entered["made"].get(label, []), user, reason)


def _give_back(record, user, reason: str) -> None:
    """Gives the changed rows the values they had before."""
    for label, changes in _by_model(record).items():
        model = apps.get_model(label)
        of_fields: dict[tuple[str, ...], list] = {}
        for row in model.objects.filter(pk__in=changes):
            before = changes[row.pk]["before"]
            for name, value in before.items():
                setattr(row, name, _value(model, name, value))
            of_fields.setdefault(tuple(sorted(before)), []).append(row)
        for names, rows in of_fields.items():
            bulk_update_with_history(
                rows,
                model,
                [name.removesuffix("_id") for name in names],
                default_user=user,
                default_change_reason=reason,
            )


def _value(model, name: str, value):
    """A value kept as JSON as its field has it."""
    kind = model._meta.get_field(name.removesuffix("_id")).get_internal_type()
    return TYPES[kind](value) if value is not None and kind in TYPES else value


def _close(record, user, reason: str) -> None:
    made_group = record.group_id in record.entered["made"].get("agencies.group", [])
    if made_group:
        _let_go(record, user, reason)
        record.group = None
    record.state = RegisterImport.State.UNDONE
    record.undone_at, record.undone_by = timezone.now(), user
    record._history_user, record._change_reason = user, reason
    record.save()


def _let_go(record, user, reason: str) -> None:
    """Lets imports that hold nothing of the group keep its name only."""
    others = RegisterImport.objects.filter(group=record.group_id, state__in=WITHOUT_RECORDS)
    for other in others.exclude(pk=record.pk):
        other.answers = {**other.answers, GROUP_NAME: record.group.name}
        other.group = None
        other._history_user, other._change_reason = user, reason
        other.save(update_fields=["group", "answers"])


def models_made(record: RegisterImport) -> list[tuple[type[models.Model], int]]:
    """What the import made: each model with how many rows."""
    made = record.entered.get("made", {})
    return [(apps.get_model(label), len(made[label])) for label in ORDER if made.get(label)]
