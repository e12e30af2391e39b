"""What was done to a board's accounts, newest first, from history."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, Window
from django.db.models.functions import Lag

from accounts.models import User
from agencies.account_changes import SECOND_STEP_RESET
from agencies.models import Board, Invitation, Role, Tenure

SHOWN = 30


@dataclass(frozen=True)
class Done:
    """One thing that was done."""

    at: datetime
    by: str
    what: str
    why: str


def done_on(board: Board, limit: int = SHOWN) -> list[Done]:
    """The latest changes to roles, invitations and seats' accounts. A fixed number of queries."""
    roles, invitations, tenures = _roles(board), _invitations(board), _tenures(board)
    rows = sorted(
        [*roles[:limit], *invitations[:limit], *tenures[:limit]],
        key=lambda row: (row.history_date, row.history_id),
        reverse=True,
    )[:limit]
    names = _Names(rows)
    return [done for row in rows for done in _told(row, names)]


def _roles(board: Board):
    return (
        Role.history.filter(board=board)
        .annotate(before=_earlier("suspended_at"))
        .select_related("agency")
        .order_by("-history_id")
    )


def _invitations(board: Board):
    return Invitation.history.filter(board=board).select_related("agency").order_by("-history_id")


def _tenures(board: Board):
    """Only where the account changed."""
    return (
        Tenure.history.filter(seat__group__board=board)
        .annotate(before=_earlier("user_id"))
        .filter(
            Q(before=None, user_id__isnull=False)
            | Q(before__isnull=False, user_id=None)
            | Q(before__isnull=False, user_id__isnull=False) & ~Q(user_id=F("before"))
        )
        .select_related("seat__agency")
        .order_by("-history_id")
    )


def _earlier(field: str) -> Window:
    """What the field was in the record's entry before."""
    return Window(Lag(field), partition_by=F("id"), order_by=F("history_id").asc())


class _Names:
    """The addresses that history itself does not hold, for all rows at once."""

    def __init__(self, rows: Iterable):
        rows = list(rows)
        users = {row.history_user_id for row in rows}
        users |= {getattr(row, "user_id", None) for row in rows}
        users |= {row.before for row in rows if hasattr(row, "seat_id")}
        self.users = dict(User.objects.filter(pk__in=users - {None}).values_list("pk", "email"))
        invited = [row.id for row in rows if hasattr(row, "invited_by_id")]
        self.invited = dict(Invitation.objects.filter(pk__in=invited).values_list("pk", "email"))

    def by(self, row) -> str:
        return self.users.get(row.history_user_id, "")


def _told(row, names: _Names) -> Iterator[Done]:
    if hasattr(row, "seat_id"):
        what = _seat_sentence(row, names)
    elif hasattr(row, "invited_by_id"):
        what = _invitation_sentence(row, names)
    else:
        what = _role_sentence(row, names)
    why = (row.history_change_reason or "").removeprefix(f"{SECOND_STEP_RESET}: ")
    yield Done(row.history_date, names.by(row), what, why)


def role_words(row) -> str:
    """“Agency lead, NHS Kingston”: of a role, an invitation, or an entry of their history."""
    words = row.get_kind_display()
    return f"{words}, {row.agency}" if row.agency_id else words


def _role_sentence(row, names: _Names) -> str:
    account, role = names.users.get(row.user_id, "An account"), role_words(row)
    if row.history_type == "+":
        return f"{account} was given the role {role}"
    if row.history_type == "-":
        return f"{account} lost the role {role}"
    if (row.history_change_reason or "").startswith(SECOND_STEP_RESET):
        return f"{account}: second step taken away"
    if row.before is None and row.suspended_at is not None:
        return f"{account} was suspended as {role}"
    if row.before is not None and row.suspended_at is None:
        return f"{account} was restored as {role}"
    return f"{account}: the role {role} was changed"


def _invitation_sentence(row, names: _Names) -> str:
    address, role = names.invited.get(row.id, "somebody"), role_words(row)
    if row.history_type == "+":
        return f"{address} was invited as {role}"
    if row.accepted_at is not None:
        return f"{address} accepted the invitation as {role}"
    if row.withdrawn_at is not None:
        return f"The invitation of {address} as {role} was withdrawn"
    return f"The invitation of {address} as {role} was changed"


def _seat_sentence(row, names: _Names) -> str:
    before, now = names.users.get(row.before), names.users.get(row.user_id)
    if row.user_id is None:
        return f"{before or 'An account'} was unlinked from the seat {row.seat}"
    return f"{now or 'An account'} was linked to the seat {row.seat}"
