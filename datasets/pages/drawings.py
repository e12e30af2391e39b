"""What the page of an indicator is made of: each series with its chart, words and table."""

from collections.abc import Sequence
from dataclasses import dataclass

from agencies.models import Board
from datasets.charts import line_chart
from datasets.models import ChartNote, Indicator, Observation
from datasets.pages.chart_words import ChartWords
from datasets.pages.over_time import OverTime, OwnRecords, PeriodRow, Told, known_of, over_time
from datasets.pages.standing import Alike
from datasets.series import series_of
from lscb.line_charts import LineChart
from lscb.periods import FIRST_YEAR, FinancialYear, Period, Quarter, code_of, year_of


@dataclass(frozen=True)
class Drawing:
    """A series with its chart, the words about it and its rows; `chart` is None for one figure."""

    over: OverTime
    words: ChartWords
    chart: LineChart | None


@dataclass(frozen=True)
class Differs:
    """The board's own figure and the published one of the same period, and why they differ."""

    own: PeriodRow
    published: PeriodRow

    @property
    def why(self) -> str:
        return self.own.record.note if self.own.record else ""


def own_records_of(board: Board, indicator: Indicator) -> OwnRecords:
    rows = (
        Observation.objects.current()
        .seen_by(board)
        .filter(indicator=indicator, area__code=board.area_code)
        .select_related("release", "revises")
        .order_by("period")
    )
    return {(row.is_own, row.period): row for row in rows}


def differs_of(own_records: OwnRecords, indicator: Indicator, period: Period) -> Differs | None:
    """Where both are on record and do not say the same; a published gap is no other figure."""
    own, published = own_records.get((True, period)), own_records.get((False, period))
    if own is None or published is None or published.reason:
        return None
    rows = [PeriodRow(indicator, period, known_of(one), record=one) for one in (own, published)]
    is_alike = not own.reason and (rows[0].large, rows[0].beneath) == (
        rows[1].large,
        rows[1].beneath,
    )
    return None if is_alike else Differs(*rows)


def remarks_of(
    own_records: OwnRecords, period: Period, told: Observation | None
) -> list[Observation]:
    """What is noted beside figures up to the period, the latest first; what stands where two
    figures differ is not said twice."""
    noted = [
        row
        for (_, of), row in own_records.items()
        if row.note and of.last_day <= period.last_day and row is not told
    ]
    return sorted(noted, key=lambda row: code_of(row.period), reverse=True)


def drawings_of(
    told: Told, shown: PeriodRow, notes: Sequence[ChartNote], board: Board, alike: Alike
) -> list[Drawing]:
    """The years up to the last that is over, and the quarters up to the page's."""
    period = shown.period
    year = year_of(period)
    if isinstance(period, Quarter):
        starting = year.starting if period.number == 4 else max(year.starting - 1, FIRST_YEAR)
        last: list[Period] = [FinancialYear(starting), period]
    else:
        last = [period, Quarter(year, 4)]
    found = []
    for one in last:
        series = series_of(
            told.records,
            told.indicator,
            one,
            starts_anew=frozenset(note.period for note in notes),
            target=shown.target.value if shown.target else None,
        )
        if series.points:
            over = over_time(told, series)
            words = ChartWords(over, [note for note in notes if note.period in series.periods[1:]])
            chart = line_chart(over, words, board.area, alike.average) if over.is_drawn else None
            found.append(Drawing(over, words, chart))
    return found
