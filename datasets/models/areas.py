"""Areas, how many children live in them, and which of them are alike."""

from django.core.exceptions import ValidationError
from django.db import models

from lscb.history import Recorded


def refuse_a_boards_own(record) -> None:
    """The friendly form of the guards that keep a board's own documents out of what all boards
    share."""
    if record.release_id and record.release.board_id is not None:
        raise ValidationError({"release": "This is a board's own document; choose a national one."})


class Area(Recorded):
    """A country, a region or a local authority that figures are published for."""

    class Kind(models.TextChoices):
        COUNTRY = "country", "Country"
        REGION = "region", "Region"
        AUTHORITY = "authority", "Local authority"

    code = models.CharField(
        max_length=9,
        unique=True,
        help_text="Of the Office for National Statistics: E09000021.",
    )
    number = models.CharField(
        "DfE number",
        max_length=4,
        blank=True,
        help_text="Of the Department for Education, for a local authority: 314.",
    )
    name = models.CharField(max_length=80)
    kind = models.CharField("type", max_length=10, choices=Kind)
    region = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="authority", region__isnull=False)
                | models.Q(kind__in=("country", "region"), region=None),
                name="a_local_authority_lies_in_a_region",
                violation_error_message="A local authority lies in a region; nothing else does.",
            )
        ]

    def __str__(self):
        return self.name


class Population(Recorded):
    """How many people of 0 to 17 lived in an area in the middle of a year, by one release."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="populations")
    year = models.PositiveSmallIntegerField(
        "mid-year of", help_text="The estimate of June 2012 serves figures of 2012-13."
    )
    release = models.ForeignKey("datasets.Release", models.PROTECT, related_name="populations")
    people = models.PositiveIntegerField("people aged 0 to 17")

    class Meta:
        ordering = ["area", "year", "-release__published_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "release"], name="one_population_a_year_and_release"
            )
        ]

    def __str__(self):
        return f"{self.area}, mid-{self.year}: {self.people}"

    def clean(self):
        super().clean()
        refuse_a_boards_own(self)


class ComparatorSet(Recorded):
    """A named and dated model of which areas are alike."""

    class Average(models.TextChoices):
        MEAN = "mean", "Mean"
        MEDIAN = "median", "Median"

    name = models.CharField(max_length=80, help_text="Such as Statistical neighbours.")
    since = models.DateField("model of", help_text="The day from which it is meant to be used.")
    average = models.CharField(max_length=6, choices=Average, default=Average.MEAN)
    source = models.CharField(max_length=200, help_text="Who made it, and under which licence.")

    class Meta:
        ordering = ["name", "since"]
        constraints = [
            models.UniqueConstraint(fields=["name", "since"], name="one_model_from_a_day")
        ]

    def __str__(self):
        return f"{self.name}, {self.since:%B %Y} model"


class Comparator(Recorded):
    """One area that another is compared with."""

    set = models.ForeignKey(ComparatorSet, models.CASCADE, related_name="comparators")
    area = models.ForeignKey(Area, models.PROTECT, related_name="comparators")
    like = models.ForeignKey(
        Area, models.PROTECT, related_name="compared_with", verbose_name="is compared with"
    )
    rank = models.PositiveSmallIntegerField(help_text="1 is the one most like it.")
    closeness = models.CharField(max_length=20, blank=True, help_text="Such as Very close.")

    class Meta:
        ordering = ["set", "area", "rank"]
        verbose_name = "similar area"
        constraints = [
            models.UniqueConstraint(
                fields=["set", "area", "like"], name="compared_once_in_a_model"
            ),
            models.CheckConstraint(
                condition=~models.Q(area=models.F("like")),
                name="no_area_is_its_own_neighbour",
                violation_error_message="An area is not compared with itself.",
            ),
        ]

    def __str__(self):
        return f"{self.area}: {self.like}"
