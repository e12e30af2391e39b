"""Reads who sits on the board: words, agencies, groups and their rules, seats and who held them."""

from itertools import pairwise

from django.utils import timezone

from agencies.models import (
    Agency,
    AgencyStanding,
    Board,
    Group,
    Seat,
    Sector,
    Tenure,
    WantedKind,
    WordList,
)
from attendance.calculations import Average, Measure
from attendance.models import ConcernRule, CountingRule
from lscb.sample.cells import Row
from lscb.sample.files import Folder
from lscb.sample.records import Sample

# Between the names of a seat in its cell "aliases".
BETWEEN_NAMES = " | "


def read_board(folder: Folder) -> Sample:
    source, row = folder.board["source"], folder.board["board"]
    source.text("title")
    sample = Sample(
        document=source.text("document") or "",
        loaded_at=timezone.now(),
        board=Board(
            slug=row.text("slug"),
            name=row.text("name"),
            area=row.text("area"),
            area_code=row.text("area_code", required=False),
            colour=row.text("colour"),
        ),
    )
    sample.kept(row, sample.board)
    return sample


def read_words(folder: Folder, sample: Sample) -> None:
    row = folder.board["words"]
    may_be_empty = ("abbreviation", "scrutineer", "short_forms")
    names = [name for name in row.cells if name not in ("since", "section")]
    words = {name: row.text(name, required=name not in may_be_empty) for name in names}
    record = WordList(board=sample.board, since=row.date("since"), **words)
    sample.words.append(sample.kept(row, record))


def read_sectors(folder: Folder, sample: Sample) -> None:
    for position, row in enumerate(folder.rows("sectors.csv"), start=1):
        sector = Sector(board=sample.board, name=row.text("name"), position=position)
        sample.sectors[row.cells["name"]] = sample.kept(row, sector)


def read_agencies(folder: Folder, sample: Sample) -> None:
    for position, row in enumerate(folder.rows("agencies.csv"), start=1):
        agency = Agency(
            board=sample.board,
            sector=row.one_of("sector", sample.sectors, "no sector of sectors.csv has this name"),
            slug=row.text("slug"),
            name=row.text("name"),
            position=position,
        )
        sample.agencies[row.cells["slug"]] = sample.kept(row, agency)
        _read_standing(row, sample, agency)


def _read_standing(row: Row, sample: Sample, agency: Agency) -> None:
    """The agency's standing in law, where the file gives one and says since when."""
    is_given = bool(row.cells["standing"] or row.cells["standing_since"])
    standing = row.choice("standing", AgencyStanding.Standing.values, required=is_given)
    since = row.date("standing_since", required=is_given)
    if is_given:
        record = AgencyStanding(agency=agency, since=since, standing=standing)
        sample.standings.append(sample.kept(row, record))


def read_groups(folder: Folder, sample: Sample) -> None:
    for position, row in enumerate(folder.rows("groups.csv"), start=1):
        parent = row.one_of(
            "parent", sample.groups, "no group above it has this address", required=False
        )
        since, until = row.date("since", required=False), row.date("until", required=False)
        group = Group(
            board=sample.board,
            slug=row.text("slug"),
            name=row.text("name"),
            kind=row.choice("kind", Group.Kind.values),
            parent=parent,
            since=since,
            until=until,
            meets=row.text("meets", required=False),
            note=row.text("note", required=False),
            position=position,
        )
        refuse_end_before(row, since, until)
        sample.groups[row.cells["slug"]] = sample.kept(row, group)


def refuse_end_before(row: Row, since, until) -> None:
    if since and until and until <= since:
        row.wrong("until", f"it ends after it begins, and it begins {since}")


def read_counting_rules(folder: Folder, sample: Sample) -> None:
    for row in folder.rows("counting_rules.csv"):
        rule = CountingRule(
            group=sample.group_of(row),
            year=row.year("year"),
            headline=row.choice("headline", Measure),
            vacant_seats_count=row.is_yes("vacant_seats_count"),
            extraordinary_meetings_count=row.is_yes("extraordinary_meetings_count"),
            average=row.choice("average", Average),
            smallest_denominator=row.whole("smallest_denominator"),
        )
        sample.counting_rules.append(sample.kept(row, rule))


def read_concern_rules(folder: Folder, sample: Sample) -> None:
    for row in folder.rows("concern_rules.csv"):
        rule = ConcernRule(
            group=sample.group_of(row),
            year=row.year("year"),
            measure=row.choice("measure", Measure),
            absences_in_a_row=row.whole("absences_in_a_row", required=False),
            under_percent=row.whole("under_percent", required=False),
        )
        sample.concern_rules.append(sample.kept(row, rule))


def read_seats(folder: Folder, sample: Sample) -> None:
    for position, row in enumerate(folder.rows("seats.csv"), start=1):
        aliases = row.text("aliases", required=False) or ""
        seat = Seat(
            group=sample.group_of(row),
            agency=sample.agency_of(row),
            title=row.text("title"),
            aliases=aliases.split(BETWEEN_NAMES) if aliases else [],
            required_seniority=row.text("required_seniority", required=False),
            counts_as=row.choice("counts_as", Seat.CountsAs.values),
            office=row.choice("office", Seat.Office.values, required=False),
            note=row.text("note", required=False),
            position=position,
        )
        key = (row.cells["group"], row.cells["agency"], row.cells["title"])
        sample.seats[key] = sample.kept(row, seat)


def read_tenures(folder: Folder, sample: Sample) -> None:
    rows_of_seats: dict = {}
    for row in folder.rows("tenures.csv"):
        key = sample.seat_key(row)
        since, until = row.date("since"), row.date("until", required=False)
        tenure = Tenure(
            seat=sample.seats.get(key),
            state=row.choice("state", Tenure.State.values),
            since=since,
            until=until,
            since_inferred=row.is_yes("since_inferred"),
            until_inferred=row.is_yes("until_inferred"),
            note=row.text("note", required=False),
        )
        refuse_end_before(row, since, until)
        sample.tenures.append(sample.kept(row, tenure))
        if row.is_sound:
            rows_of_seats.setdefault(key, []).append((row, tenure))
    for held in rows_of_seats.values():
        refuse_overlaps(held)


def refuse_overlaps(held: list[tuple[Row, Tenure]]) -> None:
    """Marks the later of two rows of one seat whose dates overlap."""
    held.sort(key=lambda pair: pair[1].since)
    for (before, earlier), (row, later) in pairwise(held):
        if earlier.until is None or earlier.until > later.since:
            end = f"to {earlier.until}" if earlier.until else "with no end"
            row.wrong("since", f"the seat is held already by {before.place}: {earlier.since} {end}")


def read_wanted_kinds(folder: Folder, sample: Sample) -> None:
    """The kinds of agency that the board wants and lacks."""
    for row in folder.rows("wanted.csv"):
        kind = WantedKind(
            board=sample.board,
            name=row.text("name"),
            since=row.date("since", required=False),
            note=row.text("note", required=False),
        )
        sample.wanted_kinds.append(sample.kept(row, kind))
