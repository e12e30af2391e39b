import threading
from datetime import timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agencies import invitations
from agencies.models import Invitation, Role
from tests.accounts.conftest import is_signed_in, try_to_sign_in
from tests.build import make_invitation, make_user
from tests.conftest import signed_in

NEW = "new@example.org"
CHOSEN = "a long password of my own"
PASSWORDS = {"password1": CHOSEN, "password2": CHOSEN}


def invite(client, board, email=NEW, kind="member", agency=""):
    return client.post(
        reverse("invite", args=[board.slug]), {"email": email, "kind": kind, "agency": agency}
    )


def link_in(message) -> str:
    (line,) = [line for line in message.body.splitlines() if "/invitation/" in line]
    return line.removeprefix("http://testserver")


@pytest.fixture
def link(manager, board):
    _, token = make_invitation(board, manager, NEW)
    return reverse("invitation", args=[token])


class TestInviting:
    def test_the_link_comes_by_e_mail_and_makes_an_account(self, manager, board):
        invite(signed_in(manager), board)
        client = Client()

        answer = client.post(link_in(mail.outbox[0]), PASSWORDS)
        try_to_sign_in(client, NEW, CHOSEN)

        assert answer.url == reverse("account_login")
        assert is_signed_in(client)
        role = Role.objects.get(user__email=NEW)
        assert (role.board, role.kind) == (board, "member")

    def test_the_e_mail_says_from_whom_to_what_and_until_when(self, manager, board, agency):
        invite(signed_in(manager), board, kind="agency_lead", agency=agency.pk)

        (message,) = mail.outbox
        assert message.to == [NEW]
        assert f"{manager} invites you to {board}" in message.body
        assert "Agency lead, NHS Kingston" in message.body
        assert f"{timezone.localtime() + timedelta(days=7):%Y}" in message.body

    def test_the_page_does_not_show_the_link_where_e_mail_is_sent(self, manager, board):
        answer = invite(signed_in(manager), board)

        assert link_in(mail.outbox[0]) not in answer.content.decode()

    def test_the_page_shows_it_where_e_mail_goes_to_the_terminal(
        self, manager, board, settings, capsys
    ):
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

        page = invite(signed_in(manager), board).content.decode()

        assert "/accounts/invitation/" in page

    def test_only_the_latest_link_works(self, manager, board):
        invite(signed_in(manager), board)
        invite(signed_in(manager), board)

        first, second = (Client().get(link_in(message)) for message in mail.outbox)

        assert (first.status_code, second.status_code) == (404, 200)

    def test_where_no_e_mail_can_be_sent_nobody_is_invited(self, manager, board, monkeypatch):
        def refuse(*args):
            raise SMTPException

        monkeypatch.setattr(invitations, "send_mail", refuse)

        page = invite(signed_in(manager), board).content.decode()

        assert "could not be sent" in page
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize(
        ("kind", "has_agency"),
        [("agency_lead", False), ("signing_officer", False), ("member", True), ("chief", False)],
    )
    def test_role_and_agency_must_go_together(self, manager, board, agency, kind, has_agency):
        invite(signed_in(manager), board, kind=kind, agency=agency.pk if has_agency else "")

        assert not Invitation.objects.exists()

    def test_an_agency_of_another_board_is_refused(self, manager, board, other_board):
        from tests.build import make_agency

        invite(signed_in(manager), board, kind="agency_lead", agency=make_agency(other_board).pk)

        assert not Invitation.objects.exists()

    def test_who_has_the_role_is_not_invited_to_it(self, manager, member, board):
        page = invite(signed_in(manager), board, member.email.upper()).content.decode()

        assert "This account has this role already." in page

    def test_an_account_of_another_board_is_invited_as_anybody_is(self, manager, outsider, board):
        stranger = invite(signed_in(manager), board).content.decode()
        known = invite(signed_in(manager), board, outsider.email).content.decode()

        assert known.replace(outsider.email, NEW) == stranger

    def test_the_database_does_not_hold_the_link(self, manager, board):
        invite(signed_in(manager), board)
        token = link_in(mail.outbox[0]).split("/")[-2]

        assert len(token) >= 40
        assert token not in str(list(Invitation.objects.values()))
        assert token not in str(list(Invitation.history.values()))

    def test_history_does_not_hold_the_address(self, manager, board):
        invite(signed_in(manager), board)

        assert NEW not in str(list(Invitation.history.values()))


class TestTheLink:
    def test_it_shows_board_and_role_to_anybody_who_has_it(self, link, board):
        page = Client().get(link).content.decode()

        assert board.name in page
        assert "Member" in page

    def test_opening_it_does_nothing(self, link):
        Client().get(link)

        assert not User.objects.filter(email=NEW).exists()
        assert Invitation.objects.open().exists()

    def test_it_is_not_told_to_the_next_page(self, link):
        assert Client().get(link).headers["Referrer-Policy"] == "strict-origin"

    def test_every_link_that_does_not_work_answers_alike(self, manager, board):
        def spoilt(**fields):
            invitation, token = make_invitation(board, manager, NEW)
            Invitation.objects.filter(pk=invitation.pk).update(**fields)
            return Client().get(reverse("invitation", args=[token]))

        now = timezone.now()
        answers = [
            spoilt(expires_at=now - timedelta(seconds=1)),
            spoilt(accepted_at=now),
            spoilt(withdrawn_at=now),
            Client().get(reverse("invitation", args=["never-was"])),
        ]

        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
        assert "This link does not work" in answers[0].content.decode()

    def test_a_second_use_makes_no_second_account(self, link):
        Client().post(link, PASSWORDS)

        again = Client().post(link, {"password1": "another one", "password2": "another one"})

        assert again.status_code == 404
        assert User.objects.get(email=NEW).check_password(CHOSEN)

    @pytest.mark.parametrize(
        "passwords",
        [
            {"password1": "short", "password2": "short"},
            {"password1": CHOSEN, "password2": "a different password"},
            {"password1": "new@example.org", "password2": "new@example.org"},
            {},
        ],
    )
    def test_a_bad_password_makes_no_account(self, link, passwords):
        page = Client().post(link, passwords).content.decode()

        assert "<title>Error: An invitation" in page
        assert not User.objects.filter(email=NEW).exists()

    def test_whoever_has_an_account_signs_in_first(self, link):
        make_user(NEW)
        client = Client()

        page = client.get(link).content.decode()
        refused = client.post(link, PASSWORDS)

        assert f"{reverse('account_login')}?next={link}" in page
        assert refused.status_code == 200
        assert not Role.objects.filter(user__email=NEW).exists()

    def test_and_then_accepts(self, link, board):
        user = make_user(NEW)

        answer = signed_in(user).post(link)

        assert answer.url == reverse("board", args=[board.slug])
        assert user.roles.get().board == board

    def test_somebody_else_cannot_accept_it(self, link, member):
        client = signed_in(member)

        page = client.get(link).content.decode()
        client.post(link, PASSWORDS)

        assert f"You are signed in as {member.email}" in page
        assert not User.objects.filter(email=NEW).exists()
        assert member.roles.count() == 1

    def test_it_opens_a_suspended_role_again(self, manager, member, board):
        member.roles.update(suspended_at=timezone.now())
        _, token = make_invitation(board, manager, member.email)

        signed_in(member).post(reverse("invitation", args=[token]))

        assert member.roles.get().suspended_at is None

    def test_it_does_not_work_when_its_sender_was_suspended(self, link, manager):
        manager.roles.update(suspended_at=timezone.now())

        assert Client().post(link, PASSWORDS).status_code == 404
        assert not User.objects.filter(email=NEW).exists()

    def test_it_does_not_work_when_its_sender_may_no_longer_give_the_role(
        self, administrator, board
    ):
        _, token = make_invitation(board, administrator, NEW, "manager")
        administrator.roles.update(kind="manager")

        assert Client().get(reverse("invitation", args=[token])).status_code == 404

    def test_the_list_says_that_it_does_not_work(self, link, manager, administrator, board):
        manager.roles.update(suspended_at=timezone.now())

        page = signed_in(administrator).get(reverse("accounts", args=[board.slug]))

        assert "Does not work" in page.content.decode()

    def test_what_was_done_is_in_the_list(self, manager, board):
        client = signed_in(manager)
        invite(client, board)
        Client().post(link_in(mail.outbox[0]), PASSWORDS)

        page = client.get(reverse("accounts", args=[board.slug])).content.decode()

        assert f"{NEW} was invited as Member" in page
        assert f"{NEW} accepted the invitation as Member" in page
        assert f"{NEW} was given the role Member" in page


class TestWithdrawing:
    def withdraw(self, client, board, invitation):
        return client.post(reverse("withdraw", args=[board.slug, invitation.pk]))

    def test_the_link_stops_working(self, link, manager, board):
        self.withdraw(signed_in(manager), board, Invitation.objects.get())

        assert Client().get(link).status_code == 404

    def test_asking_withdraws_nothing(self, link, manager, board):
        signed_in(manager).get(reverse("withdraw", args=[board.slug, Invitation.objects.get().pk]))

        assert Client().get(link).status_code == 200

    def test_a_manager_leaves_an_administrators_alone(self, manager, administrator, board):
        invitation, _ = make_invitation(board, administrator, NEW, "administrator")

        assert self.withdraw(signed_in(manager), board, invitation).status_code == 403
        assert Invitation.objects.open().exists()

    def test_one_of_another_board_does_not_exist(
        self, manager, other_administrator, board, other_board
    ):
        invitation, _ = make_invitation(other_board, other_administrator)

        assert self.withdraw(signed_in(manager), board, invitation).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_account", [True, False])
def test_two_clicks_at_once_make_one_role(has_account, board, administrator):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; it lets one writer in at a time")
    if has_account:
        user = make_user(NEW)
    _, token = make_invitation(board, administrator, NEW)
    link, statuses = reverse("invitation", args=[token]), []
    start = threading.Barrier(4)

    def click():
        client = signed_in(user) if has_account else Client()
        start.wait()
        statuses.append(client.post(link, PASSWORDS).status_code)
        connections.close_all()

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()

    assert sorted(statuses) == [302, 404, 404, 404]
    assert Role.objects.filter(user__email=NEW).count() == 1


def test_whoever_reads_a_link_while_another_click_makes_the_account_is_told_it_is_used(
    board, administrator, client, monkeypatch
):
    """Between reading the invitation and looking for the account, the other click was faster."""
    invitation, token = make_invitation(board, administrator, NEW)
    has_account = invitations.has_account

    def other_click_first(email):
        monkeypatch.setattr(invitations, "has_account", has_account)
        invitations.accept_with_new_account(invitation, CHOSEN)
        return has_account(email)

    monkeypatch.setattr(invitations, "has_account", other_click_first)

    assert client.post(reverse("invitation", args=[token]), PASSWORDS).status_code == 404
    assert Role.objects.filter(user__email=NEW).count() == 1


def test_a_link_that_was_read_before_and_used_since_is_refused(board, manager):
    """The second of two clicks has read the invitation while it was still open."""
    user = make_user(NEW)
    invitation, _ = make_invitation(board, manager, NEW)
    invitations.accept(invitation, user)

    with pytest.raises(invitations.NoLongerOpen):
        invitations.accept(invitation, user)
    with pytest.raises(invitations.NoLongerOpen):
        invitations.accept_with_new_account(invitation, CHOSEN)
    assert user.roles.count() == 1
