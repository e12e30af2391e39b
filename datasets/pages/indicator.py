"""One indicator of a board in a period: what it was, what it is compared with, and over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from agencies.models import Board
from datasets.change import Change, change_in
from datasets.dataset import Row
from datasets.figures import with_unit
from datasets.listed import entries_of, entry_in
from datasets.models import ChartNote, Indicator, ListedIndicator, Observation, Target
from datasets.pages.chart_words import BETTER_SIDE
from datasets.pages.drawings import (
    Differs,
    Drawing,
    differs_of,
    drawings_of,
    own_records_of,
    remarks_of,
)
from datasets.pages.over_time import OwnRecords, PeriodRow, Told
from datasets.pages.standing import (
    Alike,
    AlikeArea,
    AmongAll,
    alike_of,
    among_all,
    areas_beside,
)
from datasets.records import Beside, Records, stands_to
from datasets.sentences import compared_in_words, shortest
from datasets.series import reach_of
from lscb.line_charts import LineChart
from lscb.periods import (
    FinancialYear,
    Period,
    Quarter,
    code_of,
    in_words,
    year_of,
)


@dataclass(frozen=True)
class IndicatorPage:
    """`shown` is the period's row; `drawings` are the years and the quarters where each has a
    figure. `periods` are those of which anything is on record of the board's area."""

    board: Board
    listed: ListedIndicator
    period: Period
    shown: PeriodRow
    neighbours: Beside | None
    england: Beside | None
    differs: Differs | None
    alike: Alike
    areas: Sequence[AlikeArea]
    among: AmongAll | None
    drawings: Sequence[Drawing]
    notes: Sequence[ChartNote]
    remarks: Sequence[Observation]
    periods: Sequence[Period]
    has_national: bool
    change: Change | None = None
    section = "board"

    @property
    def indicator(self) -> Indicator:
        return self.listed.indicator

    @property
    def title(self) -> str:
        """The finding, in at most ten words; with the indicator's title where that leaves room."""
        name = self.indicator.title
        if not self.has_figures:
            return shortest(f"{name}: no figures yet", "No figures yet")
        if not self.shown.is_known:
            none = f"no figure for {self.period}"
            return shortest(f"{name}: {none}", f"{none[:1].upper()}{none[1:]}")
        figure = self._figure
        said = [_small(one) for one in (self._standing, self.compared) if one]
        with_one = compared_in_words(None, self.with_england) or self.compared
        first = _small(self._standing or with_one)
        return shortest(
            *([", ".join([f"{name}: {figure}", *said])] if said else []),
            *([f"{name}: {figure}, {first}"] if first else []),
            *([", ".join([figure, *said])] if said else []),
            *([f"{figure}, {first}"] if first else []),
            f"{name}: {figure}",
            f"{figure} in {self.period}",
        )

    @property
    def is_named(self) -> bool:
        """Whether the title has the indicator's name in it."""
        return self.title.startswith(self.indicator.title)

    @property
    def _figure(self) -> str:
        """563.6 per 10,000, or 163 where people ask for the count."""
        if self.indicator.shows_count_first or self.shown.value is None:
            return self.shown.large
        return with_unit(self.shown.value, self.indicator)

    @property
    def _standing(self) -> str:
        return (self.shown.against.standing or "") if self.shown.against else ""

    @property
    def period_in_words(self) -> str:
        return in_words(self.period)

    @property
    def has_figures(self) -> bool:
        """Whether any figure of the board's area is on record, of whatever period."""
        return bool(self.periods)

    @property
    def answers(self) -> str:
        """Who answers for the figure."""
        if self.listed.standing == ListedIndicator.Standing.NOT_COLLECTED:
            return f"Not collected: {self.listed.reason}"
        if self.listed.standing == ListedIndicator.Standing.NATIONAL_ONLY:
            return "Nobody supplies it: these are published figures"
        return f"{self.listed.agency} answers" if self.listed.agency else "No agency is named"

    @property
    def owed_by(self) -> str:
        """Who has yet to supply the figure."""
        return self._row.owed_by

    @property
    def question(self) -> str:
        """The board's own, where it is asked of the period."""
        return self._row.question

    @property
    def _row(self) -> Row:
        return Row(self.listed, self.period, shown=self.shown.known)

    @property
    def better_side(self) -> str:
        return BETTER_SIDE[self.indicator.polarity]

    @property
    def interval_method(self) -> str:
        """Wilson, Byar or exact Poisson; empty without an interval."""
        return self.shown.interval.method if self.shown.interval else ""

    @property
    def with_neighbours(self) -> str | None:
        return stands_to(self.shown.interval, self.neighbours, self.indicator)

    @property
    def with_england(self) -> str | None:
        return stands_to(self.shown.interval, self.england, self.indicator)

    @property
    def compared(self) -> str:
        return compared_in_words(self.with_neighbours, self.with_england)

    @property
    def is_waiting_for_national(self) -> bool:
        """Whether it could be compared, and no national figure is on record."""
        return self.indicator.compares_with_england and not self.has_national

    @property
    def is_for_the_board_only(self) -> bool:
        """Whether a small number in it could point to one child."""
        return self.has_figures and self.indicator.small_number_risk != Indicator.Risk.LOW

    @property
    def may_note(self) -> bool:
        return self.board.rights.notes_changes

    @property
    def charts(self) -> list[LineChart]:
        return [one.chart for one in self.drawings if one.chart]

    @property
    def years(self) -> list[FinancialYear]:
        return sorted({year_of(period) for period in self.periods})

    @property
    def quarters(self) -> list[Quarter]:
        """Those of the page's year."""
        year = year_of(self.period)
        return [one for one in self.periods if isinstance(one, Quarter) and one.year == year]


def _small(text: str) -> str:
    """As it stands within a sentence."""
    return text[:1].lower() + text[1:]


def indicator_page(board: Board, code: str, period: Period | None, today: date) -> IndicatorPage:
    """Seven queries after the board's, however many areas and periods."""
    entries = entries_of(board, code)
    indicator = entries[0].indicator
    own_records = own_records_of(board, indicator)
    periods = sorted({of for _, of in own_records}, key=code_of)
    period = period or _latest(own_records) or FinancialYear.of(today)
    listed = entry_in(board, entries, year_of(period))
    alike = alike_of(board, period)
    records = _records(board, indicator, period, alike)
    targets = _targets(board, indicator)
    notes = list(
        ChartNote.objects.filter(board=board, indicator=indicator)
        .select_related("made_by")
        .order_by("period")
    )
    told = Told(indicator, records, own_records, targets)
    shown = told.row(period)
    differs = differs_of(own_records, indicator, period)
    neighbours = records.neighbours_beside(indicator, period)
    return IndicatorPage(
        board=board,
        listed=listed,
        period=period,
        shown=shown,
        neighbours=neighbours,
        england=records.england_beside(indicator, period),
        differs=differs,
        alike=alike,
        areas=areas_beside(alike, records, indicator, neighbours.period) if neighbours else [],
        among=among_all(board, indicator, period, alike),
        drawings=drawings_of(told, shown, notes, board, alike),
        notes=notes,
        remarks=remarks_of(own_records, period, differs.own.record if differs else None),
        periods=periods,
        has_national=bool(records.england or records.neighbours),
        change=change_in(records, indicator, period, [note.period for note in notes]),
    )


def _latest(own_records: OwnRecords) -> Period | None:
    """The latest period with a figure, or else with anything on record; of a year and its last
    quarter the year."""
    known = [period for (_, period), row in own_records.items() if not row.reason]
    return max(known or [period for _, period in own_records], key=_by_end, default=None)


def _by_end(period: Period) -> tuple[date, bool]:
    return period.last_day, isinstance(period, FinancialYear)


def _records(board: Board, indicator: Indicator, period: Period, alike: Alike) -> Records:
    reach = reach_of(period)
    models = [row.set_id for row in alike.areas]
    return Records.read(
        board,
        [indicator.pk],
        own=reach,
        others=reach,
        model=models[0] if models else None,
        average=alike.average,
        alike=len(alike.areas),
    )


def _targets(board: Board, indicator: Indicator) -> list[Target]:
    """Each with its indicator, without asking again."""
    found = list(Target.objects.filter(Q(board=board) | Q(board=None), indicator=indicator))
    for target in found:
        target.indicator = indicator
    return found
