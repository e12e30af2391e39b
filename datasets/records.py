"""The figures that one board may see of some indicators: its own, and the published ones of its
area, of England and of the areas that are alike."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from agencies.models import Board
from datasets.benchmarks import compare, neighbour_mean, neighbour_median
from datasets.calculations import Known, figure, interval, of_the_year
from datasets.intervals import Interval
from datasets.models import Area, Comparator, ComparatorSet, Indicator, Observation
from lscb.periods import FIRST_YEAR, FinancialYear, Period, Quarter, quarters_of, year_of

# Published figures come late: a period is compared with the latest ones up to so many years old.
OLDEST = 2
NOT_ON_RECORD = "Not on record"
COLUMNS = ("numerator", "denominator", "value", "reason", "rounded_to")


def times_a_year(indicator: Indicator, period: Period) -> int:
    """How many such periods make the year that a rate is given for: what happens in a quarter
    would be four times as much in a year."""
    flows = indicator.basis == Indicator.Basis.FLOW
    return 4 if flows and isinstance(period, Quarter) else 1


def figure_of(known: Known | None, indicator: Indicator, period: Period) -> Decimal | None:
    if known is None:
        return None
    return figure(
        known,
        indicator.unit,
        decimals=indicator.decimals,
        periods_a_year=times_a_year(indicator, period),
    )


def interval_of(known: Known | None, indicator: Indicator, period: Period) -> Interval | None:
    if known is None:
        return None
    return interval(known, indicator.unit, periods_a_year=times_a_year(indicator, period))


def has_figure(known: Known | None) -> bool:
    """Whether there is a figure, or at least a count."""
    return known is not None and not known.reason


def why_missing(known: Known | None) -> str:
    """Why there is none, in words; empty where nobody has said."""
    if known is None or not known.reason:
        return ""
    reason = Observation.Reason(known.reason)
    small = ": too few to show" if reason == Observation.Reason.SUPPRESSED else ""
    return reason.label + small


def own_or_from_quarters(
    recorded: Callable[[Period], Known | None], indicator: Indicator, period: Period
) -> Known | None:
    """What is recorded of the period; of a year from its quarters where there is none of the
    year."""
    if (found := recorded(period)) or isinstance(period, Quarter):
        return found
    quarters = [recorded(quarter) for quarter in quarters_of(period)]
    if not any(quarters):
        return None
    return of_the_year(quarters, indicator.of_quarters, indicator.unit)


@dataclass(frozen=True)
class Beside:
    """What a figure is compared with: of which period, and for how many areas it is known; of one
    area its counts, too."""

    value: Decimal
    period: Period
    known: int
    of: int
    counted: Known | None = None


def stands_to(interval: Interval | None, beside: Beside | None, indicator: Indicator) -> str | None:
    """better / similar / worse; without a polarity higher / similar / lower; None where it cannot
    be said."""
    return None if beside is None else compare(interval, beside.value, indicator.polarity)


def compared_periods(period: Period) -> list[Period]:
    """The period, and the years over by then that it may be compared with, the latest first."""
    year = year_of(period)
    is_over = not isinstance(period, Quarter) or period.number == 4
    latest = year.starting if is_over else year.starting - 1
    first = max(latest - OLDEST, FIRST_YEAR)
    years = [FinancialYear(starting) for starting in range(latest, first - 1, -1)]
    return [period, *(one for one in years if one != period)]


def is_comparable(indicator: Indicator, period: Period, with_period: Period) -> bool:
    """Whether figures of the two measure the same length of time, or one that does not matter."""
    if isinstance(period, Quarter) == isinstance(with_period, Quarter):
        return True
    if indicator.basis == Indicator.Basis.YEAR_TO_DATE:
        return isinstance(period, Quarter) and period.number == 4
    adds_up = indicator.unit == Indicator.Unit.COUNT and indicator.basis == Indicator.Basis.FLOW
    return not adds_up


def model_for(board: Board, period: Period):
    """The key of the model of similar areas in force at the end of the period, as an expression;
    where there was none yet, of the first one after it."""
    models = ComparatorSet.objects.filter(comparators__area__code=board.area_code)
    before = models.filter(since__lte=period.last_day).order_by("-since", "-pk")
    after = models.filter(since__gt=period.last_day).order_by("since", "pk")
    return Coalesce(Subquery(before.values("pk")[:1]), Subquery(after.values("pk")[:1]))


def average_of(values: Sequence[Decimal | None], average: str) -> tuple[Decimal | None, int]:
    """The mean or the median of the areas that have a figure, and how many have."""
    by_median = average == ComparatorSet.Average.MEDIAN
    found, known = neighbour_median(values) if by_median else neighbour_mean(values)
    return (None if found is None else Decimal(found)), known


class Records:
    """Current figures by indicator and period. `average` is how those of the areas alike become
    one, mean or median, and `alike` how many there are, with a figure or without."""

    def __init__(self, board: Board, average: str, alike: int):
        self.board = board
        self.average = average
        self.alike = alike
        self.own: dict[tuple[int, Period], Known] = {}
        self.published: dict[tuple[int, Period], Known] = {}
        # The first year with anything on record of the board's area, by indicator.
        self.begins: dict[int, FinancialYear] = {}
        self.england: dict[tuple[int, Period], Known] = {}
        # Of each period by the codes of the areas.
        self.neighbours: dict[tuple[int, Period], dict[str, Known]] = defaultdict(dict)

    @classmethod
    def read(
        cls,
        board: Board,
        indicators: Sequence[int],
        *,
        own: Q,
        others: Q,
        model,
        average: str,
        alike: int,
    ) -> "Records":
        """One query: of the board's own area the periods of `own`, of England and of the areas
        alike by `model` those of `others`."""
        records = cls(board, average, alike)
        for row in _observations(board, indicators, own, others, model):
            records._take(*row)
        return records

    def _take(self, indicator, board, code, kind, period, *counts):
        known, key = Known(*counts), (indicator, period)
        if code == self.board.area_code:
            year = year_of(period)
            self.begins[indicator] = min(year, self.begins.get(indicator, year))
        if board is not None:
            self.own[key] = known
        elif code == self.board.area_code:
            self.published[key] = known
        elif kind == Area.Kind.COUNTRY:
            self.england[key] = known
        else:
            self.neighbours[key][code] = known

    def own_of(self, indicator: Indicator, period: Period) -> Known | None:
        """The board's own figure, as `own_or_from_quarters`."""
        return own_or_from_quarters(lambda of: self.own.get((indicator.pk, of)), indicator, period)

    def best_of(self, indicator: Indicator, period: Period | None) -> Known | None:
        """The own figure, the published one where there is no own, or why there is neither."""
        if period is None:
            return None
        own, published = self.own_of(indicator, period), self.published_of(indicator, period)
        if has_figure(own):
            return own
        return published if has_figure(published) else own or published

    def published_of(self, indicator: Indicator, period: Period) -> Known | None:
        return self.published.get((indicator.pk, period))

    def quarters_in(self, year: FinancialYear) -> list[Quarter]:
        """Those with anything on record of the board's area."""
        found = {period for _, period in (*self.own, *self.published)}
        return [quarter for quarter in quarters_of(year) if quarter in found]

    def england_in(self, indicator: Indicator, period: Period) -> Beside | None:
        found = self.england.get((indicator.pk, period))
        value = figure_of(found, indicator, period)
        return None if value is None else Beside(value, period, 1, 1, found)

    def neighbours_in(self, indicator: Indicator, period: Period) -> Beside | None:
        areas = self.neighbours.get((indicator.pk, period), {})
        values = [figure_of(one, indicator, period) for one in areas.values()]
        found, known = average_of(values, self.average)
        return None if found is None else Beside(found, period, known, self.alike)

    def england_beside(self, indicator: Indicator, period: Period) -> Beside | None:
        """England's figure of the period, or the latest before it that may be compared."""
        return self._latest(self.england_in, indicator, period)

    def neighbours_beside(self, indicator: Indicator, period: Period) -> Beside | None:
        return self._latest(self.neighbours_in, indicator, period)

    def _latest(self, found_in, indicator: Indicator, period: Period) -> Beside | None:
        if not indicator.compares_with_england:
            return None
        for other in compared_periods(period):
            if is_comparable(indicator, period, other) and (found := found_in(indicator, other)):
                return found
        return None


def _observations(board: Board, indicators: Sequence[int], own: Q, others: Q, model) -> QuerySet:
    # Areas are found first, by their keys: that a condition is one of the figure itself lets the
    # database look its rows up, and not read those of all areas.
    areas = Area.objects.order_by()
    alike = Comparator.objects.filter(set=model, area__code=board.area_code)
    compared = areas.filter(Q(kind=Area.Kind.COUNTRY) | Q(pk__in=alike.values("like")))
    own_area = Subquery(areas.filter(code=board.area_code).values("pk")[:1])
    return (
        Observation.objects.current()
        .filter(indicator__in=indicators)
        .filter(
            own & Q(board=board)
            | own & Q(board=None, area=own_area)
            | others & Q(board=None, area__in=compared.values("pk"))
        )
        .order_by("area")
        .values_list("indicator_id", "board_id", "area__code", "area__kind", "period", *COLUMNS)
    )
