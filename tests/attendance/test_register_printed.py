"""The sign-in sheet, the confirmed register to read and print, and its download."""

import csv
import io

import pytest

from tests.attendance.registers import address_of, make_holder, make_register, seats_of
from tests.build import (
    make_agency,
    make_guest,
    make_meeting,
    make_person,
    make_quorum_rule,
    make_seat,
    make_tenure,
    mark,
)
from tests.page_tables import tables_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(board):
    """Three seats in post, one of them with a substitute, one vacant, one that came later, and an
    adviser."""
    meeting = make_register(board)
    one, two, three = seats_of(meeting)
    hospital = make_agency(board, "Hospital")
    mark(one, meeting, is_remote=True, arrived_at="14:10")
    mark(
        two,
        meeting,
        "substitute",
        substitute=make_person(board, "Grace Standin"),
        substitute_agency=hospital,
        substitute_job="=Deputy",
    )
    mark(three, meeting, "apologies")
    for title, since, state, counts_as in (
        ("Stands empty", "2012-05-01", "vacant", "member"),
        ("Came later", "2012-10-01", "filled", "member"),
        ("Lawyer", "2012-05-01", "filled", "adviser"),
    ):
        seat = make_seat(meeting.group, one.agency, title, counts_as=counts_as)
        make_tenure(seat, since, state=state)
    mark(meeting.group.seats.get(title="Lawyer"), meeting)
    make_holder(one, "Ada Holder")
    make_guest(meeting, make_person(board, "Vi Visitor"), agency=hospital, job="Presents")
    return meeting


@pytest.fixture
def confirmed(meeting):
    meeting.state, meeting.confirmed_at = "held", "2012-09-14T10:00Z"
    meeting.save()
    return meeting


NAMES = ("Grace Standin", "Ada Holder", "Vi Visitor")


class TestTheSheet:
    def test_has_a_row_to_sign_for_each_seat_in_post_and_for_guests(self, manager_client, meeting):
        page = manager_client.get(address_of(meeting, "register_sheet"))

        (table,) = tables_of(page)
        header, *rows = table.texts
        assert header == ["Agency", "Seat and holder", "Signature", "Notes"]
        assert len(rows) == 4 + 6
        assert "Seat 001 Ada Holder" in text_of(page)
        assert "Stands empty" not in text_of(page)

    def test_is_for_those_who_keep_the_register(self, member_client, meeting):
        assert member_client.get(address_of(meeting, "register_sheet")).status_code == 403


class TestTheRecord:
    def test_is_for_every_member_once_it_is_confirmed(self, member_client, manager_client, meeting):
        address = address_of(meeting, "register_record")
        assert member_client.get(address).status_code == 403
        assert "A draft: this register is not confirmed." in text_of(manager_client.get(address))

        meeting.state, meeting.confirmed_at = "held", "2012-09-14T10:00Z"
        meeting.save()
        assert "Confirmed on 14 September 2012." in text_of(member_client.get(address))

    def test_says_who_came_by_seat_and_names_nobody(self, member_client, confirmed):
        make_quorum_rule(confirmed.group, smallest_seats=3)
        page = text_of(member_client.get(address_of(confirmed, "register_record")))

        assert "1 of 3 members present, 1 with a substitute." in page
        assert "Quorum not met: 2 members of 3, 2 agencies." in page
        assert "Seat 002 Agency 002 Substitute =Deputy, Hospital" in page
        assert "Seat 001 Agency 001 Present from 14:10, from elsewhere" in page
        assert "Lawyer adviser, not counted Agency 001 Present" in page
        assert "Stands empty, Agency 001: Vacant since 1 May 2012." in page
        assert "One guest, not counted: Hospital, Presents." in page
        assert not any(name in page for name in NAMES)

    def test_has_a_column_of_details_only_where_there_are_any(self, member_client, confirmed):
        address = address_of(confirmed, "register_record")
        (table,) = tables_of(member_client.get(address))
        assert table.texts[0] == ["Seat", "Agency", "Entry", "Details"]

        for entry in confirmed.marks.all():
            entry.status, entry.arrived_at, entry.is_remote = "apologies", None, False
            entry.substitute = entry.substitute_agency = None
            entry.substitute_job = ""
            entry.save()
        (table,) = tables_of(member_client.get(address))
        assert table.texts[0] == ["Seat", "Agency", "Entry"]

    def test_says_where_it_stands_among_the_meetings(
        self, member_client, manager_client, confirmed
    ):
        address = address_of(confirmed, "register_record")
        where = "Meetings 2012-13 Main Board, 13 September 2012 Register"

        assert f"{where} Register of the" in text_of(member_client.get(address))
        assert f"{where} To read and print Register of the" in text_of(manager_client.get(address))

    def test_of_a_meeting_that_was_called_off_is_not_there(self, manager_client, meeting):
        meeting.state = "cancelled"
        meeting.save()

        for name in ("register_record", "register_download"):
            parts = {"kind": "csv"} if name == "register_download" else {}
            assert manager_client.get(address_of(meeting, name, **parts)).status_code == 404


class TestTheDownload:
    def rows(self, client, meeting):
        answer = client.get(address_of(meeting, "register_download", kind="csv"))
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    def test_has_the_columns_of_the_attendance_table_and_no_names(self, member_client, confirmed):
        header, *rows = self.rows(member_client, confirmed)

        assert header[:4] == ["sector", "agency", "seat", "2012-09-13"]
        assert {row[2]: row[3] for row in rows} == {
            "Seat 001": "Present",
            "Seat 002": "Substitute",
            "Seat 003": "Apologies",
            "Stands empty": "Vacant",
            "Came later": "Not a member then",
            "Lawyer": "Present",
        }
        assert ["Hospital", "'=Deputy", "", "", ""] in [row[4:] for row in rows]
        assert ["", "", "14:10", "", "yes"] in [row[4:] for row in rows]
        assert not any(name in cell for row in rows for cell in row for name in NAMES)

    def test_agrees_with_the_attendance_table_of_the_year(self, member_client, confirmed):
        _, *rows = self.rows(member_client, confirmed)
        answer = member_client.get("/kingston/groups/main-board/attendance/2012-13.csv")
        year = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

        assert year[0][:4] == ["sector", "agency", "seat", "2012-09-13"]
        assert [row[:4] for row in rows] == [row[:4] for row in year[1:] if row[2]]

    def test_tells_two_meetings_of_one_day_apart(self, member_client, confirmed):
        other = make_meeting(confirmed.group, "2012-09-13", kind="extraordinary")

        assert self.rows(member_client, other)[0][3] == "2012-09-13 extraordinary"
        assert self.rows(member_client, confirmed)[0][3] == "2012-09-13"

    def test_is_a_workbook_too(self, member_client, confirmed):
        answer = member_client.get(address_of(confirmed, "register_download", kind="xlsx"))

        assert answer.status_code == 200
        assert answer.content.startswith(b"PK")
