"""A row of a sample's file: its cells as values, each checked, and each mistake with its place."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from lscb.periods import FinancialYear

YES_OR_NO = {"yes": True, "no": False}


class SampleError(Exception):
    """A sample that cannot be loaded. Has a sentence for everything that is wrong with it."""

    def __init__(self, problems: list[str]):
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass
class Row:
    """A row of a CSV file, or a table of a TOML file, with its cells as they were written.

    Each method below gives a cell's value. Where the cell is wrong it gives None instead and adds
    a sentence to `problems`, so that one attempt finds every mistake.
    """

    file: str
    place: str
    cells: dict[str, str]
    problems: list[str]
    is_sound: bool = field(default=True, init=False)

    def wrong(self, column: str, what: str) -> None:
        self.is_sound = False
        self.problems.append(
            f"{self.file}, {self.place}, column “{column}”: found “{self.cells[column]}”: {what}"
        )

    def text(self, column: str, *, required: bool = True) -> str | None:
        value = self.cells[column]
        if value != value.strip():
            return self.wrong(column, "there is a space before or after it")
        if required and not value:
            return self.wrong(column, "this cell must not be empty")
        return value

    def date(self, column: str, *, required: bool = True) -> date | None:
        value = self.text(column, required=required)
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return self.wrong(column, "not a date written as 2012-06-14")
        try:
            return date.fromisoformat(value)
        except ValueError:
            return self.wrong(column, "there is no such day")

    def year(self, column: str) -> FinancialYear | None:
        value = self.text(column)
        if not value:
            return None
        try:
            return FinancialYear.parse(value)
        except ValueError:
            return self.wrong(column, "not a financial year written as 2012-13")

    def amount(self, column: str, *, required: bool = True) -> Decimal | None:
        """A number with or without decimals, not below 0."""
        value = self.text(column, required=required)
        if not value:
            return None
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
            return self.wrong(column, "not a number written as 1234 or 1234.50, and not below 0")
        return Decimal(value)

    def whole(self, column: str, *, required: bool = True) -> int | None:
        value = self.text(column, required=required)
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", value):
            return self.wrong(column, "not a whole number written as 1234, and not below 0")
        return int(value)

    def one_of(self, column: str, known: dict, what: str, *, required: bool = True):
        """What the cell's word stands for among those that are known."""
        value = self.text(column, required=required)
        if not value:
            return None
        if value not in known:
            return self.wrong(column, what)
        return known[value]

    def choice(self, column: str, values, *, required: bool = True) -> str | None:
        """One of a field's choices, as it is stored. Empty where that may be left empty."""
        known = {value: value for value in values if value}
        found = self.one_of(column, known, f"not one of {', '.join(known)}", required=required)
        return "" if found is None and self.is_sound else found

    def is_yes(self, column: str) -> bool | None:
        return self.one_of(column, YES_OR_NO, "neither yes nor no")

    def check(self, record) -> None:
        """Asks the record's model, too. Its relations were looked up already."""
        if not self.is_sound:
            return
        relations = [field.name for field in record._meta.fields if field.is_relation]
        try:
            record.full_clean(exclude=relations, validate_unique=False)
        except ValidationError as problem:
            for name, messages in problem.message_dict.items():
                self.refuse(name, " ".join(messages))

    def refuse(self, name: str, what: str) -> None:
        """The model's own words, at the column of the field's name where there is one."""
        if name in self.cells:
            self.wrong(name, what)
            return
        self.is_sound = False
        about = "" if name == NON_FIELD_ERRORS else f"{name}: "
        self.problems.append(f"{self.file}, {self.place}: {about}{what}")
