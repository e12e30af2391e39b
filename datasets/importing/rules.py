"""What a mapping's fields say, as values: columns, conditions, joint returns. No Django."""

import re
from dataclasses import dataclass

from lscb.periods import FinancialYear, Period, year_of

# With spaces: a column may be called Duration_21+_days.
PLUS = " + "
POPULATION = "population"
_JOINT = re.compile(r"(?P<codes>.+?): *(?P<first>\S+)(?: to (?P<last>\S+))?")
AREA_CODE = re.compile(r"[A-Z][0-9]{8}")


def columns_of(expression: str) -> tuple[str, ...]:
    """The columns that are added up: of "Schools + Education_Services" two, of "" none. Raises
    ValueError where one has no name."""
    if not expression:
        return ()
    columns = tuple(part.strip() for part in expression.split(PLUS))
    if not all(columns):
        raise ValueError(f"“{expression}” has a column without a name")
    return columns


def conditions(text: str) -> tuple[tuple[str, str], ...]:
    """Columns and what stands in them, from "category = Total; sex = Total". Raises ValueError."""
    found = []
    for part in filter(str.strip, text.split(";")):
        column, equals, value = (piece.strip() for piece in part.partition("="))
        if not (column and equals and value):
            raise ValueError(f"“{part.strip()}” is not written as category = Total")
        found.append((column, value))
    return tuple(found)


@dataclass(frozen=True)
class JointReturn:
    """Areas that made one return between them, in some years. Its figure is nobody's own."""

    codes: tuple[str, ...]
    first: FinancialYear
    last: FinancialYear

    def covers(self, code: str, period: Period) -> bool:
        return code in self.codes and self.first <= year_of(period) <= self.last


def joint_returns(text: str) -> tuple[JointReturn, ...]:
    """From lines such as "E09000021 + E09000027: 2014-15 to 2022-23". Raises ValueError."""
    return tuple(_joint_return(line.strip()) for line in text.splitlines() if line.strip())


def _joint_return(line: str) -> JointReturn:
    matched = _JOINT.fullmatch(line)
    if not matched:
        raise ValueError(f"“{line}” is not written as E09000021 + E09000027: 2014-15 to 2022-23")
    codes = columns_of(matched["codes"])
    wrong = [code for code in codes if not AREA_CODE.fullmatch(code)]
    if wrong:
        raise ValueError(f"“{wrong[0]}” is not the code of an area, such as E09000021")
    if len(set(codes)) < 2:
        raise ValueError(f"“{line}” names one area: a joint return is of several")
    first = FinancialYear.parse(matched["first"])
    last = FinancialYear.parse(matched["last"]) if matched["last"] else first
    if last < first:
        raise ValueError(f"“{line}” ends before it begins")
    return JointReturn(codes, first, last)
