"""The admin site's page that reads a published file: upload, preview, confirmation."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from datasets.importing import kept_upload
from datasets.importing.admin_page import CHANGED, GONE
from datasets.models import Observation
from tests.build import make_user
from tests.conftest import signed_in
from tests.open_data import (
    KINGSTON,
    RICHMOND,
    bring_in,
    content,
    figure,
    make_mapping,
    make_population_mapping,
    row,
)
from tests.page_forms import fields_of

pytestmark = pytest.mark.django_db

KINGSTON_2013 = row(KINGSTON, Again="357", All="1948", Share="18.3")
LATER = {"edition": "2025", "released_on": "2025-10-30"}


@pytest.fixture(autouse=True)
def _mapping():
    make_mapping()


@pytest.fixture
def account():
    return make_user("root@example.org", is_superuser=True)


@pytest.fixture
def client(account):
    return signed_in(account)


def address() -> str:
    return reverse("admin:datasets_mapping_import")


def send(client, *rows, name="c1.csv", bytes_=None, **said):
    """Uploads a file; gives the page it leads to."""
    file = SimpleUploadedFile(name, content(*rows) if bytes_ is None else bytes_)
    return client.post(address(), {"file": file, **said}, follow=True)


def confirm(client, page, **instead):
    """Presses the button of the preview."""
    return client.post(address(), fields_of(page, "store_form") | instead, follow=True)


def text_of(page) -> str:
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def said(page) -> list[str]:
    return [str(message) for message in page.context["messages"]]


class TestThePreview:
    def test_says_what_would_be_stored_and_stores_nothing(self, client):
        page = text_of(send(client, KINGSTON_2013))

        assert "Mapping re-referrals; release Children in need, 2024, published on 31 Oct" in page
        assert "<li>1 figure would be added, 0 would be revised, 0 unchanged.</li>" in page
        assert "<li>2 areas would be added.</li>" in page
        assert "<td>18.3 (357 of 1948)</td><td>Nothing</td>" in page
        assert not Observation.objects.exists()

    def test_shows_what_is_on_record_beside_what_revises_it(self, client):
        bring_in(KINGSTON_2013)

        page = text_of(send(client, KINGSTON_2013 | {"Share": "c"}, **LATER))

        assert "<td>Suppressed, 357 of 1948</td><td>18.3 (357 of 1948)</td>" in page

    def test_shows_the_first_rows_and_how_many_more(self, client):
        years = [KINGSTON_2013 | {"time_period": str(year)} for year in range(2000, 2024)]

        page = send(client, *years)

        assert len(page.context["preview"].rows) == 20
        assert "; 4 more are not shown" in text_of(page)

    def test_lists_everything_that_is_wrong_with_its_place(self, client):
        page = send(
            client,
            KINGSTON_2013 | {"Share": "101"},
            row(RICHMOND, Again="?", All="1", Share="1"),
            name="<b>.csv",
        )

        assert "This file is not taken" in text_of(page)
        assert "row 2: column “Share”: found “101”: a percentage is not over 100" in text_of(page)
        assert "row 3: column “Again”: found “?”" in text_of(page)
        assert "<b>.csv" not in text_of(page)
        assert "Store it" not in text_of(page)

    def test_of_a_file_that_is_no_csv(self, client):
        page = text_of(send(client, bytes_=b"PK\x03\x04rest"))

        assert "it is a spreadsheet or an archive, not a CSV file" in page

    def test_of_what_is_on_record_has_nothing_to_store(self, client):
        bring_in(KINGSTON_2013)

        page = text_of(send(client, KINGSTON_2013))

        assert "1 figure on record already: nothing is changed." in page
        assert "Store it" not in page

    def test_of_a_population(self, client):
        make_population_mapping()

        page = text_of(send(client, row(KINGSTON, "2012", population_estimate="34562")))

        assert "<td>mid-2012</td><td>34562</td>" in page

    def test_by_the_mapping_that_was_chosen(self, client):
        make_mapping("other")

        assert "several mappings fit: other, re-referrals" in text_of(send(client, KINGSTON_2013))
        assert "Mapping other;" in text_of(send(client, KINGSTON_2013, mapping="other"))

    @pytest.mark.parametrize(
        ("sent", "what"),
        [
            ({"mapping": "none"}, "That choice is not one of the available choices"),
            ({"released_on": "2025-10-30"}, "Which edition was published on that day?"),
            ({"edition": "2025", "released_on": "soon"}, "Enter a valid date"),
            ({"edition": "2025"}, "is not on record yet: say when it was published"),
        ],
    )
    def test_what_was_said_wrongly_is_said(self, client, sent, what):
        assert what in text_of(send(client, KINGSTON_2013, **sent))

    def test_a_file_that_is_too_large_is_refused(self, client, monkeypatch):
        monkeypatch.setattr(kept_upload, "MOST", 100)

        page = send(client, KINGSTON_2013)

        assert "The file is larger than 0 MB" in text_of(page)
        assert page.context["preview"] is None

    def test_without_a_file_the_form_says_so(self, client):
        assert "This field is required" in text_of(client.post(address(), {}))


class TestTheConfirmation:
    def test_stores_the_file_in_the_accounts_name(self, client, account):
        page = confirm(client, send(client, KINGSTON_2013))

        assert said(page) == [
            "c1.csv is stored: re-referrals, Children in need, 2024: 1 figure added, 0 revised, "
            "0 unchanged. 2 areas added."
        ]
        assert figure().value == Decimal("18.3")
        assert figure().history.get().history_user_id == account.pk

    def test_of_another_edition(self, client):
        bring_in(KINGSTON_2013)

        confirm(client, send(client, KINGSTON_2013 | {"Share": "18.4"}, **LATER))

        assert figure().value == Decimal("18.4")
        assert str(figure().release) == "Children in need, 2025"

    def test_is_of_what_was_looked_at(self, client):
        page = send(client, KINGSTON_2013)
        bring_in(row(RICHMOND, Again="1", All="2", Share="50"))

        again = confirm(client, page)

        assert said(again) == [CHANGED]
        assert Observation.objects.count() == 1
        assert "1 figure would be added" in text_of(again)

    def test_twice_stores_once(self, client):
        page = send(client, KINGSTON_2013)
        confirm(client, page)

        again = confirm(client, page)

        assert said(again) == [GONE]
        assert Observation.objects.count() == 1

    def test_of_a_file_that_is_gone_asks_for_it_again(self, client):
        page = send(client, KINGSTON_2013)
        cache.clear()

        again = confirm(client, page)

        assert said(again) == [GONE]
        assert not Observation.objects.exists()

    def test_of_another_file_than_the_latest_is_refused(self, client):
        first = send(client, KINGSTON_2013)
        send(client, KINGSTON_2013 | {"Share": "18.4"})

        assert said(confirm(client, first)) == [GONE]
        assert not Observation.objects.exists()

    @pytest.mark.parametrize("instead", [{"file": ""}, {"file": "0" * 64}, {"seen": "0" * 64}])
    def test_with_made_up_values_stores_nothing(self, client, instead):
        confirm(client, send(client, KINGSTON_2013), **instead)

        assert not Observation.objects.exists()

    def test_nobody_stores_what_another_account_uploaded(self, client):
        page = send(client, KINGSTON_2013)
        other = signed_in(make_user("other@example.org", is_superuser=True))

        assert said(confirm(other, page)) == [GONE]
        assert not Observation.objects.exists()


def test_the_list_of_mappings_leads_to_it(client):
    page = client.get(reverse("admin:datasets_mapping_changelist"))

    assert f'<a href="{address()}">Import open data</a>' in page.content.decode()


def test_those_who_only_look_do_not_see_it(administrator_client):
    page = administrator_client.get(reverse("admin:datasets_mapping_changelist"))

    assert "Import open data" not in page.content.decode()
    assert administrator_client.get(address()).status_code == 403
    assert administrator_client.post(address(), {"seen": "", "file": ""}).status_code == 403
