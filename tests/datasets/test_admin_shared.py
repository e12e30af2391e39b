"""The admin site's pages of what all boards share: every administrator looks, and only the
superuser keeps it."""

import pytest
from django.contrib import admin
from django.urls import reverse

from agencies.shared_records import SharedAdmin
from datasets.admin import MOST_ROWS
from datasets.models import (
    Comparator,
    ComparatorSet,
    Indicator,
    Mapping,
    MappingLine,
    Population,
    Release,
    Theme,
)
from tests.build import make_one_of_each
from tests.figures import (
    make_area,
    make_neighbours,
)
from tests.page_forms import fields_of
from tests.product import MODELS, SHARED

every_shared = pytest.mark.parametrize("model", SHARED, ids=lambda model: model.__name__)
MISSING = 987_654_321


def address(model, what, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


def form_of(client, row):
    page = client.get(address(type(row), "change", row.pk))
    return fields_of(page, f"{row._meta.model_name}_form")


def errors(answer) -> str:
    assert answer.status_code == 200
    return str(answer.context["errors"])


def version_of(row):
    return type(row).history.filter(id=row.pk).first().pk


@pytest.fixture
def own(board):
    return make_one_of_each(board)


@pytest.fixture
def foreign(other_board):
    return make_one_of_each(other_board)


# What all boards share


def test_what_all_boards_share_leads_to_no_board():
    """Nor to anything of one, but for releases, of which guards let it name national ones only."""
    pages = admin.site._registry
    assert {model for model in MODELS if isinstance(pages[model], SharedAdmin)} == set(SHARED)
    for model in SHARED:
        links = {field.remote_field.model for field in model._meta.fields if field.remote_field}
        assert links - {Release} <= set(SHARED)


@every_shared
@pytest.mark.parametrize("what", ["change", "history", "simple_history"])
def test_it_is_shown_to_every_administrator(model, what, own, foreign, administrator_client):
    for row in (own[model], foreign[model]):
        args = (row.pk, version_of(row)) if what == "simple_history" else (row.pk,)
        page = administrator_client.get(address(model, what, *args))

        assert page.status_code == 200
        assert b"lsewhere" not in page.content
    missing = (MISSING, MISSING) if what == "simple_history" else (MISSING,)
    assert administrator_client.get(address(model, what, *missing)).status_code == 404


@every_shared
def test_its_list_is_the_same_for_every_administrator(model, own, foreign, administrator_client):
    page = administrator_client.get(address(model, "changelist"))

    shown = {row.pk for row in page.context["cl"].result_list}
    assert {own[model].pk, foreign[model].pk} <= shown
    assert b"lsewhere" not in page.content
    assert b"delete_selected" not in page.content


@every_shared
def test_an_administrator_only_looks_at_it(model, own, administrator_client):
    row = own[model]
    count = model.objects.count()
    page = administrator_client.get(address(model, "change", row.pk)).content.decode()
    assert 'name="_save"' not in page
    assert 'name="why"' not in page

    answers = [
        administrator_client.post(address(model, "change", row.pk), {"why": "Because"}),
        administrator_client.get(address(model, "add")),
        administrator_client.post(address(model, "add"), {}),
        administrator_client.get(address(model, "delete", row.pk)),
        administrator_client.post(address(model, "delete", row.pk), {"post": "yes"}),
    ]
    administrator_client.post(
        address(model, "changelist"),
        {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
    )

    assert {answer.status_code for answer in answers} == {403}
    assert model.objects.count() == count
    assert model.history.filter(id=row.pk).count() == 1


@pytest.mark.parametrize(
    "model",
    [Comparator, ComparatorSet, Mapping, MappingLine, Population],
    ids=lambda model: model.__name__,
)
def test_the_superuser_deletes_it_and_its_history_stays_open(
    model, own, superuser_client, administrator_client
):
    row = own[model]

    answer = superuser_client.post(address(model, "delete", row.pk), {"post": "yes"})

    assert answer.status_code == 302
    assert not model.objects.filter(pk=row.pk).exists()
    page = administrator_client.get(address(model, "history", row.pk))
    assert page.status_code == 200
    assert "Deleted" in page.content.decode()


def test_the_superuser_adds_it(superuser_client):
    answer = superuser_client.post(address(Theme, "add"), {"name": "Front door", "position": "1"})

    assert answer.status_code == 302
    assert Theme.objects.get().name == "Front door"


@every_shared
def test_who_changed_it_is_named_to_those_only_who_know_the_account(
    model, own, superuser, other_administrator, administrator_client
):
    row = own[model]
    for account in (superuser, other_administrator):
        row._history_user = account
        row.save()

    page = administrator_client.get(address(model, "history", row.pk)).content.decode()
    version = administrator_client.get(address(model, "simple_history", row.pk, version_of(row)))

    for text in (page, version.content.decode()):
        assert superuser.email not in text
        assert other_administrator.email not in text
        assert f"Account {other_administrator.pk}, not of your boards" in text


@every_shared
def test_it_is_offered_in_every_administrators_forms(model, own, foreign, administrator_client):
    links = [
        (other, field.name)
        for other in MODELS
        for field in other._meta.fields
        if field.remote_field and field.remote_field.model is model
    ]
    for other, name in links:
        answer = administrator_client.get(
            reverse("admin:autocomplete"),
            {
                "app_label": other._meta.app_label,
                "model_name": other._meta.model_name,
                "field_name": name,
            },
        )
        offered = {row["id"] for row in answer.json()["results"]}
        assert {str(own[model].pk), str(foreign[model].pk)} <= offered
        assert "lsewhere" not in answer.content.decode()


def test_what_all_boards_share_is_not_given_a_boards_own_document(own, superuser_client):
    population = own[Population]
    fields = form_of(superuser_client, population)

    answer = superuser_client.post(
        address(Population, "change", population.pk), {**fields, "release": own[Release].pk}
    )

    assert "This is a board&#x27;s own document" in errors(answer)


def test_the_unit_of_an_indicator_is_chosen_once(own, superuser_client):
    indicator = own[Indicator]
    fields = form_of(superuser_client, indicator)
    assert "unit" not in fields

    answer = superuser_client.post(
        address(Indicator, "change", indicator.pk), {**fields, "unit": "rate", "title": "Another"}
    )

    assert answer.status_code == 302
    indicator.refresh_from_db()
    assert (indicator.unit, indicator.title) == ("percentage", "Another")


def neighbours_of(count):
    return make_neighbours(
        make_area(), *(make_area(f"Area {n}", f"E0900{n:04}", "") for n in range(100, 100 + count))
    )


def test_the_similar_areas_of_a_small_model_stand_on_its_page(db, superuser_client):
    model = neighbours_of(2)
    fields = form_of(superuser_client, model)

    answer = superuser_client.post(
        address(ComparatorSet, "change", model.pk), {**fields, "comparators-1-closeness": "Close"}
    )

    assert answer.status_code == 302
    assert list(model.comparators.values_list("closeness", flat=True)) == ["", "Close"]


def test_those_of_a_large_one_have_a_list_of_their_own(db, superuser_client):
    model = neighbours_of(MOST_ROWS + 1)
    assert "comparators-TOTAL_FORMS" not in form_of(superuser_client, model)

    page = superuser_client.get(address(ComparatorSet, "changelist")).content.decode()
    listed = superuser_client.get(address(Comparator, "changelist"), {"set__id__exact": model.pk})

    assert f'<td class="field-pairs">{MOST_ROWS + 1}</td>' in page
    assert len(listed.context["cl"].result_list) == MOST_ROWS + 1
