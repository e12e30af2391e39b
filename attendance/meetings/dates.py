"""What is odd about a meeting's date, and working days in England. Reads no clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from lscb.formats import day as in_words
from lscb.formats import listed
from lscb.periods import FinancialYear

SATURDAY = 5


@lru_cache
def _bank_holidays(year: int):
    """The bank holidays of England in a calendar year, by day."""
    # Imported late: it is large, and few pages ask for it.
    from holidays import country_holidays

    return country_holidays("GB", subdiv="ENG", years=year)


def bank_holiday(day: date) -> str | None:
    """The name of the bank holiday of England that falls on the day."""
    return _bank_holidays(day.year).get(day)


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and bank_holiday(day) is None


def working_days_after(day: date, number: int) -> date:
    """The last of so many working days that follow a day; the day itself is not one of them."""
    while number:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


def in_full(day: date) -> str:
    """Thursday 13 September 2012."""
    return f"{day:%A} {in_words(day)}"


@dataclass(frozen=True)
class Around:
    """What a new date is compared with: the years it may lie in, the group's previous meeting,
    and the days of its other meetings."""

    years: Collection[FinancialYear] = ()
    previous: date | None = None
    others: Collection[date] = ()


def date_warnings(day: date, around: Around) -> list[str]:
    """A sentence for each thing that is odd about the date. None of them forbids it."""
    found = []
    if day.weekday() >= SATURDAY:
        found.append(f"{in_words(day)} is a {day:%A}.")
    if name := bank_holiday(day):
        found.append(f"{in_words(day)} is a bank holiday, {name}.")
    if around.years and not any(day in year for year in around.years):
        years = listed(sorted(set(around.years))).replace(" and ", " or ")
        found.append(f"{in_words(day)} does not lie in {years}.")
    if around.previous and day < around.previous:
        found.append(
            f"{in_words(day)} is before the group’s previous meeting, on "
            f"{in_words(around.previous)}."
        )
    if day in around.others:
        found.append(f"The group has another meeting on {in_words(day)}.")
    return found
