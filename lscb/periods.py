"""Financial years and their quarters as values: they parse, sort and print themselves. Nothing here
knows Django."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1990, 2098


@dataclass(frozen=True, order=True)
class FinancialYear:
    """April of `starting` to March of the year after: FinancialYear(2012) is 2012-13."""

    starting: int

    def __post_init__(self):
        if not FIRST_YEAR <= self.starting <= LAST_YEAR:
            raise ValueError(f"{self.starting} is not a year this product keeps")

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.starting, 4, 1)

    @property
    def end(self) -> date:
        """The day after the last one: `start <= day < end`."""
        return date(self.starting + 1, 4, 1)

    @property
    def last_day(self) -> date:
        return date(self.starting + 1, 3, 31)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __str__(self) -> str:
        return f"{self.starting}-{(self.starting + 1) % 100:02d}"

    @classmethod
    def of(cls, day: date) -> "FinancialYear":
        """The year a day lies in."""
        return cls(day.year if day.month >= 4 else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> "FinancialYear":
        """From "2012-13". Raises ValueError for anything else, "2012-14" included."""
        matched = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
        if not matched or (int(matched[1]) + 1) % 100 != int(matched[2]):
            raise ValueError(f"“{text}” is not a financial year such as 2012-13")
        return cls(int(matched[1]))


def _first_of(year: FinancialYear, month: int) -> date:
    """The first day of a month counted from the January in which the year starts: 13 is the next
    January."""
    return date(year.starting + (month - 1) // 12, (month - 1) % 12 + 1, 1)


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a financial year: Quarter(FinancialYear(2012), 1) is April to June 2012."""

    year: FinancialYear
    number: int

    def __post_init__(self):
        if self.number not in (1, 2, 3, 4):
            raise ValueError(f"A year has four quarters, and no {self.number}")

    @property
    def start(self) -> date:
        """The first day."""
        return _first_of(self.year, 3 * self.number + 1)

    @property
    def end(self) -> date:
        """The day after the last one: `start <= day < end`."""
        return _first_of(self.year, 3 * self.number + 4)

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """From "2012-13-Q3". Raises ValueError for anything else."""
        year, mark, number = text.partition("-Q")
        if not mark or number not in ("1", "2", "3", "4"):
            raise ValueError(f"“{text}” is not a quarter such as 2012-13-Q3")
        return cls(FinancialYear.parse(year), int(number))


Period = FinancialYear | Quarter


def parse_period(text: str) -> Period:
    """From "2012-13" or "2012-13-Q3". Raises ValueError for anything else."""
    return Quarter.parse(text) if "Q" in text else FinancialYear.parse(text)


def year_of(period: Period) -> FinancialYear:
    """The financial year a period is, or lies in."""
    return period.year if isinstance(period, Quarter) else period


def quarters_of(year: FinancialYear) -> list[Quarter]:
    """Its four, in order."""
    return [Quarter(year, number) for number in (1, 2, 3, 4)]


def code_of(period: Period) -> int:
    """The period as a number that sorts by time, a year before its quarters: 20120 is 2012-13 and
    20123 its third quarter."""
    if isinstance(period, Quarter):
        return period.year.starting * 10 + period.number
    return period.starting * 10


def from_code(code: int) -> Period:
    """The period of a `code_of`. Raises ValueError where the number is none."""
    starting, number = divmod(code, 10)
    year = FinancialYear(starting)
    return Quarter(year, number) if number else year


def same_a_year_before(period: Period) -> Period | None:
    """The same quarter of the year before, or that year; None before the first year kept."""
    year = year_of(period)
    if year.starting == FIRST_YEAR:
        return None
    before = FinancialYear(year.starting - 1)
    return Quarter(before, period.number) if isinstance(period, Quarter) else before


def period_before(period: Period) -> Period | None:
    """The quarter, or the year, right before; None before the first one kept."""
    if isinstance(period, Quarter) and period.number > 1:
        return Quarter(period.year, period.number - 1)
    year = same_a_year_before(year_of(period))
    if year is None:
        return None
    return Quarter(year_of(year), 4) if isinstance(period, Quarter) else year


def in_words(period: Period) -> str:
    """ "The year 2012-13", or "October to December 2012"."""
    return named(period) if isinstance(period, Quarter) else f"The year {period}"


def named(period: Period) -> str:
    """ "2012-13", or "October to December 2012"."""
    if not isinstance(period, Quarter):
        return str(period)
    first, last = period.start, period.last_day
    return f"{first:%B} to {last:%B} {last.year}"


def short_named(period: Period) -> str:
    """ "2012-13", or "Oct to Dec 2012": for the head of a column."""
    if not isinstance(period, Quarter):
        return str(period)
    first, last = period.start, period.last_day
    return f"{first:%b} to {last:%b} {last.year}"


class FinancialYearConverter:
    """`<year:year>` in an address: 2012-13. What does not parse does not match, so it is a 404."""

    regex = r"[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> FinancialYear:
        return FinancialYear.parse(value)

    def to_url(self, value: FinancialYear) -> str:
        return str(value)
