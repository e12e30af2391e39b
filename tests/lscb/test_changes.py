"""What a line of history calls a record and its numbers."""

from tests.build import make_agency, make_contribution, make_published_figure
from tests.page_tables import table_of


def test_a_figure_of_no_meeting_is_called_by_its_kind_alone(board, manager_client):
    make_published_figure(board, "£60", measure="overspend", number=60)

    (row,) = table_of(manager_client.get("/kingston/budget/2012-13/history/"), "Changes").texts[1:]

    assert row[2] == "Published figure added"
    assert "Number: 60;" in row[3]


def test_an_amount_keeps_its_pence(board, manager_client):
    make_contribution(make_agency(board, "Council"), "1200.50")

    (row,) = table_of(manager_client.get("/kingston/budget/2012-13/history/"), "Changes").texts[1:]

    assert row[3].endswith("Amount: 1200.50")
