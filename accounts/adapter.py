"""What differs from allauth's own ways."""

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse

from accounts import known_browsers


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation, and wrong passwords are counted for each account."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right.",
        "enter_current_password": "That is not your password.",
        "incorrect_code": "That code is not right. A code works once, for half a minute.",
        "incorrect_password": "That is not your password.",
        "too_many_login_attempts": "There were too many wrong attempts. Wait five minutes and try "
        "again, or ask for a new password: that also ends the wait.",
        "rate_limited": "There were too many wrong attempts. Wait five minutes and try again.",
    }

    def is_open_for_signup(self, request):
        return False

    def get_password_change_redirect_url(self, request):
        return reverse("account_login")

    def _get_login_attempts_cache_key(self, request, **credentials):
        """What wrong passwords are counted under.

        allauth counts them for each name the site answers to, so that a site with three names
        would check three times as many. We count them for the account, and apart for a browser
        from which it has signed in before: its owner gets in while somebody else is guessing.
        """
        email = credentials.get("email", "").lower()
        return f"{email}:{known_browsers.name_of(request, email)}"
