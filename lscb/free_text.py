"""What free text must not hold: details of a child. Plain values in, plain values out.

The product holds aggregates only. A text cannot be known to be free of a child's details; what
looks like them is pointed out, and its writer decides.
"""

import re
from datetime import date

from lscb.dates import days_in

# Written in one, or in groups of three, three and four with whatever people put between.
TEN_DIGITS = re.compile(r"(?<!\d)\d{3}[\s.\-–]?\d{3}[\s.\-–]?\d{4}(?!\d)")
BORN = re.compile(r"\b(born( on)?|d\.?o\.?b\.?|date of birth|birthday)\b", re.IGNORECASE)
CHILDHOOD_YEARS = 19
OF_THE_TIME = 550  # days either side of what a text is about: its own year's business


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits carry the check digit of an NHS number.

    Source: NHS Data Dictionary, NHS NUMBER: modulus 11, weights 10 to 2; a remainder that would
    ask for the check digit 10 makes no number.
    """
    weighted = sum(
        int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)
    )
    return (11 - weighted % 11) % 11 == int(digits[9])


def childs_details(text: str, today: date, about: date | None = None) -> list[str]:
    """What in the text looks like an NHS number or a date of birth, each as a sentence.

    `about` is a day that the text is about, such as the meeting's: dates near it, and near today,
    are business, where nothing is said of a birth. Without it every date of the years in which
    today's children were born is pointed out.
    """
    found = [
        f"“{shown}” looks like an NHS number."
        for shown in TEN_DIGITS.findall(text)
        if is_nhs_number(re.sub(r"\D", "", shown))
    ]
    speaks_of_birth = BORN.search(text) is not None
    for shown, day in days_in(text):
        if speaks_of_birth or _a_childs_birthday(day, today, about or today):
            found.append(f"“{shown}” looks like a date of birth.")
    return found


def _a_childs_birthday(day: date, today: date, about: date) -> bool:
    """Neither of the business at hand nor of somebody grown up."""
    is_business = abs((about - day).days) <= OF_THE_TIME
    return not is_business and 365 < (today - day).days < CHILDHOOD_YEARS * 365.25
