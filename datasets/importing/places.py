"""Which area and which period a row is of. No Django."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from datasets.importing.problems import Problems
from datasets.importing.reading import PublishedFile, Row
from datasets.importing.rules import AREA_CODE
from lscb.periods import FinancialYear, Period, Quarter

COUNTRY, REGION, AUTHORITY = "country", "region", "authority"
LEVELS = {"National": COUNTRY, "Regional": REGION, "Local authority": AUTHORITY}
# The columns of the code and the name, by kind.
NAMED_IN = {
    COUNTRY: ("country_code", "country_name"),
    REGION: ("region_code", "region_name"),
    AUTHORITY: ("new_la_code", "la_name"),
}
NEEDED = ("time_period", "time_identifier", "geographic_level", "country_code", "country_name")
UNKNOWN = ("x", "z")  # in place of a code
NUMBER = re.compile(r"[0-9]{3,4}")
LONGEST_NAME = 80
TOGETHER = re.compile(r" and | & | \+ | ?/ ?")
REPORTING_YEAR, FINANCIAL_YEAR = "Reporting year", "Financial year"
QUARTER = re.compile(r"Financial year Q([1-4])")


def period_of(row: Row) -> Period:
    """The financial year or quarter. A reporting year is named after the March it ends in: 2013 is
    2012-13. Raises ValueError with the column and what is wrong."""
    identifier, text = row.get("time_identifier"), row.get("time_period")
    if identifier == REPORTING_YEAR:
        return FinancialYear(_year_named(text) - 1)
    quarter = QUARTER.fullmatch(identifier)
    if identifier != FINANCIAL_YEAR and not quarter:
        raise ValueError(
            "time_identifier",
            "only Reporting year, Financial year and Financial year Q1 to Q4 are read",
        )
    matched = re.fullmatch("([0-9]{4})([0-9]{2})", text)
    if not matched:
        raise ValueError("time_period", "not a financial year written as 201213")
    try:
        year = FinancialYear.parse(f"{matched[1]}-{matched[2]}")
    except ValueError as problem:
        raise ValueError("time_period", str(problem)) from problem
    return Quarter(year, int(quarter[1])) if quarter else year


def _year_named(text: str) -> int:
    try:
        if re.fullmatch("[0-9]{4}", text):
            FinancialYear(int(text) - 1)
            return int(text)
    except ValueError as problem:
        raise ValueError("time_period", str(problem)) from problem
    raise ValueError("time_period", "not a year written as 2013")


@dataclass(frozen=True)
class Place:
    """An area as a file names it."""

    kind: str
    code: str
    name: str
    number: str = ""  # of the Department for Education, for a local authority
    region: str = ""  # its code

    @property
    def key(self) -> str:
        """What stays the same when an area is given another code: its number, where it has one."""
        return self.number or self.code


@dataclass(frozen=True)
class Whose:
    """The areas a row is of, by their keys; and those that made one return, where it is of one."""

    areas: tuple[str, ...] = ()
    together: tuple[str, ...] = ()


class Places:
    """The areas of a file, found by reading all of it once.

    A local authority that was given another code, as Gateshead was, keeps its number: it is one
    area, with the code of its latest row. `recorded` are the areas that are known already.
    """

    def __init__(self, file: PublishedFile, recorded: Iterable[Place], problems: Problems):
        self.problems = problems
        self.known: dict[str, Place] = {}  # those of the file, by key
        self.first_rows: dict[str, int] = {}  # of each key, to say where it is
        self._keys: dict[str, str] = {}  # by code
        self._named: dict[str, str] = {}  # names, by key
        self._regions: dict[str, tuple[str, int]] = {}  # name and first row, by code
        # Each place as it is written, with its first row and the latest period.
        self._seen: dict[Place, tuple[int, str]] = {}
        self.rows = 0
        for row in file.rows():
            self.rows += 1
            self._read(row)
        recorded = list(recorded)
        named = [*recorded, *self._seen]
        self._codes = {place.name: place.code for place in named if place.kind == AUTHORITY}
        self._settle(recorded)

    def of(self, row: Row) -> Whose:
        """Whose the row is; nobody's where its area is not known."""
        kind = LEVELS.get(row.get("geographic_level"), "")
        if not kind:
            return Whose()
        code_column, name_column = NAMED_IN[kind]
        code = row.get(code_column)
        joint = self._together(code, row.get(name_column)) if kind == AUTHORITY else ()
        areas = tuple(self._keys[one] for one in joint or (code,) if one in self._keys)
        return Whose(areas, tuple(self.key_of(one) for one in joint))

    def key_of(self, code: str) -> str:
        """The key of the area that has the code; the code itself where none has."""
        return self._keys.get(code, code)

    def codes_of(self, key: str) -> list[str]:
        """Every code an area has in the file or on record."""
        return [code for code, of in self._keys.items() if of == key]

    def name_of(self, key: str) -> str:
        return self._named.get(key, key)

    def _together(self, code: str, name: str) -> tuple[str, ...]:
        """The codes of a joint return's own row, which has two codes or the names of two."""
        codes = AREA_CODE.findall(code)
        if len(codes) > 1:
            return tuple(codes)
        parts = TOGETHER.split(name)
        if len(parts) > 1 and all(part in self._codes for part in parts):
            return tuple(self._codes[part] for part in parts)
        return ()

    def _read(self, row: Row) -> None:
        level = row.get("geographic_level")
        kind = LEVELS.get(level)
        if kind is None:
            self._wrong(row, "geographic_level", f"not one of {', '.join(LEVELS)}")
            return
        code_column, name_column = NAMED_IN[kind]
        code, name = row.get(code_column), row.get(name_column)
        if code in UNKNOWN or len(AREA_CODE.findall(code)) > 1:
            return
        if not AREA_CODE.fullmatch(code):
            self._wrong(row, code_column, "not the code of an area, such as E09000021")
        elif not name:
            self._wrong(row, name_column, "this area has no name")
        elif len(name) > LONGEST_NAME:
            self._wrong(row, name_column, f"this name has more than {LONGEST_NAME} letters")
        else:
            place = self._place(row, kind, code, name)
            first, latest = self._seen.get(place, (row.number, ""))
            self._seen[place] = (first, max(latest, row.get("time_period")))

    def _wrong(self, row: Row, column: str, what: str) -> None:
        self.problems.add_cell(row.number, column, row.get(column), what)

    def _place(self, row: Row, kind: str, code: str, name: str) -> Place:
        if kind != AUTHORITY:
            return Place(kind, code, name)
        number, region = row.get("old_la_code"), row.get("region_code")
        if number in UNKNOWN or not number:
            number = ""
        elif not NUMBER.fullmatch(number):
            self._wrong(row, "old_la_code", "not the number of a local authority, such as 314")
        if not AREA_CODE.fullmatch(region):
            region = ""
        elif 0 < len(row.get("region_name")) <= LONGEST_NAME:
            self._regions.setdefault(region, (row.get("region_name"), row.number))
        return Place(kind, code, name, number, region)

    def _settle(self, recorded: list[Place]) -> None:
        """Every code as one area: the latest row says what it is called."""
        seen = {
            place: (first, latest)
            for place, (first, latest) in self._seen.items()
            if place.kind != AUTHORITY or not self._together(place.code, place.name)
        }
        for code, (name, first) in self._regions.items():
            seen.setdefault(Place(REGION, code, name), (first, ""))
        numbers: dict[str, str] = {}
        for place in (*recorded, *seen):
            if place.number and numbers.setdefault(place.code, place.number) != place.number:
                what = f"{place.code} has the number {numbers[place.code]}, and {place.number}"
                self.problems.add(seen.get(place, (1, ""))[0], what)
        for place in recorded:
            key = self._keys[place.code] = numbers.get(place.code, place.code)
            self._named[key] = place.name
        for place, (first, _) in sorted(seen.items(), key=lambda one: one[1][1]):
            key = self._keys[place.code] = numbers.get(place.code, place.code)
            before = self.known.get(key)
            if before and before.code != place.code and before.name != place.name:
                what = f"{key} is the number of {before.name}, {before.code}, and of {place.name}"
                self.problems.add(first, what)
            self._named[key] = place.name
            self.known[key] = replace(place, number=numbers.get(place.code, ""))
            self.first_rows[key] = min(first, self.first_rows.get(key, first))
