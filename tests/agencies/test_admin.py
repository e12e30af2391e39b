"""The admin site as a tool for whoever keeps the data: what it refuses, and how it says so."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agencies.administration import values_of
from agencies.models import Agency, Board, Contribution, Group, Person, Role, Seat, Tenure
from attendance.models import Mark, Meeting
from tests.build import (
    PASSWORD,
    as_day,
    make_agency,
    make_board,
    make_contribution,
    make_group,
    make_letter,
    make_meeting,
    make_person,
    make_role,
    make_seat,
    make_tenure,
    mark,
)
from tests.conftest import signed_in
from tests.page_forms import fields_of


def address(model, what, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


def edit(client, row, **changes):
    """Sends the row's page back with these changes; None takes a field out, as an empty tick does.
    Names of rows within the page are written tenures_0_note for tenures-0-note."""
    page = address(type(row), "change", row.pk)
    fields = fields_of(client.get(page), f"{row._meta.model_name}_form")
    fields |= changes
    return client.post(page, {name: value for name, value in fields.items() if value is not None})


def errors(answer) -> str:
    """Everything the answered page says is wrong."""
    assert answer.status_code == 200
    return str(answer.context["errors"])


# Times in a seat


@pytest.fixture
def seat(board):
    return make_seat(make_group(board))


def test_times_that_overlap_are_explained(seat, administrator_client):
    make_tenure(seat, "2012-04-01")

    answer = administrator_client.post(
        address(Tenure, "add"), {"seat": seat.pk, "state": "filled", "since": "2012-05-01"}
    )

    assert "overlap with filled from 1 April 2012 on. End that first." in errors(answer)


def test_two_new_times_on_a_seats_page_are_compared_with_each_other(seat, administrator_client):
    answer = edit(
        administrator_client,
        seat,
        **{
            "tenures-TOTAL_FORMS": "2",
            "tenures-0-state": "filled",
            "tenures-0-since": "2012-04-01",
            "tenures-1-state": "vacant",
            "tenures-1-since": "2012-05-01",
        },
    )

    assert "These dates overlap" in errors(answer)
    assert not seat.tenures.exists()


def test_one_time_is_ended_and_the_next_begun_in_one_go(seat, administrator_client):
    make_tenure(seat, "2012-04-01")

    answer = edit(
        administrator_client,
        seat,
        **{
            "tenures-TOTAL_FORMS": "2",
            "tenures-0-until": "2012-09-01",
            "tenures-1-state": "vacant",
            "tenures-1-since": "2012-09-01",
        },
    )

    assert answer.status_code == 302
    assert [tenure.state for tenure in seat.tenures.all()] == ["filled", "vacant"]


@pytest.mark.parametrize("boundary", ["2012-06-01", "2012-09-01"])
def test_the_day_between_two_times_moves_either_way(boundary, seat, administrator_client):
    make_tenure(seat, "2012-04-01", "2012-07-01")
    make_tenure(seat, "2012-07-01")

    answer = edit(
        administrator_client,
        seat,
        **{"tenures-0-until": boundary, "tenures-1-since": boundary},
    )

    assert answer.status_code == 302
    first, second = seat.tenures.all()
    assert first.until == second.since == as_day(boundary)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("2012-05-01", "2012-08-01"), ("2012-08-01", "2012-10-01")),
        (("2012-03-01", "2012-06-01"), ("2012-06-01", "2012-08-01")),
    ],
    ids=["later", "earlier"],
)
def test_all_times_move_by_a_month(first, second, seat, administrator_client):
    make_tenure(seat, "2012-04-01", "2012-07-01")
    make_tenure(seat, "2012-07-01", "2012-09-01")

    answer = edit(
        administrator_client,
        seat,
        **{
            "tenures-0-since": first[0],
            "tenures-0-until": first[1],
            "tenures-1-since": second[0],
            "tenures-1-until": second[1],
        },
    )

    assert answer.status_code == 302
    assert [tenure.since for tenure in seat.tenures.all()] == [as_day(first[0]), as_day(second[0])]


def test_a_time_takes_the_place_of_one_that_is_deleted(seat, administrator_client):
    make_tenure(seat, "2012-04-01", "2012-07-01")
    make_tenure(seat, "2012-07-01")

    answer = edit(administrator_client, seat, **{"tenures-0-until": "", "tenures-1-DELETE": "on"})

    assert answer.status_code == 302
    assert seat.tenures.get().until is None


def test_a_vacant_seat_with_a_holder_is_explained(seat, administrator_client):
    tenure = make_tenure(seat, person=make_person(seat.group.board))

    answer = edit(administrator_client, tenure, state="vacant")

    assert "A vacant seat has no holder." in errors(answer)


def test_a_seats_page_offers_only_people_of_its_own_board(seat, board, administrator):
    """Also to somebody who keeps the data of several boards."""
    second = make_board("richmond")
    make_role(administrator, second, "administrator")
    make_person(board, "Ada of Kingston")
    make_person(second, "Rob of Richmond")

    page = signed_in(administrator).get(address(Seat, "change", seat.pk)).content.decode()

    assert "Ada of Kingston" in page
    assert "Rob of Richmond" not in page


def test_other_names_are_written_one_to_a_line(seat, administrator_client):
    answer = edit(administrator_client, seat, aliases="DCI\r\n\r\n Head of CID ")

    assert answer.status_code == 302
    seat.refresh_from_db()
    assert seat.aliases == ["DCI", "Head of CID"]
    page = administrator_client.get(address(Seat, "change", seat.pk))
    assert fields_of(page, "seat_form")["aliases"] == "DCI\nHead of CID"


def test_the_list_of_seats_says_how_each_is_held_today(board, administrator_client):
    group = make_group(board)
    make_tenure(make_seat(group, title="Held"), "2012-04-01")
    make_tenure(make_seat(group, title="Empty"), "2012-04-01", state="vacant")
    make_tenure(make_seat(group, title="Gone"), "2012-04-01", "2013-04-01")

    page = administrator_client.get(address(Seat, "changelist"))

    states = {
        seat.title: page.context["cl"].model_admin.state_today(seat)
        for seat in page.context["cl"].result_list
    }
    assert states == {"Held": "Filled", "Empty": "Vacant", "Gone": "Not a member"}


# Registers


@pytest.fixture
def meeting(board):
    return make_meeting(make_group(board))


def test_a_meetings_page_offers_only_the_seats_of_its_group(meeting, board, administrator_client):
    make_seat(meeting.group, title="Nurse")
    make_seat(make_group(board, "panel", "panel"), title="Panel member")

    page = administrator_client.get(address(Meeting, "change", meeting.pk)).content.decode()

    assert "Nurse" in page
    assert "Panel member" not in page


def test_a_confirmed_register_is_corrected_with_a_reason_only(meeting, administrator_client):
    row = mark(make_seat(meeting.group), meeting)

    answer = edit(administrator_client, meeting, **{"marks-0-status": "absent"})
    assert "Say in “Why” what is corrected" in errors(answer)
    row.refresh_from_db()
    assert row.status == "present"

    answer = edit(
        administrator_client, meeting, **{"marks-0-status": "absent", "why": "The minutes say so"}
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.status == "absent"


@pytest.mark.parametrize("change", ["add", "edit", "delete"])
def test_the_reason_is_asked_for_on_the_marks_own_page_too(change, meeting, administrator_client):
    row = mark(make_seat(meeting.group), meeting)
    other = make_seat(meeting.group, title="Doctor")

    if change == "edit":
        answer = edit(administrator_client, row, status="absent")
        assert "Say in “Why”" in errors(answer)
    elif change == "add":
        answer = administrator_client.post(
            address(Mark, "add"), {"meeting": meeting.pk, "seat": other.pk, "status": "absent"}
        )
        assert "Say in “Why”" in errors(answer)
    else:
        answer = administrator_client.post(address(Mark, "delete", row.pk), {"post": "yes"})
        assert answer.status_code == 403
    assert [mark.status for mark in Mark.objects.all()] == ["present"]


def test_chosen_marks_of_a_confirmed_register_are_not_deleted(meeting, administrator_client):
    row = mark(make_seat(meeting.group), meeting)

    administrator_client.post(
        address(Mark, "changelist"),
        {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
    )

    assert Mark.objects.exists()


@pytest.mark.parametrize(
    "change", [{"confirmed_at_0": "", "confirmed_at_1": ""}, {"held_on": "2012-09-14"}]
)
def test_a_confirmed_register_is_not_opened_without_a_reason(change, meeting, administrator_client):
    answer = edit(administrator_client, meeting, **change)
    assert "Say in “Why”" in errors(answer)

    answer = edit(administrator_client, meeting, **change, why="Confirmed too early")
    assert answer.status_code == 302


def test_a_draft_register_is_corrected_without_a_reason(board, administrator_client):
    meeting = make_meeting(make_group(board), confirmed=False)
    row = mark(make_seat(meeting.group), meeting)

    answer = edit(administrator_client, meeting, **{"marks-0-status": "absent"})

    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.status == "absent"


def test_the_seat_of_a_row_does_not_change(meeting, administrator_client):
    row = mark(make_seat(meeting.group), meeting)
    other = make_seat(meeting.group, title="Doctor")

    edit(administrator_client, meeting, **{"marks-0-seat": str(other.pk), "why": "Because"})

    row.refresh_from_db()
    assert row.seat.title == "Designated Nurse"


def test_a_seat_of_another_group_is_explained(meeting, board, administrator_client):
    seat = make_seat(make_group(board, "panel", "panel"))

    answer = administrator_client.post(
        address(Mark, "add"),
        {"meeting": meeting.pk, "seat": seat.pk, "status": "absent", "why": "Missed"},
    )

    assert "not one of the group that met" in errors(answer)


def test_whoever_confirms_a_register_is_noted(board, administrator, administrator_client):
    meeting = make_meeting(make_group(board), confirmed=False)

    edit(administrator_client, meeting, confirmed_at_0="2012-09-20", confirmed_at_1="10:00")

    meeting.refresh_from_db()
    assert meeting.confirmed_by == administrator


def test_a_planned_meeting_is_not_confirmed(meeting, administrator_client):
    answer = edit(administrator_client, meeting, state="planned")

    assert "Only a meeting that was held has a confirmed register." in errors(answer)


# The same rules as everywhere


def test_a_name_that_is_taken_is_explained_although_the_board_is_not_in_the_form(
    board, administrator_client
):
    agency = make_agency(board, "Police")
    make_agency(board, "NHS")

    answer = edit(administrator_client, agency, name="NHS")

    assert "already exists" in errors(answer)


def test_an_agency_of_another_board_is_explained_to_whoever_keeps_both(board, administrator):
    second = make_board("richmond")
    make_role(administrator, second, "administrator")
    client = signed_in(administrator)

    answer = client.post(
        address(Contribution, "add"),
        {
            "board": board.pk,
            "agency": make_agency(second, "Richmond Council").pk,
            "year": "2012-13",
            "amount": "1",
        },
    )

    assert "This belongs to another board." in errors(answer)


@pytest.mark.parametrize(("field", "value"), [("amount", "-1"), ("year", "2012-14")])
def test_a_wrong_amount_or_year_is_explained(field, value, board, administrator_client):
    contribution = make_contribution(make_agency(board))

    answer = edit(administrator_client, contribution, **{field: value})

    assert {"amount": "not below 0", "year": "Write the year as 2012-13"}[field] in errors(answer)


def test_what_others_hang_on_is_not_deleted_and_it_is_said_why(seat, administrator_client):
    make_tenure(seat)
    page = address(Seat, "delete", seat.pk)

    assert "protected" in administrator_client.get(page).content.decode()
    assert administrator_client.post(page, {"post": "yes"}).status_code == 200
    assert Seat.objects.filter(pk=seat.pk).exists()


def test_what_only_the_database_can_know_is_said_too(seat, administrator_client, monkeypatch):
    """As when somebody else saved in the same moment: the form's own look found nothing."""
    monkeypatch.setattr(Tenure, "clean", lambda tenure: None)
    make_tenure(seat, "2012-04-01")

    answer = administrator_client.post(
        address(Tenure, "add"),
        {"seat": seat.pk, "state": "filled", "since": "2012-05-01"},
        follow=True,
    )

    said = [str(message) for message in answer.context["messages"]]
    assert len(said) == 1
    assert said[0].startswith("Nothing was saved.")
    assert "one way at a time" in said[0]
    assert seat.tenures.count() == 1


def test_the_way_to_a_board_is_set_once(board, administrator):
    second = make_board("richmond")
    make_role(administrator, second, "administrator")
    agency = make_agency(board)

    edit(signed_in(administrator), agency, board=str(second.pk), name="Another name")

    agency.refresh_from_db()
    assert (agency.board, agency.name) == (board, "Another name")


def test_the_only_board_is_filled_in(board, administrator_client):
    page = administrator_client.get(address(Group, "add"))

    assert fields_of(page, "group_form")["board"] == str(board.pk)


def test_completion_tells_two_boards_apart(board, administrator):
    second = make_board("richmond")
    make_role(administrator, second, "administrator")
    make_group(board)
    make_group(second)

    answer = signed_in(administrator).get(
        reverse("admin:autocomplete"),
        {"app_label": "agencies", "model_name": "seat", "field_name": "group"},
    )

    names = {row["text"] for row in answer.json()["results"]}
    assert names == {"Main Board (Kingston)", "Main Board (Richmond)"}


@pytest.mark.parametrize(("model", "word"), [(Seat, "nurse"), (Agency, "kingst"), (Person, "ada")])
def test_search_finds(model, word, seat, board, administrator_client):
    make_person(board, "Ada Example")
    make_person(board, "Somebody Else")
    make_seat(seat.group, make_agency(board, "Police"), "Detective")

    page = administrator_client.get(address(model, "changelist"), {"q": word})

    assert len(page.context["cl"].result_list) == 1


# Boards


def test_an_administrator_does_not_change_a_boards_address(board, administrator_client):
    edit(administrator_client, board, slug="surbiton", name="Another name")

    board.refresh_from_db()
    assert (board.slug, board.name) == ("kingston", "Another name")


def test_a_superuser_makes_a_board(superuser_client):
    page = superuser_client.get(address(Board, "add"))
    fields = fields_of(page, "board_form")
    answer = superuser_client.post(
        address(Board, "add"),
        {**fields, "slug": "sutton", "name": "Sutton Partnership", "area": "Sutton"},
    )

    assert answer.status_code == 302
    assert Board.objects.get().slug == "sutton"


# Accounts


def test_an_administrator_closes_an_account_of_the_own_board(member, administrator_client):
    answer = edit(administrator_client, member, is_active=None)

    assert answer.status_code == 302
    member.refresh_from_db()
    assert not member.is_active


@pytest.mark.parametrize(
    "change", [{"email": "mine@example.org"}, {"is_superuser": "on"}, {"password": "x"}]
)
def test_an_administrator_does_not_take_over_an_account(change, member, administrator_client):
    before = (member.email, member.password, member.is_superuser)
    edit(administrator_client, member, **change, why="Because")

    member.refresh_from_db()
    assert (member.email, member.password, member.is_superuser) == before


def test_an_administrator_does_not_raise_the_own_account(administrator, administrator_client):
    edit(administrator_client, administrator, is_superuser="on", why="Because")

    administrator.refresh_from_db()
    assert not administrator.is_superuser


def test_an_account_that_others_answer_for_too_is_only_shown(
    member, other_board, administrator_client
):
    make_role(member, other_board, "member")
    page = address(User, "change", member.pk)

    shown = administrator_client.get(page)
    answer = administrator_client.post(page, {"why": ""})

    assert shown.status_code == 200
    assert b"lsewhere" not in shown.content
    assert answer.status_code == 403
    member.refresh_from_db()
    assert member.is_active


def test_a_superusers_account_is_only_shown(board, superuser, administrator_client):
    make_role(superuser, board, "member")

    answer = administrator_client.post(address(User, "change", superuser.pk), {"why": ""})

    assert answer.status_code == 403


def test_what_an_account_is_on_other_boards_is_not_told(member, other_board, administrator_client):
    make_role(member, other_board, "administrator")

    page = administrator_client.get(address(User, "changelist"))
    filtered = administrator_client.get(address(User, "changelist"), {"role": "administrator"})

    assert b"lsewhere" not in page.content
    assert member not in filtered.context["cl"].result_list


@pytest.mark.parametrize(
    "lookup", ["password__startswith", "roles__board__slug", "tenures__note__contains"]
)
def test_an_account_is_not_searched_by_what_is_hidden(lookup, member, administrator_client):
    answer = administrator_client.get(address(User, "changelist"), {lookup: "m"})

    assert answer.status_code == 400


@pytest.mark.parametrize("who", ["administrator_client", "superuser_client"])
def test_no_page_shows_or_takes_a_password(who, member, request):
    client = request.getfixturevalue(who)

    for page in (address(User, "changelist"), address(User, "change", member.pk)):
        text = client.get(page).content.decode()
        assert member.password not in text
        assert 'name="password' not in text


def test_a_superuser_makes_an_account_without_a_password(superuser_client):
    answer = superuser_client.post(
        address(User, "add"), {"email": "New@example.org", "is_active": "on"}
    )

    assert answer.status_code == 302
    user = User.objects.get(email__iexact="new@example.org")
    assert not user.has_usable_password()


def test_after_a_new_address_the_old_one_does_not_sign_in(member, superuser_client, client):
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    old = member.email

    answer = edit(superuser_client, member, email="new@example.org")

    assert answer.status_code == 302
    assert not member.emailaddress_set.filter(email=old).exists()


def test_an_administrator_gives_a_role_to_accounts_of_the_own_board_only(
    board, member, outsider, administrator_client
):
    def add(user):
        return administrator_client.post(
            address(Role, "add"), {"board": board.pk, "user": user.pk, "kind": "manager"}
        )

    assert "valid choice" in errors(add(outsider))
    assert add(member).status_code == 302
    assert board.roles.filter(user=member, kind="manager").exists()


def test_a_role_for_an_agency_without_one_is_explained(board, member, administrator_client):
    answer = administrator_client.post(
        address(Role, "add"), {"board": board.pk, "user": member.pk, "kind": "agency_lead"}
    )

    assert "have one agency" in errors(answer)


def test_a_role_is_suspended(member, administrator_client):
    answer = edit(
        administrator_client,
        member.roles.get(),
        suspended_at_0="2026-01-31",
        suspended_at_1="10:00",
    )

    assert answer.status_code == 302
    assert member.roles.get().suspended_at < timezone.now()


# Signing in and out is not the admin site's business


@pytest.mark.parametrize("page", ["login", "logout", "password_change", "r/1/1"])
def test_the_site_has_no_sign_in_of_its_own(page, administrator_client):
    assert administrator_client.get(f"/admin/{page}/").status_code == 404


def test_the_secrets_of_other_packages_are_not_served(superuser_client):
    for page in ("mfa/authenticator", "account/emailaddress", "usersessions/usersession"):
        assert superuser_client.get(f"/admin/{page}/").status_code == 404


def test_the_header_leads_back_and_out(administrator, administrator_client):
    page = administrator_client.get(reverse("admin:index")).content.decode()

    assert administrator.email in page
    assert f'action="{reverse("account_logout")}"' in page


def test_a_deactivated_account_is_out_at_once(administrator, administrator_client):
    administrator.is_active = False
    administrator.save()

    answer = administrator_client.get(reverse("admin:index"))

    assert answer.status_code == 302
    assert reverse("account_login") in answer.url


def test_the_history_of_named_values_and_lists_shows_names_and_values(board, manager):
    letter = make_letter(
        make_agency(board), make_group(board), manager, figures={"run": "two", "fraction": "1 of 5"}
    )
    seat = make_seat(letter.group, aliases=[1, "two"])

    for row, words in ((letter, "run two, fraction 1 of 5"), (seat, "1, two")):
        assert words in dict(values_of(row.history.first())).values()
