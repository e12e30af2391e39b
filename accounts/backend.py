"""Who an account is, at each request."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from lscb import data_version


class Accounts(AuthenticationBackend):
    """Reads with the account which version of the data the request starts from (lscb/kept.py)."""

    def get_user(self, user_id):
        found = User.objects.annotate(data_version=data_version.now()).filter(pk=user_id).first()
        return found if found and self.user_can_authenticate(found) else None
