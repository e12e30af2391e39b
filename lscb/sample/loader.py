"""Loads a sample: a folder of small files becomes a board and all it has, or nothing does."""

from pathlib import Path

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from agencies.models import Board
from datasets.models import Area
from lscb.sample import dataset, money, national, registers, structure
from lscb.sample.files import Folder
from lscb.sample.records import Sample

# Later ones look up records of earlier ones.
READERS = (
    dataset.read_indicators,
    structure.read_words,
    structure.read_sectors,
    structure.read_agencies,
    structure.read_groups,
    structure.read_counting_rules,
    structure.read_concern_rules,
    structure.read_seats,
    structure.read_tenures,
    structure.read_wanted_kinds,
    registers.read_meetings,
    registers.read_registers,
    registers.read_doubts,
    money.read_contributions,
    money.read_budget,
    money.read_published,
    national.read_areas,
    national.read_releases,
    national.read_neighbours,
    national.read_population,
    national.read_figures,
    dataset.read_release,
    dataset.read_list,
    dataset.read_report_figures,
)


class BoardIsThere(Exception):
    """A board with the sample's address exists. Says which."""

    def __init__(self, slug: str):
        super().__init__(f"There is a board at /{slug}/ already, so nothing was loaded.")


@transaction.atomic
def load(path: Path) -> Sample:
    """The sample, stored. Raises SampleError with everything that is wrong, and then stores
    nothing; BoardIsThere if the board is."""
    sample = read(path)
    if Board.objects.filter(slug=sample.board.slug).exists():
        raise BoardIsThere(sample.board.slug)
    store(sample)
    return sample


def read(path: Path) -> Sample:
    """The sample as it stands in the folder. Stores nothing but the catalogue, where the
    installation lacks indicators that the sample has."""
    folder = Folder(path)
    sample = structure.read_board(folder)
    for reader in READERS:
        reader(folder, sample)
    folder.raise_problems()
    return sample


@transaction.atomic
def store(sample: Sample) -> None:
    sample.board.save()
    keep(sample.words)
    keep(sample.sectors.values())
    keep(sample.agencies.values())
    keep(sample.standings)
    # One by one: a group may report to another.
    for group in sample.groups.values():
        group.save()
    keep(sample.counting_rules)
    keep(sample.concern_rules)
    keep(sample.seats.values())
    keep(sample.tenures)
    keep(sample.wanted_kinds)
    keep(sample.meetings.values())
    keep(sample.marks.values())
    keep(sample.contributions)
    keep(sample.budget_statements)
    keep(sample.published_figures)
    store_dataset(sample)


def store_dataset(sample: Sample) -> None:
    """Without what the installation had before."""
    areas = new(sample.areas.values())
    keep(area for area in areas if area.kind != Area.Kind.AUTHORITY)
    keep(area for area in areas if area.kind == Area.Kind.AUTHORITY)
    keep([*new(sample.releases.values()), *([sample.release] if sample.release else [])])
    keep(new(sample.models.values()))
    keep(sample.comparators)
    keep(sample.population)
    keep(sample.listed)
    keep([*sample.own_figures, *sample.national_figures])


def new(records) -> list:
    return [record for record in records if record.pk is None]


def keep(records) -> None:
    """Stores records of one kind, none of which points to another, with their history."""
    records = list(records)
    if records:
        bulk_create_with_history(records, type(records[0]))
