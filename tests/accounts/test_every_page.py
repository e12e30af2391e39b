"""What holds for every page about accounts: the token, the headers, no script inside."""

import re

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from accounts import urls as own
from agencies import account_urls, entrance_urls
from tests.accounts.codes import make_recovery_codes, set_up_app
from tests.accounts.conftest import confirm_again, sign_in
from tests.build import make_invitation

# The routes whose address says more than their name; the values are made below.
PARTS = {
    "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
    "mfa_remove_webauthn": {"pk": 1},
    "mfa_edit_webauthn": {"pk": 1},
    "withdraw": {"invitation_id": 1},
    "suspend": {"role_id": 1},
    "restore": {"role_id": 1},
    "account_seat": {"user_id": 1},
    "reset_second_step": {"user_id": 1},
    "invitation": {"token": "never-was"},
}
ON_A_BOARD = {route.name for route in account_urls.urlpatterns}
ROUTES = [
    route.name
    for urls in (own, entrance_urls, account_urls)
    for route in urls.urlpatterns
    if not isinstance(route, URLResolver)
]


def address(name, **changes):
    parts = PARTS.get(name, {}) | ({"board_slug": "kingston"} if name in ON_A_BOARD else {})
    return reverse(name, kwargs={**parts, **changes})


def test_the_list_has_the_routes_there_are():
    assert len(ROUTES) == len(set(ROUTES)) > 30
    assert set(ROUTES) <= {name for name in get_resolver().reverse_dict if isinstance(name, str)}


@pytest.mark.parametrize("name", ROUTES)
def test_without_the_token_nothing_is_sent(name, administrator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator)

    assert client.post(address(name)).status_code == 403


class TestEveryPage:
    @pytest.fixture
    def seen(self, administrator, member, board):
        """Every page that can be looked at, by its route: open ones as nobody, then the rest."""
        invitation, token = make_invitation(board, administrator)
        made = {
            "withdraw": {"invitation_id": invitation.pk},
            "invitation": {"token": token},
            "suspend": {"role_id": member.roles.get().pk},
            "restore": {"role_id": member.roles.get().pk},
            "account_seat": {"user_id": member.pk},
            "reset_second_step": {"user_id": member.pk},
        }
        set_up_app(member)
        nobody, somebody = Client(), sign_in(administrator)
        confirm_again(somebody)
        make_recovery_codes(administrator)
        answers = {}
        for name in ROUTES:
            for client in (nobody, somebody):
                answer = client.get(address(name, **made.get(name, {})))
                if answer.status_code == 200:
                    answers.setdefault(name, answer)
        return answers

    def test_most_can_be_looked_at(self, seen):
        assert set(ROUTES) - set(seen) == {
            "mfa_authenticate",  # only between password and code
            "mfa_reauthenticate_webauthn",  # only with a passkey
            "mfa_deactivate_totp",
            "account_set_password",  # only without a password
            "mfa_login_webauthn",  # data for the sign-in page's script
            "mfa_remove_webauthn",  # only of a passkey that is there
            "mfa_edit_webauthn",
        }

    def test_each_has_a_title_and_one_heading(self, seen):
        for name, answer in seen.items():
            if name == "mfa_download_recovery_codes":
                continue
            page = answer.content.decode()
            assert len(re.findall("<h1", page)) == 1, name
            assert re.search(r"<title>[A-Z][^<]+ - [^<]+</title>", page), name

    def test_none_holds_script_or_style(self, seen):
        for name, answer in seen.items():
            page = answer.content.decode()
            scripts = re.findall(r"<script(?![^>]*(?:src=|application/json))", page)
            assert scripts == re.findall(r"<style|\sstyle=|\son[a-z]+=", page) == [], name

    def test_each_has_the_headers(self, seen):
        for name, answer in seen.items():
            policy = answer.headers["Content-Security-Policy"]
            assert "unsafe" not in policy, name
            assert "frame-ancestors 'none'" in policy, name
            assert answer.headers["X-Frame-Options"] == "DENY", name
            assert answer.headers["X-Content-Type-Options"] == "nosniff", name
            assert answer.headers["Referrer-Policy"] in ("same-origin", "strict-origin"), name
            assert "no-store" in answer.headers["Cache-Control"], name

    def test_each_box_has_a_label_and_nothing_written_into_it(self, seen):
        for name, answer in seen.items():
            page = answer.content.decode()
            assert "placeholder" not in page, name
            for box in re.findall(r"<(?:input|select|textarea)[^>]*>", page):
                if " hidden" in box or 'type="hidden"' in box or 'type="radio"' in box:
                    continue
                identity = re.search(r'id="([^"]+)"', box).group(1)
                assert f'for="{identity}"' in page, (name, identity)
