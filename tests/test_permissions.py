"""Every address of the site, tried as every kind of account, against one table of who gets what."""

from collections import Counter
from itertools import product

import pytest
from django.urls import reverse

from tests import two_boards
from tests.permission_table import CELLS, METHODS, SIGN_IN, TABLE
from tests.two_boards import ACCOUNTS, OWN, addresses, routes

pytestmark = pytest.mark.django_db

# In every run each route of the boards is tried with GET and POST as every account; the records of
# the admin site, and other objects than the own, as these only. The rest is left for the long form.
SPEAK_FOR_ALL = ("visitor", "outsider", "keeper", "member", "manager", "administrator")
# What an account may is worked out from what one query finds of it, the same for every page. So
# over the second database one account of each kind is tried that the query finds otherwise: with
# no role there, with one that reads, with one that changes.
ON_EACH_DATABASE = ("outsider", "member", "administrator")


@pytest.fixture(scope="module")
def boards(django_db_setup, django_db_blocker):
    yield from two_boards.made(django_db_blocker)


def test_the_table_has_every_route_once_and_no_others():
    keys = Counter(route.key for route in routes())

    assert [key for key, count in keys.items() if count > 1] == []
    assert set(keys) - set(TABLE) == set(), "routes without a line in the table"
    assert set(TABLE) - set(keys) == set(), "lines of the table without a route"


def test_every_policy_says_something_of_every_account():
    policies = {policy for policy, _ in CELLS}

    assert set(CELLS) == {(policy, account) for policy in policies for account in ACCOUNTS}
    assert {line.policy for line in TABLE.values()} == policies


def in_short(route, account, method, which) -> bool:
    """Whether it is tried in every run."""
    if method not in ("GET", "POST"):
        return not route.model and which == OWN and account in SPEAK_FOR_ALL
    if which != OWN or route.model:
        return account in SPEAK_FOR_ALL
    return True


def got(answer) -> int | str:
    to_sign_in = f"{reverse('account_login')}?next="
    if answer.status_code == 302 and answer.url.startswith(to_sign_in):
        return SIGN_IN
    return answer.status_code


def area_of(route) -> str:
    """A part of the site, so that a failure says where, and parts can be tried side by side."""
    if route.model:
        return f"records of {route.model._meta.app_label}"
    if route.is_of_admin or route.pattern.startswith("accounts/"):
        return "accounts and the admin site"
    return "boards"


AREAS = sorted({area_of(route) for route in routes()})
each_area = pytest.mark.parametrize("area", AREAS)
each_part_of_the_accounts = pytest.mark.parametrize(
    "accounts",
    [
        pytest.param(ON_EACH_DATABASE, id="some"),
        pytest.param(
            [account for account in ACCOUNTS if account not in ON_EACH_DATABASE],
            id="the other accounts",
            marks=pytest.mark.alike,
        ),
    ],
)


def wrong(boards, area, accounts, is_tried) -> list[str]:
    """What is not as the table says, a line each."""
    return [
        f"{method} {route.key} ({which}) as {account}: {answer}, not {expected}"
        for route in routes()
        if area_of(route) == area
        for which, address in addresses(boards, route).items()
        for account, method in product(accounts, METHODS)
        if is_tried(route, account, method, which)
        for answer in [ask(boards, account, method, route, address)]
        for expected in [TABLE[route.key].expects(account, method, which)]
        if answer != expected
    ]


def ask(boards, account, method, route, address) -> int | str:
    sent = TABLE[route.key].sends if method == "POST" else None
    return got(boards.ask(account, method, address, sent))


@each_part_of_the_accounts
@each_area
def test_every_account_gets_what_the_table_says(boards, area, accounts):
    found = wrong(boards, area, accounts, in_short)

    assert not found, "\n".join(found)


@pytest.mark.long
@each_area
def test_every_account_gets_what_the_table_says_by_every_method(boards, area):
    found = wrong(boards, area, ACCOUNTS, lambda *_: True)

    assert not found, "\n".join(found)
