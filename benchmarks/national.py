"""A national database, made up: 153 boards that each have 35 indicators, 40 quarters of them, and
what is published of every authority for twelve years.

It is added to the sample, whose published figures are real and stay as they are. What is made up of
one area depends on the seed and the area alone, so that a board has the same figures however many
boards there are. Histories are not made; what the database refuses it refuses here, too.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from random import Random
from statistics import fmean

from django.db import transaction
from django.utils.text import slugify

from agencies.models import Agency, Board, Sector, WordList
from benchmarks.courses import DRIFTS_FROM, Course, Kind
from datasets.calculations import Known, figure
from datasets.models import (
    Area,
    Comparator,
    ComparatorSet,
    Indicator,
    ListedIndicator,
    Observation,
    Population,
    Release,
)
from lscb.periods import FinancialYear, Period, Quarter

SEED = "national"
BOARDS, QUARTERS, YEARS, NEIGHBOURS = 153, 40, 12, 10
LAST = FinancialYear(2023)
# Where England has no figure to lie about.
LEVELS = {"percentage": 60.0, "per_100": 40.0, "rate": 80.0, "average": 16.0}
Courses = Mapping[Area, Mapping[Indicator, Course]]


@transaction.atomic
def add_national(
    board: Board,
    *,
    boards: int = BOARDS,
    quarters: int = QUARTERS,
    years: int = YEARS,
    seed: str = SEED,
) -> None:
    """Makes so many boards of one that has been loaded as a sample. To that one, the first of
    them, it adds its own quarters only."""
    release = _release()
    areas = _areas(board, boards)
    people = _people(areas, years, release, seed)
    indicators = _indicators()
    unpublished = _without_published_figures(areas)
    courses = {
        area: {
            one: Course(kind, people[area.pk], area.code, seed) for one, kind in indicators.items()
        }
        for area in areas
    }
    owners = {area: board if area.code == board.area_code else _copy(board, area) for area in areas}
    # In the order in which they would have come.
    for quarter in _quarters(quarters):
        Observation.objects.bulk_create(_own(quarter, owners, courses))
    for year in _years(years):
        Observation.objects.bulk_create(_published(year, release, unpublished, courses))
    _add_neighbours(areas, seed)


def _quarters(number: int) -> list[Quarter]:
    """The last so many, in order."""
    end = (LAST.starting + 1) * 4
    return [Quarter(FinancialYear(n // 4), n % 4 + 1) for n in range(end - number, end)]


def _years(number: int) -> list[FinancialYear]:
    end = LAST.starting + 1
    return [FinancialYear(starting) for starting in range(end - number, end)]


def _own(quarter: Quarter, owners: Mapping[Area, Board], courses: Courses) -> Iterator[Observation]:
    for area, board in owners.items():
        for indicator, course in courses[area].items():
            yield _figure(course.at(quarter), quarter, indicator, area, board=board)


def _published(
    year: FinancialYear, release: Release, areas: Sequence[Area], courses: Courses
) -> Iterator[Observation]:
    for area in areas:
        for indicator, course in courses[area].items():
            if indicator.compares_with_england:
                yield _figure(course.published(year), year, indicator, area, release=release)


def _figure(known: Known, period: Period, indicator: Indicator, area: Area, **of) -> Observation:
    return Observation(
        indicator=indicator,
        area=area,
        period=period,
        numerator=known.numerator,
        denominator=known.denominator,
        value=known.value,
        reason=known.reason,
        **of,
    )


def _release() -> Release:
    return Release.objects.create(
        title="Made up for a benchmark",
        edition=str(LAST),
        publisher="Nobody",
        published_on=date(2024, 10, 31),
    )


def _areas(board: Board, number: int) -> list[Area]:
    """The board's own, the other authorities that there are, and as many more as are missing."""
    authorities = list(Area.objects.filter(kind=Area.Kind.AUTHORITY).order_by("code"))
    authorities.sort(key=lambda area: area.code != board.area_code)
    regions = list(Area.objects.filter(kind=Area.Kind.REGION).order_by("code"))
    missing = [
        Area(
            code=f"E98{place:06}",
            name=f"Authority {place:03}",
            kind=Area.Kind.AUTHORITY,
            region=regions[place % len(regions)],
        )
        for place in range(len(authorities) + 1, number + 1)
    ]
    return [*authorities, *Area.objects.bulk_create(missing)][:number]


def _people(
    areas: Sequence[Area], years: int, release: Release, seed: str
) -> dict[int, dict[int, int]]:
    """By area and year. Those that are not known are made up, and stored."""
    found: dict[int, dict[int, int]] = {area.pk: {} for area in areas}
    known = Population.objects.filter(area__in=areas).order_by("release__published_on")
    for key, year, number in known.values_list("area", "year", "people"):
        found[key][year] = number
    missing = []
    for area in areas:
        people = Random(f"{seed} {area.code}").lognormvariate(11, 0.5)
        for year in (year.starting for year in _years(years)):
            if year in found[area.pk]:
                continue
            there = round(people * 1.005 ** (year - DRIFTS_FROM))
            found[area.pk][year] = there
            missing.append(Population(area=area, year=year, people=there, release=release))
    Population.objects.bulk_create(missing)
    return found


def _indicators() -> dict[Indicator, Kind]:
    """Each with what England's published figures of it are on average."""
    england = defaultdict(list)
    published = Observation.objects.current().filter(board=None, area__kind=Area.Kind.COUNTRY)
    counts = ("numerator", "denominator", "value")
    for key, unit, *known in published.values_list("indicator", "indicator__unit", *counts):
        if (found := figure(Known(*known), unit)) is not None:
            england[key].append(float(found))
    return {
        one: Kind(
            one.code,
            one.unit,
            one.basis,
            one.decimals,
            fmean(england[one.pk]) if england[one.pk] else LEVELS.get(one.unit, 1.0),
        )
        for one in Indicator.objects.order_by("code")
    }


def _without_published_figures(areas: Sequence[Area]) -> list[Area]:
    published = Observation.objects.filter(board=None).order_by()
    have = set(published.values_list("area", flat=True).distinct())
    return [area for area in areas if area.pk not in have]


def _copy(board: Board, area: Area) -> Board:
    """A board of that area, with the words, the agencies and the list of indicators of another."""
    made = Board.objects.create(
        slug=slugify(area.name),
        name=f"{area.name} Local Safeguarding Children Board",
        area=area.name,
        area_code=area.code,
    )
    sectors = _copies(Sector, Sector.objects.filter(board=board), made)
    listed = list(ListedIndicator.objects.filter(board=board))
    contributing = Agency.objects.filter(pk__in={one.agency_id for one in listed if one.agency_id})
    agencies = _copies(Agency, contributing, made, sector=sectors, parent={})
    _copies(ListedIndicator, listed, made, agency=agencies)
    _copies(WordList, WordList.objects.filter(board=board), made)
    return made


def _copies(model, records: Iterable, board: Board, **links: Mapping) -> dict:
    """The records as another board's, stored; by the keys of those that they were copied from.
    `links` has, by its name, what each link of a record leads to instead of which key."""
    copied = {}
    for record in records:
        copied[record.pk] = record
        record.pk, record.board = None, board
        for name, others in links.items():
            setattr(record, name, others.get(getattr(record, f"{name}_id")))
    model.objects.bulk_create(copied.values())
    return copied


def _add_neighbours(areas: Sequence[Area], seed: str) -> None:
    """Of each area that has none, by the latest model."""
    model = ComparatorSet.objects.order_by("since").last()
    compared = set(Comparator.objects.filter(set=model).values_list("area", flat=True))
    Comparator.objects.bulk_create(
        Comparator(set=model, area=area, like=other, rank=rank)
        for area in areas
        if area.pk not in compared
        for rank, other in enumerate(_alike(area, areas, seed), start=1)
    )


def _alike(area: Area, areas: Sequence[Area], seed: str) -> list[Area]:
    others = [other for other in areas if other != area]
    drawn = Random(f"{seed} {area.code} neighbours")
    return drawn.sample(others, min(NEIGHBOURS, len(others)))
