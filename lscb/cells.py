"""Our own files, such as a sample's: rows of cells, each checked, each mistake with its place."""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from lscb.periods import FinancialYear, Period, parse_period

YES_OR_NO = {"yes": True, "no": False}


class WrongFiles(Exception):
    """Files that cannot be loaded. Has a sentence for everything that is wrong with them."""

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

    def year(self, column: str, *, required: bool = True) -> FinancialYear | None:
        value = self.text(column, required=required)
        if not value:
            return None
        try:
            return FinancialYear.parse(value)
        except ValueError:
            return self.wrong(column, "not a financial year written as 2012-13")

    def period(self, column: str) -> Period | None:
        value = self.text(column)
        if not value:
            return None
        try:
            return parse_period(value)
        except ValueError:
            return self.wrong(column, "not a period written as 2012-13 or 2012-13-Q3")

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
        if self.is_sound:
            relations = _relations_of(record)
            self._ask(lambda: record.full_clean(exclude=relations, validate_unique=False))

    def check_fields(self, record) -> None:
        """As `check`, but for what takes a query for each record: its constraints."""
        if self.is_sound:
            self._ask(lambda: record.clean_fields(exclude=_relations_of(record)))
        if self.is_sound:
            self._ask(record.clean)

    def _ask(self, question: Callable[[], None]) -> None:
        try:
            question()
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


def _relations_of(record) -> list[str]:
    return [field.name for field in record._meta.fields if field.is_relation]


@dataclass(frozen=True)
class Table:
    """The columns of a file, and which of them together are found only once in it."""

    columns: tuple[str, ...]
    once: tuple[tuple[str, ...], ...]


def table(columns: str, *once: str) -> Table:
    return Table(tuple(columns.split()), tuple(tuple(names.split()) for names in once))


def read_table(path: Path, expected: Table, problems: list[str]) -> list[Row]:
    """The rows of a CSV file in UTF-8; none if its columns are not the expected ones."""
    name = path.name
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *lines = list(csv.reader(file, strict=True)) or [[]]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        problems.append(unreadable(name, problem))
        return []
    wrong = wrong_columns(name, "row 1", header, expected.columns)
    problems += wrong
    if wrong:
        return []
    rows = [
        Row(name, f"row {number}", dict(zip(header, cells, strict=True)), problems)
        for number, cells in enumerate(lines, start=2)
        if _has_as_many(name, number, cells, header, problems)
    ]
    for columns in expected.once:
        refuse_repeats(rows, columns)
    return rows


def wrong_columns(file: str, place: str, found: list[str], expected) -> list[str]:
    """What keeps them from being all there, once each, and no others."""
    wrong = [(column, "this column is missing") for column in expected if column not in found]
    wrong += [(column, "not a column of this file") for column in found if column not in expected]
    repeated = sorted({name for name in found if found.count(name) > 1})
    wrong += [(column, "this column is there twice") for column in repeated]
    return [f"{file}, {place}, column “{column}”: {what}" for column, what in wrong]


def _has_as_many(
    file: str, number: int, cells: list[str], header: list[str], problems: list[str]
) -> bool:
    if cells and len(cells) != len(header):
        problems.append(
            f"{file}, row {number}: found {len(cells)} cells, and {len(header)} columns"
        )
    return len(cells) == len(header)


def refuse_repeats(rows: list[Row], columns: tuple[str, ...]) -> None:
    """Marks each row that has the same in these columns as a row before it."""
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row.cells[column] for column in columns)
        before = first.setdefault(key, row)
        if before is not row:
            row.wrong(columns[-1], f"{before.place} is of the same {', '.join(columns)}")


def unreadable(file: str, problem: Exception) -> str:
    if isinstance(problem, FileNotFoundError):
        return f"{file}: this file is missing"
    return f"{file}: cannot be read: {problem}"
