"""What is measured, and what a board does with it: its list, its targets, its notes."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from agencies.models import Agency, Board
from agencies.models.boards import refuse_other_board
from lscb.fields import FinancialYearField, PeriodField
from lscb.formats import as_kept
from lscb.history import Recorded


class Theme(Recorded):
    """A part of the dataset, such as the front door."""

    name = models.CharField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Its place on pages.")

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class Indicator(Recorded):
    """One measure, as it is defined for everybody. Boards list those they watch."""

    class Unit(models.TextChoices):
        COUNT = "count", "Count"
        PERCENTAGE = "percentage", "Percentage"
        RATE = "rate", "Rate per 10,000 children"
        PER_100 = "per_100", "For every 100"
        AVERAGE = "average", "Average"

    class Polarity(models.TextChoices):
        HIGHER = "higher", "Higher is better"
        LOWER = "lower", "Lower is better"
        NEITHER = "neither", "Neither"

    class Basis(models.TextChoices):
        SNAPSHOT = "snapshot", "On the last day of the period"
        FLOW = "flow", "During the period"
        YEAR_TO_DATE = "year_to_date", "Since April"
        ROLLING = "rolling", "During the twelve months to the end of the period"

    class OfQuarters(models.TextChoices):
        LAST = "last", "That of the last quarter"
        SUM = "sum", "The quarters added up"
        POOLED = "pooled", "Numerators and denominators added up"
        NONE = "none", "Cannot be worked out from quarters"

    class Frequency(models.TextChoices):
        QUARTERLY = "quarterly", "Every quarter"
        YEARLY = "yearly", "Every year"

    class Risk(models.TextChoices):
        LOW = "low", "Low"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"

    code = models.SlugField(max_length=12, unique=True, help_text="Such as CP01.")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="indicators")
    title = models.CharField(max_length=120, help_text="What it counts, in a few words.")
    definition = models.TextField()
    numerator = models.CharField(max_length=200, help_text="What is counted, in words.")
    denominator = models.CharField(
        max_length=200, blank=True, help_text="Out of what, in words; empty for a plain count."
    )
    unit = models.CharField(max_length=10, choices=Unit)
    shows_count_first = models.BooleanField(
        default=False,
        help_text="People ask for the count: 163 children, and then 47.2 per 10,000.",
    )
    polarity = models.CharField(max_length=7, choices=Polarity)
    band_low = models.DecimalField(
        "unusual below",
        max_digits=10,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Where neither is better, but a very low figure needs a story.",
    )
    band_high = models.DecimalField(
        "unusual above", max_digits=10, decimal_places=4, null=True, blank=True
    )
    basis = models.CharField(max_length=12, choices=Basis)
    of_quarters = models.CharField("the year's figure", max_length=6, choices=OfQuarters)
    decimals = models.PositiveSmallIntegerField(default=1, help_text="That a figure is shown with.")
    frequency = models.CharField(max_length=9, choices=Frequency, default=Frequency.QUARTERLY)
    source = models.CharField(max_length=120, blank=True, help_text="Who publishes it, nationally.")
    national_table = models.CharField(max_length=160, blank=True, help_text="And in which table.")
    compares_with_england = models.BooleanField(
        default=False, help_text="The national figure measures the same."
    )
    disclosure_threshold = models.PositiveSmallIntegerField(
        default=5, help_text="Counts from 1 to this one are not given to the public."
    )
    small_number_risk = models.CharField(max_length=6, choices=Risk, default=Risk.LOW)
    caveats = models.TextField(blank=True, help_text="What a reader must know before judging it.")
    screens_ranges = models.BooleanField(
        default=True, help_text="Control limits leave very large steps out."
    )
    run_length = models.PositiveSmallIntegerField(
        default=7, help_text="So many points on one side, or in one direction, are no chance: 6, 7."
    )
    two_of_three_counts_beyond = models.BooleanField(
        default=False, help_text="A point beyond a limit counts as one of the two of three."
    )

    class Meta:
        ordering = ["theme", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(run_length__in=(6, 7)),
                name="runs_are_of_six_or_seven",
                violation_error_message="A run has 6 or 7 points.",
            ),
            models.CheckConstraint(
                condition=models.Q(polarity="neither") | models.Q(band_low=None, band_high=None),
                name="a_band_is_of_what_has_no_better_side",
                violation_error_message="What has a better side has a target, not a band.",
            ),
            models.CheckConstraint(
                condition=models.Q(denominator="") & models.Q(unit="count")
                | ~models.Q(denominator="") & ~models.Q(unit="count"),
                name="all_but_counts_have_a_denominator",
                violation_error_message="A count has no denominator; everything else has one.",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"


class ListedIndicator(Recorded):
    """An indicator on a board's list, for some years."""

    class Standing(models.TextChoices):
        COLLECTED = "collected", "Collected from agencies"
        NATIONAL_ONLY = "national_only", "National figures only"
        NOT_COLLECTED = "not_collected", "Not collected"

    board = models.ForeignKey(Board, models.CASCADE, related_name="listed_indicators")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="listed")
    since = FinancialYearField("listed from")
    until = FinancialYearField(
        "no longer listed from", null=True, blank=True, help_text="Empty while it is."
    )
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="listed_indicators",
        verbose_name="contributing agency",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Its place within its theme.")
    standing = models.CharField(max_length=13, choices=Standing, default=Standing.COLLECTED)
    reason = models.CharField(
        max_length=200, blank=True, help_text="Why it is not collected. No child's details."
    )
    review_on = models.DateField(null=True, blank=True, help_text="When this is looked at again.")
    question = models.CharField(
        max_length=200,
        blank=True,
        help_text="What the board itself asks about it. No child's details.",
    )
    is_limited = models.BooleanField(
        "for the manager, the chair and administrators only",
        default=False,
        help_text="Where its small numbers could point to one child.",
    )

    class Meta:
        ordering = ["board", "indicator__theme", "position", "indicator__code"]
        verbose_name = "indicator of a board"
        verbose_name_plural = "indicators of boards"
        constraints = [
            models.UniqueConstraint(
                fields=["board", "indicator", "since"], name="listed_once_from_a_year"
            ),
            models.UniqueConstraint(
                fields=["board", "indicator"],
                condition=models.Q(until=None),
                name="listed_once_at_a_time",
                violation_error_message="It is on the list already, without an end.",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
                name="listed_until_after_it_began",
                violation_error_message="It ends after it begins.",
            ),
            models.CheckConstraint(
                condition=~models.Q(standing="not_collected") | ~models.Q(reason=""),
                name="what_is_not_collected_has_a_reason",
                violation_error_message="Say why it is not collected.",
            ),
        ]

    def __str__(self):
        return f"{self.indicator}, from {self.since}"

    def clean(self):
        super().clean()
        refuse_other_board(self, self.board_id, "agency")


class Target(Recorded):
    """What a figure is meant to be, from a period on."""

    board = models.ForeignKey(
        Board,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="targets",
        help_text="Empty for a national target.",
    )
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    since = PeriodField("from")
    value = models.DecimalField(max_digits=12, decimal_places=4)
    upper = models.DecimalField(
        "up to",
        max_digits=12,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Where it is a range: below the first figure is off it, from this on meets it.",
    )
    tolerance = models.DecimalField(
        max_digits=12,
        decimal_places=4,
        default=0,
        help_text="As far as this from the target is near it.",
    )
    set_by = models.CharField(max_length=80, help_text="Such as Main Board, 14 June 2012.")
    reason = models.CharField(max_length=200, blank=True, help_text="Why it is this one.")

    class Meta:
        ordering = ["indicator", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "indicator", "since"], name="one_target_of_a_board_from_a_period"
            ),
            models.UniqueConstraint(
                fields=["indicator", "since"],
                condition=models.Q(board=None),
                name="one_national_target_from_a_period",
                violation_error_message="There is a national target from this period already.",
            ),
            models.CheckConstraint(
                condition=models.Q(upper=None) | models.Q(upper__gt=models.F("value")),
                name="a_target_range_goes_up",
                violation_error_message="The range ends above where it begins.",
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=0, tolerance__gte=0),
                name="a_target_is_not_negative",
                violation_error_message="A target and its tolerance are not below 0.",
            ),
        ]

    def __str__(self):
        return f"{self.indicator}, from {self.since}: {as_kept(self.value)}"

    def clean(self):
        super().clean()
        if self.indicator_id and self.indicator.polarity == Indicator.Polarity.NEITHER:
            said = "This indicator has no better side, so nothing can meet a target."
            raise ValidationError({"indicator": said})


class ChartNote(Recorded):
    """What changed in a period, by somebody who knows: the chart starts anew there."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="chart_notes")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="chart_notes")
    period = PeriodField("from", help_text="The first period after the change.")
    text = models.CharField(max_length=200, help_text="What changed. No child's details.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="chart_notes"
    )
    made_on = models.DateField()

    class Meta:
        ordering = ["board", "indicator", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "indicator", "period"], name="a_chart_starts_anew_once_a_period"
            )
        ]

    def __str__(self):
        return f"{self.indicator}, {self.period}: {self.text}"
