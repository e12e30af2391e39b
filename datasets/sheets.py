"""The dataset as rows of a file: what the page shows, each figure with what it rests on."""

from collections.abc import Iterator

from datasets.calculations import Known
from datasets.dataset import Beside, Dataset, Row, figure_of
from datasets.models import Indicator
from lscb.downloads import Cell
from lscb.formats import rounded
from lscb.periods import FinancialYear, same_a_year_before, year_of

BOARD_USE_ONLY = (
    "Board use only: some of these figures are small numbers. Do not pass them on or publish them."
)
LIMITED = "Limited to the manager, the chair and administrators"
NO_FIGURE = "No figure"


def dataset_rows(dataset: Dataset, area: str) -> Iterator[list[Cell]]:
    """figure, of, period, numerator, denominator, value, unit, said"""
    for row in dataset.rows:
        yield from _rows_of(row, dataset.year, area)


def _rows_of(row: Row, year: FinancialYear, area: str) -> Iterator[list[Cell]]:
    name, before = f"{row.indicator.code} {row.indicator.title}", same_a_year_before(year)
    if row.is_hidden:
        yield [name, area, str(year), None, None, None, None, LIMITED]
        return
    said = row.compared if row.is_known else row.missing or NO_FIGURE
    yield _row(name, area, year, row.shown, row.indicator, said)
    if row.also:
        yield _row(f"{name}, as published", area, year, row.also, row.indicator, "")
    if row.year_before and before:
        said = "" if row.was_known else row.missing_before
        yield _row(name, area, year_of(before), row.year_before, row.indicator, said)
    if row.neighbours:
        of = f"Mean of {row.neighbours.known} of {row.neighbours.of} similar areas"
        yield _beside(name, of, row.neighbours, row.indicator)
    if row.england:
        yield _beside(name, "England", row.england, row.indicator)


def _row(
    name: str,
    area: str,
    year: FinancialYear,
    known: Known | None,
    indicator: Indicator,
    said: str,
) -> list[Cell]:
    value = figure_of(known, indicator)
    shown = None if value is None else rounded(value, indicator.decimals)
    counts = [None, None] if known is None else [known.numerator, known.denominator]
    unit = indicator.get_unit_display().lower()
    whole = [
        None if count is None else rounded(count, 0 if count % 1 == 0 else 1) for count in counts
    ]
    return [name, area, str(year), *whole, shown, unit, said]


def _beside(name: str, of: str, beside: Beside, indicator: Indicator) -> list[Cell]:
    value, unit = rounded(beside.value, indicator.decimals), indicator.get_unit_display().lower()
    return [name, of, str(beside.year), None, None, value, unit, ""]
