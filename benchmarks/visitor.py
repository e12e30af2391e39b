"""A visitor of the sample's board who has signed in, and what each page asks the database."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

ACCOUNT, BOARD = "manager@example.org", "kingston"
# Statements about who is asking, which every page has; they are counted apart.
ABOUT_THE_VISITOR = re.compile(
    r'"(django_session|accounts_user|usersessions_usersession|mfa_authenticator|cache)"'
)


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    needs_account: bool = True


@dataclass(frozen=True)
class Queries:
    of_the_page: int
    about_the_visitor: int


def sign_in(pages: Sequence[Page]) -> tuple[str, dict[Page, Queries]]:
    """The cookie of a session with its second step done, and each page's number of queries."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.conf import settings
    from django.test import Client

    from accounts.models import User
    from agencies.models import Board
    from lscb.sample.accounts import make_accounts

    make_accounts(Board.objects.get(slug=BOARD), secrets.token_urlsafe(20))
    user = User.objects.get(email=ACCOUNT)
    TOTP.activate(user, generate_totp_secret())
    client, nobody = Client(HTTP_HOST="localhost"), Client(HTTP_HOST="localhost")
    client.force_login(user)
    client.get(pages[0].path)  # writes into the session when it was last seen
    queries = {
        page: count_queries(client if page.needs_account else nobody, page) for page in pages
    }
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}", queries


def count_queries(client, page: Page) -> Queries:
    """Of a page that is not kept from before."""
    from django.core.cache import caches
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    caches["kept pages"].clear()
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(page.path)
    if answer.status_code != 200:
        raise SystemExit(f"{page.path} answered {answer.status_code}.")
    about = sum(bool(ABOUT_THE_VISITOR.search(query["sql"])) for query in captured)
    return Queries(len(captured) - about, about)
