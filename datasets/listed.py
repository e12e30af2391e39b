"""The indicators of a board's list, as an address names them."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404

from agencies.models import Board
from datasets.models import ListedIndicator
from lscb.periods import FinancialYear


def listed_for(board: Board, code: str, year: FinancialYear) -> ListedIndicator:
    """The entry of the board's (with .rights) list in the year; of the nearest years where it was
    not on the list then. 404 where it never was, 403 where it is limited to other roles."""
    return entry_in(board, entries_of(board, code), year)


def entries_of(board: Board, code: str) -> list[ListedIndicator]:
    """Every entry of the indicator on the board's list, with who answers; 404 without one."""
    entries = ListedIndicator.objects.filter(board=board, indicator__code=code)
    found = list(entries.select_related("indicator__theme", "agency"))
    if not found:
        raise Http404("No such indicator on this board's list")
    return found


def entry_in(
    board: Board, entries: Sequence[ListedIndicator], year: FinancialYear
) -> ListedIndicator:
    """The one of the year, or of the nearest years; 403 where it is limited to other roles."""
    nearest = min(entries, key=lambda one: _years_off(one, year))
    if nearest.is_limited and not board.rights.sees_limited_figures:
        raise PermissionDenied
    return nearest


def _years_off(entry: ListedIndicator, year: FinancialYear) -> int:
    """How far the year is from those of the entry; 0 where it is one of them."""
    last = entry.until.starting - 1 if entry.until else year.starting
    return max(entry.since.starting - year.starting, year.starting - last, 0)
