"""What is looked at before a file is opened: whether it is what its name says, and small enough.

A workbook is a zip archive of XML, and a few kilobytes of it can ask for gigabytes of memory. So
everything in it is unpacked here once, piece by piece and with limits, before openpyxl sees it.
"""

import codecs
import re
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePath
from typing import BinaryIO

from attendance.imports.contents import Refused

MEGABYTE = 1024 * 1024
MOST_UPLOADED = 10 * MEGABYTE
MOST_UNPACKED = 50 * MEGABYTE
MOST_IN_A_PART = 10 * MEGABYTE
HIGHEST_RATIO = 200
MOST_PARTS = 200
# What openpyxl makes objects of, and what each costs: some 10 microseconds a cell or row and 20
# to 50 for anything else, such as a text, a style or a merged range. A register of 100 meetings
# and 40 seats has 4,000 cells.
MOST_CELLS = 50_000
MOST_OTHER_ELEMENTS = 20_000
MOST_TAGS = 200_000
CELLS = (b"<c ", b"<c>", b"<c/", b"<row")
INSIDE_CELLS = (b"<v>", b"<is>", b"<t>", b"<t ")
# The lists of ranges that a rule of a sheet applies to: each range becomes an object too.
RANGES = re.compile(rb"""sqref\s*=\s*("[^"]*"|'[^']*')""")
MOST_RANGES = 100_000  # characters

USUAL_PACKING = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DIRECTORY_ENTRY = b"PK\x01\x02"
ZIP = b"PK\x03\x04"
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
DECLARES_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
# XML that begins so is not written one byte a letter, so nothing could be counted in it.
OTHER_ENCODINGS = (*BYTE_ORDER_MARKS, b"<\0", b"\0<", b"\x4c\x6f\xa7\x94")
ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([^"']*)""")

# What zipfile raises of archives that are none.
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, OSError, RuntimeError, ValueError),
)

SAVE_AS = "In your spreadsheet program, save it as .xlsx or .csv and send that."
TOO_MUCH = "Copy the register into a workbook of its own and send that."


def guarded(file: BinaryIO, filename: str) -> tuple[str, bytes]:
    """The kind of the file, "xlsx" or "csv", and its bytes. Raises Refused."""
    content = file.read(MOST_UPLOADED + 1)
    if len(content) > MOST_UPLOADED:
        raise Refused(f"The file is larger than 10 MB. {TOO_MUCH}")
    if not content:
        raise Refused("The file is empty.")
    kind = _kind(PurePath(filename).suffix.lower(), content)
    if kind == "xlsx":
        check_workbook(content)
    elif b"\0" in content and not content.startswith(BYTE_ORDER_MARKS):
        raise Refused("The file holds NUL bytes, so it is not the text that a .csv has to be.")
    return kind, content


def _kind(suffix: str, content: bytes) -> str:
    if suffix in (".xlsm", ".xltm", ".xlsb", ".xlam"):
        raise Refused(f"A {suffix} workbook may hold macros, and is not opened. {SAVE_AS}")
    if suffix not in (".xlsx", ".csv"):
        raise Refused(f"Only .xlsx and .csv files are read. {SAVE_AS}")
    if content.startswith(OLD_OR_LOCKED):
        raise Refused(
            f"The workbook is locked with a password. Take the password off. {SAVE_AS}"
            if LOCKED in content
            else f"The file is a workbook of the old kind (.xls). {SAVE_AS}"
        )
    if suffix == ".csv" and content.startswith(ZIP):
        raise Refused(f"The name says .csv, but the file is a workbook or an archive. {SAVE_AS}")
    if suffix == ".xlsx" and not content.startswith(ZIP):
        raise Refused(f"The name says .xlsx, but the file is not such a workbook. {SAVE_AS}")
    return suffix[1:]


def check_workbook(content: bytes) -> None:
    """Raises Refused where unpacking or reading the workbook would cost too much, where it holds
    macros, or where it is damaged.

    The sizes in the archive's directory are only claims: what counts is what comes out.
    """
    # Counted before opening, since a directory of a hundred thousand parts is itself slow to open.
    if content.count(DIRECTORY_ENTRY) > MOST_PARTS:
        raise Refused(f"The workbook has more than {MOST_PARTS} parts. {TOO_MUCH}")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_directory(archive.infolist(), len(content))
            _check_parts(archive)
    except DAMAGED as error:
        raise Refused(f"The workbook is damaged and cannot be opened. {SAVE_AS}") from error


def _check_directory(parts: list[zipfile.ZipInfo], packed: int) -> None:
    """By what the archive says of itself: nothing is unpacked yet."""
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED:
        raise Refused(f"The workbook unpacks to more than 50 MB. {TOO_MUCH}")
    if unpacked > packed * HIGHEST_RATIO:
        raise Refused(
            f"The workbook unpacks to more than {HIGHEST_RATIO} times its size. {TOO_MUCH}"
        )
    names = [part.filename.lower() for part in parts]
    if any("vbaproject" in name or "macrosheet" in name for name in names):
        raise Refused(f"The workbook holds macros, and is not opened. {SAVE_AS}")
    if "[content_types].xml" not in names:
        raise Refused(f"The name says .xlsx, but the file is not such a workbook. {SAVE_AS}")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(f"The workbook is locked with a password. {SAVE_AS}")
    # Other ways of packing let the archive say how much memory unpacking takes.
    if any(part.compress_type not in USUAL_PACKING for part in parts):
        raise Refused(f"The workbook is not packed as spreadsheet programs do. {SAVE_AS}")


def _check_parts(archive: zipfile.ZipFile) -> None:
    """By what really comes out, part by part. Unpacking also proves each part's checksum."""
    tags = cells = inside = ranges = 0
    for part in archive.infolist():
        with archive.open(part) as unpacking:
            body = unpacking.read(MOST_IN_A_PART + 1)
        if len(body) > MOST_IN_A_PART:
            raise Refused(f"One part of the workbook unpacks to more than 10 MB. {TOO_MUCH}")
        _check_words(part.filename, body)
        tags += body.count(b"<")
        cells += sum(body.count(tag) for tag in CELLS)
        inside += sum(body.count(tag) for tag in INSIDE_CELLS) + body.count(b"</")
        ranges += sum(len(found) for found in RANGES.findall(body))
    if (
        tags > MOST_TAGS
        or cells > MOST_CELLS
        or tags - cells - inside > MOST_OTHER_ELEMENTS
        or ranges > MOST_RANGES
    ):
        raise Refused(f"The workbook holds far more than a register. {TOO_MUCH}")


def _check_words(name: str, body: bytes) -> None:
    encoding = ENCODING.match(body[:200].removeprefix(codecs.BOM_UTF8))
    if body.startswith(OTHER_ENCODINGS) or (
        encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii")
    ):
        raise Refused(f"The workbook is not written as spreadsheet programs do. {SAVE_AS}")
    if any(word in body for word in DECLARES_ENTITIES):
        raise Refused(
            f"The workbook defines entities of its own, which no register needs. {SAVE_AS}"
        )
    if name == "[Content_Types].xml" and b"macroEnabled" in body:
        raise Refused(f"The workbook holds macros, and is not opened. {SAVE_AS}")
