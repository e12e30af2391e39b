"""Dates as people write them in England: the day first. Plain values in, plain values out."""

import re
from dataclasses import dataclass
from datetime import date

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
WRITTEN = re.compile(
    r"(?<![\w.])(?P<day>\d{1,2})(?:st|nd|rd|th)?(?P<gap>\s*[./\-]\s*|\s+(?:of\s+)?)"
    r"(?P<month>\d{1,2}|[a-z]{3,9}\.?)(?:\s*[./\-]\s*|,?\s+)(?P<year>\d{4}|\d{2})(?!\w)",
    re.IGNORECASE,
)
ISO = re.compile(r"(?<![\w.])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\w|\.\d)")


class NotADay(ValueError):
    """The text is no date; the message says why, in a sentence for whoever typed it."""


def month_number(text: str) -> int:
    """1 to 12 for 6, 06, Jun, June or june. Raises NotADay."""
    text = text.strip().rstrip(".").lower()
    if text.isdecimal():
        number = int(text)
    else:
        named = [n for n, name in enumerate(MONTHS, start=1) if name.startswith(text)]
        number = named[0] if len(text) >= 3 and len(named) == 1 else 0
    if not 1 <= number <= 12:
        raise NotADay(f"“{text}” is not a month: write 1 to 12 or its name")
    return number


def year_number(text: str) -> int:
    """2012 for 2012 and for 12: two digits are of this century. Raises NotADay."""
    text = text.strip()
    if not text.isdecimal() or len(text) not in (2, 4):
        raise NotADay(f"“{text}” is not a year: write four digits, such as 2012")
    return 2000 + int(text) if len(text) == 2 else int(text)


def day_of(day: str, month: str, year: str) -> date:
    """The date of three typed parts, the day first. Raises NotADay."""
    day = day.strip()
    if not day.isdecimal() or len(day) > 2:
        raise NotADay(f"“{day}” is not a day of the month: write 1 to 31")
    number, of_year = month_number(month), year_number(year)
    try:
        return date(of_year, number, int(day))
    except ValueError as problem:
        name = MONTHS[number - 1].capitalize()
        raise NotADay(f"There is no {int(day)} {name} {of_year}") from problem


@dataclass(frozen=True)
class ReadDay:
    """A date as it was read; `might_be` is the other reading where the month may stand first."""

    day: date
    might_be: date | None = None


def read_day(text: str) -> ReadDay:
    """The date that a text says: 14.6.12, 12/03/2013, 12 March 2013, 2013-03-12.

    The day stands first. Where a date is written with slashes, both numbers could be months, and
    they differ, the other reading is given too: spreadsheets set to American dates turn them.
    Raises NotADay where the text is no date.
    """
    text = text.strip()
    if iso := ISO.fullmatch(text):
        return ReadDay(day_of(iso["day"], iso["month"], iso["year"]))
    written = WRITTEN.fullmatch(text)
    if written is None:
        raise NotADay(f"“{text}” is not a date: write it as 14.6.12 or 14 June 2012")
    read = day_of(written["day"], written["month"], written["year"])
    could_turn = "/" in written["gap"] and written["month"].isdigit() and read.day <= 12
    if could_turn and read.day != read.month:
        return ReadDay(read, date(read.year, read.day, read.month))
    return ReadDay(read)


def days_in(text: str) -> list[tuple[str, date]]:
    """Every full date in a text, as it stands there and as a date."""
    found = []
    for match in [*WRITTEN.finditer(text), *ISO.finditer(text)]:
        try:
            found.append((match.group(), day_of(match["day"], match["month"], match["year"])))
        except NotADay:
            continue
    return found
