"""What the dataset of a year lacks: figures, targets, and comparators that are not too old."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery

from agencies.models import Board
from datasets.models import Area, Indicator, ListedIndicator, Observation, Target
from datasets.records import OLDEST
from lscb.periods import FinancialYear, Quarter, code_of, year_of


@dataclass(frozen=True)
class Listed:
    """An indicator of the list, and who answers for it."""

    code: str
    title: str
    agency: str


@dataclass(frozen=True)
class OldComparator:
    """`latest` is the year of England's latest figure; None where none is on record."""

    listed: Listed
    latest: FinancialYear | None


@dataclass(frozen=True)
class Gaps:
    """Only what is collected can lack a figure or a target."""

    without_figures: Sequence[Listed]
    without_targets: Sequence[Listed]
    old_comparators: Sequence[OldComparator]
    of: int

    @property
    def not_loaded(self) -> list[Listed]:
        return [one.listed for one in self.old_comparators if one.latest is None]

    @property
    def outdated(self) -> list[OldComparator]:
        return [one for one in self.old_comparators if one.latest is not None]


def gaps(board: Board, year: FinancialYear) -> Gaps:
    """One query, however many indicators and figures."""
    rows = list(_listed(board, year))
    collected = [one for one in rows if one.standing == ListedIndicator.Standing.COLLECTED]
    judged = [one for one in collected if one.indicator.polarity != Indicator.Polarity.NEITHER]
    compared = [
        (one, year_of(one.latest) if one.latest else None)
        for one in rows
        if one.indicator.compares_with_england
    ]
    return Gaps(
        without_figures=[_named(one) for one in collected if not one.has_figure],
        without_targets=[_named(one) for one in judged if not one.has_target],
        old_comparators=[
            OldComparator(_named(one), latest)
            for one, latest in compared
            if latest is None or latest.starting < year.starting - OLDEST
        ],
        of=len(rows),
    )


def _named(listed: ListedIndicator) -> Listed:
    agency = str(listed.agency) if listed.agency else "no agency is named"
    return Listed(listed.indicator.code, listed.indicator.title, agency)


def _listed(board: Board, year: FinancialYear):
    end = code_of(Quarter(year, 4))
    within = {"period__gte": code_of(year), "period__lte": end}
    figures = Observation.objects.current().filter(indicator=OuterRef("indicator"), reason="")
    of_the_area = Q(board=board) | Q(board=None, area__code=board.area_code)
    england = figures.filter(area__kind=Area.Kind.COUNTRY, board=None, period__lte=end)
    targets = Target.objects.filter(
        Q(board=board) | Q(board=None), indicator=OuterRef("indicator"), since__lte=end
    )
    return (
        ListedIndicator.objects.filter(
            Q(until=None) | Q(until__gt=year), board=board, since__lte=year
        )
        .select_related("indicator", "agency")
        .annotate(
            has_figure=Exists(figures.filter(of_the_area, **within)),
            has_target=Exists(targets),
            latest=Subquery(england.order_by("-period").values("period")[:1]),
        )
        .order_by("indicator__theme__position", "position", "indicator__code")
    )
