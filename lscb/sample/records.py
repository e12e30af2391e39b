"""What a sample holds, once read: records not stored yet, by what their files call them."""

from dataclasses import dataclass, field
from datetime import date, datetime

from agencies.models import (
    Agency,
    AgencyStanding,
    Board,
    BudgetStatement,
    Contribution,
    Group,
    PublishedFigure,
    Seat,
    Sector,
    Tenure,
    WantedKind,
    WordList,
)
from attendance.models import ConcernRule, CountingRule, Mark, Meeting
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
from lscb.sample.cells import Row

# A seat by the addresses of its group and agency, and its title.
SeatKey = tuple[str, str, str]


@dataclass
class Sample:
    """The records of a sample. Their order here is the order in which they can be stored."""

    document: str
    loaded_at: datetime
    board: Board
    words: list[WordList] = field(default_factory=list)
    sectors: dict[str, Sector] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    standings: list[AgencyStanding] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    counting_rules: list[CountingRule] = field(default_factory=list)
    concern_rules: list[ConcernRule] = field(default_factory=list)
    seats: dict[SeatKey, Seat] = field(default_factory=dict)
    tenures: list[Tenure] = field(default_factory=list)
    wanted_kinds: list[WantedKind] = field(default_factory=list)
    meetings: dict[tuple[str, date], Meeting] = field(default_factory=dict)
    marks: dict[tuple[SeatKey, date], Mark] = field(default_factory=dict)
    contributions: list[Contribution] = field(default_factory=list)
    budget_statements: list[BudgetStatement] = field(default_factory=list)
    published_figures: list[PublishedFigure] = field(default_factory=list)
    # Those of the catalogue: every sample shares them, and none brings its own.
    indicators: dict[str, Indicator] = field(default_factory=dict)
    listed: list[ListedIndicator] = field(default_factory=list)
    # By code, name and so on: those that the installation has already, and those that it lacks.
    areas: dict[str, Area] = field(default_factory=dict)
    releases: dict[str, Release] = field(default_factory=dict)
    models: dict[tuple[str, date], ComparatorSet] = field(default_factory=dict)
    comparators: list[Comparator] = field(default_factory=list)
    population: list[Population] = field(default_factory=list)
    release: Release | None = None
    own_figures: list[Observation] = field(default_factory=list)
    national_figures: list[Observation] = field(default_factory=list)

    def kept(self, row: Row, record):
        """The record, checked, with where it comes from as the reason in its history."""
        section = row.text("section")
        record._change_reason = f"Loaded from the sample: {self.document}, {section}"
        row.check(record)
        return record

    def seat_key(self, row: Row, group: str | None = None) -> SeatKey | None:
        """The seat a row speaks of in its columns group, agency and seat; None if there is none.

        In a register the group is the file's, not a column.
        """
        if group is None:
            row.one_of("group", self.groups, "no group of groups.csv has this address")
            group = row.cells["group"]
        row.one_of("agency", self.agencies, "no agency of agencies.csv has this address")
        key = (group, row.cells["agency"], row.text("seat") or "")
        if row.is_sound and key not in self.seats:
            row.wrong("seat", "this agency has no seat of this title in the group, by seats.csv")
        return key if row.is_sound else None

    def group_of(self, row: Row, *, required: bool = True) -> Group | None:
        what = "no group of groups.csv has this address"
        return row.one_of("group", self.groups, what, required=required)

    def agency_of(self, row: Row, *, required: bool = True) -> Agency | None:
        what = "no agency of agencies.csv has this address"
        return row.one_of("agency", self.agencies, what, required=required)
