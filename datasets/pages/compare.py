"""All authorities that have a figure of an indicator in a year, in order, the own one among them.

Rank and quarter as the DfE's Local Authority Interactive Tool has them: among authorities only, a
country or a region is beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from agencies.models import Board
from datasets.benchmarks import compare, quartile_bounds
from datasets.calculations import Known
from datasets.comparison import Figures, figures_of, years_with_figures
from datasets.figures import as_text, differs, from_to, headline
from datasets.listed import listed_for
from datasets.models import Indicator, ListedIndicator
from datasets.pages.compare_chart import Dot, DotChart, dot_chart
from datasets.pages.compare_lines import Line, lines_of
from datasets.pages.compare_words import finding, how_counted, rests_on
from datasets.records import NOT_ON_RECORD, average_of, figure_of, has_figure, why_missing
from datasets.sentences import compared_in_words
from lscb.periods import FinancialYear

# Orders of the table beside that of the rank, as the address asks for them: their names.
ORDERS = {"": "the figure", "similar": "likeness, similar areas first", "area": "name"}


@dataclass(frozen=True)
class ComparePage:
    """`lines` are those with a figure, best first; without a better side highest first. `missing`
    are those without. `own_figure` is the board's own where it is not the published one."""

    board: Board
    listed: ListedIndicator
    year: FinancialYear
    lines: Sequence[Line]
    missing: Sequence[Line]
    figures: Figures
    years: Sequence[FinancialYear]
    own_figure: Known | None = None
    order: str = ""
    section = "board"

    @property
    def indicator(self) -> Indicator:
        return self.listed.indicator

    @property
    def title(self) -> str:
        """The finding, in at most ten words."""
        if not self.is_compared:
            return "This is not compared nationally"
        if not self.lines:
            of_year = f" for {self.year}" if self.years else ""
            return f"National figures are not available here yet{of_year}"
        return finding(self)

    @property
    def is_compared(self) -> bool:
        return self.indicator.compares_with_england

    @property
    def is_ranked(self) -> bool:
        return self.indicator.polarity != Indicator.Polarity.NEITHER

    @cached_property
    def is_of_similar_only(self) -> bool:
        """Whether no authority is on record but this one and its similar areas: among so few there
        is a place, and no fourth."""
        lines = [*self.lines, *self.missing]
        return all(line.is_own or line.similar for line in lines)

    @property
    def among(self) -> str:
        """Kingston upon Thames and its similar areas"""
        return f"{self.board.area} and its similar areas"

    @property
    def has_bands(self) -> bool:
        return self.is_ranked and not self.is_of_similar_only

    @property
    def is_for_the_board_only(self) -> bool:
        """Whether a small number in it could point to one child."""
        return self.indicator.small_number_risk != Indicator.Risk.LOW

    @property
    def every_line(self) -> list[Line]:
        """In the order that was asked for."""
        if self.order == "area":
            return sorted([*self.lines, *self.missing], key=lambda line: line.area)
        if self.order == "similar":
            return sorted([*self.lines, *self.missing], key=_is_far)
        return [*self.lines, *self.missing]

    @property
    def orders(self) -> list[tuple[str, str]]:
        return list(ORDERS.items())

    @cached_property
    def own(self) -> Line | None:
        """This area's line; None where nothing is on record of it."""
        return next((line for line in [*self.lines, *self.missing] if line.is_own), None)

    @property
    def has_own(self) -> bool:
        return self.own is not None and self.own.value is not None

    @property
    def why_no_own(self) -> str:
        return self.own.missing if self.own else NOT_ON_RECORD

    @property
    def higher(self) -> int:
        """How many others have a higher figure."""
        own = self.own
        return sum(line.figure > own.figure for line in self.lines) if own else 0

    @property
    def others(self) -> int:
        return len(self.lines) - 1

    @property
    def order_in_words(self) -> str:
        if self.order:
            return ORDERS[self.order]
        return "best first" if self.is_ranked else "highest first"

    @property
    def counted(self) -> str:
        return how_counted(self)

    @cached_property
    def similar(self) -> list[Line]:
        return [line for line in self.lines if line.similar]

    @cached_property
    def similar_average(self) -> Decimal | None:
        """Of those similar areas that have a figure; their median where the model says so."""
        found, _ = average_of([line.value for line in self.similar], self.average)
        return found

    @property
    def average(self) -> str:
        """mean or median"""
        return self.figures.model.average if self.figures.model else "mean"

    @property
    def england(self) -> Known | None:
        return self.figures.england

    @property
    def england_value(self) -> Decimal | None:
        return figure_of(self.england, self.indicator, self.year)

    @property
    def england_rests_on(self) -> str:
        """Of a rate the people of a whole country would say nothing."""
        if self.england is None or self.indicator.unit == Indicator.Unit.RATE:
            return ""
        return rests_on(self.england, self.indicator)

    @property
    def why_no_england(self) -> str:
        if has_figure(self.england):
            return "Only counts that were rounded before they were published"
        return why_missing(self.england) or NOT_ON_RECORD

    @property
    def england_text(self) -> str:
        return as_text(self.england_value, self.indicator)

    @property
    def similar_text(self) -> str:
        return as_text(self.similar_average, self.indicator)

    @property
    def own_figure_text(self) -> str:
        """The board's own figure, where it is not the published one: 63.8% (74 of 116)."""
        if self.own_figure is None:
            return ""
        large, beneath = headline(self.own_figure, self.indicator, self.year)
        return f"{large} ({beneath})" if beneath else large

    @property
    def with_similar(self) -> str | None:
        return self._compared(self.similar_average)

    @property
    def with_england(self) -> str | None:
        return self._compared(self.england_value)

    def _compared(self, other: Decimal | None) -> str | None:
        """As `records.stands_to`."""
        return compare(self.own.interval if self.own else None, other, self.indicator.polarity)

    @property
    def compared_with_similar(self) -> str:
        return compared_in_words(self.with_similar, None).lower()

    @property
    def compared_with_england(self) -> str:
        # The country keeps its capital.
        said = compared_in_words(None, self.with_england)
        return said[:1].lower() + said[1:]

    @property
    def compared(self) -> str:
        return compared_in_words(self.with_similar, self.with_england)

    @cached_property
    def bounds(self) -> tuple[float, ...]:
        return quartile_bounds([line.value for line in self.lines]) or ()

    @property
    def middle_half(self) -> str:
        """Where the half of the authorities lies that is neither highest nor lowest."""
        return self._from_to(self.bounds[1], self.bounds[3])

    @property
    def all_between(self) -> str:
        return self._from_to(self.bounds[0], self.bounds[4])

    def _from_to(self, lower: float, upper: float) -> str:
        return from_to((Decimal(str(lower)), Decimal(str(upper))), self.indicator)

    @property
    def model_is_of_later(self) -> bool:
        return self.figures.model is not None and self.figures.model.since > self.year.last_day

    @property
    def other_years(self) -> list[FinancialYear]:
        return [year for year in self.years if year != self.year]

    @cached_property
    def chart(self) -> DotChart:
        """Each line as a dot, in the order of the lines."""
        return dot_chart(
            [_dot(line) for line in self.lines],
            float(self.england_value) if self.england_value is not None else None,
            is_ranked=self.is_ranked,
            text=lambda value: as_text(Decimal(repr(value)), self.indicator),
        )


def _dot(line: Line) -> Dot:
    return Dot(
        line.area,
        float(line.figure),
        line.text,
        interval=line.interval,
        rank=line.rank,
        band=line.band,
        similar=line.similar,
        is_own=line.is_own,
    )


def _is_far(line: Line) -> tuple:
    """This area, then its similar areas by how alike they are, then the others as they stood."""
    return (not line.is_own, line.similar is None, line.similar or 0)


def compare_page(board: Board, code: str, year: FinancialYear, order: str = "") -> ComparePage:
    """Four queries, however many authorities and years."""
    listed = listed_for(board, code, year)
    indicator = listed.indicator
    figures = figures_of(board, indicator, year)
    lines, missing = lines_of(board, indicator, year, figures)
    if not indicator.compares_with_england:
        lines, missing = [], []
    published = next((line.known for line in [*lines, *missing] if line.is_own), None)
    return ComparePage(
        board=board,
        listed=listed,
        year=year,
        lines=lines,
        missing=missing,
        figures=figures,
        years=years_with_figures(indicator),
        own_figure=figures.own
        if has_figure(figures.own)
        and (not has_figure(published) or differs(figures.own, published, indicator, year))
        else None,
        order=order if order in ORDERS else "",
    )
