"""Nothing is changed by a form of another site, nor by looking."""

import hashlib
from copy import copy

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from agencies.models import Invitation
from lscb import data_version
from tests import two_boards
from tests.crawl import crawl, text_of
from tests.page_forms import fields_of
from tests.permission_table import TABLE
from tests.two_boards import OWN, addresses, routes

pytestmark = [pytest.mark.django_db, pytest.mark.alike]

REFUSED = "<h1>This form was not accepted</h1>"
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
# Being signed in is noted there: when the session was last used, and what it has confirmed.
SESSIONS = {"django_session"}


@pytest.fixture(scope="module")
def boards(django_db_setup, django_db_blocker):
    yield from two_boards.made(django_db_blocker)


@pytest.fixture
def guarded(boards):
    """The same accounts, in browsers whose tokens are looked at."""
    for client in boards.clients.values():
        client.handler.enforce_csrf_checks = True
    yield boards
    for client in boards.clients.values():
        client.handler.enforce_csrf_checks = False


def test_no_view_is_exempt():
    assert "django.middleware.csrf.CsrfViewMiddleware" in settings.MIDDLEWARE
    assert [route.key for route in routes() if getattr(route.callback, "csrf_exempt", False)] == []


def test_without_the_token_nothing_is_accepted(guarded):
    before, found = hashes(), []
    for route in routes():
        address = addresses(guarded, route)[OWN]
        for account in ("visitor", "administrator", "superuser"):
            for method in UNSAFE if account == "administrator" else ("POST",):
                answer = guarded.ask(account, method, address, TABLE[route.key].sends)
                if answer.status_code != 403 or REFUSED not in text_of(answer):
                    found.append(f"{method} {route.key} as {account}: {answer.status_code}")

    assert not found, "\n".join(found)
    assert differing(before, hashes()) == []


def test_a_token_that_was_not_given_out_is_refused(guarded):
    address = reverse("invite", args=["kingston"])
    for token in ("", "a" * 64, "a" * 32):
        answer = guarded.ask("administrator", "POST", address, {"csrfmiddlewaretoken": token})

        assert answer.status_code == 403


def test_the_page_of_refused_forms_is_the_same_for_everybody(guarded):
    """It tells what to do, and nothing of the session, the board or the reason."""
    pages = {
        account: guarded.ask(account, "POST", reverse(name, args=args), {"email": "e@example.org"})
        for account, name, args in (
            ("visitor", "account_login", []),
            ("member", "account_logout", []),
            ("administrator", "invite", ["kingston"]),
        )
    }

    (page,) = {text_of(answer) for answer in pages.values()}
    for told in (REFUSED, "Nothing was saved.", "Go back", "reload the page", 'href="/"'):
        assert told in page
    for not_told in ("You are signed in", "Kingston", "@", "CSRF", "token", "<form", "<script"):
        assert not_told not in page
    assert all(not answer.cookies for answer in pages.values())


def test_a_page_for_other_roles_does_not_speak_of_forms(boards):
    page = text_of(boards.ask("member", "GET", reverse("management", args=["kingston"])))

    assert "this page is for other roles" in page
    assert "form" not in page.partition("<main")[2]


def test_another_sites_page_is_refused_even_with_a_token(guarded):
    address = reverse("invite", args=["kingston"])
    sent = {"email": "else@example.org", "kind": "member"}

    answers = {
        origin: with_token(guarded, "administrator", address, sent, HTTP_ORIGIN=origin).status_code
        for origin in ("http://testserver", "https://evil.example", "null")
    }

    assert answers == {"http://testserver": 200, "https://evil.example": 403, "null": 403}


def test_with_the_token_the_same_forms_are_accepted(guarded):
    """Else the tests above would pass on a site that accepts nothing."""
    home = guarded.home
    invitation = home.rows[Invitation]
    forms = {
        reverse("invite", args=["kingston"]): ({"email": "e@example.org", "kind": "member"}, 200),
        reverse("withdraw", args=["kingston", invitation.pk]): ({}, 302),
        reverse("account_logout"): ({}, 302),
        reverse("admin:agencies_board_change", args=[home.board.pk]): ({}, 200),
    }
    for address, (sent, status) in forms.items():
        assert with_token(guarded, "administrator", address, sent).status_code == status


def with_token(boards, account, address, sent, **extra):
    """As a browser does it: opens the page, and sends its form back. Undone afterwards."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = copy(boards.clients[account].cookies)
    with transaction.atomic():
        token = fields_of(client.get(address))["csrfmiddlewaretoken"]
        answer = client.post(address, {**sent, "csrfmiddlewaretoken": token}, **extra)
        transaction.set_rollback(True)
    return answer


# Looking


def hashes() -> dict[str, str]:
    """Of every table, whatever it belongs to, but for the version of the data, which follows."""
    found = {}
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table == data_version.TABLE:
                continue
            cursor.execute(f"SELECT * FROM {quote(table)}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def differing(before, after) -> list[str]:
    return sorted(
        table for table in before if before[table] != after[table] and table not in SESSIONS
    )


@pytest.mark.parametrize("account", ["visitor", "member", "manager", "administrator"])
def test_looking_at_every_page_changes_no_row(boards, account):
    """Each page is looked at for good, so that what it changed would be there afterwards."""
    client, written, address_now = boards.clients[account], [], ""

    def note(execute, sql, params, many, context):
        if sql.split(None, 1)[0] in ("INSERT", "UPDATE", "DELETE") and "django_session" not in sql:
            written.append(f"{address_now}: {sql[:120]}")
        return execute(sql, params, many, context)

    def look(address):
        nonlocal address_now
        address_now = address
        return client.get(address)

    before, pages = hashes(), 0
    with transaction.atomic(), connection.execute_wrapper(note):
        for _ in crawl(boards, account, ask=look):
            pages += 1
    after = hashes()

    assert differing(before, after) == [], "\n".join(written)
    assert set(before) > {"agencies_seat", "agencies_historicalseat", "accounts_user"}
    assert pages > 100


def test_a_changed_row_would_be_noticed(boards):
    before = hashes()
    with transaction.atomic():
        boards.home.board.name = "Renamed"
        boards.home.board.save()
        after = hashes()
        transaction.set_rollback(True)
    boards.home.board.refresh_from_db()

    assert differing(before, after) == ["agencies_board", "agencies_historicalboard"]
