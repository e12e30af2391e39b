"""Who an account is, at each request."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from lscb import data_version

# Asked at every request, so in plain SQL: to put the same statement together anew takes three times
# as long as to have it answered.
READ = (
    f"SELECT account.*, ({data_version.SELECT}) AS data_version "
    f'FROM "{User._meta.db_table}" account WHERE account.id = %s'
)


class Accounts(AuthenticationBackend):
    """Reads with the account which version of the data the request starts from (lscb/kept.py)."""

    def get_user(self, user_id):
        for found in User.objects.raw(READ, [user_id]):
            return found if self.user_can_authenticate(found) else None
        return None
