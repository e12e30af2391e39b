"""A published CSV file, read row by row: never all of it at once. No Django."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from datasets.importing.problems import Refused, shown

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# What begins with these is a spreadsheet, or text in another encoding.
NO_CSV = {
    b"PK\x03\x04": "it is a spreadsheet or an archive, not a CSV file",
    b"\xd0\xcf\x11\xe0": "it is a spreadsheet, not a CSV file",
    b"\xff\xfe": "it is not in UTF-8",
    b"\xfe\xff": "it is not in UTF-8",
}


@dataclass(frozen=True)
class Row:
    """The cells of a row, by column. The first row, 1, has the names of the columns."""

    number: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """Without the spaces around it; empty where the file has no such column."""
        return self.cells.get(column, "").strip()


class PublishedFile:
    """A CSV file in UTF-8 that can be read from its beginning as often as is needed.

    Raises Refused, with the row, for what is no such file.
    """

    def __init__(self, name: str, opened: Callable[[], BinaryIO]):
        self.name = name
        self._opened = opened

    @classmethod
    def at(cls, path: Path) -> "PublishedFile":
        return cls(path.name, lambda: path.open("rb"))

    @classmethod
    def of(cls, name: str, content: bytes) -> "PublishedFile":
        return cls(name, lambda: io.BytesIO(content))

    @cached_property
    def columns(self) -> list[str]:
        columns = next(self._lines(), None)
        if not columns or not any(columns):
            raise Refused(f"{self.name}: the file is empty")
        repeated = sorted({name for name in columns if columns.count(name) > 1})
        if repeated:
            raise Refused(f"{self.name}, row 1: the column “{shown(repeated[0])}” is there twice")
        return columns

    def rows(self) -> Iterator[Row]:
        """Each row beneath the names of the columns; empty ones are passed over."""
        columns = self.columns
        lines = self._lines()
        next(lines)
        for number, cells in enumerate(lines, start=2):
            if not cells:
                continue
            if len(cells) != len(columns):
                found = f"found {len(cells)} cells, and {len(columns)} columns"
                raise Refused(f"{self.name}, row {number}: {found}")
            yield Row(number, dict(zip(columns, cells, strict=True)))

    def lists(self) -> Iterator[tuple[int, list[str]]]:
        """Every row with its number, the first one too, as the cells stand."""
        return enumerate(self._lines(), start=1)

    def _lines(self) -> Iterator[list[str]]:
        number = 0
        try:
            with self._opened() as file:
                for cells in csv.reader(self._text(file), strict=True):
                    number += 1
                    yield cells
        except OSError as problem:
            raise Refused(f"{self.name}: cannot be read: {problem.strerror}") from problem
        except csv.Error as problem:
            raise Refused(f"{self.name}, row {number + 1}: not a CSV file: {problem}") from problem

    def _text(self, file: BinaryIO) -> Iterator[str]:
        for number, line in enumerate(file, start=1):
            if number == 1:
                self._refuse_other_kinds(line)
                line = line.removeprefix(BYTE_ORDER_MARK)
            if b"\0" in line:
                raise Refused(f"{self.name}, row {number}: a NUL byte, which no text has")
            try:
                yield line.decode("utf-8")
            except UnicodeDecodeError as problem:
                what = f"not in UTF-8: byte {line[problem.start]:#04x}"
                raise Refused(f"{self.name}, row {number}: {what}") from problem

    def _refuse_other_kinds(self, line: bytes) -> None:
        for beginning, what in NO_CSV.items():
            if line.startswith(beginning):
                raise Refused(f"{self.name}: {what}")
