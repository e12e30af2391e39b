"""Figures of indicators in templates."""

from django import template

from datasets.calculations import Known
from datasets.dataset import Beside
from datasets.figures import as_text, counts, headline
from datasets.models import Indicator

register = template.Library()


@register.filter
def large(known: Known, indicator: Indicator) -> str:
    return headline(known, indicator)[0]


@register.filter
def beneath(known: Known, indicator: Indicator) -> str:
    return headline(known, indicator)[1]


@register.filter
def compared(beside: Beside, indicator: Indicator) -> str:
    return as_text(beside.value, indicator)


@register.filter
def rests_on(beside: Beside, indicator: Indicator) -> str:
    """357 of 1,948; of a rate the people of a whole country would say nothing."""
    if beside.counted is None or indicator.unit == Indicator.Unit.RATE:
        return ""
    return counts(beside.counted)
