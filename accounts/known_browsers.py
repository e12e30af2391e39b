"""Browsers from which an account has signed in before.

Wrong passwords from anywhere else can use up an account's five attempts; a known browser has
attempts of its own. The cookie holds a random name, signed together with the account's address,
so it is worth nothing for another account and says nothing about whose it is.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

COOKIE = "__Host-known" if settings.SESSION_COOKIE_SECURE else "known"
REMEMBERED_FOR = timedelta(days=180)


def _signer(email: str) -> TimestampSigner:
    return TimestampSigner(salt=f"known browser of {email.lower()}")


def name_of(request, email: str) -> str:
    """The browser's name if the account has signed in from it before; empty if it has not."""
    try:
        return _signer(email).unsign(request.COOKIES.get(COOKIE, ""), max_age=REMEMBERED_FOR)
    except BadSignature:
        return ""


def remember(request, response, user) -> None:
    """Gives the browser its name, or lengthens the time that it is remembered."""
    name = name_of(request, user.email) or secrets.token_urlsafe(16)
    response.set_cookie(
        COOKIE,
        _signer(user.email).sign(name),
        max_age=REMEMBERED_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
