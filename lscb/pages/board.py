"""The Board dashboard: what needs the board, who came and who paid, in one period."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from agencies.models import Agency, Board, Group
from agencies.money import YearOfMoney, years_of_money
from attendance.calculations import Measure, Threshold
from attendance.concerns import Concern, concerns, threshold_for
from attendance.models import ConcernRule
from attendance.pages.groups import as_at, groups_of, own_figure, seats_on
from attendance.pages.table import Figure, MeetingLine, meeting_lines, year_figure
from attendance.sentences import rule_sentence, threshold_sentence
from attendance.year import GroupYear, group_years
from datasets.choice import Choice, Option, Order, agency_of, options, theme_of
from datasets.dataset import Dataset, dataset, latest_own_period
from datasets.rows import Part, Row
from datasets.sheets import BOARD_USE_ONLY, dataset_notes, dataset_rows
from lscb.downloads import Sheet
from lscb.formats import half_up
from lscb.pages.dataset_needs import dataset_needs
from lscb.pages.needs import (
    MOST,
    Need,
    attendance_needs,
    attention_in_words,
    money_needs,
    order_in_words,
    vacancy_needs,
)
from lscb.periods import FinancialYear, Period, Quarter, code_of, in_words, year_of


@dataclass(frozen=True)
class GroupFigures:
    """A group on a dashboard: its year, its figures and its concerns."""

    records: GroupYear
    attendance: Figure
    member: Figure
    representation: Figure
    meetings: list[MeetingLine]
    concerns: list[Concern]
    threshold: Threshold | None
    as_at: date

    @property
    def group(self) -> Group:
        return self.records.group

    @property
    def rule(self) -> str:
        return rule_sentence(self.records.rule, is_set=self.records.rule_is_set)

    @property
    def concern_rule(self) -> str:
        return threshold_sentence(self.threshold)

    @property
    def vacant(self):
        return [now for now in seats_on(self.records, self.as_at) if now.is_vacant]

    @property
    def substitutes_count(self) -> bool:
        return self.records.rule.headline == Measure.AGENCY_REPRESENTATION

    @property
    def lowest(self) -> MeetingLine | None:
        """The counted meeting with the lowest share by the group's own measure."""
        counted = [
            line
            for line in self.meetings
            if line.meeting.is_counted and self.own(line).has_percentage
        ]
        own = self.records.rule.headline
        return min(counted, key=lambda line: line.count.share(own) or 0, default=None)

    def own(self, line: MeetingLine) -> Figure:
        return line.representation if self.substitutes_count else line.attendance

    @property
    def lowest_figure(self) -> Figure | None:
        return self.own(self.lowest) if self.lowest else None


@dataclass(frozen=True)
class BoardPage:
    board: Board
    period: Period
    as_at: date
    needs: Sequence[Need]
    main: Sequence[GroupFigures]
    others: Sequence[GroupFigures]
    money: YearOfMoney | None
    dataset: Dataset
    choice: Choice
    years: Sequence[FinancialYear]
    section = "board"

    @property
    def year(self) -> FinancialYear:
        """Attendance and money are of the whole year."""
        return year_of(self.period)

    @property
    def order(self) -> str:
        return order_in_words(self.board)

    @property
    def attention(self) -> str:
        """What needs attention, in words."""
        return attention_in_words(self.board.words.body_short.lower())

    @property
    def title(self) -> str:
        return in_words(self.period)

    @property
    def is_of_a_quarter(self) -> bool:
        return isinstance(self.period, Quarter)

    @cached_property
    def parts(self) -> list[Part]:
        """Of the dataset, as they were chosen."""
        return self.choice.parts(self.dataset.rows)

    @cached_property
    def told(self) -> list[Row]:
        return [row for part in self.parts for row in part.told]

    @cached_property
    def has_lines(self) -> bool:
        return any(row.line and row.line.points > 1 for row in self.told)

    @cached_property
    def has_targets(self) -> bool:
        return any(row.against for row in self.told)

    @cached_property
    def is_compared(self) -> bool:
        return any(row.neighbours or row.england for row in self.told)

    @property
    def named(self) -> set[str]:
        """The codes of the indicators that the list of needs names."""
        return {need.about for need in self.first_needs if need.about}

    @property
    def themes(self) -> list[Option]:
        return options(theme_of(row) for row in self.dataset.rows)

    @property
    def agencies(self) -> list[Option]:
        found = {agency_of(row) for row in self.dataset.rows}
        return sorted(found, key=lambda option: option.name)

    @property
    def chosen(self) -> list[Row]:
        return [row for part in self.parts for row in part.rows]

    @property
    def chosen_known(self) -> list[Row]:
        return [row for row in self.chosen if row.is_known]

    @cached_property
    def owed(self) -> list[Row]:
        return [row for row in self.chosen if row.is_owed]

    @property
    def owing(self) -> list[tuple[Agency | None, int]]:
        """Who owes how many figures, most first; what no agency is named for stands last."""
        found = Counter(row.listed.agency for row in self.owed)
        return sorted(found.items(), key=lambda one: (one[0] is None, -one[1], str(one[0])))

    @property
    def orders(self) -> list[Option]:
        return [Option(order.value, order.label) for order in Order]

    @property
    def periods(self) -> list[Period]:
        """That may be chosen: every year, and the quarters of this one."""
        return sorted({*self.years, self.year, *self.dataset.quarters, self.period}, key=code_of)

    @property
    def query(self) -> str:
        """Of its files: what is shown."""
        return "&".join(filter(None, (f"period={self.period}", self.choice.query)))

    @property
    def first_needs(self) -> Sequence[Need]:
        return self.needs[:MOST]

    @property
    def more_needs(self) -> Sequence[Need]:
        return self.needs[MOST:]

    @property
    def groups(self) -> list[GroupFigures]:
        return [*self.main, *self.others]

    @property
    def is_empty(self) -> bool:
        return not self.groups and self.money is None and not self.dataset.has_figures


def group_figures(records: GroupYear, rules, day: date) -> GroupFigures:
    threshold = threshold_for(records.group, records.year, rules)
    return GroupFigures(
        records=records,
        attendance=own_figure(records),
        member=year_figure(records, Measure.MEMBER_ATTENDANCE),
        representation=year_figure(records, Measure.AGENCY_REPRESENTATION),
        meetings=meeting_lines(records, []),
        concerns=concerns(records, threshold),
        threshold=threshold,
        as_at=day,
    )


ALL = Choice()


def years_with_figures(groups, money: Sequence[YearOfMoney]) -> list[FinancialYear]:
    """The years the board has figures of its own for, by the groups' latest meetings and money."""
    met = {FinancialYear.of(group.last_met) for group in groups if group.last_met}
    return sorted(met | {found.year for found in money if found.has_figures})


def board_page(board: Board, period: Period | None, today: date, choice: Choice = ALL) -> BoardPage:
    groups = list(groups_of(board))
    money = years_of_money(board)
    years = years_with_figures(groups, money)
    period = period or _latest(years, latest_own_period(board), today)
    year = year_of(period)
    day = as_at(year, today)
    records = group_years(groups, year)
    rules = list(ConcernRule.objects.filter(group__board=board).order_by())
    figures = [group_figures(found, rules, day) for found in records if found.meetings]
    of_year = next((found for found in money if found.year == year and found.has_figures), None)
    main = [found for found in figures if found.group.kind == Group.Kind.MAIN_BOARD]
    met = {year for found in records for year in found.years_with_meetings}
    indicators = dataset(board, period, sees_limited=board.rights.sees_limited_figures)
    return BoardPage(
        board=board,
        period=period,
        as_at=day,
        needs=_needs(board, main, of_year, indicators),
        main=main,
        others=[found for found in figures if found not in main],
        money=of_year,
        dataset=indicators,
        choice=choice,
        years=sorted(met | set(years) | set(indicators.years)),
    )


def _latest(years: Sequence[FinancialYear], own: Period | None, today: date) -> Period:
    """The latest year with figures of its own; while that year goes on, its latest quarter that the
    dataset has figures for."""
    latest = max([*years, *([year_of(own)] if own else [])], default=FinancialYear.of(today))
    if own is not None and year_of(own) == latest and today <= latest.last_day:
        return own
    return latest


def _needs(
    board: Board, main: list[GroupFigures], money: YearOfMoney | None, indicators: Dataset
) -> list[Need]:
    """In the order that is printed; of one kind, in the order of the groups."""
    of_the_year = [
        *(
            need
            for found in main
            for need in attendance_needs(board, found.records, found.concerns, found.threshold)
        ),
        *money_needs(board, money),
        *(need for found in main for need in vacancy_needs(board, found.records, found.vacant)),
    ]
    if isinstance(indicators.period, Quarter):
        of = f"Whole year {indicators.period.year}"
        of_the_year = [replace(need, of=of) for need in of_the_year]
    needs = dataset_needs(board, indicators) if indicators.has_figures else []
    return sorted([*needs, *of_the_year], key=lambda need: need.place)


def dashboard_sheet(page: BoardPage) -> Sheet:
    """The figures of the page, one a row. Shares in per cent with one decimal, money in pounds."""
    return Sheet(
        name=f"dashboard {page.period}",
        title=f"{page.board}: {page.title}",
        header=["figure", "of", "period", "numerator", "denominator", "value", "unit", "said"],
        rows=[
            *_dataset_rows(page),
            *([*row, ""] for row in _attendance_rows(page)),
            *([*row, ""] for row in _concern_rows(page)),
            *([*row, ""] for row in _money_rows(page)),
        ],
        notes=[
            *(dataset_notes(page.attention) if page.dataset.has_figures else []),
            *(found.rule for found in page.groups),
        ],
        warning=BOARD_USE_ONLY if page.dataset.is_for_the_board_only else "",
    )


def _dataset_rows(page: BoardPage):
    if not page.dataset.has_figures:
        return []
    return dataset_rows(page.parts, page.board.area, page.dataset.model)


def _attendance_rows(page: BoardPage):
    for found in page.groups:
        for measure in Measure:
            name = measure.words.capitalize()
            total, share = found.records.total, found.records.share(measure)
            enough = found.records.rule.smallest_denominator
            share = share if total.expected >= enough else None
            yield _share_row(name, found.group, str(page.year), total, measure, share)
            for line in found.meetings:
                held, counted = line.meeting.held_on.isoformat(), line.count
                share = counted.share(measure) if counted.expected >= enough else None
                own = name if line.meeting.is_counted else f"{name}, not counted"
                yield _share_row(own, found.group, held, counted, measure, share)


def _share_row(name, of, period, counted, measure, share: Fraction | None):
    value = None if share is None else half_up(share * 100, 1)
    row = [name, str(of), period, counted.attended(measure), counted.expected]
    return [*row, value, "per cent"]


def _concern_rows(page: BoardPage):
    for found in page.main:
        threshold = found.threshold or Threshold()
        for concern in found.concerns:
            of = f"{concern.seat.title}, {concern.seat.agency}"
            year = str(page.year)
            run = concern.absences_in_a_row
            yield ["Absences in a row", of, year, None, None, run, "meetings"]
            name = f"Seat's {threshold.measure.words}"
            counted = concern.seat.count
            yield _share_row(name, of, year, counted, threshold.measure, concern.share)


def _money_rows(page: BoardPage):
    money = page.money
    if money is None:
        return
    for name, amount in (
        ("Paid in", money.total if money.payments else None),
        ("Spent", money.spend),
        ("Spent over what was paid in", money.over),
    ):
        if amount is not None:
            yield [name, str(page.board), str(page.year), None, None, amount, "pounds"]
