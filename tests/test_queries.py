"""Pages ask the database as often for many rows as for few, and not often."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.build import (
    make_agency,
    make_board,
    make_concern_rule,
    make_contribution,
    make_counting_rule,
    make_group,
    make_invitation,
    make_meeting,
    make_published_figure,
    make_role,
    make_seat,
    make_sector,
    make_spending,
    make_standing,
    make_statement,
    make_tenure,
    make_user,
    mark,
)
from tests.conftest import signed_in

# What every request asks whatever it shows, by the table it asks.
APART = re.compile(
    r'^(SELECT\b.*?\bFROM|INSERT INTO|UPDATE|DELETE FROM) "'
    r'(django_session|accounts_user|usersessions_usersession|django_cache|cache)"'
    r"|^(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT|BEGIN|COMMIT)\b",
    re.DOTALL,
)
DASHBOARD, MAIN, OTHER = 12, 8, 15
YEAR, CSV = {"year": "2012-13"}, {"kind": "csv"}
GROUP, AGENCY = {"group_slug": "group-0"}, {"agency_slug": "agency-0"}
# The name of the address, what it needs beside the board, and how many statements it may take.
PAGES = [
    ("board", {}, DASHBOARD),
    ("dashboard_download", CSV, DASHBOARD),
    ("management", {}, DASHBOARD),
    ("management_download", CSV, DASHBOARD),
    ("groups", {}, MAIN),
    ("groups_download", CSV, MAIN),
    ("group", GROUP, MAIN),
    ("group_download", GROUP | CSV, MAIN),
    ("group_attendance", GROUP | YEAR, MAIN),
    ("group_attendance_download", GROUP | YEAR | CSV, MAIN),
    ("agencies", {}, MAIN),
    ("agencies_download", CSV, MAIN),
    ("agency", AGENCY, MAIN),
    ("agency_download", AGENCY | CSV, MAIN),
    ("budget", YEAR, MAIN),
    ("budget_download", YEAR | CSV, MAIN),
    ("accounts", {}, OTHER),
    ("group_history", GROUP, OTHER),
    ("agency_history", AGENCY, OTHER),
    ("budget_history", YEAR, OTHER),
    ("invite", {}, OTHER),
]
# These list the latest changes, so many rows may leave kinds of changes out, and what they name.
SHOWS_THE_LATEST = {"accounts", "group_history", "agency_history", "budget_history"}
COUNTED = {name for name, _, _ in PAGES}
# Addresses of a board that take what is written, or lead on at once.
LEFT_OUT = {"budget_latest", "withdraw", "suspend", "restore", "account_seat", "reset_second_step"}


def make_rows(slug, times):
    """A board with everything the pages show, so many times over, and its manager."""
    board = make_board(slug)
    manager = make_user(f"manager@{slug}.example.org")
    make_role(manager, board, "manager")
    agencies = [
        make_agency(board, f"Agency {number}", sector=make_sector(board, f"Sector {number}"))
        for number in range(2 * times)
    ]
    for number, agency in enumerate(agencies):
        make_standing(agency, "2012-04-01")
        make_contribution(agency, "100")
        make_contribution(agency, "90", "2011-12")
        make_role(make_user(f"lead-{number}@{slug}.example.org"), board, "agency_lead", agency)
        make_invitation(board, manager, f"new-{number}@{slug}.example.org")
        make_spending(board, "120", label=f"Line {number}")
    make_statement(board, printed_total=1, printed_spend=1)
    parent = None
    for number in range(times):
        kind = "main_board" if number == 0 else "management_group"
        parent = make_group_with_rows(board, f"group-{number}", kind, parent, agencies, times)
    return board, manager


def make_group_with_rows(board, slug, kind, parent, agencies, times):
    group = make_group(board, slug, kind, parent=parent)
    make_counting_rule(group)
    make_concern_rule(group)
    meetings = [make_meeting(group, f"2012-06-{1 + number:02}") for number in range(times)]
    make_meeting(group, "2012-08-01", confirmed=False)
    for meeting in meetings:
        make_published_figure(board, group=group, held_on=meeting.held_on, number=68)
    for agency in agencies:
        seat = make_seat(group, agency, f"Seat of {agency}")
        user = make_user(f"{agency.slug}@{slug}.{board.slug}.example.org")
        make_tenure(seat, "2012-04-01", "2012-12-01", user=user)
        make_tenure(seat, "2012-12-01", state="vacant")
        for meeting in meetings:
            mark(seat, meeting, "absent")
    return group


def statements(client, address):
    """The statements that one page takes, without those that every request takes."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, address
    asked = [query["sql"] for query in captured]
    return [sql for sql in asked if not APART.match(sql)], len(asked)


@pytest.fixture(scope="class")
def boards(django_db_setup, django_db_blocker):
    """The same rows once and ten times over, kept for the tests of the class."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        made = [make_rows("few", 1), make_rows("many", 10)]
        django_db_blocker.block()
        yield made
        django_db_blocker.restore()
        transaction.set_rollback(True)


@pytest.mark.usefixtures("db")
class TestEveryPage:
    @pytest.mark.parametrize(("name", "parts", "budget"), PAGES, ids=lambda part: str(part))
    def test_takes_as_few_statements_for_ten_times_the_rows(self, boards, name, parts, budget):
        (few, all_of_few), (many, all_of_many) = (
            statements(signed_in(manager), reverse(name, args=[board.slug, *parts.values()]))
            for board, manager in boards
        )

        told = "\n".join(sql[:200] for sql in many)
        if name in SHOWS_THE_LATEST:
            assert len(many) <= len(few), told
        else:
            assert len(many) == len(few), told
        assert len(many) <= budget, told
        assert all_of_few - len(few) == all_of_many - len(many) <= 3


def test_every_page_of_a_board_is_counted():
    from agencies import account_urls
    from agencies import urls as money_urls
    from attendance import urls as attendance_urls

    of_apps = [*money_urls.urlpatterns, *attendance_urls.urlpatterns, *account_urls.urlpatterns]
    named = {route.name for route in of_apps} | {
        "board",
        "management",
        "dashboard_download",
        "management_download",
    }

    assert named - LEFT_OUT == COUNTED


@pytest.mark.parametrize(
    ("sql", "is_apart"),
    [
        ('SELECT "django_session"."session_key" FROM "django_session" WHERE 1', True),
        ('SELECT "accounts_user"."id" FROM "accounts_user" WHERE 1', True),
        ('UPDATE "django_session" SET "session_data" = 1', True),
        ('SAVEPOINT "s1"', True),
        ('SELECT 1 FROM "agencies_role" INNER JOIN "accounts_user" ON 1', False),
        ('SELECT "attendance_mark"."id" FROM "attendance_mark"', False),
    ],
)
def test_only_what_every_request_takes_is_left_out(sql, is_apart):
    assert bool(APART.match(sql)) is is_apart
