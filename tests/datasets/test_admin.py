"""The admin site's pages of figures, and of what belongs to one board or to all: the national rows
are shown to every administrator and kept by the superuser; a board's own are the board's."""

import pytest
from django.urls import reverse

from datasets.models import (
    Area,
    ChartNote,
    Observation,
    Release,
    Target,
)
from tests.build import make_one_of_each, make_role
from tests.conftest import signed_in
from tests.figures import (
    area_of,
    make_area,
    make_england,
    make_indicator,
    make_own,
    make_published,
    make_release,
    make_target,
)
from tests.page_forms import fields_of

OF_ALL_OR_ONE = (Observation, Release, Target)
of_all_or_one = pytest.mark.parametrize("model", OF_ALL_OR_ONE, ids=lambda model: model.__name__)


def address(model, what, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


def form_of(client, row):
    page = client.get(address(type(row), "change", row.pk))
    return fields_of(page, f"{row._meta.model_name}_form")


def errors(answer) -> str:
    assert answer.status_code == 200
    return str(answer.context["errors"])


@pytest.fixture
def own(board):
    return make_one_of_each(board)


@pytest.fixture
def foreign(other_board):
    return make_one_of_each(other_board)


@pytest.fixture
def national(board):
    """A row of each kind that may be a board's, of no board."""
    figure = make_published(make_indicator("CSC02"), make_england(), numerator=8, denominator=10)
    target = make_target(make_indicator("CSC03"))
    return {Observation: figure, Release: make_release("Census"), Target: target}


# Of one board, or of all


@of_all_or_one
def test_what_is_national_is_shown_to_every_administrator(model, national, administrator_client):
    row = national[model]
    page = administrator_client.get(address(model, "changelist"))
    assert row in page.context["cl"].result_list
    assert "All boards" in page.content.decode()

    for what in ("change", "history"):
        assert administrator_client.get(address(model, what, row.pk)).status_code == 200


@of_all_or_one
def test_what_is_national_is_kept_by_the_superuser(model, national, administrator_client):
    row = national[model]
    page = administrator_client.get(address(model, "change", row.pk)).content.decode()
    assert 'name="_save"' not in page

    answers = [
        administrator_client.post(address(model, "change", row.pk), {"why": "Because"}),
        administrator_client.get(address(model, "delete", row.pk)),
        administrator_client.post(address(model, "delete", row.pk), {"post": "yes"}),
        administrator_client.post(
            address(model, "changelist"),
            {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
        ),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert model.history.filter(id=row.pk).count() == 1


def test_the_superuser_changes_a_national_target(national, superuser_client):
    target = national[Target]
    fields = form_of(superuser_client, target)

    answer = superuser_client.post(
        address(Target, "change", target.pk), {**fields, "value": "25", "why": "Typed wrongly"}
    )

    assert answer.status_code == 302
    target.refresh_from_db()
    assert (target.value, target.reason) == (25, "")
    assert target.history.first().history_change_reason == "Typed wrongly"


def new_row(model, board):
    """What the form for a new row of the model is sent, but for whose it is."""
    indicator = make_indicator("CSC09")
    return {
        Observation: {
            "indicator": indicator.pk,
            "area": area_of(board).pk,
            "period": "2012-13",
            "numerator": "1",
            "rounded_to": "0",
            "is_current": "on",
            "release": make_release().pk,
        },
        Release: {
            "title": "Annual report",
            "edition": "2013",
            "publisher": "The board",
            "published_on": "2013-07-01",
        },
        Target: {
            "indicator": indicator.pk,
            "since": "2012-13",
            "value": "20",
            "tolerance": "0",
            "set_by": "Main Board, 14 June 2012",
        },
    }[model]


@of_all_or_one
def test_an_administrator_adds_for_the_own_board_and_never_for_all(
    model, board, administrator_client
):
    sent = new_row(model, board)
    national = model.objects.filter(board=None).count()

    for board_key in ({}, {"board": ""}):
        answer = administrator_client.post(address(model, "add"), sent | board_key)
        assert "This field is required" in errors(answer)
    answer = administrator_client.post(address(model, "add"), {**sent, "board": board.pk})

    assert answer.status_code == 302
    assert model.objects.filter(board=board).count() == 1
    assert model.objects.filter(board=None).count() == national


@of_all_or_one
def test_the_superuser_adds_for_all_boards(model, board, superuser_client):
    sent = new_row(model, board)
    national = model.objects.filter(board=None).count()

    answer = superuser_client.post(address(model, "add"), {**sent, "board": ""})

    assert answer.status_code == 302
    assert model.objects.filter(board=None).count() == national + 1


@of_all_or_one
def test_the_history_of_what_was_national_stays_open(
    model, national, other_board, administrator_client
):
    theirs = {
        Observation: lambda: make_own(other_board, make_indicator("CSC09"), numerator=1),
        Release: lambda: make_release("Annual report", board=other_board),
        Target: lambda: make_target(make_indicator("CSC09"), other_board),
    }[model]()
    keys = national[model].pk, theirs.pk
    for row in (national[model], theirs):
        row.delete()

    there, hidden = (administrator_client.get(address(model, "history", key)) for key in keys)

    assert there.status_code == 200
    assert hidden.status_code == 404


def test_a_list_is_narrowed_down_to_what_is_of_all_boards(own, national, administrator_client):
    page = administrator_client.get(address(Target, "changelist"))
    by_board = page.context["cl"].filter_specs[0]
    *_, of_all = by_board.choices(page.context["cl"])
    assert of_all["display"] == "All boards"

    narrowed = administrator_client.get(address(Target, "changelist") + of_all["query_string"])

    assert list(narrowed.context["cl"].result_list) == [national[Target]]


def test_completion_tells_a_boards_document_from_a_national_one(
    own, foreign, board, other_board, administrator
):
    make_role(administrator, other_board, "administrator")

    answer = signed_in(administrator).get(
        reverse("admin:autocomplete"),
        {"app_label": "datasets", "model_name": "observation", "field_name": "release"},
    )

    assert sorted(row["text"] for row in answer.json()["results"]) == [
        "Annual report, 2012-13 (Elsewhere)",
        "Annual report, 2012-13 (Kingston)",
        "Children in need, 2024",
    ]


# Figures


def test_the_list_of_figures_says_what_is_known_of_each(board, administrator_client):
    indicator = make_indicator()
    first = make_own(board, indicator, numerator=12, denominator=100, is_current=False)
    make_own(board, indicator, value=12.5, revises=first)
    make_published(indicator, make_england(), "2011-12-Q3", reason="c")

    release = "Children in need, 2024"

    page = administrator_client.get(address(Observation, "changelist"))

    shown = page.context["cl"].model_admin
    assert [
        (
            shown.code(row),
            str(row.area),
            str(row.period),
            shown.value_kept(row),
            shown.numerator_kept(row),
            shown.denominator_kept(row),
            row.get_reason_display(),
            str(row.release or ""),
            row.is_current,
            shown.of_board(row),
        )
        for row in page.context["cl"].result_list
    ] == [
        ("CSC02", "England", "2011-12-Q3", "–", "–", "–", "Suppressed", release, True, None),
        ("CSC02", "Kingston", "2012-13", "12.5", "–", "–", "", "", True, board),
        ("CSC02", "Kingston", "2012-13", "–", "12", "100", "", "", False, board),
    ]
    for text in ("12.5", "Suppressed", release, "All boards", "2011-12-Q3"):
        assert text in page.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "csc02"}, 2),
        ({"q": "England"}, 1),
        ({"q": "E09000021"}, 2),
        ({"is_current__exact": "0"}, 1),
        ({"board__isnull": "True"}, 2),
        ({"reason__exact": "c"}, 1),
        ({"revises__isempty": "0"}, 1),
    ],
    ids=str,
)
def test_figures_are_found(query, found, board, administrator_client):
    first = make_own(board, make_indicator("CP01"), numerator=1, is_current=False)
    make_own(board, first.indicator, numerator=2, revises=first)
    indicator = make_indicator("CSC02")
    make_published(indicator, make_england(), reason="c")
    make_published(indicator, make_area("Sutton", "E09000029"), numerator=1)

    page = administrator_client.get(address(Observation, "changelist"), query)

    assert len(page.context["cl"].result_list) == found


def test_a_figure_is_corrected_but_not_of_another_indicator(board, administrator_client):
    figure = make_own(board, make_indicator(), numerator=12, denominator=100)
    other = make_indicator("CSC03")
    fields = form_of(administrator_client, figure)
    assert not {"indicator", "board"} & set(fields)

    answer = administrator_client.post(
        address(Observation, "change", figure.pk),
        {**fields, "indicator": other.pk, "numerator": "13", "why": "Counted again"},
    )

    assert answer.status_code == 302
    figure.refresh_from_db()
    assert (figure.indicator.code, figure.numerator) == ("CSC02", 13)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"numerator": "101"}, "greater than its denominator"),
        ({"value": "100.5"}, "not over 100"),
        ({"numerator": "", "denominator": ""}, "say why it is missing"),
        ({"numerator": "-1"}, "No figure is below 0"),
        ({"period": "2012-14"}, "Write the period as 2012-13 or 2012-13-Q3"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_figure_is_said(changes, said, board, administrator_client):
    figure = make_own(board, make_indicator(), numerator=12, denominator=100)
    fields = form_of(administrator_client, figure)

    answer = administrator_client.post(
        address(Observation, "change", figure.pk), {**fields, **changes}
    )

    assert said in errors(answer)


def test_a_second_current_figure_is_explained(board, administrator_client):
    figure = make_own(board, make_indicator(), numerator=12, denominator=100)
    fields = form_of(administrator_client, figure)

    answer = administrator_client.post(
        address(Observation, "add"),
        {**fields, "board": board.pk, "indicator": figure.indicator_id, "numerator": "13"},
    )

    assert "There is a current figure of this period already" in errors(answer)


def test_whoever_writes_a_note_is_filled_in(administrator, administrator_client):
    page = administrator_client.get(address(ChartNote, "add"))

    assert fields_of(page, "chartnote_form")["made_by"] == str(administrator.pk)
    assert fields_of(page, "chartnote_form")["made_on"]


def test_the_areas_of_a_list_are_narrowed_down_by_region(db, administrator_client):
    area = make_area()
    make_england()

    page = administrator_client.get(
        address(Area, "changelist"), {"region__id__exact": area.region_id}
    )

    assert list(page.context["cl"].result_list) == [area]
