"""/<board>/accounts/: the list, suspending and restoring, seats."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.access import accounts_board_for
from agencies.account_changes import Refused, suspend
from agencies.account_pages import accounts
from agencies.models import Role, Tenure
from tests.accounts.codes import set_up_app
from tests.build import (
    make_agency,
    make_group,
    make_invitation,
    make_role,
    make_seat,
    make_tenure,
    make_user,
)
from tests.conftest import signed_in

TODAY = date(2026, 11, 23)


def page_of(user, board, today=TODAY):
    return accounts(accounts_board_for(user, board.slug), user, today)


def line_of(page, user):
    (line,) = [line for line in page.accounts if line.user == user]
    return line


def act(name, client, board, pk, **data):
    return client.post(reverse(name, args=[board.slug, pk]), {"reason": "On leave", **data})


class TestTheList:
    def test_it_has_the_accounts_of_this_board_alone(self, administrator, member, outsider, board):
        page = page_of(administrator, board)

        assert {line.user for line in page.accounts} == {administrator, member}

    def test_a_role_for_an_agency_names_it(self, administrator, agency_lead, board):
        line = line_of(page_of(administrator, board), agency_lead)

        assert [role.words for role in line.roles] == ["Agency lead, NHS Kingston"]

    def test_a_suspended_account_is_still_there(self, administrator, member, board):
        member.roles.update(suspended_at=timezone.now())

        assert line_of(page_of(administrator, board), member).state == "Suspended"

    def test_an_account_with_another_role_left_is_open(self, administrator, member, board):
        member.roles.update(suspended_at=timezone.now())
        make_role(member, board, "manager")

        assert line_of(page_of(administrator, board), member).state == "Open"

    def test_a_closed_account_says_so(self, administrator, member, board):
        member.is_active = False
        member.save()

        assert line_of(page_of(administrator, board), member).state == "Closed"

    def test_it_says_who_has_a_second_step(self, administrator, member, board):
        set_up_app(member)
        page = page_of(administrator, board)

        assert line_of(page, member).has_second_step
        assert not line_of(page, administrator).has_second_step

    def test_the_seats_are_those_of_today(self, administrator, member, board):
        group = make_group(board)
        make_tenure(make_seat(group, title="Held"), "2026-04-01", user=member)
        make_tenure(make_seat(group, title="Ended"), "2020-04-01", TODAY, user=member)
        make_tenure(make_seat(group, title="To come"), TODAY + timedelta(1), user=member)

        assert line_of(page_of(administrator, board), member).seats == ["Held, NHS Kingston"]

    def test_its_queries_do_not_grow(self, administrator, board, django_assert_num_queries):
        def fill(number):
            agency = make_agency(board, f"Agency {number}")
            user = make_user(f"user{number}@example.org")
            make_role(user, board, "agency_lead", agency)
            set_up_app(user)
            make_tenure(make_seat(make_group(board, f"g{number}"), agency), user=user)
            make_invitation(board, administrator, f"new{number}@example.org")

        def count():
            with django_assert_num_queries(10):
                page_of(administrator, board)

        fill(1)
        count()
        for number in range(2, 12):
            fill(number)
        count()

    def test_the_page_needs_fifteen_queries_at_most(
        self, administrator_client, board, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(15):
            administrator_client.get(reverse("accounts", args=[board.slug]))


class TestToClose:
    def test_who_left_the_last_seat_and_still_has_access(self, administrator, member, board):
        make_tenure(make_seat(make_group(board)), "2020-04-01", "2026-04-01", user=member)

        assert [line.user for line in page_of(administrator, board).to_close] == [member]

    @pytest.mark.parametrize("until", [None, TODAY + timedelta(1)])
    def test_not_who_is_in_a_seat(self, administrator, member, board, until):
        group = make_group(board)
        make_tenure(make_seat(group), "2020-04-01", "2021-04-01", user=member)
        make_tenure(make_seat(group, title="Another"), "2021-04-01", until, user=member)

        assert page_of(administrator, board).to_close == []

    def test_not_who_never_had_a_seat(self, administrator, member, board):
        assert page_of(administrator, board).to_close == []

    def test_not_who_was_suspended(self, administrator, member, board):
        make_tenure(make_seat(make_group(board)), "2020-04-01", "2026-04-01", user=member)
        member.roles.update(suspended_at=timezone.now())

        assert page_of(administrator, board).to_close == []


ALL = [kind.value for kind in Role.Kind]
GIVEN = {
    "administrator": set(ALL),
    "manager": {"member", "agency_lead", "signing_officer"},
    "member": set(),
    "agency_lead": set(),
    "signing_officer": set(),
}


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("by", GIVEN)
class TestWhoManagesWhom:
    """The table of who may invite, suspend and restore what."""

    @pytest.fixture
    def client_of(self, board, agency):
        def make(kind):
            user = make_user("by@example.org")
            make_role(
                user, board, kind, agency if kind in ("agency_lead", "signing_officer") else None
            )
            return signed_in(user)

        return make

    @pytest.fixture
    def role(self, board, agency, kind):
        own = agency if kind in ("agency_lead", "signing_officer") else None
        return make_role(make_user("whom@example.org"), board, kind, own)

    def test_suspending(self, by, kind, role, client_of, board):
        response = act("suspend", client_of(by), board, role.pk)

        role.refresh_from_db()
        assert (role.suspended_at is not None) == (kind in GIVEN[by])
        assert response.status_code == (302 if kind in GIVEN[by] else 403)

    def test_restoring(self, by, kind, role, client_of, board):
        Role.objects.filter(pk=role.pk).update(suspended_at=timezone.now())

        act("restore", client_of(by), board, role.pk)

        role.refresh_from_db()
        assert (role.suspended_at is None) == (kind in GIVEN[by])

    def test_inviting(self, by, kind, client_of, board, agency):
        own = agency.pk if kind in ("agency_lead", "signing_officer") else ""

        client_of(by).post(
            reverse("invite", args=[board.slug]),
            {"email": "new@example.org", "kind": kind, "agency": own},
        )

        assert board.invitations.exists() == (kind in GIVEN[by])


class TestSuspending:
    def test_the_reason_is_kept_and_shown(self, manager, member, board):
        client = signed_in(manager)

        act("suspend", client, board, member.roles.get().pk)
        act("restore", client, board, member.roles.get().pk, reason="Back at work")

        page = page_of(manager, board)
        assert [(done.what, done.by, done.why) for done in page.done[:2]] == [
            (f"{member} was restored as Member", manager.email, "Back at work"),
            (f"{member} was suspended as Member", manager.email, "On leave"),
        ]

    def test_without_a_reason_nothing_is_done(self, manager, member, board):
        response = act("suspend", signed_in(manager), board, member.roles.get().pk, reason=" ")

        assert member.roles.get().suspended_at is None
        assert "<title>Error: " in response.content.decode()

    def test_asking_does_nothing(self, manager, member, board):
        signed_in(manager).get(reverse("suspend", args=[board.slug, member.roles.get().pk]))

        assert member.roles.get().suspended_at is None

    def test_twice_is_done_once(self, manager, member, board):
        client = signed_in(manager)
        act("suspend", client, board, member.roles.get().pk)
        first = member.roles.get()

        act("suspend", client, board, first.pk, reason="Again")

        assert member.roles.get().suspended_at == first.suspended_at
        assert first.history.count() == 2

    def test_nobody_suspends_their_own_administrator_role(self, administrator, board):
        make_role(make_user("second@example.org"), board, "administrator")
        client = signed_in(administrator)

        response = act("suspend", client, board, administrator.roles.get().pk)

        assert response.status_code == 403
        assert "You cannot suspend your own role" in response.content.decode()
        assert administrator.roles.get().suspended_at is None

    def test_a_board_keeps_one_administrator(self, administrator, board):
        """As when two suspend each other at the same moment: the second comes too late."""
        second = make_user("second@example.org")
        own = make_role(second, board, "administrator")
        suspend(administrator.roles.get(), second, "First")

        with pytest.raises(Refused, match="at least one administrator"):
            suspend(own, administrator, "Second")

    def test_a_closed_account_is_no_administrator_who_is_left(self, administrator, board):
        second = make_user("second@example.org", is_active=False)
        make_role(second, board, "administrator")

        with pytest.raises(Refused):
            suspend(administrator.roles.get(), second, "Alone")

    @pytest.mark.parametrize("name", ["suspend", "restore"])
    def test_a_role_of_another_board_does_not_exist(self, name, administrator, outsider, board):
        client = signed_in(administrator)

        assert act(name, client, board, outsider.roles.get().pk).status_code == 404
        assert act(name, client, board, 10**30).status_code == 404
        assert outsider.roles.get().suspended_at is None


class TestSeats:
    @pytest.fixture
    def tenure(self, board):
        return make_tenure(make_seat(make_group(board)), "2012-04-01")

    def link(self, client, board, user, tenure):
        return act("account_seat", client, board, user.pk, tenure=tenure.pk)

    def test_an_account_is_linked_and_unlinked(self, manager, member, board, tenure):
        client = signed_in(manager)

        self.link(client, board, member, tenure)
        tenure.refresh_from_db()
        linked = tenure.user
        act("account_seat", client, board, member.pk, unlink=tenure.pk)
        tenure.refresh_from_db()

        assert (linked, tenure.user) == (member, None)
        assert [done.what for done in page_of(manager, board).done[:2]] == [
            f"{member} was unlinked from the seat Designated Nurse, NHS Kingston",
            f"{member} was linked to the seat Designated Nurse, NHS Kingston",
        ]

    def test_only_a_seat_held_today_without_an_account_is_offered(
        self, manager, member, tenure, chair, board
    ):
        group = board.groups.first()
        make_tenure(make_seat(group, title="Ended"), "2012-04-01", "2013-04-01")
        make_tenure(make_seat(group, title="Vacant"), "2012-04-01", state="vacant")
        page = signed_in(manager).get(reverse("account_seat", args=[board.slug, member.pk]))

        assert list(page.context["page"].form.fields["tenure"].queryset) == [tenure]

    def test_a_seat_of_another_board_cannot_be_linked(self, manager, member, board, other_board):
        other = make_tenure(make_seat(make_group(other_board)))

        response = self.link(signed_in(manager), board, member, other)

        other.refresh_from_db()
        assert other.user is None
        assert response.status_code == 200

    def test_a_seat_linked_in_the_meantime_is_not_taken_over(self, member, manager, tenure):
        from agencies.account_changes import link_seat

        Tenure.objects.filter(pk=tenure.pk).update(user=manager)

        with pytest.raises(Refused, match="in the meantime"):
            link_seat(tenure, member)

    def test_the_seat_of_somebody_else_cannot_be_unlinked_here(self, manager, member, chair, board):
        held = chair.tenures.get()

        response = act("account_seat", signed_in(manager), board, member.pk, unlink=held.pk)

        assert response.status_code == 404
        assert chair.tenures.exists()

    @pytest.mark.parametrize("nonsense", ["", "x", "-1", "²", "9" * 40, "9" * 5000])
    def test_nonsense_is_a_404(self, manager, member, board, nonsense):
        response = act("account_seat", signed_in(manager), board, member.pk, unlink=nonsense)

        assert response.status_code == 404

    def test_an_account_without_a_role_here_does_not_exist(self, manager, outsider, board):
        page = reverse("account_seat", args=[board.slug, outsider.pk])

        assert signed_in(manager).get(page).status_code == 404

    def test_the_chair_s_account_has_the_chair_s_rights_at_once(self, manager, member, board):
        group = make_group(board)
        seat = make_seat(group, title="Independent Chair", office="chair")
        client = signed_in(member)
        assert client.get(reverse("management", args=[board.slug])).status_code == 403

        self.link(signed_in(manager), board, member, make_tenure(seat))

        assert client.get(reverse("management", args=[board.slug])).status_code == 200


def test_a_pages_words_are_not_the_models(administrator, member, board):
    make_tenure(make_seat(make_group(board)), "2020-04-01", "2021-04-01", user=member)
    client = signed_in(administrator)
    names = [("accounts", []), ("invite", []), ("account_seat", [member.pk])]

    for name, more in names:
        page = client.get(reverse(name, args=[board.slug, *more])).content.decode().lower()
        words = page.replace('name="tenure"', "").replace("id_tenure", "")
        assert "tenure" not in words


def test_somebody_who_is_not_signed_in_is_asked_to(board, client):
    assert Client().get(reverse("accounts", args=[board.slug])).status_code == 302
