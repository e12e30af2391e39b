"""A form that a script sends: answered in JSON, entered once however often it arrives; and two
values for one seat."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance.models import Mark, SentRegister
from tests.attendance.registers import (
    address_of,
    entries,
    make_register,
    opened,
    seats_of,
    send,
    send_as_script,
)
from tests.build import (
    make_agency,
    make_group,
    make_meeting,
    make_quorum_rule,
    make_role,
    make_seat,
    make_tenure,
    make_user,
    mark,
)
from tests.conftest import signed_in
from tests.page_forms import fields_of
from tests.page_tables import text_of

pytestmark = pytest.mark.django_db

KEY = "7a0b6f0e-5d0c-4a53-9d55-0d1f5a3f3b11"


class TestTwoValues:
    @pytest.fixture
    def asked(self, manager_client, administrator_client, meeting, seats):
        """Both opened the empty register; the administrator has saved first."""
        fields = opened(manager_client, meeting)
        send(administrator_client, meeting, **{f"mark_{seats[0].pk}": "apologies"})
        return send(
            manager_client,
            meeting,
            fields,
            **{f"mark_{seats[0].pk}": "present", f"mark_{seats[1].pk}": "absent"},
        )

    def test_the_newer_one_stays_both_are_shown_and_the_rest_is_saved(self, asked, meeting):
        assert entries(meeting) == {"Seat 001": "apologies", "Seat 002": "absent"}
        assert "You entered Present; somebody else entered Apologies at " in text_of(asked)
        assert "<title>Error:" in asked.content.decode()

    @pytest.mark.parametrize(("choice", "stored"), [("mine", "present"), ("theirs", "apologies")])
    def test_either_can_be_chosen(self, manager_client, asked, meeting, seats, choice, stored):
        fields = fields_of(asked, "register")
        answer = send(manager_client, meeting, fields, **{f"choose_{seats[0].pk}": choice})

        assert answer.status_code == 303
        assert entries(meeting)["Seat 001"] == stored

    def test_without_a_choice_nothing_is_written(self, manager_client, asked, meeting, seats):
        answer = send(manager_client, meeting, fields_of(asked, "register"))

        assert "choose which of the two it shall be." in text_of(answer)
        assert entries(meeting)["Seat 001"] == "apologies"

    def test_the_same_value_from_both_is_no_question(
        self, manager_client, administrator_client, meeting, seats
    ):
        fields = opened(manager_client, meeting)
        send(administrator_client, meeting, **{f"mark_{seats[0].pk}": "present"})

        answer = send(manager_client, meeting, fields, **{f"mark_{seats[0].pk}": "present"})

        assert answer.status_code == 303
        assert Mark.history.count() == 1

    def test_what_one_did_not_touch_is_no_question(
        self, manager_client, administrator_client, meeting, seats
    ):
        mark(seats[0], meeting)
        fields = opened(manager_client, meeting)
        send(administrator_client, meeting, **{f"mark_{seats[0].pk}": "absent"})

        send(manager_client, meeting, fields, **{f"mark_{seats[1].pk}": "present"})

        assert entries(meeting) == {"Seat 001": "absent", "Seat 002": "present"}

    def test_clearing_an_entry_that_somebody_changed_is_a_question(
        self, manager_client, administrator_client, meeting, seats
    ):
        mark(seats[0], meeting)
        fields = opened(manager_client, meeting)
        send(administrator_client, meeting, **{f"mark_{seats[0].pk}": "absent"})

        answer = send(manager_client, meeting, fields, **{f"mark_{seats[0].pk}": ""})

        assert "You entered Not recorded; somebody else entered Absent at" in text_of(answer)

    def test_changes_of_a_detail_are_changes(
        self, manager_client, administrator_client, meeting, seats
    ):
        mark(seats[0], meeting)
        fields = opened(manager_client, meeting)
        pk = seats[0].pk
        send(administrator_client, meeting, **{f"remote_{pk}": "1"})

        answer = send(manager_client, meeting, fields, **{f"arrived_{pk}": "14:10"})

        assert (
            "You entered Present (from 14:10); somebody else entered Present (from elsewhere)"
        ) in text_of(answer)

    def test_filling_the_rest_leaves_what_is_asked_about(
        self, manager_client, administrator_client, meeting, seats
    ):
        mark(seats[0], meeting)
        fields = opened(manager_client, meeting)
        send(administrator_client, meeting, **{f"mark_{seats[0].pk}": ""})

        answer = send(
            manager_client, meeting, fields, do="rest_present", **{f"mark_{seats[0].pk}": "absent"}
        )

        assert entries(meeting) == {"Seat 002": "present", "Seat 003": "present"}
        assert "You entered Absent; somebody else entered Not recorded" in text_of(answer)


class TestAsJSON:
    def test_says_what_was_saved_and_what_the_register_says_now(
        self, manager_client, meeting, seats
    ):
        make_quorum_rule(meeting.group)
        pk = seats[0].pk
        told = send_as_script(manager_client, meeting, {f"seen-{pk}": "", f"mark-{pk}": "present"})

        assert told["saved"] == [pk]
        assert told["conflicts"] == told["errors"] == []
        assert (told["count"]["entered"], told["count"]["expected"]) == (1, 3)
        assert told["count"]["present"] == 1
        assert told["confirmed"] is False
        assert told["seen"][str(pk)] == opened(manager_client, meeting)[f"seen-{pk}"] != ""

    def test_gives_both_values_of_a_conflict_and_what_to_send_next(
        self, manager_client, administrator_client, meeting, seats
    ):
        pk = seats[0].pk
        send(administrator_client, meeting, **{f"mark_{pk}": "apologies"})
        change = {f"seen-{pk}": "", f"mark-{pk}": "present"}
        (conflict,) = send_as_script(manager_client, meeting, change)["conflicts"]

        assert (conflict["seat"], conflict["title"]) == (pk, "Seat 001, Agency 001")
        assert conflict["yours"] == {"status": "present", "words": "Present"}
        assert (conflict["now"]["status"], conflict["now"]["words"]) == ("apologies", "Apologies")
        again = send_as_script(
            manager_client, meeting, {f"seen-{pk}": conflict["seen"], f"mark-{pk}": "present"}
        )
        assert again["saved"] == [pk]

    def test_gives_each_error_its_seat_and_field(self, manager_client, meeting, seats):
        pk = seats[0].pk
        told = send_as_script(
            manager_client, meeting, {f"mark-{pk}": "present", f"arrived-{pk}": "late"}
        )

        assert told["errors"] == [
            {
                "seat": pk,
                "field": "arrived",
                "message": "Seat 001, Agency 001: “late” is not a time: write it as 14:10.",
                "asks_to_keep": False,
            }
        ]

    def test_a_confirmed_register_asks_for_the_reason(self, manager_client, meeting, seats):
        for seat in seats:
            mark(seat, meeting)
        send(manager_client, meeting, do="confirm")
        pk = seats[0].pk
        fields = opened(manager_client, meeting) | {f"mark-{pk}": "absent"}

        told = send_as_script(manager_client, meeting, fields)

        assert told["confirmed"] is True
        assert [error["field"] for error in told["errors"]] == ["reason_kind"]
        assert told["saved"] == []

    def test_a_meeting_that_was_called_off_meanwhile_says_so(self, manager_client, meeting, seats):
        meeting.state = "postponed"
        meeting.save()

        told = send_as_script(manager_client, meeting, {f"mark-{seats[0].pk}": "present"})

        assert [error["message"] for error in told["errors"]] == [
            "This meeting was postponed: it has no register."
        ]


class TestTheSameFormAgain:
    def test_is_entered_once_and_answered_as_before(self, manager_client, meeting, seats):
        pk = seats[0].pk
        change = {"key": KEY, f"seen-{pk}": "", f"mark-{pk}": "present"}
        first = send_as_script(manager_client, meeting, change)
        second = send_as_script(manager_client, meeting, change)

        assert first == second
        assert first["saved"] == [pk]
        assert Mark.history.count() == 1

    def test_does_not_undo_what_came_in_between(self, manager_client, meeting, seats):
        pk = seats[0].pk
        change = {"key": KEY, f"seen-{pk}": "", f"mark-{pk}": "present"}
        send_as_script(manager_client, meeting, change)
        send(manager_client, meeting, **{f"mark_{pk}": ""})

        send_as_script(manager_client, meeting, change)

        assert entries(meeting) == {}

    def test_tells_the_same_conflict_and_error(
        self, manager_client, administrator_client, meeting, seats
    ):
        one, two = seats[0].pk, seats[1].pk
        send(administrator_client, meeting, **{f"mark_{one}": "absent"})
        change = {f"mark-{one}": "present", f"mark-{two}": "present", f"left-{two}": "x"}
        first = send_as_script(manager_client, meeting, {"key": KEY, **change})
        second = send_as_script(manager_client, meeting, {"key": KEY, **change})

        assert first == second
        assert len(first["conflicts"]) == len(first["errors"]) == 1

    def test_filling_the_rest_twice_fills_it_once(self, manager_client, meeting, seats):
        fields = opened(manager_client, meeting)
        first = send(manager_client, meeting, fields, do="rest_present")
        send(manager_client, meeting, **{f"mark_{seats[0].pk}": ""})
        second = send(manager_client, meeting, fields, do="rest_present")

        assert first.url == second.url
        assert entries(meeting) == {"Seat 002": "present", "Seat 003": "present"}

    def test_of_somebody_else_is_refused(self, manager_client, administrator_client, meeting):
        send_as_script(manager_client, meeting, {"key": KEY})

        told = send_as_script(administrator_client, meeting, {"key": KEY})

        assert "sent for another register" in told["errors"][0]["message"]

    def test_keeps_no_name(self, manager_client, administrator_client, meeting, seats):
        pk = seats[0].pk
        send(administrator_client, meeting, **{f"mark_{pk}": "absent"})
        change = {
            f"mark-{pk}": "substitute",
            f"substitute_name-{pk}": "Grace Example",
            f"left-{pk}": "x",
        }
        send_as_script(manager_client, meeting, change)
        send_as_script(manager_client, meeting, change | {f"left-{pk}": ""})

        kept = json.dumps(list(SentRegister.objects.values_list("outcome", flat=True)))
        assert "conflicts" in kept
        assert "Grace" not in kept
        assert "Example" not in kept


class TestQueries:
    BUDGET = 12

    def show(self, client, meeting):
        with CaptureQueriesContext(connection) as captured:
            client.get(address_of(meeting))
        return len(captured)

    def test_the_page_takes_as_few_for_100_seats_as_for_10(self, manager_client, board):
        told = []
        for seats in (10, 100):
            meeting = make_register_of(board, f"group-{seats}", seats)
            make_quorum_rule(meeting.group)
            told.append(self.show(manager_client, meeting))

        assert told[0] == told[1] <= self.BUDGET

    def test_saving_37_takes_few_in_one_transaction(self, manager_client, board):
        meeting = make_register(board, 37)
        fields = opened(manager_client, meeting)
        seats = seats_of(meeting)
        for status in ("substitute", "absent", ""):
            changes = {f"mark_{seat.pk}": status for seat in seats}
            if status == "substitute":
                changes |= {f"substitute_name_{seat.pk}": f"New {seat.pk}" for seat in seats}
            with CaptureQueriesContext(connection) as captured:
                answer = send(manager_client, meeting, fields, **changes)
            assert answer.status_code == 303
            assert in_transaction(captured) <= self.BUDGET, status
            assert len(entries(meeting)) == (37 if status else 0)
            fields = opened(manager_client, meeting)


def make_register_of(board, slug, seats):
    """As make_register, in a group of its own."""
    group = make_group(board, slug, "sub_group")
    agency = make_agency(board, f"Agency of {slug}")
    for number in range(seats):
        make_tenure(make_seat(group, agency, f"Seat {number}"))
    return make_meeting(group, "2012-09-13", confirmed=False, state="planned")


def in_transaction(captured) -> int:
    """How many statements the transaction of saving took: the largest between a savepoint (a
    transaction of its own outside of tests) and its release."""
    counts, open_now = [0], []
    for query in captured:
        sql = query["sql"]
        if sql.startswith("SAVEPOINT"):
            open_now.append(0)
        elif sql.startswith("RELEASE"):
            counts.append(open_now.pop())
        elif open_now:
            open_now[-1] += 1
    return max(counts)


def test_an_account_whose_role_ended_saves_nothing(board, meeting, seats):
    user = make_user("was@example.org")
    role = make_role(user, board, "manager")
    client = signed_in(user)
    fields = opened(client, meeting)
    role.suspended_at = "2020-01-01T00:00Z"
    role.save()

    answer = send(client, meeting, fields, **{f"mark_{seats[0].pk}": "present"})

    assert answer.status_code == 404
    assert entries(meeting) == {}


class TestFillingByScript:
    def test_tells_the_fingerprints_of_what_was_filled_and_how_to_take_it_back(
        self, manager_client, meeting, seats
    ):
        fields = opened(manager_client, meeting)
        told = send_as_script(manager_client, meeting, fields, do="rest_present")

        now = opened(manager_client, meeting)
        assert told["seen"] == {str(seat.pk): now[f"seen-{seat.pk}"] for seat in seats}
        assert told["undo"] == fields["key"]
