"""Which column of which published file is which figure: data, so that a release with other columns
needs a new mapping and no new code."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce

from datasets.importing.rules import columns_of, conditions, joint_returns
from datasets.models.areas import refuse_a_boards_own
from datasets.models.indicators import Indicator
from datasets.models.observations import Release
from lscb.history import Recorded


def refuse_unreadable(record, reads: dict) -> None:
    """Raises ValidationError where the text of a field is not written as its reader takes it."""
    problems = {}
    for name, read in reads.items():
        try:
            read(getattr(record, name))
        except ValueError as problem:
            problems[name] = f"{problem}."
    if problems:
        raise ValidationError(problems)


class Mapping(Recorded):
    """How one file of a release is read."""

    class Holds(models.TextChoices):
        FIGURES = "figures", "Figures of indicators"
        POPULATION = "population", "People aged 0 to 17"

    name = models.SlugField(unique=True, help_text="What the command is told, such as cin-2024-c1.")
    release = models.ForeignKey(Release, models.PROTECT, related_name="mappings")
    holds = models.CharField(max_length=10, choices=Holds, default=Holds.FIGURES)
    only_where = models.CharField(
        max_length=200,
        blank=True,
        help_text="Which rows are read, where a file has several kinds: category = Total.",
    )
    rounded_to = models.PositiveSmallIntegerField(
        default=0,
        help_text="What the counts of England and the regions were rounded to; or 0.",
    )
    joint = models.TextField(
        "areas with one return",
        blank=True,
        help_text="A line for each: E09000021 + E09000027: 2014-15 to 2022-23.",
    )
    note = models.TextField(blank=True, help_text="Such as why nothing is read from this file.")

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        refuse_a_boards_own(self)
        refuse_unreadable(self, {"only_where": conditions, "joint": joint_returns})


class MappingLine(Recorded):
    """One figure of each row of a file. Columns may be added up: Schools + Education_Services."""

    mapping = models.ForeignKey(Mapping, models.CASCADE, related_name="lines")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="mapping_lines"
    )
    quarter = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="1 to 4, where the columns are of one quarter only."
    )
    numerator = models.CharField(max_length=200, blank=True)
    denominator = models.CharField(
        max_length=200,
        blank=True,
        help_text="Or the word population: of the middle of the year before.",
    )
    value = models.CharField(
        max_length=200, blank=True, help_text="Empty where the release has no such column."
    )

    class Meta:
        ordering = ["mapping", "pk"]
        constraints = [
            models.UniqueConstraint(
                "mapping",
                Coalesce("indicator", 0),
                Coalesce("quarter", 0),
                name="mapped_once_a_quarter",
                violation_error_message="This figure is read from this file already.",
            ),
            models.CheckConstraint(
                condition=models.Q(quarter=None) | models.Q(quarter__in=(1, 2, 3, 4)),
                name="a_mapped_quarter_is_one_of_four",
                violation_error_message="A year has four quarters.",
            ),
            models.CheckConstraint(
                condition=~models.Q(numerator="") | ~models.Q(value=""),
                name="a_mapping_line_reads_something",
                violation_error_message="Name the column of the numerator or of the value.",
            ),
        ]

    def __str__(self):
        return f"{self.mapping}: {self.indicator or 'population'}"

    def clean(self):
        super().clean()
        refuse_unreadable(self, dict.fromkeys(("numerator", "denominator", "value"), columns_of))
