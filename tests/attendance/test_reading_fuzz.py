"""Good files, broken in thousands of ways: read, or refused in a sentence, and never an error."""

import random
import re

import pytest

from attendance.imports.layouts import MOST_PROBLEMS
from attendance.imports.reading import Refused, as_values, from_values
from tests.attendance.spreadsheets import (
    MAIN_BOARD,
    MANAGEMENT_GROUP,
    PARTS,
    as_csv,
    as_xlsx,
    packed,
    read,
    rows_of,
    unpacked,
)

EXPORT = [
    ["sector", "agency", "seat", "2012-06-14", "2013-02-12 extraordinary", "present"],
    ["Police", "Police", "DCI", "Present", "Vacant", 1],
    ["Police", "Police", None, "1 of 1", "0 of 0", 1],
    ["Total", "Total", None, "1 of 1", "0 of 0", 1],
]
TABLES = [rows_of(MAIN_BOARD), rows_of(MANAGEMENT_GROUP), EXPORT]
BLANK = ["", " ", "\t", "\n", "\x0b", "\x85", "\ufeff", "\u200b", "\u202e", "\x00", "\ud800"]
FORMULAS = ["'", "''", "'=1+1", "=1+1", "-1", "1e999", "nan", "½", "😀", "Y" * 3_000]
WORDS = ["total", "TOTAL 5", "Agency", "Representative", "seat", "x", "?", "Sub (", "Sub (x)"]
MARKED = ["<b>", "</b>", "<b></b>", "<b>x</b> y"]
DATES = ["14.6.12", "31.2.12", "0.0.0", "99/99/9999", "1/1/0001", "12/13/2012", "1.1.12 2.2.12"]
NASTY = [*BLANK, *FORMULAS, *WORDS, *MARKED, *DATES, "2012-02-30", "١٢.٣.١٢"]
OF_XML = b"-1 0 1048577 XFE1 A0 nan s d e b str 2012-99-99 1e400 rId1 \xc3\xa9 ".split(b" ")
PLACED = re.compile(r"Sheet .*, row [1-9]\d*, column [A-Z]{1,3}: ")


def remove_row(rng: random.Random, rows) -> None:
    if len(rows) > 1:
        rows.pop(rng.randrange(len(rows)))


def double_row(rng: random.Random, rows) -> None:
    rows.insert(rng.randrange(len(rows)), list(rng.choice(rows)))


def insert_blank_row(rng: random.Random, rows) -> None:
    rows.insert(rng.randrange(len(rows)), [])


def shuffle_row(rng: random.Random, rows) -> None:
    rng.shuffle(rng.choice(rows))


def lengthen_row(rng: random.Random, rows) -> None:
    rng.choice(rows).extend(rng.choices(NASTY, k=rng.randint(1, 300)))


def remove_column(rng: random.Random, rows) -> None:
    column = rng.randrange(6)
    for row in rows:
        del row[column : column + 1]


CHANGES = [
    *(remove_row, double_row, insert_blank_row),
    *(shuffle_row, lengthen_row, remove_column),
]


def mutated_cells(rng: random.Random, rows):
    """Some cells written over, and some rows and columns taken out, doubled or moved."""
    rows = [list(row) for row in rows]
    for _ in range(rng.randint(1, 8)):
        row = rng.choice(rows)
        if row:
            row[rng.randrange(len(row))] = rng.choice(NASTY)
    for change in rng.choices(CHANGES, k=rng.randint(0, 3)):
        change(rng, rows)
    return rows


def mutated_bytes(rng: random.Random, content: bytes) -> bytes:
    changed = bytearray(content or b"x")
    for _ in range(rng.randint(1, 20)):
        place = rng.randrange(len(changed))
        how = rng.randrange(4)
        if how == 0:
            changed[place] = rng.randrange(256)
        elif how == 1:
            del changed[place : place + rng.randint(1, 30)]
        elif how == 2:
            changed[place:place] = rng.randbytes(rng.randint(1, 30))
        else:
            start = rng.randrange(len(changed))
            changed[place:place] = changed[start : start + rng.randint(1, 200)]
        if not changed:
            return b"x"
    return bytes(changed)


def mutated_parts(rng: random.Random, content: bytes) -> bytes:
    """A workbook whose archive is whole but whose parts are not."""
    parts = unpacked(content)
    for _ in range(rng.randint(1, 3)):
        name = rng.choice(list(PARTS.values()))
        how = rng.randrange(5)
        if name not in parts:
            continue
        if how == 0:
            del parts[name]
        elif how == 1:
            parts[name] = b""
        elif how == 2:
            parts[name] = rng.choice(list(parts.values()))
        elif how == 3:
            parts[name] = mutated_bytes(rng, parts[name])
        else:
            parts[name] = mutated_attributes(rng, parts[name])
    return packed(parts)


def mutated_attributes(rng: random.Random, body: bytes) -> bytes:
    """XML that is whole, with other values in some attributes and elements."""
    values = list(re.finditer(rb'(?<==")[^"]*(?=")|(?<=>)[^<>]+(?=<)', body))
    chosen = rng.sample(values, min(len(values), rng.randint(1, 5)))
    for match in sorted(chosen, key=lambda match: match.start(), reverse=True):
        body = body[: match.start()] + rng.choice(OF_XML) + body[match.end() :]
    return body


def a_file(rng: random.Random) -> tuple[bytes, str]:
    """A mutated file and its name."""
    rows = rng.choice(TABLES)
    if rng.random() < 0.5:
        rows = mutated_cells(rng, rows)
    if rng.random() < 0.5:
        encoding = rng.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"])
        content = as_csv(rows, rng.choice(",;\t"), encoding, errors="replace")
        return (mutated_bytes(rng, content) if rng.random() < 0.6 else content), "register.csv"
    content = as_xlsx([[as_xml(cell) for cell in row] for row in rows])
    mutate = rng.choice([mutated_bytes, mutated_parts, mutated_parts, lambda _, same: same])
    return mutate(rng, content), "register.xlsx"


def as_xml(cell):
    """Without half a character, which no workbook can hold."""
    return cell.replace("\ud800", "").replace("<b>", "") if isinstance(cell, str) else cell


def check(seed: int) -> str:
    """Reads one mutated file; anything but a register or Refused is an error. What comes back is
    "read" or what was refused."""
    content, name = a_file(random.Random(seed))
    try:
        register = read(content, name)
    except Refused as refused:
        return str(refused)
    for problem in register.problems:
        assert PLACED.match(problem.message), (seed, problem.message)
        assert problem.message.endswith("."), (seed, problem.message)
    for seat in register.seats:
        assert seat.agency, seed
        assert seat.title, seed
        assert len(seat.cells) == len(register.meetings), seed
    cells = [cell for seat in register.seats for cell in seat.cells]
    not_understood = {cell.place for cell in cells if cell.outcome is None}
    if len(register.problems) < MOST_PROBLEMS:
        assert not_understood <= {problem.place for problem in register.problems}, seed
    assert from_values(as_values(register)) == register, seed
    return "read"


def results(seeds) -> list[str]:
    said = [check(seed) for seed in seeds]
    assert all(text.endswith(".") for text in said if text != "read")
    return said


def test_300_mutated_files_are_read_or_refused():
    said = results(range(300))

    assert 50 < said.count("read") < 250


@pytest.mark.long
def test_10_000_mutated_files_are_read_or_refused():
    said = results(range(10_000, 20_000))

    assert 2_000 < said.count("read") < 8_000
