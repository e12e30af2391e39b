"""All authorities as dots on one scale: plain values, drawn by the server as SVG."""

from collections.abc import Callable, Sequence
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
        """In per cent of the width."""
        spread = self.greatest - self.least
        share = (value - self.least) / spread if spread else 0.5
        place = MARGIN + share * (100 - 2 * MARGIN)
        return f"{Decimal(place):.2f}%"


def dot_chart(
    dots: Sequence[Dot],
    england: float | None,
    *,
    is_ranked: bool,
    text: Callable[[float], str],
) -> DotChart:
    """The dots in the order given; `text` is how a value is written. The scale spans the figures,
    England's too, with their intervals: their distances count here."""
    values = [dot.value for dot in dots] + ([] if england is None else [england])
    for dot in dots:
        if dot.interval is not None:
            values += [dot.interval.lower, dot.interval.upper]
    scale = Scale(min(values), max(values))
    return DotChart(
        columns=[_column(name, of, scale) for name, of in _parts(dots, is_ranked=is_ranked)],
        least=text(scale.least),
        greatest=text(scale.greatest),
        england="" if england is None else scale.place(england),
    )


def _parts(dots: Sequence[Dot], *, is_ranked: bool) -> list[tuple[str, list[Dot]]]:
    """By fourth, or, where there are none, in parts of the same size."""
    if len(dots) <= ONE_COLUMN:
        return [("", list(dots))]
    if is_ranked and any(dot.band for dot in dots):
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
