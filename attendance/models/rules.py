"""By what rules a group's attendance is counted, and when it calls for a word."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from agencies.models import Group
from attendance.calculations import SMALLEST_DENOMINATOR, Average, Measure
from lscb.fields import FinancialYearField
from lscb.history import Recorded


class CountingRule(Recorded):
    """How a group's attendance is counted in a year, and in the years after it until the next."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="counting_rules")
    year = FinancialYearField("from the year")
    headline = models.CharField(
        max_length=24,
        choices=Measure.choices(),
        default=Measure.MEMBER_ATTENDANCE.value,
        help_text="Which of the two measures is the group's own: whether substitutes count.",
    )
    vacant_seats_count = models.BooleanField("vacant seats count as absent", default=False)
    extraordinary_meetings_count = models.BooleanField(default=True)
    average = models.CharField(
        max_length=24, choices=Average.choices(), default=Average.ALL_MEETINGS_TOGETHER.value
    )
    smallest_denominator = models.PositiveSmallIntegerField(
        "smallest denominator",
        default=SMALLEST_DENOMINATOR,
        validators=[MinValueValidator(1)],
        help_text="Below this no percentage is printed, only the fraction.",
    )

    class Meta:
        ordering = ["group", "year"]
        constraints = [
            models.UniqueConstraint(fields=["group", "year"], name="one_counting_rule_a_year"),
            models.CheckConstraint(
                condition=models.Q(smallest_denominator__gte=1),
                name="smallest_denominator_is_positive",
            ),
        ]

    def __str__(self):
        return f"{self.group}: counting rule from {self.year}"


class ConcernRule(Recorded):
    """When attendance calls for a word with the agency, from a year on."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="concern_rules")
    year = FinancialYearField("from the year")
    measure = models.CharField(
        max_length=24, choices=Measure.choices(), default=Measure.AGENCY_REPRESENTATION.value
    )
    absences_in_a_row = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        default=2,
        validators=[MinValueValidator(1)],
        help_text="Ending at the latest meeting. Empty: runs are no concern.",
    )
    under_percent = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Over the year. Empty: no share is a concern by itself.",
    )

    class Meta:
        ordering = ["group", "year"]
        constraints = [
            models.UniqueConstraint(fields=["group", "year"], name="one_concern_rule_a_year"),
            models.CheckConstraint(
                condition=models.Q(under_percent__isnull=True)
                | models.Q(under_percent__range=(1, 100)),
                name="concern_share_is_a_percentage",
            ),
        ]

    def __str__(self):
        return f"{self.group}: concern rule from {self.year}"


class QuorumRule(Recorded):
    """How many must come for a group's meeting to have a quorum, from a year on.

    A group need not have one. Where several numbers are set, all of them must be reached.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="quorum_rules")
    year = FinancialYearField("from the year")
    smallest_seats = models.PositiveSmallIntegerField(
        "members",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="At least so many seats must be filled at the meeting.",
    )
    smallest_percent = models.PositiveSmallIntegerField(
        "share of members, in per cent",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="At least so many per cent of the seats in post must be filled.",
    )
    smallest_agencies = models.PositiveSmallIntegerField(
        "agencies",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="At least so many agencies must be represented.",
    )
    substitutes_count = models.BooleanField("substitutes count", default=True)

    class Meta:
        ordering = ["group", "year"]
        constraints = [
            models.UniqueConstraint(fields=["group", "year"], name="one_quorum_rule_a_year"),
            models.CheckConstraint(
                condition=models.Q(smallest_percent__isnull=True)
                | models.Q(smallest_percent__range=(1, 100)),
                name="quorum_share_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=models.Q(smallest_seats__isnull=False)
                | models.Q(smallest_percent__isnull=False)
                | models.Q(smallest_agencies__isnull=False),
                name="quorum_rule_asks_for_something",
                violation_error_message="Say how many must come: members, a share or agencies.",
            ),
        ]

    def __str__(self):
        return f"{self.group}: quorum from {self.year}"
