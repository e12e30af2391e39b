"""What of the dataset is shown, as the address asks."""

import pytest

from tests.build import make_agency, make_board
from tests.figures import (
    make_england,
    make_indicator,
    make_listed,
    make_own,
    make_published,
    make_theme,
)
from tests.page_tables import tables_of, text_of

pytestmark = pytest.mark.django_db
ADDRESS = "/kingston/?period=2012-13"


@pytest.fixture(autouse=True)
def listed(board):
    """B1 of the police and the front door needs attention; A2 and C3 are of health and the police,
    of another theme."""
    police, health = make_agency(board, "Police"), make_agency(board, "Health")
    front, plans = make_theme("Front door", position=1), make_theme("Plans", position=2)
    for code, theme, agency, numerator in (
        ("B1", front, police, 90),
        ("A2", plans, health, 10),
        ("C3", plans, police, 10),
    ):
        indicator = make_indicator(code, theme=theme, compares_with_england=True)
        make_listed(board, indicator, agency=agency)
        make_own(board, indicator, numerator=numerator, denominator=100)
        make_published(indicator, make_england(), value=50)


def shown(client, query) -> list[tuple[str, list[str]]]:
    """The parts of the dataset by their names, and the codes in each."""
    response = client.get(f"{ADDRESS}{query}")
    return [
        (table.caption.split(" - ")[0].strip(), [row[0].split()[2] for row in table.texts[1:]])
        for table in tables_of(response)
    ]


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ("", [("Front door", ["B1"]), ("Plans", ["A2", "C3"])]),
        ("&theme=plans", [("Plans", ["A2", "C3"])]),
        ("&agency=police", [("Front door", ["B1"]), ("Plans", ["C3"])]),
        ("&theme=plans&agency=police", [("Plans", ["C3"])]),
        ("&show=attention", [("Front door", ["B1"])]),
        ("&order=agency", [("Health", ["A2"]), ("Police", ["B1", "C3"])]),
        ("&order=title", [("The indicators", ["A2", "B1", "C3"])]),
        ("&order=need", [("The indicators", ["B1", "A2", "C3"])]),
        ("&theme=&agency=&show=&order=", [("Front door", ["B1"]), ("Plans", ["A2", "C3"])]),
    ],
)
def test_the_address_says_what_is_shown(member_client, query, parts):
    assert shown(member_client, query) == parts


@pytest.mark.parametrize("query", ["&theme=plans&order=title", "&show=attention", "&agency=police"])
def test_the_file_has_exactly_what_is_shown(member_client, query):
    page = member_client.get(f"{ADDRESS}{query}")
    codes = [code for _, codes in shown(member_client, query) for code in codes]

    link = f'href="/kingston/dashboard.csv{ADDRESS.removeprefix("/kingston/")}{query}"'
    assert link.replace("&", "&amp;") in page.content.decode()
    file = member_client.get(f"/kingston/dashboard.csv?period=2012-13{query}").content.decode()
    first = [line.split()[0] for line in file.splitlines()[1:] if "Kingston" in line]
    assert first == codes


@pytest.mark.parametrize("query", ["&show=nothing", "&order=size", "&period=2012-14"])
def test_what_there_is_not_is_not_found(member_client, query):
    assert member_client.get(f"{ADDRESS}{query}").status_code == 404
    assert member_client.get(f"/kingston/dashboard.csv?x=1{query}").status_code == 404


def test_where_nothing_fits_it_says_so_and_leads_back(member_client):
    text = text_of(member_client.get(f"{ADDRESS}&theme=unknown"))

    assert "No indicator of this list fits what you chose. Show all 3." in text


def test_a_choice_of_another_board_is_as_one_that_is_not_there(member_client):
    make_agency(make_board("richmond"), "Richmond only")
    found, missing = (
        member_client.get(f"{ADDRESS}&agency={slug}").content.decode().replace(slug, "")
        for slug in ("richmond-only", "richmond-nobody")
    )

    assert found == missing


def test_what_needs_the_board_does_not_depend_on_it(member_client):
    needs = member_client.get(f"{ADDRESS}&theme=plans").context["page"].needs

    assert [need.lead for need in needs] == ["Title of B1"]
