"""The headers of every answer, errors and downloads too, and the attributes of every cookie."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import two_boards
from tests.build import PASSWORD, make_user
from tests.crawl import crawl, text_of
from tests.two_boards import THEIRS, addresses, routes

pytestmark = [pytest.mark.django_db, pytest.mark.alike]

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
POLICY = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "form-action": ["'self'"],
}
# An invitation's address is its key, so it is told to nobody.
EXPECTED_OF = {"/accounts/invitation/": {"Referrer-Policy": "strict-origin"}}


@pytest.fixture(scope="module")
def boards(django_db_setup, django_db_blocker):
    yield from two_boards.made(django_db_blocker)


def policy_of(answer) -> dict[str, list[str]]:
    directives = answer.headers.get("Content-Security-Policy", "").split(";")
    return {name: sources for name, *sources in map(str.split, filter(str.strip, directives))}


def problems(address, answer) -> list[str]:
    """What is wrong with the headers of an answer."""
    expected = dict(EXPECTED)
    for beginning, others in EXPECTED_OF.items():
        if address.startswith(beginning):
            expected |= others
    found = [
        f"{answer.status_code} {address}: {name} is {answer.headers.get(name)!r}"
        for name, value in expected.items()
        if answer.headers.get(name) != value
    ]
    policy = policy_of(answer)
    of_styles = [source for source in policy.get("style-src", []) if not is_hash(source)]
    if {**policy, "style-src": of_styles} != POLICY:
        found.append(f"{answer.status_code} {address}: policy {policy}")
    kept = answer.headers.get("Cache-Control", "")
    if not {"no-store", "private"} <= set(kept.split(", ")):
        found.append(f"{answer.status_code} {address}: may be kept, {kept!r}")
    if "Server" in answer.headers or "X-Powered-By" in answer.headers:
        found.append(f"{address}: says what it runs on")
    return found


def is_hash(source: str) -> bool:
    return re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", source) is not None


@pytest.fixture(scope="module")
def answers(boards):
    """Of the whole site to some accounts: address and answer."""
    return {
        account: list(crawl(boards, account)) for account in ("visitor", "member", "administrator")
    }


@pytest.mark.parametrize("account", ["visitor", "member", "administrator"])
def test_every_answer_of_the_site_carries_them(answers, account):
    found = [line for address, answer in answers[account] for line in problems(address, answer)]

    assert not found, "\n".join(found)


def test_answers_of_every_kind_were_looked_at(answers):
    all_answers = [answer for of_one in answers.values() for _, answer in of_one]
    kinds = {answer.headers.get("Content-Type", "").partition(";")[0] for answer in all_answers}

    assert {200, 302, 403, 404} <= {answer.status_code for answer in all_answers}
    assert {"text/html", "text/csv", "application/json", "text/javascript"} < kinds
    assert any("spreadsheet" in kind for kind in kinds)


def test_styles_are_allowed_by_hash_only_where_a_page_needs_them(answers):
    with_hashes = {
        address
        for address, answer in answers["administrator"]
        if any(map(is_hash, policy_of(answer)["style-src"]))
    }

    assert with_hashes
    assert all(re.search(r"/(attendance|budget)/2\d{3}-\d\d/$", page) for page in with_hashes)


def errors(boards, monkeypatch):
    """An answer of each kind of error, by its status."""
    theirs = addresses(boards, next(route for route in routes() if route.key == "board"))[THEIRS]
    monkeypatch.setattr("lscb.views.board_page", broken)
    asked = {
        302: ("visitor", "GET", "/kingston/", {}),
        301: ("member", "GET", "/kingston", {}),
        400: ("member", "GET", "/kingston/", {"HTTP_HOST": "evil.example"}),
        403: ("member", "GET", "/kingston/management/", {}),
        404: ("member", "GET", theirs, {}),
        405: ("member", "DELETE", "/kingston/", {}),
        500: ("member", "GET", "/kingston/", {}),
    }
    return {
        status: boards.ask(account, method, address, **extra)
        for status, (account, method, address, extra) in asked.items()
    }


def broken(*_):
    raise RuntimeError("the password is hunter2, of ada@example.org")


def test_every_kind_of_error_carries_them(boards, monkeypatch):
    answers = errors(boards, monkeypatch)

    assert {status: answer.status_code for status, answer in answers.items()} == {
        status: status for status in answers
    }
    found = [line for status, answer in answers.items() for line in problems(str(status), answer)]
    assert not found, "\n".join(found)


def test_pages_of_errors_are_ours_and_say_nothing_of_what_happened(boards, monkeypatch):
    answers = errors(boards, monkeypatch)

    titles = {
        status: re.search(r"<h1>(.*)</h1>", text_of(answers[status]))[1]
        for status in (400, 403, 404, 500)
    }
    assert titles == {
        400: "That request could not be read",
        403: "Your account does not open this page",
        404: "There is no such page",
        500: "Something went wrong here",
    }
    for status in titles:
        page = text_of(answers[status])
        for told in ("Traceback", "RuntimeError", "hunter2", "@", "lscb/views", "evil.example"):
            assert told not in page
        assert "<form" not in page
        assert "<script" not in page


def test_a_refused_form_carries_them_too(boards):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("account_login"), {"login": "ada@example.org"})

    assert "This form was not accepted" in text_of(answer)
    assert answer.status_code == 403
    assert problems("403", answer) == []


def test_too_many_attempts_carry_them_too(boards):
    client = Client()
    given = {"email": "ada@example.org"}
    answers = [client.post(reverse("account_reset_password"), given) for _ in range(25)]

    assert answers[-1].status_code == 429
    assert problems("429", answers[-1]) == []


def test_files_of_the_design_carry_them_and_may_be_kept(boards):
    for name in ("lscb.css", "interactive.js", "admin/css/base.css"):
        answer = boards.ask("visitor", "GET", f"/static/{name}")
        list(answer.streaming_content)  # closes the file

        assert answer.status_code == 200
        assert [line for line in problems(name, answer) if "may be kept" not in line] == []
        assert "max-age" in answer.headers["Cache-Control"]


def test_only_pages_of_the_site_may_frame_or_script_it():
    """No test above would notice that the whole policy had been loosened."""
    assert "unsafe" not in json.dumps(settings.CONTENT_SECURITY_POLICY)
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"


# Cookies


def cookies_of_signing_in(client, user):
    client.get(reverse("account_login"))
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client.cookies


def test_no_cookie_can_be_read_by_a_script_or_sent_by_another_site(db):
    cookies = cookies_of_signing_in(Client(), make_user("ada@example.org"))

    assert set(cookies) == {"session", "csrf", "known"}
    for cookie in cookies.values():
        assert cookie["httponly"] is True
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert cookie["domain"] == ""


def test_a_session_ends_with_the_browser(db):
    cookies = cookies_of_signing_in(Client(), make_user("ada@example.org"))

    assert cookies["session"]["max-age"] == cookies["session"]["expires"] == ""


def test_messages_are_kept_in_the_session(boards):
    """They may name somebody, and a cookie of their own would lie open in the browser."""
    address = addresses(boards, next(route for route in routes() if route.key == "withdraw"))["own"]
    answer = boards.ask("administrator", "POST", address)

    assert answer.status_code == 302
    assert "messages" not in answer.cookies


BEHIND_TLS = """
import json, sys
import django
django.setup()
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
from accounts.models import User
User.objects.create_user("ada@example.org", "a long password for tests")
client = Client(HTTP_HOST="board.example.org")
plain = client.get("/accounts/login/")
client.get("/accounts/login/", secure=True)
signed_in = client.post(
    "/accounts/login/",
    {"login": "ada@example.org", "password": "a long password for tests"},
    secure=True,
)
print(json.dumps({
    "plain": [plain.status_code, plain.headers.get("Location"), dict(plain.headers)],
    "signed_in": [signed_in.status_code, dict(signed_in.headers)],
    "cookies": {name: dict(cookie) for name, cookie in client.cookies.items()},
}))
"""


@pytest.fixture(scope="module")
def behind_tls(tmp_path_factory):
    """What a site answers that was set up for others to reach, in a process of its own."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lscb.settings",
        "SECRET_KEY": "only-for-tests-never-for-a-site-that-others-can-reach",
        "ALLOWED_HOSTS": "board.example.org",
        "DATABASE_URL": f"sqlite:///{tmp_path_factory.mktemp('tls') / 'board.sqlite3'}",
        "SECURE_COOKIES": "on",
        "HSTS_SECONDS": "31536000",
        "REQUIRE_MFA": "on",
    }
    ran = subprocess.run(
        [sys.executable, "-c", BEHIND_TLS],
        env=environment,
        cwd=Path(settings.BASE_DIR),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def test_behind_tls_every_cookie_is_bound_to_the_host(behind_tls):
    assert set(behind_tls["cookies"]) == {"__Host-session", "__Host-csrf", "__Host-known"}
    for cookie in behind_tls["cookies"].values():
        assert cookie["secure"] is True
        assert cookie["httponly"] is True
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert cookie["domain"] == ""


def test_behind_tls_plain_addresses_lead_to_the_guarded_one(behind_tls):
    status, location, headers = behind_tls["plain"]

    assert (status, location) == (301, "https://board.example.org/accounts/login/")
    assert {name: headers.get(name) for name in EXPECTED} == EXPECTED
    assert "Content-Security-Policy" in headers


def test_behind_tls_browsers_are_told_to_stay_there(behind_tls):
    status, headers = behind_tls["signed_in"]

    assert status == 302
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_no_answer_says_at_which_second_it_was_made(boards):
    """Django's never_cache adds such a header; the admin site and the sign-in pages use it."""
    for address in ("/admin/", "/admin/no-such-page", "/accounts/password/change/"):
        response = boards.ask("administrator", "GET", address)

        assert "Expires" not in response.headers
        assert "no-store" in response.headers["Cache-Control"]
