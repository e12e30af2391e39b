"""Who pays for the board, and what it spent. Money is Decimal, in pounds."""

from django.db import models

from agencies.models.boards import Agency, Board, refuse_other_board
from lscb.fields import FinancialYearField
from lscb.history import Recorded


def pounds(**options) -> models.DecimalField:
    return models.DecimalField(max_digits=12, decimal_places=2, **options)


def never_negative(field: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__gte": 0}),
        name=name,
        violation_error_message="An amount of money is not below 0.",
    )


class Contribution(Recorded):
    """Money an agency pays to the board for a financial year."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="contributions")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="contributions")
    year = FinancialYearField()
    amount = pounds(help_text="In pounds.")
    printed_as = models.CharField(
        max_length=120, blank=True, help_text="The payer's name in the report, where it differs."
    )

    class Meta:
        ordering = ["board", "year", "-amount"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "year", "agency"], name="one_contribution_a_year_and_agency"
            ),
            never_negative("amount", "contribution_is_not_negative"),
        ]

    def __str__(self):
        return f"{self.agency}, {self.year}"

    def clean(self):
        super().clean()
        refuse_other_board(self, self.board_id, "agency")


class Spending(Recorded):
    """One line of what the board spent in a financial year."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="spending")
    year = FinancialYearField()
    label = models.CharField("what for", max_length=120)
    amount = pounds(help_text="In pounds.")

    class Meta:
        ordering = ["board", "year", "-amount"]
        verbose_name_plural = "spending"
        constraints = [
            models.UniqueConstraint(fields=["board", "year", "label"], name="one_line_a_year"),
            never_negative("amount", "spending_is_not_negative"),
        ]

    def __str__(self):
        return f"{self.label}, {self.year}"


class BudgetStatement(Recorded):
    """What the yearly report printed of a year's money, and the cause it gave for the result."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="budget_statements")
    year = FinancialYearField()
    printed_total = pounds(null=True, blank=True, help_text="The total of the contributions.")
    printed_spend = pounds(null=True, blank=True, help_text="The total spent.")
    cause = models.TextField(
        blank=True, help_text="Why more or less was spent, as the report gives it."
    )
    source = models.CharField(max_length=120, blank=True, help_text="Document and section.")

    class Meta:
        ordering = ["board", "year"]
        constraints = [
            models.UniqueConstraint(fields=["board", "year"], name="one_statement_a_year"),
            never_negative("printed_total", "printed_total_is_not_negative"),
            never_negative("printed_spend", "printed_spend_is_not_negative"),
        ]

    def __str__(self):
        return f"Budget {self.year}"
