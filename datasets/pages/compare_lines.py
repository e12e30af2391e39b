"""The authorities of a comparison, each with its figure, rank and quarter."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from agencies.models import Board
from datasets.benchmarks import quartile_band, quartile_bounds, rank
from datasets.calculations import Known
from datasets.comparison import Figures
from datasets.figures import as_text, from_to, limits_of, plain_number
from datasets.intervals import Interval
from datasets.models import Indicator
from datasets.pages.compare_words import BANDS, rests_on
from datasets.records import NOT_ON_RECORD, figure_of, has_figure, interval_of, why_missing
from lscb.periods import FinancialYear


@dataclass(frozen=True)
class Line:
    """One authority in the year.

    `rank` and `band` are None without a figure, and where the indicator has no better side, `band`
    also where none is on record but this area and those like it;
    `similar` says that it is the so-manieth most like this area.
    """

    code: str
    area: str
    known: Known
    indicator: Indicator
    year: FinancialYear
    rank: int | None = None
    band: str | None = None
    similar: int | None = None
    is_own: bool = False
    is_provisional: bool = False

    @cached_property
    def value(self) -> Decimal | None:
        return figure_of(self.known, self.indicator, self.year)

    @property
    def figure(self) -> Decimal:
        """Of a line that has one."""
        if self.value is None:
            raise ValueError(f"{self.area} has no figure.")
        return self.value

    @cached_property
    def interval(self) -> Interval | None:
        if self.value is None:
            return None
        return interval_of(self.known, self.indicator, self.year)

    @property
    def text(self) -> str:
        return as_text(self.value, self.indicator)

    @property
    def rests_on(self) -> str:
        """357 of 1,948."""
        return rests_on(self.known, self.indicator)

    @property
    def missing(self) -> str:
        """Why there is no figure, in words."""
        if self.value is not None:
            return ""
        if has_figure(self.known) and self.known.numerator is not None:
            return f"The count alone: {plain_number(self.known.numerator)}"
        return why_missing(self.known) or NOT_ON_RECORD

    @property
    def limits(self) -> str:
        """12.1% to 19.3%."""
        return from_to(limits_of(self.interval, self.indicator), self.indicator)

    @property
    def quarter(self) -> str:
        return BANDS[self.band] if self.band else ""


def lines_of(
    board: Board, indicator: Indicator, year: FinancialYear, figures: Figures
) -> tuple[list[Line], list[Line]]:
    """Those with a figure in their order, and those without by name."""
    rows = sorted(figures.authorities, key=lambda row: row.area)
    values = [figure_of(row.known, indicator, year) for row in rows]
    bounds, ranks = quartile_bounds(values), rank(values, indicator.polarity)
    are_all_alike = all(row.code in {board.area_code, *figures.similar} for row in rows)
    lines = [
        Line(
            row.code,
            row.area,
            row.known,
            indicator,
            year,
            rank=place if isinstance(place, int) else None,
            band=None if are_all_alike else _band(value, bounds, indicator.polarity),
            similar=figures.similar.get(row.code),
            is_own=row.code == board.area_code,
            is_provisional=row.is_provisional,
        )
        for row, value, place in zip(rows, values, ranks, strict=True)
    ]
    known = [line for line in lines if line.value is not None]
    is_highest_first = indicator.polarity != Indicator.Polarity.LOWER
    known.sort(key=lambda line: line.figure, reverse=is_highest_first)
    return known, [line for line in lines if line.value is None]


def _band(value: Decimal | None, bounds, polarity: str) -> str | None:
    """The letter; None without a figure, and where there is no better side."""
    found = quartile_band(value, bounds, polarity)
    return None if found == "-" else found
