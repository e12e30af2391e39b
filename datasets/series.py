"""An indicator over time, and what its chart says: years or quarters, never both in one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Q

from datasets.calculations import Known
from datasets.models import Indicator
from datasets.records import Records, figure_of, has_figure
from datasets.spc import Segment, XmrChart, display_of, xmr
from lscb.periods import (
    FIRST_YEAR,
    FinancialYear,
    Period,
    Quarter,
    code_of,
    period_before,
    year_of,
)

LONGEST = 40
# With fewer points nothing is said of a direction.
FEWEST_FOR_A_TREND = 5

WISHES: dict[str, str] = {
    Indicator.Polarity.HIGHER: "increase",
    Indicator.Polarity.LOWER: "decrease",
    Indicator.Polarity.NEITHER: "neutral",
}


@dataclass(frozen=True)
class Series:
    """Periods of one kind one after another, with what is on record of each, or None.

    `starts_anew` are the periods from which the chart begins again, because somebody said why.
    """

    indicator: Indicator
    periods: Sequence[Period]
    known: Sequence[Known | None]
    starts_anew: frozenset[Period] = frozenset()
    target: Decimal | None = None

    @cached_property
    def values(self) -> list[Decimal | None]:
        """In the unit of the indicator."""
        return [
            figure_of(known, self.indicator, period)
            for known, period in zip(self.known, self.periods, strict=True)
        ]

    @property
    def points(self) -> int:
        """How many of them are known."""
        return sum(value is not None for value in self.values)

    @property
    def is_of_quarters(self) -> bool:
        return bool(self.periods) and isinstance(self.periods[0], Quarter)

    @cached_property
    def chart(self) -> XmrChart | None:
        """None for what adds up over the year, and where nothing is known."""
        adds_up = self.is_of_quarters and self.indicator.basis == Indicator.Basis.YEAR_TO_DATE
        if adds_up or not self.points:
            return None
        return xmr(
            [None if value is None else float(value) for value in self.values],
            improvement=WISHES[self.indicator.polarity],
            target=None if self.target is None else float(self.target),
            rebase_at=[at for at, period in enumerate(self.periods) if period in self.starts_anew],
            screening=self.indicator.screens_ranges,
            run_length=self.indicator.run_length,
            two_of_three_counts_beyond=self.indicator.two_of_three_counts_beyond,
        )

    def display_of(self, segment: Segment) -> str:
        """What of a segment of its chart may be drawn: as `XmrChart.display`."""
        points = self.chart.points[segment.start : segment.end + 1] if self.chart else ()
        return display_of([point.value for point in points])


def reach_of(period: Period) -> Q:
    """The periods that a series may have on the page of a period: the same on every page, for what
    the rules say of a point rests on those before it."""
    year = year_of(period)
    earliest = FinancialYear(max(year.starting - LONGEST, FIRST_YEAR))
    return Q(period__gte=code_of(earliest), period__lte=code_of(Quarter(year, 4)))


def series_of(
    records: Records,
    indicator: Indicator,
    last: Period,
    *,
    starts_anew: frozenset[Period] = frozenset(),
    target: Decimal | None = None,
) -> Series:
    """Of the kind of `last`, which it ends with, from the first that anything is known of; at most
    so many as a chart can show."""
    periods: list[Period] = []
    period: Period | None = last
    begins = records.begins.get(indicator.pk)
    while period is not None and begins and year_of(period) >= begins and len(periods) < LONGEST:
        periods.append(period)
        period = period_before(period)
    known = [records.best_of(indicator, one) for one in periods]
    while known and not has_figure(known[-1]):
        known.pop()
    periods = periods[: len(known)]
    return Series(indicator, periods[::-1], known[::-1], starts_anew, target)


def line_of(records: Records, indicator: Indicator, last: Period, **told) -> Series:
    """The series that tells most: of a year's quarters where more of them are known than years."""
    years = series_of(records, indicator, last, **told)
    if isinstance(last, Quarter):
        return years
    quarters = series_of(records, indicator, Quarter(last, 4), **told)
    return quarters if quarters.points > years.points else years
