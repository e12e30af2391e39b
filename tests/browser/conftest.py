"""A Chromium, the product served to it with the Kingston sample, and accounts signed in.

All of it is made once for the tests in this folder and taken away after them. They ask for no
database of pytest-django's, so they run after all tests that do.
"""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from actions import letters as steps
from agencies.access import board_for
from agencies.models import Board, Group, Seat, Tenure
from attendance.imports.entering import enter, read_again
from attendance.imports.reading import as_values
from attendance.models import Meeting
from datasets.models import ChartNote, Indicator
from lscb import guards
from lscb.management.commands.load_sample import SAMPLES
from lscb.periods import FinancialYear
from lscb.sample.loader import load
from tests.attendance.spreadsheets import MANAGEMENT_GROUP, as_csv, read, rows_of
from tests.browser.pages import PAGES
from tests.browser.registers import Room
from tests.browser.visits import Site
from tests.build import (
    make_board,
    make_import,
    make_invitation,
    make_meeting,
    make_query,
    make_quorum_rule,
    make_role,
    make_user,
)
from tests.conftest import signed_in

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Read before any test database is made: after that the settings name the test database.
PRODUCTS_DATABASE = settings.DATABASES["default"]["NAME"]


# Files about how pages are drawn, whichever database is behind them.
DRAWN = {
    "test_axe.py",
    "test_charts.py",
    "test_keyboard.py",
    "test_layout.py",
    "test_policy.py",
    "test_print.py",
    "test_structure.py",
    "test_without_colour.py",
}


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            if item.path.name in DRAWN:
                item.add_marker(pytest.mark.drawn)


@pytest.fixture(params=[page for page in PAGES if page.charts], ids=str)
def a_drawn_page(request):
    """Each page with an interactive chart."""
    return request.param


@pytest.fixture(scope="package")
def _chromium_file():
    """Where the system's Chromium is. Without one these tests are skipped; with REQUIRE_BROWSER=1
    they fail."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        missing = "Chromium is not installed (Debian: apt-get install chromium)"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@pytest.fixture(scope="package")
def _queries_beside_playwright():
    """Playwright keeps an event loop in this thread, where Django then expects no queries."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="package")
def _test_database(_queries_beside_playwright, django_db_setup, django_db_blocker):
    """A test database, open to every thread. pytest-django makes none where no test of a run asks
    it for one, and these do not."""
    with django_db_blocker.unblock():
        made = None
        if connection.settings_dict["NAME"] == PRODUCTS_DATABASE:
            made = setup_databases(verbosity=0, interactive=False)
        assert connection.settings_dict["NAME"] != PRODUCTS_DATABASE
        yield
        if made:
            teardown_databases(made, verbosity=0)


@pytest.fixture(scope="package")
def served(_chromium_file, _test_database):
    """The address of the product, and what a test must know of the rows behind it."""
    try:
        keys, sessions = _make_rows()
        server = LiveServer("localhost")
        try:
            yield server.url, keys, sessions
        finally:
            server.stop()
            _end_other_sessions()
    finally:
        with guards.lifted(connection):
            call_command("flush", verbosity=0, interactive=False)


def _end_other_sessions():
    """A thread of the server may hold its connection while Chromium holds on to the thread; then
    PostgreSQL would not let the test database go."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def _make_rows():
    """The sample and the accounts: the keys that addresses need, and each account's session."""
    load(SAMPLES / "kingston_2012_13")
    kingston = Board.objects.get(slug="kingston")
    accounts = {
        kind: make_user(f"{kind}@example.org") for kind in ("member", "manager", "administrator")
    }
    for kind, account in accounts.items():
        make_role(account, kingston, kind)
    elsewhere = make_board("elsewhere", colour="#7a1f5c")
    accounts["two boards"] = make_user("two-boards@example.org")
    for board in (kingston, elsewhere):
        make_role(accounts["two boards"], board, "member")
    tokens = {
        "new": make_invitation(kingston, accounts["administrator"])[1],
        "known": make_invitation(
            kingston, accounts["administrator"], email="member@example.org", kind="manager"
        )[1],
    }
    tenure = Tenure.objects.filter(seat__group__slug="main-board").first()
    management = Group.objects.get(slug="management-group")
    planned = make_meeting(management, "2013-03-28", confirmed=False, state="planned")
    accounts["chair"] = _make_chair(kingston)
    keys = {
        **_make_letters(accounts["manager"], accounts["chair"]),
        **_make_own_line(accounts["member"]),
        **_make_imports(kingston, accounts["manager"]),
        "chart_note": _make_chart_note(kingston, accounts["manager"]).pk,
        "group": Group.objects.get(slug="main-board").pk,
        "meeting": Meeting.objects.filter(group__slug="main-board").first().pk,
        "planned": planned.pk,
        "seat": Seat.objects.filter(group__slug="main-board").first().pk,
        "tenure": tenure.pk,
        "wanted": kingston.wanted_kinds.first().pk,
        "member": accounts["member"].pk,
        "role": accounts["member"].roles.get().pk,
        "invitation": tokens["new"],
        "known_invitation": tokens["known"],
    }
    sessions = {
        kind: signed_in(account).cookies[settings.SESSION_COOKIE_NAME].value
        for kind, account in accounts.items()
    }
    return keys, sessions


def _make_chart_note(board, manager):
    return ChartNote.objects.create(
        board=board,
        indicator=Indicator.objects.get(code="CP05"),
        period=FinancialYear(2019),
        text="Counted in another way.",
        made_by=manager,
        made_on=date(2020, 7, 1),
    )


def _make_chair(board):
    """The account of whoever chairs the main group now."""
    chair = make_user("chair@example.org")
    make_role(chair, board)
    Tenure.objects.filter(
        seat__group__slug="main-board", seat__office=Seat.Office.CHAIR, until=None
    ).update(user=chair)
    return chair


def _make_letters(manager, chair):
    """A letter in each of the states that have pages of their own; the register has changed since
    the draft was filled in."""
    board, today = board_for(manager, "kingston"), timezone.localdate()
    group = board.groups.get(slug="main-board")
    letters = {}
    for state, slug in (("draft", "gps"), ("approved", "cafcass"), ("sent", "voluntary-sector")):
        letters[f"{state}_letter"], _ = steps.draft(
            board,
            board.agencies.get(slug=slug),
            group,
            FinancialYear(2012),
            None,
            by=manager,
            today=today,
        )
    for letter in (letters["approved_letter"], letters["sent_letter"]):
        seen = steps.version_to_approve(letter, [])
        steps.approve(letter, chair, seen=seen, knows_changes=False, today=today)
    steps.note_posted(letters["sent_letter"], name="", sent_on=today, reply_due=today)
    changed = letters["draft_letter"]
    changed.figures |= {"fraction": "2 of 5"}
    changed.save()
    return {name: letter.pk for name, letter in letters.items()}


@pytest.fixture(scope="package")
def chromium(_chromium_file, served):
    """A Chromium, closed before the server is stopped, so that no connection stays open."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_chromium_file, headless=True, args=FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site(chromium, served):
    """The served product, to be opened as anybody."""
    return Site(chromium, *served)


def _make_imports(board, manager):
    """A file with a question of each kind and what is wrong with one, and one that is entered."""
    group, year = board.groups.get(slug="management-group"), FinancialYear(2012)
    rows = rows_of(MANAGEMENT_GROUP)
    rows[3][3] = "came late"
    rows[5][0], rows[5][1] = "Parks Service", "Head of Parks"
    rows[8][1], rows[11][3] = "Named Nurse, Health", ""
    tables = {"import": as_csv(rows), "entered_import": as_csv(rows_of(MANAGEMENT_GROUP))}
    records = {
        name: make_import(
            board,
            group,
            table=as_values(read(table, f"{name}.csv", year)),
            filename=f"{name}.csv",
            read_by=manager,
            answers={"date-6": "2013-02-13"} if name == "entered_import" else {},
        )
        for name, table in tables.items()
    }
    entered, today = records["entered_import"], timezone.localdate()
    # Posts of agencies that are only alike are asked about: each is the one that is offered first.
    entered.answers |= {
        question.key: question.choices[0].value
        for question in read_again(entered, today).questions
        if question.is_open
    }
    entered.save()
    for _ in enter(entered, manager, today):
        pass
    return {name: record.pk for name, record in records.items()}


def _make_own_line(member):
    """A seat of the main board that the member holds, and a note about its second meeting."""
    group = Group.objects.get(slug="main-board")
    held = Tenure.objects.filter(seat__group=group, state="filled", user=None, until=None)
    own = held.filter(since="2012-04-01").first()
    own.user = member
    own.save()
    make_quorum_rule(group)
    _, second, *_ = Meeting.objects.filter(group=group).order_by("held_on")
    note = make_query(own.seat, second, member, note="I was there from 10:30.")
    return {"own_seat": own.seat_id, "note": note.pk}


@pytest.fixture(scope="package")
def room(chromium, served):
    """A board of 37 seats whose registers are taken in Chromium."""
    return Room(chromium, served[0])


@pytest.fixture(scope="package", params=PAGES, ids=str)
def _window(site, request):
    """Each page, opened once for all tests that look at it; pytest runs these one after another."""
    with site.looked_at(request.param) as window:
        yield window


@pytest.fixture
def opened(_window):
    """Each page, open in a window 1280 pixels wide, its interactive charts drawn."""
    _window.start_again()
    return _window


@pytest.fixture
def opened_narrow(_window):
    """Each page in a window 320 pixels wide: a small phone, or 1280 pixels at 400% zoom."""
    _window.start_again(width=320, height=640)
    return _window
