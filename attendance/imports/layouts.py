"""Which layout a register comes in: that of the report's Appendix 1, or that of our own export.

Plain values in, plain values out: nothing here knows Django, files or the records.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from attendance.imports.appendix import Appendix, name_columns
from attendance.imports.contents import (
    APPENDIX,
    EXPORT,
    Place,
    PlainTable,
    Problem,
    ReadRegister,
    problem_at,
)
from attendance.imports.own_export import OUR_HEADER, OwnExport
from attendance.imports.words import plain
from lscb.periods import FinancialYear

MOST_PROBLEMS = 100


def register_in(tables: Iterable[PlainTable], year: FinancialYear | None) -> ReadRegister:
    """The first register of the sheets; where there are more, a problem names them."""
    tables = list(tables)
    found = [(table, row) for table in tables for row in _header_rows(table)]
    if not found:
        return _no_register(tables)
    (table, header), *others = found
    end = next((row for other, row in others if other is table), len(table.rows))
    reader = OwnExport if _is_ours(table.rows[header]) else Appendix
    register = reader(table, header, end, year).register()
    return replace(
        register,
        group_title=_group_title(register.layout, tables, table, header),
        problems=_few((*register.problems, *(_left_out(*other) for other in others))),
    )


def heads_a_register(row: Sequence[str]) -> bool:
    """Whether the row heads a column of agencies and one of seats."""
    return name_columns(row) is not None


def _header_rows(table: PlainTable) -> list[int]:
    """Counted from 0."""
    return [number for number, row in enumerate(table.rows) if heads_a_register(row)]


def _is_ours(row: Sequence[str]) -> bool:
    return tuple(plain(cell).casefold() for cell in row[:3]) == OUR_HEADER


def _no_register(tables: list[PlainTable]) -> ReadRegister:
    place = Place(tables[0].sheet if tables else "", 1, 1)
    seen = next((cell for table in tables for row in table.rows for cell in row if cell), "")
    message = (
        "No row heads a register: it needs the words “Agency” and “Representative”, with the "
        "dates of the meetings beside them."
    )
    problem = Problem(place, seen, f"S{place.words[1:]}: {message}", is_fatal=True)
    return ReadRegister(APPENDIX, "", (), (), (problem,), ())


def _left_out(table: PlainTable, header: int) -> Problem:
    place = Place(table.sheet, header + 1, 1)
    message = "heads another register. Only the first of a file is read: send this one by itself."
    return problem_at(place, plain(next(filter(None, table.rows[header]))), message, is_fatal=False)


def _group_title(layout: str, tables, table: PlainTable, header: int) -> str:
    """What stands above the table; of our own export, what stands on its cover."""
    if layout == EXPORT:
        cover = tables[0] if tables[0] is not table else None
        return plain(cover.rows[0][0]) if cover and cover.rows and cover.rows[0] else ""
    for row in reversed(table.rows[:header]):
        filled = [cell for cell in row if cell]
        if filled:
            return plain(filled[0]) if len(filled) == 1 else ""
    return ""


def _few(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """As many as somebody would read, the fatal ones first; the last says how many there are."""
    ordered = sorted(problems, key=lambda problem: not problem.is_fatal)
    if len(ordered) <= MOST_PROBLEMS:
        return tuple(ordered)
    kept, left = ordered[: MOST_PROBLEMS - 1], ordered[MOST_PROBLEMS - 1 :]
    first = left[0]
    message = f"{first.message} There are {len(left) - 1:,} more problems after this one."
    return (*kept, replace(first, message=message))
