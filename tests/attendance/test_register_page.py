"""Taking a register: what the page shows, what it saves, and what it refuses."""

import re

import pytest

from attendance.models import Mark
from tests.attendance.registers import (
    address_of,
    entries,
    make_holder,
    make_register,
    opened,
    seats_of,
    send,
)
from tests.build import (
    make_agency,
    make_group,
    make_meeting,
    make_person,
    make_seat,
    make_tenure,
    mark,
)
from tests.page_tables import text_of

pytestmark = pytest.mark.django_db


def page_of(client, meeting) -> str:
    return text_of(client.get(address_of(meeting)))


class TestWhatIsShown:
    def test_nothing_is_chosen_before_anything_is_entered(self, manager_client, meeting):
        html = manager_client.get(address_of(meeting)).content.decode()

        assert html.count('type="radio"') == 15
        assert "checked" not in html

    def test_who_is_expected_follows_from_the_times_in_seats_on_the_day(
        self, manager_client, meeting, seats
    ):
        for title, since, until, state in (
            ("Left the day", "2012-04-01", "2012-09-13", "filled"),
            ("Came the day", "2012-09-13", None, "filled"),
            ("Came later", "2012-09-14", None, "filled"),
            ("Stands empty", "2012-05-01", None, "vacant"),
            ("For now", "2012-05-01", None, "interim"),
        ):
            seat = make_seat(meeting.group, seats[0].agency, title)
            make_tenure(seat, since, until, state)

        page = page_of(manager_client, meeting)
        expected = opened(manager_client, meeting)

        shown = {seat.title for seat in seats_of(meeting) if f"seen-{seat.pk}" in expected}
        assert shown == {"Seat 001", "Seat 002", "Seat 003", "Came the day", "For now"}
        assert "Left the day, Agency 001: No longer a member from 13 September 2012." in page
        assert "Came later, Agency 001: Not yet a member: from 14 September 2012." in page
        assert "Stands empty, Agency 001: Vacant since 1 May 2012." in page

    def test_advisers_have_a_place_apart_and_are_not_members(self, manager_client, meeting, seats):
        adviser = make_seat(meeting.group, seats[0].agency, "Lawyer", counts_as="adviser")
        make_tenure(adviser)

        html = manager_client.get(address_of(meeting)).content.decode()

        assert "Recorded, never counted in a rate." in html
        assert f'data-seat="{adviser.pk}" data-member="no"' in html
        assert html.count('data-member="yes"') == 3

    def test_every_name_on_the_page_is_told_apart(self, manager_client, meeting, seats):
        make_holder(seats[0], "Ada Example")

        html = manager_client.get(address_of(meeting)).content.decode()

        legends = re.findall(r"<legend>(.*?)</legend>", html)
        labels = [re.sub(r"<[^>]+>", "", label) for label in re.findall(r"<label.*?</label>", html)]
        assert len(set(legends)) == len(legends) == 3
        assert "Agency 001 (Ada Example)" in legends[0]
        assert len(set(labels)) == len(labels) > 30

    def test_a_substitutes_agency_is_the_seats_until_another_is_chosen(
        self, manager_client, meeting, seats
    ):
        fields = opened(manager_client, meeting)

        assert fields[f"substitute_agency-{seats[1].pk}"] == str(seats[1].agency_id)

    def test_a_meeting_that_was_called_off_has_no_register(self, manager_client, meeting):
        meeting.state = "cancelled"
        meeting.save()

        assert "This meeting was cancelled, so it has no register." in page_of(
            manager_client, meeting
        )


class TestSaving:
    def test_a_part_of_the_register_is_saved(self, manager_client, meeting, seats):
        answer = send(
            manager_client,
            meeting,
            **{f"mark_{seats[0].pk}": "present", f"mark_{seats[2].pk}": "apologies"},
        )

        assert answer.status_code == 303
        assert entries(meeting) == {"Seat 001": "present", "Seat 003": "apologies"}
        assert "Saved two entries." in page_of(manager_client, meeting)

    def test_a_planned_meeting_was_held_once_somebody_is_entered(
        self, manager_client, meeting, seats
    ):
        send(manager_client, meeting)
        meeting.refresh_from_db()
        assert meeting.state == "planned"

        send(manager_client, meeting, **{f"mark_{seats[0].pk}": "present"})
        meeting.refresh_from_db()
        assert meeting.state == "held"

    def test_a_meeting_to_come_keeps_its_entries_and_stays_planned(self, manager_client, board):
        meeting = make_register(board)
        meeting.held_on = "2090-05-02"
        meeting.save()
        seat = seats_of(meeting)[0]

        answer = send(manager_client, meeting, **{f"mark_{seat.pk}": "apologies", "do": "confirm"})
        page = text_of(manager_client.get(answer.url))

        meeting.refresh_from_db()
        assert (meeting.state, meeting.confirmed_at) == ("planned", None)
        assert entries(meeting) == {"Seat 001": "apologies"}
        assert "This meeting is on 2 May 2090. Confirm its register then or later." in page

    def test_only_what_changed_is_written(self, manager_client, meeting, seats):
        for seat in seats:
            mark(seat, meeting)
        before = Mark.history.count()

        send(manager_client, meeting, **{f"mark_{seats[1].pk}": "absent"})

        assert Mark.history.count() == before + 1
        assert entries(meeting)["Seat 002"] == "absent"

    def test_who_saved_stands_in_the_history(self, manager_client, manager, meeting, seats):
        send(manager_client, meeting, **{f"mark_{seats[0].pk}": "present"})
        send(manager_client, meeting, **{f"mark_{seats[0].pk}": "absent"})
        send(manager_client, meeting, **{f"mark_{seats[0].pk}": ""})

        told = [
            (row.history_type, row.status, row.history_user_id)
            for row in Mark.history.order_by("history_id")
        ]
        assert told == [
            ("+", "present", manager.pk),
            ("~", "absent", manager.pk),
            ("-", "absent", manager.pk),
        ]

    def test_an_entry_can_be_cleared(self, manager_client, meeting, seats):
        mark(seats[0], meeting)

        send(manager_client, meeting, **{f"mark_{seats[0].pk}": ""})

        assert entries(meeting) == {}

    def test_everything_that_goes_with_an_entry_is_kept(self, manager_client, meeting, seats):
        other = make_agency(meeting.group.board, "Hospital")
        pk = seats[0].pk
        send(
            manager_client,
            meeting,
            **{
                f"mark_{pk}": "substitute",
                f"substitute_name_{pk}": " Grace  Example ",
                f"substitute_job_{pk}": "Deputy",
                f"substitute_agency_{pk}": other.pk,
                f"arrived_{pk}": "14:10",
                f"left_{pk}": "15:00",
                f"remote_{pk}": "1",
            },
        )

        row = Mark.objects.get()
        assert (str(row.substitute), row.substitute_job) == ("Grace Example", "Deputy")
        assert row.substitute_agency == other
        assert (f"{row.arrived_at:%H:%M}", f"{row.left_at:%H:%M}") == ("14:10", "15:00")
        assert row.is_remote
        assert opened(manager_client, meeting)[f"substitute_name-{pk}"] == "Grace Example"

    def test_a_substitute_needs_no_name(self, manager_client, meeting, seats):
        send(manager_client, meeting, **{f"mark_{seats[0].pk}": "substitute"})

        row = Mark.objects.get()
        assert (row.substitute, row.substitute_job) == (None, "")
        assert row.substitute_agency == seats[0].agency

    def test_a_name_that_is_known_is_used_again(self, manager_client, meeting, seats):
        known = make_person(meeting.group.board, "Grace Example")
        for seat in seats[:2]:
            send(
                manager_client,
                meeting,
                **{
                    f"mark_{seat.pk}": "substitute",
                    f"substitute_name_{seat.pk}": "Grace Example",
                },
            )

        assert set(Mark.objects.values_list("substitute", flat=True)) == {known.pk}

    def test_a_new_status_takes_the_substitute_away_without_more(
        self, manager_client, meeting, seats
    ):
        person = make_person(meeting.group.board)
        mark(seats[0], meeting, "substitute", substitute=person, substitute_job="Deputy")

        send(manager_client, meeting, **{f"mark_{seats[0].pk}": "absent"})

        row = Mark.objects.get()
        assert (row.status, row.substitute, row.substitute_job) == ("absent", None, "")

    def test_another_boards_seats_and_agencies_are_not_taken(
        self, manager_client, meeting, seats, other_board
    ):
        theirs = make_seat(make_group(other_board), make_agency(other_board))
        pk = seats[0].pk

        answer = send(
            manager_client,
            meeting,
            **{
                f"mark_{theirs.pk}": "present",
                f"mark_{pk}": "substitute",
                f"substitute_agency_{pk}": theirs.agency_id,
            },
        )

        assert entries(meeting) == {}
        assert "Seat 001, Agency 001: choose an agency of the list." in text_of(answer)


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"mark": "maybe"}, "choose one of the four."),
            (
                {"mark": "present", "substitute_name": "Grace"},
                "a substitute is named: choose Substitute, or take the name and job away.",
            ),
            ({"mark": "", "substitute_job": "Deputy"}, "a substitute is named"),
            ({"mark": "absent", "arrived": "14:10"}, "only somebody who came arrived late"),
            ({"mark": "present", "arrived": "25:10"}, "“25:10” is not a time: write it as 14:10."),
            (
                {"mark": "present", "arrived": "15:00", "left": "14:00"},
                "nobody leaves before arriving.",
            ),
            (
                {"mark": "substitute", "substitute_job": "x" * 121},
                "The job is longer than 120 letters.",
            ),
            (
                {"mark": "substitute", "substitute_job": "for 943 476 5919"},
                "“943 476 5919” looks like an NHS number.",
            ),
        ],
    )
    def test_is_said_at_its_row_and_nothing_typed_is_lost(
        self, manager_client, meeting, seats, fields, sentence
    ):
        pk = seats[0].pk
        answer = send(
            manager_client,
            meeting,
            **{f"{name}_{pk}": value for name, value in fields.items()},
            **{f"mark_{seats[1].pk}": "present"},
        )

        html = answer.content.decode()
        assert "<title>Error: Register of the" in html
        assert sentence in text_of(answer)
        link = re.search(r'<li><a href="#([\w-]+)">Seat 001', html)[1]
        assert f'id="{link}"' in html
        for name, value in fields.items():
            if name != "mark":
                assert f'id="{name}-{pk}" value="{value}"' in html
        assert entries(meeting) == {"Seat 002": "present"}

    def test_a_text_that_is_not_about_a_child_is_kept_when_asked(
        self, manager_client, meeting, seats
    ):
        pk = seats[0].pk
        job = "for 943 476 5919"
        changes = {f"mark_{pk}": "substitute", f"substitute_job_{pk}": job}
        answer = send(manager_client, meeting, **changes)
        assert f'name="keep-{pk}"' in answer.content.decode()

        send(manager_client, meeting, **changes, **{f"keep_{pk}": "1"})
        assert Mark.objects.get().substitute_job == job

        # And it is not asked again while nobody changes it.
        answer = send(manager_client, meeting, **{f"mark_{seats[1].pk}": "present"})
        assert answer.status_code == 303


class TestGuests:
    def test_are_added_and_removed_and_are_in_no_count(self, manager_client, meeting, seats):
        agency = seats[0].agency
        send(
            manager_client,
            meeting,
            **{
                "do": "guest",
                "guest-name": "Grace Guest",
                "guest-agency": agency.pk,
                "guest-job": "Presents the audit",
                f"mark_{seats[0].pk}": "present",
            },
        )
        page = page_of(manager_client, meeting)
        assert "Grace Guest, Agency 001: Presents the audit" in page
        assert "1 of 3 entered, 1 present" in page

        guest = meeting.guests.get()
        send(manager_client, meeting, remove_guest=guest.pk)
        assert not meeting.guests.exists()
        assert guest.history.filter(history_type="-").exists()

    def test_without_a_name_nobody_is_added(self, manager_client, meeting):
        answer = send(manager_client, meeting, do="guest", **{"guest-job": "Presents"})

        assert "Guest’s name: This field is required." in text_of(answer)
        assert 'value="Presents"' in answer.content.decode()

    def test_the_same_name_twice_is_refused(self, manager_client, meeting):
        for _ in range(2):
            answer = send(manager_client, meeting, do="guest", **{"guest-name": "Grace Guest"})

        assert "Somebody of this name is a guest of this meeting already." in text_of(answer)
        assert meeting.guests.count() == 1


class TestWhoMay:
    def test_keep_a_register_is_up_to_managers_and_administrators(
        self, member_client, administrator_client, outsider_client, meeting
    ):
        address = address_of(meeting)

        assert member_client.get(address).status_code == 403
        assert administrator_client.get(address).status_code == 200
        assert outsider_client.get(address).status_code == 404

    def test_another_boards_meeting_is_not_there(self, manager_client, board, other_board):
        theirs = make_meeting(make_group(other_board))
        address = address_of(theirs).replace("elsewhere", board.slug)

        assert manager_client.get(address).status_code == 404
        assert manager_client.post(address, {"do": "save"}).status_code == 404
