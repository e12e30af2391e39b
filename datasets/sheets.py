"""The dataset as rows of a file: what the page shows, each figure with what it rests on."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from datasets.calculations import Known
from datasets.dataset import Model
from datasets.figures import as_shown, count_as_shown
from datasets.models import Indicator
from datasets.records import Beside, figure_of, why_missing
from datasets.rows import Part, Row
from datasets.targets import Judged
from lscb.downloads import Cell
from lscb.formats import as_kept
from lscb.periods import Period, period_before, same_a_year_before

BOARD_USE_ONLY = (
    "Board use only: some of these figures can rest on small numbers. Do not pass them on or "
    "publish them."
)
LIMITED = "Limited to the manager, the chair and administrators"
NO_FIGURE = "No figure"


def dataset_rows(parts: Iterable[Part], area: str, model: Model | None) -> Iterator[list[Cell]]:
    """figure, of, period, numerator, denominator, value, unit, said"""
    average = model.average_name if model else ""
    for part in parts:
        for row in part.rows:
            yield from _rows_of(row, area, average)


def _rows_of(row: Row, area: str, average: str) -> Iterator[list[Cell]]:
    name, period = f"{row.indicator.code} {row.indicator.title}", row.period
    if row.is_hidden:
        yield [name, area, str(period), None, None, None, None, LIMITED]
        return
    why = [] if row.is_known else [row.missing or NO_FIGURE]
    said = "; ".join([*why, *said_of(row)])
    yield _row(name, area, period, row.shown, row.indicator, said)
    if row.also:
        yield _row(f"{name}, as published", area, period, row.also, row.indicator, "")
    for known, of in (
        (row.before, period_before(period)),
        (row.year_before, same_a_year_before(period)),
    ):
        if known and of:
            yield _row(name, area, of, known, row.indicator, why_missing(known))
    if row.against:
        yield _target(name, area, row.against)
    if row.neighbours:
        of_them = f"{average} of {row.neighbours.known} of {row.neighbours.of}"
        yield _beside(name, f"{of_them} similar areas", row.neighbours, row.indicator)
    if row.england:
        yield _beside(name, "England", row.england, row.indicator)


def said_of(row: Row) -> list[str]:
    """The states of a row as text: against its target, compared, changed, what its chart says; and
    what the board asks."""
    reading = row.reading
    return [
        *([row.against.standing] if row.against and row.against.standing else []),
        *([row.compared] if row.compared else []),
        *([row.change.sentence] if row.change else []),
        *([reading.dated(row.period)] if reading else []),
        *([f"Asked: {row.question}"] if row.question else []),
    ]


def _row(
    name: str,
    area: str,
    period: Period,
    known: Known | None,
    indicator: Indicator,
    said: str,
) -> list[Cell]:
    value = as_shown(figure_of(known, indicator, period), indicator)
    counts = [None, None] if known is None else [known.numerator, known.denominator]
    unit = indicator.get_unit_display().lower()
    return [name, area, str(period), *map(count_as_shown, counts), value, unit, said]


def _target(name: str, area: str, against: Judged) -> list[Cell]:
    target, unit = against.target, against.target.indicator.get_unit_display().lower()
    said = f"{against.whose}, {against.figure}. {against.tolerance} Set by {target.set_by}."
    value = Decimal(as_kept(target.value))
    return [f"{name}, target", area, str(target.since), None, None, value, unit, said]


def _beside(name: str, of: str, beside: Beside, indicator: Indicator) -> list[Cell]:
    value, unit = as_shown(beside.value, indicator), indicator.get_unit_display().lower()
    counted = beside.counted
    counts = [None, None] if counted is None else [counted.numerator, counted.denominator]
    return [name, of, str(beside.period), *map(count_as_shown, counts), value, unit, ""]


def dataset_notes(attention: str) -> list[str]:
    """What a reader of the rows has to know; `attention` is what needs attention, in words."""
    return [
        "numerator and denominator: the counts that a value rests on. Where the page shows a count "
        "first and the rate beneath it, the count is the numerator and the rate the value.",
        "Better, worse, above and below are said only where the figure’s 95% interval leaves the "
        "other figure out; a change only where the intervals of both do not overlap.",
        f"Those need attention that are {attention}.",
    ]
