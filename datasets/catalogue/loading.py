"""Loads the catalogue: what is missing is added, all of it or nothing."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import models, transaction

from datasets.catalogue.files import PARTS, Part, Records
from datasets.models import Indicator, MappingLine, Release
from lscb.cells import Row, WrongFiles, read_table

OURS = Path(__file__).resolve().parent
REASON = "Loaded from the catalogue"


@dataclass
class Counted:
    """Of one kind of record: how many were added and changed, and how many stayed as they were."""

    name: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    # On record they say something else than in the catalogue, and were left so.
    differ: int = 0


@dataclass
class Loading:
    """The catalogue while it is loaded."""

    folder: Path
    update: bool
    problems: list[str] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)
    known: dict[str, Records] = field(default_factory=dict)
    made: set[int] = field(default_factory=set)  # id() of records that were not there

    def load(self, part: Part) -> None:
        stored = {part.key_of(record): record for record in _stored(part.model)}
        named: Records = {}
        count = Counted(str(part.model._meta.verbose_name_plural))
        for position, row in enumerate(
            read_table(self.folder / part.file, part.table, self.problems)
        ):
            key = tuple(row.cells[column] for column in part.key)
            values = part.read(row, position, self.known)
            named[key] = self.keep(part, row, stored.get(key), values, count)
        self.known[part.file] = named
        self.counted.append(count)

    def keep(self, part: Part, row: Row, record: Any, values: dict, count: Counted):
        """The record of a row: made, changed, or as it is on record."""
        if record is None:
            record = part.model(**values)
            row.check(record)
            if self._may_add(values.get(part.belongs_to)):
                count.added += 1
                self.made.add(id(record))
                self.save(row, record)
            else:
                count.differ += 1
            return record
        before = {name: getattr(record, name) for name in values}
        if before == values or not row.is_sound:
            count.unchanged += 1
        elif not self.update:
            count.differ += 1
        else:
            self.change(row, record, values)
            count.changed += 1
        return record

    def _may_add(self, owner) -> bool:
        """A line that somebody took out of a mapping stays out."""
        return owner is None or self.update or id(owner) in self.made

    def change(self, row: Row, record, values: dict) -> None:
        if isinstance(record, Indicator) and record.unit != values["unit"]:
            row.wrong("unit", f"it is {record.unit} on record, and figures were stored in that")
        for name, value in values.items():
            setattr(record, name, value)
        row.check(record)
        self.save(row, record)

    def save(self, row: Row, record) -> None:
        """Nothing more is stored once anything is wrong: all of it will be undone."""
        if row.is_sound and not self.problems:
            record._change_reason = REASON
            record.save()


def _stored(model: type[models.Model]):
    rows = model._default_manager.all()
    if model is Release:
        return rows.filter(board=None)
    return rows.select_related("mapping", "indicator") if model is MappingLine else rows


@transaction.atomic
def load(folder: Path = OURS, *, update: bool = False) -> list[Counted]:
    """Adds what the folder has and the records do not; with `update`, what is there becomes as in
    the folder. Raises WrongFiles with everything that is wrong, and then stores nothing."""
    loading = Loading(folder, update)
    for part in PARTS:
        loading.load(part)
    if loading.problems:
        raise WrongFiles(list(dict.fromkeys(loading.problems)))
    return loading.counted
