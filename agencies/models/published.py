"""What documents printed, kept beside what the records give."""

from datetime import date

from django.db import models
from django.db.models.functions import Coalesce

from agencies.models.boards import Agency, Board, Group, refuse_other_board
from lscb.fields import FinancialYearField
from lscb.history import Recorded


class PublishedFigure(Recorded):
    """One figure as a document printed it."""

    class Measure(models.TextChoices):
        MEETING_ATTENDANCE = "meeting_attendance", "Attendance at one meeting"
        AVERAGE_ATTENDANCE = "average_attendance", "Average attendance of the year"
        BEST_ATTENDANCE = "best_attendance", "Best attendance of the year"
        FIRST_ATTENDANCE = "first_attendance", "Attendance at the start of the year"
        CONTRIBUTION = "contribution", "What an agency paid in"
        CONTRIBUTION_SHARE = "contribution_share", "Share of what was paid in"
        CONTRIBUTIONS_TOTAL = "contributions_total", "Total paid in"
        SPEND = "spend", "Total spent"
        OVERSPEND = "overspend", "Spent over what was paid in"

    board = models.ForeignKey(Board, models.CASCADE, related_name="published_figures")
    year = FinancialYearField()
    measure = models.CharField("figure of what", max_length=24, choices=Measure)
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="published_figures"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="published_figures"
    )
    held_on = models.DateField(
        "meeting of", null=True, blank=True, help_text="Where it is a figure of one meeting."
    )
    text = models.CharField("as printed", max_length=120)
    number = models.DecimalField(
        max_digits=14,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="The same as a number, where it is one: 68 for 68%.",
    )
    numerator = models.PositiveIntegerField(null=True, blank=True)
    denominator = models.PositiveIntegerField(null=True, blank=True)
    document = models.CharField(max_length=120, help_text="Such as Annual report 2012-13.")
    section = models.CharField(max_length=40, help_text="Section, figure or appendix.")
    note = models.TextField("what is known about it", blank=True)

    class Meta:
        ordering = ["board", "year", "document", "section", "pk"]
        constraints = [
            models.UniqueConstraint(
                "board",
                "document",
                "section",
                "measure",
                "year",
                Coalesce("group", 0),
                Coalesce("agency", 0),
                Coalesce("held_on", models.Value(date(1900, 1, 1))),
                name="a_document_prints_a_figure_once_a_section",
                violation_error_message="This figure of this section is there already.",
            ),
        ]

    def __str__(self):
        return f"{self.get_measure_display()}: {self.text} ({self.document}, {self.section})"

    def clean(self):
        super().clean()
        refuse_other_board(self, self.board_id, "group", "agency")
