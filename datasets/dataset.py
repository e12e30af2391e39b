"""The dataset of a board in a period: each indicator of its list, and what it is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Mod

from agencies.models import Board
from datasets.change import change_in
from datasets.figures import differs
from datasets.models import (
    ChartNote,
    Comparator,
    ComparatorSet,
    Indicator,
    ListedIndicator,
    Observation,
    Target,
)
from datasets.records import (
    Records,
    compared_periods,
    figure_of,
    has_figure,
    model_for,
)
from datasets.rows import Row
from datasets.series import line_of, reach_of
from datasets.targets import judged, target_for
from lscb.periods import (
    FinancialYear,
    Period,
    Quarter,
    code_of,
    period_before,
    same_a_year_before,
    year_of,
)


@dataclass(frozen=True)
class Model:
    """Which areas are alike, and how their figures become one; `is_of_later` where the one in force
    in the period is not on record."""

    name: str
    average: str
    is_of_later: bool

    @property
    def average_name(self) -> str:
        """Mean or Median."""
        return ComparatorSet.Average(self.average).label


@dataclass(frozen=True)
class Dataset:
    """The list of a period. `first` and `last` are the periods that there is anything of, and
    `quarters` those of its year; `list_of` is the year of the list that stands in, where there was
    none in the period."""

    period: Period
    rows: Sequence[Row]
    model: Model | None = None
    first: Period | None = None
    last: Period | None = None
    quarters: Sequence[Quarter] = ()
    list_of: FinancialYear | None = None

    @property
    def years(self) -> list[FinancialYear]:
        """Those that the area may have figures of."""
        if self.first is None or self.last is None:
            return []
        starting = range(year_of(self.first).starting, year_of(self.last).starting + 1)
        return [FinancialYear(of) for of in starting]

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
            if any(has_figure(known) for known in (row.shown, row.before, row.year_before))
            or (row.line and row.line.points)
        )


def latest_own_period(board: Board) -> Period | None:
    """Of the board's own figures."""
    known = Observation.objects.current().filter(board=board, reason="")
    return known.order_by("-period").values_list("period", flat=True).first()


def dataset(board: Board, period: Period, *, sees_limited: bool) -> Dataset:
    """Three queries, however many indicators, areas and periods."""
    year = year_of(period)
    listed = list(_listed(board, year, period))
    if not listed:
        return Dataset(period, [])
    first = listed[0]
    records = _records(board, period, listed)
    targets = _targets(board, listed)
    rows = [
        Row(one, period, is_hidden=True)
        if one.is_limited and not sees_limited
        else _row(
            one,
            period,
            records,
            targets.get(one.indicator_id, ()),
            frozenset(filter(None, (one.anew_by_quarter, one.anew_by_year))),
        )
        for one in listed
    ]
    return Dataset(
        period,
        rows,
        _model(first, period),
        first.first_period,
        first.last_period,
        records.quarters_in(year),
        _list_of(first, year),
    )


def _list_of(listed: ListedIndicator, year: FinancialYear) -> FinancialYear | None:
    """The year of the list that stands in; None where it is that of the year."""
    if listed.since > year:
        return listed.since
    if listed.until is None or listed.until > year:
        return None
    return FinancialYear(listed.until.starting - 1)


def _in_force(board: Board, year: FinancialYear):
    """The entries of the year's list. Figures do not wait for a list: where there is none, the next
    one stands in, or the last before."""
    entries = ListedIndicator.objects.filter(board=board).order_by()
    own = Q(until=None) | Q(until__gt=year)
    nothing = ~Exists(entries.filter(own, since__lte=year))
    later = entries.filter(since__gt=year).order_by("since").values("since")[:1]
    earlier = entries.filter(until__lte=year).order_by("-until").values("until")[:1]
    return entries.filter(
        (own & Q(since__lte=year))
        | (nothing & Q(since=Subquery(later)))
        | (nothing & ~Exists(later) & Q(until=Subquery(earlier)))
    )


def _model(listed, period: Period) -> Model | None:
    if listed.model_name is None:
        return None
    name = f"{listed.model_name}, {listed.model_since:%B %Y} model"
    return Model(name, listed.model_average, listed.model_since > period.last_day)


def _listed(board: Board, year: FinancialYear, period: Period):
    used = ComparatorSet.objects.filter(pk=model_for(board, period))
    alike = Comparator.objects.filter(set=model_for(board, period), area__code=board.area_code)
    counted = alike.order_by().values("set").annotate(number=Count("pk"))
    known = Observation.objects.current().seen_by(board).filter(area__code=board.area_code)
    # Of what made a chart start anew only the last matters here: the line is read at its end.
    end = code_of(period if isinstance(period, Quarter) else Quarter(year, 4))
    noted = (
        ChartNote.objects.filter(board=board, indicator=OuterRef("indicator"), period__lte=end)
        .order_by("-period")
        .annotate(quarter=Mod(Cast("period", IntegerField()), 10))
    )
    return (
        _in_force(board, year)
        .select_related("indicator__theme", "agency")
        .annotate(
            model_name=Subquery(used.values("name")[:1]),
            model_since=Subquery(used.values("since")[:1]),
            model_average=Subquery(used.values("average")[:1]),
            areas_alike=Subquery(counted.values("number")),
            first_period=Subquery(known.order_by("period").values("period")[:1]),
            anew_by_quarter=Subquery(noted.filter(quarter__gt=0).values("period")[:1]),
            anew_by_year=Subquery(noted.filter(quarter=0).values("period")[:1]),
            last_period=Subquery(known.order_by("-period").values("period")[:1]),
        )
        .order_by(
            "indicator__theme__position", "indicator__theme__name", "position", "indicator__code"
        )
    )


def _records(board: Board, period: Period, listed: Sequence) -> Records:
    return Records.read(
        board,
        [one.indicator_id for one in listed],
        own=reach_of(period),
        others=Q(period__in=compared_periods(period)),
        model=model_for(board, period),
        average=listed[0].model_average or ComparatorSet.Average.MEAN,
        alike=listed[0].areas_alike or 0,
    )


def _targets(board: Board, listed: Sequence) -> dict[int, list[Target]]:
    """By indicator; each with its indicator, without asking again."""
    indicators = {one.indicator_id: one.indicator for one in listed}
    found: dict[int, list[Target]] = {}
    for target in Target.objects.filter(Q(board=board) | Q(board=None), indicator__in=indicators):
        target.indicator = indicators[target.indicator_id]
        found.setdefault(target.indicator_id, []).append(target)
    return found


def _row(
    listed: ListedIndicator,
    period: Period,
    records: Records,
    targets: Sequence[Target],
    starts_anew: frozenset[Period],
) -> Row:
    indicator = listed.indicator
    shown, published = records.best_of(indicator, period), records.published_of(indicator, period)
    against = judged(figure_of(shown, indicator, period), target_for(targets, period))
    return Row(
        listed,
        period,
        shown=shown,
        also=published if differs(shown, published, indicator, period) else None,
        before=records.best_of(indicator, period_before(period))
        if isinstance(period, Quarter)
        else None,
        year_before=records.best_of(indicator, same_a_year_before(period)),
        neighbours=records.neighbours_beside(indicator, period),
        england=records.england_beside(indicator, period),
        against=against,
        change=change_in(records, indicator, period, starts_anew),
        line=line_of(
            records,
            indicator,
            period,
            starts_anew=starts_anew,
            target=against.target.value if against else None,
        ),
    )
