"""Inviting, withdrawing and accepting."""

from smtplib import SMTPException

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from agencies import invitations
from agencies.access import accounts_board_for
from agencies.account_forms import InviteForm, NewAccountForm, WithdrawForm
from agencies.account_log import role_words
from agencies.account_pages import ConfirmPage, InvitationPage, InvitedPage, InvitePage
from agencies.account_views import confirm, shows_or_does
from agencies.words import words_of
from lscb.rendering import render_page

TO_THE_TERMINAL = "django.core.mail.backends.console.EmailBackend"


@shows_or_does
def invite(request, board_slug):
    board = accounts_board_for(request.user, board_slug)
    form = InviteForm(board, request.POST or None)
    address = sent(request, board, form) if form.is_bound and form.is_valid() else None
    if address:
        return invited(request, board, form.cleaned_data["email"], address)
    return render_page(request, "agencies/invite.html", InvitePage(board, form))


def sent(request, board, form):
    """The link's address; None where the e-mail could not be sent, and the form says so."""

    def link(token):
        return request.build_absolute_uri(reverse("invitation", args=[token]))

    try:
        return invitations.invite(board, request.user, link=link, **form.cleaned_data)
    except (SMTPException, OSError):
        form.add_error(None, "The e-mail could not be sent, so nobody was invited. Try later.")
        return None


def invited(request, board, email, address):
    """Not a redirect: the link is known only now. It is shown only where e-mail reaches nobody;
    elsewhere the inbox is the proof that the account is its owner's."""
    shown = address if settings.EMAIL_BACKEND == TO_THE_TERMINAL else None
    return render_page(request, "agencies/invited.html", InvitedPage(board, email, shown))


@shows_or_does
def withdraw(request, board_slug, invitation_id):
    board = accounts_board_for(request.user, board_slug)
    invitation = get_object_or_404(board.invitations.open(), pk=invitation_id)
    if invitation.kind not in board.rights.gives:
        raise PermissionDenied
    if request.method == "POST":
        invitations.withdraw(invitation, "Withdrawn")
        messages.success(request, f"The invitation of {invitation.email} is withdrawn.")
        return redirect("accounts", board.slug)
    page = ConfirmPage(
        board,
        "Withdraw an invitation",
        f"The link that {invitation.email} was sent, for the role {role_words(invitation)}, "
        "stops working.",
        "Withdraw",
        WithdrawForm(),
    )
    return confirm(request, page)


@login_not_required
@sensitive_post_parameters("password1", "password2")
@shows_or_does
def invitation(request, token):
    """The address holds the token, so it is told to nobody: not even our own pages."""
    response = answer(request, token)
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def answer(request, token):
    offer = invitations.offered(token)
    if offer is None:
        return gone(request)
    try:
        return accepted(request, offer) if request.method == "POST" else shown(request, offer)
    except (invitations.NoLongerOpen, IntegrityError):
        return gone(request)


def gone(request) -> HttpResponse:
    """The same for a link that was used, withdrawn or is too old, and for one that never was."""
    return render_page(request, "agencies/invitation_gone.html", None, status=404)


def way_in(request, offer) -> str:
    if request.user.is_authenticated:
        return "accept" if request.user.email.lower() == offer.email.lower() else "other"
    if not invitations.has_account(offer.email):
        return "new"
    # The account may be what another click on the same link has just made.
    if not invitations.is_open(offer):
        raise invitations.NoLongerOpen
    return "sign-in"


def shown(request, offer, form=None):
    way = way_in(request, offer)
    if way == "new" and form is None:
        form = NewAccountForm(offer.email)
    words = words_of(offer.board, timezone.localdate())
    page = InvitationPage(offer, words, way, form)
    return render_page(request, "agencies/invitation.html", page)


def accepted(request, offer):
    way = way_in(request, offer)
    if way == "accept":
        role = invitations.accept(offer, request.user)
        messages.success(request, f"You have the role {role_words(role)} on {offer.board}.")
        return redirect("board", offer.board.slug)
    if way == "new":
        return new_account(request, offer)
    return shown(request, offer)


def new_account(request, offer):
    form = NewAccountForm(offer.email, request.POST)
    if not form.is_valid():
        return shown(request, offer, form)
    with transaction.atomic():
        invitations.accept_with_new_account(offer, form.cleaned_data["password1"])
    messages.success(request, "Your account is ready. Sign in with the password you have chosen.")
    return redirect("account_login")
