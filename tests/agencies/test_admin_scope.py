"""The admin site shows an administrator the rows of the own board, and of another board nothing:
its rows answer exactly like rows that are not there."""

from copy import copy

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from actions.models import Letter
from agencies.models import Board, Invitation, Role, Seat, Tenure
from attendance.models import (
    AttendanceQuery,
    CalendarAddress,
    Meeting,
    RegisterImport,
    SentRegister,
)
from datasets.models import FigureDownload
from tests.build import make_board, make_one_of_each
from tests.page_forms import fields_of
from tests.product import MODELS, SHARED

pytestmark = pytest.mark.alike

# Made and changed by the board's own pages.
SHOWN_ONLY = (
    AttendanceQuery,
    CalendarAddress,
    FigureDownload,
    Invitation,
    Letter,
    RegisterImport,
    SentRegister,
)
NEVER_DELETED = (Board, User, *SHOWN_ONLY)
NOT_ADDED_BY_ADMINISTRATORS = (Board, User, *SHOWN_ONLY)
MISSING = 987_654_321

# What all boards share is tried in tests/datasets/test_admin_shared.py.
OF_A_BOARD = [model for model in MODELS if model not in SHARED]
DELETED = [model for model in OF_A_BOARD if model not in NEVER_DELETED]
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
every_model_of_a_board = pytest.mark.parametrize(
    "model", OF_A_BOARD, ids=lambda model: model.__name__
)


@pytest.fixture(scope="module")
def _rows(django_db_setup, django_db_blocker):
    """Of every model one of each board, made once. Each test has a transaction of its own inside
    this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        rows = [make_one_of_each(make_board(slug)) for slug in ("kingston", "elsewhere")]
        django_db_blocker.block()
        yield rows
        django_db_blocker.restore()
        transaction.set_rollback(True)


@pytest.fixture
def own(_rows, db):
    return {model: copy(row) for model, row in _rows[0].items()}


@pytest.fixture
def foreign(_rows, db):
    return {model: copy(row) for model, row in _rows[1].items()}


@pytest.fixture
def board(own):
    return own[Board]


@pytest.fixture
def other_board(foreign):
    return foreign[Board]


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def version_of(row):
    return type(row).history.filter(id=row.pk).first().pk


def everything_but_the_date(response):
    headers = {
        name: value
        for name, value in response.headers.items()
        if name not in ("Date", "Set-Cookie")
    }
    return response.status_code, response.content, headers


def test_every_model_is_served_and_nothing_else_is():
    assert set(admin.site._registry) == set(MODELS)


@every_model_of_a_board
def test_the_list_has_the_own_row_and_not_the_other_boards(
    model, own, foreign, administrator_client
):
    page = administrator_client.get(address(model, "changelist"))

    shown = {row.pk for row in page.context["cl"].result_list}
    assert own[model].pk in shown
    assert foreign[model].pk not in shown
    assert b"lsewhere" not in page.content


@pytest.mark.parametrize(
    ("model", "what"),
    [(model, what) for model in OF_A_BOARD for what in ("change", "history")]
    + [(model, "delete") for model in DELETED],
    ids=lambda part: getattr(part, "__name__", part),
)
def test_another_boards_row_answers_like_a_missing_one(
    model, what, own, foreign, administrator_client
):
    own[Meeting].confirmed_at = None  # the row of a confirmed register is not deleted
    own[Meeting].save()

    there = administrator_client.get(address(model, what, own[model].pk))
    hidden = administrator_client.get(address(model, what, foreign[model].pk))
    missing = administrator_client.get(address(model, what, MISSING))
    no_key = administrator_client.get(address(model, what, "no-such-key"))

    assert there.status_code == 200
    assert b"lsewhere" not in there.content
    assert hidden.status_code == 404
    assert everything_but_the_date(hidden) == everything_but_the_date(missing)
    assert everything_but_the_date(hidden) == everything_but_the_date(no_key)


@every_model_of_a_board
def test_a_version_of_another_boards_row_answers_like_a_missing_one(
    model, own, foreign, administrator_client
):
    def version(row, history_id):
        return administrator_client.get(address(model, "simple_history", row, history_id))

    there = version(own[model].pk, version_of(own[model]))
    answers = [
        version(foreign[model].pk, version_of(foreign[model])),
        version(own[model].pk, version_of(foreign[model])),
        version(own[model].pk, MISSING),
        version(MISSING, MISSING),
        version("no-such-key", "nor-this"),
    ]

    assert there.status_code == 200
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


@every_model_of_a_board
def test_saving_or_deleting_another_boards_row_answers_like_a_missing_one(
    model, own, foreign, administrator_client
):
    before = model.history.count()

    for what in ("change", "delete"):
        hidden = administrator_client.post(address(model, what, foreign[model].pk), {"post": "yes"})
        missing = administrator_client.post(address(model, what, MISSING), {"post": "yes"})

        assert hidden.status_code in (403, 404)
        assert everything_but_the_date(hidden) == everything_but_the_date(missing)
    assert model.history.count() == before
    assert model._base_manager.filter(pk=foreign[model].pk).exists()


@pytest.mark.parametrize("model", NEVER_DELETED, ids=lambda model: model.__name__)
def test_some_rows_are_never_deleted_here(model, own, superuser_client):
    answer = superuser_client.post(address(model, "delete", own[model].pk), {"post": "yes"})

    assert answer.status_code == 403
    assert model.objects.filter(pk=own[model].pk).exists()


@pytest.mark.parametrize("model", NOT_ADDED_BY_ADMINISTRATORS, ids=lambda model: model.__name__)
def test_some_rows_are_not_added_here_by_an_administrator(model, administrator_client):
    assert administrator_client.get(address(model, "add")).status_code == 403


@pytest.mark.parametrize("model", DELETED, ids=lambda model: model.__name__)
def test_the_history_of_a_deleted_row_is_the_own_boards_only(
    model, own, foreign, administrator_client
):
    _delete_with_what_hangs_on(own, model)
    _delete_with_what_hangs_on(foreign, model)

    there = administrator_client.get(address(model, "history", own[model].old_key))
    hidden = administrator_client.get(address(model, "history", foreign[model].old_key))
    missing = administrator_client.get(address(model, "history", MISSING))

    assert there.status_code == 200
    assert "Deleted" in there.content.decode()
    assert everything_but_the_date(hidden) == everything_but_the_date(missing)


def _delete_with_what_hangs_on(rows, model):
    """Deletes from the end of the list back to the model's row."""
    order = list(rows)
    for other in reversed(order[order.index(model) :]):
        if other not in (Board, Invitation, User):
            rows[other].old_key = rows[other].pk
            type(rows[other]).objects.filter(pk=rows[other].pk).first().delete()


def foreign_keys():
    """Every field that leads to another record and is offered in a form of the admin site."""
    return [
        (model, field.name)
        for model in MODELS
        for field in model._meta.fields
        if field.remote_field and field.editable and field.remote_field.model in MODELS
    ]


def leads_to(model, name):
    return model._meta.get_field(name).remote_field.model


def every(links):
    return pytest.mark.parametrize(
        ("model", "name"), list(links), ids=lambda part: getattr(part, "__name__", part)
    )


@every(link for link in foreign_keys() if leads_to(*link) not in SHARED)
def test_completion_offers_the_own_boards_rows_only(
    model, name, own, foreign, administrator_client
):
    linked = leads_to(model, name)
    answer = administrator_client.get(
        reverse("admin:autocomplete"),
        {
            "app_label": model._meta.app_label,
            "model_name": model._meta.model_name,
            "field_name": name,
        },
    )

    offered = {row["id"] for row in answer.json()["results"]}
    assert str(own[linked].pk) in offered
    assert str(foreign[linked].pk) not in offered
    assert "lsewhere" not in answer.content.decode()


@every(
    (model, name)
    for model, name in foreign_keys()
    if model not in (*NOT_ADDED_BY_ADMINISTRATORS, *SHARED)
    and name != "confirmed_by"
    and leads_to(model, name) not in SHARED
)
def test_the_key_of_another_boards_row_is_refused_like_a_missing_one(
    model, name, own, foreign, administrator_client
):
    linked = leads_to(model, name)

    def said(key):
        page = administrator_client.post(address(model, "add"), {name: key})
        return page.context["adminform"].form.errors[name]

    assert said(foreign[linked].pk) == said(MISSING)
    assert "valid choice" in said(MISSING)[0]


def test_rows_on_a_page_refuse_another_boards_row_like_a_missing_one(
    own, foreign, administrator_client
):
    page = administrator_client.get(address(Seat, "change", own[Seat].pk))
    fields = fields_of(page, "seat_form")

    def said(key):
        changed = {**fields, "tenures-0-person": key}
        page = administrator_client.post(address(Seat, "change", own[Seat].pk), changed)
        return page.context["inline_admin_formsets"][0].formset.errors[0]["person"]

    assert said(foreign[Tenure].person_id) == said(MISSING)


def test_a_row_of_another_boards_page_cannot_be_smuggled_in(own, foreign, administrator_client):
    page = administrator_client.get(address(Seat, "change", own[Seat].pk))
    fields = fields_of(page, "seat_form")

    administrator_client.post(
        address(Seat, "change", own[Seat].pk),
        {**fields, "tenures-0-id": foreign[Tenure].pk, "tenures-0-note": "Smuggled in"},
    )

    assert not Tenure.objects.filter(note="Smuggled in").exists()


def test_chosen_rows_of_another_board_are_not_deleted(own, foreign, administrator_client):
    model = type(own[Role])
    answer = administrator_client.post(
        address(model, "changelist"),
        {"action": "delete_selected", "_selected_action": [foreign[model].pk], "post": "yes"},
    )

    assert answer.status_code == 302
    assert model.objects.filter(pk=foreign[model].pk).exists()


@every_model
def test_filters_offer_the_own_boards_values_only(model, own, foreign, administrator_client):
    page = administrator_client.get(address(model, "changelist"))

    offered = str(
        [list(each.choices(page.context["cl"])) for each in page.context["cl"].filter_specs]
    )
    assert "lsewhere" not in offered


def what_leads_to(model):
    return [
        (model, relation.name)
        for relation in model._meta.related_objects
        if relation.related_model in MODELS
    ]


@pytest.mark.parametrize(
    ("model", "name"),
    [link for model in MODELS for link in what_leads_to(model)],
    ids=lambda part: getattr(part, "__name__", part),
)
def test_a_list_is_not_narrowed_down_by_what_leads_to_its_rows(
    model, name, own, foreign, administrator_client
):
    """An account of two boards would tell of the other, an indicator of everybody who has it."""
    linked = model._meta.get_field(name).related_model
    for lookup in (name, f"{name}__gte", f"{name}__isnull"):
        for key in (own[linked].pk, foreign[linked].pk, MISSING):
            answer = administrator_client.get(address(model, "changelist"), {lookup: key})
            assert answer.status_code == 400


@every_model
def test_a_superuser_sees_the_rows_of_all_boards(model, own, foreign, superuser_client):
    page = superuser_client.get(address(model, "changelist"))

    shown = {row.pk for row in page.context["cl"].result_list}
    assert {own[model].pk, foreign[model].pk} <= shown
    for row in (own[model], foreign[model]):
        assert superuser_client.get(address(model, "change", row.pk)).status_code == 200
        assert superuser_client.get(address(model, "history", row.pk)).status_code == 200


@pytest.mark.parametrize("kind", ["member", "manager", "chair", "agency_lead", "signing_officer"])
def test_the_site_is_closed_to_every_other_role(kind, request, own):
    client = request.getfixturevalue(f"{kind}_client")

    assert client.get(reverse("admin:index")).status_code == 403
    for model in MODELS:
        assert client.get(address(model, "change", own[model].pk)).status_code == 403


def test_a_suspended_administrator_is_kept_out(board, administrator, administrator_client):
    role = administrator.roles.get()
    role.suspended_at = board.word_lists.first().history.first().history_date
    role.save()

    assert administrator_client.get(reverse("admin:index")).status_code == 403


def test_a_visitor_is_sent_to_the_one_sign_in_page(client, own):
    for page in (reverse("admin:index"), address(Seat, "change", own[Seat].pk)):
        answer = client.get(page)

        assert answer.status_code == 302
        assert answer.url == f"{reverse('account_login')}?next={page}"
