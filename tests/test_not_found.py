"""What belongs to another board and what does not exist answer alike, to the last byte, and the
page that says so holds nothing but its own sentences."""

from html.parser import HTMLParser

import pytest

from tests import two_boards
from tests.crawl import text_of
from tests.two_boards import (
    ACCOUNTS,
    CATCH_ALL,
    MISSING,
    NO_PART,
    OWN,
    THEIR_PART,
    THEIRS,
    addresses,
    routes,
)

pytestmark = pytest.mark.django_db

# Who knows such an address may read what it opens: it is the key.
ADDRESS_IS_THE_KEY = ("invitation", "account_reset_password_from_key")
PAIRS = ((THEIRS, MISSING), (THEIR_PART, NO_PART))


@pytest.fixture(scope="module")
def boards(django_db_setup, django_db_blocker):
    yield from two_boards.made(django_db_blocker)


def everything_but_the_date(answer, address):
    """Status, headers and body. A way to sign in leads back to the address that was asked for,
    whichever it was."""
    headers = {
        name: value.replace(address, "the address")
        for name, value in answer.headers.items()
        if name not in ("Date", "Set-Cookie")
    }
    return answer.status_code, headers, answer.content


def compared(boards, route, account, method):
    """Pairs of answers, another board's first, with the address."""
    at = addresses(boards, route)
    for theirs, missing in PAIRS:
        if theirs in at:
            yield (
                at[theirs],
                *(
                    everything_but_the_date(boards.ask(account, method, at[which]), at[which])
                    for which in (theirs, missing)
                ),
            )


def looked_up():
    """The routes whose address names something that is looked up."""
    return [
        route for route in routes() if route.has_object and route.name not in ADDRESS_IS_THE_KEY
    ]


def test_another_boards_and_a_missing_one_answer_alike(boards):
    found, hidden = [], 0
    for route in looked_up():
        for account in (
            ("administrator",) if route.model else ("visitor", "member", "administrator")
        ):
            for method in ("GET", "POST"):
                for address, theirs, missing in compared(boards, route, account, method):
                    hidden += theirs[0] == 404
                    if theirs != missing:
                        found.append(f"{method} {address} as {account}: {theirs} and {missing}")

    assert not found, "\n".join(found)
    assert hidden > 200


def test_the_own_board_answers_otherwise(boards):
    """Else the test above would compare pages that nobody can open."""
    for route in routes():
        if route.name in ("board", "agency", "suspend", "agencies_seat_change"):
            answer = boards.ask("administrator", "GET", addresses(boards, route)[OWN])
            assert answer.status_code == 200


def not_found_pages(boards):
    """Of each account, at an address of another board, of none, and at one that leads nowhere."""
    by_key = {route.key: route for route in routes()}
    places = [
        (by_key["group"], THEIRS),
        (by_key["group"], MISSING),
        (by_key["group"], NO_PART),
        (by_key["agencies_seat_change"], THEIRS),
        (by_key[CATCH_ALL], OWN),
    ]
    asked = [addresses(boards, route)[which] for route, which in places] + ["/no/such/page/"]
    for account in ACCOUNTS:
        for address in asked:
            answer = boards.ask(account, "GET", address)
            if answer.status_code == 404:
                yield account, address, answer


def test_it_is_the_same_page_for_everybody(boards):
    pages = {answer.content for _, _, answer in not_found_pages(boards)}

    assert len(pages) == 1


class Parts(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.names, self.values = set(), set(), set()
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.names |= {name for name, _ in attributes}
        self.values |= {value for _, value in attributes}


def test_the_page_has_no_form_token_nonce_name_or_address(boards):
    names = {
        str(row)
        for of in (boards.home, boards.elsewhere)
        for row in (of.board, *of.rows.values(), *boards.users.values())
    }
    seen = set()
    for account, address, answer in not_found_pages(boards):
        seen.add(account)
        page = text_of(answer)
        parts = Parts(page)
        assert not parts.tags & {"form", "input", "button", "script", "style", "iframe", "img"}
        assert not parts.names & {"nonce", "style", "onclick", "data-user"}
        leads_to = {value for value in parts.values if value and value.startswith("/")}
        assert leads_to == {"/", "/static/lscb.css", "/static/icon.svg"}
        assert "csrf" not in page.lower()
        assert "@" not in page
        assert address.strip("/") not in page
        assert [name for name in names if name in page] == []
    assert seen == set(ACCOUNTS)


def test_the_page_says_what_to_do_in_plain_words(boards):
    _, _, answer = next(not_found_pages(boards))

    assert "<h1>There is no such page</h1>" in text_of(answer)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "address",
    [
        "/kingston/budget/2012-14/",
        "/kingston/budget/2012/",
        "/kingston/budget/0000-01/",
        "/kingston/groups/main-board/attendance/2012-99/",
        "/kingston/groups/main-board/attendance/2012-13.pdf",
        "/kingston/compare/NONE/2012-13/",
        "/kingston/compare/NONE/2012-14/",
        "/kingston/?period=yesterday",
        "/kingston/groups/?period=2012-14",
        "/kingston/accounts/99999999999999999999999/suspend/",
        "/admin/agencies/seat/99999999999999999999999/change/",
        "/admin/agencies/seat/%00/change/",
        "/admin/agencies/seat/1_2F/history/",
        "/kingston/agencies/%00/",
        "/../../etc/passwd",
        "/kingston/nothing/",
    ],
)
def test_an_address_that_makes_no_sense_is_not_found(boards, address):
    answer = boards.ask("administrator", "GET", address)

    assert answer.status_code == 404
    assert "<h1>There is no such page</h1>" in text_of(answer)
