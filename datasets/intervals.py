"""Confidence intervals of shares and rates, as PHEindicatormethods 2.1.0 has them.

Plain numbers in, a frozen dataclass out. Where nothing can be estimated there is None: a value is
missing or not a number, a count is negative, a denominator is 0 or less.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

from datasets.numbers import number

EXACT_BELOW = 10  # counts under this have exact Poisson limits, the others Byar's


@dataclass(frozen=True)
class Interval:
    """A value with its limits, all in the same unit, and the method that gave the limits."""

    value: float
    lower: float
    upper: float
    method: str


def proportion(
    numerator: float | None, denominator: float | None, confidence: float = 0.95
) -> Interval | None:
    """The share numerator / denominator, 0 to 1, with Wilson's limits.

    None too where the numerator is greater than the denominator. `confidence` is from 0.9 to under
    1, or in per cent; anything else raises ValueError. Wilson 1927, doi 10.2307/2276774.
    """
    z = _z(confidence)
    x, n = number(numerator), number(denominator)
    if x is None or n is None or not _are_counts(x, n) or x > n:
        return None
    share = x / n
    spread = z * math.sqrt(z * z + 4 * x * (1 - share))
    whole = 2 * (n + z * z)
    return Interval(
        share,
        (2 * x + z * z - spread) / whole if x else 0.0,
        min((2 * x + z * z + spread) / whole, 1.0) if x < n else 1.0,
        "Wilson",
    )


def rate(
    count: float | None, population: float | None, per: float = 10_000, confidence: float = 0.95
) -> Interval | None:
    """The rate count / population x per, with exact Poisson limits below a count of 10 and Byar's
    from 10 on. The count may be greater than the population, and need not be whole.

    `confidence` as for a proportion. A count has the same limits: population and per 1.
    Breslow and Day 1987, IARC Scientific Publications 82.
    """
    z = _z(confidence)
    x, n = number(count), number(population)
    if x is None or n is None or not _are_counts(x, n):
        return None
    if x < EXACT_BELOW:
        tail = NormalDist().cdf(-z)
        lower = _gamma_quantile(tail, x) if x else 0.0
        upper = _gamma_quantile(1 - tail, x + 1)
        method = "exact Poisson"
    else:
        lower, upper = _byar(x, -z), _byar(x + 1, z)
        method = "Byar"
    scale = per / n
    return Interval(x / n * per, lower * scale, upper * scale, method)


def _z(confidence: float) -> float:
    share = confidence / 100 if 90 <= confidence < 100 else confidence
    if not 0.9 <= share < 1:
        raise ValueError(f"The confidence is from 0.9 to under 1, not {confidence}.")
    return NormalDist().inv_cdf(1 - (1 - share) / 2)


def _are_counts(numerator: float, denominator: float) -> bool:
    """Whether both are numbers that something can be worked out from."""
    return math.isfinite(numerator) and math.isfinite(denominator) and numerator >= 0 < denominator


def _byar(x: float, z: float) -> float:
    return x * (1 - 1 / (9 * x) + z / (3 * math.sqrt(x))) ** 3


def _gamma_quantile(share: float, shape: float) -> float:
    """Where the gamma distribution of this shape has this share below it: half the quantile of
    chi-square with twice the shape as degrees of freedom."""
    low, high = 0.0, shape + 1
    while _gamma_below(high, shape) < share:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if _gamma_below(middle, shape) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _gamma_below(x: float, shape: float) -> float:
    """The regularised lower incomplete gamma function, by its series: for shapes up to 11 and x up
    to some tens it converges quickly, and all its terms are positive."""
    term = total = 1 / shape
    k = shape
    while term > total * 1e-17:
        k += 1
        term *= x / k
        total += term
    return total * math.exp(shape * math.log(x) - x - math.lgamma(shape)) if x else 0.0
