"""What a line of history calls a record and its numbers."""

from lscb.changes import changes
from tests.build import (
    make_agency,
    make_contribution,
    make_group,
    make_meeting,
    make_one_of_each,
    make_published_figure,
    make_seat,
    mark,
)
from tests.page_tables import table_of, text_of


def test_a_figure_of_no_meeting_is_called_by_its_kind_alone(board, manager_client):
    make_published_figure(board, "£60", measure="overspend", number=60)

    (row,) = table_of(manager_client.get("/kingston/budget/2012-13/history/"), "Changes").texts[1:]

    assert row[2] == "Published figure added"
    assert "Number: 60;" in row[3]


def test_an_amount_keeps_its_pence(board, manager_client):
    make_contribution(make_agency(board, "Council"), "1200.50")

    (row,) = table_of(manager_client.get("/kingston/budget/2012-13/history/"), "Changes").texts[1:]

    assert row[3].endswith("Amount: 1200.50")


def test_days_and_times_are_those_of_the_board_and_empty_lists_are_left_out(board, manager_client):
    group = make_group(board)
    seat = make_seat(group, aliases=["Matron", "Sister"])
    make_seat(group, title="Without another name", aliases=[])
    meeting = make_meeting(group, "2012-07-04", confirmed_at="2012-07-04T23:30Z")
    mark(seat, meeting, arrived_at="14:10")

    text = text_of(manager_client.get("/kingston/groups/main-board/history/"))

    assert "Other names: Matron, Sister" in text
    assert "[]" not in text
    assert "5 July 2012, 00:30" in text
    assert "Arrived late, at: 14:10" in text


def test_every_kind_of_record_can_be_told(board):
    rows = make_one_of_each(board)

    for model in rows:
        told = changes([model.history.all()])
        assert told, model
        said = [field.new for change in told for field in change.fields]
        assert not [text for text in said if text.startswith(("{", "["))], model
