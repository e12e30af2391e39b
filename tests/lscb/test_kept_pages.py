"""What is kept until a record changes: shown as long as it is true, to nobody it is not for."""

import io
import re
import uuid
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.template.loader import get_template
from django.template.loader_tags import BlockNode
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from datasets.models import ListedIndicator, Observation
from lscb.kept import keep
from lscb.kept_pages import BLOCKS
from tests.build import (
    make_agency,
    make_board,
    make_group,
    make_meeting,
    make_person,
    make_role,
    make_seat,
    make_tenure,
    make_user,
    mark,
)
from tests.conftest import signed_in
from tests.figures import make_indicator, make_listed, make_own

TEMPLATES = settings.BASE_DIR / "templates"


class Counted:
    """Counts how often it is asked."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return self.times


class TestKeep:
    def test_under_one_version_it_is_worked_out_once(self, transactional_db):
        make, version = Counted(), uuid.uuid4()

        assert [keep(version, ("a", 1), make) for _ in range(3)] == [1, 1, 1]
        assert keep(version, ("a", 2), make) == 2
        assert keep(uuid.uuid4(), ("a", 1), make) == 3

    def test_what_is_outdated_gives_way(self, transactional_db):
        caches["kept"].clear()
        for _ in range(5):
            keep(uuid.uuid4(), ("a",), Counted())

        assert len(caches["kept"]._cache) == 1

    def test_without_a_version_nothing_is_kept(self, transactional_db):
        make = Counted()

        assert [keep(None, ("a",), make) for _ in range(2)] == [1, 2]

    def test_within_a_transaction_nothing_is_kept_or_taken(self, transactional_db):
        make, version = Counted(), uuid.uuid4()
        with transaction.atomic():
            assert keep(version, ("a",), make) == 1
        assert keep(version, ("a",), make) == 2
        with transaction.atomic():
            assert keep(version, ("a",), make) == 3


@pytest.fixture
def board(transactional_db):
    return make_board("kingston")


@pytest.fixture
def meeting(board):
    group, agency = make_group(board), make_agency(board, "Police")
    for number in range(3):
        seat = make_seat(group, agency, f"Seat {number}")
        make_tenure(seat, person=make_person(board, f"Holder {number}"))
    return make_meeting(group, confirmed=False)


@pytest.fixture
def address(meeting):
    return reverse("register", args=["kingston", meeting.pk])


def account(board, kind, name=None):
    user = make_user(f"{name or kind}@example.org")
    make_role(user, board, kind)
    return user


def ask(client, address):
    """The answer and the number of statements it took."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    return answer, len(captured)


def inputs(answer, name):
    return re.findall(rf'name="{name}" value="([^"]*)"', answer.content.decode())


def without_own(answer) -> str:
    """The page without what belongs to one request of one account."""
    own = r'name="(csrfmiddlewaretoken|key)" value="[^"]*"|data-account="\d+"'
    return re.sub(own, "", answer.content.decode())


def test_a_page_is_made_once_and_says_the_same(board, address):
    client = signed_in(account(board, "manager"))
    first, many = ask(client, address)
    second, few = ask(client, address)

    assert without_own(first) == without_own(second)
    assert few <= 3 < many
    assert second.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "change",
    [
        lambda meeting: mark(meeting.group.seats.first(), meeting, "absent"),
        lambda meeting: meeting.group.seats.filter(title="Seat 1").update(title="Another seat"),
        lambda meeting: make_person(meeting.group.board, "unseen"),
    ],
    ids=["mark", "update", "another record"],
)
def test_after_any_change_it_is_made_anew(board, meeting, address, change):
    client = signed_in(account(board, "manager"))
    ask(client, address)
    change(meeting)
    answer, many = ask(client, address)

    assert many > 3
    assert without_own(answer) == without_own(client.get(address))


def test_the_next_reader_sees_what_was_changed(board, meeting, address):
    client = signed_in(account(board, "manager"))
    before = client.get(address).content.decode()
    mark(meeting.group.seats.first(), meeting, "absent")
    after = client.get(address).content.decode()

    assert "0 of 3 entered" in before
    assert "1 of 3 entered" in after


def test_what_belongs_to_one_account_is_not_kept(board, address):
    one, other = account(board, "manager", "one"), account(board, "manager", "other")
    first, second = signed_in(one).get(address), signed_in(other).get(address)

    assert f'data-account="{one.pk}"' in first.content.decode()
    assert f'data-account="{other.pk}"' in second.content.decode()
    assert f'data-account="{one.pk}"' not in second.content.decode()
    assert without_own(first) == without_own(second)
    for name in ("key", "csrfmiddlewaretoken"):
        [here], [there] = inputs(first, name), inputs(second, name)
        assert here != there


def filled_in(user, meeting, address):
    """A browser that has opened the form, and the form with the first seat marked."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    page = client.get(address)
    [token], [key] = inputs(page, "csrfmiddlewaretoken"), inputs(page, "key")
    seat = meeting.group.seats.first()
    return client, {"csrfmiddlewaretoken": token, "key": key, f"mark-{seat.pk}": "present"}


def test_a_form_of_a_kept_page_can_be_sent(board, meeting, address):
    user = account(board, "manager")
    signed_in(user).get(address)
    client, fields = filled_in(user, meeting, address)

    assert client.post(address, fields).status_code == 303
    assert "1 of 3 entered" in client.get(address).content.decode()


def test_who_may_do_more_is_shown_more(board, address):
    """The navigation belongs to the one who asks, and is never kept."""
    as_manager = signed_in(account(board, "manager")).get(address).content.decode()
    as_administrator = signed_in(account(board, "administrator")).get(address).content.decode()

    assert reverse("admin:index") not in as_manager
    assert reverse("admin:index") in as_administrator


def test_a_right_that_is_taken_away_is_gone_at_once(board, meeting, address):
    user = account(board, "manager")
    client = signed_in(user)
    assert client.get(address).status_code == 200
    user.roles.update(kind="member")
    assert client.get(address).status_code == 403
    user.roles.update(suspended_at=timezone.now())
    assert client.get(address).status_code == 404


def test_the_same_board_is_another_one_for_another_account(board, address):
    assert signed_in(account(board, "manager")).get(address).status_code == 200
    assert signed_in(account(board, "member")).get(address).status_code == 403
    elsewhere = make_board("elsewhere")
    assert signed_in(account(elsewhere, "manager", "outsider")).get(address).status_code == 404


def test_every_place_of_a_kept_page_is_filled(board, address):
    client = signed_in(account(board, "manager"))
    for _ in range(2):
        page = client.get(address).content.decode()
        for name in (*BLOCKS, "csrf", "account", "key"):
            assert not re.search(rf"[0-9a-f]{{32}}-{name}-", page)
        assert page.count("<h1>") == 1
        assert "<title>Register of the" in page
        assert 'aria-label="Where you are"' in page
        assert "register.js" in page


def test_a_message_is_shown_once_and_to_its_own_reader(board, meeting, address):
    client, other = (signed_in(account(board, "manager", name)) for name in ("one", "other"))
    seat = meeting.group.seats.first()
    client.post(address, {"key": uuid.uuid4(), f"mark-{seat.pk}": "present"})

    assert "Saved one entry." not in other.get(address).content.decode()
    assert "Saved one entry." in client.get(address).content.decode()
    assert "Saved one entry." not in client.get(address).content.decode()


def test_an_address_with_a_query_is_not_kept(board, address):
    client = signed_in(account(board, "manager"))
    client.get(address)
    many = len(caches["kept pages"]._cache)
    for query in ("?&", "?&&", "?x=1", "?step=confirm"):
        assert client.get(address + query).status_code == 200

    assert len(caches["kept pages"]._cache) == many


class TestTheDashboard:
    """Kept by its period; figures of the dataset change it as registers do."""

    @pytest.fixture
    def indicator(self, board):
        found = make_indicator()
        make_listed(board, found)
        make_own(board, found, numerator=1, denominator=10)
        return found

    def counts(self, client, address) -> list[int]:
        return [ask(client, address)[1] for _ in range(2)]

    @pytest.mark.parametrize(
        "query", ["", "?period=2012-13", "?period=2012-13-Q4", "?period=2012-13&theme="]
    )
    def test_a_period_is_kept(self, board, indicator, query):
        many, few = self.counts(signed_in(account(board, "member")), f"/kingston/{query}")

        assert few <= 2 < many

    @pytest.mark.parametrize("query", ["?order=title", "?period=2012-13&show=attention", "?x=1"])
    def test_a_choice_is_not(self, board, indicator, query):
        _, again = self.counts(signed_in(account(board, "member")), f"/kingston/{query}")

        assert again > 2

    def test_each_period_is_kept_apart(self, board, indicator):
        client = signed_in(account(board, "member"))

        said = [
            client.get(f"/kingston/?period={period}").content.decode()
            for period in ("2012-13", "2013-14", "2012-13")
        ]

        assert "1 of 10" in said[0]
        assert "There are no figures for 2013-14" in said[1]
        assert said[2] == said[0]

    def test_a_new_figure_shows_at_once(self, board, indicator):
        client = signed_in(account(board, "member"))
        before = client.get("/kingston/?period=2012-13").content.decode()
        Observation.objects.update(numerator=7)

        assert "1 of 10" in before
        assert "7 of 10" in client.get("/kingston/?period=2012-13").content.decode()

    def test_who_sees_less_is_shown_less(self, board, indicator):
        ListedIndicator.objects.update(is_limited=True)
        other = make_indicator("A2")
        make_listed(board, other)
        make_own(board, other, numerator=9, denominator=10)

        for kind, sees in (("manager", True), ("member", False)):
            client = signed_in(account(board, kind))
            for _ in range(2):
                said = client.get("/kingston/?period=2012-13").content.decode()
                assert ("1 of 10" in said) is sees


class Slow(io.BytesIO):
    """The body of a request; something happens while it arrives."""

    def __init__(self, body, then):
        super().__init__(body)
        self.then = then

    def read(self, *size):
        if self.then:
            then, self.then = self.then, None
            then()
        return super().read(*size)


def test_what_is_sent_is_judged_by_the_rights_when_it_has_arrived(board, meeting, address):
    user = account(board, "manager")
    client, fields = filled_in(user, meeting, address)
    body = urlencode(fields).encode()
    sent = Slow(body, lambda: user.roles.update(suspended_at=timezone.now()))
    answer = client.request(
        REQUEST_METHOD="POST",
        PATH_INFO=address,
        CONTENT_TYPE="application/x-www-form-urlencoded",
        CONTENT_LENGTH=str(len(body)),
        **{"wsgi.input": sent},
    )

    assert sent.then is None
    assert answer.status_code == 404
    assert not meeting.marks.exists()


KEPT = [
    "attendance/register.html",
    "attendance/register_none.html",
    "datasets/compare.html",
    "datasets/indicator.html",
    "lscb/board.html",
]


@pytest.mark.parametrize("file", KEPT)
def test_a_page_that_is_kept_fills_no_other_block(file):
    nodes = get_template(file).template.nodelist.get_nodes_by_type(BlockNode)

    assert {node.name for node in nodes} <= set(BLOCKS)


def test_every_page_that_is_kept_is_looked_at_above():
    kept = sorted(
        str(file.relative_to(TEMPLATES))
        for file in TEMPLATES.rglob("*.html")
        if "extends base|" in file.read_text()
    )

    assert kept == KEPT
