"""A page object becomes a response."""

import base64
import hashlib

from django.shortcuts import render

DEFAULT_COLOUR = "#1d4e6b"  # as in lscb.css


def _colour_style(page) -> str:
    board = getattr(page, "board", None)
    colour = board.colour if board else DEFAULT_COLOUR
    return "" if colour == DEFAULT_COLOUR else f":root{{--board:{colour}}}"


def render_page(request, template: str, page, *, table=None, status: int = 200):
    """The template filled with the page, in the board's own colour.

    `table` is a SortableTable of the page's rows; it gets the order that the address asks for.

    The colour is the one style that stands in a page; the content security policy of the
    response allows it by its hash.
    """
    style = _colour_style(page)
    context = {"page": page, "board_style": style}
    if table is not None:
        context["table"] = table.asked_order(request)
    response = render(request, template, context, status=status)
    if style:
        allow_styles(response, [sha256_source(style)])
    return response


def sha256_source(style: str) -> str:
    """A style element's content as a source for the content security policy."""
    digest = hashlib.sha256(style.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def allow_styles(response, sources: list[str]) -> None:
    """Adds sources of styles to the content security policy of one response."""
    update = getattr(response, "_csp_update", None) or {}
    response._csp_update = {**update, "style-src": [*update.get("style-src", []), *sources]}
