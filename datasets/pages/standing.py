"""Where a figure stands: beside each similar area, and among all authorities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Q

from agencies.models import Board
from datasets.benchmarks import compare_intervals, quartile_band, quartile_bounds, rank
from datasets.calculations import Known
from datasets.figures import headline
from datasets.intervals import Interval
from datasets.models import Area, Comparator, ComparatorSet, Indicator, Observation
from datasets.records import (
    COLUMNS,
    NOT_ON_RECORD,
    Records,
    compared_periods,
    figure_of,
    has_figure,
    interval_of,
    model_for,
    why_missing,
)
from lscb.periods import FIRST_YEAR, FinancialYear, Period

BANDS = {
    "A": "the best fourth",
    "B": "the second-best fourth",
    "C": "the second-worst fourth",
    "D": "the worst fourth",
}


@dataclass(frozen=True)
class AlikeArea:
    """One of the similar areas in a period: `own` is the interval it is compared with."""

    name: str
    place: int
    closeness: str
    indicator: Indicator
    period: Period
    known: Known | None
    own: Interval | None

    @property
    def is_known(self) -> bool:
        return has_figure(self.known)

    @property
    def missing(self) -> str:
        return why_missing(self.known) or NOT_ON_RECORD

    @property
    def value(self) -> Decimal | None:
        return figure_of(self.known, self.indicator, self.period)

    @property
    def large(self) -> str:
        return self._headline[0]

    @property
    def beneath(self) -> str:
        return self._headline[1]

    @cached_property
    def _headline(self) -> tuple[str, str]:
        return headline(self.known, self.indicator, self.period) if self.known else ("", "")

    @property
    def compared(self) -> str:
        """How our figure stands to this one, in words; empty where it cannot be said."""
        found = self.stands
        words = "About the same" if found == "similar" else found
        return words.capitalize() if words else ""

    @property
    def stands(self) -> str | None:
        """As `benchmarks.compare_intervals`."""
        theirs = interval_of(self.known, self.indicator, self.period) if self.is_known else None
        return compare_intervals(self.own, theirs, self.indicator.polarity)


@dataclass(frozen=True)
class Alike:
    """The model of similar areas that is used, and its areas, the most alike first."""

    name: str = ""
    average: str = ComparatorSet.Average.MEAN.value
    is_of_later: bool = False
    areas: Sequence[Comparator] = ()


def alike_of(board: Board, period: Period) -> Alike:
    """One query. Empty where no model has the board's area."""
    rows = list(
        Comparator.objects.filter(set=model_for(board, period), area__code=board.area_code)
        .select_related("set", "like")
        .order_by("rank")
    )
    if not rows:
        return Alike()
    used = rows[0].set
    return Alike(str(used), used.average, used.since > period.last_day, rows)


def areas_beside(
    alike: Alike, records: Records, indicator: Indicator, period: Period
) -> list[AlikeArea]:
    """Each similar area in the period. Ours is compared with it as of the same period."""
    of_period: Mapping[str, Known] = records.neighbours.get((indicator.pk, period), {})
    own = records.best_of(indicator, period)
    ours = interval_of(own, indicator, period) if has_figure(own) else None
    return [
        AlikeArea(
            row.like.name,
            row.rank,
            row.closeness,
            indicator,
            period,
            of_period.get(row.like.code),
            ours,
        )
        for row in alike.areas
    ]


@dataclass(frozen=True)
class AmongAll:
    """Among the authorities with a figure in a year: `rank` and `band` are None without a better
    side, and without a published figure of this area; `band` also where `is_of_similar_only`: none
    is on record but this area and those like it."""

    year: FinancialYear
    of: int
    rank: int | None
    band: str | None
    has_own: bool
    is_of_similar_only: bool = False

    @property
    def quarter(self) -> str:
        return BANDS[self.band] if self.band else ""


def among_all(board: Board, indicator: Indicator, period: Period, alike: Alike) -> AmongAll | None:
    """In the latest year, up to the period, that any authority has a figure of. One query; None
    where there is no such year. By published figures, as all authorities are counted alike."""
    if not indicator.compares_with_england:
        return None
    rows = list(_of_the_latest_year(indicator, period))
    figures = [figure_of(Known(*counts), indicator, year) for _, year, *counts in rows]
    values = [None if figure is None else float(figure) for figure in figures]
    if not rows or not any(value is not None for value in values):
        return None
    year = rows[0][1]
    places = rank(values, indicator.polarity)
    at = next((at for at, row in enumerate(rows) if row[0] == board.area_code), None)
    value = None if at is None else values[at]
    place = None if at is None else places[at]
    band = quartile_band(value, quartile_bounds(values), indicator.polarity)
    codes = {board.area_code, *(one.like.code for one in alike.areas)}
    is_of_similar_only = all(row[0] in codes for row in rows)
    return AmongAll(
        year,
        sum(value is not None for value in values),
        place if isinstance(place, int) else None,
        band if band in BANDS and not is_of_similar_only else None,
        value is not None,
        is_of_similar_only,
    )


def _of_the_latest_year(indicator: Indicator, period: Period):
    authorities = (
        Observation.objects.current()
        .filter(indicator=indicator, board=None, area__kind=Area.Kind.AUTHORITY)
        .order_by()
    )
    over = [one for one in compared_periods(period) if isinstance(one, FinancialYear)]
    latest = max(over, default=FinancialYear(FIRST_YEAR))
    years = [FinancialYear(starting) for starting in range(FIRST_YEAR, latest.starting + 1)]
    known = authorities.filter(Q(reason=""), period__in=years).order_by("-period")
    return authorities.filter(period=known.values("period")[:1]).values_list(
        "area__code", "period", *COLUMNS
    )
