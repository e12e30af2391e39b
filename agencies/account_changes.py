"""What is done to an account on a board: each with a reason, and kept in history."""

from django.db import transaction
from django.utils import timezone

from accounts import second_step
from accounts.models import User
from agencies.access import administered_boards
from agencies.models import Board, Role, Tenure

SECOND_STEP_RESET = "Second step taken away"


class Refused(Exception):
    """It may not be done; the message is the sentence for whoever asked."""


def why_not_suspend(role: Role, by: User) -> str | None:
    """The sentence why this account may not suspend the role; None if it may."""
    if role.kind == Role.Kind.ADMINISTRATOR and role.user_id == by.pk:
        return "You cannot suspend your own role as administrator. Ask another administrator."
    return None


@transaction.atomic
def suspend(role: Role, by: User, reason: str) -> None:
    """Ends what the role opens, from the account's next request on. Raises Refused."""
    # Two administrators who suspend each other at once come one after the other.
    Board.objects.select_for_update().get(pk=role.board_id)
    if sentence := why_not_suspend(role, by):
        raise Refused(sentence)
    if role.kind == Role.Kind.ADMINISTRATOR and not _other_administrators(role).exists():
        raise Refused("A board keeps at least one administrator: this is the last.")
    _set_suspended(role, timezone.now(), reason)


def _other_administrators(role: Role):
    return Role.objects.filter(
        board_id=role.board_id,
        kind=Role.Kind.ADMINISTRATOR,
        suspended_at=None,
        user__is_active=True,
    ).exclude(pk=role.pk)


def restore(role: Role, reason: str) -> None:
    _set_suspended(role, None, reason)


def _set_suspended(role: Role, moment, reason: str) -> None:
    """Changes nothing where it is so already."""
    role.refresh_from_db(fields=["suspended_at"])
    if (role.suspended_at is None) == (moment is None):
        return
    role.suspended_at = moment
    role._change_reason = reason
    role.save()


@transaction.atomic
def link_seat(tenure: Tenure, user: User | None) -> None:
    """Says whose account the holder of a seat signs in with; None for nobody's.
    Raises Refused where another account was linked in the meantime."""
    tenure = Tenure.objects.select_for_update().get(pk=tenure.pk)
    if user is not None and tenure.user_id not in (None, user.pk):
        raise Refused("Another account was linked to this seat in the meantime.")
    tenure.user = user
    tenure._change_reason = "Account linked" if user else "Account unlinked"
    tenure.save()


def why_not_reset(user: User, by: User) -> str | None:
    """The sentence why an administrator may not take away the account's second step."""
    if user.pk == by.pk:
        return "This is your own account: change your second step under “Your account”."
    administered = administered_boards(by).values("pk")
    if user.is_superuser or user.roles.exclude(board__in=administered).exists():
        return (
            "This account reaches more than the boards you administer. Ask whoever looks after "
            "the whole installation to take its second step away."
        )
    return None


@transaction.atomic
def reset_second_step(role: Role, by: User, reason: str) -> None:
    """Takes away the second step of the role's account and ends its sessions. The role's history
    keeps it, because that is where the board looks. Raises Refused."""
    if sentence := why_not_reset(role.user, by):
        raise Refused(sentence)
    second_step.take_away(role.user)
    role._change_reason = f"{SECOND_STEP_RESET}: {reason}"
    role.save()
