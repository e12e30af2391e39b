"""Nothing of one board shows anywhere to an account of another: pages, downloads, admin site.

Every text of the two boards carries a mark of its own; the marks are looked for in everything that
each kind of account can open. What all boards share carries a third.
"""

import re

import pytest

from agencies.models import Agency
from tests import two_boards
from tests.build import make_role, make_seat, make_tenure, make_user
from tests.crawl import crawl, text_of
from tests.product import SHARED
from tests.stamps import TEXT_FIELDS, rows_of, stamp
from tests.two_boards import ACCOUNTS, THEIR_PART, THEIRS, addresses, make_two_boards, routes

pytestmark = [pytest.mark.django_db, pytest.mark.alike]

OURS, THEIR, SHARED_BY_ALL = "qzxhome", "qzxaway", "vjq"
# Who knows such an address may read what it opens.
ADDRESS_IS_THE_KEY = ("/accounts/invitation/", "/accounts/password/reset/key/")
# Too short for a number, and what the product keeps for itself.
NEVER_SHOWN = {
    "Area.number",
    "Board.colour",
    "RegisterImport.table",
    "RegisterImport.answers",
    "RegisterImport.entered",
    "SentRegister.outcome",
}
# Of each field of the records; to tell which were seen.
NUMBERS = {field: number for number, (_, field) in enumerate(TEXT_FIELDS, start=10)}


def mark_of(model, mark) -> str:
    return SHARED_BY_ALL if model in SHARED else mark


def marked(mark):
    """The text for each field: the mark, a number for the field, and the row's key."""

    def text(model, field, row):
        name = f"{mark_of(model, mark)}{NUMBERS.get(field, '')}"
        if field.name == "email":
            return f"{name}-{row.pk}@{mark}.example.org"
        if field.name == "short_forms":
            return f"{name}: {name}"
        return f"{name}-{row.pk}"

    return text


def make_marked_boards():
    boards = make_two_boards()
    share_an_account(boards)
    stamp(boards.home, marked(OURS))
    stamp(boards.elsewhere, marked(THEIR))
    return boards


def share_an_account(boards):
    """Somebody sits on both boards, and leads an agency on the other."""
    shared = make_user("shared@example.org")
    for of in (boards.home, boards.elsewhere):
        make_role(shared, of.board)
        group = of.board.groups.get(slug="main-board")
        make_tenure(make_seat(group, of.rows[Agency], "Shared"), user=shared)
    make_role(shared, boards.elsewhere.board, "agency_lead", boards.elsewhere.rows[Agency])


@pytest.fixture(scope="module")
def boards(django_db_setup, django_db_blocker):
    yield from two_boards.made(django_db_blocker, make_marked_boards)


@pytest.fixture(scope="module")
def read(boards):
    """Everything that each account was shown, by account and address."""
    return {
        account: {
            address: text_of(answer).lower()
            for address, answer in crawl(boards, account, with_filters=account == "administrator")
            if not address.startswith(ADDRESS_IS_THE_KEY)
        }
        for account in ACCOUNTS
        if account not in ("superuser", "closed", "keeper")  # a keeper is an administrator there
    }


def test_every_text_of_both_boards_carries_a_mark(boards):
    for of, mark in ((boards.home, OURS), (boards.elsewhere, THEIR)):
        for model, field in TEXT_FIELDS:
            texts = [
                str(text) for text in rows_of(of.board, model).values_list(field.name, flat=True)
            ]
            # Empty only where a constraint says so: an absent member has no substitute's job.
            assert any(texts), f"no {field.name} of any {model.__name__}"
            carried = mark_of(model, mark)
            assert all(carried in text for text in texts if text), f"{model.__name__}.{field.name}"


def test_no_account_is_shown_anything_of_another_board(read):
    found = [
        f"{account} at {address}: …{text[max(0, text.find(mark) - 60) : text.find(mark) + 40]}…"
        for account, pages in read.items()
        for mark in [OURS if account == "outsider" else THEIR]
        for address, text in pages.items()
        if mark in text
    ]

    assert not found, "\n".join(found)


def test_the_administrator_is_shown_every_text_of_the_own_board(read):
    """Otherwise the test above would find nothing because nothing was there to be found."""
    marks = rf"(?:{OURS}|{SHARED_BY_ALL})(\d\d+)"
    shown = set(re.findall(marks, " ".join(read["administrator"].values())))

    unseen = {
        f"{model.__name__}.{field.name}"
        for model, field in TEXT_FIELDS
        if str(NUMBERS[field]) not in shown
    }
    assert unseen == NEVER_SHOWN


@pytest.mark.parametrize("account", ["member", "lead", "signing", "sits", "chair", "manager"])
def test_every_role_is_shown_texts_of_the_own_board(read, account):
    pages = {address for address, text in read[account].items() if OURS in text}

    assert len(pages) > 10


def test_what_another_boards_addresses_answer_says_nothing_of_it(boards):
    found = []
    for route in routes():
        others = {
            address
            for which, address in addresses(boards, route).items()
            if which in (THEIRS, THEIR_PART) and not address.startswith(ADDRESS_IS_THE_KEY)
        }
        for address in others:
            for account in ("administrator",) if route.model else ("visitor", "member", "manager"):
                for method in ("GET", "POST"):
                    answer = boards.ask(account, method, address)
                    if THEIR in text_of(answer).lower():
                        found.append(f"{method} {address} as {account}")

    assert not found, "\n".join(found)
