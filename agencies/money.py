"""A year's money as the records have it and as the report printed it, ready to be laid out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import DecimalField, IntegerField, Value

from agencies.calculations import share_of, swap_that_explains
from agencies.models import (
    Agency,
    Board,
    Contribution,
    PublishedFigure,
)
from lscb.charts import Bar, BarChart
from lscb.downloads import Cell, Sheet
from lscb.formats import half_up, percent, pounds
from lscb.periods import FinancialYear

PRINTED = PublishedFigure.Measure


@dataclass(frozen=True)
class Payment:
    """What one agency paid in for a year."""

    agency: str
    agency_slug: str
    year: FinancialYear
    amount: Decimal
    share: Fraction | None
    printed_as: str = ""
    printed_amount: str = ""
    printed_share: str = ""


@dataclass(frozen=True)
class Spent:
    """One line of what was spent in a year."""

    label: str
    amount: Decimal


@dataclass(frozen=True)
class YearOfMoney:
    """What was paid in and spent in a year: by the records, and as printed."""

    year: FinancialYear
    payments: Sequence[Payment]
    spending: Sequence[Spent]
    printed_total: Decimal | None
    printed_spend: Decimal | None
    cause: str
    source: str

    @property
    def has_figures(self) -> bool:
        printed = (self.printed_total, self.printed_spend)
        return bool(self.payments or self.spending) or printed != (None, None)

    @property
    def total(self) -> Decimal:
        """The sum of the payments."""
        return sum((payment.amount for payment in self.payments), Decimal())

    @property
    def spend(self) -> Decimal | None:
        """The sum of the spending lines; the printed total where no lines are recorded."""
        if self.spending:
            return sum((line.amount for line in self.spending), Decimal())
        return self.printed_spend

    @property
    def spend_is_as_printed(self) -> bool:
        return not self.spending and self.printed_spend is not None

    @property
    def over(self) -> Decimal | None:
        """Spent over what was paid in by the lines; below 0 where less was spent. None where one
        of the two is not known."""
        if self.spend is None or not self.payments:
            return None
        return self.spend - self.total

    @property
    def over_share(self) -> Fraction | None:
        return None if self.over is None else share_of(self.over, self.total)

    @property
    def over_amount(self) -> Decimal | None:
        """The difference without its sign: how much over, or how much left."""
        return None if self.over is None else abs(self.over)

    @property
    def over_size(self) -> Fraction | None:
        return None if self.over_share is None else abs(self.over_share)

    @property
    def over_by_printed_total(self) -> Decimal | None:
        if self.spend is None or self.printed_total is None:
            return None
        return self.spend - self.printed_total

    @property
    def total_difference(self) -> Decimal | None:
        """How far the lines lie above the printed total; None where none is printed."""
        if self.printed_total is None or not self.payments:
            return None
        return self.total - self.printed_total

    @property
    def spend_difference(self) -> Decimal | None:
        """How far the spending lines lie above the printed total; None where one of the two is
        missing."""
        if self.printed_spend is None or not self.spending or self.spend is None:
            return None
        return self.spend - self.printed_spend

    @property
    def spend_difference_size(self) -> Decimal | None:
        return None if self.spend_difference is None else abs(self.spend_difference)

    @property
    def total_difference_size(self) -> Decimal | None:
        return None if self.total_difference is None else abs(self.total_difference)

    @property
    def swapped_digits(self) -> tuple[Decimal, Decimal] | None:
        if self.printed_total is None or not self.total_difference:
            return None
        return swap_that_explains([payment.amount for payment in self.payments], self.printed_total)

    @property
    def by_size(self) -> list[Payment]:
        return sorted(self.payments, key=lambda payment: -payment.amount)

    def share_of_largest(self, number: int) -> Fraction | None:
        """How much of the total the largest payers carry together."""
        largest = sum((payment.amount for payment in self.by_size[:number]), Decimal())
        return share_of(largest, self.total)


@dataclass(frozen=True)
class BudgetPage:
    board: Board
    year: FinancialYear
    money: YearOfMoney
    others: Sequence[YearOfMoney]
    printed_overspend: PublishedFigure | None
    chart: BarChart | None
    section = "money"

    @property
    def title(self) -> str:
        return f"Budget {self.year}"

    @property
    def nearest_year(self) -> FinancialYear | None:
        years = [money.year for money in self.others if money.has_figures]
        if not years:
            return None
        return min(years, key=lambda y: (abs(y.starting - self.year.starting), -y.starting))

    @property
    def charts(self) -> list[BarChart]:
        return [self.chart] if self.chart else []

    @property
    def largest_one(self) -> Fraction | None:
        return self.money.share_of_largest(1)

    @property
    def largest_two(self) -> Fraction | None:
        return self.money.share_of_largest(2)

    @property
    def largest_two_names(self) -> list[str]:
        return [payment.agency for payment in self.money.by_size[:2]]

    @property
    def overspend_differs(self) -> bool:
        """Whether the printed over-spend is another than the one by the lines."""
        printed = self.printed_overspend
        return (
            printed is not None
            and printed.number is not None
            and self.money.over is not None
            and printed.number != self.money.over
        )

    @property
    def does_not_add_up(self) -> bool:
        money = self.money
        return bool(money.total_difference or money.spend_difference or self.overspend_differs)

    @property
    def overspend_explained(self) -> str:
        """Which total the printed over-spend follows from."""
        printed = self.printed_overspend
        if printed is None or printed.number is None:
            return ""
        if printed.number == self.money.over_by_printed_total != self.money.over:
            return "It follows from the printed total, not from the lines."
        return ""


def payments_of(agency: Agency, contributions: Iterable[Contribution]) -> list[Payment]:
    """What an agency paid in each year, latest first. Takes the board's contributions."""
    contributions = list(contributions)
    return [
        Payment(
            agency=agency.name,
            agency_slug=agency.slug,
            year=row.year,
            amount=row.amount,
            share=share_of(row.amount, _total(contributions, row.year)),
            printed_as=row.printed_as,
        )
        for row in sorted(contributions, key=lambda row: row.year, reverse=True)
        if row.agency_id == agency.pk
    ]


def years_of_money(board: Board, published: Iterable[PublishedFigure] = ()) -> list[YearOfMoney]:
    """Every year with figures, earliest first. One query."""
    lines = _lines_of_money(board)
    return [
        _year_of_money(
            year,
            [line for line in lines if line.year == year],
            [row for row in published if row.year == year],
        )
        for year in sorted({line.year for line in lines})
    ]


@dataclass(frozen=True)
class _Line:
    """A row of one of the three tables of money, in the columns they share."""

    kind: str
    year: FinancialYear
    amount: Decimal | None
    printed_spend: Decimal | None
    name: str
    other_name: str
    slug: str
    agency_id: int | None

    @property
    def pounds(self) -> Decimal:
        return Decimal() if self.amount is None else self.amount


def _lines_of_money(board: Board) -> list[_Line]:
    """What was printed, paid in and spent: the largest amounts first, then by name."""
    none, no_agency = Value(""), Value(None, IntegerField())
    no_spend = Value(None, DecimalField(max_digits=12, decimal_places=2))
    printed = board.budget_statements.order_by().values_list(
        Value("printed"),
        "year",
        "printed_total",
        "printed_spend",
        "cause",
        "source",
        none,
        no_agency,
    )
    paid = board.contributions.order_by().values_list(
        Value("paid"),
        "year",
        "amount",
        no_spend,
        "agency__name",
        "printed_as",
        "agency__slug",
        "agency_id",
    )
    spent = board.spending.order_by().values_list(
        Value("spent"), "year", "amount", no_spend, "label", none, none, no_agency
    )
    # The statements come first: the columns' types are taken from them.
    rows = [_Line(*row) for row in printed.union(paid, spent, all=True)]
    return sorted(rows, key=lambda line: (-line.pounds, line.name))


def _year_of_money(year, lines: list[_Line], published) -> YearOfMoney:
    paid = [line for line in lines if line.kind == "paid"]
    total = sum((line.pounds for line in paid), Decimal())
    statement = next((line for line in lines if line.kind == "printed"), None)
    return YearOfMoney(
        year=year,
        payments=[
            Payment(
                agency=line.name,
                agency_slug=line.slug,
                year=year,
                amount=line.pounds,
                share=share_of(line.pounds, total),
                printed_as=line.other_name,
                **_printed_of(line.agency_id, published),
            )
            for line in paid
        ],
        spending=[Spent(line.name, line.pounds) for line in lines if line.kind == "spent"],
        printed_total=statement.amount if statement else None,
        printed_spend=statement.printed_spend if statement else None,
        cause=statement.name if statement else "",
        source=statement.other_name if statement else "",
    )


def _total(contributions: Iterable[Contribution], year: FinancialYear) -> Decimal:
    return sum((row.amount for row in contributions if row.year == year), Decimal())


def _printed_of(agency_id: int | None, published) -> dict[str, str]:
    """What the report printed of an agency's contribution, for the Payment's fields."""
    of_agency = {row.measure: row.text for row in published if row.agency_id == agency_id}
    return {
        "printed_amount": of_agency.get(PRINTED.CONTRIBUTION, ""),
        "printed_share": of_agency.get(PRINTED.CONTRIBUTION_SHARE, ""),
    }


def budget(board: Board, year: FinancialYear) -> BudgetPage:
    published = list(PublishedFigure.objects.filter(board=board, group=None))
    years = years_of_money(board, published)
    money = next((found for found in years if found.year == year), None)
    money = money or YearOfMoney(year, (), (), None, None, "", "")
    return BudgetPage(
        board=board,
        year=year,
        money=money,
        others=[found for found in years if found.year != year],
        printed_overspend=_printed_overspend(published, year),
        chart=contributions_chart(board, money) if money.total else None,
    )


def _printed_overspend(published, year: FinancialYear) -> PublishedFigure | None:
    of_year = (row for row in published if row.year == year)
    return next((row for row in of_year if row.measure == PRINTED.OVERSPEND), None)


def latest_year(board: Board, today: date) -> FinancialYear:
    """The latest year with a contribution; this year where there is none at all."""
    latest = board.contributions.order_by("-year").values_list("year", flat=True).first()
    return latest or FinancialYear.of(today)


def contributions_chart(board: Board, money: YearOfMoney) -> BarChart:
    largest = money.by_size[0]
    return BarChart(
        key="contributions",
        title=f"{largest.agency} paid {percent(largest.share)}",
        beneath=f"{board}, {money.year}, per cent of all that was paid in.",
        bars=[
            Bar(
                payment.agency,
                payment.share,
                percent(payment.share, 1),
                detail=pounds(payment.amount),
            )
            for payment in money.by_size
        ],
        value_name="Share of the total",
    )


def budget_sheet(page: BudgetPage) -> Sheet:
    """Contributions, then what was spent and how the two compare. Amounts in pounds."""
    money = page.money
    rows: list[list[Cell]] = [
        [
            payment.agency,
            payment.amount,
            None if payment.share is None else half_up(payment.share * 100, 1),
        ]
        for payment in money.payments
    ]
    rows += [["Total paid in, sum of the lines", money.total, None]] if money.payments else []
    rows += [
        [label, amount, None]
        for label, amount in (
            ("Total paid in, as printed", money.printed_total),
            ("Sum of the lines less the printed total", money.total_difference),
            *((f"Spent: {line.label}", line.amount) for line in money.spending),
            ("Total spent", money.spend),
            ("Spent over what was paid in, by the lines", money.over),
            ("Spent over what was paid in, by the printed total", money.over_by_printed_total),
        )
        if amount is not None
    ]
    return Sheet(
        name=f"budget {page.year}",
        title=f"{page.board}: {page.title}",
        header=["line", "amount", "share_of_total"],
        rows=rows,
        notes=[note for note in (money.cause, money.source) if note],
    )
