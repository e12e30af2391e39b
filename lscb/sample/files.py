"""The files of a sample's folder: which there are, their columns, and how they are opened.

`board.toml` says which board it is and in which words its files are written. The rest are CSV
files in UTF-8 with the columns below, a row for each record, in the order in which pages show
them. Dates are 2012-06-14, years 2012-13, and `until` is the first day something no longer held.
`section` says where in the document the row comes from. The registers have a file for each group
that met, `marks_main_board.csv` for the group `main-board`, with a column for each date.
"""

import csv
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lscb.sample.cells import Row, SampleError


@dataclass(frozen=True)
class Table:
    """The columns of a file, and which of them together are found only once in it."""

    columns: tuple[str, ...]
    once: tuple[tuple[str, ...], ...]


def table(columns: str, *once: str) -> Table:
    return Table(tuple(columns.split()), tuple(tuple(names.split()) for names in once))


BOARD_FILE = "board.toml"
BOARD_TABLES = {
    "source": "title document",
    "board": "slug name area area_code colour section",
    "words": "since body body_short abbreviation chair scrutineer yearly_report case_review "
    "child_death_panel short_forms section",
    # The words of the registers' cells, each with the mark it means.
    "marks": None,
}
TABLES = {
    "sectors.csv": table("name section", "name"),
    "agencies.csv": table("slug name sector standing standing_since section", "slug", "name"),
    "groups.csv": table("slug name kind parent since until meets note section", "slug", "name"),
    "counting_rules.csv": table(
        "group year headline vacant_seats_count extraordinary_meetings_count average "
        "smallest_denominator section",
        "group year",
    ),
    "concern_rules.csv": table(
        "group year measure absences_in_a_row under_percent section", "group year"
    ),
    "seats.csv": table(
        "group agency title aliases required_seniority counts_as office note section",
        "group agency title",
    ),
    "tenures.csv": table(
        "group agency seat state since until since_inferred until_inferred note section",
        "group agency seat since",
    ),
    "wanted.csv": table("name since note section", "name"),
    "meetings.csv": table(
        "group held_on kind state printed_date date_note section", "group held_on"
    ),
    "doubts.csv": table("group agency seat held_on doubt section", "group agency seat held_on"),
    "contributions.csv": table("year agency amount printed_as section", "year agency"),
    "budget.csv": table("year printed_total printed_spend cause section", "year"),
    "published.csv": table(
        "year measure group agency held_on text number numerator denominator section note",
        "year measure group agency held_on section",
    ),
}


def register_file(group_slug: str) -> str:
    return f"marks_{group_slug.replace('-', '_')}.csv"


class Folder:
    """A sample's folder. Opening it reads every file and refuses wrong files and columns, because
    every row would then be wrong; what is wrong with single rows is collected in `problems`."""

    def __init__(self, path: Path):
        self.path = path
        self.problems: list[str] = []
        self.board = self._read_board_file()
        self._rows = {name: self._read(name, expected) for name, expected in TABLES.items()}
        self.raise_problems()

    def raise_problems(self) -> None:
        if self.problems:
            # A register's row says so once for each of its dates.
            raise SampleError(list(dict.fromkeys(self.problems)))

    def rows(self, name: str) -> list[Row]:
        return self._rows[name]

    def register(self, group_slug: str, dates: Iterable[str]) -> list[Row]:
        """The rows of a group's register, with a column for each date it met on."""
        columns = ("agency", "seat", *dates, "section")
        return self._read(register_file(group_slug), Table(columns, (("agency", "seat"),)))

    def refuse_files_besides(self, registers: Iterable[str]) -> None:
        """A file that nothing reads is a mistake in its name."""
        known = {BOARD_FILE, *TABLES, *registers}
        for file in sorted(self.path.iterdir()):
            if file.suffix in (".csv", ".toml") and file.name not in known:
                self.problems.append(f"{file.name}: nothing in the sample asks for this file")

    def _read_board_file(self) -> dict[str, Row]:
        try:
            written = tomllib.loads((self.path / BOARD_FILE).read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
            raise SampleError([_unreadable(BOARD_FILE, problem)]) from problem
        return {
            name: self._toml_row(name, columns, written) for name, columns in BOARD_TABLES.items()
        }

    def _toml_row(self, name: str, columns: str | None, written: dict) -> Row:
        cells = written.get(name)
        if not isinstance(cells, dict):
            self.problems.append(f"{BOARD_FILE}: [{name}] is missing")
            cells = {}
        place = f"[{name}]"
        if columns is not None:
            self._refuse_columns(BOARD_FILE, place, list(cells), columns.split())
        return Row(BOARD_FILE, place, {key: str(cells[key]) for key in cells}, self.problems)

    def _read(self, name: str, expected: Table) -> list[Row]:
        """The file's rows; none if its columns are not the expected ones."""
        try:
            with (self.path / name).open(encoding="utf-8-sig", newline="") as file:
                header, *lines = list(csv.reader(file, strict=True)) or [[]]
        except (OSError, UnicodeDecodeError, csv.Error) as problem:
            self.problems.append(_unreadable(name, problem))
            return []
        if not self._refuse_columns(name, "row 1", header, expected.columns):
            return []
        rows = [
            Row(name, f"row {number}", dict(zip(header, cells, strict=True)), self.problems)
            for number, cells in enumerate(lines, start=2)
            if self._has_as_many(name, number, cells, header)
        ]
        for columns in expected.once:
            refuse_repeats(rows, columns)
        return rows

    def _refuse_columns(self, file: str, place: str, found: list[str], expected) -> bool:
        """Whether they are all there, once each, and no others."""
        wrong = [(column, "this column is missing") for column in expected if column not in found]
        wrong += [
            (column, "not a column of this file") for column in found if column not in expected
        ]
        wrong += [(column, "this column is there twice") for column in _repeated(found)]
        self.problems += [f"{file}, {place}, column “{column}”: {what}" for column, what in wrong]
        return not wrong

    def _has_as_many(self, file: str, number: int, cells: list[str], header: list[str]) -> bool:
        if cells and len(cells) != len(header):
            self.problems.append(
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


def _repeated(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _unreadable(file: str, problem: Exception) -> str:
    if isinstance(problem, FileNotFoundError):
        return f"{file}: this file is missing"
    return f"{file}: cannot be read: {problem}"
