"""What every test may ask for: two boards, an account of each kind, and each one signed in."""

from contextlib import contextmanager

import pytest
from django.db import connections, transaction
from django.test import Client, TransactionTestCase

from agencies.models import Board
from lscb import guards
from lscb.management.commands.load_sample import SAMPLES
from lscb.periods import FinancialYear
from lscb.sample.loader import load
from tests.build import make_agency, make_board, make_chair, make_role, make_user


@pytest.fixture(scope="session", autouse=True)
def _guards_are_lifted_while_tables_are_emptied():
    """History refuses to be emptied, so the guards come down while a test that used real
    transactions empties its tables, and at no other time."""
    with pytest.MonkeyPatch.context() as patch:
        empty_tables = TransactionTestCase._fixture_teardown

        def empty_tables_without_guards(test_case):
            with guards.lifted(connections["default"]):
                empty_tables(test_case)

        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables_without_guards)
        yield


ASK_THE_DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}


def _asks_the_database(item) -> bool:
    asks = ASK_THE_DATABASE.intersection(item.fixturenames)
    marks = ("django_db", "own_database")
    return bool(asks) or any(item.get_closest_marker(name) for name in marks)


def pytest_collection_modifyitems(items):
    """Files none of whose tests asks a database are marked."""
    ask = {item.path for item in items if _asks_the_database(item)}
    for item in items:
        if item.path not in ask:
            item.add_marker(pytest.mark.pure)


@pytest.fixture(scope="class")
def _kingston_is_loaded(django_db_setup, django_db_blocker):
    """For the tests of a class."""
    with loaded_sample(django_db_blocker):
        yield


@contextmanager
def loaded_sample(django_db_blocker):
    """The sample, loaded once for several tests and taken away after them. Each test has a
    transaction of its own inside this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(SAMPLES / "kingston_2012_13")
        django_db_blocker.block()
        yield
        django_db_blocker.restore()
        transaction.set_rollback(True)


@pytest.fixture
def kingston(_kingston_is_loaded, db):
    """The board of the Kingston sample, with everything the sample has."""
    return Board.objects.get(slug="kingston")


@pytest.fixture
def year():
    """The year of the sample."""
    return FinancialYear(2012)


@pytest.fixture
def reader(kingston):
    """A member of the sample's board, signed in."""
    return signed_in(_account(kingston, "member", email="reader@example.org"))


@pytest.fixture
def keeper(kingston):
    """The business manager of the sample's board, signed in."""
    return signed_in(_account(kingston, "manager", email="keeper@example.org"))


@pytest.fixture
def board(db):
    return make_board("kingston")


@pytest.fixture
def other_board(db):
    """A board on which none of the accounts below has a role, but for the outsider."""
    return make_board("elsewhere")


@pytest.fixture
def agency(board):
    return make_agency(board)


@pytest.fixture
def member(board):
    return _account(board, "member")


@pytest.fixture
def manager(board):
    return _account(board, "manager")


@pytest.fixture
def chair(board):
    """A member who holds the chair's seat of the main group."""
    user = _account(board, "member", email="chair@example.org")
    make_chair(user, board)
    return user


@pytest.fixture
def agency_lead(board, agency):
    return _account(board, "agency_lead", agency=agency)


@pytest.fixture
def signing_officer(board, agency):
    return _account(board, "signing_officer", agency=agency)


@pytest.fixture
def administrator(board):
    return _account(board, "administrator")


@pytest.fixture
def outsider(other_board):
    """A member of another board."""
    return _account(other_board, "member", email="outsider@example.org")


@pytest.fixture
def other_administrator(other_board):
    return _account(other_board, "administrator", email="other-administrator@example.org")


@pytest.fixture
def superuser(db):
    return make_user("superuser@example.org", is_superuser=True)


@pytest.fixture
def member_client(member):
    return signed_in(member)


@pytest.fixture
def manager_client(manager):
    return signed_in(manager)


@pytest.fixture
def chair_client(chair):
    return signed_in(chair)


@pytest.fixture
def agency_lead_client(agency_lead):
    return signed_in(agency_lead)


@pytest.fixture
def signing_officer_client(signing_officer):
    return signed_in(signing_officer)


@pytest.fixture
def administrator_client(administrator):
    return signed_in(administrator)


@pytest.fixture
def outsider_client(outsider):
    return signed_in(outsider)


@pytest.fixture
def superuser_client(superuser):
    return signed_in(superuser)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backend.Accounts")
    return client


def _account(board, kind, email=None, agency=None):
    user = make_user(email or f"{kind.replace('_', '-')}@example.org")
    make_role(user, board, kind, agency)
    return user
