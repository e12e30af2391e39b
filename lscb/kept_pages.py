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
from uuid import UUID

from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape

from lscb.kept import keep
from lscb.rendering import render_page

SAFE = ("GET", "HEAD")

BLOCKS = ("title", "skip", "crumbs", "main", "scripts")
# Made anew with each process: nobody can have written it into a record.
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
    fill: Mapping[str, Any] | None = None,
):
    """A page of a board (with .rights), made only where it is not kept.

    `make` gives a template that extends `base`, and the page to fill it with. It is called once
    for each address, kind of reader and day, and is told nothing else of the request. Where its
    page has `slot(name)`, the answer has the text of `fill[name]`.
    """
    kept = keep(_version(request), _told(request, board), lambda: _made(*make()))
    frame = Frame(board, kept.section, {name: slot(name) for name in BLOCKS})
    response = render_page(request, "kept.html", frame)
    content = _filled(response.content, kept.blocks)
    response.content = _filled(content, _of_the_one_who_asks(request, fill or {}))
    return response


def _version(request) -> UUID | None:
    """The version of the data that the request started from; none where it may change some."""
    return getattr(request.user, "data_version", None) if request.method in SAFE else None


def _told(request, board) -> tuple:
    rights = board.rights
    return (
        "page",
        board.pk,
        timezone.localdate(),
        sorted(rights.kinds),
        rights.is_chair,
        rights.sits_on_management_group,
        request.get_full_path(),
    )


def _made(template: str, page) -> Kept:
    """Made without the request, so that nothing of the one who asked stays in it."""
    context = {"page": page, "base": "kept_blocks.html", "csrf_token": slot("csrf"), "end": _END}
    made = render_to_string(template, context).encode().split(_END.encode())
    return Kept(page.section, dict(zip(BLOCKS, made, strict=True)))


def _of_the_one_who_asks(request, fill: Mapping[str, Any]) -> dict[str, bytes]:
    given = {name: escape(value).encode() for name, value in fill.items()}
    return {"csrf": get_token(request).encode(), **given}


def _filled(content: bytes, values: Mapping[str, bytes]) -> bytes:
    return _SLOT.sub(lambda found: values[found[1].decode()], content)
