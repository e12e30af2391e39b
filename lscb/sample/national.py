"""Reads the published figures of a sample's folder `national`, as `export_figures` writes them.

What the installation has already, from an import or from another sample, is left as it is: the
records that a sample adds are those that were not there.
"""

from datasets.exporting import AREAS, FIGURES, NEIGHBOURS, POPULATION, RELEASES, release_key
from datasets.models import Area, Comparator, ComparatorSet, Observation, Population, Release
from lscb.sample.cells import Row
from lscb.sample.dataset import cells_of_a_figure, indicator_of
from lscb.sample.files import Folder
from lscb.sample.records import Sample

NO_AREA = "no area of areas.csv, nor one that was imported, has this code"
NO_RELEASE = "no release of releases.csv is called this"


def kept(row: Row, record):
    """The record, checked, with its file as the reason in its history."""
    record._change_reason = f"Loaded from the sample: {row.file}"
    row.check(record)
    return record


def read_areas(folder: Folder, sample: Sample) -> None:
    """An area's region stands above it."""
    sample.areas = {area.code: area for area in Area.objects.all()}
    for row in folder.national(AREAS):
        code = row.text("code")
        area = Area(
            code=code,
            name=row.text("name"),
            kind=row.choice("kind", Area.Kind.values),
            number=row.text("number", required=False),
            region=row.one_of("region", sample.areas, NO_AREA, required=False),
        )
        refuse_wrong_region(row, area)
        if code not in sample.areas:
            sample.areas[row.cells["code"]] = kept(row, area)


def refuse_wrong_region(row: Row, area: Area) -> None:
    """Said here, as the database says it only when all is stored."""
    if row.is_sound and (area.kind == Area.Kind.AUTHORITY) != (area.region is not None):
        row.wrong("region", "a local authority lies in a region; nothing else does")


def read_releases(folder: Folder, sample: Sample) -> None:
    there = {release_key(one): one for one in Release.objects.filter(board=None)}
    for row in folder.national(RELEASES):
        key = row.text("release")
        release = Release(
            title=row.text("title"),
            edition=row.text("edition"),
            publisher=row.text("publisher"),
            published_on=row.date("published_on"),
            licence=row.text("licence", required=False),
            address=row.text("address", required=False),
        )
        if row.is_sound and key != release_key(release):
            row.wrong("release", f"by its title and edition it is {release_key(release)}")
        found = there.get(row.cells["release"])
        sample.releases[row.cells["release"]] = found or kept(row, release)


def read_neighbours(folder: Folder, sample: Sample) -> None:
    there = {(one.name, one.since): one for one in ComparatorSet.objects.all()}
    pairs = set(Comparator.objects.values_list("set_id", "area_id", "like_id"))
    for row in folder.national(NEIGHBOURS):
        model = _model_of(row, sample, there)
        one = Comparator(
            set=model,
            area=_area_of(row, sample, "area"),
            like=_area_of(row, sample, "like"),
            rank=row.whole("rank"),
            closeness=row.text("closeness", required=False),
        )
        if row.is_sound and one.area is one.like:
            row.wrong("like", "no area is its own neighbour")
        if (one.set_id, one.area_id, one.like_id) not in pairs:
            sample.comparators.append(kept(row, one))


def _model_of(row: Row, sample: Sample, there: dict) -> ComparatorSet:
    """The model of a row: the same for all rows that name it and its day."""
    model = ComparatorSet(
        name=row.text("model"),
        since=row.date("since"),
        average=row.choice("average", ComparatorSet.Average.values),
        source=row.text("source"),
    )
    key = (model.name, model.since)
    if key not in sample.models:
        sample.models[key] = there.get(key) or kept(row, model)
    return sample.models[key]


def _area_of(row: Row, sample: Sample, column: str) -> Area | None:
    return row.one_of(column, sample.areas, NO_AREA)


def _release_of(row: Row, sample: Sample) -> Release | None:
    return row.one_of("release", sample.releases, NO_RELEASE)


def read_population(folder: Folder, sample: Sample) -> None:
    there = set(Population.objects.values_list("area_id", "year", "release_id"))
    for row in folder.national(POPULATION):
        one = Population(
            area=_area_of(row, sample, "area"),
            year=row.whole("year"),
            people=row.whole("people"),
            release=_release_of(row, sample),
        )
        if (one.area_id, one.year, one.release_id) not in there:
            sample.population.append(kept(row, one))


def read_figures(folder: Folder, sample: Sample) -> None:
    rows = folder.national(FIGURES)
    there = _figures_there({row.cells["area"] for row in rows})
    for row in rows:
        figure = Observation(
            indicator=indicator_of(row, sample),
            area=_area_of(row, sample, "area"),
            rounded_to=row.whole("rounded_to", required=False) or 0,
            is_provisional=row.one_of("is_provisional", {"yes": True}, "not yes", required=False)
            or False,
            release=_release_of(row, sample),
            taken_on=row.date("taken_on", required=False),
            **cells_of_a_figure(row),
        )
        figure._change_reason = f"Loaded from the sample: {row.file}"
        row.check_fields(figure)
        if (figure.indicator_id, figure.area_id, figure.period) not in there:
            sample.national_figures.append(figure)


def _figures_there(codes: set[str]) -> set:
    """Which published figures of these areas the installation has."""
    found = Observation.objects.current().filter(board=None, area__code__in=codes)
    return set(found.values_list("indicator_id", "area_id", "period"))
