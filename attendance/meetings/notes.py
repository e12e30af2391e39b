"""A member says that their line of a register is wrong; whoever keeps it answers."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from agencies.models import Board, Role
from attendance.models import AttendanceQuery

log = logging.getLogger(__name__)


def tell_managers(board: Board, address: str) -> bool:
    """Whether an e-mail with a link went to the board's managers. It names nobody."""
    managers = board.roles.filter(
        kind=Role.Kind.MANAGER, suspended_at=None, user__is_active=True
    ).values_list("user__email", flat=True)
    told = sorted(set(managers))
    if not told:
        return False
    try:
        send_mail(
            "A member says that a register is wrong",
            render_to_string(
                "attendance/own_note_email.txt",
                {"board": board, "address": address, "site_name": settings.SITE_NAME},
            ),
            None,
            told,
        )
    except (OSError, SMTPException):
        log.exception("The note is kept, but its e-mail could not be sent")
        return False
    return True


@transaction.atomic
def answer(note: AttendanceQuery, text: str, by) -> bool:
    """Whether the note was still open and has this answer now."""
    note = AttendanceQuery.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if note.answered_at:
        return False
    note.answer, note.answered_by, note.answered_at = text, by, timezone.now()
    note.save()
    return True
