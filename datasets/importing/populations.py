"""The people aged 0 to 17 in each area and year, from a published file."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from datasets.importing.areas import Areas
from datasets.importing.cells import added_up, cell
from datasets.importing.figures import Rules
from datasets.importing.places import Places
from datasets.importing.problems import Problems
from datasets.importing.reading import PublishedFile, Row
from datasets.models import Population, Release

YEAR = re.compile("(19|20)[0-9]{2}")


@dataclass
class Populations:
    """What storing a file would do."""

    added: list[Population] = field(default_factory=list)
    unchanged: int = 0
    rows: int = 0
    of_unknown_areas: int = 0
    not_asked_for: int = 0
    without_figure: int = 0


@dataclass
class PopulationReading:
    """A file of estimates, where 2012 is the middle of 2012: not a year that ends then."""

    rules: Rules
    places: Places
    areas: Areas
    release: Release
    problems: Problems
    found: Populations = field(default_factory=Populations)
    first_rows: dict[tuple[str, int], int] = field(default_factory=dict)

    def read(self, file: PublishedFile, on_row: Callable[[int], None]) -> Populations:
        self.stored = {
            (area, year): people
            for area, year, people in Population.objects.filter(
                release=self.release.pk
            ).values_list("area", "year", "people")
        }
        for row in file.rows():
            on_row(row.number)
            if not self.rules.reads(row):
                self.found.not_asked_for += 1
                continue
            self.found.rows += 1
            self._take(row)
        return self.found

    def _take(self, row: Row) -> None:
        whose = self.places.of(row)
        if len(whose.areas) != 1 or whose.together:
            self.found.of_unknown_areas += 1
            return
        year, people = self._year(row), self._people(row)
        if year is None or people is None:
            return
        area = whose.areas[0]
        before = self.first_rows.setdefault((area, year), row.number)
        if before != row.number:
            what = f"{self.places.name_of(area)} has a population of {year} in row {before} already"
            self.problems.add(row.number, what)
            return
        self._keep(row, area, year, people)

    def _year(self, row: Row) -> int | None:
        text = row.get("time_period")
        if YEAR.fullmatch(text):
            return int(text)
        what = "not a year written as 2012"
        self.problems.add_cell(row.number, "time_period", text, what)
        return None

    def _people(self, row: Row) -> int | None:
        """None where there is no figure, or none that can be."""
        (line,) = self.rules.lines
        cells = []
        for column in line.numerator:
            try:
                cells.append(cell(row.get(column)))
                number = cells[-1].number
                if number is not None and number != int(number):
                    raise ValueError("people are whole")
            except ValueError as problem:
                self.problems.add_cell(row.number, column, row.get(column), str(problem))
                return None
        people = added_up(cells).number
        if people is None:
            self.found.without_figure += 1
            return None
        return int(people)

    def _keep(self, row: Row, key: str, year: int, people: int) -> None:
        area = self.areas.by_key.get(key)
        if area is None:
            return  # that is said of the area
        before = self.stored.get((area.pk, year)) if area.pk else None
        if before is None:
            self.found.added.append(
                Population(area=area, year=year, release=self.release, people=people)
            )
        elif before == people:
            self.found.unchanged += 1
        else:
            self.problems.add(
                row.number,
                f"{self.places.name_of(key)} has {people} people in {year} here, and {before} on "
                f"record from the same release, {self.release}",
            )
