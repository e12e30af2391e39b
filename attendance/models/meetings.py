"""Meetings, and the calendar address that tells of them."""

import hashlib
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from agencies.models import Group
from lscb.formats import day
from lscb.history import Recorded, kept_history
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
    starts_at = models.TimeField("starts at", null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)
    state_note = models.CharField(
        "note on the state",
        max_length=200,
        blank=True,
        help_text="Why it was cancelled, put off or held without a quorum. No child's details.",
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


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class CalendarAddress(models.Model):
    """A secret address at which a calendar program reads a group's meetings. Only the secret's
    hash is kept; the address works while it is not revoked and its account has a role."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="calendar_addresses")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="account"
    )
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField("revoked", null=True, blank=True)

    history = kept_history(excluded_fields=["key_hash"])

    class Meta:
        ordering = ["group", "-made_at"]
        verbose_name_plural = "calendar addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"],
                condition=models.Q(revoked_at=None),
                name="one_calendar_address_at_a_time",
                violation_error_message="This account has an address of this calendar already.",
            )
        ]

    def __str__(self):
        return f"{self.group}: calendar of {self.user}"

    @classmethod
    def make(cls, group, user) -> tuple["CalendarAddress", str]:
        """A stored address and its secret, which is known only now."""
        key = secrets.token_urlsafe(24)
        return cls.objects.create(group=group, user=user, key_hash=_hashed(key)), key

    @classmethod
    def working(cls, group, key: str) -> "CalendarAddress | None":
        """The group's address with that secret, if it is not revoked."""
        return (
            cls.objects.filter(group=group, key_hash=_hashed(key), revoked_at=None)
            .select_related("user")
            .first()
        )
