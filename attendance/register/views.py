"""The register of a meeting: taken, confirmed, corrected, printed."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import board_for, registers_board_for
from attendance.models import Meeting, SentRegister
from attendance.register import pages
from attendance.register.posting import Posted, wants_json
from attendance.register.sent import read_key
from attendance.register.sheets import register_sheet as sheet_of
from lscb.downloads import download
from lscb.kept_pages import render_kept, slot
from lscb.rendering import render_page

STEPS = {"confirm": True, "absent": False}


def meeting_of(board, meeting_id):
    return get_object_or_404(
        Meeting.objects.filter(group__board=board).select_related("group"), pk=meeting_id
    )


@require_http_methods(["GET", "HEAD", "POST"])
def register(request, board_slug, meeting_id):
    board = registers_board_for(request.user, board_slug)
    if request.method == "POST":
        return posted(request, board, meeting_of(board, meeting_id))
    if request.GET:
        return asked(request, board, meeting_of(board, meeting_id))
    fill = {"account": request.user.pk, "key": uuid.uuid4()}
    return render_kept(request, board, lambda: plain(board, meeting_id), fill)


def plain(board, meeting_id):
    """The register as anybody would be shown it who keeps registers."""
    meeting = meeting_of(board, meeting_id)
    if not pages.can_be_taken(meeting):
        return no_register(board, meeting)
    page = pages.register(board, meeting, account=slot("account"), key=slot("key"))
    return "attendance/register.html", page


def posted(request, board, meeting):
    if pages.can_be_taken(meeting) or wants_json(request):
        return Posted(request, board, meeting).answer()
    return render_page(request, *no_register(board, meeting))


def no_register(board, meeting):
    return "attendance/register_none.html", pages.NoRegisterPage(board, meeting)


@require_safe
def register_sheet(request, board_slug, meeting_id):
    board = registers_board_for(request.user, board_slug)
    page = pages.sheet(board, meeting_of(board, meeting_id))
    return render_page(request, "attendance/register_sheet.html", page)


def record_of(request, board_slug, meeting_id):
    """The register for everybody of the board once it is confirmed; before that for those who
    keep it. One of a meeting that was called off is not there."""
    board = board_for(request.user, board_slug)
    meeting = meeting_of(board, meeting_id)
    if meeting.confirmed_at is None and not board.rights.keeps_registers:
        raise PermissionDenied
    if not pages.can_be_taken(meeting):
        raise Http404("No register")
    return pages.record(board, meeting)


@require_safe
def register_record(request, board_slug, meeting_id):
    page = record_of(request, board_slug, meeting_id)
    return render_page(request, "attendance/register_record.html", page)


@require_safe
def register_download(request, board_slug, meeting_id, kind):
    page = record_of(request, board_slug, meeting_id)
    name = f"{board_slug}-{page.group.slug}-register-{page.meeting.held_on.isoformat()}"
    return download(kind, [sheet_of(page)], name)


def asked(request, board, meeting):
    """The question of ?step=, where there is something to ask; else the register."""
    if not pages.can_be_taken(meeting):
        return render_page(request, *no_register(board, meeting))
    step = request.GET.get("step")
    page = pages.confirm_page(board, meeting, confirms=STEPS[step]) if step in STEPS else None
    if page:
        return render_page(request, "attendance/register_confirm.html", page)
    return shown(request, board, meeting)


def shown(request, board, meeting):
    """The register; after ?rest= with the offer to take back what that form filled in."""
    key, account = read_key(request.GET, "rest"), request.user.pk
    sent = SentRegister.objects.filter(key=key, meeting=meeting, user=account) if key else None
    undo = sent.first() if sent is not None else None
    page = pages.register(board, meeting, account=account, undo=undo)
    return render_page(request, "attendance/register.html", page)
