"""The admin site's pages for indicators, their figures, and what they are compared with.

What all boards share, such as the indicators themselves and what is published nationally, every
administrator sees and the superuser keeps.
"""

from django.contrib import admin
from django.db import models
from django.db.models import Count
from django.utils import timezone

from agencies.administration import BoardScopedAdmin, RowsOnAPage, ShownOnly
from agencies.shared_records import BoardOrAllFilter, PartlySharedAdmin, SharedAdmin
from datasets.importing.admin_page import ImportsOpenData
from datasets.models import (
    Area,
    ChartNote,
    Comparator,
    ComparatorSet,
    FigureDownload,
    Indicator,
    ListedIndicator,
    Mapping,
    MappingLine,
    Observation,
    Population,
    Release,
    Target,
    Theme,
)
from lscb.formats import as_kept

# More rows than this are too many for one page: they have a list of their own.
MOST_ROWS = 30


def number(name, description=None):
    """A column of the field of that name, without the zeros that only its storage needs."""

    @admin.display(description=description or name, ordering=name)
    def column(self, row):
        return as_kept(getattr(row, name))

    return column


# What all boards share


@admin.register(Theme)
class ThemeAdmin(SharedAdmin):
    list_display = ["name", "position"]
    search_fields = ["name"]


@admin.register(Indicator)
class IndicatorAdmin(SharedAdmin):
    also_fixed = ("unit",)
    related = ("theme",)
    list_display = [
        "code",
        "title",
        "theme",
        "unit",
        "polarity",
        "frequency",
        "small_number_risk",
        "compares_with_england",
    ]
    list_filter = ["theme", "unit", "polarity", "frequency", "small_number_risk"]
    search_fields = ["code", "title", "definition", "source", "national_table"]
    autocomplete_fields = ["theme"]
    ordering = ["code"]


@admin.register(Area)
class AreaAdmin(SharedAdmin):
    related = ("region",)
    list_display = ["name", "code", "number", "kind", "region"]
    list_filter = ["kind", ("region", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name", "code", "number"]
    autocomplete_fields = ["region"]


@admin.register(Population)
class PopulationAdmin(SharedAdmin):
    related = ("area", "release")
    list_display = ["area", "year", "people", "release"]
    list_filter = ["year", ("release", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["area__name", "area__code"]
    autocomplete_fields = ["area", "release"]


class ComparatorRows(RowsOnAPage):
    model = Comparator
    fields = ["area", "like", "rank", "closeness"]


@admin.register(ComparatorSet)
class ComparatorSetAdmin(SharedAdmin):
    list_display = ["name", "since", "average", "pairs", "source"]
    search_fields = ["name", "source"]
    ordering = ["name", "since"]
    inlines = [ComparatorRows]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(pair_count=Count("comparators"))

    @admin.display(description="pairs of areas", ordering="pair_count")
    def pairs(self, model):
        return model.pair_count

    def get_inlines(self, request, obj):
        """A model of the whole country has some 1,500 pairs."""
        return [] if obj and obj.comparators.count() > MOST_ROWS else self.inlines


@admin.register(Comparator)
class ComparatorAdmin(SharedAdmin):
    related = ("set", "area", "like")
    list_display = ["area", "like", "rank", "closeness", "set"]
    list_filter = ["set"]
    search_fields = ["area__name", "area__code", "like__name", "like__code"]
    autocomplete_fields = ["set", "area", "like"]


class MappingLineRows(RowsOnAPage):
    model = MappingLine
    fields = ["indicator", "quarter", "numerator", "denominator", "value"]


@admin.register(Mapping)
class MappingAdmin(ImportsOpenData, SharedAdmin):
    related = ("release",)
    list_display = ["name", "release", "holds", "only_where"]
    list_filter = ["holds", ("release", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name", "release__title"]
    autocomplete_fields = ["release"]
    inlines = [MappingLineRows]


@admin.register(MappingLine)
class MappingLineAdmin(SharedAdmin):
    related = ("mapping", "indicator")
    list_display = ["mapping", "indicator", "quarter", "numerator", "denominator", "value"]
    list_filter = ["mapping", "indicator"]
    search_fields = ["mapping__name", "indicator__code", "numerator", "denominator", "value"]
    autocomplete_fields = ["mapping", "indicator"]


# Of a board, or of all


@admin.register(Release)
class ReleaseAdmin(PartlySharedAdmin):
    related = ("board",)
    list_display = ["title", "edition", "publisher", "published_on", "licence", "of_board"]
    list_filter = [("board", BoardOrAllFilter), "publisher"]
    search_fields = ["title", "edition", "publisher"]
    autocomplete_fields = ["board"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Observation)
class ObservationAdmin(PartlySharedAdmin):
    also_fixed = ("indicator",)
    related = ("board", "indicator", "area", "release")
    list_display = [
        "code",
        "area",
        "period",
        "value_kept",
        "numerator_kept",
        "denominator_kept",
        "reason",
        "release",
        "is_current",
        "of_board",
    ]
    list_filter = [
        ("board", BoardOrAllFilter),
        "is_current",
        ("revises", admin.EmptyFieldListFilter),
        "reason",
        "is_provisional",
        "is_inferred",
        "indicator",
        "release",
    ]
    search_fields = ["indicator__code", "indicator__title", "area__name", "area__code", "note"]
    autocomplete_fields = ["board", "indicator", "area", "release", "revises"]
    ordering = ["-pk"]  # there may be hundreds of thousands: the latest entered first

    value_kept = number("value", "value as published")
    numerator_kept = number("numerator")
    denominator_kept = number("denominator")

    @admin.display(description="indicator", ordering="indicator__code")
    def code(self, figure):
        return figure.indicator.code


@admin.register(Target)
class TargetAdmin(PartlySharedAdmin):
    related = ("board", "indicator")
    list_display = ["indicator", "since", "value_kept", "upper_kept", "near", "set_by", "of_board"]
    list_filter = [("board", BoardOrAllFilter), "indicator"]
    search_fields = ["indicator__code", "indicator__title", "set_by", "reason"]
    autocomplete_fields = ["board", "indicator"]

    value_kept = number("value")
    upper_kept = number("upper", "up to")
    near = number("tolerance")


@admin.register(ListedIndicator)
class ListedIndicatorAdmin(BoardScopedAdmin):
    related = ("board", "indicator", "agency")
    list_display = [
        "indicator",
        "since",
        "until",
        "standing",
        "agency",
        "review_on",
        "is_limited",
        "board",
    ]
    list_filter = [
        "board",
        "standing",
        "indicator__theme",
        "agency",
        "is_limited",
        ("until", admin.EmptyFieldListFilter),
    ]
    search_fields = ["indicator__code", "indicator__title", "agency__name", "question", "reason"]
    autocomplete_fields = ["board", "indicator", "agency"]


@admin.register(ChartNote)
class ChartNoteAdmin(BoardScopedAdmin):
    related = ("board", "indicator", "made_by")
    list_display = ["indicator", "period", "text", "made_on", "made_by", "board"]
    list_filter = ["board", "indicator"]
    search_fields = ["indicator__code", "indicator__title", "text"]
    autocomplete_fields = ["board", "indicator", "made_by"]

    def get_changeform_initial_data(self, request):
        """Whoever writes it, and when, unless they say otherwise."""
        now = {"made_by": request.user.pk, "made_on": timezone.localdate()}
        return now | super().get_changeform_initial_data(request)


@admin.register(FigureDownload)
class FigureDownloadAdmin(ShownOnly):
    """The product notes each itself."""

    related = ("board", "user")
    list_display = ["what", "user", "taken_at", "board"]
    list_filter = ["board"]
    search_fields = ["what", "user__email"]
    date_hierarchy = "taken_at"
    fields = ["board", "user", "what", "taken_at"]
