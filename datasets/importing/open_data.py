"""A published file, from the file to the records: looked at first, then stored or not."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from datasets.importing.areas import Areas, recorded_places
from datasets.importing.comparing import KEPT, Compared, compare
from datasets.importing.figures import Read, read_figures
from datasets.importing.matching import mapping_for, mappings, rules_of
from datasets.importing.places import Places
from datasets.importing.populations import PopulationReading, Populations
from datasets.importing.problems import Problems, Refused
from datasets.importing.reading import PublishedFile
from datasets.models import Area, Mapping, Observation, Population, Release
from lscb import guards

BATCH = 1_000
LONGEST_REASON = 100
AT_THE_SAME_TIME = (
    "Nothing was stored: somebody else stored figures of the same areas at the same moment. "
    "Look at the file again."
)
# What is done now, and how many of how many rows are done.
OnStep = Callable[[str, int, int], None]


def no_step(words: str, done: int, of: int) -> None:
    """Nobody asks how far it is."""


@dataclass
class Plan:
    """What storing a file would do. Making one changes nothing."""

    file: str
    mapping: Mapping
    release: Release
    areas: Areas
    compared: Compared
    populations: list[Population]
    rows: int = 0
    of_unknown_areas: int = 0
    not_asked_for: int = 0
    without_figure: int = 0

    @property
    def holds_population(self) -> bool:
        return self.mapping.holds == Mapping.Holds.POPULATION

    @property
    def added(self) -> int:
        return len(self.compared.added) + len(self.populations)

    @property
    def revised(self) -> int:
        return len(self.compared.revised)

    @property
    def unchanged(self) -> int:
        return self.compared.unchanged

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.revised or self.areas.new or self.areas.numbered)

    @property
    def digest(self) -> str:
        """Changes with what it would do, so that what was looked at is what is stored."""
        observations = [*self.compared.added, *self.compared.revised]
        told = (
            (self.mapping.pk, self.release.pk, self.release.edition, self.unchanged),
            [area.code for area in (*self.areas.new, *self.areas.numbered)],
            [(one.area.code, one.year, one.people) for one in self.populations],
            [(one.indicator_id, one.area.code, str(one.period)) for one in observations],
            [(one.revises_id, *(getattr(one, name) for name in KEPT)) for one in observations],
        )
        return sha256(repr(told).encode()).hexdigest()


@dataclass(frozen=True)
class Edition:
    """Another edition of the mapping's publication, with the same columns."""

    name: str
    released_on: date | None = None

    def of(self, release: Release) -> Release:
        """On record already, or to be made."""
        found = Release.objects.filter(board=None, title=release.title, edition=self.name).first()
        if found is None:
            return self._made_like(release)
        if self.released_on not in (None, found.published_on):
            raise Refused(
                f"{found} is on record as published on {found.published_on}, not on "
                f"{self.released_on}."
            )
        return found

    def _made_like(self, release: Release) -> Release:
        if self.released_on is None:
            raise Refused(
                f"{release.title}, {self.name} is not on record yet: say when it was published."
            )
        made = Release(
            title=release.title,
            edition=self.name,
            publisher=release.publisher,
            licence=release.licence,
            published_on=self.released_on,
        )
        try:
            made.clean_fields()
        except ValidationError as problem:
            raise Refused(*(f"The edition: {said}" for said in problem.messages)) from problem
        return made


def plan(
    file: PublishedFile,
    *,
    mapping: str | Mapping = "",
    edition: Edition | None = None,
    on_step: OnStep = no_step,
) -> Plan:
    """What storing the file would do. Raises Refused with everything that is wrong with it."""
    if not isinstance(mapping, Mapping):
        mapping = mapping_for(file, mappings(), mapping)
    rules = rules_of(mapping)
    release = edition.of(mapping.release) if edition else mapping.release
    problems = Problems(file.name)
    recorded = recorded_places()
    places = Places(file, [place for _, place in recorded], problems)
    on_row = _every_so_often(on_step, places.rows)
    areas = Areas().matched(places, recorded, problems)
    found: Read | Populations
    if mapping.holds == Mapping.Holds.POPULATION:
        people = PopulationReading(rules, places, areas, release, problems).read(file, on_row)
        found, compared = people, Compared(unchanged=people.unchanged)
    else:
        people = Populations()
        found = read = read_figures(file, rules, places, problems, on_row)
        problems.raise_any()
        compared = compare(read.figures.values(), areas, places, release, problems)
    if not found.rows:
        problems.said.append(f"{file.name}: it has no rows that are read")
    problems.raise_any()
    return Plan(
        file=file.name,
        mapping=mapping,
        release=release,
        areas=areas if rules.lines else Areas(),
        compared=compared,
        populations=people.added,
        rows=found.rows,
        of_unknown_areas=found.of_unknown_areas,
        not_asked_for=found.not_asked_for,
        without_figure=people.without_figure,
    )


def _every_so_often(on_step: OnStep, rows: int) -> Callable[[int], None]:
    def on_row(number: int) -> None:
        if number % BATCH == 0:
            on_step("Reading", number - 1, rows)

    return on_row


def store(planned: Plan, *, today: date, user=None, on_step: OnStep = no_step) -> None:
    """Stores what was planned with its history, all of it or nothing. Raises Refused where the
    database does not take it."""
    try:
        with transaction.atomic():
            _Storing(planned, today, user, on_step).store()
    except IntegrityError as problem:
        raise Refused(why_refused(problem)) from problem


def why_refused(problem: IntegrityError) -> str:
    """The sentence of the guard that refused; else what can only have come in between."""
    for guard in guards.refusing():
        if guard.message in str(problem):
            return f"Nothing was stored. {guard.message}."
    return AT_THE_SAME_TIME


@dataclass
class _Storing:
    plan: Plan
    today: date
    user: object
    on_step: OnStep
    done: int = 0

    def store(self) -> None:
        areas, compared = self.plan.areas, self.plan.compared
        if self.plan.release.pk is None:
            self.plan.release._history_user = self.user
            self.plan.release._change_reason = self.reason
            self.plan.release.save()
        # A local authority lies in a region.
        self._make(Area, [area for area in areas.new if area.kind != Area.Kind.AUTHORITY])
        self._make(Area, [area for area in areas.new if area.kind == Area.Kind.AUTHORITY])
        self._change(Area, areas.numbered, "number")
        self._make(Population, self.plan.populations)
        self._retire(compared.revised)
        for observation in (*compared.added, *compared.revised):
            observation.taken_on = self.today
        self._make(Observation, [*compared.added, *compared.revised])

    @property
    def reason(self) -> str:
        return f"{self.plan.file}, read as {self.plan.mapping.name}"[:LONGEST_REASON]

    def _retire(self, revised: Sequence[Observation]) -> None:
        """First, because an area has one current figure."""
        before = list(
            Observation.objects.select_for_update()
            .filter(pk__in=[one.revises_id for one in revised], is_current=True)
            .order_by("pk")
        )
        if len(before) != len(revised):
            raise Refused(AT_THE_SAME_TIME)
        for one in before:
            one.is_current = False
        self._change(Observation, before, "is_current")

    def _make(self, model: type[models.Model], rows: Sequence) -> None:
        of = self.plan.added + self.plan.revised + len(self.plan.areas.new)
        for batch in _batches(rows):
            bulk_create_with_history(
                batch, model, default_user=self.user, default_change_reason=self.reason
            )
            self.done += len(batch)
            self.on_step("Storing", self.done, of)

    def _change(self, model: type[models.Model], rows: Sequence, name: str) -> None:
        for batch in _batches(rows):
            bulk_update_with_history(
                batch, model, [name], default_user=self.user, default_change_reason=self.reason
            )


def _batches(rows: Sequence) -> Iterator[list]:
    for start in range(0, len(rows), BATCH):
        yield list(rows[start : start + BATCH])
