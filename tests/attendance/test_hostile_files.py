"""Files made to bring the server down, or to be taken for something else."""

import io
import random
import zipfile

import pytest

from benchmarks.imports import register_file
from tests.attendance.measured import measured
from tests.attendance.spreadsheets import PARTS, as_csv, as_xlsx, packed, read, unpacked, with_parts

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROWS = [["Agency", "Representative", "14.6.12"], ["Police", "DCI", "Y"]]
GOOD = as_xlsx(ROWS)
MEGABYTE = 1024 * 1024
MOST_SECONDS, MOST_MEMORY = 1, 200
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sheet(rows: str, after: str = "") -> bytes:
    body = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    return with_parts(GOOD, sheet=body.encode())


def strings(body: str) -> bytes:
    return with_parts(GOOD, strings=f'<sst xmlns="{NAMESPACE}">{body}</sst>'.encode())


def with_entities(part: str, declared: str, used: str) -> bytes:
    body = unpacked(GOOD)[PARTS[part]].decode()
    declaration, rest = body.split("?>", 1)
    return with_parts(
        GOOD, **{part: f"{declaration}?><!DOCTYPE x [{declared}]>{rest}{used}".encode()}
    )


def entity_bomb(part: str) -> bytes:
    levels = "".join(f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 10))
    return with_entities(part, f'<!ENTITY e0 "ha">{levels}', "<x>&e9;</x>")


def media(size: int) -> bytes:
    return packed({**unpacked(GOOD), "xl/media/image1.png": bytes(size)})


def lying(content: bytes, name: str, says: int) -> bytes:
    """The workbook whose directory and local header claim another size for a part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.getinfo(name)
    true, false = part.file_size.to_bytes(4, "little"), says.to_bytes(4, "little")
    changed = bytearray(content)
    changed[part.header_offset + 22 : part.header_offset + 26] = false
    entry = content.index(name.encode(), content.index(b"PK\x01\x02")) - 46
    while content[entry : entry + 4] != b"PK\x01\x02":
        entry = content.index(name.encode(), entry + 47) - 46
    assert bytes(changed[entry + 24 : entry + 28]) == true
    changed[entry + 24 : entry + 28] = false
    return bytes(changed)


def locked() -> bytes:
    """The workbook with the mark of encryption on its parts."""
    changed = bytearray(GOOD)
    place = 0
    while (place := GOOD.find(b"PK\x01\x02", place)) >= 0:
        changed[place + 8] |= 1
        place += 4
    return bytes(changed)


def many_sheets() -> bytes:
    body = unpacked(GOOD)[PARTS["workbook"]].decode()
    more = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(2, 15_000))
    return with_parts(GOOD, workbook=body.replace("</sheets>", f"{more}</sheets>").encode())


def noise(size: int) -> str:
    """Letters that hardly pack."""
    return random.Random(1).randbytes(size // 2).hex()


# By the name of the file.
REFUSED = {
    "bomb.xlsx": (lambda: media(60 * MEGABYTE), "unpacks to more than 50 MB"),
    "ratio.xlsx": (lambda: media(30 * MEGABYTE), "unpacks to more than 200 times its size"),
    "large-part.xlsx": (
        lambda: packed(unpacked(GOOD) | {"a": bytes(11 * MEGABYTE), "b": noise(MEGABYTE).encode()}),
        "unpacks to more than 10 MB",
    ),
    "large.xlsx": (lambda: GOOD + bytes(10 * MEGABYTE), "larger than 10 MB"),
    "large.csv": (lambda: b"," * (10 * MEGABYTE + 1), "larger than 10 MB"),
    "parts.xlsx": (
        lambda: packed({**unpacked(GOOD), **{f"p{n}": b"" for n in range(200)}}),
        "more than 200 parts",
    ),
    "directory.xlsx": (
        lambda: packed({**unpacked(GOOD), **{f"p{n}": b"" for n in range(60_000)}}),
        "more than 200 parts",
    ),
    "says-little.xlsx": (
        lambda: lying(media(60 * MEGABYTE), "xl/media/image1.png", 100),
        "damaged",
    ),
    "says-much.xlsx": (lambda: lying(GOOD, PARTS["sheet"], 40 * MEGABYTE), "times its size"),
    "corner.xlsx": (
        lambda: sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "goes on below row 2,000",
    ),
    "wide.xlsx": (lambda: sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "beyond column 250"),
    "shared-strings.xlsx": (
        lambda: strings(f"<si><t>{'a' * 90 * MEGABYTE}</t></si>"),
        "unpacks to more than 50 MB",
    ),
    "many-strings.xlsx": (lambda: strings("<si><t>a</t></si>" * 300_000), "times its size"),
    "more-strings.xlsx": (
        lambda: strings("".join(f"<si><t>{noise(10)}{n}</t></si>" for n in range(60_000))),
        "far more than a register",
    ),
    "inline-strings.xlsx": (
        lambda: sheet(f'<row><c t="inlineStr"><is><t>{"a" * 60 * MEGABYTE}</t></is></c></row>'),
        "unpacks to more than 50 MB",
    ),
    "many-inline.xlsx": (
        lambda: sheet(
            "".join(f'<row><c t="inlineStr"><is><t>{n}</t></is></c></row>' for n in range(60_000))
        ),
        "far more than a register",
    ),
    "one-row.xlsx": (
        lambda: sheet("<row>" + "".join(f'<c t="s{n}"/>' for n in range(90_000)) + "</row>"),
        "far more than a register",
    ),
    "ranges.xlsx": (
        lambda: sheet(
            "",
            '<dataValidations><dataValidation sqref="'
            + " ".join(f"A{n}" for n in range(90_000))
            + '"/></dataValidations>',
        ),
        "far more than a register",
    ),
    "merged.xlsx": (
        lambda: sheet(
            "",
            "<mergeCells>"
            + "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 60_000))
            + "</mergeCells>",
        ),
        "far more than a register",
    ),
    "one-sheet-many-times.xlsx": (many_sheets, "one and the same"),
    "entities-sheet.xlsx": (lambda: entity_bomb("sheet"), "defines entities"),
    "entities-strings.xlsx": (lambda: entity_bomb("strings"), "defines entities"),
    "entities-workbook.xlsx": (lambda: entity_bomb("workbook"), "defines entities"),
    "entities-outside.xlsx": (
        lambda: with_entities("sheet", '<!ENTITY e SYSTEM "a-file-beside-it.txt">', "&e;"),
        "defines entities",
    ),
    "entities-utf-16.xlsx": (
        lambda: with_parts(GOOD, sheet='<?xml version="1.0"?><!DOCTYPE x []><x/>'.encode("utf-16")),
        "not written as spreadsheet programs do",
    ),
    "other-alphabet.xlsx": (
        lambda: with_parts(GOOD, sheet=b'<?xml version="1.0" encoding="utf-7"?><x/>'),
        "not written as spreadsheet programs do",
    ),
    "register.xlsm": (lambda: GOOD, "may hold macros"),
    "packing.xlsx": (
        lambda: packed(unpacked(GOOD), zipfile.ZIP_LZMA),
        "not packed as spreadsheet programs do",
    ),
    "macros.xlsx": (lambda: with_parts(GOOD, macros=b"\0\1"), "holds macros"),
    "macros-by-type.xlsx": (
        lambda: with_parts(
            GOOD,
            content_types=unpacked(GOOD)[PARTS["content_types"]].replace(
                b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main",
                b"vnd.ms-excel.sheet.macroEnabled.main",
            ),
        ),
        "holds macros",
    ),
    "register.xls": (lambda: OLD + bytes(500), "Only .xlsx and .csv"),
    "old.xlsx": (lambda: OLD + bytes(500), "old kind (.xls)"),
    "old.csv": (lambda: OLD + bytes(500), "old kind (.xls)"),
    "password.xlsx": (lambda: OLD + "EncryptedPackage".encode("utf-16-le"), "locked"),
    "locked.xlsx": (locked, "locked"),
    "register.ods": (lambda: GOOD, "Only .xlsx and .csv"),
    "register": (lambda: GOOD, "Only .xlsx and .csv"),
    "text.xlsx": (lambda: as_csv(ROWS), "name says .xlsx"),
    "archive.xlsx": (lambda: packed({"readme.txt": b"hello"}), "name says .xlsx"),
    "workbook.csv": (lambda: GOOD, "name says .csv"),
    "nul.csv": (lambda: as_csv(ROWS).replace(b"DCI", b"D\0I"), "NUL bytes"),
    "nul-utf-16.csv": (lambda: "Agency,Se\0at".encode("utf-16"), "not text"),
    "binary.csv": (lambda: bytes(range(1, 32)) * 9, "not text"),
    "commas.csv": (lambda: b"," * 9 * MEGABYTE, "far more than a register"),
    "lines.csv": (lambda: b"\n" * 9 * MEGABYTE, "goes on below row 2,000"),
    "one-cell.csv": (lambda: b'"' + b"a" * 9 * MEGABYTE, "cannot be read"),
    "empty.csv": (lambda: b"", "is empty"),
    "empty.xlsx": (lambda: b"", "is empty"),
    "cut.xlsx": (lambda: GOOD[: len(GOOD) // 2], "damaged"),
    "long-number.xlsx": (
        lambda: sheet(f"<row><c><v>{'1' * 5_000}</v></c></row>"),
        "damaged",
    ),
    "no-such-string.xlsx": (lambda: sheet('<row><c t="s"><v>99</v></c></row>'), "damaged"),
    "no-such-column.xlsx": (lambda: sheet('<row><c r="ZZZZZ1"><v>9</v></c></row>'), "damaged"),
}
# These cost what a register costs, and say nothing that could be entered.
HARMLESS = {
    "says-more.xlsx": lambda: lying(GOOD, PARTS["sheet"], 9_999),
    "long-string.xlsx": lambda: strings(
        f"<si><t>{noise(9 * MEGABYTE)}</t></si>" + "<si><t>a</t></si>" * 9
    ),
    "long-inline.xlsx": lambda: sheet(
        f'<row><c t="inlineStr"><is><t>{noise(9 * MEGABYTE)}</t></is></c></row>'
    ),
    "many-cells.xlsx": lambda: sheet(
        "".join(
            "<row>" + "".join(f'<c t="str"><v>{r}.{c}</v></c>' for c in range(245)) + "</row>"
            for r in range(200)
        )
    ),
    "many-texts.xlsx": lambda: strings("".join(f"<si><t>{n}</t></si>" for n in range(19_000))),
    "far-rows.xlsx": lambda: sheet("".join(f'<row r="{n}"/>' for n in range(1, 2_000))),
    "deep.xlsx": lambda: sheet("<c>" * 19_000 + "</c>" * 19_000),
    "no-date.xlsx": lambda: sheet('<row><c s="1"><v>9999999999</v></c></row>'),
    "quotes.csv": lambda: as_csv([["Agency", "Seat", "14.6.12"], ['"' * 50_000] * 2]),
    "headings.csv": lambda: as_csv([["Agency", "Seat", *["1.1.12 " * 140] * 240]] * 30),
    "entries.csv": lambda: as_csv(
        [["Agency", "Seat", *["1.1.12"] * 100], *[["P", "S", *["what?"] * 100]] * 490]
    ),
}


@pytest.fixture(scope="module")
def costs(tmp_path_factory):
    """What each hostile file costs, by its name."""
    folder = tmp_path_factory.mktemp("hostile")
    builders = {name: build for name, (build, _) in REFUSED.items()} | HARMLESS
    for name, build in builders.items():
        (folder / name).write_bytes(build())
    told = measured([folder / name for name in builders])
    return {line["file"]: line for line in told}


@pytest.mark.parametrize("name", [*REFUSED, *HARMLESS])
def test_a_hostile_file_costs_less_than_a_second_and_200_megabytes(costs, name):
    assert costs[name]["processor"] < MOST_SECONDS
    assert costs[name]["peak"] < MOST_MEMORY


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_in_plain_sentences(costs, name):
    _, reason = REFUSED[name]

    said = costs[name]["refused"]

    assert reason in said
    assert said.endswith(".")
    assert len(said) < 200


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_not_refused_is_read_without_harm(costs, name):
    assert "refused" not in costs[name]


def test_without_the_guard_bloated_strings_take_the_memory(costs, tmp_path):
    """The control: were the limits not needed, this would be cheap."""
    files = [tmp_path / "shared-strings.xlsx", tmp_path / "merged.xlsx"]
    for file in files:
        file.write_bytes(REFUSED[file.name][0]())

    strings_cost, merged_cost = measured(files, "--unguarded")

    assert strings_cost["peak"] > MOST_MEMORY
    assert merged_cost["processor"] > 4 * costs["merged.xlsx"]["processor"]


def test_a_register_of_100_meetings_and_40_seats_is_read_in_less_than_200_megabytes(tmp_path):
    file = tmp_path / "register.xlsx"
    file.write_bytes(register_file(meetings=100, seats=40))

    (cost,) = measured([file])

    assert cost["seats"] == 40
    assert cost["peak"] < MOST_MEMORY


def test_a_good_workbook_passes_the_guard():
    assert len(read(GOOD, "register.xlsx").seats) == 1
    assert len(read(GOOD, "REGISTER.XLSX").seats) == 1
