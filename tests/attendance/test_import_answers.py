"""What becomes of a file by the answers it was given, and what is said where they do not do."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError
from django.db import IntegrityError

from agencies.models import Seat
from attendance.imports import entering
from attendance.models import Mark, Meeting, RegisterImport
from tests.attendance.spreadsheets import as_csv
from tests.attendance.test_import_command import run
from tests.attendance.test_import_pages import (
    TWO_MEETINGS,
    entered,
    everything,
    read,
    send,
    text_of,
    upload,
)
from tests.build import make_agency, make_group, make_meeting, make_seat, make_tenure, mark

ONE_MEETING = TWO_MEETINGS[:3]


@pytest.fixture
def seat(board, group):
    seat = make_seat(group, make_agency(board, "Police"), "DCI")
    make_tenure(seat)
    return seat


class TestAConfirmedRegister:
    """Takes new entries with a reason only."""

    @pytest.fixture
    def address(self, board, group, seat, manager_client):
        mark(seat, make_meeting(group, "2012-06-14"))
        rows = [ONE_MEETING, ["Police", "DCI", "Y"], ["", "Treasurer", "Y"]]
        return read(manager_client, board, *rows, group=group)[1]

    def test_is_shown_as_changed(self, address, manager_client):
        page = text_of(manager_client.get(address))

        assert "Meetings 0 1 0" in page
        assert "Confirmed already; will be changed" in page

    def test_asks_why(self, address, manager_client):
        assert "Say why." in text_of(send(manager_client, address))
        assert Mark.objects.count() == 1

        send(manager_client, address, reason="the Treasurer came too")

        line = Mark.history.first()
        assert line.seat.title == "Treasurer"
        assert line.history_change_reason == "Import of register.csv: the Treasurer came too"
        # The meeting itself is as it was.
        assert Meeting.history.count() == 1

    def test_asks_why_at_the_terminal(self, board, group, seat, tmp_path):
        mark(seat, make_meeting(group, "2012-06-14"))
        file, answers = tmp_path / "register.csv", tmp_path / "answers.toml"
        file.write_bytes(as_csv([ONE_MEETING, ["Police", "Treasurer", "Y"]]))
        with pytest.raises(CommandError, match="there are questions"):
            run(file, group=group.slug)
        answers.write_text('reason = "came too"', "utf-8")
        run(file, f"--answers={answers}", group=group.slug)

        assert Mark.objects.count() == 2


def test_answers_that_change_what_is_entered_are_kept_and_looked_at(
    board, group, seat, manager_client
):
    make_tenure(make_seat(group, seat.agency, "Chair"), "2012-09-01")
    record, address = read(
        manager_client, board, TWO_MEETINGS, ["Police", "Chair", "Y", "Y"], group=group
    )
    answer = send(manager_client, address, "enter", time_2="leave")
    page = text_of(manager_client.get(answer.url))

    assert "Your answers are saved. Look through what will be entered, then press" in page
    assert "has changed since" not in page
    assert not entered(record)

    send(manager_client, address)
    assert entered(record)


def test_an_answer_that_changes_nothing_is_entered_at_once(board, manager_client):
    record, address = read(manager_client, board, [*ONE_MEETING[:2], "6/7/2012"], ["A", "B", "Y"])
    send(manager_client, address, "enter", date_3="2012-07-06")

    assert entered(record)


class TestTwoSeatsOfOneTitle:
    ROWS = (
        ONE_MEETING,
        ["Zed & Co", "Lay member", "Y"],
        ["Zed and Co", "Lay member", "Y"],
        ["Zed and Co", "Lay member 1", "Y"],
    )

    def test_are_not_numbered_as_another_row_is_called(self, board, manager_client):
        record, address = read(manager_client, board, *self.ROWS)
        send(manager_client, address)

        assert entered(record)
        assert sorted(Seat.objects.values_list("title", flat=True)) == [
            "Lay member 1",
            "Lay member 2",
            "Lay member 3",
        ]
        assert Seat.objects.get(title="Lay member 1").aliases == []

    def test_end_the_command_in_a_sentence_where_the_database_refuses(
        self, board, group, tmp_path, monkeypatch
    ):
        def refused(*_):
            raise IntegrityError("duplicate key")

        monkeypatch.setattr(entering, "make_entries", refused)
        file = tmp_path / "register.csv"
        file.write_bytes(as_csv(self.ROWS))
        with pytest.raises(CommandError, match="Nothing was entered: somebody else") as ended:
            run(file, group=group.slug)

        assert ended.value.returncode == 1
        assert not Seat.objects.exists()


class TestAnswersThatDoNotDo:
    def test_a_group_without_a_letter_in_its_name(self, board, manager_client):
        page = upload(manager_client, board, as_csv([ONE_MEETING]), new_name="***")

        assert "Write a name with letters or figures in it." in text_of(page)
        assert not RegisterImport.objects.exists()

    def test_two_rows_as_one_seat(self, board, group, manager_client):
        police = make_agency(board, "Police")
        seat = make_seat(group, police, "Named Nurse, Your Healthcare")
        make_tenure(seat)
        rows = (
            ONE_MEETING,
            ["Police", "Named Nurse, Healthcare", "Y"],
            ["Police", "Named Nurse Your Health", "Y"],
        )
        record, address = read(manager_client, board, *rows, group=group)
        send(manager_client, address, "save", seat_2=str(seat.pk), seat_3=str(seat.pk))
        answer = manager_client.get(address)
        page = text_of(answer)
        assert "Only one of them can be. Change one of the answers." in page
        assert "read it again" not in page
        assert "Save and enter" in page
        assert "Change one of the answers." in text_of(send(manager_client, address))
        assert not entered(record)

        send(manager_client, address, "save", seat_3="new")
        send(manager_client, address)
        assert entered(record)

    def test_two_columns_as_one_day(self, board, manager_client):
        rows = [*ONE_MEETING, "14.6.13"], ["Police", "DCI", "Y", "N"]
        record, address = read(manager_client, board, *rows)
        page = text_of(manager_client.get(address))
        assert "“14.6.13” is 14 June 2013, which is not in 2012-13" in page
        assert "the day of another column" not in page
        assert "Save and enter" in page

        send(manager_client, address, "save", date_4="2012-06-14")
        page = text_of(manager_client.get(address))
        assert "the day of another column too. Change one of the answers." in page

        send(manager_client, address, "save", date_4="leave")
        send(manager_client, address)
        assert entered(record)

    def test_two_columns_printed_with_one_day_are_put_right_in_the_file(
        self, board, manager_client
    ):
        rows = [*ONE_MEETING, "14.6.12"], ["Police", "DCI", "Y", "N"]
        _, address = read(manager_client, board, *rows)
        page = text_of(manager_client.get(address))

        assert "Change this in the file and read it again." in page
        assert "Save and enter" not in page

    def test_a_name_too_long_for_a_seat(self, board, group, seat, manager_client):
        title = "DCI, " + "very " * 30
        seat.title = title[:138]
        seat.save()
        before = everything()
        _, address = read(manager_client, board, ONE_MEETING, ["Police", title, "Y"], group=group)
        send(manager_client, address, "save", seat_2=str(seat.pk))
        page = text_of(manager_client.get(address))

        assert "has more than 140 letters. Change this in the file" in page
        send(manager_client, address)
        assert everything() == before


def test_an_import_was_read_on_the_day_in_london(board, manager_client):
    record, address = read(manager_client, board, ONE_MEETING, ["Police", "DCI", "Y"])
    # Half past midnight on 1 July in summer time.
    late = datetime(2012, 6, 30, 23, 30, tzinfo=UTC)
    RegisterImport.objects.filter(pk=record.pk).update(read_at=late)

    assert "Read on 1 July 2012" in text_of(manager_client.get(address))


class TestATitleAboveTheTable:
    @pytest.mark.parametrize(
        ("title", "is_said"),
        [
            ("Attendance at the Training Sub Group, 2012-13", True),
            ("Main Board", False),
            ("Attendance 2012-13", False),
        ],
    )
    def test_that_names_another_group_is_pointed_out(
        self, board, group, manager_client, title, is_said
    ):
        make_group(board, "training", "sub_group", name="Training Sub-Group")
        rows = [title], ONE_MEETING, ["Police", "DCI", "Y"]
        record, address = read(manager_client, board, *rows, group=group)
        page = text_of(manager_client.get(address))

        said = f"“{title}” stands above the table, but the group chosen for it is Main Board."
        assert (said in page) == is_said
        send(manager_client, address)
        assert entered(record)
