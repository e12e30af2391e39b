"""Figures of indicators in templates."""

from django import template

from datasets.dataset import Beside, Recorded
from datasets.figures import as_text, counts, headline
from datasets.models import Indicator

register = template.Library()


@register.filter
def large(recorded: Recorded, indicator: Indicator) -> str:
    return headline(recorded.known, indicator)[0]


@register.filter
def beneath(recorded: Recorded, indicator: Indicator) -> str:
    return headline(recorded.known, indicator)[1]


@register.filter
def compared(beside: Beside, indicator: Indicator) -> str:
    return as_text(beside.value, indicator)


@register.filter
def rests_on(beside: Beside, indicator: Indicator) -> str:
    """357 of 1,948; of a rate the people of a whole country would say nothing."""
    if beside.counted is None or indicator.unit == Indicator.Unit.RATE:
        return ""
    return counts(beside.counted)
