"""What the product is made of, named once for all tests."""

from django.apps import apps

from datasets.models import (
    Area,
    Comparator,
    ComparatorSet,
    Indicator,
    Mapping,
    MappingLine,
    Population,
    Theme,
)

APPS = ("accounts", "agencies", "attendance", "datasets", "actions")
# Every record of the product by the name of its kind, histories left out.
MODELS = sorted(
    (
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    ),
    key=lambda model: model.__name__,
)
# Of these no board owns a row: all boards share them, and only the superuser keeps them.
SHARED = (Area, Comparator, ComparatorSet, Indicator, Mapping, MappingLine, Population, Theme)
