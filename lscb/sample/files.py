"""The files of a sample's folder: which there are, their columns, and how they are opened.

`board.toml` says which board it is and in which words its files are written. The rest are CSV
files in UTF-8 with the columns below, a row for each record, in the order in which pages show
them. Dates are 2012-06-14, years 2012-13, and `until` is the first day something no longer held.
`section` says where in the document the row comes from. The registers have a file for each group
that met, `marks_main_board.csv` for the group `main-board`, with a column for each date.

The folder `national`, which a sample may lack, holds published figures as the command
`export_figures` writes them: all of its files or none.
"""

import tomllib
from collections.abc import Iterable
from pathlib import Path

from datasets.exporting import AREAS, COLUMNS, FIGURES, NEIGHBOURS, POPULATION, RELEASES
from lscb.cells import Table, read_table, table, unreadable, wrong_columns
from lscb.sample.cells import Row, SampleError

BOARD_FILE = "board.toml"
BOARD_TABLES = {
    "source": "title document",
    "release": "title edition publisher published_on section",
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
    "listed.csv": table(
        "indicator agency agency_inferred_from since until standing reason review_on question "
        "is_limited section",
        "indicator since",
    ),
    "report_figures.csv": table(
        "indicator period numerator denominator value reason is_inferred note section",
        "indicator period",
    ),
}
NATIONAL = "national"
# Which columns together are found only once in each of the folder's files.
ONCE = {
    AREAS: ("code",),
    RELEASES: ("release",),
    NEIGHBOURS: ("model", "since", "area", "like"),
    POPULATION: ("area", "year", "release"),
    FIGURES: ("indicator", "area", "period"),
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
        self._rows = {
            name: read_table(path / name, expected, self.problems)
            for name, expected in TABLES.items()
        }
        self._national = self._read_national()
        self.raise_problems()

    def raise_problems(self) -> None:
        if self.problems:
            # A register's row says so once for each of its dates.
            raise SampleError(list(dict.fromkeys(self.problems)))

    def rows(self, name: str) -> list[Row]:
        return self._rows[name]

    def national(self, name: str) -> list[Row]:
        """The rows of a file of published figures; none where the sample has no such folder."""
        return self._national.get(name, [])

    def register(self, group_slug: str, dates: Iterable[str]) -> list[Row]:
        """The rows of a group's register, with a column for each date it met on."""
        columns = ("agency", "seat", *dates, "section")
        expected = Table(columns, (("agency", "seat"),))
        return read_table(self.path / register_file(group_slug), expected, self.problems)

    def refuse_files_besides(self, registers: Iterable[str]) -> None:
        """A file that nothing reads is a mistake in its name."""
        known = {BOARD_FILE, *TABLES, *registers}
        self._refuse_others(self.path, known)
        if (self.path / NATIONAL).is_dir():
            self._refuse_others(self.path / NATIONAL, set(COLUMNS))

    def _refuse_others(self, folder: Path, known: set[str]) -> None:
        for file in sorted(folder.iterdir()):
            if file.suffix in (".csv", ".toml") and file.name not in known:
                self.problems.append(f"{file.name}: nothing in the sample asks for this file")

    def _read_national(self) -> dict[str, list[Row]]:
        folder = self.path / NATIONAL
        if not folder.is_dir():
            return {}
        return {
            name: read_table(folder / name, Table(COLUMNS[name], (ONCE[name],)), self.problems)
            for name in COLUMNS
        }

    def _read_board_file(self) -> dict[str, Row]:
        try:
            written = tomllib.loads((self.path / BOARD_FILE).read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
            raise SampleError([unreadable(BOARD_FILE, problem)]) from problem
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
            self.problems += wrong_columns(BOARD_FILE, place, list(cells), columns.split())
        return Row(BOARD_FILE, place, {key: str(cells[key]) for key in cells}, self.problems)
