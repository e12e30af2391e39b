"""The dataset of a board in a year: each indicator of its list beside what it is compared with."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce

from agencies.models import Board
from datasets.benchmarks import compare, neighbour_mean
from datasets.calculations import Known, figure, interval, of_the_year
from datasets.figures import headline
from datasets.intervals import Interval
from datasets.models import Area, Comparator, ComparatorSet, Indicator, ListedIndicator, Observation
from datasets.sentences import compared_in_words
from lscb.periods import FIRST_YEAR, FinancialYear, Period, Quarter, same_a_year_before, year_of

# Published figures come late: a year is compared with the latest ones up to so many years old.
OLDEST = 2

NOBODY_HAS_SAID = ("", Observation.Reason.NOT_SUPPLIED, Observation.Reason.NOT_DUE)


def figure_of(known: Known | None, indicator: Indicator) -> Decimal | None:
    return figure(known, indicator.unit, decimals=indicator.decimals) if known else None


def has_figure(known: Known | None) -> bool:
    """Whether there is a figure, or at least a count."""
    return known is not None and not known.reason


def why_missing(known: Known | None) -> str:
    """Why there is none, in words; empty where nobody has said."""
    return Observation.Reason(known.reason).label if known and known.reason else ""


@dataclass(frozen=True)
class Beside:
    """What a figure is compared with: of which year, and for how many areas it is known; of one
    area its counts, too."""

    value: Decimal
    year: FinancialYear
    known: int
    of: int
    counted: Known | None = None


@dataclass(frozen=True)
class Row:
    """One indicator of the list in one year.

    `shown` is the board's own figure where it has one, else the published one of its area; `also`
    is the published one where there are both and they differ. `is_hidden` where the reader's roles
    do not open it: then there is nothing else.
    """

    listed: ListedIndicator
    shown: Known | None = None
    also: Known | None = None
    year_before: Known | None = None
    neighbours: Beside | None = None
    england: Beside | None = None
    is_hidden: bool = False

    @property
    def indicator(self) -> Indicator:
        return self.listed.indicator

    @property
    def value(self) -> Decimal | None:
        return figure_of(self.shown, self.indicator)

    @property
    def interval(self) -> Interval | None:
        return interval(self.shown, self.indicator.unit) if self.shown else None

    @property
    def is_known(self) -> bool:
        return has_figure(self.shown)

    @property
    def missing(self) -> str:
        return why_missing(self.shown)

    @property
    def is_awaited(self) -> bool:
        """Whether somebody has yet to say what it is."""
        reason = self.shown.reason if self.shown else ""
        return not self.is_hidden and not self.is_known and reason in NOBODY_HAS_SAID

    @property
    def was_known(self) -> bool:
        return has_figure(self.year_before)

    @property
    def missing_before(self) -> str:
        return why_missing(self.year_before) or "Not on record"

    @property
    def owed_by(self) -> str:
        """Who has yet to supply the figure."""
        if self.listed.standing == ListedIndicator.Standing.NOT_COLLECTED:
            return f"not collected: {self.listed.reason}"
        if self.listed.standing == ListedIndicator.Standing.NATIONAL_ONLY:
            return "published figures only"
        return f"from {self.listed.agency}" if self.listed.agency else "no agency is named"

    @property
    def compared(self) -> str:
        return compared_in_words(self.with_neighbours, self.with_england)

    @property
    def with_neighbours(self) -> str | None:
        """better / similar / worse; without a polarity higher / similar / lower."""
        return self._compared(self.neighbours)

    @property
    def with_england(self) -> str | None:
        return self._compared(self.england)

    def _compared(self, other: Beside | None) -> str | None:
        if other is None:
            return None
        return compare(self.interval, float(other.value), self.indicator.polarity)


@dataclass(frozen=True)
class ThemeRows:
    name: str
    rows: Sequence[Row]

    @property
    def told(self) -> list[Row]:
        return [row for row in self.rows if not row.is_awaited]

    @property
    def is_compared(self) -> bool:
        return any(row.neighbours or row.england for row in self.told)

    @property
    def awaited(self) -> list[Row]:
        return [row for row in self.rows if row.is_awaited]


@dataclass(frozen=True)
class Dataset:
    """The list of a year, by theme. `years` are those that the area may have figures of; `model`
    names the similar areas, where there are any."""

    year: FinancialYear
    themes: Sequence[ThemeRows]
    years: Sequence[FinancialYear] = ()
    model: str = ""
    model_is_of_later: bool = False

    @property
    def rows(self) -> list[Row]:
        return [row for theme in self.themes for row in theme.rows]

    @property
    def known(self) -> list[Row]:
        return [row for row in self.rows if row.is_known]

    @property
    def has_figures(self) -> bool:
        return bool(self.known)

    @property
    def is_for_the_board_only(self) -> bool:
        """Whether a small number in it could point to one child."""
        return any(
            row.indicator.small_number_risk != Indicator.Risk.LOW
            for row in self.rows
            if row.is_known or row.was_known
        )


def dataset(board: Board, year: FinancialYear, *, sees_limited: bool) -> Dataset:
    """Two queries, however many indicators, areas and years."""
    listed = list(_listed(board, year))
    figures = _Figures(board, year, [one.indicator_id for one in listed])
    rows = [_row(one, figures, is_hidden=one.is_limited and not sees_limited) for one in listed]
    themes = [ThemeRows(str(theme), list(of)) for theme, of in groupby(rows, _theme_of)]
    if not listed:
        return Dataset(year, [])
    first = listed[0]
    years = _years(first.first_period, first.last_period)
    if first.model_name is None:
        return Dataset(year, themes, years)
    model = f"{first.model_name}, {first.model_since:%B %Y} model"
    return Dataset(year, themes, years, model, first.model_since > year.last_day)


def _years(first: Period | None, last: Period | None) -> list[FinancialYear]:
    if first is None or last is None:
        return []
    return [FinancialYear(of) for of in range(year_of(first).starting, year_of(last).starting + 1)]


def _theme_of(row: Row):
    return row.indicator.theme


def _model_for(board: Board, year: FinancialYear):
    """The model of similar areas in force at the end of the year; where there was none yet, the
    first one after it."""
    models = ComparatorSet.objects.filter(comparators__area__code=board.area_code)
    before = models.filter(since__lte=year.last_day).order_by("-since", "-pk")
    after = models.filter(since__gt=year.last_day).order_by("since", "pk")
    return Coalesce(Subquery(before.values("pk")[:1]), Subquery(after.values("pk")[:1]))


def _listed(board: Board, year: FinancialYear):
    used = ComparatorSet.objects.filter(pk=_model_for(board, year))
    known = Observation.objects.current().seen_by(board).filter(area__code=board.area_code)
    return (
        ListedIndicator.objects.filter(
            Q(until=None) | Q(until__gt=year), board=board, since__lte=year
        )
        .select_related("indicator__theme", "agency")
        .annotate(
            model_name=Subquery(used.values("name")[:1]),
            model_since=Subquery(used.values("since")[:1]),
            first_period=Subquery(known.order_by("period").values("period")[:1]),
            last_period=Subquery(known.order_by("-period").values("period")[:1]),
        )
        .order_by(
            "indicator__theme__position", "indicator__theme__name", "position", "indicator__code"
        )
    )


class _Figures:
    """The figures of a year and of those it is compared with, by indicator."""

    def __init__(self, board: Board, year: FinancialYear, indicators: Sequence[int]):
        self.board, self.year = board, year
        self.own: dict[tuple[int, Period], Known] = {}
        self.published: dict[tuple[int, Period], Known] = {}
        self.england: dict[tuple[int, Period], Known] = {}
        self.neighbours: dict[tuple[int, Period], list[Known]] = defaultdict(list)
        for row in self._read(indicators):
            self._take(*row)

    def _read(self, indicators: Sequence[int]):
        compared = self._latest_first()
        quarters = [Quarter(of, number) for of in compared[:2] for number in (1, 2, 3, 4)]
        alike = Comparator.objects.filter(
            set=_model_for(self.board, self.year), area__code=self.board.area_code
        )
        own_area = Q(area__code=self.board.area_code)
        return (
            Observation.objects.current()
            .filter(indicator__in=indicators)
            .filter(
                Q(board=self.board, period__in=[*compared, *quarters])
                | Q(board=None, period__in=compared)
                & (own_area | Q(area__kind=Area.Kind.COUNTRY) | Q(area__in=alike.values("like")))
            )
            .order_by("area")
            .values_list(
                "indicator_id",
                "board_id",
                "area__code",
                "area__kind",
                "period",
                "numerator",
                "denominator",
                "value",
                "reason",
                "rounded_to",
            )
        )

    def _take(self, indicator, board, code, kind, period, *counts):
        known, key = Known(*counts), (indicator, period)
        if board is not None:
            self.own[key] = known
        elif code == self.board.area_code:
            self.published[key] = known
        elif kind == Area.Kind.COUNTRY:
            self.england[key] = known
        else:
            self.neighbours[key].append(known)

    def own_of(self, indicator: Indicator, year: FinancialYear) -> Known | None:
        """The board's own figure of a year; from the quarters where there is none of the year."""
        if found := self.own.get((indicator.pk, year)):
            return found
        quarters = [self.own.get((indicator.pk, Quarter(year, n))) for n in (1, 2, 3, 4)]
        return (
            of_the_year(quarters, indicator.of_quarters, indicator.unit) if any(quarters) else None
        )

    def best_of(self, indicator: Indicator, year: FinancialYear) -> Known | None:
        """The own figure, the published one where there is no own, or why there is neither."""
        own, published = self.own_of(indicator, year), self.published.get((indicator.pk, year))
        if has_figure(own):
            return own
        return published if has_figure(published) else own or published

    def england_beside(self, indicator: Indicator) -> Beside | None:
        for year in self._latest_first():
            found = self.england.get((indicator.pk, year))
            value = figure_of(found, indicator)
            if value is not None:
                return Beside(value, year, 1, 1, found)
        return None

    def neighbours_beside(self, indicator: Indicator) -> Beside | None:
        for year in self._latest_first():
            areas = self.neighbours.get((indicator.pk, year), [])
            mean, known = neighbour_mean([figure_of(one, indicator) for one in areas])
            if isinstance(mean, Decimal):
                return Beside(mean, year, known, len(areas))
        return None

    def _latest_first(self) -> list[FinancialYear]:
        """The year, and those before it that it may be compared with."""
        first = max(self.year.starting - OLDEST, FIRST_YEAR)
        return [FinancialYear(year) for year in range(self.year.starting, first - 1, -1)]


def _row(listed: ListedIndicator, figures: _Figures, *, is_hidden: bool) -> Row:
    if is_hidden:
        return Row(listed, is_hidden=True)
    indicator, year = listed.indicator, figures.year
    shown, published = figures.best_of(indicator, year), figures.published.get((indicator.pk, year))
    before = same_a_year_before(year)
    compares = indicator.compares_with_england
    return Row(
        listed,
        shown=shown,
        also=published if _differs(shown, published, indicator) else None,
        year_before=figures.best_of(indicator, year_of(before)) if before else None,
        neighbours=figures.neighbours_beside(indicator) if compares else None,
        england=figures.england_beside(indicator) if compares else None,
    )


def _differs(shown: Known | None, published: Known | None, indicator: Indicator) -> bool:
    """Whether the published figure is another one, as it is shown."""
    if shown is None or published is None or shown is published or published.reason:
        return False
    return headline(shown, indicator) != headline(published, indicator)
