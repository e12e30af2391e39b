"""Figures as they come: missing, whole, decimal, or not a number at all."""

import math
from typing import SupportsFloat


def number(value: SupportsFloat | None) -> float | None:
    """The value as a float; None where it is missing or no number."""
    if value is None:
        return None
    found = float(value)
    return None if math.isnan(found) else found
