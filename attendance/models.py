"""Meetings, who came to them, and the rules by which that is counted."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from agencies.models import Agency, Group, Person, Seat
from agencies.models.boards import refuse_other_board
from attendance.calculations import SMALLEST_DENOMINATOR, Average, Measure
from lscb.fields import FinancialYearField
from lscb.formats import day
from lscb.history import Recorded
from lscb.periods import FinancialYear


class MeetingQuerySet(models.QuerySet):
    def of(self, groups):
        return self.filter(group__in=groups)

    def counted(self):
        """Those whose register is confirmed: rates use no other."""
        return self.filter(confirmed_at__isnull=False)


class Meeting(Recorded):
    """One group on one date."""

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", "Ordinary"
        EXTRAORDINARY = "extraordinary", "Extraordinary"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        INQUORATE = "inquorate", "Held without a quorum"
        POSTPONED = "postponed", "Postponed"
        CANCELLED = "cancelled", "Cancelled"

    TOOK_PLACE = (State.HELD, State.INQUORATE)

    group = models.ForeignKey(Group, models.PROTECT, related_name="meetings")
    held_on = models.DateField("date")
    kind = models.CharField("type", max_length=15, choices=Kind, default=Kind.ORDINARY)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    printed_date = models.CharField(
        "date as printed", max_length=40, blank=True, help_text="Where a document printed one."
    )
    date_note = models.CharField(
        "note on the date",
        max_length=200,
        blank=True,
        help_text="Where the printed date was corrected, or looks wrong and was kept.",
    )
    confirmed_at = models.DateTimeField(
        "register confirmed",
        null=True,
        blank=True,
        help_text="Attendance is counted from confirmed registers only.",
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["group", "held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "held_on", "kind"], name="one_meeting_of_a_kind_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True)
                | models.Q(state__in=("held", "inquorate")),
                name="only_a_meeting_held_is_confirmed",
                violation_error_message="Only a meeting that was held has a confirmed register.",
            ),
        ]

    def __str__(self):
        return f"{self.group}, {day(self.held_on)}"

    def clean(self):
        super().clean()
        if self.held_on is None:
            return
        try:
            FinancialYear.of(self.held_on)
        except ValueError as problem:
            raise ValidationError({"held_on": f"Look at the year: {problem}."}) from problem


class Mark(Recorded):
    """What became of one expected seat at one meeting. No row means: not recorded."""

    class Status(models.TextChoices):
        PRESENT = "present", "Present"
        SUBSTITUTE = "substitute", "Substitute"
        APOLOGIES = "apologies", "Apologies"
        ABSENT = "absent", "Absent"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="marks")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="marks")
    status = models.CharField(max_length=10, choices=Status)
    substitute = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="substitutions"
    )
    substitute_agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="substitutions"
    )
    doubt = models.CharField(
        max_length=200,
        blank=True,
        help_text="Why it may be wrong, with the source: “may have been vacant: …, §6.4”. "
        "It is counted all the same.",
    )

    class Meta:
        ordering = ["meeting", "seat"]
        verbose_name = "register entry"
        verbose_name_plural = "register entries"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="one_mark_per_seat"),
            models.CheckConstraint(
                condition=models.Q(status="substitute")
                | models.Q(substitute__isnull=True, substitute_agency__isnull=True),
                name="only_a_substitute_is_named",
                violation_error_message="A substitute is named only where one came.",
            ),
        ]

    def __str__(self):
        return f"{self.seat} at {self.meeting}: {self.get_status_display()}"

    def clean(self):
        super().clean()
        if self.meeting_id is None:
            return
        refuse_other_board(self, self.meeting.group.board_id, "substitute", "substitute_agency")
        if self.seat_id and self.seat.group_id != self.meeting.group_id:
            raise ValidationError({"seat": "This seat is not one of the group that met."})


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
