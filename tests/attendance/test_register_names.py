"""Whom a pasted list of names may mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.models import Mark
from attendance.register.names import KnownSeat, lines_of, propose
from tests.attendance.registers import (
    address_of,
    entries,
    make_holder,
    make_register,
    seats_of,
    send,
)
from tests.build import make_guest, make_meeting, make_person, mark
from tests.page_forms import fields_of
from tests.page_tables import text_of

NURSE = KnownSeat(1, "NHS Kingston", ("Designated Nurse", "Nurse"), "Dr Ada Example")
DOCTOR = KnownSeat(2, "NHS Kingston", ("Designated Doctor",), "Bo Person", ("Cy Instead",))
POLICE = KnownSeat(3, "Police", ("Detective Chief Inspector",), "Dee O’Name", ("Cy Instead",))
UNNAMED = KnownSeat(4, "Probation", ("Head of Probation",))
SEATS = [NURSE, DOCTOR, POLICE, UNNAMED]


def proposed(line):
    (proposal,) = propose(line, SEATS)
    return proposal


@pytest.mark.parametrize(
    ("line", "seat", "status"),
    [
        ("Ada Example", 1, "present"),
        ("Dr Ada Example", 1, "present"),
        ("EXAMPLE, Ada", 1, "present"),
        ("Ada Example (Guest)", 1, "present"),
        ("Ada Example (Host, me)", 1, "present"),
        ("Ada Example (NHS Kingston)", 1, "present"),
        ("Ada Example - Designated Nurse", 1, "present"),
        ("Dee O'Name", 3, "present"),
        ("Dée O’Name | Police", 3, "present"),
        ("Cy Instead (Police)", 3, "substitute"),
        ("Cy Instead [NHS Kingston]", 2, "substitute"),
        ("Head of Probation", 4, "present"),
        ("nurse", 1, "present"),
        ("Nurse - NHS Kingston", None, ""),
    ],
)
def test_a_line_that_names_one_seat_is_sure(line, seat, status):
    found = proposed(line)

    assert (found.seat, found.status) == (seat, status)


@pytest.mark.parametrize(
    ("line", "candidates"),
    [
        ("Cy Instead", (2, 3)),  # for two seats before, and does not say for which now
        ("Gil New (NHS Kingston)", (1, 2)),
        ("Gil New, Head of Probation", ()),
        ("Gil New - Head of Probation", (4,)),
        ("Ada Other", (1,)),
        ("B Person", (2,)),
        ("Nobody Known", ()),
        ("iPhone", ()),
    ],
)
def test_what_is_uncertain_is_never_sure_and_says_what_it_may_mean(line, candidates):
    found = proposed(line)

    assert not found.is_sure
    assert set(found.candidates) == set(candidates)
    assert found.why


def test_no_two_lines_are_sure_of_one_seat():
    first, second = propose("Ada Example\nDesignated Nurse", SEATS)

    assert (first.seat, second.seat, second.candidates) == (1, None, (1,))


def test_lines_are_read_once_each_without_their_bullets():
    assert lines_of(" - Ada Example,\n\n• Bo  Person; Ada Example\n") == [
        "Ada Example",
        "Bo Person",
    ]


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    found = propose(text, SEATS)

    assert [one.line for one in found] == lines_of(text)
    sure = [one.seat for one in found if one.is_sure]
    assert len(set(sure)) == len(sure)


@pytest.mark.django_db
class TestOnThePage:
    @pytest.fixture
    def meeting(self, board):
        meeting = make_register(board, 4)
        one, two, _, four = seats_of(meeting)
        make_holder(one, "Ada Example")
        make_holder(two, "Bo Person")
        make_holder(four, "Eve Entered")
        mark(four, meeting, "apologies")
        before = make_meeting(meeting.group, "2012-06-14")
        mark(two, before, "substitute", substitute=make_person(meeting.group.board, "Cy Instead"))
        return meeting

    def look(self, client, meeting, *names):
        return send(client, meeting, do="propose", names="\n".join(names))

    def test_nothing_is_entered_until_it_is_confirmed(self, manager_client, meeting):
        page = self.look(manager_client, meeting, "Ada Example", "Cy Instead", "Gil New")

        assert "Three names, two recognised. Nothing of this is entered yet" in text_of(page)
        assert entries(meeting) == {"Seat 004": "apologies"}

    def test_what_was_chosen_is_entered(self, manager_client, meeting):
        page = self.look(
            manager_client, meeting, "Ada Example", "Cy Instead", "Gil New", "Vi Visitor"
        )
        fields = fields_of(page)
        third = seats_of(meeting)[2]
        assert (fields["seat-2"], fields["seat-3"]) == ("", "")
        fields |= {"do": "accept", "seat-2": third.pk, "as-2": "substitute", "seat-3": "guest"}

        answer = manager_client.post(address_of(meeting), fields)

        assert answer.status_code == 303
        assert entries(meeting) == {
            "Seat 001": "present",
            "Seat 002": "substitute",
            "Seat 003": "substitute",
            "Seat 004": "apologies",
        }
        named = Mark.objects.filter(status="substitute").order_by("seat__title")
        assert [str(row.substitute) for row in named if row.meeting_id == meeting.pk] == [
            "Cy Instead",
            "Gil New",
        ]
        assert [str(guest.person) for guest in meeting.guests.all()] == ["Vi Visitor"]

    def test_what_is_entered_already_is_said_and_left(self, manager_client, meeting):
        page = self.look(manager_client, meeting, "Eve Entered")
        assert "Seat 004, Agency 004 is entered already: Apologies." in text_of(page)

        manager_client.post(address_of(meeting), fields_of(page) | {"do": "accept"})
        assert entries(meeting) == {"Seat 004": "apologies"}

    def test_what_somebody_entered_meanwhile_is_asked_about(
        self, manager_client, administrator_client, meeting
    ):
        page = self.look(manager_client, meeting, "Ada Example")
        first = seats_of(meeting)[0]
        send(administrator_client, meeting, **{f"mark_{first.pk}": "absent"})

        answer = manager_client.post(address_of(meeting), fields_of(page) | {"do": "accept"})

        assert "You entered Present; somebody else entered Absent at" in text_of(answer)
        assert entries(meeting)["Seat 001"] == "absent"

    def test_two_lines_for_one_seat_enter_the_first_and_name_the_other(
        self, manager_client, meeting
    ):
        fields = fields_of(self.look(manager_client, meeting, "Ada Example", "Gil New"))
        fields |= {"do": "accept", "seat-1": fields["seat-0"], "as-1": "substitute"}

        answer = manager_client.post(address_of(meeting), fields)

        page = text_of(manager_client.get(answer.url))
        assert "Left out, because another line has the same seat: Gil New." in page
        assert entries(meeting)["Seat 001"] == "present"

    def test_entries_of_the_form_are_saved_before_the_names_are_looked_at(
        self, manager_client, meeting
    ):
        third = seats_of(meeting)[2]
        send(manager_client, meeting, do="propose", names="X Y", **{f"mark_{third.pk}": "absent"})

        assert entries(meeting)["Seat 003"] == "absent"

    def test_no_names_are_an_error(self, manager_client, meeting):
        assert "Paste the names first, one a line." in text_of(self.look(manager_client, meeting))

    def test_erased_names_are_not_known_any_more(self, manager_client, meeting):
        for person in meeting.group.board.people.all():
            person.erase()
        make_guest(meeting).person.erase()

        page = self.look(manager_client, meeting, "Ada Example", "Cy Instead")

        assert "Two names, none recognised." in text_of(page)
