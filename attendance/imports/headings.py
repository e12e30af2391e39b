"""The heading of a meeting's column: its date as somebody wrote it. Nothing here knows Django."""

import re
from dataclasses import dataclass
from datetime import date

from attendance.imports.contents import Place, Problem, ReadMeeting, problem_at, shortened
from lscb.dates import NotADay, ReadDay, days_in, month_number, read_day
from lscb.periods import FIRST_YEAR, LAST_YEAR, FinancialYear

EXTRAORDINARY = re.compile(r"\bextra[ -]?ordinary\b", re.IGNORECASE)
WITHOUT_YEAR = re.compile(
    r"(?<![\w.])(\d{1,2})(?:st|nd|rd|th)?(?:\s*[./\-]\s*|\s+(?:of\s+)?)(\d{1,2}|[a-z]{3,9})\b",
    re.IGNORECASE,
)
NO_MEETING = re.compile(r"\b(totals?|attend\w*|rate|percent\w*|average|expected|count)\b|%", re.I)


@dataclass(frozen=True)
class Heading:
    """What a heading says, and what is to be asked of it."""

    meeting: ReadMeeting
    problems: tuple[Problem, ...] = ()


def means_a_meeting(text: str) -> bool:
    """Whether the heading is a date or an attempt at one; "Comments" and "Total %" are not."""
    if days_in(text):
        return True
    return any(letter.isdigit() for letter in text) and not NO_MEETING.search(text)


def read_heading(text: str, place: Place, year: FinancialYear | None) -> Heading:
    """The meeting of a heading; where the text is no date, its day is None."""
    is_extraordinary = bool(EXTRAORDINARY.search(text))
    try:
        read = _day_in(text)
    except NotADay as error:
        meant = _day_without_year(text, year)
        reason = f"is no date that can be read. {error}."
        problem = problem_at(place, text, reason, is_fatal=False)
        return Heading(ReadMeeting(place, text, None, _iso(meant), is_extraordinary), (problem,))
    might_be = _might_be(read, year)
    heading = ReadMeeting(place, text, read.day.isoformat(), _iso(might_be), is_extraordinary)
    return Heading(heading, _doubts(place, text, read.day, might_be, year))


def _day_in(text: str) -> ReadDay:
    """The one date of the text, whatever else the text says. Raises NotADay."""
    found = days_in(text)
    read = read_day(found[0][0] if len(found) == 1 else shortened(text))
    if not FIRST_YEAR <= read.day.year <= LAST_YEAR:
        raise NotADay(f"{read.day.year} is not a year of which records are kept")
    return read


def _might_be(read: ReadDay, year: FinancialYear | None) -> date | None:
    """The day to propose beside the one read.

    Within the year only another reading within it is a doubt; outside it, the other reading or
    the same day and month of the year is likely meant: 13.02.12 in 2012-13 is 13 February 2013.
    """
    other = read.might_be
    if year is None:
        return other
    if other and other in year:
        return other
    return None if read.day in year else _same_day_in(year, read.day.day, read.day.month)


def _same_day_in(year: FinancialYear, day: int, month: int) -> date | None:
    try:
        return date(year.start.year if month >= 4 else year.last_day.year, month, day)
    except ValueError:
        return None


def _day_without_year(text: str, year: FinancialYear | None) -> date | None:
    """14 June of the year that was asked for, where a heading says only “14 June” or “14.6.”."""
    found = WITHOUT_YEAR.findall(text)
    if year is None or len(found) != 1:
        return None
    try:
        return _same_day_in(year, int(found[0][0]), month_number(found[0][1]))
    except NotADay:
        return None


def _doubts(place, text, day: date, might_be: date | None, year) -> tuple[Problem, ...]:
    is_outside = year is not None and day not in year
    if not is_outside and might_be is None:
        return ()
    reason = f"is not in {year}" if is_outside else "may be read in two ways"
    proposal = f" It may be meant for {_written(might_be)}." if might_be else ""
    message = f"was read as {_written(day)}, which {reason}.{proposal}"
    return (problem_at(place, text, message, is_fatal=False),)


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
