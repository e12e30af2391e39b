"""Boards, the words they use, their agencies and their groups."""

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from lscb.formats import day
from lscb.history import Recorded

if TYPE_CHECKING:
    from agencies.access import Rights
    from agencies.words import Words

RESERVED_SLUGS = ("admin", "accounts", "static", "healthz")


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of white text on "#rrggbb", from 1 to 21.

    Source: WCAG 2.2, definitions of relative luminance and contrast ratio.
    """
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def carries_white_text(colour: str) -> None:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValidationError("Write the colour as # and six hexadecimal digits, such as #1d4e6b.")
    if contrast_with_white(colour) < 4.5:
        raise ValidationError(
            f"White text on {colour} has a contrast of {contrast_with_white(colour):.1f}; "
            "4.5 is needed to be readable. Choose a darker colour."
        )


def refuse_other_board(record, board_id: int | None, *links: str) -> None:
    """The friendly form of the guards that keep a record on one board: says which link of the
    record leads to another one."""
    wrong = {
        link: "This belongs to another board."
        for link in links
        if getattr(record, f"{link}_id") and getattr(record, link).board_id != board_id
    }
    if wrong and board_id is not None:
        raise ValidationError(wrong)


def refuse_circle(record) -> None:
    """Nothing is part of itself, however far up."""
    above, seen = record.parent if record.parent_id else None, set()
    while above is not None and above.pk not in seen:
        if above.pk == record.pk:
            raise ValidationError({"parent": "It would be part of itself."})
        seen.add(above.pk)
        above = above.parent


def short_form_on_each_line(text: str) -> None:
    for line in text.splitlines():
        short, _, long = line.partition(":")
        if line.strip() and not (short.strip() and long.strip()):
            raise ValidationError(
                f"Write “{line}” as a short form, a colon and what it stands for."
            )


class Board(Recorded):
    """The partnership of one area. Everything else belongs to one board."""

    # What agencies.access adds to the board that it gives to a view.
    rights: "Rights"
    words: "Words"

    slug = models.SlugField(
        "address", unique=True, help_text="The board's part of the address: kingston in /kingston/."
    )
    name = models.CharField(max_length=120, help_text="As it should stand at the top of each page.")
    area = models.CharField(max_length=80, help_text="The area it answers for: Kingston.")
    area_code = models.CharField(
        max_length=9,
        blank=True,
        validators=[
            RegexValidator(r"^[A-Z][0-9]{8}$", "An area code is a letter and eight digits.")
        ],
        help_text="Of the Office for National Statistics, such as E09000021.",
    )
    colour = models.CharField(
        max_length=7,
        default="#1d4e6b",
        validators=[carries_white_text],
        help_text="Of the bar at the top. White text must be readable on it.",
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug__in=RESERVED_SLUGS),
                name="board_slug_is_not_reserved",
                violation_error_message="This address is taken by the product itself.",
            )
        ]

    def __str__(self):
        return self.name


class WordList(Recorded):
    """The words a board uses from a day on. Pages take them from here."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="word_lists")
    since = models.DateField("in use from")
    body = models.CharField(
        "the body", max_length=80, help_text="Such as Local Safeguarding Children Board."
    )
    body_short = models.CharField(
        "the body, in short", max_length=40, help_text="Such as Board or Partnership."
    )
    abbreviation = models.CharField(max_length=12, blank=True, help_text="Such as LSCB.")
    chair = models.CharField(max_length=60, help_text="Such as Independent Chair.")
    scrutineer = models.CharField(
        max_length=60,
        blank=True,
        help_text="Such as Independent Scrutineer; empty if there is none.",
    )
    yearly_report = models.CharField(max_length=60, help_text="Such as annual report.")
    case_review = models.CharField(max_length=80, help_text="Such as Serious Case Review.")
    child_death_panel = models.CharField(
        max_length=80, help_text="Such as Child Death Overview Panel."
    )

    short_forms = models.TextField(
        blank=True,
        validators=[short_form_on_each_line],
        help_text="Abbreviations in the names of seats and agencies, one a line, with what they "
        "stand for: GP: general practitioner.",
    )

    class Meta:
        ordering = ["board", "since"]
        verbose_name = "word list"
        constraints = [
            models.UniqueConstraint(fields=["board", "since"], name="one_word_list_from_a_day")
        ]

    def __str__(self):
        return f"{self.board}: words from {day(self.since)}"


class Sector(Recorded):
    """A kind of agency: health, police, voluntary sector."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="sectors")
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0, help_text="Its place in the tables.")

    class Meta:
        ordering = ["board", "position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["board", "name"], name="sector_name_once_a_board")
        ]

    def __str__(self):
        return self.name


class Agency(Recorded):
    """An organisation represented on the board."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="agencies")
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="agencies")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="part of"
    )
    slug = models.SlugField("address")
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0, help_text="Its place in the tables.")

    class Meta:
        ordering = ["board", "position", "name"]
        verbose_name_plural = "agencies"
        constraints = [
            models.UniqueConstraint(fields=["board", "slug"], name="agency_slug_once_a_board"),
            models.UniqueConstraint(fields=["board", "name"], name="agency_name_once_a_board"),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        refuse_other_board(self, self.board_id, "sector", "parent")
        refuse_circle(self)


class AgencyStanding(Recorded):
    """What an agency is to the partnership in law, from a day on."""

    class Standing(models.TextChoices):
        STATUTORY = "statutory", "Statutory safeguarding partner"
        RELEVANT = "relevant", "Relevant agency"
        OTHER = "other", "Other"

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="standings")
    since = models.DateField("from")
    standing = models.CharField(max_length=10, choices=Standing)

    class Meta:
        ordering = ["agency", "since"]
        verbose_name = "standing of an agency"
        verbose_name_plural = "standings of agencies"
        constraints = [
            models.UniqueConstraint(fields=["agency", "since"], name="one_standing_from_a_day")
        ]

    def __str__(self):
        return f"{self.agency}: {self.get_standing_display()} from {day(self.since)}"


class Group(Recorded):
    """A body of the board that meets."""

    class Kind(models.TextChoices):
        MAIN_BOARD = "main_board", "Main body"
        MANAGEMENT_GROUP = "management_group", "Management or executive group"
        SUB_GROUP = "sub_group", "Sub group"
        PANEL = "panel", "Panel"
        TASK_AND_FINISH = "task_and_finish", "Task and finish group"

    board = models.ForeignKey(Board, models.CASCADE, related_name="groups")
    slug = models.SlugField("address")
    name = models.CharField(max_length=80)
    kind = models.CharField("type", max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name="reports to",
    )
    since = models.DateField(null=True, blank=True)
    until = models.DateField(
        "ended", null=True, blank=True, help_text="The first day it no longer existed."
    )
    meets = models.CharField(
        "meets how often", max_length=60, blank=True, help_text="Such as every two months."
    )
    note = models.TextField(blank=True, help_text="What readers should know. No child's details.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Its place in lists.")

    class Meta:
        ordering = ["board", "position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["board", "slug"], name="group_slug_once_a_board"),
            models.UniqueConstraint(fields=["board", "name"], name="group_name_once_a_board"),
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("since")),
                name="group_ends_after_it_begins",
                violation_error_message="A group ends after it begins.",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        refuse_other_board(self, self.board_id, "parent")
        refuse_circle(self)
