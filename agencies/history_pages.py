"""Who changed what in the money of a year, and in an agency."""

from collections.abc import Sequence
from dataclasses import dataclass

from agencies.models import (
    Agency,
    AgencyStanding,
    Board,
    BudgetStatement,
    Contribution,
    PublishedFigure,
    Spending,
)
from lscb.changes import Change, changes
from lscb.periods import FinancialYear


@dataclass(frozen=True)
class BudgetHistoryPage:
    board: Board
    year: FinancialYear
    changes: Sequence[Change]
    section = "money"

    @property
    def title(self) -> str:
        return f"Budget {self.year}: who changed what"


@dataclass(frozen=True)
class AgencyHistoryPage:
    board: Board
    agency: Agency
    changes: Sequence[Change]
    section = "agencies"

    @property
    def title(self) -> str:
        return f"{self.agency}: who changed what"


def budget_history(board: Board, year: FinancialYear) -> BudgetHistoryPage:
    kinds = (Contribution, Spending, BudgetStatement, PublishedFigure)
    return BudgetHistoryPage(
        board,
        year,
        changes(kind.history.filter(board_id=board.pk, year=year) for kind in kinds),
    )


def agency_history(board: Board, agency: Agency) -> AgencyHistoryPage:
    return AgencyHistoryPage(
        board,
        agency,
        changes(
            [
                Agency.history.filter(id=agency.pk),
                AgencyStanding.history.filter(agency_id=agency.pk),
                Contribution.history.filter(agency_id=agency.pk),
            ]
        ),
    )
