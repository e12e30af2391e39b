"""Filling the rest, confirming, correcting afterwards, and entries of who was not a member."""

import uuid

import pytest

from attendance.models import Mark
from attendance.register.entries import Entry
from attendance.register.saving import Refused, save
from attendance.register.seats import seats_of as register_seats
from attendance.register.sent import Row
from tests.attendance.registers import (
    address_of,
    confirm_all_present,
    entries,
    make_holder,
    make_register,
    opened,
    send,
)
from tests.build import make_quorum_rule, make_seat, make_tenure, mark
from tests.page_tables import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(board):
    return make_register(board, seats=5)


def follow(client, answer) -> str:
    return text_of(client.get(answer.url))


class TestTheRemaining:
    def test_only_seats_without_an_entry_are_marked_as_present(
        self, manager_client, meeting, seats
    ):
        mark(seats[0], meeting, "apologies")
        before = Mark.objects.get()

        answer = send(
            manager_client, meeting, do="rest_present", **{f"mark_{seats[1].pk}": "absent"}
        )

        assert list(entries(meeting).values()) == ["apologies", "absent", *["present"] * 3]
        assert before.history.count() == 1
        assert "Saved one entry. Marked three as present." in follow(manager_client, answer)

    def test_it_can_be_taken_back_but_not_what_was_changed_since(
        self, manager_client, meeting, seats
    ):
        mark(seats[0], meeting, "apologies")
        answer = send(manager_client, meeting, do="rest_present")
        assert "Undo: take the 4 back" in follow(manager_client, answer)
        (key,) = [part.partition("=")[2] for part in answer.url.split("?")[1:]]
        send(manager_client, meeting, **{f"mark_{seats[4].pk}": "substitute"})

        fields = {**opened(manager_client, meeting), "rest": key}
        answer = send(manager_client, meeting, fields, do="undo_rest")

        assert entries(meeting) == {"Seat 001": "apologies", "Seat 005": "substitute"}
        assert "Taken back: three not recorded again." in follow(manager_client, answer)
        assert Mark.history.filter(history_type="-").count() == 3

    def test_somebody_elses_cannot_be_taken_back(
        self, manager_client, administrator_client, meeting
    ):
        answer = send(manager_client, meeting, do="rest_present")
        key = answer.url.partition("=")[2]

        fields = {**opened(administrator_client, meeting), "rest": key}
        send(administrator_client, meeting, fields, do="undo_rest")

        assert len(entries(meeting)) == 5

    def test_absent_asks_first_with_the_names(self, manager_client, meeting, seats):
        make_holder(seats[4], "Eve Example")
        for seat in seats[:3]:
            mark(seat, meeting)

        answer = send(manager_client, meeting, do="rest_absent")
        page = manager_client.get(answer.url)
        assert len(entries(meeting)) == 3
        assert (
            "Two seats have no entry: Seat 004, Agency 004 Seat 005, Agency 005 (Eve Example)"
            in (text_of(page))
        )

        # One of the two arrives while the question stands there: only the other is absent.
        mark(seats[3], meeting)
        named = [str(seat.pk) for seat in seats[3:]]
        answer = manager_client.post(
            address_of(meeting), {"do": "rest_absent", "key": uuid.uuid4(), "named": named}
        )
        assert list(entries(meeting).values()) == [*["present"] * 4, "absent"]
        assert "Marked one as absent." in follow(manager_client, answer)

    def test_somebody_who_comes_in_post_after_the_question_is_not_marked(
        self, manager_client, meeting, seats
    ):
        send(manager_client, meeting, do="rest_absent")
        late = make_seat(meeting.group, seats[0].agency, "Seat 006")
        make_tenure(late)

        named = [str(seat.pk) for seat in seats]
        manager_client.post(address_of(meeting), {"do": "rest_absent", "named": named})

        assert "Seat 006" not in entries(meeting)
        assert len(entries(meeting)) == 5


class TestConfirming:
    def test_needs_an_entry_for_every_seat_and_names_those_without(
        self, manager_client, meeting, seats
    ):
        for seat in seats[:4]:
            mark(seat, meeting)

        answer = send(manager_client, meeting, do="confirm")

        page = follow(manager_client, answer)
        meeting.refresh_from_db()
        assert meeting.confirmed_at is None
        assert "One seat has no entry: Seat 005, Agency 005" in page
        assert "Mark this as absent and confirm" in page

    def test_enters_the_named_as_absent_when_asked(self, manager_client, manager, meeting, seats):
        for seat in seats[:3]:
            mark(seat, meeting)
        named = [str(seat.pk) for seat in seats[3:]]

        answer = manager_client.post(address_of(meeting), {"do": "confirm", "named": named})

        meeting.refresh_from_db()
        assert list(entries(meeting).values()) == [*["present"] * 3, "absent", "absent"]
        assert (meeting.state, meeting.confirmed_by) == ("held", manager)
        assert meeting.confirmed_at is not None
        assert "The register is confirmed: it counts from now on." in follow(manager_client, answer)

    def test_a_seat_that_was_not_named_stops_it(self, manager_client, meeting, seats):
        named = [str(seat.pk) for seat in seats[1:]]

        manager_client.post(address_of(meeting), {"do": "confirm", "named": named})

        meeting.refresh_from_db()
        assert meeting.confirmed_at is None
        assert entries(meeting) == {}

    def test_saves_what_was_entered_and_confirms_in_one_go(self, manager_client, meeting, seats):
        send(
            manager_client,
            meeting,
            do="confirm",
            **{f"mark_{seat.pk}": "apologies" for seat in seats},
        )

        meeting.refresh_from_db()
        assert meeting.confirmed_at is not None
        assert set(entries(meeting).values()) == {"apologies"}

    def test_asks_about_the_quorum_where_it_was_not_met(self, manager_client, meeting, seats):
        make_quorum_rule(meeting.group, smallest_seats=3)
        for seat, status in zip(seats, ("present", "substitute", *["absent"] * 3), strict=True):
            mark(seat, meeting, status)

        answer = send(manager_client, meeting, do="confirm")
        page = follow(manager_client, answer)
        assert "Quorum not met: 2 members of 5, 2 agencies. The rule asks for 3 members." in page

        answer = manager_client.post(address_of(meeting), {"do": "confirm", "asked": "1"})
        meeting.refresh_from_db()
        assert "Say how the meeting was held." in text_of(answer)
        assert meeting.confirmed_at is None

        manager_client.post(
            address_of(meeting), {"do": "confirm", "asked": "1", "state": "inquorate"}
        )
        meeting.refresh_from_db()
        assert (meeting.state, meeting.confirmed_at is None) == ("inquorate", False)

    def test_asks_nothing_where_the_quorum_was_met(self, manager_client, meeting, seats):
        make_quorum_rule(meeting.group, smallest_seats=2)
        for seat in seats:
            mark(seat, meeting)

        send(manager_client, meeting, do="confirm")

        meeting.refresh_from_db()
        assert (meeting.state, meeting.confirmed_at is None) == ("held", False)


class TestCorrecting:
    @pytest.fixture
    def confirmed(self, meeting, seats):
        return confirm_all_present(meeting, seats)

    def test_without_a_reason_nothing_is_changed_and_nothing_typed_is_lost(
        self, manager_client, confirmed, seats
    ):
        answer = send(manager_client, confirmed, **{f"mark_{seats[0].pk}": "absent"})

        html = answer.content.decode()
        assert "<title>Error:" in html
        assert "Say why the confirmed register is changed." in text_of(answer)
        assert f'id="mark-{seats[0].pk}-absent" value="absent" checked' in html
        assert entries(confirmed)["Seat 001"] == "present"

    def test_a_typing_mistake_is_one_press(self, manager_client, manager, confirmed, seats):
        send(manager_client, confirmed, reason_kind="typo", **{f"mark_{seats[0].pk}": "absent"})

        row = Mark.history.filter(history_type="~").get()
        assert (row.status, row.history_change_reason) == ("absent", "Typing mistake")
        assert row.history_user_id == manager.pk

    def test_own_words_are_kept_and_shown_with_the_old_and_the_new_value(
        self, manager_client, confirmed, seats
    ):
        for status, why in (("absent", "Minutes say so"), ("apologies", "Wrote before")):
            answer = send(
                manager_client,
                confirmed,
                reason_kind="other",
                reason=why,
                **{f"mark_{seats[0].pk}": status},
            )

        page = follow(manager_client, answer)
        first = "Seat 001, Agency 001 Present Absent manager@example.org"
        second = "Seat 001, Agency 001 Absent Apologies manager@example.org"
        assert first in page
        assert second in page
        assert page.index(second) < page.index(first)
        assert "Minutes say so" in page

    @pytest.mark.parametrize(
        ("reason", "sentence"),
        [
            ("", "Write the reason, or choose “Typing mistake”."),
            ("about 943 476 5919", "looks like an NHS number"),
        ],
    )
    def test_own_words_are_looked_at(self, manager_client, confirmed, seats, reason, sentence):
        answer = send(
            manager_client,
            confirmed,
            reason_kind="other",
            reason=reason,
            **{f"mark_{seats[0].pk}": "absent"},
        )

        assert sentence in text_of(answer)
        assert entries(confirmed)["Seat 001"] == "present"

    def test_an_expected_seat_keeps_an_entry(self, manager_client, confirmed, seats):
        answer = send(manager_client, confirmed, reason_kind="typo", **{f"mark_{seats[0].pk}": ""})

        assert "the register is confirmed, so every seat keeps an entry." in text_of(answer)
        assert len(entries(confirmed)) == 5

    def test_a_register_confirmed_while_its_form_was_open_asks_for_a_reason_too(
        self, manager, confirmed, seats
    ):
        seats_before = register_seats(confirmed)
        row = Row(
            seats[0].pk, {"choose": ""}, seats_before.by_id[seats[0].pk].seen, Entry("absent")
        )

        with pytest.raises(Refused, match="Say why the confirmed register is changed."):
            save(seats_before, confirmed.pk, manager, [row])

        assert entries(confirmed)["Seat 001"] == "present"

    def test_a_seat_that_joins_later_is_entered_as_a_correction(
        self, manager_client, confirmed, seats
    ):
        make_tenure(make_seat(confirmed.group, seats[0].agency, "Found later"))
        pk = confirmed.group.seats.get(title="Found later").pk

        answer = send(manager_client, confirmed, reason_kind="typo", **{f"mark_{pk}": "apologies"})

        page = follow(manager_client, answer)
        assert "Found later, Agency 001 Not recorded Apologies manager@example.org" in page

    def test_what_was_entered_before_is_no_correction(self, manager_client, meeting, seats):
        send(
            manager_client,
            meeting,
            do="confirm",
            **{f"mark_{seat.pk}": "present" for seat in seats},
        )

        page = text_of(manager_client.get(address_of(meeting)))

        assert "Corrections" not in page

    def test_nothing_changed_needs_no_reason(self, manager_client, confirmed):
        assert send(manager_client, confirmed).status_code == 303

    def test_it_is_not_confirmed_twice(self, manager_client, confirmed):
        answer = send(manager_client, confirmed, do="confirm")

        assert "This register is confirmed already." in follow(manager_client, answer)


class TestWhoWasNotAMember:
    @pytest.fixture
    def stray(self, meeting, seats):
        seat = make_seat(meeting.group, seats[0].agency, "Came too early")
        make_tenure(seat, "2012-10-01")
        mark(seat, meeting, "present")
        return seat

    def test_the_page_says_so_and_leads_to_the_dates(self, manager_client, meeting, stray):
        page = manager_client.get(address_of(meeting))

        assert (
            "Came too early, Agency 001: Present. Not yet a member: from 1 October 2012, "
            "so it is not counted."
        ) in text_of(page)
        assert f'href="/kingston/seats/{stray.pk}/"' in page.content.decode()
        assert "0 of 5 entered" in text_of(page)

    def test_the_entry_can_be_removed(self, manager_client, meeting, seats, stray):
        send(manager_client, meeting, remove=stray.pk, **{f"mark_{seats[0].pk}": "present"})

        assert entries(meeting) == {"Seat 001": "present"}

    def test_once_confirmed_only_with_a_reason(self, manager_client, meeting, seats, stray):
        for seat in seats:
            mark(seat, meeting)
        send(manager_client, meeting, do="confirm")

        send(manager_client, meeting, remove=stray.pk)
        assert len(entries(meeting)) == 6

        send(manager_client, meeting, remove=stray.pk, reason_kind="typo")
        assert len(entries(meeting)) == 5
        gone = Mark.history.filter(history_type="-").get()
        assert (gone.seat_id, gone.history_change_reason) == (stray.pk, "Typing mistake")

    def test_an_entry_of_a_member_is_not_removed_that_way(self, manager_client, meeting, seats):
        mark(seats[0], meeting)

        send(manager_client, meeting, remove=seats[0].pk)

        assert entries(meeting) == {"Seat 001": "present"}

    def test_a_seat_that_ended_while_the_page_was_open_gets_no_entry(
        self, manager_client, meeting, seats
    ):
        fields = opened(manager_client, meeting)
        seats[0].tenures.update(until="2012-05-01")

        answer = send(manager_client, meeting, fields, **{f"mark_{seats[0].pk}": "present"})

        assert "nobody held this seat on the day any more" in text_of(answer)
        assert entries(meeting) == {}
