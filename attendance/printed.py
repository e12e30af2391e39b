"""Dates as documents print them. Plain values in, plain values out."""

import re
from datetime import date


def printed_day(text: str) -> date | None:
    """The day of "13.02.12" or "4.12.2012", day first; None where it is not such a date.

    Years of two digits are of this century.
    """
    matched = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{2}|\d{4})", text.strip())
    if not matched:
        return None
    day, month, year = (int(part) for part in matched.groups())
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
