"""Figures as they come: missing, whole, decimal, or not a number at all."""

import math
import statistics
from collections.abc import Iterable, Sequence
from typing import SupportsFloat


def number(value: SupportsFloat | None) -> float | None:
    """The value as a float; None where it is missing or no number."""
    if value is None:
        return None
    found = float(value)
    return None if math.isnan(found) else found


def numbers_of(values: Iterable[SupportsFloat | None]) -> list[float]:
    """The values that are numbers, in their order."""
    return [found for value in values if (found := number(value)) is not None]


def mean_of(values: Sequence[float]) -> float:
    """Rounded once: a value that equals the mean must lie on it."""
    return float(statistics.mean(values))
