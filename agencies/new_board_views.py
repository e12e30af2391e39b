"""Creating a board."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone

from agencies.access import may_administer
from agencies.account_forms import BoardForm, WordsForm
from agencies.account_pages import NewBoardPage
from agencies.account_views import shows_or_does
from agencies.models import Role
from lscb.rendering import render_page


@shows_or_does
def new_board(request):
    """For an administrator of any board, who becomes the administrator of the new one."""
    if not may_administer(request.user):
        raise PermissionDenied
    board_form, words_form = BoardForm(request.POST or None), WordsForm(data=request.POST or None)
    # Both are asked, so that both say what is wrong.
    if request.method == "POST" and all([board_form.is_valid(), words_form.is_valid()]):
        board = made(board_form, words_form, request.user)
        messages.success(request, f"{board.name} is created, and you are its administrator.")
        return redirect("accounts", board.slug)
    page = NewBoardPage(board_form, words_form)
    return render_page(request, "agencies/new_board.html", page)


@transaction.atomic
def made(board_form, words_form, administrator):
    board = board_form.save()
    words_form.instance.board = board
    words_form.instance.since = timezone.localdate()
    words_form.save()
    Role.objects.create(board=board, user=administrator, kind=Role.Kind.ADMINISTRATOR)
    return board
