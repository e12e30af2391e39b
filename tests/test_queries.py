"""Pages ask the database as often for many rows as for few, and not often."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Tenure
from attendance.imports.reading import as_values
from attendance.models import AttendanceQuery, Meeting
from datasets.models import ChartNote
from lscb.periods import FinancialYear
from tests.attendance.spreadsheets import read_rows
from tests.build import (
    make_agency,
    make_board,
    make_concern_rule,
    make_contribution,
    make_counting_rule,
    make_group,
    make_import,
    make_invitation,
    make_letter,
    make_meeting,
    make_published_figure,
    make_query,
    make_quorum_rule,
    make_role,
    make_seat,
    make_sector,
    make_spending,
    make_standing,
    make_statement,
    make_tenure,
    make_user,
    make_wanted_kind,
    mark,
)
from tests.conftest import signed_in
from tests.figures import (
    area_of,
    code_of_area,
    make_area,
    make_england,
    make_indicator,
    make_listed,
    make_neighbours,
    make_own,
    make_published,
    make_target,
)

# What every request asks whatever it shows, by the table it asks.
APART = re.compile(
    r'^(SELECT\b.*?\bFROM|INSERT INTO|UPDATE|DELETE FROM) "'
    r'(django_session|accounts_user|usersessions_usersession|django_cache|cache)"'
    r"|^(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT|BEGIN|COMMIT)\b",
    re.DOTALL,
)
DASHBOARD, MAIN, OTHER = 12, 8, 15
MANAGEMENT = 13  # one of them the board itself, which is kept where records do not change
YEAR, CSV = {"year": "2012-13"}, {"kind": "csv"}


def a_time(board):
    """The first of a seat's times, of the board's first group."""
    return Tenure.objects.filter(seat__group__board=board).order_by("pk").first()


def own_line(board):
    """A confirmed meeting of the board, of the first group: the manager's own line is in it."""
    return Meeting.objects.filter(group__board=board).counted().order_by("pk").first()


def a_note(board):
    return AttendanceQuery.objects.filter(meeting__group__board=board).order_by("pk").first()


# Parts that each board has its own of: a function gives them.
SEAT = {"seat_id": lambda board: a_time(board).seat_id}
TIME = SEAT | {"tenure_id": lambda board: a_time(board).pk}
WANTED = {"wanted_id": lambda board: board.wanted_kinds.first().pk}
MEETING = {"meeting_id": lambda board: own_line(board).pk}
LINE = MEETING | {
    "seat_id": lambda board: own_line(board).group.seats.get(title="The manager’s own").pk
}
NOTE = {"query_id": lambda board: a_note(board).pk}
IMPORT = {"import_id": lambda board: board.register_imports.first().pk}
LETTER = {"letter_id": lambda board: board.letters.first().pk}
INDICATOR = {"code": lambda board: board.listed_indicators.first().indicator.code}
CHART_NOTE = INDICATOR | {"note_id": lambda board: board.chart_notes.first().pk}
GROUP, AGENCY = {"group_slug": "group-0"}, {"agency_slug": "agency-0"}
# The name of the address, what it needs beside the board, and how many statements it may take.
PAGES = [
    ("board", {}, DASHBOARD),
    ("dashboard_download", CSV, DASHBOARD + 2),  # who took it is noted
    ("management", {}, MANAGEMENT),
    ("management_download", CSV, MANAGEMENT),
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
    ("compare", INDICATOR | YEAR, MAIN),
    ("compare_download", INDICATOR | YEAR | CSV, MAIN),
    ("accounts", {}, OTHER),
    ("group_history", GROUP, OTHER),
    ("agency_history", AGENCY, OTHER),
    ("budget_history", YEAR, OTHER),
    ("invite", {}, OTHER),
    ("meetings", {}, MAIN),
    ("meetings_download", CSV, MAIN),
    ("meeting", MEETING, OTHER),
    ("meeting_new", {}, OTHER),
    ("meeting_change", MEETING, OTHER),
    ("meeting_call_off", MEETING, OTHER),
    ("quorum", GROUP, OTHER),
    ("calendar", GROUP, OTHER),
    ("my_attendance", {}, MAIN),
    ("attendance_wrong", LINE, OTHER),
    ("attendance_queries", {}, OTHER),
    ("attendance_query", NOTE, OTHER),
    ("group_seats", GROUP, MAIN),
    ("group_seats_download", GROUP | CSV, MAIN),
    ("seat", SEAT, OTHER),
    ("seat_new", GROUP, OTHER),
    ("seat_change", SEAT, OTHER),
    ("seat_holder", SEAT, OTHER),
    ("seat_times", TIME, OTHER),
    ("seat_take_back", TIME, OTHER),
    ("seat_end", SEAT, OTHER),
    ("seat_reopen", SEAT, OTHER),
    ("seat_move", SEAT, OTHER),
    ("seat_merge", SEAT, OTHER),
    ("register", MEETING, 12),
    ("register_sheet", MEETING, MAIN),
    ("register_record", MEETING, MAIN),
    ("register_download", MEETING | CSV, MAIN),
    ("imports", {}, OTHER),
    ("register_import", IMPORT, OTHER),
    ("wanted_kinds", {}, OTHER),
    ("wanted_add", {}, OTHER),
    ("wanted_change", WANTED, OTHER),
    ("wanted_remove", WANTED, OTHER),
    ("concerns", {}, MAIN),
    ("concerns_download", CSV, MAIN),
    ("letters", {}, MAIN),
    ("letters_download", CSV, MAIN),
    ("letter_template", {}, OTHER),
    ("letter", LETTER, OTHER),
    ("letter_docx", LETTER, OTHER),
    ("indicator", INDICATOR, MAIN),
    ("indicator_download", INDICATOR | CSV, MAIN + 2),  # with the note of who took it
    ("indicator_note", INDICATOR, OTHER),
    ("indicator_note_remove", CHART_NOTE, OTHER),
    ("edit_letter", LETTER, OTHER),
    ("withdraw_letter", LETTER, OTHER),
]
# These list the latest changes, so many rows may leave kinds of changes out, and what they name.
SHOWS_THE_LATEST = {"accounts", "group_history", "agency_history", "budget_history"}
COUNTED = {name for name, _, _ in PAGES}
# Addresses of a board that take what is written, or lead on at once.
LEFT_OUT = {"budget_latest", "withdraw", "suspend", "restore", "account_seat", "reset_second_step"}
LEFT_OUT |= {"new_letter", "refresh_letter", "approve_letter", "send_letter"}
LEFT_OUT |= {"note_reply", "close_letter"}  # lead back while a letter is a draft
LEFT_OUT |= {"register_import_undo"}  # asks once for each kind of record: its own tests count
LEFT_OUT |= {"calendar_feed"}  # answers whoever has its secret; counted with its own tests


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
        make_wanted_kind(board, f"Kind {number}")
    make_statement(board, printed_total=1, printed_spend=1)
    parent = None
    for number in range(times):
        kind = "main_board" if number == 0 else "management_group"
        parent = make_group_with_rows(board, f"group-{number}", kind, parent, agencies, times)
        make_own_lines(parent, manager)
        for agency in agencies:
            make_letter(agency, parent, manager)
    make_figures(board, manager, times)
    return board, manager


def make_figures(board, manager, times):
    """An indicator of the board with figures of so many years, similar areas and authorities."""
    found = make_indicator(
        f"I-{board.slug}", compares_with_england=True, small_number_risk="medium"
    )
    make_listed(board, found)
    areas = [
        make_area(name, code_of_area(name), "")
        for name in (f"Area {number} of {board.slug}" for number in range(3 * times))
    ]
    for number in range(times):
        since = date(2012 + number, 4, 1) + timedelta(board.pk % 300)
        make_neighbours(area_of(board), *areas[:times], since=since)
        other = make_indicator(f"I{number}-{board.slug}", compares_with_england=True)
        make_listed(board, other)
        make_own(board, other, numerator=1, denominator=10)
    for starting in range(2012, 2013 + times):
        period = str(FinancialYear(starting))
        make_own(board, found, period, numerator=20 + starting % 7, denominator=100)
        make_own(board, found, f"{period}-Q2", numerator=30 - starting % 7, denominator=100)
        make_published(found, area_of(board), period, value=19)
        for number, area in enumerate([make_england(), *areas]):
            make_published(found, area, period, numerator=10 + number, denominator=90)
        make_target(found, board, period, value=15)
        ChartNote.objects.create(
            board=board,
            indicator=found,
            period=FinancialYear(starting),
            text="Counted in another way.",
            made_by=manager,
            made_on=date(2024, 7, 1),
        )


def make_imports(board, group, agencies, meetings):
    """Files that were read, with entries of every seat at every meeting that differ from those on
    record and a post that nobody knows, so that the page has to ask."""
    days = [meeting.held_on.strftime("%d.%m.%Y") for meeting in meetings]
    rows = [["Agency", "Representative", *days]]
    rows += [[agency.name, f"Seat of {agency}", *("Y" for _ in days)] for agency in agencies]
    rows += [["Unknown", f"Somebody {number}", *("Y" for _ in days)] for number in range(len(days))]
    for number in range(len(meetings)):
        make_import(
            board, group, table=as_values(read_rows(*rows)), filename=f"register-{number}.csv"
        )


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
    if kind == "main_board":
        make_imports(board, group, agencies, meetings)
    return group


def make_own_lines(group, manager):
    """A seat that the manager holds, and of each member a note about the group's first meeting."""
    own = make_seat(group, title="The manager’s own")
    make_tenure(own, "2012-04-01", user=manager)
    make_quorum_rule(group)
    make_meeting(group, "2013-02-13", confirmed=False, state="planned")
    make_meeting(group, "2013-02-20", confirmed=False, state="cancelled")
    meeting = group.meetings.first()
    for seat in group.seats.exclude(pk=own.pk):
        make_query(seat, meeting, asked_by=seat.tenures.first().user)


def address_of(board, name, parts):
    """A page's address on the board."""
    found = [part(board) if callable(part) else part for part in parts.values()]
    return reverse(name, args=[board.slug, *found])


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


def in_words(part) -> str:
    """Of a page: the same in every process, though functions have addresses of their own."""
    return ",".join(part) if isinstance(part, dict) else str(part)


@pytest.mark.usefixtures("db")
class TestEveryPage:
    @pytest.mark.parametrize(("name", "parts", "budget"), PAGES, ids=in_words)
    def test_takes_as_few_statements_for_ten_times_the_rows(self, boards, name, parts, budget):
        (few, all_of_few), (many, all_of_many) = (
            statements(signed_in(manager), address_of(board, name, parts))
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
    from actions import urls as actions_urls
    from agencies import account_urls
    from agencies import urls as money_urls
    from attendance import urls as attendance_urls
    from attendance.imports import urls as imports_urls
    from attendance.meetings import urls as meetings_urls
    from attendance.membership import urls as membership_urls
    from attendance.register import urls as register_urls
    from datasets import urls as datasets_urls

    of_apps = [
        *money_urls.urlpatterns,
        *attendance_urls.urlpatterns,
        *membership_urls.urlpatterns,
        *register_urls.urlpatterns,
        *imports_urls.urlpatterns,
        *meetings_urls.urlpatterns,
        *account_urls.urlpatterns,
        *actions_urls.urlpatterns,
        *datasets_urls.urlpatterns,
    ]
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
