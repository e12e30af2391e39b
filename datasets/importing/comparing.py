"""A file's figures beside those on record: what is new, what is revised, what stays."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from datasets.importing.areas import Areas
from datasets.importing.cells import NOT_APPLICABLE, NOT_AVAILABLE
from datasets.importing.figures import JOINT, Figure, plain
from datasets.importing.places import Places
from datasets.importing.problems import Problems
from datasets.models import Observation, Population, Release
from lscb.formats import day, listed
from lscb.periods import code_of, year_of

KEPT = ("numerator", "denominator", "value", "reason")


@dataclass(frozen=True, slots=True)
class Stored:
    """The current figure on record."""

    pk: int
    release: int
    kept: tuple  # as KEPT

    @property
    def words(self) -> str:
        return in_words(*self.kept)


@dataclass
class Compared:
    """What storing a file would do."""

    added: list[Observation] = field(default_factory=list)
    revised: list[Observation] = field(default_factory=list)
    # What the revised ones were.
    before: list[Stored] = field(default_factory=list)
    unchanged: int = 0


def compare(
    figures: Iterable[Figure], areas: Areas, places: Places, release: Release, problems: Problems
) -> Compared:
    """Raises nothing: what cannot be is added to the problems."""
    figures = list(figures)
    comparison = _Comparison(areas, places, release, problems, *_on_record(figures, areas))
    for figure in figures:
        comparison.take(figure)
    comparison.refuse_older()
    return comparison.compared


def _on_record(figures: list[Figure], areas: Areas):
    """The current published figures of the file's indicators, and their releases."""
    indicators = {figure.line.indicator for figure in figures}
    rows = Observation.objects.current().filter(board=None, indicator__in=indicators)
    stored = {
        (indicator, area, code_of(period)): Stored(pk, release, tuple(kept))
        for pk, release, indicator, area, period, *kept in rows.values_list(
            "pk", "release", "indicator", "area", "period", *KEPT
        ).iterator()
    }
    releases = Release.objects.in_bulk({one.release for one in stored.values()})
    return stored, releases, _people(figures, areas)


def _people(figures: list[Figure], areas: Areas) -> dict[tuple[int, int], int]:
    """The population of each area and year, by its latest release."""
    if not any(figure.line.per_population for figure in figures):
        return {}
    rows = Population.objects.order_by("release__published_on", "release_id")
    return {
        (area, year): people for area, year, people in rows.values_list("area", "year", "people")
    }


@dataclass
class _Comparison:
    areas: Areas
    places: Places
    release: Release
    problems: Problems
    stored: dict[tuple[int, int, int], Stored]
    releases: dict[int, Release]
    people: dict[tuple[int, int], int]
    compared: Compared = field(default_factory=Compared)
    older: dict[int, int] = field(default_factory=dict)  # how many, by their release

    def take(self, figure: Figure) -> None:
        observation = self._observation(figure)
        key = (figure.line.indicator, observation.area.pk, code_of(figure.period))
        before = self.stored.get(key) if observation.area.pk else None
        if before is None:
            self.compared.added.append(observation)
        elif not self._is_latest(before):
            self.older[before.release] = self.older.get(before.release, 0) + 1
        elif before.kept == tuple(getattr(observation, name) for name in KEPT):
            self.compared.unchanged += 1
        elif before.release == self.release.pk and not _only_by_population(figure, before):
            self._refuse(figure, observation, before)
        else:
            observation.revises_id = before.pk
            self.compared.revised.append(observation)
            self.compared.before.append(before)

    def _is_latest(self, before: Stored) -> bool:
        other = self.releases[before.release]
        return other.pk == self.release.pk or other.published_on < self.release.published_on

    def _observation(self, figure: Figure) -> Observation:
        area = self.areas.by_key[figure.area]
        denominator, reason = figure.denominator, figure.reason
        if figure.line.per_population and reason != JOINT and figure.numerator is not None:
            people = self.people.get((area.pk or 0, year_of(figure.period).starting))
            denominator = None if people is None else Decimal(people)
            if figure.value is None and not reason and not denominator:
                reason = NOT_AVAILABLE if people is None else NOT_APPLICABLE
        return Observation(
            indicator_id=figure.line.indicator,
            area=area,
            period=figure.period,
            numerator=figure.numerator,
            denominator=denominator,
            value=figure.value,
            reason=reason,
            rounded_to=figure.rounded_to,
            release=self.release,
            note=self._note(figure),
        )

    def _note(self, figure: Figure) -> str:
        if not figure.together:
            return ""
        names = listed([self.places.name_of(key) for key in figure.together])
        return f"{names} made one return. Their joint figure is {figure.published}."

    def _refuse(self, figure: Figure, observation: Observation, before: Stored) -> None:
        differ = " and ".join(
            f"the {name} {_said(getattr(observation, name))} here and {_said(was)} on record"
            for name, was in zip(KEPT, before.kept, strict=True)
            if getattr(observation, name) != was
        )
        self.problems.add(
            figure.row,
            f"{figure.line.code} of {self.places.name_of(figure.area)} for {figure.period}: "
            f"{differ}, from the same release, {self.release}",
        )

    def refuse_older(self) -> None:
        """One sentence for each later release that figures on record are of."""
        for key, count in self.older.items():
            later = self.releases[key]
            self.problems.said.append(
                f"{self.problems.file}: {count} of its figures are on record from {later}, "
                f"published on {day(later.published_on)}. {self.release}, of "
                f"{day(self.release.published_on)}, is not later and does not take their place"
            )


def in_words(numerator, denominator, value, reason: str) -> str:
    """A figure as it is kept: its value, its counts, or why there is neither."""
    of = f"of {plain(denominator)}" if denominator is not None else ""
    counts = " ".join(filter(None, (plain(numerator), of)))
    if reason:
        return ", ".join(filter(None, (Observation.Reason(reason).label, counts)))
    return f"{plain(value)} ({counts})" if value is not None and counts else plain(value) or counts


def _said(kept: Decimal | str | None) -> str:
    return (plain(kept) if isinstance(kept, Decimal) else kept) or "none"


def _only_by_population(figure: Figure, before: Stored) -> bool:
    """Whether the file's own columns say what they said before, and only the population, which is
    of a release of its own, has changed."""
    if not figure.line.per_population or figure.numerator is None or figure.reason == JOINT:
        return False
    numerator, _, value, reason = before.kept
    is_as_before = (numerator, value) == (figure.numerator, figure.value)
    return is_as_before and (not figure.line.value or reason == figure.reason)
