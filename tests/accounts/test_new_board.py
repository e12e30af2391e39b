import pytest
from django.urls import reverse

from agencies.models import Board, Role, WordList
from tests.build import make_user
from tests.conftest import signed_in

BOARD = {
    "name": "Elsewhere Safeguarding Children Partnership",
    "slug": "elsewhere",
    "area": "Elsewhere",
    "area_code": "E09000001",
    "colour": "#1d4e6b",
}


def page(client):
    return client.get(reverse("new_board")).context["page"]


def create(client, **changes):
    words = page(client).words_form.initial
    sent = {name: value for name, value in words.items() if isinstance(value, str)}
    return client.post(reverse("new_board"), {**sent, **BOARD, **changes})


def test_an_administrator_creates_a_board_and_administers_it(administrator):
    client = signed_in(administrator)

    response = create(client)

    board = Board.objects.get(slug="elsewhere")
    assert response.url == reverse("accounts", args=["elsewhere"])
    assert board.roles.get().user == administrator
    assert board.roles.get().kind == Role.Kind.ADMINISTRATOR
    assert client.get(response.url).status_code == 200


def test_its_words_are_at_first_those_of_a_partnership_of_today(administrator):
    create(signed_in(administrator))

    words = WordList.objects.get(board__slug="elsewhere")
    assert words.body == "Safeguarding Children Partnership"
    assert "Serious Case Review" not in words.case_review


@pytest.mark.parametrize(
    "changes",
    [
        {"slug": "accounts"},
        {"slug": "admin"},
        {"slug": "kingston"},
        {"slug": "El Sewhere"},
        {"slug": "ELSEWHERE"},
        {"slug": ""},
        {"name": ""},
        {"area_code": "Kingston"},
        {"colour": "#ffff00"},
        {"colour": "red"},
        {"body": ""},
        {"chair": ""},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_and_nothing_is_made(administrator, changes):
    response = create(signed_in(administrator), **changes)

    assert "<title>Error: Create a board" in response.content.decode()
    assert list(Board.objects.values_list("slug", flat=True)) == ["kingston"]


@pytest.mark.parametrize("kind", ["member", "manager", "chair", "agency_lead", "outsider"])
def test_nobody_else_creates_one(kind, request):
    client = request.getfixturevalue(f"{kind}_client")

    assert client.get(reverse("new_board")).status_code == 403
    assert client.post(reverse("new_board"), BOARD).status_code == 403
    assert not Board.objects.filter(slug="elsewhere", area_code="E09000001").exists()


def test_the_first_account_of_an_installation_is_led_there(db):
    superuser = make_user("first@example.org", is_superuser=True)

    assert reverse("new_board") in signed_in(superuser).get("/").content.decode()


def test_an_administrator_is_led_there_and_a_manager_is_not(board, administrator, manager):
    address = reverse("accounts", args=[board.slug])

    assert reverse("new_board") in signed_in(administrator).get(address).content.decode()
    assert reverse("new_board") not in signed_in(manager).get(address).content.decode()
