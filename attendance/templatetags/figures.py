"""Figures in templates: {% load figures %}, then {% figure line.attendance %}."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string

register = template.Library()


# A table has hundreds of figures and few that differ. What a figure looks like follows from its
# value alone, and looking it up costs a tenth of laying it out again.
@register.simple_tag
@lru_cache(maxsize=2048)
def figure(value):
    """A Figure as it stands in a page."""
    return render_to_string("attendance/_figure.html", {"figure": value})
