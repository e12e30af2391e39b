"""What a file says of the times in a seat, beside those on record."""

from datetime import date

import pytest

from agencies.models import Seat, Tenure
from attendance.imports.times import FROM_THE_START
from attendance.membership.moves import move_seat
from attendance.models import Mark, Meeting
from tests.attendance.test_import_pages import entered, read, send, text_of
from tests.build import make_agency, make_person, make_seat, make_tenure

HEADINGS = ["AGENCY", "REPRESENTATIVE"]


@pytest.fixture
def zed(board):
    return make_agency(board, "Zed")


def times_of(seat) -> list[tuple]:
    return [(time.state, str(time.since), str(time.until)) for time in seat.tenures.all()]


class TestAVacancyThatIsFilled:
    """By the answer that the seat was held from its first entry on."""

    @pytest.fixture
    def seat(self, group, zed):
        make_tenure(make_seat(group, zed, "Chair"))
        seat = make_seat(group, zed, "Lay zed")
        make_tenure(seat, state="vacant")
        return seat

    @pytest.fixture
    def answered(self, board, group, seat, manager_client):
        """The import of a row of this seat with that answer, and its address."""

        def answered(*cells):
            days = ["13.9.12", "13.12.12", "14.2.13"]
            found = read(
                manager_client,
                board,
                [*HEADINGS, *days],
                ["Zed", "Chair", "Y", "Y", "Y"],
                ["", "Lay zed", *cells],
                group=group,
            )
            send(manager_client, found[1], "save", time_3="right")
            return found

        return answered

    def confirmed(self) -> list[str]:
        return [str(meeting.held_on) for meeting in Meeting.objects.counted()]

    def test_is_asked_about_a_blank_between_its_entries(self, seat, answered, manager_client):
        record, address = answered("Y", "", "Y")
        assert "Lay zed, Zed has nothing for 13 December 2012" in text_of(
            manager_client.get(address)
        )
        send(manager_client, address)
        assert not entered(record)

        send(manager_client, address, "save", blank_3_4="apologies")
        send(manager_client, address)

        assert entered(record)
        assert seat.marks.count() == 3
        assert len(self.confirmed()) == 3

    def test_leaves_a_register_open_that_lacks_its_entry(self, seat, answered, manager_client):
        record, address = answered("Y", "", "Y")
        send(manager_client, address, "save", blank_3_4="not recorded", confirm="on")
        send(manager_client, address)

        assert entered(record)
        assert self.confirmed() == ["2012-09-13", "2013-02-14"]

    @pytest.mark.parametrize(
        ("answer", "until", "entries", "confirmed"),
        [
            ("ended", "2012-12-14", 2, 3),
            ("absent", "None", 3, 3),
            ("not recorded", "None", 2, 2),
        ],
    )
    def test_is_asked_about_a_blank_after_its_entries(
        self, seat, answered, manager_client, answer, until, entries, confirmed
    ):
        record, address = answered("Y", "Y", "")
        send(manager_client, address, "save", after_3=answer, confirm="on")
        send(manager_client, address)

        assert entered(record)
        assert times_of(seat)[-1] == ("filled", "2012-09-13", until)
        assert seat.marks.count() == entries
        assert len(self.confirmed()) == confirmed


class TestAnEarlierYear:
    """Is read after the later one."""

    def enter(self, board, group, client, *cells, year="2011-12"):
        days = ["14.6.11", "13.9.11"] if year == "2011-12" else ["14.6.12", "13.9.12"]
        record, address = read(
            client, board, [*HEADINGS, *days], ["Zed", "Chair", *cells], group=group, year=year
        )
        send(client, address)
        assert entered(record)
        return address

    def test_has_the_same_holder(self, board, group, manager_client):
        self.enter(board, group, manager_client, "Y", "Y", year="2012-13")
        address = self.enter(board, group, manager_client, "Y", "Y")

        seat = Seat.objects.get()
        assert times_of(seat) == [("filled", "2011-04-01", "None")]
        assert seat.tenures.get().note == FROM_THE_START
        assert Meeting.objects.counted().count() == 4

        manager_client.post(f"{address}undo/")
        assert times_of(seat) == [("filled", "2012-04-01", "None")]

    def test_says_where_the_first_day_comes_from(self, board, group, manager_client):
        self.enter(board, group, manager_client, "Y", "Y", year="2012-13")
        rows = [
            [*HEADINGS, "14.6.11", "13.9.11"],
            ["Zed", "Chair", "", "Y"],
            ["", "Deputy", "Y", "Y"],
        ]
        _, address = read(manager_client, board, *rows, group=group, year="2011-12")
        send(manager_client, address)

        time = Tenure.objects.get(seat__title="Chair")
        assert str(time.since) == "2011-09-13"
        assert time.note == (
            "First day not in the register: taken from 13 September 2011, its first entry."
        )

    @pytest.mark.parametrize("fields", [{"since_inferred": False}, {"person": True}])
    def test_has_another_holder_where_that_is_known(
        self, board, group, zed, manager_client, fields
    ):
        seat = make_seat(group, zed, "Chair")
        if "person" in fields:
            fields = {"person": make_person(board)}
        make_tenure(seat, **{"since_inferred": True} | fields)
        self.enter(board, group, manager_client, "Y", "Y")

        assert times_of(seat) == [
            ("filled", "2011-04-01", "2012-04-01"),
            ("filled", "2012-04-01", "None"),
        ]


def test_a_seat_that_moved_to_another_agency_is_not_opened_again(board, group, zed, manager_client):
    seat = make_seat(group, zed, "Chair of zed")
    make_tenure(seat)
    rows = [[*HEADINGS, "14.6.12", "13.12.12"], ["Zed", "Chair of zed", "Y", "Y"]]
    _, address = read(manager_client, board, *rows, group=group)
    send(manager_client, address)
    move_seat(seat, make_agency(board, "Wye"), date(2012, 10, 1))
    before = Mark.objects.count()
    record, address = read(manager_client, board, *rows, group=group)
    page = text_of(manager_client.get(address))
    assert "when by the dates on record nobody held the seat" in page
    assert "It was held from 13 December 2012" not in page

    send(manager_client, address, "save", time_2="leave")
    send(manager_client, address)

    assert entered(record)
    assert Mark.objects.count() == before
    assert times_of(seat) == [("filled", "2012-04-01", "2012-10-01")]
