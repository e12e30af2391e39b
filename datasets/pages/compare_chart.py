"""All authorities as dots on one scale: plain values, drawn by the server as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from datasets.intervals import Interval
from datasets.pages.compare_words import BANDS

# Of the width of the chart: what stays free beside the least and the greatest value.
MARGIN = 3
# As many rows are read as one column; more stand in four.
ONE_COLUMN, COLUMNS = 16, 4


@dataclass(frozen=True)
class Dot:
    """One authority; `text` is its figure, `similar` its place among the similar areas."""

    name: str
    value: float
    text: str
    interval: Interval | None = None
    rank: int | None = None
    band: str | None = None
    similar: int | None = None
    is_own: bool = False


@dataclass(frozen=True)
class Placed:
    """A dot on the scale: places in per cent of its width, as SVG has them."""

    dot: Dot
    x: str
    lower: str = ""
    upper: str = ""


@dataclass(frozen=True)
class Column:
    """Some of the dots, one under the other: those of a quarter, where there are quarters."""

    name: str
    first: str
    last: str
    dots: Sequence[Placed]


@dataclass(frozen=True)
class DotChart:
    columns: Sequence[Column]
    least: str
    greatest: str
    england: str = ""

    @cached_property
    def dots(self) -> list[Placed]:
        """What is marked comes last, so that it is drawn over the others."""
        found = [dot for column in self.columns for dot in column.dots]
        return sorted(found, key=lambda one: (one.dot.is_own, one.dot.similar is not None))


@dataclass(frozen=True)
class Scale:
    least: float
    greatest: float

    def place(self, value: float) -> str:
        """In per cent of the width. What lies outside is drawn to the edge."""
        spread = self.greatest - self.least
        share = (value - self.least) / spread if spread else 0.5
        place = MARGIN + share * (100 - 2 * MARGIN)
        return f"{Decimal(min(max(place, 0), 100)):.2f}%"


def dot_chart(dots: Sequence[Dot], england: float | None, *, is_ranked: bool) -> DotChart:
    """The dots in the order given. The scale spans the figures, England's too: their distances
    count here, and none is drawn as a length."""
    values = [dot.value for dot in dots] + ([] if england is None else [england])
    scale = Scale(min(values), max(values))
    ends = sorted(dots, key=lambda dot: dot.value)
    return DotChart(
        columns=[_column(name, of, scale) for name, of in _parts(dots, is_ranked=is_ranked)],
        least=ends[0].text,
        greatest=ends[-1].text,
        england="" if england is None else scale.place(england),
    )


def _parts(dots: Sequence[Dot], *, is_ranked: bool) -> list[tuple[str, list[Dot]]]:
    """By quarter, or, where nothing is better, in parts of the same size."""
    if len(dots) <= ONE_COLUMN:
        return [("", list(dots))]
    if is_ranked:
        return [(BANDS[band], list(of)) for band, of in groupby(dots, lambda dot: dot.band) if band]
    size = -(-len(dots) // COLUMNS)
    return [("", list(dots[at : at + size])) for at in range(0, len(dots), size)]


def _column(name: str, dots: list[Dot], scale: Scale) -> Column:
    return Column(name, dots[0].text, dots[-1].text, [_placed(dot, scale) for dot in dots])


def _placed(dot: Dot, scale: Scale) -> Placed:
    if dot.interval is None:
        return Placed(dot, scale.place(dot.value))
    lower, upper = scale.place(dot.interval.lower), scale.place(dot.interval.upper)
    return Placed(dot, scale.place(dot.value), lower, upper)
