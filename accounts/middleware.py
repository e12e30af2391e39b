"""How long a session lasts, and what is asked beside the password."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect

from accounts import second_step

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
# A session that is in use is written once a minute, so it may end up to a minute early.
WRITE_EVERY_SECONDS = 60

WHY_OVER = {
    "idle": "You were signed out because nothing was asked for half an hour.",
    "long": "You were signed out because twelve hours have passed since you signed in.",
}

# What an account without a second step can reach, beside the pages that are open to everyone.
PAGES_THAT_SET_UP = frozenset(
    {
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
    }
)


def start_clock(session) -> None:
    session[SIGNED_IN_AT] = session[SEEN_AT] = time.time()


def why_over(session, now: float) -> str | None:
    """The key of the reason why a session is over, or None while it goes on."""
    if now - session[SEEN_AT] > settings.SESSION_IDLE_SECONDS:
        return "idle"
    if now - session[SIGNED_IN_AT] > settings.SESSION_LONGEST_SECONDS:
        return "long"
    return None


def is_open(view) -> bool:
    """Whether a page asks nobody to sign in."""
    return not getattr(view, "login_required", True)


class SessionLimits:
    """Ends a session after half an hour without a request, and after twelve hours in any case."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.why_session_ended = None
        if request.user.is_authenticated:
            self.keep_clock(request, time.time())
        return self.get_response(request)

    def keep_clock(self, request, now):
        if SIGNED_IN_AT not in request.session:
            start_clock(request.session)
        request.why_session_ended = why_over(request.session, now)
        if request.why_session_ended:
            logout(request)
        elif now - request.session[SEEN_AT] > WRITE_EVERY_SECONDS:
            request.session[SEEN_AT] = now

    def process_view(self, request, view, args, kwargs):
        """Says why, where the page would only ask to sign in."""
        if not request.why_session_ended or is_open(view):
            return None
        messages.info(request, WHY_OVER[request.why_session_ended])
        back = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
        return redirect_to_login(back)


class KeptForReaders:
    """Only who reads is answered from what is kept (lscb/kept.py). What is sent is judged by the
    rights of the moment when all of it has arrived, and may itself change what is kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in ("GET", "HEAD") and request.user.is_authenticated:
            request.user.data_version = None
        return self.get_response(request)


class SecondStepRequired:
    """Until an account has a second step it can reach only the pages that set one up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if (
            not settings.REQUIRE_MFA
            or not request.user.is_authenticated
            or is_open(view)
            or request.resolver_match.view_name in PAGES_THAT_SET_UP
            or second_step.is_set_up_in(request)
        ):
            return None
        messages.warning(request, "Set up a second step before you go on: a code or a passkey.")
        return redirect("mfa_index")
