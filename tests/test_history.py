"""History: every way to write a record leaves one line of who, when, from what to what; and no
name of a person."""

import ast
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from agencies.administration import ShownOnly
from agencies.models import Person, Seat, Tenure
from attendance.models import Mark, Meeting
from tests.build import (
    make_group,
    make_meeting,
    make_one_of_each,
    make_person,
    make_seat,
    make_tenure,
    mark,
)
from tests.conftest import signed_in
from tests.page_forms import fields_of
from tests.product import APPS, MODELS, SHARED

PROJECT = Path(__file__).resolve().parent.parent
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)

# For each model a field that its form in the admin site changes, and to what.
EDITS = {
    "Agency": ("name", "Another name"),
    "AgencyStanding": ("standing", "other"),
    "Area": ("name", "Another area"),
    "Board": ("name", "Another name"),
    "BudgetStatement": ("cause", "Another cause"),
    "ChartNote": ("text", "Another text"),
    "Comparator": ("closeness", "Very close"),
    "ComparatorSet": ("source", "Another source"),
    "ConcernRule": ("under_percent", "40"),
    "Contribution": ("amount", "12.50"),
    "CountingRule": ("smallest_denominator", "5"),
    "Group": ("meets", "every two months"),
    "Guest": ("job", "Another job"),
    "Indicator": ("title", "Another title"),
    "LetterTemplate": ("subject", "Another subject"),
    "ListedIndicator": ("until", "2014-15"),
    "Mapping": ("only_where", "category = Total"),
    "MappingLine": ("quarter", "4"),
    "Mark": ("doubt", "may have been vacant, §6.4"),
    "Meeting": ("date_note", "Another note"),
    "Observation": ("period", "2012-13-Q4"),
    "Person": ("name", "Another Name"),
    "Population": ("people", "35000"),
    "PublishedFigure": ("text", "69%"),
    "QuorumRule": ("smallest_seats", "3"),
    "Release": ("licence", "Open Government Licence 3.0"),
    "Role": ("kind", "manager"),
    "Seat": ("title", "Another title"),
    "Sector": ("name", "Another sector"),
    "Spending": ("year", "2013-14"),
    "Target": ("reason", "As in 2011-12"),
    "Tenure": ("note", "Another note"),
    "Theme": ("name", "Another theme"),
    "User": ("is_active", None),  # unticked
    "WantedKind": ("note", "Another note"),
    "WordList": ("body", "Safeguarding Children Partnership"),
}
# A person's name is not in the history.
EDITED_IN_ADMIN = [
    model for model in MODELS if not isinstance(admin.site.get_model_admin(model), ShownOnly)
]


@pytest.fixture
def rows(board):
    return make_one_of_each(board)


def address(model, what, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


def test_every_model_keeps_its_history():
    for model in MODELS:
        assert model.history.model.__name__ == f"Historical{model.__name__}"


@every_model
def test_making_a_record_leaves_one_line(model, rows):
    line = model.history.get(id=rows[model].pk)

    assert line.history_type == "+"


@every_model
def test_saving_a_record_leaves_one_line(model, rows, administrator):
    began = timezone.now()
    rows[model]._history_user = administrator
    rows[model]._change_reason = "Typed wrongly"
    rows[model].save()

    line, _made = model.history.filter(id=rows[model].pk)
    assert line.history_type == "~"
    assert line.history_user_id == administrator.pk
    assert line.history_change_reason == "Typed wrongly"
    assert began <= line.history_date <= timezone.now()


@pytest.mark.parametrize("model", EDITED_IN_ADMIN, ids=lambda model: model.__name__)
def test_a_change_in_the_admin_site_leaves_one_line(model, rows, administrator, superuser):
    name, new = EDITS[model.__name__]
    row, keeper = rows[model], superuser if model in SHARED else administrator
    client = signed_in(keeper)
    old = getattr(row, name)
    others = _lines_but(model)
    page = address(model, "change", row.pk)
    fields = fields_of(client.get(page), f"{model._meta.model_name}_form")
    fields = {**fields, name: new, "why": "Typed wrongly"}

    answer = client.post(page, {k: v for k, v in fields.items() if v is not None})

    assert answer.status_code == 302
    line, before = model.history.filter(id=row.pk)
    assert (line.history_type, line.history_user_id) == ("~", keeper.pk)
    assert line.history_change_reason == "Typed wrongly"
    if model is not Person:
        assert getattr(before, name) == old
        assert getattr(line, name) == getattr(model.objects.get(pk=row.pk), name) != old
    assert _lines_but(model) == others, "no other record was written"


def _lines_but(model):
    return sum(other.history.count() for other in MODELS if other is not model)


@every_model
def test_saving_without_a_change_leaves_no_line(model, rows, superuser_client):
    page = address(model, "change", rows[model].pk)
    fields = fields_of(superuser_client.get(page), f"{model._meta.model_name}_form")
    superuser_client.post(page, fields)

    assert model.history.filter(id=rows[model].pk).count() == 1


@pytest.mark.parametrize(
    "model", [Seat, Meeting, Person, Tenure, Mark], ids=lambda model: model.__name__
)
def test_deleting_in_the_admin_site_leaves_one_line(
    model, board, administrator, administrator_client
):
    group = make_group(board)
    row = {
        Seat: lambda: make_seat(group),
        Meeting: lambda: make_meeting(group),
        Person: lambda: make_person(board),
        Tenure: lambda: make_tenure(make_seat(group)),
        Mark: lambda: mark(make_seat(group), make_meeting(group, confirmed=False)),
    }[model]()

    answer = administrator_client.post(address(model, "delete", row.pk), {"post": "yes"})

    assert answer.status_code == 302
    line, _made = model.history.filter(id=row.pk)
    assert (line.history_type, line.history_user_id) == ("-", administrator.pk)


def test_adding_in_the_admin_site_leaves_one_line(board, administrator, administrator_client):
    answer = administrator_client.post(
        address(Person, "add"), {"board": board.pk, "name": "Ada Example", "why": "New in post"}
    )

    assert answer.status_code == 302
    line = Person.history.get()
    assert (line.history_type, line.history_user_id) == ("+", administrator.pk)
    assert line.history_change_reason == "New in post"


def test_each_row_on_a_page_leaves_a_line_of_its_own(board, administrator, administrator_client):
    meeting = make_meeting(make_group(board))
    nurse = mark(make_seat(meeting.group, title="Nurse"), meeting)
    doctor = mark(make_seat(meeting.group, title="Doctor"), meeting)
    page = address(Meeting, "change", meeting.pk)
    fields = fields_of(administrator_client.get(page), "meeting_form")
    changed = next(n for n in (0, 1) if fields[f"marks-{n}-id"] == str(nurse.pk))

    answer = administrator_client.post(
        page, {**fields, f"marks-{changed}-status": "absent", "why": "The minutes say so"}
    )

    assert answer.status_code == 302
    line, before = Mark.history.filter(id=nurse.pk)
    assert (before.status, line.status) == ("present", "absent")
    assert line.history_user_id == administrator.pk
    assert line.history_change_reason == "The minutes say so"
    assert Mark.history.filter(id=doctor.pk).count() == 1


# What the page of a record's history says


def test_the_page_says_who_why_and_from_what_to_what(board, administrator, administrator_client):
    seat = make_seat(make_group(board))
    seat.counts_as = "observer"
    seat._history_user, seat._change_reason = administrator, "Decided in May"
    seat.save()

    page = administrator_client.get(address(Seat, "history", seat.pk)).content.decode()

    assert administrator.email in page
    assert "Decided in May" in page
    assert "<strong>Counts as:</strong> Member → Observer" in page


def test_the_first_line_says_what_the_record_began_with(board, administrator_client):
    tenure = make_tenure(make_seat(make_group(board)), "2012-04-01")

    page = administrator_client.get(address(Tenure, "history", tenure.pk)).content.decode()

    assert "<strong>From:</strong> – → 1 April 2012" in page
    assert "<strong>State:</strong> – → Filled" in page


def test_a_version_shows_the_record_as_it_was(board, administrator_client):
    seat = make_seat(make_group(board), title="Head of Nursing")
    first = seat.history.get()
    seat.title = "Designated Nurse"
    seat.save()

    page = administrator_client.get(address(Seat, "simple_history", seat.pk, first.pk))

    assert '<th scope="row">Title</th><td>Head of Nursing</td>' in page.content.decode()


@every_model
def test_a_version_cannot_be_put_back_or_changed(model, rows, superuser_client):
    row = rows[model]
    version = model.history.get(id=row.pk)
    page = address(model, "simple_history", row.pk, version.pk)

    answer = superuser_client.post(page, {"_save": "", "_change_history": ""})

    assert answer.status_code == 403
    assert model.history.filter(id=row.pk).count() == 1
    assert b"<form" not in superuser_client.get(page).content.split(b"</header>")[1]


def test_an_account_of_another_board_is_not_named(board, other_administrator, administrator_client):
    seat = make_seat(make_group(board))
    seat._history_user = other_administrator
    seat.save()

    page = administrator_client.get(address(Seat, "history", seat.pk)).content.decode()

    assert other_administrator.email not in page
    assert f"Account {other_administrator.pk}, not of your boards" in page


def test_no_table_of_history_is_served_for_editing():
    assert not [model for model in admin.site._registry if "Historical" in model.__name__]


# Names


def test_after_a_name_is_erased_no_table_holds_it(board, administrator, administrator_client):
    name = "Zebedee Quillfeather"
    administrator_client.post(address(Person, "add"), {"board": board.pk, "name": name})
    person = Person.objects.get()
    seat = make_seat(make_group(board))
    tenure = make_tenure(seat, person=person)
    mark(seat, make_meeting(seat.group), "substitute", substitute=person)
    page = address(Seat, "change", seat.pk)
    fields = fields_of(administrator_client.get(page), "seat_form")
    administrator_client.post(page, {**fields, "tenures-0-note": "Changed"})
    assert _tables_with(name) == {"agencies_person"}

    administrator_client.post(
        address(Person, "changelist"),
        {"action": "erase_names", "_selected_action": [person.pk], "confirmed": "yes"},
    )
    administrator_client.get(address(Person, "changelist"))

    assert _tables_with(name) == set()
    tenure.refresh_from_db()
    assert str(tenure.person) == "Name erased"


def _tables_with(text) -> set[str]:
    """The tables that hold the text anywhere: every column of every table is looked through."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            if any(text in str(value) for row in cursor.fetchall() for value in row):
                found.add(table)
    return found


def test_erasing_asks_first(board, administrator_client):
    person = make_person(board, "Ada Example")
    page = administrator_client.post(
        address(Person, "changelist"), {"action": "erase_names", "_selected_action": [person.pk]}
    )

    assert "Ada Example" in page.content.decode()
    person.refresh_from_db()
    assert person.name == "Ada Example"


def test_an_erased_name_is_not_written_again(board, administrator_client):
    person = make_person(board)
    person.erase()

    answer = administrator_client.post(
        address(Person, "change", person.pk), {"name": "Ada Example", "why": ""}
    )

    assert answer.status_code == 403
    person.refresh_from_db()
    assert person.name == ""


def test_a_name_of_another_board_is_not_erased(board, other_board, administrator_client):
    person = make_person(other_board, "Ada Example")
    administrator_client.post(
        address(Person, "changelist"),
        {"action": "erase_names", "_selected_action": [person.pk], "confirmed": "yes"},
    )

    person.refresh_from_db()
    assert person.name == "Ada Example"


def test_the_admin_sites_own_log_stays_empty(board, administrator_client):
    """It would keep the names of records, people's among them."""
    person = make_person(board)
    page = address(Person, "change", person.pk)
    administrator_client.post(page, {"name": "Another Name", "why": ""})
    administrator_client.post(address(Person, "delete", person.pk), {"post": "yes"})

    assert not Person.objects.exists()
    assert not LogEntry.objects.exists()


# Ways round the history

# `.update(` of a dict or of a queryset, told apart by nothing but where it is: each use that is
# not of a tracked model is named here with what it is.
ALLOWED = {
    ("attendance/imports/entering.py", "bulk_create"): "adds the history itself, in one query",
    ("attendance/management/commands/import_register.py", "update"): "a progress bar",
    ("datasets/spc.py", "update"): "points by what was found of them",
    ("lscb/demo.py", "update"): "a digest of the sample's files",
    ("lscb/settings.py", "update"): "what the environment says of e-mail",
}
SILENT = {"update", "bulk_create", "bulk_update", "save_without_historical_record", "_raw_delete"}


def test_nothing_is_written_past_the_history():
    used = {
        (str(path.relative_to(PROJECT)), name): line
        for app in (*APPS, "lscb")
        for path in sorted((PROJECT / app).rglob("*.py"))
        if "migrations" not in path.parts
        for name, line in _silent_calls(path.read_text("utf-8"))
    }

    assert set(used) <= set(ALLOWED), used
    assert set(ALLOWED) <= set(used), "an exception that nobody needs any more"


def _silent_calls(source):
    return [
        (node.func.attr, node.lineno)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in SILENT
    ]


def test_the_search_for_silent_writes_finds_them():
    assert _silent_calls("Mark.objects.filter(pk=1).update(status='absent')") == [("update", 1)]
    assert _silent_calls("\nMark.objects.bulk_create([])") == [("bulk_create", 2)]
