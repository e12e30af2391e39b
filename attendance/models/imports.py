"""What came in from a spreadsheet: each file with what it held, what was asked and what it did."""

from django.conf import settings
from django.db import models

from agencies.models import Board, Group
from lscb.fields import FinancialYearField
from lscb.history import kept_history


class RegisterImport(models.Model):
    """One uploaded register: read, looked at, then entered as a whole or not at all.

    `table` is the file as it was read, `answers` what was said to its questions, `entered` what
    was made and changed, so that it can be undone; all three are plain values.
    """

    class State(models.TextChoices):
        READ = "read", "Read, not yet entered"
        ENTERED = "entered", "Entered"
        UNDONE = "undone", "Undone"
        DISCARDED = "discarded", "Discarded"

    board = models.ForeignKey(Board, models.CASCADE, related_name="register_imports")
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="register_imports"
    )
    year = FinancialYearField()
    state = models.CharField(max_length=10, choices=State, default=State.READ)
    filename = models.CharField("file", max_length=200)
    sha256 = models.CharField(max_length=64)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField(auto_now_add=True)
    entered_at = models.DateTimeField("entered", null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField("undone", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    table = models.JSONField(default=dict, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    entered = models.JSONField(default=dict, blank=True)

    history = kept_history(excluded_fields=["table", "answers", "entered"])

    class Meta:
        ordering = ["board", "-read_at"]
        verbose_name = "import of a register"
        verbose_name_plural = "imports of registers"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("read", "discarded"), entered_at__isnull=True)
                | models.Q(state__in=("entered", "undone"), entered_at__isnull=False),
                name="an_entered_import_says_when",
                violation_error_message="An import says when it was entered, if it was.",
            ),
            models.CheckConstraint(
                condition=models.Q(state="undone", undone_at__isnull=False)
                | (~models.Q(state="undone") & models.Q(undone_at__isnull=True)),
                name="an_undone_import_says_when",
                violation_error_message="An import says when it was undone, if it was.",
            ),
        ]

    def __str__(self):
        return f"{self.filename}, {self.get_state_display().lower()}"
