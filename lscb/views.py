"""The pages that join apps, and the few that belong to no board."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from agencies.access import board_for, boards_of, management_board_for, may_administer
from datasets.choice import Choice
from datasets.models import FigureDownload
from lscb.addresses import asked_period, asked_year
from lscb.downloads import download
from lscb.kept_pages import render_kept
from lscb.pages.board import board_page, dashboard_sheet
from lscb.pages.management import management as management_page
from lscb.pages.management_sheet import management_sheet
from lscb.rendering import render_page


def site(request):
    """For every template: the name of the installation."""
    return {"site_name": settings.SITE_NAME}


@require_safe
def boards(request):
    """The boards I may see; straight on where there is one."""
    found = list(boards_of(request.user))
    if len(found) == 1:
        return redirect("board", found[0].slug)
    page = {"title": "Your boards", "boards": found, "may_create": may_administer(request.user)}
    return render(request, "lscb/boards.html", {"page": page})


def _choice(request) -> Choice:
    try:
        return Choice.asked(request.GET)
    except ValueError as problem:
        raise Http404("No such choice") from problem


@require_safe
def board(request, board_slug):
    found = board_for(request.user, board_slug)
    period, choice = asked_period(request), _choice(request)

    def make():
        return "lscb/board.html", board_page(found, period, timezone.localdate(), choice)

    # Of the many choices only that of a period is worth keeping.
    asked = str(period) if period and choice.is_of_all else ""
    return render_kept(request, found, make, {}, asked=asked)


@require_safe
def dashboard_download(request, board_slug, kind):
    found = board_for(request.user, board_slug)
    page = board_page(found, asked_period(request), timezone.localdate(), _choice(request))
    chosen = [slugify(value) for _, value in page.choice.asked_for]
    name = "-".join([board_slug, "dashboard", str(page.period), *chosen])
    if page.dataset.is_for_the_board_only:
        what = f"Dashboard {page.period}, {kind}"
        FigureDownload.objects.create(board=page.board, user=request.user, what=what)
        name = f"board-use-only-{name}"
    return download(kind, [dashboard_sheet(page)], name)


def _management(request, board_slug):
    found = management_board_for(request.user, board_slug)
    return management_page(found, asked_year(request), timezone.localdate())


@require_safe
def management(request, board_slug):
    return render_page(request, "lscb/management.html", _management(request, board_slug))


@require_safe
def management_download(request, board_slug, kind):
    page = _management(request, board_slug)
    return download(kind, [management_sheet(page)], f"{board_slug}-to-do-{page.year}")


@login_not_required
@require_safe
def accessibility(request):
    return render(request, "lscb/accessibility.html", {"page": {"title": "Accessibility"}})


@login_not_required
@require_safe
def healthz(request):
    """Is the process up and the database reachable."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


# Pages of errors say nothing about the visitor, the address or the board, so that what is another
# board's and what is not there look the same.


def _error(name: str, status: int):
    return HttpResponse(render_to_string(f"{name}.html"), status=status)


def bad_request(request, exception=None):
    return _error("400", 400)


def forbidden(request, exception=None):
    return _error("403", 403)


def form_refused(request, reason=""):
    """The form's token is missing, too old or of another session: the view was never asked."""
    return _error("403_csrf", 403)


def not_found(request, exception=None):
    return _error("404", 404)


def server_error(request):
    return _error("500", 500)
