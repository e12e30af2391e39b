"""What addresses and forms carry: a period, the slug of a record."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from lscb.periods import FinancialYear, Period, parse_period


def asked_year(request) -> FinancialYear | None:
    """The year of ?period=2012-13; None where none is asked for; 404 where it is not a year."""
    asked = request.GET.get("period")
    if not asked:
        return None
    try:
        return FinancialYear.parse(asked)
    except ValueError as problem:
        raise Http404("No such period") from problem


def asked_period(request) -> Period | None:
    """The year or the quarter of ?period=2012-13-Q3; None where none is asked for; 404 where it is
    neither."""
    asked = request.GET.get("period")
    if not asked:
        return None
    try:
        return parse_period(asked)
    except ValueError as problem:
        raise Http404("No such period") from problem


def by_slug(rows, asked: str):
    """The row of that slug, or 404. PostgreSQL cannot be asked for a NUL."""
    if "\0" in asked:
        raise Http404("No such slug")
    return get_object_or_404(rows, slug=asked)
