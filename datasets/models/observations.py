"""The figures: one indicator, one area, one period."""

from django.core.exceptions import ValidationError
from django.db import models

from agencies.models import Board
from datasets.models.areas import Area
from datasets.models.indicators import Indicator
from lscb.fields import PeriodField
from lscb.history import Recorded

CURRENT_ALREADY = (
    "There is a current figure of this period already. If this one takes its place, say first of "
    "that one that it is no longer current."
)


class Release(Recorded):
    """A publication that figures were taken from: one edition of it."""

    board = models.ForeignKey(
        Board,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="releases",
        help_text="Whose own document it is; empty for a national one.",
    )
    title = models.CharField(max_length=120, help_text="Such as Children in need.")
    edition = models.CharField(max_length=40, help_text="Such as 2024.")
    publisher = models.CharField(max_length=120)
    published_on = models.DateField()
    licence = models.CharField(max_length=80, blank=True)
    address = models.URLField(blank=True)

    class Meta:
        ordering = ["title", "published_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "title", "edition"], name="one_edition_of_a_boards_document"
            ),
            models.UniqueConstraint(
                fields=["title", "edition"],
                condition=models.Q(board=None),
                name="one_edition_of_a_publication",
                violation_error_message="This edition is here already.",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.edition}"


class ObservationQuerySet(models.QuerySet):
    def seen_by(self, board: Board):
        """The board's own figures and the published ones; never another board's."""
        return self.filter(models.Q(board=board) | models.Q(board=None))

    def current(self):
        """Without those that a later release has replaced."""
        return self.filter(is_current=True)


class Observation(Recorded):
    """What an indicator was in an area in a period, or why that is not known.

    A row is a board's own (`board`), or published for everybody. It is never changed when a later
    release says otherwise: the later figure is a row of its own that `revises` it.
    """

    class Reason(models.TextChoices):
        NOT_SUPPLIED = "not_supplied", "Not supplied"
        NOT_DUE = "not_due", "Not due yet"
        JOINT = "joint", "Published jointly with another area"
        SUPPRESSED = "c", "Suppressed"
        NOT_APPLICABLE = "z", "Not applicable"
        NOT_AVAILABLE = "x", "Not available"
        ROUNDS_TO_ZERO = "k", "Rounds to zero, and is not zero"
        LOW = "low", "Rounds to zero, and is not zero (low)"
        UNRELIABLE = "u", "Of low reliability"
        OLD_NOT_AVAILABLE = ":", "Not available (:)"
        OLD_ROUNDS_TO_ZERO = "~", "Rounds to zero, and is not zero (~)"

    board = models.ForeignKey(
        Board, models.CASCADE, null=True, blank=True, related_name="observations"
    )
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="observations")
    area = models.ForeignKey(Area, models.PROTECT, related_name="observations")
    period = PeriodField()
    numerator = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    value = models.DecimalField(
        "value as published",
        max_digits=14,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Empty where it is worked out from the two above.",
    )
    reason = models.CharField("why it is missing", max_length=12, choices=Reason, blank=True)
    rounded_to = models.PositiveSmallIntegerField(
        default=0, help_text="What the counts were rounded to before they were published; or 0."
    )
    is_provisional = models.BooleanField(default=False)
    is_inferred = models.BooleanField(
        default=False, help_text="It is not printed, but follows from what is."
    )
    release = models.ForeignKey(
        Release, models.PROTECT, null=True, blank=True, related_name="observations"
    )
    taken_on = models.DateField("taken from it on", null=True, blank=True)
    revises = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="revised_by"
    )
    is_current = models.BooleanField(default=True)
    note = models.TextField(blank=True, help_text="What a reader must know. No child's details.")

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "area", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "indicator", "period"],
                condition=models.Q(is_current=True),
                name="one_current_figure_of_a_board",
                violation_error_message=CURRENT_ALREADY,
            ),
            models.UniqueConstraint(
                fields=["area", "indicator", "period"],
                condition=models.Q(is_current=True, board=None),
                name="one_current_published_figure",
                violation_error_message=CURRENT_ALREADY,
            ),
            models.CheckConstraint(
                condition=models.Q(reason="")
                & (models.Q(value__isnull=False) | models.Q(numerator__isnull=False))
                | ~models.Q(reason="") & models.Q(value=None),
                name="a_missing_figure_has_a_reason",
                violation_error_message="Give the figure, or say why it is missing.",
            ),
            models.CheckConstraint(
                condition=(models.Q(numerator=None) | models.Q(numerator__gte=0))
                & (models.Q(denominator=None) | models.Q(denominator__gte=0))
                & (models.Q(value=None) | models.Q(value__gte=0)),
                name="a_figure_is_not_negative",
                violation_error_message="No figure is below 0.",
            ),
            models.CheckConstraint(
                condition=models.Q(board__isnull=False) | models.Q(release__isnull=False),
                name="a_published_figure_names_its_release",
                violation_error_message="Say which release a published figure was taken from.",
            ),
        ]

    def __str__(self):
        return f"{self.indicator.code}, {self.area}, {self.period}"

    @property
    def is_own(self) -> bool:
        return self.board_id is not None

    def clean(self):
        super().clean()
        if self.release_id and self.release.board_id not in (None, self.board_id):
            raise ValidationError({"release": "This belongs to another board."})
        if self.board_id and self.area_id and self.area.code != self.board.area_code:
            said = "A board's own figures are of its own area."
            raise ValidationError({"area": said})
        if self.revises_id and self._place() != self.revises._place():
            said = "It revises a figure of the same indicator, area, period and board."
            raise ValidationError({"revises": said})
        if self.indicator_id and self.indicator.unit == Indicator.Unit.PERCENTAGE:
            self._refuse_more_than_all()

    def _place(self) -> tuple:
        return self.board_id, self.indicator_id, self.area_id, self.period

    def _refuse_more_than_all(self):
        """The friendly form of the guard."""
        if self.value is not None and self.value > 100:
            raise ValidationError({"value": "A percentage is not over 100."})
        if None not in (self.numerator, self.denominator) and self.numerator > self.denominator:
            said = "The numerator is greater than its denominator."
            raise ValidationError({"numerator": said})
