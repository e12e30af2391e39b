"""The rows of an indicator's page as files: what its tables show."""

from collections.abc import Iterator
from decimal import Decimal

from datasets.figures import as_shown, count_as_shown
from datasets.pages.indicator import IndicatorPage
from datasets.pages.over_time import OverTime, PeriodRow
from datasets.records import Beside
from datasets.sheets import BOARD_USE_ONLY
from lscb.downloads import Cell, Sheet
from lscb.formats import as_kept

HEADER = (
    "period",
    "figure",
    "numerator",
    "denominator",
    "unit",
    "lower 95% limit",
    "upper 95% limit",
    "method",
    "similar areas",
    "similar areas with a figure",
    "of",
    "England",
    "target",
    "what the rules found",
    "status",
    "source",
    "published",
)
OF_AREAS = ("similar area", "place", "period", "figure", "numerator", "denominator", "said")


def indicator_sheets(page: IndicatorPage) -> list[Sheet]:
    """Years and quarters in one table, the latest first; the similar areas in another."""
    name = f"{page.indicator.code} {page.indicator.title}"
    warning = BOARD_USE_ONLY if page.is_for_the_board_only else ""
    sheets = [
        Sheet(
            name=f"{page.indicator.code} {page.period}",
            title=f"{page.board}: {name}, up to {page.period}",
            header=HEADER,
            rows=[row for one in page.drawings for row in _rows(one.over)],
            notes=[page.indicator.definition, *_notes(page)],
            warning=warning,
        )
    ]
    if page.areas:
        title = f"Similar areas: {name}, {page.areas[0].period}"
        rows = list(_of_areas(page))
        sheets.append(Sheet("similar areas", title, OF_AREAS, rows, warning=warning))
    return sheets


def _notes(page: IndicatorPage) -> Iterator[str]:
    if page.indicator.caveats:
        yield page.indicator.caveats
    for remark in page.remarks:
        yield f"{remark.period}: {remark.note}"
    for note in page.notes:
        yield f"{note.period}, the chart begins anew: {note.text}"


def _rows(over: OverTime) -> Iterator[list[Cell]]:
    for row in over.latest_first:
        lower, upper = row.limits or (None, None)
        yield [
            str(row.period),
            row.value,
            count_as_shown(row.known.numerator if row.known else None),
            count_as_shown(row.known.denominator if row.known else None),
            row.indicator.get_unit_display().lower(),
            lower,
            upper,
            row.interval.method if row.interval else None,
            _beside(row, row.neighbours),
            row.neighbours.known if row.neighbours else None,
            row.neighbours.of if row.neighbours else None,
            _beside(row, row.england),
            None if row.target is None else Decimal(as_kept(row.target.value)),
            row.found,
            row.status,
            row.source,
            row.published_on,
        ]


def _beside(row: PeriodRow, beside: Beside | None) -> Decimal | None:
    return as_shown(beside.value, row.indicator) if beside else None


def _of_areas(page: IndicatorPage) -> Iterator[list[Cell]]:
    for area in page.areas:
        known = area.known
        yield [
            area.name,
            area.place,
            str(area.period),
            as_shown(area.value, area.indicator),
            count_as_shown(known.numerator if known else None),
            count_as_shown(known.denominator if known else None),
            area.compared if area.is_known else area.missing,
        ]
