"""Published figures as files of our own: those of a board's area and of what it is compared with.

Five CSV files in UTF-8, one row for each record, sorted, so that the same figures always give the
same files. A release is named by its title and edition, an area by its code. Periods are written
2012-13 and 2012-13-Q3, days 2024-10-31, numbers without a mark between thousands. Of the areas
that the board is compared with there are years only; of its own there are quarters too. What a
later release has replaced is left out.
"""

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db.models import IntegerField, Q
from django.db.models.functions import Cast, Mod
from django.utils.text import slugify

from agencies.models import Board
from datasets.models import Area, Comparator, Indicator, Observation, Population, Release

AREAS, RELEASES, NEIGHBOURS = "areas.csv", "releases.csv", "neighbours.csv"
POPULATION, FIGURES = "population.csv", "figures.csv"
COLUMNS = {
    AREAS: ("code", "name", "kind", "number", "region"),
    RELEASES: ("release", "title", "edition", "publisher", "published_on", "licence", "address"),
    NEIGHBOURS: ("model", "since", "average", "source", "area", "like", "rank", "closeness"),
    POPULATION: ("area", "year", "people", "release"),
    FIGURES: (
        "indicator",
        "area",
        "period",
        "numerator",
        "denominator",
        "value",
        "reason",
        "rounded_to",
        "is_provisional",
        "release",
        "taken_on",
        "note",
    ),
}
# A period's number ends in its quarter, and that of a whole year in 0.
QUARTER = Mod(Cast("period", IntegerField()), 10)

Cell = str | int | Decimal | date | None
Rows = list[list[Cell]]


class NothingToExport(Exception):
    """Says what is missing before a board's figures can be written."""


@dataclass(frozen=True)
class Chosen:
    """Which records the files of a board hold."""

    own: Area
    comparators: list[Comparator]
    areas: list[Area]
    population: list[Population]
    figures: list[Observation]

    @property
    def releases(self) -> list[Release]:
        records: list[Population | Observation] = [*self.population, *self.figures]
        found = {record.release for record in records if record.release is not None}
        return sorted(found, key=release_key)


def release_key(release: Release) -> str:
    """What the other files call a release: children-in-need-2024."""
    return slugify(f"{release.title} {release.edition}")


def chosen_for(board: Board) -> Chosen:
    """Raises NothingToExport where no area has the board's code."""
    own = Area.objects.select_related("region").filter(code=board.area_code).first()
    if own is None:
        raise NothingToExport(
            f"No area has the code “{board.area_code}” of {board.name}. Import open data first."
        )
    comparators = list(
        Comparator.objects.filter(area=own)
        .select_related("set", "like__region")
        .order_by("set__name", "set__since", "rank", "like__code")
    )
    compared = _by_code([own, *(comparator.like for comparator in comparators)])
    england = list(Area.objects.filter(kind=Area.Kind.COUNTRY))
    around = [*england, *([own.region] if own.region else [])]
    measured = [*around, *compared]
    regions = [area.region for area in compared if area.region]
    return Chosen(
        own=own,
        comparators=comparators,
        areas=[*england, *_by_code(regions), *compared],
        population=_newest_population(measured),
        figures=_figures(board, own, measured),
    )


def _by_code(areas: Iterable[Area]) -> list[Area]:
    """Each area once."""
    return sorted({area.code: area for area in areas}.values(), key=lambda area: area.code)


def _newest_population(areas: Sequence[Area]) -> list[Population]:
    """By area and year, of each the one published last."""
    found = (
        Population.objects.filter(area__in=areas, release__board=None)
        .select_related("area", "release")
        .order_by("area__code", "year", "release__published_on", "pk")
    )
    return list({(one.area_id, one.year): one for one in found}.values())


def _figures(board: Board, own: Area, areas: Sequence[Area]) -> list[Observation]:
    """The published ones of what the board has ever listed, by indicator, area and period."""
    listed = Indicator.objects.filter(listed__board=board)
    found = (
        Observation.objects.current()
        .filter(board=None, area__in=areas, indicator__in=listed)
        .alias(quarter=QUARTER)
        .filter(Q(quarter=0) | Q(area=own))
        .select_related("indicator", "area", "release")
        .order_by("indicator__code", "area__code", "period")
    )
    return list(found)


def files_of(chosen: Chosen) -> dict[str, str]:
    """The text of each file by its name."""
    rows: dict[str, Rows] = {
        AREAS: [_area_row(area) for area in chosen.areas],
        RELEASES: [_release_row(release) for release in chosen.releases],
        NEIGHBOURS: [_neighbour_row(chosen.own, one) for one in chosen.comparators],
        POPULATION: [_population_row(one) for one in chosen.population],
        FIGURES: [_figure_row(figure) for figure in chosen.figures],
    }
    return {name: _as_csv(COLUMNS[name], rows[name]) for name in COLUMNS}


def _area_row(area: Area) -> list[Cell]:
    region = area.region.code if area.region else ""
    return [area.code, area.name, area.kind, area.number, region]


def _release_row(release: Release) -> list[Cell]:
    key = release_key(release)
    of_it: list[Cell] = [release.title, release.edition, release.publisher, release.published_on]
    return [key, *of_it, release.licence, release.address]


def _neighbour_row(own: Area, one: Comparator) -> list[Cell]:
    model = one.set
    of_it: list[Cell] = [model.name, model.since, model.average, model.source]
    return [*of_it, own.code, one.like.code, one.rank, one.closeness]


def _population_row(one: Population) -> list[Cell]:
    return [one.area.code, one.year, one.people, release_key(one.release)]


def _figure_row(figure: Observation) -> list[Cell]:
    return [
        figure.indicator.code,
        figure.area.code,
        str(figure.period),
        figure.numerator,
        figure.denominator,
        figure.value,
        figure.reason,
        figure.rounded_to or None,
        "yes" if figure.is_provisional else "",
        release_key(figure.release) if figure.release else "",
        figure.taken_on,
        figure.note,
    ]


def _as_csv(columns: Sequence[str], rows: Rows) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_as_text(cell) for cell in row] for row in rows)
    return text.getvalue()


def _as_text(cell: Cell) -> str:
    """A number without the noughts that only its column in the database gives it."""
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return "" if cell is None else str(cell)


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Puts the files into the folder. What was there stays as it was until all of them are made."""
    folder.mkdir(parents=True, exist_ok=True)
    parts: dict[Path, Path] = {}
    try:
        for name, text in files.items():
            part = folder / f"{name}.part"
            with part.open("w", encoding="utf-8", newline="") as file:
                parts[part] = folder / name
                file.write(text)
        for part, whole in parts.items():
            os.replace(part, whole)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
