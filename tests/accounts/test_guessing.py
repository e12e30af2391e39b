"""Wrong passwords and codes: how many are checked, and who still gets in meanwhile."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import known_browsers
from tests.accounts.codes import code_now, make_recovery_codes, set_up_app
from tests.accounts.conftest import is_signed_in, sign_in, try_to_sign_in
from tests.build import PASSWORD, make_user

WRONG = "not the password"


@pytest.fixture
def checked(monkeypatch):
    """The passwords that were compared with an account's."""
    passwords = []
    check = get_user_model().check_password

    def check_and_note(user, password):
        passwords.append(password)
        return check(user, password)

    monkeypatch.setattr(get_user_model(), "check_password", check_and_note)
    return passwords


def guess(email, times, client=None, addresses=200):
    """Wrong passwords, each from another address until there are no more."""
    for number in range(times):
        try_to_sign_in(
            client or Client(), email, WRONG, REMOTE_ADDR=f"192.0.2.{number % addresses}"
        )


def test_five_wrong_passwords_of_an_account_are_checked(member, checked):
    guess(member.email, 40)

    assert checked == [WRONG] * 5


def test_upper_case_and_another_name_of_the_site_do_not_count_anew(member, checked):
    for number, host in enumerate(["testserver", "localhost", "127.0.0.1"] * 4):
        email = member.email.upper() if number % 2 else member.email
        try_to_sign_in(Client(), email, WRONG, REMOTE_ADDR=f"192.0.2.{number}", HTTP_HOST=host)

    assert len(checked) == 5


def test_ten_a_minute_are_tried_from_one_address(db, monkeypatch):
    tried = []
    monkeypatch.setattr(
        "accounts.adapter.AccountAdapter.authentication_failed",
        lambda adapter, request, **credentials: tried.append(credentials["email"]),
    )

    for number in range(25):
        try_to_sign_in(Client(), f"somebody{number}@example.org", WRONG)

    assert len(tried) == 10


def test_an_unknown_address_is_refused_in_the_same_words(member):
    guess(member.email, 5)
    guess("nobody@example.org", 5)

    known = try_to_sign_in(Client(), member.email, WRONG, REMOTE_ADDR="192.0.2.250")
    unknown = try_to_sign_in(Client(), "nobody@example.org", WRONG, REMOTE_ADDR="192.0.2.251")

    assert "too many wrong attempts" in known.content.decode()
    assert known.context["form"].errors == unknown.context["form"].errors


def test_meanwhile_the_owner_gets_in_from_a_browser_known_before(member):
    browser = sign_in(member)
    browser.post(reverse("account_logout"))
    guess(member.email, 40)

    stranger = try_to_sign_in(Client(), member.email, REMOTE_ADDR="198.51.100.1")
    owner = try_to_sign_in(browser, member.email, REMOTE_ADDR="198.51.100.2")

    assert stranger.status_code == 200
    assert owner.status_code == 302


def test_a_known_browser_has_five_attempts_too(member, checked):
    browser = sign_in(member)
    browser.post(reverse("account_logout"))
    checked.clear()

    guess(member.email, 20, browser)

    assert len(checked) == 5


def test_a_browser_known_for_one_account_is_unknown_for_another(member, manager, checked):
    browser = sign_in(manager)
    browser.post(reverse("account_logout"))
    guess(member.email, 5)
    checked.clear()

    guess(member.email, 5, browser)

    assert checked == []


def test_a_made_up_cookie_is_no_known_browser(member, rf):
    request = rf.get("/")
    request.COOKIES[known_browsers.COOKIE] = "made-up:signature"

    assert known_browsers.name_of(request, member.email) == ""


def test_meanwhile_the_owner_gets_in_by_a_new_password(member):
    guess(member.email, 40)
    client = Client(REMOTE_ADDR="198.51.100.1")
    client.post(reverse("account_reset_password"), {"email": member.email})
    (link,) = [line for line in mail.outbox[0].body.splitlines() if "/reset/key/" in line]
    form = client.get(link.removeprefix("http://testserver")).url
    client.post(form, {"password1": "another long one", "password2": "another long one"})

    try_to_sign_in(client, member.email, "another long one")

    assert is_signed_in(client)


def test_a_right_password_is_not_counted(member):
    for _ in range(20):
        sign_in(member)


class TestCodes:
    def at_the_second_step(self, user):
        client = Client()
        assert try_to_sign_in(client, user.email).url == reverse("mfa_authenticate")
        return client

    def test_a_right_code_signs_in(self, member):
        set_up_app(member)
        client = self.at_the_second_step(member)

        client.post(reverse("mfa_authenticate"), {"code": code_now()})

        assert is_signed_in(client)

    def test_a_code_works_once(self, member, clock):
        set_up_app(member)
        code = code_now()
        self.at_the_second_step(member).post(reverse("mfa_authenticate"), {"code": code})
        client = self.at_the_second_step(member)

        client.post(reverse("mfa_authenticate"), {"code": code})

        assert not is_signed_in(client)

    def test_the_password_alone_signs_nobody_in(self, member):
        set_up_app(member)

        assert not is_signed_in(self.at_the_second_step(member))

    def test_after_five_wrong_codes_a_right_one_is_refused(self, member):
        set_up_app(member)
        client = self.at_the_second_step(member)
        for _ in range(5):
            client.post(reverse("mfa_authenticate"), {"code": "000000"})

        client.post(reverse("mfa_authenticate"), {"code": code_now()})

        assert not is_signed_in(client)

    def test_a_recovery_code_works_once(self, member):
        set_up_app(member)
        code = make_recovery_codes(member)[0]
        first, second = self.at_the_second_step(member), self.at_the_second_step(member)

        first.post(reverse("mfa_authenticate"), {"code": code})
        second.post(reverse("mfa_authenticate"), {"code": code})

        assert is_signed_in(first)
        assert not is_signed_in(second)


GUESSER = """
import sys
import django

django.setup()

from django.contrib.auth import get_user_model
from django.test import Client

User, checked = get_user_model(), []
check = User.check_password
User.check_password = lambda user, password: checked.append(password) or check(user, password)
for number in range(10):
    Client().post(
        "/accounts/login/",
        {"login": sys.argv[1], "password": "not the password"},
        REMOTE_ADDR=f"10.0.{sys.argv[2]}.{number}",
    )
print(len(checked))
"""


@pytest.fixture
def database_url(transactional_db, tmp_path):
    """The test's database, as another process can open it."""
    yield_of = connection.settings_dict
    if connection.vendor == "sqlite":
        return lambda: f"sqlite:///{_copied(tmp_path / 'guessed.sqlite3')}"
    user = f"{yield_of['USER']}:{yield_of['PASSWORD']}@{yield_of['HOST']}:{yield_of['PORT']}"
    return lambda: f"postgres://{user}/{yield_of['NAME']}"


def _copied(file: Path) -> Path:
    connection.ensure_connection()
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
    copy.close()
    return file


def test_several_processes_together_check_five(database_url):
    make_user("guessed@example.org", PASSWORD)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database_url(),
    }
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", GUESSER, "guessed@example.org", str(number)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]

    counts = [int(process.communicate(timeout=60)[0].split()[-1]) for process in processes]

    assert sum(counts) == 5
