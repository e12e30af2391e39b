"""Keys of records as a form sends them."""

import re

KEY = re.compile(r"[0-9]{1,18}")  # no longer than what a database holds


def read_id(text: str) -> int | None:
    """The key; None where the text is none. `int` alone fails on thousands of digits, and takes
    those of other scripts."""
    return int(text) if KEY.fullmatch(text) else None
