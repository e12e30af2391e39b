"""The partnership: who sits on it, who pays for it, and who may see it."""

from agencies.models.boards import Agency, AgencyStanding, Board, Group, Sector, WordList
from agencies.models.money import BudgetStatement, Contribution, Spending
from agencies.models.published import PublishedFigure
from agencies.models.roles import Invitation, Role
from agencies.models.seats import Person, Seat, Tenure, WantedKind

__all__ = [
    "Agency",
    "AgencyStanding",
    "Board",
    "BudgetStatement",
    "Contribution",
    "Group",
    "Invitation",
    "Person",
    "PublishedFigure",
    "Role",
    "Seat",
    "Sector",
    "Spending",
    "Tenure",
    "WantedKind",
    "WordList",
]
