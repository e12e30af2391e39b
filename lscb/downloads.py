"""The rows of a page as files: .csv and .xlsx. No cell of either is ever a formula."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.http import HttpResponse

Cell = str | int | Decimal | None
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Sheet:
    """One table with one header row, and what a reader has to know about it.

    None is an empty cell; `notes` say why there may be some. A `warning` stands before everything.
    """

    name: str
    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = field(default=())
    warning: str = ""


def as_text(cell: Cell) -> Cell:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it, and so does
    text that already has one there, so that exactly one can be taken off again; numbers, negative
    ones too, stay numbers."""
    if isinstance(cell, str):
        cell = cell.replace("\0", "")
        return f"'{cell}" if cell.lstrip("'").startswith(STARTS_A_FORMULA) else cell
    return cell


def as_written(text: str) -> str:
    """The text of a cell of ours as it was before `as_text`."""
    guarded = text.startswith("'") and text.lstrip("'").startswith(STARTS_A_FORMULA)
    return text[1:] if guarded else text


class DownloadConverter:
    """`<download:kind>` at the end of an address: csv or xlsx."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def download(kind: str, sheets: Sequence[Sheet], name: str) -> HttpResponse:
    """The sheets as a file. A .csv holds one table, so it is the first of them."""
    if kind == "csv":
        return csv_response(sheets[0], f"{name}.csv")
    return xlsx_response(sheets, f"{name}.xlsx")


def csv_response(sheet: Sheet, filename: str) -> HttpResponse:
    """UTF-8 with a byte order mark, so that Excel reads £ rightly."""
    text = io.StringIO()
    writer = csv.writer(text)
    if sheet.warning:
        writer.writerow([sheet.warning])
    writer.writerow(sheet.header)
    writer.writerows([as_text(cell) for cell in row] for row in sheet.rows)
    return _attached(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", filename)


def xlsx_response(sheets: Sequence[Sheet], filename: str) -> HttpResponse:
    """A cover sheet, one table a sheet, and a sheet of notes."""
    import xlsxwriter

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        warnings = dict.fromkeys(sheet.warning for sheet in sheets if sheet.warning)
        _write_text(workbook, "Cover", [*warnings, *(sheet.title for sheet in sheets)])
        for sheet in sheets:
            _write_table(workbook, sheet)
        _write_text(workbook, "Notes", [note for sheet in sheets for note in sheet.notes])
    return _attached(file.getvalue(), XLSX, filename)


def _write_text(workbook, name: str, lines: Sequence[str]) -> None:
    page = workbook.add_worksheet(name)
    page.set_column(0, 0, 100, workbook.add_format({"text_wrap": True}))
    for number, line in enumerate(lines):
        page.write_string(number, 0, as_text(line))


def _write_table(workbook, sheet: Sheet) -> None:
    page = workbook.add_worksheet(sheet.name[:31])
    rows = [[as_text(cell) for cell in row] for row in sheet.rows]
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, column, cell)
            elif cell is not None:
                page.write_number(number, column, cell)
    page.add_table(
        0,
        0,
        max(len(rows), 1),
        len(sheet.header) - 1,
        {"columns": [{"header": name} for name in sheet.header], "autofilter": False},
    )
    page.freeze_panes(1, 0)
    page.autofit(400)


def _attached(body: bytes, content_type: str, filename: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
