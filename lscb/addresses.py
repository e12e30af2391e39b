"""What addresses carry: a period in the query."""

from django.http import Http404

from lscb.periods import FinancialYear


def asked_year(request) -> FinancialYear | None:
    """The year of ?period=2012-13; None where none is asked for; 404 where it is not a year."""
    asked = request.GET.get("period")
    if not asked:
        return None
    try:
        return FinancialYear.parse(asked)
    except ValueError as problem:
        raise Http404("No such period") from problem
