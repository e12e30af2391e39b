"""The second step at sign-in: an app's code or a passkey."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SEEN = "has_second_step"


def is_set_up(user) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type__in=STEPS).exists()


def accounts_with(user_ids) -> set[int]:
    """Those of the accounts that have one."""
    found = Authenticator.objects.filter(user_id__in=user_ids, type__in=STEPS)
    return set(found.values_list("user_id", flat=True))


def is_set_up_in(request) -> bool:
    """The same for the account that is signed in, asked of the database once a session."""
    if not request.session.get(SEEN) and is_set_up(request.user):
        request.session[SEEN] = True
    return request.session.get(SEEN, False)


def forget(request) -> None:
    """After one was taken away. Other sessions still hold the answer, so they end."""
    if is_set_up(request.user):
        return
    request.session.pop(SEEN, None)
    end_sessions(request.user, but=request.session.session_key)


def take_away(user) -> None:
    """The account signs in with its password alone, and sets up a second step again."""
    Authenticator.objects.filter(user_id=user.pk).delete()
    end_sessions(user)


def end_sessions(user, *, but: str | None = None) -> None:
    for session in UserSession.objects.filter(user_id=user.pk).exclude(session_key=but):
        session.end()
