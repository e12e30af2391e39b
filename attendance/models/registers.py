"""The register of a meeting: who came, who else was there, and what its members say of it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from agencies.models import Agency, Person, Seat
from agencies.models.boards import refuse_other_board
from attendance.models.meetings import Meeting
from lscb.history import Recorded, kept_history


class Mark(Recorded):
    """What became of one expected seat at one meeting. No row means: not recorded."""

    class Status(models.TextChoices):
        PRESENT = "present", "Present"
        SUBSTITUTE = "substitute", "Substitute"
        APOLOGIES = "apologies", "Apologies"
        ABSENT = "absent", "Absent"

    CAME = (Status.PRESENT, Status.SUBSTITUTE)

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="marks")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="marks")
    status = models.CharField(max_length=10, choices=Status)
    substitute = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="substitutions"
    )
    substitute_agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="substitutions"
    )
    substitute_job = models.CharField("substitute's job", max_length=120, blank=True)
    arrived_at = models.TimeField("arrived late, at", null=True, blank=True)
    left_at = models.TimeField("left early, at", null=True, blank=True)
    is_remote = models.BooleanField("took part remotely", default=False)
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
                | models.Q(
                    substitute__isnull=True, substitute_agency__isnull=True, substitute_job=""
                ),
                name="only_a_substitute_is_named",
                violation_error_message="A substitute is named only where one came.",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=("present", "substitute"))
                | models.Q(arrived_at__isnull=True, left_at__isnull=True, is_remote=False),
                name="only_who_came_was_late_or_remote",
                violation_error_message="Only somebody who came arrived late, left early or took "
                "part remotely.",
            ),
            models.CheckConstraint(
                condition=models.Q(left_at__gt=models.F("arrived_at"))
                | models.Q(arrived_at__isnull=True)
                | models.Q(left_at__isnull=True),
                name="left_after_arriving",
                violation_error_message="Nobody leaves before arriving.",
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


class Guest(Recorded):
    """Somebody at a meeting who holds no seat of the group. Never in a rate."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="guests")
    person = models.ForeignKey(Person, models.PROTECT, related_name="visits")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="guests")
    job = models.CharField("job or reason", max_length=120, blank=True)

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="guest_once_a_meeting")
        ]

    def __str__(self):
        return f"Guest at {self.meeting}"

    def clean(self):
        super().clean()
        if self.meeting_id is not None:
            refuse_other_board(self, self.meeting.group.board_id, "person", "agency")


class AttendanceQuery(Recorded):
    """A member says that their line of a register is wrong. No mark changes by itself."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="queries")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="queries")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(max_length=300, help_text="What is wrong. No child's details.")
    answer = models.CharField(max_length=300, blank=True, help_text="No child's details.")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField("answered", null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name_plural = "attendance queries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (
                    models.Q(answered_at__isnull=False, answered_by__isnull=False)
                    & ~models.Q(answer="")
                ),
                name="an_answered_query_says_how_and_by_whom",
                violation_error_message="An answer has its words, its author and its time.",
            ),
        ]

    def __str__(self):
        return f"{self.seat} at {self.meeting}"

    def clean(self):
        super().clean()
        if self.meeting_id and self.seat_id and self.seat.group_id != self.meeting.group_id:
            raise ValidationError({"seat": "This seat is not one of the group that met."})


class SentRegister(models.Model):
    """A set of marks that a device has sent, by the number the device gave it: the same set sent
    again, after a line that broke before the answer came, is not entered twice."""

    key = models.UUIDField(unique=True)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="sent")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    outcome = models.JSONField(default=dict, blank=True, help_text="What the device was answered.")

    history = kept_history(excluded_fields=["outcome"])

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self):
        return f"Register sent for {self.meeting}"
