"""A list of which authorities are alike, from a file, as a named and dated model.

The file is the Department for Education's: a row for each authority with its number, and for each
of its neighbours, SN1 to SN10, the number and in the column after it how close it is. Authorities
that ended stand at its end, beneath a row that says so, and are no part of the model.
"""

import re
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from simple_history.utils import bulk_create_with_history

from datasets.importing.open_data import LONGEST_REASON, why_refused
from datasets.importing.places import NUMBER
from datasets.importing.problems import Problems, Refused
from datasets.importing.reading import PublishedFile
from datasets.models import Area, Comparator, ComparatorSet

AUTHORITY, AUTHORITY_NAME = "LA number", "LA Name"
NEIGHBOUR = re.compile("SN([0-9]{1,2})")
CLOSENESS = "SNP"
THE_REST_IS_OLD = "Old SNs:"
LONGEST_CLOSENESS = Comparator._meta.get_field("closeness").max_length or 0
NO_AREAS = "There are no local authorities on record yet: import open data first."


@dataclass(frozen=True)
class Pair:
    """An authority and one of its neighbours, by their numbers, and where that stands."""

    row: int
    column: str
    authority: str
    neighbour: str
    rank: int
    closeness: str


@dataclass(frozen=True)
class Columns:
    """Where in a row everything stands. The neighbours' by their rank."""

    authority: int
    name: int
    neighbours: dict[int, int]
    # The column of how close a neighbour is, which all have one name.
    closeness: dict[int, int]

    @classmethod
    def of(cls, file: str, header: list[str]) -> "Columns":
        header = [name.strip() for name in header]
        neighbours = {
            int(matched[1]): place
            for place, name in enumerate(header)
            if (matched := NEIGHBOUR.fullmatch(name))
        }
        missing = [name for name in (AUTHORITY, AUTHORITY_NAME) if name not in header]
        missing += [] if neighbours else ["SN1"]
        if missing:
            has = ", ".join(name for name in header if name)
            raise Refused(f"{file}, row 1: missing columns: {', '.join(missing)}. It has {has}")
        after = {rank: place + 1 for rank, place in neighbours.items()}
        return cls(
            header.index(AUTHORITY),
            header.index(AUTHORITY_NAME),
            neighbours,
            {rank: at for rank, at in after.items() if header[at : at + 1] == [CLOSENESS]},
        )


@dataclass
class Listed:
    """What a file says: its authorities' names by their numbers, and who is like whom."""

    names: dict[str, str] = field(default_factory=dict)
    pairs: list[Pair] = field(default_factory=list)


def read_neighbours(file: PublishedFile, problems: Problems) -> Listed:
    """Raises Refused where it is no such file; what is wrong with rows is added to the problems."""
    lines = file.lists()
    _, header = next(lines, (1, []))
    if not header:
        raise Refused(f"{file.name}: the file is empty")
    columns = Columns.of(file.name, header)
    listed = Listed()
    for number, cells in lines:
        cells = [cell.strip() for cell in cells]
        if THE_REST_IS_OLD in cells:
            break
        if any(cells):
            _read_row(number, cells, columns, listed, problems)
    return listed


def _read_row(
    number: int, cells: list[str], columns: Columns, listed: Listed, problems: Problems
) -> None:
    last = max(columns.authority, columns.name, *columns.neighbours.values())
    if len(cells) <= last:
        problems.add(number, f"found {len(cells)} cells, and at least {last + 1} columns")
        return
    authority = cells[columns.authority]
    if not NUMBER.fullmatch(authority):
        what = "not the number of a local authority, such as 314"
        problems.add_cell(number, AUTHORITY, authority, what)
        return
    if authority in listed.names:
        what = f"{listed.names[authority]} has a row already"
        problems.add_cell(number, AUTHORITY, authority, what)
        return
    listed.names[authority] = cells[columns.name]
    seen: dict[str, str] = {authority: "the authority itself"}
    for rank, at in sorted(columns.neighbours.items()):
        neighbour, column = cells[at], f"SN{rank}"
        if not NUMBER.fullmatch(neighbour):
            what = "not the number of a local authority, such as 314"
            problems.add_cell(number, column, neighbour, what)
        elif neighbour in seen:
            problems.add_cell(number, column, neighbour, f"it is {seen[neighbour]}")
        else:
            seen[neighbour] = f"{column} as well"
            closeness = cells[columns.closeness[rank]] if rank in columns.closeness else ""
            if len(closeness) > LONGEST_CLOSENESS:
                what = f"longer than {LONGEST_CLOSENESS} letters"
                problems.add_cell(number, f"SNP of {column}", closeness, what)
            listed.pairs.append(Pair(number, column, authority, neighbour, rank, closeness))


@dataclass
class NeighboursPlan:
    """What storing the file would do."""

    set: ComparatorSet
    added: list[Comparator] = field(default_factory=list)
    unchanged: int = 0
    # Authorities of the file that are not on record: name and number.
    without_area: list[str] = field(default_factory=list)


def plan_neighbours(file: PublishedFile, wanted: ComparatorSet) -> NeighboursPlan:
    """What storing the file would do. `wanted` is the model, on record or not. Raises Refused with
    everything that is wrong."""
    problems = Problems(file.name)
    listed = read_neighbours(file, problems)
    areas = _areas_by_number()
    if not areas:
        raise Refused(NO_AREAS)
    stored = ComparatorSet.objects.filter(name=wanted.name, since=wanted.since).first()
    planned = NeighboursPlan(stored or wanted)
    planned.without_area = [
        f"{name} ({number})" for number, name in listed.names.items() if number not in areas
    ]
    on_record = _on_record(stored)
    for pair in listed.pairs:
        if pair.neighbour not in areas and pair.neighbour not in listed.names:
            what = "no authority of this file or on record has this number"
            problems.add_cell(pair.row, pair.column, pair.neighbour, what)
        elif pair.authority in areas and pair.neighbour in areas:
            _compare(pair, areas, on_record, planned, problems)
    for comparator in on_record.values():
        problems.said.append(
            f"{file.name}: {planned.set} has {comparator.like} as number {comparator.rank} of "
            f"{comparator.area} on record, and this file has not"
        )
    problems.raise_any()
    return planned


def _areas_by_number() -> dict[str, Area]:
    authorities = Area.objects.filter(kind=Area.Kind.AUTHORITY).exclude(number="")
    return {area.number: area for area in authorities}


def _on_record(stored: ComparatorSet | None) -> dict[tuple[int, int], Comparator]:
    """The model's pairs by area and rank."""
    if stored is None:
        return {}
    rows = stored.comparators.select_related("area", "like")
    return {(one.area_id, one.rank): one for one in rows}


def _compare(
    pair: Pair,
    areas: dict[str, Area],
    on_record: dict[tuple[int, int], Comparator],
    planned: NeighboursPlan,
    problems: Problems,
) -> None:
    area, like = areas[pair.authority], areas[pair.neighbour]
    before = on_record.pop((area.pk, pair.rank), None)
    if before is None:
        planned.added.append(
            Comparator(
                set=planned.set, area=area, like=like, rank=pair.rank, closeness=pair.closeness
            )
        )
    elif (before.like_id, before.closeness) == (like.pk, pair.closeness):
        planned.unchanged += 1
    else:
        was = ", ".join(filter(None, (str(before.like), before.closeness)))
        here = ", ".join(filter(None, (str(like), pair.closeness)))
        what = f"{here} here, and {was} on record in {planned.set}. Another model has another date"
        problems.add_cell(pair.row, pair.column, pair.neighbour, what)


def store_neighbours(planned: NeighboursPlan, file: str, user=None) -> None:
    """Stores what was planned with its history, all of it or nothing."""
    reason = f"Neighbours from {file}"[:LONGEST_REASON]
    try:
        with transaction.atomic():
            if planned.set.pk is None:
                planned.set._change_reason, planned.set._history_user = reason, user
                planned.set.save()
            bulk_create_with_history(
                planned.added, Comparator, default_user=user, default_change_reason=reason
            )
    except IntegrityError as problem:
        raise Refused(why_refused(problem)) from problem
