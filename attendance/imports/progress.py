"""Runs what enters an import, and shows how far it is where that takes long.

What is done within two seconds is answered by a redirect. The rest is answered by a page that is
sent in parts as the work goes on, in the same thread and the same transaction: where the line
breaks, the server closes the work and nothing is entered.
"""

import secrets
from collections.abc import Iterator
from time import monotonic

from django.db import IntegrityError, OperationalError
from django.http import StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from attendance.imports.entering import NotEntered, Step
from attendance.imports.pages import ProgressPage
from lscb.rendering import render_page

PATIENCE_SECONDS = 2.0
AT_THE_SAME_TIME = (
    "Nothing was entered: somebody else changed the same records at the same moment. Try again."
)


def run(work: Iterator[Step]) -> Step | None:
    """Works for two seconds. The step it is at then; None where it is done. Raises NotEntered."""
    until = monotonic() + PATIENCE_SECONDS
    for step in work:
        if monotonic() > until:
            return step
    return None


def refusing(work: Iterator[Step]) -> Iterator[Step]:
    """The work, with what the database refuses as NotEntered."""
    try:
        yield from work
    except (IntegrityError, OperationalError) as error:
        raise NotEntered(AT_THE_SAME_TIME) from error


def streamed(request, board, record, first: Step, work: Iterator[Step]) -> StreamingHttpResponse:
    """The page in parts: its beginning, a line for each step, and how it ended."""
    gap = secrets.token_hex(8)
    page = render_page(request, "attendance/import_progress.html", ProgressPage(board, record, gap))
    before, _, after = page.content.decode().partition(gap)
    response = StreamingHttpResponse(_parts(board, record, before, after, first, work))
    # Whatever stands between the server and the browser must not wait for the whole page.
    response["X-Accel-Buffering"] = "no"
    response["Cache-Control"] = "no-store"
    if hasattr(page, "_csp_update"):
        response._csp_update = page._csp_update
    return response


def _parts(board, record, before: str, after: str, first: Step, work) -> Iterator[str]:
    ended = {"record": record, "address": reverse("register_import", args=[board.slug, record.pk])}
    try:
        yield before
        yield _line(first)
        for step in work:
            yield _line(step)
    except NotEntered as refused:
        ended["refusal"] = str(refused)
    finally:
        # Where the line broke, this is what takes everything back.
        work.close()
    yield render_to_string("attendance/_import_ended.html", ended)
    yield after


def _line(step: Step) -> str:
    return render_to_string("attendance/_import_step.html", {"step": step})
