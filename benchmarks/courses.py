"""How a made-up indicator runs in a made-up area: about England's level, with seasons, a slow drift
and the scatter of counts. Plain values: nothing here asks the database."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from datasets.calculations import Known, figure
from lscb.periods import Period, Quarter, year_of

DRIFTS_FROM = 2012
SHARE_MISSING = 0.03
REASONS = ("not_supplied", "c", "x")
# What is counted in a quarter for 10,000 children: by indicator something between these.
FEWEST, MOST = 4.0, 60.0
WORKERS = 25.0  # for 10,000 children, where the figure is an average of each


@dataclass(frozen=True)
class Kind:
    """What a course must know of its indicator. `level` is an ordinary figure, in its unit."""

    code: str
    unit: str
    basis: str
    decimals: int
    level: float


@dataclass
class Course:
    """One indicator in one area. `people` are the children who live there, by year."""

    kind: Kind
    people: Mapping[int, int]
    area: str
    seed: str
    often: float = field(init=False)
    level: float = field(init=False)
    drift: float = field(init=False)
    seasons: list[float] = field(init=False)

    def __post_init__(self):
        # All areas agree on how common a thing is.
        common = Random(f"{self.seed} {self.kind.code}").random()
        self.often = FEWEST * (MOST / FEWEST) ** common
        drawn = Random(f"{self.seed} {self.kind.code} {self.area}")
        self.level = self.kind.level * drawn.lognormvariate(0, 0.2)
        self.drift = drawn.gauss(0, 0.03)
        self.seasons = [drawn.gauss(1, 0.06) for _ in range(4)]

    def at(self, period: Period) -> Known:
        """The counts of a period, or why there are none; the same whenever it is asked."""
        drawn = Random(f"{self.seed} {self.kind.code} {self.area} {period}")
        if drawn.random() < SHARE_MISSING:
            return Known(reason=drawn.choice(REASONS))
        times = self._drifted(period)
        if self.kind.unit == "count":
            return Known(_scattered(self._counted(period) * times, drawn))
        if self.kind.unit == "percentage":
            return self._share(period, times, drawn)
        below = self._below(period)
        expected = float(below) * self.level / _per(self.kind.unit) * times
        return Known(_scattered(expected * self._part_of_year(period), drawn), below)

    def published(self, period: Period) -> Known:
        """The same with its figure, rounded as it is published."""
        known = self.at(period)
        value = figure(known, self.kind.unit)
        if value is None:
            return known
        rounded = round(value, self.kind.decimals)
        return Known(known.numerator, known.denominator, rounded)

    def _share(self, period: Period, times: float, drawn: Random) -> Known:
        below = max(_scattered(self._counted(period), drawn), Decimal(1))
        share = min(max(self.level * times / 100, 0.01), 0.99)
        spread = math.sqrt(float(below) * share * (1 - share))
        found = round(drawn.gauss(float(below) * share, spread))
        return Known(Decimal(min(max(found, 0), int(below))), below)

    def _below(self, period: Period) -> Decimal:
        people = self._living(period)
        if self.kind.unit == "rate":
            return Decimal(people)
        if self.kind.unit == "average":
            return Decimal(max(round(people / 10_000 * WORKERS), 1))
        return Decimal(max(round(self._counted(period)), 1))

    def _counted(self, period: Period) -> float:
        """How often it is to be expected, in as many quarters as the figure reaches over."""
        return self._living(period) / 10_000 * self.often * self._reach(period)

    def _living(self, period: Period) -> int:
        return self.people[year_of(period).starting]

    def _reach(self, period: Period) -> int:
        if self.kind.basis == "snapshot":
            return 1
        if not isinstance(period, Quarter) or self.kind.basis == "rolling":
            return 4
        return period.number if self.kind.basis == "year_to_date" else 1

    def _part_of_year(self, period: Period) -> float:
        """Rates of what happens are for a year; the other figures are the same at any length."""
        if self.kind.unit == "rate" and self.kind.basis == "flow":
            return self._reach(period) / 4
        return 1.0

    def _drifted(self, period: Period) -> float:
        drifted = math.exp(self.drift * (year_of(period).starting - DRIFTS_FROM) / 2)
        return drifted * (self.seasons[period.number - 1] if isinstance(period, Quarter) else 1)


def _per(unit: str) -> int:
    return {"rate": 10_000, "per_100": 100, "average": 1}[unit]


def _scattered(expected: float, drawn: Random) -> Decimal:
    """A count as it comes when so many are to be expected."""
    return Decimal(max(round(drawn.gauss(expected, math.sqrt(expected))), 0))
