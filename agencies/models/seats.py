"""Seats, who holds them, and the one table that holds people's names."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from agencies.models.boards import Agency, Board, Group, refuse_other_board
from lscb.formats import day
from lscb.history import Recorded, kept_history


class Person(models.Model):
    """The name of a holder, substitute, guest or addressee. The only table that holds one, and it
    can be erased; everything else, history included, keeps only its key."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="people")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(
        "e-mail address", blank=True, help_text="Where a letter to them was sent. At work only."
    )
    erased_at = models.DateTimeField("name erased", null=True, editable=False)

    history = kept_history(excluded_fields=["name", "email"])

    class Meta:
        ordering = ["board", "name"]
        verbose_name_plural = "people"

    def __str__(self):
        return "Name erased" if self.erased_at else self.name

    def clean(self):
        super().clean()
        if not self.name and not self.erased_at:
            raise ValidationError({"name": "Write the name."})

    def erase(self) -> None:
        """Takes the name away for good; what the person held and attended stays counted."""
        self.name = self.email = ""
        self.erased_at = timezone.now()
        self.save()


class Seat(Recorded):
    """A place in a group held by a post of an agency. Seats are never people."""

    class CountsAs(models.TextChoices):
        MEMBER = "member", "Member"
        ADVISER = "adviser", "Adviser"
        OBSERVER = "observer", "Observer"

    class Office(models.TextChoices):
        NONE = "", "None"
        CHAIR = "chair", "Chairs the group"
        DEPUTY = "deputy", "Named deputy of the chair"

    group = models.ForeignKey(Group, models.PROTECT, related_name="seats")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="seats")
    title = models.CharField(max_length=140, help_text="The post: Designated Nurse, Safeguarding.")
    aliases = models.JSONField(
        "other names", default=list, blank=True, help_text="Names the same post went by, as a list."
    )
    required_seniority = models.CharField(
        max_length=80, blank=True, help_text="Such as Director or head of service; empty if open."
    )
    counts_as = models.CharField(
        max_length=10,
        choices=CountsAs,
        default=CountsAs.MEMBER,
        help_text="Only members are expected, and so counted, in attendance.",
    )
    office = models.CharField(max_length=10, choices=Office, default=Office.NONE, blank=True)
    note = models.CharField(max_length=200, blank=True)
    continues = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        help_text="The seat it carries on, where the post moved to another agency.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Its place within the group.")

    class Meta:
        ordering = ["group", "position", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "agency", "title"], name="seat_title_once_a_group_and_agency"
            )
        ]

    def __str__(self):
        return f"{self.title}, {self.agency}"

    def clean(self):
        super().clean()
        if self.group_id:
            refuse_other_board(self, self.group.board_id, "agency")
            if self.continues_id and self.continues.group_id != self.group_id:
                raise ValidationError({"continues": "This seat is one of another group."})


class Tenure(Recorded):
    """How a seat was held from a day on: filled, by somebody for the time being, or vacant."""

    class State(models.TextChoices):
        FILLED = "filled", "Filled"
        INTERIM = "interim", "Interim"
        VACANT = "vacant", "Vacant"

    HELD = (State.FILLED, State.INTERIM)

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="tenures")
    state = models.CharField(max_length=10, choices=State, default=State.FILLED)
    since = models.DateField("from")
    until = models.DateField(
        "ended",
        null=True,
        blank=True,
        help_text="The first day it no longer held; empty if it does.",
    )
    since_inferred = models.BooleanField("first day is inferred", default=False)
    until_inferred = models.BooleanField("end is inferred", default=False)
    note = models.CharField(
        max_length=200, blank=True, help_text="Where the dates come from. No child's details."
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="tenures"
    )
    seniority = models.CharField(
        "holder's seniority", max_length=80, blank=True, help_text="Such as team manager."
    )
    is_below_required = models.BooleanField(
        "below the seniority the seat requires",
        default=False,
        help_text="A judgement, not worked out from the words.",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tenures",
        verbose_name="account",
    )

    class Meta:
        ordering = ["seat", "since"]
        verbose_name = "time in a seat"
        verbose_name_plural = "times in seats"
        indexes = [models.Index(fields=["user", "since"], name="tenure_of_an_account")]
        constraints = [
            models.UniqueConstraint(fields=["seat", "since"], name="one_tenure_from_a_day"),
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("since")),
                name="tenure_ends_after_it_begins",
                violation_error_message="It ends after it begins: the end is the first day it no "
                "longer held.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="vacant")
                | models.Q(person__isnull=True, user__isnull=True),
                name="vacant_seat_has_no_holder",
                violation_error_message="A vacant seat has no holder.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="vacant")
                | models.Q(seniority="", is_below_required=False),
                name="vacant_seat_has_no_seniority",
                violation_error_message="A vacant seat has no holder, so no seniority.",
            ),
        ]

    def __str__(self):
        return f"{self.seat}: {self.get_state_display()} from {day(self.since)}"

    # Set by a form that changes several times in a seat at once and compares them itself.
    compared_together = False

    def clean(self):
        super().clean()
        if self.seat_id is None:
            return
        refuse_other_board(self, self.seat.group.board_id, "person")
        if self.since is not None and not self.compared_together:
            self.refuse_overlap(Tenure.objects.filter(seat_id=self.seat_id).exclude(pk=self.pk))

    def overlaps(self, other: "Tenure") -> bool:
        return (self.until is None or other.since < self.until) and (
            other.until is None or self.since < other.until
        )

    def refuse_overlap(self, others) -> None:
        """The friendly form of the guard `tenures_of_a_seat_do_not_overlap`."""
        for other in filter(self.overlaps, others):
            end = f"to {day(other.until)}" if other.until else "on"
            raise ValidationError(
                {
                    "since": f"These dates overlap with {other.get_state_display().lower()} from "
                    f"{day(other.since)} {end}. End that first."
                }
            )


class WantedKind(Recorded):
    """A kind of agency or post that the board wants to be represented: a primary school."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="wanted_kinds")
    name = models.CharField(max_length=100, help_text="Such as a primary school.")
    since = models.DateField("wanted since", null=True, blank=True)
    note = models.CharField(
        max_length=200, blank=True, help_text="Why, and where that is written. No child's details."
    )
    met_by = models.ForeignKey(
        Seat,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meets",
        verbose_name="represented by",
        help_text="Empty while the board lacks it.",
    )

    class Meta:
        ordering = ["board", "name"]
        verbose_name = "wanted kind of agency"
        verbose_name_plural = "wanted kinds of agency"
        constraints = [
            models.UniqueConstraint(fields=["board", "name"], name="wanted_kind_once_a_board")
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if self.met_by_id and self.met_by.group.board_id != self.board_id:
            raise ValidationError({"met_by": "This belongs to another board."})
