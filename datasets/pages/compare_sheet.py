"""The comparison of all authorities as a sheet: the rows of the page's table."""

from collections.abc import Iterator

from datasets.calculations import Known
from datasets.figures import as_shown, count_as_shown, limits_of
from datasets.pages.compare import ComparePage
from datasets.pages.compare_lines import Line
from datasets.records import figure_of
from datasets.sheets import BOARD_USE_ONLY
from lscb.downloads import Cell, Sheet

HEADER = [
    *("rank", "area", "code", "period", "numerator", "denominator", "value", "unit"),
    *("lower", "upper", "fourth", "similar_area", "this_area", "said"),
]


def compare_sheet(page: ComparePage) -> Sheet:
    """Figures and the ends of the 95% intervals are numbers, rounded as on the page."""
    return Sheet(
        name=f"{page.indicator.code} {page.year}",
        title=f"{page.board}: {page.indicator.title}, {page.year}",
        header=HEADER,
        rows=[*map(_line, [*page.lines, *page.missing], _years(page)), *_beside(page)],
        notes=[
            "lower and upper: the 95% interval. rank and fourth: among the authorities with a "
            "figure; none where neither side is better.",
            *(
                [f"On record are {page.among} only: no fourth is given."]
                if page.is_of_similar_only
                else []
            ),
            *(
                f"Source: {source.publisher}: {source.title}, {source.edition}. {source.licence}"
                for source in page.figures.sources
            ),
        ],
        warning=BOARD_USE_ONLY if page.is_for_the_board_only else "",
    )


def _years(page: ComparePage) -> Iterator[str]:
    while True:
        yield str(page.year)


def _line(line: Line, year: str) -> list[Cell]:
    indicator = line.indicator
    return [
        line.rank,
        line.area,
        line.code,
        year,
        *_counts(line.known),
        as_shown(line.value, indicator),
        indicator.get_unit_display().lower(),
        *(limits_of(line.interval, indicator) or (None, None)),
        line.band,
        line.similar,
        "yes" if line.is_own else "",
        line.missing or ("provisional" if line.is_provisional else ""),
    ]


def _beside(page: ComparePage) -> Iterator[list[Cell]]:
    """What the authorities are compared with, where they have figures."""
    unit, nothing = page.indicator.get_unit_display().lower(), [None] * 5
    if page.similar_average is not None:
        of = f"{len(page.similar)} of {len(page.figures.similar)} have a figure"
        average = as_shown(page.similar_average, page.indicator)
        yield [
            *(
                None,
                f"Similar areas, {page.average}",
                None,
                str(page.year),
                None,
                None,
                average,
                unit,
            ),
            *(*nothing, of),
        ]
    if page.lines and page.england is not None:
        value = figure_of(page.england, page.indicator, page.year)
        yield [
            *(None, "England", None, str(page.year), *_counts(page.england)),
            *(as_shown(value, page.indicator), unit, *nothing),
            "" if value is not None else page.why_no_england,
        ]


def _counts(known: Known) -> list[Cell]:
    return [count_as_shown(known.numerator), count_as_shown(known.denominator)]
