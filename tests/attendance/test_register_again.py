"""A form of the register that comes back, or is sent once more: nothing typed is lost, and nothing
newer is written over without a question."""

import uuid

import pytest

from attendance.models import Guest, Mark, SentRegister
from tests.attendance.registers import (
    address_of,
    confirm_all_present,
    entries,
    opened,
    send,
    send_as_script,
)
from tests.build import make_agency, make_person, mark
from tests.page_forms import fields_of
from tests.page_tables import text_of

pytestmark = pytest.mark.django_db

TYPO = {"reason_kind": "typo"}
LONG = "9" * 5000


@pytest.fixture
def confirmed(meeting, seats):
    """The same meeting with everybody present, confirmed."""
    return confirm_all_present(meeting, seats)


@pytest.fixture
def asked(manager_client, administrator_client, confirmed, seats):
    """Which of two values the first seat shall have is asked of the manager: the administrator
    was first."""
    pk = seats[0].pk
    fields = opened(manager_client, confirmed)
    send(administrator_client, confirmed, **{f"mark_{pk}": "absent"}, **TYPO)
    return send(manager_client, confirmed, fields, **{f"mark_{pk}": "apologies"}, **TYPO)


def follow(client, answer) -> str:
    assert answer.status_code == 303, text_of(answer)
    return text_of(client.get(answer.url))


class TestSentBack:
    def test_without_a_reason_what_was_not_touched_is_left_as_somebody_else_set_it(
        self, manager_client, administrator_client, confirmed, seats
    ):
        first, second = seats[0].pk, seats[1].pk
        fields = opened(manager_client, confirmed)
        send(administrator_client, confirmed, **{f"mark_{first}": "absent"}, **TYPO)

        back = send(manager_client, confirmed, fields, **{f"mark_{second}": "apologies"})
        send(manager_client, confirmed, fields_of(back, "register"), **TYPO)

        assert entries(confirmed) == {
            "Seat 001": "absent",
            "Seat 002": "apologies",
            "Seat 003": "present",
        }

    def test_a_row_with_an_error_still_asks_about_what_is_newer(
        self, manager_client, administrator_client, meeting, seats
    ):
        pk = seats[0].pk
        fields = opened(manager_client, meeting)
        send(administrator_client, meeting, **{f"mark_{pk}": "absent"})
        typed = {f"mark_{pk}": "present", f"arrived_{pk}": "2pm"}

        back = send(manager_client, meeting, fields, **typed)
        asked = send(
            manager_client, meeting, fields_of(back, "register"), **{f"arrived_{pk}": "14:00"}
        )

        assert "You entered Present (from 14:00); somebody else entered Absent" in text_of(asked)
        assert entries(meeting) == {"Seat 001": "absent"}

    def test_a_question_that_is_not_answered_is_asked_again(
        self, manager_client, administrator_client, meeting, seats
    ):
        pk = seats[0].pk
        fields = opened(manager_client, meeting)
        send(administrator_client, meeting, **{f"mark_{pk}": "absent"})
        page = send(manager_client, meeting, fields, **{f"mark_{pk}": "present"})
        for _ in range(3):
            page = send(manager_client, meeting, fields_of(page, "register"))
            assert "choose which of the two it shall be." in text_of(page)
            assert f'id="choose-{pk}-mine"' in page.content.decode()

        assert entries(meeting) == {"Seat 001": "absent"}
        send(manager_client, meeting, fields_of(page, "register"), **{f"choose_{pk}": "mine"})
        assert entries(meeting) == {"Seat 001": "present"}

    def test_a_question_not_answered_for_want_of_a_reason_is_asked_again(
        self, manager_client, asked, confirmed, seats
    ):
        pk = seats[0].pk
        back = send(manager_client, confirmed, fields_of(asked, "register"), reason_kind="")
        assert f'id="choose-{pk}-mine"' in back.content.decode()
        send(manager_client, confirmed, fields_of(back, "register"), **TYPO)

        assert entries(confirmed)["Seat 001"] == "absent"

    def test_theirs_stays_chosen_where_the_reason_is_missing(
        self, manager_client, asked, confirmed, seats
    ):
        pk = seats[0].pk
        answer = fields_of(asked, "register")
        back = send(manager_client, confirmed, answer, reason_kind="", **{f"choose_{pk}": "theirs"})
        send(manager_client, confirmed, fields_of(back, "register"), **TYPO)

        assert entries(confirmed)["Seat 001"] == "absent"

    def test_an_agency_that_is_not_known_stays_so(self, manager_client, meeting, seats):
        pk = seats[0].pk
        back = send(
            manager_client,
            meeting,
            **{f"mark_{pk}": "substitute", f"substitute_agency_{pk}": "", f"left_{pk}": "x"},
        )

        send(manager_client, meeting, fields_of(back, "register"), **{f"left_{pk}": ""})

        assert Mark.objects.get().substitute_agency is None

    @pytest.mark.parametrize("time", ["14:10Z", "14:10+01", "T14:10", "14:10:00,5"])
    def test_a_time_with_more_to_it_is_an_error(self, manager_client, meeting, seats, time):
        pk = seats[0].pk
        answer = send(manager_client, meeting, **{f"mark_{pk}": "present", f"arrived_{pk}": time})

        assert f"“{time}” is not a time: write it as 14:10." in text_of(answer)

    @pytest.mark.parametrize("time", ["9:05", "09.05", "09:05:00"])
    def test_a_time_is_read_as_people_write_it(self, manager_client, meeting, seats, time):
        pk = seats[0].pk
        send(manager_client, meeting, **{f"mark_{pk}": "present", f"arrived_{pk}": time})

        assert f"{Mark.objects.get().arrived_at:%H:%M}" == "09:05"


class TestOneKeyWithOtherContent:
    def test_what_is_new_is_saved_too(self, manager_client, meeting, seats):
        fields = opened(manager_client, meeting)
        first, second = (f"mark_{seat.pk}" for seat in seats[:2])
        send(manager_client, meeting, fields, **{first: "present"})

        send(manager_client, meeting, fields, **{first: "present", second: "absent"})
        send(manager_client, meeting, fields, **{first: "present", second: "absent"})

        assert entries(meeting) == {"Seat 001": "present", "Seat 002": "absent"}
        assert Mark.history.count() == 2
        assert SentRegister.objects.count() == 2

    def test_what_is_newer_is_asked_about(
        self, manager_client, administrator_client, meeting, seats
    ):
        fields, pk = opened(manager_client, meeting), seats[0].pk
        send(manager_client, meeting, fields, **{f"mark_{pk}": "present"})
        send(administrator_client, meeting, **{f"mark_{pk}": "absent"})

        answer = send(manager_client, meeting, fields, **{f"mark_{pk}": "apologies"})

        assert "You entered Apologies; somebody else entered Absent" in text_of(answer)
        assert entries(meeting) == {"Seat 001": "absent"}

    def test_another_button_of_the_same_page_does_its_work(self, manager_client, meeting):
        fields = opened(manager_client, meeting)
        send(manager_client, meeting, fields)
        filled = send(manager_client, meeting, fields, do="rest_present")
        send(manager_client, meeting, fields)

        assert list(entries(meeting).values()) == ["present"] * 3
        page = manager_client.get(filled.url)
        assert "Undo: take the 3 back" in text_of(page)
        send(manager_client, meeting, fields_of(page, "register"), do="undo_rest")
        assert entries(meeting) == {}

    def test_it_tells_the_same_errors_again(self, manager_client, confirmed, seats):
        change = {**opened(manager_client, confirmed), f"mark-{seats[0].pk}": "", **TYPO}

        first = send_as_script(manager_client, confirmed, change)
        second = send_as_script(manager_client, confirmed, change)

        assert first["errors"] == second["errors"] != []
        assert str(seats[0].pk) not in second["seen"]

    def test_it_still_says_that_nothing_was_saved_where_the_cause_is_gone(
        self, manager_client, confirmed, seats
    ):
        change = {**opened(manager_client, confirmed), f"mark-{seats[0].pk}": "", **TYPO}
        send_as_script(manager_client, confirmed, change)
        confirmed.confirmed_at = None
        confirmed.save()

        told = send_as_script(manager_client, confirmed, change)

        assert [error["seat"] for error in told["errors"]] == [seats[0].pk]
        assert str(seats[0].pk) not in told["seen"]


class TestGuestsAreKept:
    def accept(self, client, meeting, guest, **changes):
        page = send(client, meeting, do="propose", names=guest)
        fields = fields_of(page) | {"seat-0": "guest", "do": "accept"} | changes
        return client.post(address_of(meeting), fields)

    def guests(self, meeting):
        return [guest.person.name for guest in meeting.guests.all()]

    @pytest.mark.parametrize("line", ["(Guest)", "External", "Unverified"])
    def test_a_line_of_nothing_but_what_a_call_adds(self, manager_client, meeting, line):
        answer = self.accept(manager_client, meeting, line)

        assert answer.status_code == 303
        assert self.guests(meeting) == [line]

    @pytest.mark.parametrize(("line", "kept"), [("Vi\0 Visitor", ["Vi Visitor"]), (" \0", [])])
    def test_a_name_is_tidied(self, manager_client, meeting, line, kept):
        answer = self.accept(manager_client, meeting, "Vi Visitor", **{"line-0": line})

        assert answer.status_code == 303
        assert self.guests(meeting) == kept

    def test_a_name_with_a_childs_details_comes_back(self, manager_client, meeting):
        answer = self.accept(manager_client, meeting, "Ward 943 476 5919")

        assert "“943 476 5919” looks like an NHS number." in text_of(answer)
        assert fields_of(answer, "register")["names"] == "Ward 943 476 5919"
        assert not Guest.objects.exists()

    def test_guests_of_a_list_are_added_where_a_seat_is_asked_about(
        self, manager_client, administrator_client, meeting, seats
    ):
        fields = fields_of(send(manager_client, meeting, do="propose", names="Vi Visitor\nGil New"))
        send(administrator_client, meeting, **{f"mark_{seats[0].pk}": "absent"})
        chosen = {"do": "accept", "seat-0": "guest", "seat-1": str(seats[0].pk)}

        answer = manager_client.post(address_of(meeting), fields | chosen)

        assert "Which shall it be?" in text_of(answer)
        assert self.guests(meeting) == ["Vi Visitor"]

    def test_names_are_entered_in_a_confirmed_register_with_their_reason(
        self, manager_client, confirmed, seats
    ):
        page = send(manager_client, confirmed, do="propose", names="Vi Visitor\nGil New")
        chosen = {"do": "accept", "seat-0": "guest", "seat-1": str(seats[0].pk)}
        fields = fields_of(page) | chosen | {"as-1": "substitute"}
        assert "reason" in fields

        back = manager_client.post(address_of(confirmed), fields)
        assert "Say why the confirmed register is changed." in text_of(back)
        assert self.guests(confirmed) == ["Vi Visitor"]

        fields |= {"key": str(uuid.uuid4()), **TYPO}
        assert manager_client.post(address_of(confirmed), fields).status_code == 303
        assert entries(confirmed)["Seat 001"] == "substitute"
        assert Mark.history.latest("history_id").history_change_reason == "Typing mistake"

    def test_a_typed_guest_is_added_where_something_else_is_wrong(
        self, manager_client, meeting, seats
    ):
        wrong = {f"mark_{seats[0].pk}": "present", f"left_{seats[0].pk}": "x"}
        answer = send(manager_client, meeting, do="guest", **wrong, **{"guest-name": "Vi Visitor"})

        assert "“x” is not a time" in text_of(answer)
        assert self.guests(meeting) == ["Vi Visitor"]

    @pytest.mark.parametrize(
        "guest",
        [
            {"do": "guest", "guest-name": "Vi Visitor"},
            {"do": "accept", "line-0": "Vi Visitor", "seat-0": "guest"},
        ],
    )
    def test_a_meeting_that_was_called_off_gets_no_guest(self, manager_client, meeting, guest):
        meeting.state = "cancelled"
        meeting.save()

        told = send_as_script(manager_client, meeting, guest)

        assert [error["message"] for error in told["errors"]] == [
            "This meeting was cancelled: it has no register."
        ]
        assert not Guest.objects.exists()

    def test_what_is_typed_and_not_asked_for_comes_back(self, manager_client, meeting, seats):
        agency = make_agency(meeting.group.board, "Agency of the guest")
        typed = {
            "names": "Ada Example\nBo Person",
            "guest-name": "Vi Visitor",
            "guest-agency": str(agency.pk),
            "guest-job": "presents the audit",
        }
        wrong = {f"mark_{seats[0].pk}": "present", f"left_{seats[0].pk}": "x"}

        back = fields_of(send(manager_client, meeting, **wrong, **typed), "register")

        assert {name: back[name] for name in typed} == typed

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            (
                {"guest-name": "Vi Visitor", "guest-job": "audit"},
                "the guest (press “Add the guest”)",
            ),
            ({"names": "Ada Example"}, "the list of names (press “Look at these names”)"),
        ],
    )
    def test_what_is_typed_for_another_button_stays_after_save(
        self, manager_client, meeting, seats, typed, said
    ):
        answer = send(manager_client, meeting, **{f"mark_{seats[0].pk}": "present"}, **typed)

        assert entries(meeting)["Seat 001"] == "present"
        assert "Saved one entry." in text_of(answer)
        assert f"Not entered yet: {said}." in text_of(answer)
        back = fields_of(answer, "register")
        assert {name: back[name] for name in typed} == typed
        again = manager_client.post(address_of(meeting), back | dict.fromkeys(typed, ""))
        assert again.status_code == 303

    def test_a_guest_without_a_name_and_a_wrong_row_are_both_told(
        self, manager_client, meeting, seats
    ):
        wrong = {f"mark_{seats[0].pk}": "present", f"left_{seats[0].pk}": "x"}
        answer = send(manager_client, meeting, do="guest", **wrong, **{"guest-job": "audit"})

        assert "“x” is not a time" in text_of(answer)
        assert "Guest’s name: This field is required." in text_of(answer)
        assert fields_of(answer, "register")["guest-job"] == "audit"


class TestFillingAConfirmedRegister:
    @pytest.fixture
    def with_gap(self, confirmed):
        Mark.objects.filter(seat__title="Seat 003").delete()
        return confirmed

    def test_as_present_with_a_reason(self, manager_client, with_gap):
        back = send(manager_client, with_gap, do="rest_present")
        assert "Say why the confirmed register is changed." in text_of(back)

        send(manager_client, with_gap, fields_of(back, "register"), do="rest_present", **TYPO)

        assert entries(with_gap)["Seat 003"] == "present"

    def test_as_absent_with_a_reason_that_is_asked_with_it(self, manager_client, with_gap):
        answer = send(manager_client, with_gap, do="rest_absent")
        fields = fields_of(manager_client.get(answer.url)) | {"do": "rest_absent"}

        back = manager_client.post(address_of(with_gap), fields)
        assert "<title>Error: Enter the rest as absent" in back.content.decode()
        assert "Why it is changed: Say why the confirmed register is changed." in text_of(back)
        answer = manager_client.post(
            address_of(with_gap), fields_of(back) | {"do": "rest_absent", **TYPO}
        )

        assert "Marked one as absent." in follow(manager_client, answer)
        assert entries(with_gap)["Seat 003"] == "absent"


def test_a_script_is_told_the_fields_as_they_are_stored(manager_client, meeting, seats):
    pk = seats[0].pk
    mark(seats[0], meeting, "substitute", substitute=make_person(meeting.group.board, "Cy Instead"))
    fields = opened(manager_client, meeting)

    told = send_as_script(manager_client, meeting, fields | {f"mark-{pk}": "present"})
    stored = {f"{name}-{pk}": value for name, value in told["fields"][str(pk)].items()}
    assert stored[f"substitute_name-{pk}"] == ""

    change = {**stored, f"seen-{pk}": told["seen"][str(pk)], f"mark-{pk}": "absent"}
    assert send_as_script(manager_client, meeting, change)["saved"] == [pk]


class TestNumbersThatAreNone:
    @pytest.mark.parametrize("name", ["substitute_agency", "named", "remove", "remove_guest"])
    @pytest.mark.parametrize("value", [LONG, "٣", "²", "-1"])
    def test_are_answered(self, manager_client, meeting, seats, name, value):
        pk = seats[0].pk
        field = f"{name}-{pk}" if name == "substitute_agency" else name
        fields = {f"mark-{pk}": "substitute", "do": "rest_absent", field: value}

        assert manager_client.post(address_of(meeting), fields).status_code in (200, 303)

    @pytest.mark.parametrize("value", [LONG, "٣"])
    def test_seats_of_a_list_too(self, manager_client, meeting, value):
        fields = {"do": "accept", "line-0": "Ada Example", "seat-0": value}

        assert manager_client.post(address_of(meeting), fields).status_code == 303


def test_an_entry_of_nobody_is_not_removed_once_the_register_is_confirmed(
    manager_client, meeting, seats, monkeypatch
):
    """In the moment between the look at the meeting and the removal."""
    from attendance.register import posting

    def refuse(*args):
        raise posting.Refused("Say why the confirmed register is changed.")

    monkeypatch.setattr(posting, "remove_stray", refuse)

    answer = send(manager_client, meeting, {}, remove=str(seats[0].pk))

    assert "Say why the confirmed register is changed." in follow(manager_client, answer)


def test_confirming_says_where_another_seat_has_lost_its_entry(manager_client, meeting, seats):
    mark(seats[0], meeting)
    mark(seats[1], meeting)
    fields = fields_of(manager_client.get(send(manager_client, meeting, do="confirm").url))
    Mark.objects.filter(seat=seats[1]).delete()

    answer = manager_client.post(address_of(meeting), fields | {"do": "confirm"})

    assert "One more seat has no entry by now: look at the list again." in text_of(answer)
    page = answer.content.decode()
    assert 'href="#missing"' in page
    assert 'id="missing"' in page
