from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.accounts.codes import SECRET, code_now, make_recovery_codes, set_up_app
from tests.accounts.conftest import confirm_again, is_signed_in, sign_in, try_to_sign_in
from tests.build import make_role


@pytest.fixture
def required(settings):
    settings.REQUIRE_MFA = True


@pytest.mark.parametrize("name", ["account", "boards", "usersessions_list", "admin:index"])
def test_where_it_is_required_everything_leads_to_setting_one_up(required, administrator, name):
    client = sign_in(administrator)

    assert client.get(reverse(name)).url == reverse("mfa_index")


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_board_page_is_no_way_round(required, manager, board, method):
    client = sign_in(manager)

    response = getattr(client, method)(reverse("invite", args=[board.slug]))

    assert response.url == reverse("mfa_index")


def test_one_can_be_set_up_and_then_everything_is_open(required, manager, board):
    client = sign_in(manager)
    assert "Set up a second step" in client.get("/", follow=True).content.decode()
    client.get(reverse("mfa_activate_totp"))
    confirm_again(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret

    client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})

    assert Authenticator.objects.filter(user=manager, type="totp").exists()
    assert client.get(reverse("accounts", args=[board.slug])).status_code == 200


def test_signing_out_is_always_possible(required, member):
    client = sign_in(member)

    client.post(reverse("account_logout"))

    assert client.get(reverse("mfa_index")).url.startswith(reverse("account_login"))


def test_an_account_that_has_one_goes_where_it_likes(required, member, clock):
    set_up_app(member)
    client = Client()
    try_to_sign_in(client, member.email)

    client.post(reverse("mfa_authenticate"), {"code": code_now()})

    assert is_signed_in(client)


def test_it_is_asked_of_the_database_once_a_session(
    required, member, django_assert_max_num_queries
):
    set_up_app(member)
    client = Client()
    client.force_login(member)
    client.get(reverse("usersessions_list"))

    with django_assert_max_num_queries(20) as queries:
        client.get(reverse("usersessions_list"))

    assert not [query for query in queries if "mfa_authenticator" in query["sql"]]


def test_recovery_codes_are_no_second_step_of_their_own(required, member):
    make_recovery_codes(member)

    assert sign_in(member).get(reverse("account")).url == reverse("mfa_index")


def test_taking_the_last_one_away_ends_the_other_sessions(required, member):
    set_up_app(member)
    here, elsewhere = Client(), Client()
    try_to_sign_in(here, member.email)
    here.post(reverse("mfa_authenticate"), {"code": code_now()})
    try_to_sign_in(elsewhere, member.email)
    elsewhere.post(reverse("mfa_authenticate"), {"code": make_recovery_codes(member)[0]})
    assert is_signed_in(elsewhere)
    confirm_again(here)

    here.post(reverse("mfa_deactivate_totp"))

    assert here.get(reverse("account")).url == reverse("mfa_index")
    assert not is_signed_in(elsewhere)


def test_guarded_pages_ask_for_the_password_again(member, clock):
    client = sign_in(member)
    assert client.get(reverse("mfa_activate_totp")).url.startswith(
        reverse("account_reauthenticate")
    )
    confirm_again(client)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200

    clock.move(minutes=6)

    assert client.get(reverse("mfa_activate_totp")).status_code == 302


class TestTakenAwayByAnAdministrator:
    @pytest.fixture
    def lost(self, member):
        set_up_app(member)
        make_recovery_codes(member)
        return member

    def ask(self, client, board, user):
        return client.post(
            reverse("reset_second_step", args=[board.slug, user.pk]), {"reason": "Lost telephone"}
        )

    def test_it_is_gone_and_the_sessions_too(self, lost, administrator, board):
        elsewhere = Client()
        try_to_sign_in(elsewhere, lost.email)
        elsewhere.post(reverse("mfa_authenticate"), {"code": code_now()})
        client = sign_in(administrator)
        confirm_again(client)

        response = self.ask(client, board, lost)

        assert response.url == reverse("accounts", args=[board.slug])
        assert not Authenticator.objects.filter(user=lost).exists()
        assert not is_signed_in(elsewhere)
        assert is_signed_in(sign_in(lost))

    def test_the_owner_is_told_and_history_keeps_it(self, lost, administrator, board):
        client = sign_in(administrator)
        confirm_again(client)

        self.ask(client, board, lost)

        assert mail.outbox[0].to == [lost.email]
        page = client.get(reverse("accounts", args=[board.slug])).content.decode()
        assert f"{lost.email}: second step taken away" in page
        assert "Lost telephone" in page

    def test_it_asks_for_the_password_again_first(self, lost, administrator, board):
        response = self.ask(sign_in(administrator), board, lost)

        assert response.url.startswith(reverse("account_reauthenticate"))
        assert Authenticator.objects.filter(user=lost, type="totp").exists()

    def test_the_manager_may_not(self, lost, manager, board):
        client = sign_in(manager)
        confirm_again(client)

        assert self.ask(client, board, lost).status_code == 403

    @pytest.mark.parametrize("suspended", [None, "2026-01-01T00:00Z"])
    def test_not_where_the_account_reaches_another_board(
        self, lost, administrator, board, other_board, suspended
    ):
        make_role(lost, other_board, suspended_at=suspended)
        client = sign_in(administrator)
        confirm_again(client)

        response = self.ask(client, board, lost)

        assert response.status_code == 403
        assert "reaches more than the boards you administer" in response.content.decode()
        assert Authenticator.objects.filter(user=lost, type="totp").exists()

    def test_it_may_be_where_both_boards_are_administered(
        self, lost, administrator, board, other_board
    ):
        make_role(lost, other_board)
        make_role(administrator, other_board, "administrator")
        client = sign_in(administrator)
        confirm_again(client)

        self.ask(client, board, lost)

        assert not Authenticator.objects.filter(user=lost).exists()

    def test_not_of_who_looks_after_the_installation(self, superuser, administrator, board):
        make_role(superuser, board)
        set_up_app(superuser)
        client = sign_in(administrator)
        confirm_again(client)

        assert self.ask(client, board, superuser).status_code == 403

    def test_not_of_an_account_of_another_board(self, outsider, administrator, board):
        client = sign_in(administrator)
        confirm_again(client)

        assert self.ask(client, board, outsider).status_code == 404


def test_the_app_is_shown_as_a_picture_and_as_a_key(member):
    client = sign_in(member)
    client.get(reverse("mfa_activate_totp"))
    confirm_again(client)

    page = client.get(reverse("mfa_activate_totp"))

    assert page.context["form"].secret in page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert SECRET not in page.content.decode()


class TestTakenAwayByACommand:
    def take_away(self, email):
        call_command("take_away_second_step", email, reason="Lost telephone", stdout=StringIO())

    def test_it_is_gone_and_kept_in_history_and_the_owner_is_told(self, member):
        set_up_app(member)

        self.take_away(member.email)

        assert not Authenticator.objects.filter(user=member).exists()
        assert member.history.latest().history_change_reason.endswith("Lost telephone")
        assert mail.outbox[0].to == [member.email]

    def test_an_unknown_address_is_an_error(self, db):
        with pytest.raises(CommandError, match="no account"):
            self.take_away("nobody@example.org")
