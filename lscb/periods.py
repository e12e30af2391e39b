"""Financial years as values: they parse, sort and print themselves. Nothing here knows Django."""

import re
from dataclasses import dataclass
from datetime import date

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


class FinancialYearConverter:
    """`<year:year>` in an address: 2012-13. What does not parse does not match, so it is a 404."""

    regex = r"[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> FinancialYear:
        return FinancialYear.parse(value)

    def to_url(self, value: FinancialYear) -> str:
        return str(value)
