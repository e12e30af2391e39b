from urllib.parse import unquote

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.accounts.conftest import is_signed_in, sign_in

HOME = "account"


def test_half_an_hour_without_a_request_ends_a_session(member, clock):
    client = sign_in(member)

    clock.move(minutes=30, seconds=1)

    assert not is_signed_in(client)


def test_a_session_that_is_used_goes_on(member, clock):
    client = sign_in(member)

    for _ in range(5):
        clock.move(minutes=28)
        assert is_signed_in(client)


def test_twelve_hours_end_a_session_that_is_used(member, clock):
    client = sign_in(member)
    for _ in range(35):
        clock.move(minutes=20)
        assert is_signed_in(client)

    clock.move(minutes=20, seconds=1)

    assert not is_signed_in(client)


def test_signing_in_again_starts_the_clock_again(member, clock):
    client = sign_in(member)
    clock.move(hours=13)
    client.get(reverse(HOME))

    sign_in(member, client)

    assert is_signed_in(client)


def test_the_reason_is_said_and_the_page_comes_back_after_signing_in(member, clock):
    client = sign_in(member)
    clock.move(minutes=31)

    response = client.get(reverse("usersessions_list"), follow=True)

    assert response.request["PATH_INFO"] == reverse("account_login")
    assert unquote(response.request["QUERY_STRING"]) == f"next={reverse('usersessions_list')}"
    assert "nothing was asked for half an hour" in response.content.decode()


def test_a_form_sent_too_late_changes_nothing(member, clock):
    client = sign_in(member)
    clock.move(minutes=31)

    response = client.post(reverse("account_change_password"), {"oldpassword": "x"})

    assert response.url == f"{reverse('account_login')}?next=/"


def test_an_open_page_is_shown_after_a_session_has_ended(member, clock):
    client = sign_in(member)
    clock.move(minutes=31)

    assert client.get(reverse("account_reset_password")).status_code == 200


def test_signing_out_ends_the_session_itself(member):
    client = sign_in(member)
    stolen = Client()
    stolen.cookies["session"] = client.session.session_key
    assert is_signed_in(stolen)

    client.post(reverse("account_logout"))

    assert not is_signed_in(stolen)


def test_asking_for_the_sign_out_page_does_not_sign_out(member):
    client = sign_in(member)

    client.get(reverse("account_logout"))

    assert is_signed_in(client)


def test_a_closed_account_is_out_at_its_next_request(member):
    client = sign_in(member)

    member.is_active = False
    member.save()

    assert not is_signed_in(client)


def test_a_suspended_role_opens_nothing_at_the_next_request(manager, board):
    client = sign_in(manager)
    page = reverse("accounts", args=[board.slug])
    assert client.get(page).status_code == 200

    manager.roles.update(suspended_at=timezone.now())

    assert client.get(page).status_code == 404


def test_a_changed_role_counts_at_the_next_request(manager, board):
    client = sign_in(manager)

    manager.roles.update(kind="member")

    assert client.get(reverse("accounts", args=[board.slug])).status_code == 403


def test_other_sessions_can_be_seen_and_ended(member):
    here = sign_in(member)
    elsewhere = Client(headers={"user-agent": "The other browser"})
    sign_in(member, elsewhere)
    assert "The other browser" in here.get(reverse("usersessions_list")).content.decode()

    here.post(reverse("usersessions_list"))

    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(member):
    cookie = sign_in(member).cookies["session"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["expires"]


def test_cookies_are_bound_to_the_host_where_there_is_https(settings):
    """The tests speak plain http, so the names are read from a start with https."""
    import os
    import subprocess
    import sys

    asked = "from lscb import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, "
    asked += "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    environment = os.environ | {"SECURE_COOKIES": "on"}

    answer = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )

    assert answer.stdout.split() == ["__Host-session", "__Host-csrf", "True", "True"]
