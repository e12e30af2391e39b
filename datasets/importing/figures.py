"""The figures of a published file, by the rules of its mapping. No Django."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from datasets.importing.cells import NOT_APPLICABLE, Cell, added_up, cell
from datasets.importing.places import AUTHORITY, LEVELS, Places, Whose, period_of
from datasets.importing.problems import Problems
from datasets.importing.reading import PublishedFile, Row
from datasets.importing.rules import PLUS, POPULATION, JointReturn
from lscb.periods import Period, Quarter, code_of

JOINT = "joint"
PERCENTAGE = "percentage"
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Line:
    """One figure of each row: an indicator, and the columns that are added up for it."""

    indicator: int
    code: str
    unit: str
    quarter: int | None
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    value: tuple[str, ...]

    @property
    def per_population(self) -> bool:
        return self.denominator == (POPULATION,)

    @property
    def columns(self) -> tuple[str, ...]:
        denominator = () if self.per_population else self.denominator
        return (*self.numerator, *denominator, *self.value)


@dataclass(frozen=True)
class Rules:
    """A mapping as values."""

    name: str
    lines: tuple[Line, ...]
    conditions: tuple[tuple[str, str], ...] = ()
    rounded_to: int = 0
    joint: tuple[JointReturn, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it asks for, once."""
        asked = [column for column, _ in self.conditions]
        asked += [column for line in self.lines for column in line.columns]
        return tuple(dict.fromkeys(asked))

    def reads(self, row: Row) -> bool:
        return all(row.get(column) == value for column, value in self.conditions)


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator in one area and period, as a file has it.

    `denominator` is None where it is the population, which is no column of the file. `published` is
    what the file says, in words, and `together` has the areas of a joint return.
    """

    row: int
    line: Line
    area: str  # the key of its place
    period: Period
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    reason: str
    rounded_to: int
    published: str
    together: tuple[str, ...] = ()

    @property
    def cell(self) -> tuple[int, str, int]:
        """What there is only one figure of."""
        return (self.line.indicator, self.area, code_of(self.period))


@dataclass
class Read:
    """What was found in a file."""

    figures: dict[tuple[int, str, int], Figure] = field(default_factory=dict)
    rows: int = 0
    of_unknown_areas: int = 0
    not_asked_for: int = 0  # by the conditions


def read_figures(
    file: PublishedFile,
    rules: Rules,
    places: Places,
    problems: Problems,
    on_row: Callable[[int], None] = lambda row: None,
) -> Read:
    """Every figure of the file. What is wrong is added to the problems."""
    reading = _Reading(rules, places, problems)
    for row in file.rows():
        on_row(row.number)
        reading.take(row)
    return reading.read


@dataclass
class _Reading:
    rules: Rules
    places: Places
    problems: Problems
    read: Read = field(default_factory=Read)

    def take(self, row: Row) -> None:
        if not self.rules.reads(row):
            self.read.not_asked_for += 1
            return
        self.read.rows += 1
        whose = self.places.of(row)
        if not whose.areas:
            self.read.of_unknown_areas += 1
            return
        period = self._period(row)
        if period is None:
            return
        for line in self.rules.lines:
            figure = self._figure(row, line, whose.areas[0], period)
            if figure is not None and self._is_possible(figure):
                for one in self._of_each(figure, whose):
                    self._keep(one)

    def _period(self, row: Row) -> Period | None:
        try:
            return period_of(row)
        except ValueError as problem:
            column, what = problem.args
            self.problems.add_cell(row.number, column, row.get(column), what)
            return None

    def _figure(self, row: Row, line: Line, area: str, period: Period) -> Figure | None:
        if line.quarter is not None:
            if isinstance(period, Quarter):
                self.problems.add(row.number, "its columns are of quarters, and so is the row")
                return None
            period = Quarter(period, line.quarter)
        cells = self._cells(row, line)
        if cells is None:
            return None
        is_rounded = LEVELS[row.get("geographic_level")] != AUTHORITY
        return figure_of(
            row.number, line, area, period, cells, self.rules.rounded_to if is_rounded else 0
        )

    def _cells(self, row: Row, line: Line) -> dict[str, Cell] | None:
        """The cells the line asks for; None where one of them is wrong."""
        found = {}
        for column in line.columns:
            try:
                found[column] = cell(row.get(column))
            except ValueError as problem:
                self.problems.add_cell(row.number, column, row.get(column), str(problem))
        return found if len(found) == len(set(line.columns)) else None

    def _is_possible(self, figure: Figure) -> bool:
        """Whether it can be so: a percentage is of a whole."""
        if figure.line.unit != PERCENTAGE:
            return True
        line, numerator, denominator = figure.line, figure.numerator, figure.denominator
        if figure.value is not None and figure.value > HUNDRED:
            column, found, what = line.value, figure.value, "a percentage is not over 100"
        elif numerator is not None and denominator is not None and numerator > denominator:
            column, found = line.numerator, numerator
            what = f"greater than {PLUS.join(line.denominator)}, which is {plain(denominator)}"
        else:
            return True
        self.problems.add_cell(figure.row, PLUS.join(column), plain(found), what)
        return False

    def _of_each(self, figure: Figure, whose: Whose) -> Iterator[Figure]:
        """The figure; or that there is none of their own, for each area of a joint return."""
        together = whose.together or self._declared(figure)
        if not together:
            yield figure
            return
        for area in whose.areas:
            yield replace(
                figure,
                area=area,
                numerator=None,
                denominator=None,
                value=None,
                reason=JOINT,
                together=together,
            )

    def _declared(self, figure: Figure) -> tuple[str, ...]:
        """The areas that made one return with this one, by the mapping."""
        codes = self.places.codes_of(figure.area) if self.rules.joint else []
        for joint in self.rules.joint:
            if any(joint.covers(code, figure.period) for code in codes):
                return tuple(self.places.key_of(code) for code in joint.codes)
        return ()

    def _keep(self, figure: Figure) -> None:
        """A second figure of one area and period is refused. The row of a joint return may stand
        beside the rows of its areas, where those have no figure of their own."""
        before = self.read.figures.setdefault(figure.cell, figure)
        if before is figure:
            return
        joint, other = (before, figure) if before.together else (figure, before)
        if joint.together and (other.reason or other.published == joint.published):
            self.read.figures[figure.cell] = joint
            return
        found = f"{self.places.name_of(figure.area)} has {figure.line.code} for {figure.period}"
        self.problems.add(figure.row, f"{found} in row {before.row} already")


def figure_of(
    row: int, line: Line, area: str, period: Period, cells: dict[str, Cell], rounded_to: int
) -> Figure:
    """A published value stands as it was published, whatever is known of its counts. Without one
    the counts must be known; where one of them has a symbol there are none, and that is why."""
    numerator = _sum_of(line.numerator, cells)
    denominator = _sum_of(() if line.per_population else line.denominator, cells)
    value = _sum_of(line.value, cells)
    if line.value:
        counts, reason = (numerator.number, denominator.number), value.symbol
    else:
        reason = added_up(one for one in (numerator, denominator) if one.symbol).symbol
        counts = (None, None) if reason else (numerator.number, denominator.number)
        if counts[1] == 0:
            reason = NOT_APPLICABLE
    said = reason or plain(value.number) or " of ".join(filter(None, map(plain, counts)))
    return Figure(row, line, area, period, *counts, value.number, reason, rounded_to, said)


def _sum_of(columns: tuple[str, ...], cells: dict[str, Cell]) -> Cell:
    return added_up(cells[column] for column in columns) if columns else Cell(None)


def plain(number: Decimal | None) -> str:
    """Without the zeros that only its storage needs."""
    return "" if number is None else f"{number.normalize():f}"
