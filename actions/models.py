"""The Chair's letters: from a concern to the agency's reply and what came of it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from actions.drafting import one_kind_of_break, problems
from agencies.models import Agency, Board, Group, Person, Seat
from agencies.models.boards import refuse_other_board
from lscb.fields import FinancialYearField
from lscb.history import Recorded, kept_history

FEWEST_DAYS, MOST_DAYS = 1, 120


class LetterTemplate(Recorded):
    """What a board's letter about attendance says, before the figures are put in."""

    board = models.OneToOneField(Board, models.CASCADE, related_name="letter_template")
    subject = models.CharField(max_length=150)
    body = models.TextField(help_text="Words in {braces} are filled in from the register.")
    reply_within_days = models.PositiveSmallIntegerField("days to reply", default=21)

    class Meta:
        ordering = ["board"]

    def __str__(self):
        return f"{self.board}: letter about attendance"

    def clean(self):
        """What the board's own page asks is asked wherever it is changed."""
        super().clean()
        self.body = one_kind_of_break(self.body)
        wrong = {"subject": problems(self.subject), "body": problems(self.body)}
        if not FEWEST_DAYS <= self.reply_within_days <= MOST_DAYS:
            sentence = f"Write a number from {FEWEST_DAYS} to {MOST_DAYS}."
            wrong["reply_within_days"] = [sentence]
        if found := {name: sentences for name, sentences in wrong.items() if sentences}:
            raise ValidationError(found)


class LetterQuerySet(models.QuerySet):
    def awaiting_reply(self):
        """Sent, and neither answered nor closed."""
        return self.filter(state=Letter.State.SENT)

    def overdue(self, today):
        """Sent, with a reply that was due before today and has not come."""
        return self.awaiting_reply().filter(reply_due__lt=today)


class Letter(models.Model):
    """A letter of the Chair to an agency about its attendance.

    `figures` are those of the register when it was drafted, by name, as plain values: what the
    text was filled from, and what is compared with the register before it is approved.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        APPROVED = "approved", "Approved"
        SENT = "sent", "Sent"
        REPLIED = "replied", "Replied"
        CLOSED = "closed", "Closed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class SentBy(models.TextChoices):
        EMAIL = "email", "By e-mail"
        POST = "post", "Printed and posted"

    APPROVED_STATES = (State.APPROVED, State.SENT, State.REPLIED, State.CLOSED)
    SENT_STATES = (State.SENT, State.REPLIED, State.CLOSED)

    board = models.ForeignKey(Board, models.CASCADE, related_name="letters")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="letters")
    group = models.ForeignKey(Group, models.PROTECT, related_name="letters")
    seat = models.ForeignKey(
        Seat,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        help_text="Empty where it is about the agency as a whole.",
    )
    year = FinancialYearField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    subject = models.CharField(max_length=150)
    body = models.TextField(help_text="No child's details.")
    figures = models.JSONField(default=dict, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("drafted", auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField("approved", null=True, blank=True)
    addressee = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        help_text="Whose name and e-mail address it was sent to.",
    )
    sent_on = models.DateField("sent", null=True, blank=True)
    sent_by_means = models.CharField("sent how", max_length=5, choices=SentBy, blank=True)
    reply_due = models.DateField(null=True, blank=True)
    replied_on = models.DateField("reply came", null=True, blank=True)
    reply = models.TextField(blank=True, help_text="What they answered. No child's details.")
    closed_on = models.DateField("closed", null=True, blank=True)
    outcome = models.TextField(blank=True, help_text="What came of it. No child's details.")

    history = kept_history()
    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["board", "-drafted_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "withdrawn"))
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
                name="a_letter_is_approved_by_somebody",
                violation_error_message="A letter is approved before it is sent.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("sent", "replied", "closed"))
                | (models.Q(sent_on__isnull=False) & ~models.Q(sent_by_means="")),
                name="a_sent_letter_says_when_and_how",
                violation_error_message="A letter that was sent says when and how.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="replied")
                | (models.Q(replied_on__isnull=False) & ~models.Q(reply="")),
                name="a_reply_says_when_and_what",
                violation_error_message="A reply has its date and its words.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed")
                | (models.Q(closed_on__isnull=False) & ~models.Q(outcome="")),
                name="a_closed_letter_has_an_outcome",
                violation_error_message="A letter is closed with its outcome.",
            ),
            models.CheckConstraint(
                condition=models.Q(reply_due__gte=models.F("sent_on"))
                | models.Q(reply_due__isnull=True)
                | models.Q(sent_on__isnull=True),
                name="a_reply_is_due_after_sending",
                violation_error_message="The reply is due on the day of sending or after it.",
            ),
        ]

    def __str__(self):
        return f"Letter to {self.agency}, {self.get_state_display().lower()}"

    def clean(self):
        super().clean()
        refuse_other_board(self, self.board_id, "agency", "group", "addressee")
        if self.seat_id and self.seat.group_id != self.group_id:
            raise ValidationError({"seat": "This seat is not one of the group."})
