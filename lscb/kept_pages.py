"""Pages that are kept until a record changes.

Most readers of a page ask for what another has just read. What the page says is made once and kept
by this process; what belongs to the one who asks (the navigation, messages, what a form carries) is
put in each time.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape

from lscb.kept import keep
from lscb.rendering import render_page

BLOCKS = ("title", "skip", "crumbs", "main", "scripts")
# Made anew with each start: nobody can have written it into a record.
_SECRET = secrets.token_hex(16)
_SLOT = re.compile(rf"{_SECRET}-(\w+)-".encode())
_END = f"{_SECRET}-end-"


def slot(name: str) -> str:
    """Stands in a page where something is put in each time it is shown."""
    return f"{_SECRET}-{name}-"


@dataclass(frozen=True)
class Kept:
    """What a page says: its blocks, as UTF-8, and the section of the board it belongs to."""

    section: str
    blocks: Mapping[str, bytes]


@dataclass(frozen=True)
class Frame:
    """What base.html asks of a page; its blocks are slots."""

    board: Any
    section: str
    blocks: Mapping[str, str]


def render_kept(
    request,
    board,
    make: Callable[[], tuple[str, Any]],
    fill: Mapping[str, Any],
    *,
    asked: str = "",
):
    """A page of a board (with .rights), made only where it is not kept.

    `make` gives a template that extends `base`, and the page to fill it with. It is called once
    for each address, kind of reader and day, and is told nothing else of the request: nothing is
    kept of an address with a query, but where `asked` says all that was read of it, in one of few
    ways. Where its page has `slot(name)`, the answer has the text of `fill[name]`.
    """
    has_query = bool(request.META.get("QUERY_STRING"))
    version = None if has_query and not asked else request.user.data_version
    told = (*_told(request, board), asked)
    kept = keep(version, told, lambda: _made(*make()), "kept pages")

    def own(name: str) -> bytes:
        return escape(get_token(request) if name == "csrf" else fill[name]).encode()

    frame = Frame(board, kept.section, {name: slot(name) for name in BLOCKS})
    response = render_page(request, "kept.html", frame)
    content = _SLOT.sub(lambda found: kept.blocks[found[1].decode()], response.content)
    response.content = _SLOT.sub(lambda found: own(found[1].decode()), content)
    return response


def _told(request, board) -> tuple:
    rights = board.rights
    return (
        "page",
        board.pk,
        timezone.localdate(),
        sorted(rights.kinds),
        rights.is_chair,
        rights.sits_on_management_group,
        board.words,
        request.path,
    )


def _made(template: str, page) -> Kept:
    """Made without the request, so that nothing of the one who asked stays in it."""
    context = {"page": page, "base": "kept_blocks.html", "csrf_token": slot("csrf"), "end": _END}
    made = render_to_string(template, context).encode().split(_END.encode())
    return Kept(page.section, dict(zip(BLOCKS, made, strict=True)))
