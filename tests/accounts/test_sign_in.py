import pytest
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from tests.accounts.conftest import is_signed_in, sign_in, try_to_sign_in
from tests.build import PASSWORD, make_user


def test_an_account_signs_in_with_its_address_in_any_case(member):
    client = Client()

    try_to_sign_in(client, "Member@Example.ORG")

    assert is_signed_in(client)


def test_the_page_says_where_an_account_comes_from(client):
    page = client.get(reverse("account_login")).content.decode()

    assert "Ask your board's business manager for an invitation" in page.replace("&#x27;", "'")


def test_a_wrong_password_and_an_unknown_address_are_told_apart_by_nothing(member):
    def answer(email):
        response = try_to_sign_in(Client(), email, "not the password")
        page = response.content.decode().replace(email, "ADDRESS")
        token = response.context["csrf_token"]
        return response.status_code, page.replace(str(token), "TOKEN")

    assert answer(member.email) == answer("nobody@example.org")


def test_a_wrong_password_is_named_in_the_title_and_the_summary(member):
    page = try_to_sign_in(Client(), member.email, "not the password").content.decode()

    assert "<title>Error: Sign in" in page
    assert "The e-mail address or the password is not right." in page


def test_a_closed_account_does_not_sign_in(member):
    member.is_active = False
    member.save()
    client = Client()

    response = try_to_sign_in(client, member.email)

    assert response.url == reverse("account_inactive")
    assert not is_signed_in(client)


def test_nobody_signs_up(client, db):
    page = client.get(reverse("account_signup"))
    answer = client.post(
        reverse("account_signup"),
        {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert "Accounts are by invitation" in page.content.decode()
    assert answer.status_code == 405
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "account_email",
        "account_confirm_email",
        "account_request_login_code",
        "account_signup_by_passkey",
        "socialaccount_login",
        "socialaccount_signup",
        "mfa_signup_webauthn",
    ],
)
def test_what_we_do_not_use_of_allauth_does_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_signing_in_makes_a_new_session(member):
    client = Client()
    client.get(reverse("account_login"))
    session = client.session
    session["before"] = True
    session.save()
    client.cookies["session"] = session.session_key

    sign_in(member, client)

    assert client.session.session_key != session.session_key


def test_passwords_are_kept_with_argon2():
    from lscb import settings

    assert settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_signing_in_leaves_no_line_in_history(member):
    before = member.history.count()

    sign_in(member)

    member.refresh_from_db()
    assert member.last_login is not None
    assert member.history.count() == before


def test_an_account_that_changes_its_address_no_longer_signs_in_by_the_old_one(member):
    member.email = "moved@example.org"
    member.save()

    old, new = Client(), Client()
    try_to_sign_in(old, "member@example.org")
    try_to_sign_in(new, "moved@example.org")

    assert not is_signed_in(old)
    assert is_signed_in(new)


class TestLostPassword:
    def ask(self, email):
        return Client().post(reverse("account_reset_password"), {"email": email})

    def test_the_answer_does_not_say_whether_there_is_an_account(self, member):
        known, unknown = self.ask(member.email), self.ask("nobody@example.org")

        assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
        assert [message.to for message in mail.outbox] == [[member.email], ["nobody@example.org"]]
        assert mail.outbox[0].subject == mail.outbox[1].subject

    def test_the_link_sets_a_new_password_once_and_ends_every_session(self, member):
        elsewhere = sign_in(member)
        self.ask(member.email)
        link = self.link_in(mail.outbox[0])
        client = Client()
        form = client.get(link).url
        new = {"password1": "another long password", "password2": "another long password"}

        client.post(form, new)

        assert not is_signed_in(elsewhere)
        assert try_to_sign_in(Client(), member.email, "another long password").status_code == 302
        assert "This link does not work" in Client().get(link).content.decode()

    def test_a_closed_account_gets_no_link(self, member):
        member.is_active = False
        member.save()

        self.ask(member.email)

        assert "/password/reset/key/" not in mail.outbox[0].body

    def link_in(self, message):
        (line,) = [line for line in message.body.splitlines() if "/password/reset/key/" in line]
        return line.removeprefix("http://testserver")


class TestChangedPassword:
    def test_every_session_ends_and_the_owner_is_told(self, member):
        here, elsewhere = sign_in(member), sign_in(member)

        here.post(
            reverse("account_change_password"),
            {
                "oldpassword": PASSWORD,
                "password1": "another long password",
                "password2": "another long password",
            },
        )

        assert not is_signed_in(here)
        assert not is_signed_in(elsewhere)
        assert "password" in mail.outbox[0].body

    @pytest.mark.parametrize(
        "weak", ["short", "password1234", "member@example.org", "123456789012"]
    )
    def test_a_weak_one_is_refused(self, member, weak):
        client = sign_in(member)

        client.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": weak, "password2": weak},
        )

        assert User.objects.get(pk=member.pk).check_password(PASSWORD)


def test_an_account_without_a_password_can_set_one(db):
    user = make_user()
    client = sign_in(user)
    user.set_unusable_password()
    user.save()
    client.force_login(user)

    assert client.get(reverse("account_change_password")).url == reverse("account_set_password")
    assert client.get(reverse("account_set_password")).status_code == 200
