"""The file of a register, .xlsx or .csv, as what it says. Nothing is compared with the records."""

import csv
import warnings
from collections.abc import Callable, Iterable
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import islice
from pathlib import PurePath
from typing import Any, BinaryIO

from attendance.imports.contents import (
    Place,
    PlainTable,
    Problem,
    ReadCell,
    ReadMeeting,
    ReadRegister,
    ReadSeat,
    Refused,
    as_values,
    from_values,
)
from attendance.imports.guard import BYTE_ORDER_MARKS, SAVE_AS, TOO_MUCH, guarded
from attendance.imports.layouts import heads_a_register, register_in
from lscb.downloads import as_written
from lscb.periods import FinancialYear

__all__ = [
    "Place",
    "Problem",
    "ReadCell",
    "ReadMeeting",
    "ReadRegister",
    "ReadSeat",
    "Refused",
    "as_values",
    "from_values",
    "read_register",
]

MOST_ROWS = 2_000
MOST_COLUMNS = 250
LONGEST_CELL = 1_000
DELIMITERS = ",;\t"
LOOKED_AT_FOR_DELIMITER = 50
# Agencies and sectors stand in the first columns; elsewhere it tells nothing that a cell is bold.
COLUMNS_WITH_BOLD = 3
# Everything below the space but tab and the ends of lines: no text has it.
CONTROLS = [chr(code) for code in range(32) if chr(code) not in "\t\n\v\f\r"]


def read_register(file: BinaryIO, filename: str, year: FinancialYear | None = None) -> ReadRegister:
    """The register in the file, with everything in it that was not understood.

    Where the year is given, a date outside it is a problem and carries the day of the year to
    propose. Raises Refused where the file is not taken at all.
    """
    kind, content = guarded(file, filename)
    return register_in(TABLES[kind](content, PurePath(filename).stem), year)


def csv_tables(content: bytes, name: str) -> list[PlainTable]:
    """The one table of a .csv, under the file's name. Raises Refused."""
    text = _decoded(content)
    delimiter = _delimiter(text)
    if text.count(delimiter) > MOST_ROWS * MOST_COLUMNS:
        raise Refused(f"The file holds far more than a register. {TOO_MUCH}")
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            _check_size(name, len(rows) + 1, len(row))
            rows.append([_clean(cell) for cell in row])
    except csv.Error as error:
        raise Refused(
            f"Row {len(rows) + 1} of the file cannot be read: a quotation mark is not closed, or "
            f"stands where none may stand. {SAVE_AS}"
        ) from error
    return [PlainTable(name, rows)]


def _decoded(content: bytes) -> str:
    """UTF-8 with or without a byte order mark, UTF-16 with one, or Windows-1252."""
    encodings = ["utf-16"] if content.startswith(BYTE_ORDER_MARKS) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(text.count(control) for control in CONTROLS):
            return text
    raise Refused(
        "The file is not text in UTF-8, UTF-16 or the Windows alphabet. "
        "In your spreadsheet program, save it as “CSV UTF-8” or as .xlsx and send that."
    )


def _delimiter(text: str) -> str:
    """The one by which one of the first rows heads a register, or that makes the most cells."""

    def fit(delimiter: str) -> tuple[bool, int]:
        lines = StringIO(text[: LONGEST_CELL * LOOKED_AT_FOR_DELIMITER], newline="")
        reader = csv.reader(lines, delimiter=delimiter)
        try:
            rows = list(islice(reader, LOOKED_AT_FOR_DELIMITER))
        except csv.Error:
            return False, 0
        return any(heads_a_register(row) for row in rows), sum(len(row) for row in rows)

    return max(DELIMITERS, key=fit)


def xlsx_tables(content: bytes, name: str) -> list[PlainTable]:
    """The visible sheets of a workbook. Raises Refused."""
    try:
        with warnings.catch_warnings():
            # What openpyxl cannot keep, such as rules of validation, is not wanted here.
            warnings.simplefilter("ignore")
            return [_plain(sheet) for sheet in _sheets(content)]
    except Refused:
        raise
    except Exception as error:
        # Of a file whose XML makes no sense openpyxl raises whatever it stumbled on.
        raise Refused(f"The workbook is damaged and cannot be read. {SAVE_AS}") from error


def _sheets(content: bytes) -> list[Any]:
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.styles.stylesheet import apply_stylesheet

    class CellsOnly(ExcelReader):
        """Reads what cells need, and no names, properties, themes and charts."""

        def read(self):
            self.read_manifest()
            self.read_strings()
            self.read_workbook()
            apply_stylesheet(self.archive, self.wb)
            self.read_worksheets()

        def read_worksheets(self):
            parts = [relation.target for _, relation in self.parser.find_sheets()]
            if len(set(parts)) < len(parts):
                raise Refused(f"Two sheets of the workbook are one and the same. {SAVE_AS}")
            super().read_worksheets()

        def read_chartsheet(self, sheet, rel):
            """A chart holds no register."""

    reader = CellsOnly(
        BytesIO(content), read_only=True, data_only=True, keep_links=False, rich_text=True
    )
    reader.read()
    return [sheet for sheet in reader.wb.worksheets if sheet.sheet_state == "visible"]


def _plain(sheet) -> PlainTable:
    # A sheet's own claim of its size may be wrong, and rows be lost by it.
    sheet.reset_dimensions()
    rows = []
    clean: dict[str, str] = {}  # the few texts of entries, each looked at once
    for number, row in enumerate(sheet.iter_rows(), start=1):
        _check_size(sheet.title, number, len(row))
        texts = [_marked(cell) for cell in row[:COLUMNS_WITH_BOLD]]
        for cell in row[COLUMNS_WITH_BOLD:]:
            value = cell.value
            if type(value) is not str:
                texts.append(_text(value))
                continue
            if value not in clean:
                clean[value] = _clean(value)
            texts.append(clean[value])
        rows.append(texts)
    return PlainTable(sheet.title, rows)


def _marked(cell) -> str:
    """The cell's text, with what is bold in it between <b> and </b>."""
    value = cell.value
    if isinstance(value, str):
        return f"<b>{_clean(value)}</b>" if cell.has_style and cell.font.b else _clean(value)
    if isinstance(value, list):  # text of several fonts
        return _clean("".join(_marked_piece(piece) for piece in value))
    return _text(value)


def _marked_piece(piece) -> str:
    if isinstance(piece, str):
        return piece
    return f"<b>{piece.text.strip()}</b> " if piece.font.b else piece.text


def _text(value) -> str:
    """What a cell holds, as text: a date as 2012-06-14, a whole number without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _clean(str(value))


def _clean(text: str) -> str:
    """On one line, and without the apostrophe that our exports put before text that a spreadsheet
    would take for a formula."""
    return " ".join(as_written(text[:LONGEST_CELL]).split())


def _check_size(sheet: str, rows: int, columns: int) -> None:
    if rows > MOST_ROWS:
        raise Refused(f"Sheet {sheet} goes on below row {MOST_ROWS:,}. {TOO_MUCH}")
    if columns > MOST_COLUMNS:
        raise Refused(
            f"Row {rows:,} of sheet {sheet} goes on beyond column {MOST_COLUMNS}. {TOO_MUCH}"
        )


TABLES: dict[str, Callable[[bytes, str], Iterable[PlainTable]]] = {
    "csv": csv_tables,
    "xlsx": xlsx_tables,
}
