"""The pages about a board's accounts, for its manager and its administrators."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from agencies import account_changes, account_pages
from agencies.access import accounts_board_for
from agencies.account_forms import ReasonForm, SeatForm
from agencies.account_log import role_words
from agencies.account_pages import ConfirmPage, SeatPage, held_today
from lscb.keys import read_id
from lscb.rendering import render_page

shows_or_does = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def accounts(request, board_slug):
    board = accounts_board_for(request.user, board_slug)
    page = account_pages.accounts(board, request.user)
    return render_page(request, "agencies/accounts.html", page)


def role_to_change(request, board_slug, role_id):
    """The board and a role of it: 403 where the reader may not give such a role."""
    board = accounts_board_for(request.user, board_slug)
    role = get_object_or_404(board.roles.select_related("user", "agency"), pk=role_id)
    if role.kind not in board.rights.gives:
        raise PermissionDenied
    return board, role


@shows_or_does
def suspend(request, board_slug, role_id):
    board, role = role_to_change(request, board_slug, role_id)
    form = ReasonForm(request.POST or None)
    refusal = account_changes.why_not_suspend(role, request.user)
    if request.method == "POST" and form.is_valid():
        try:
            account_changes.suspend(role, request.user, form.cleaned_data["reason"])
        except account_changes.Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, f"{role.user} is suspended as {role_words(role)}.")
            return redirect("accounts", board.slug)
    page = ConfirmPage(
        board,
        "Suspend a role",
        f"{role.user} loses what the role {role_words(role)} opens, at once. "
        "You can restore it later.",
        "Suspend",
        form,
        refusal,
    )
    return confirm(request, page)


@shows_or_does
def restore(request, board_slug, role_id):
    board, role = role_to_change(request, board_slug, role_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account_changes.restore(role, form.cleaned_data["reason"])
        messages.success(request, f"{role.user} has the role {role_words(role)} again.")
        return redirect("accounts", board.slug)
    page = ConfirmPage(
        board,
        "Restore a role",
        f"{role.user} has the role {role_words(role)} again, at once.",
        "Restore",
        form,
    )
    return confirm(request, page)


def confirm(request, page):
    status = 403 if page.refusal else 200
    return render_page(request, "agencies/account_confirm.html", page, status=status)


def account_on(board, user_id):
    """An account with a role on the board, suspended or not."""
    return get_object_or_404(User.objects.filter(roles__board=board).distinct(), pk=user_id)


@shows_or_does
def seat(request, board_slug, user_id):
    board = accounts_board_for(request.user, board_slug)
    user = account_on(board, user_id)
    tenures = held_today(board).select_related("seat__group", "seat__agency")
    linking = request.method == "POST" and "unlink" not in request.POST
    form = SeatForm(tenures.filter(user=None), request.POST if linking else None)
    if request.method == "POST" and not linking:
        return unlink_seat(request, board, tenures.filter(user=user))
    if linking and form.is_valid() and link_seat(request, form, user):
        return redirect("account_seat", board.slug, user.pk)
    page = SeatPage(board, user, list(tenures.filter(user=user)), form)
    return render_page(request, "agencies/account_seat.html", page)


def link_seat(request, form, user):
    """Whether the seat was linked; if not, the form says why."""
    tenure = form.cleaned_data["tenure"]
    try:
        account_changes.link_seat(tenure, user)
    except account_changes.Refused as refused:
        form.add_error("tenure", str(refused))
        return False
    messages.success(request, f"{user} is linked to the seat {tenure.seat}.")
    return True


def unlink_seat(request, board, own):
    chosen = read_id(request.POST["unlink"])
    if chosen is None:
        raise Http404
    tenure = get_object_or_404(own, pk=chosen)
    account_changes.link_seat(tenure, None)
    messages.success(request, f"{tenure.user} is no longer linked to the seat {tenure.seat}.")
    return redirect("account_seat", board.slug, tenure.user.pk)


@shows_or_does
def second_step(request, board_slug, user_id):
    """Only for an administrator, and only with the password or code given again."""
    board = accounts_board_for(request.user, board_slug)
    if not board.rights.is_administrator:
        raise PermissionDenied
    return reset_second_step(request, board, account_on(board, user_id))


@reauthentication_required
def reset_second_step(request, board, user):
    role = board.roles.filter(user=user).select_related("user").order_by("pk").first()
    form = ReasonForm(request.POST or None)
    refusal = account_changes.why_not_reset(user, request.user)
    if request.method == "POST" and form.is_valid() and not refusal:
        account_changes.reset_second_step(role, request.user, form.cleaned_data["reason"])
        tell_owner(request, board, user)
        messages.success(request, f"The second step of {user} is taken away.")
        return redirect("accounts", board.slug)
    page = ConfirmPage(
        board,
        "Take away a second step",
        f"{user} is signed out everywhere, signs in with the password alone, and is asked to set "
        "up a second step again. Do it only when you know that it is they who ask: call them "
        "back on a number you know.",
        "Take it away",
        form,
        refusal,
    )
    return confirm(request, page)


def tell_owner(request, board, user):
    send_mail(
        "Your second step at sign-in was taken away",
        render_to_string(
            "agencies/email/second_step.txt", {"board": board, "by": request.user}, request
        ),
        None,
        [user.email],
    )
