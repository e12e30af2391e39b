"""The list of kinds of agency that a board wants, and its keeping."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from agencies.access import board_for, registers_board_for
from agencies.models import WantedKind
from attendance.membership import changes, pages, wanted
from attendance.membership.forms import ConfirmForm
from attendance.membership.pages import in_table_order
from attendance.membership.views import sent, shows_or_does
from attendance.membership.wanted import WantedFormPage
from attendance.membership.wanted_forms import WantedForm
from lscb.rendering import render_page


@require_safe
def wanted_kinds(request, board_slug):
    page = wanted.wanted_kinds(board_for(request.user, board_slug))
    return render_page(request, "attendance/wanted_kinds.html", page)


def _ask_wanted(request, page, do):
    if request.method == "POST" and page.form.is_valid():
        messages.success(request, do())
        return redirect("wanted_kinds", page.board.slug)
    return render_page(request, "attendance/wanted_form.html", page)


def _seats_to_choose(board):
    return in_table_order(pages.seats_of(board)).order_by(
        "group__position", "agency__name", "position", "title"
    )


@shows_or_does
def wanted_add(request, board_slug):
    board = registers_board_for(request.user, board_slug)
    form = WantedForm(WantedKind(board=board), _seats_to_choose(board), sent(request))
    page = WantedFormPage(board, "Add what is wanted", "Add it to the list", form)
    return _ask_wanted(
        request, page, lambda: changes.keep_wanted(form.changed_kind(), "Added to the list")
    )


def _kept_kind(request, board_slug, wanted_id):
    board = registers_board_for(request.user, board_slug)
    return board, get_object_or_404(wanted.wanted_of(board), pk=wanted_id)


@shows_or_does
def wanted_change(request, board_slug, wanted_id):
    board, kind = _kept_kind(request, board_slug, wanted_id)
    form = WantedForm(kind, _seats_to_choose(board), sent(request))
    page = WantedFormPage(board, f"Change: {kind}", "Save", form, kind, may_remove=True)
    return _ask_wanted(request, page, lambda: changes.keep_wanted(form.changed_kind(), "Changed"))


@shows_or_does
def wanted_remove(request, board_slug, wanted_id):
    board, kind = _kept_kind(request, board_slug, wanted_id)
    explains = ["Where somebody represents it now, say by whom instead: it then stays on the list."]
    page = WantedFormPage(
        board,
        f"Take off the list: {kind}",
        "Take it off",
        ConfirmForm(sent(request)),
        kind,
        explains,
    )
    return _ask_wanted(request, page, lambda: changes.remove_wanted(kind))
