"""What is on record of one indicator in one year: of every authority, of England, of the board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from agencies.models import Board
from datasets.calculations import Known
from datasets.models import Area, Comparator, ComparatorSet, Indicator, Observation
from datasets.records import COLUMNS, model_for, own_or_from_quarters
from lscb.periods import FinancialYear, Period, quarters_of


@dataclass(frozen=True)
class Published:
    """What was published of one authority."""

    code: str
    area: str
    known: Known
    is_provisional: bool


@dataclass(frozen=True)
class Source:
    """A release that some of the figures were taken from."""

    title: str
    edition: str
    publisher: str
    licence: str


@dataclass(frozen=True)
class Figures:
    """`own` is the board's own figure, worked out from its quarters where there is none of the
    year; `similar` the places of similar areas by their codes, 1 for the one most alike, by the
    `model`."""

    authorities: Sequence[Published]
    england: Known | None
    own: Known | None
    sources: Sequence[Source]
    similar: Mapping[str, int] = field(default_factory=dict)
    model: ComparatorSet | None = None


def figures_of(board: Board, indicator: Indicator, year: FinancialYear) -> Figures:
    """Two queries."""
    authorities: list[Published] = []
    england: Known | None = None
    of_the_board: dict[Period, Known] = {}
    sources: dict[Source, None] = {}
    for code, name, kind, period, is_own, is_provisional, source, known in _read(
        board, indicator, year
    ):
        if is_own:
            of_the_board[period] = known
            continue
        sources[source] = None
        if kind == Area.Kind.COUNTRY:
            england = known
        else:
            authorities.append(Published(code, name, known, is_provisional))
    model, similar = _similar(board, year)
    own = own_or_from_quarters(of_the_board.get, indicator, year)
    return Figures(authorities, england, own, list(sources), similar, model)


def _read(board: Board, indicator: Indicator, year: FinancialYear):
    kinds = (Area.Kind.AUTHORITY, Area.Kind.COUNTRY)
    rows = (
        Observation.objects.current()
        .filter(indicator=indicator)
        .filter(
            Q(board=None, period=year, area__kind__in=kinds)
            | Q(board=board, period__in=[year, *quarters_of(year)])
        )
        .order_by()
        .values_list(
            "area__code",
            "area__name",
            "area__kind",
            "period",
            "board_id",
            "is_provisional",
            "release__title",
            "release__edition",
            "release__publisher",
            "release__licence",
            *COLUMNS,
        )
    )
    for code, name, kind, period, owner, is_provisional, *rest in rows:
        source, known = Source(*rest[:4]), Known(*rest[4:])
        yield code, name, kind, period, owner is not None, is_provisional, source, known


def _similar(board: Board, year: FinancialYear) -> tuple[ComparatorSet | None, dict[str, int]]:
    rows = list(
        Comparator.objects.filter(area__code=board.area_code, set=model_for(board, year))
        .select_related("set", "like")
        .order_by()
    )
    return (rows[0].set if rows else None), {row.like.code: row.rank for row in rows}


def years_with_figures(indicator: Indicator) -> list[FinancialYear]:
    """Those in which any authority has a published figure."""
    found = (
        Observation.objects.current()
        .filter(indicator=indicator, board=None, reason="", area__kind=Area.Kind.AUTHORITY)
        .order_by("period")
        .values_list("period", flat=True)
        .distinct()
    )
    return [period for period in found if isinstance(period, FinancialYear)]
