"""An account's way in: an invitation is sent by e-mail, and accepted once."""

from collections.abc import Callable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from agencies.access import given_by
from agencies.models import Board, Invitation, Role

WHAT_A_ROLE_IS: dict[str, str] = {
    Role.Kind.MEMBER: "Reads the pages and downloads the tables.",
    Role.Kind.AGENCY_LEAD: "Reads the pages and answers for one agency's figures.",
    Role.Kind.SIGNING_OFFICER: "Reads the pages and signs for one agency.",
    Role.Kind.MANAGER: "Sees everything, and looks after the accounts.",
    Role.Kind.ADMINISTRATOR: "Keeps the data, and looks after all accounts.",
}


class NoLongerOpen(Exception):
    """The invitation was accepted, withdrawn or too old in the meantime."""


@transaction.atomic
def invite(
    board: Board, invited_by: User, *, email: str, kind: str, agency, link: Callable[[str], str]
) -> str:
    """The address of the link, after the invitation was stored and sent. An earlier one for the
    same role is withdrawn: only the latest link works."""
    for earlier in board.invitations.open().filter(email__iexact=email, kind=kind, agency=agency):
        withdraw(earlier, "A newer one was sent")
    invitation, token = Invitation.make(
        board=board, invited_by=invited_by, email=email, kind=kind, agency=agency
    )
    address = link(token)
    send_mail(
        f"An invitation to {board.name}",
        render_to_string(
            "agencies/email/invitation.txt",
            {
                "invitation": invitation,
                "what_it_is": WHAT_A_ROLE_IS[kind],
                "address": address,
                "site_name": settings.SITE_NAME,
            },
        ),
        None,
        [email],
    )
    return address


def withdraw(invitation: Invitation, reason: str) -> None:
    invitation.withdrawn_at = timezone.now()
    invitation._change_reason = reason
    invitation.save()


def offered(token: str) -> Invitation | None:
    """The invitation of a link that can still be used. It cannot if whoever sent it may no longer
    give the role: somebody who was suspended must not come back by a link of their own."""
    invitation = Invitation.open_for(token)
    if invitation is None or not sender_may_give(invitation):
        return None
    return invitation


def sender_may_give(invitation: Invitation) -> bool:
    kinds = invitation.board.roles.filter(
        user=invitation.invited_by, user__is_active=True, suspended_at=None
    ).values_list("kind", flat=True)
    return invitation.kind in given_by(set(kinds))


def _locked(invitation: Invitation) -> Invitation:
    """The same row, which nobody else can accept before the transaction ends."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",)).open().filter(pk=invitation.pk).first()
    )
    if invitation is None:
        raise NoLongerOpen
    return invitation


@transaction.atomic
def accept(invitation: Invitation, user: User) -> Role:
    """The role of the account, whose address is the invitation's. Raises NoLongerOpen."""
    invitation = _locked(invitation)
    if invitation.email.lower() != user.email.lower():
        raise NoLongerOpen
    invitation.accepted_at = timezone.now()
    invitation._history_user = user
    invitation.save()
    return _role_of(invitation, user)


def _role_of(invitation: Invitation, user: User) -> Role:
    """The invitation's role: a new one, or the one the account had, no longer suspended."""
    offer = {"board": invitation.board, "kind": invitation.kind, "agency": invitation.agency}
    role = Role.objects.filter(user=user, **offer).first() or Role(user=user, **offer)
    if role.pk is None or role.suspended_at is not None:
        role.suspended_at = None
        role._change_reason = "Invitation accepted"
        role._history_user = user
        role.save()
    return role


@transaction.atomic
def accept_with_new_account(invitation: Invitation, password: str) -> Role:
    """The role of a new account with this password. Raises NoLongerOpen."""
    invitation = _locked(invitation)
    if has_account(invitation.email):
        raise NoLongerOpen
    return accept(invitation, User.objects.create_user(invitation.email, password))


def is_open(invitation: Invitation) -> bool:
    return Invitation.objects.open().filter(pk=invitation.pk).exists()


def has_account(email: str) -> bool:
    return User.objects.filter(email__iexact=email).exists()
