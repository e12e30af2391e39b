"""A group's meetings as a calendar, at a secret address that can be revoked."""

from datetime import UTC, date, datetime, time

import pytest
from django.test import Client
from icalendar import Calendar

from attendance.models import CalendarAddress
from tests.build import (
    make_group,
    make_meeting,
    make_person,
    make_seat,
    make_tenure,
    make_user,
)
from tests.conftest import signed_in
from tests.page_tables import text_of

PAGE = "/kingston/groups/main-board/calendar/"
FEED = "/kingston/groups/main-board/meetings.ics"


@pytest.fixture
def key(group, member):
    """Of the member's address."""
    return CalendarAddress.make(group, member)[1]


def fetched(key):
    """What a calendar program gets, which never signs in."""
    return Client().get(FEED, {"key": key})


def events(key):
    return list(Calendar.from_ical(fetched(key).content).walk("VEVENT"))


class TestTheAddress:
    def test_it_is_shown_once(self, member_client, group):
        made = member_client.post(PAGE, {"do": "make"})

        (address,) = [word for word in text_of(made).split() if "meetings.ics?key=" in word]
        assert address.startswith(f"http://testserver{FEED}?key=")
        assert Client().get(address).status_code == 200
        assert "meetings.ics" not in text_of(member_client.get(PAGE))
        assert "It was shown once" in text_of(member_client.get(PAGE))

    def test_only_its_hash_is_kept(self, key):
        (address,) = CalendarAddress.objects.values_list("key_hash", flat=True)

        assert key not in address

    def test_a_new_one_replaces_it(self, member_client, key):
        assert fetched(key).status_code == 200

        member_client.post(PAGE, {"do": "make"})

        assert fetched(key).status_code == 404
        assert CalendarAddress.objects.filter(revoked_at=None).count() == 1

    def test_it_is_revoked(self, member_client, key):
        response = member_client.post(PAGE, {"do": "revoke"}, follow=True)

        assert "Your calendar address no longer works." in text_of(response)
        assert "You have no address for this calendar." in text_of(response)
        assert fetched(key).status_code == 404

    def test_nobody_revokes_anothers(self, manager_client, key):
        manager_client.post(PAGE, {"do": "revoke"})
        manager_client.post(PAGE, {"do": "make"})

        assert fetched(key).status_code == 200


class TestWhoIsAnswered:
    def test_a_program_that_has_the_address(self, key):
        response = fetched(key)

        assert response.status_code == 200
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert "no-store" in response["Cache-Control"]

    def test_nobody_whose_role_is_suspended(self, key, member):
        from django.utils import timezone

        member.roles.update(suspended_at=timezone.now())

        assert fetched(key).status_code == 404

    def test_nobody_whose_account_is_closed(self, key, member):
        member.is_active = False
        member.save()

        assert fetched(key).status_code == 404

    def test_nobody_who_has_a_role_on_another_board_only(self, key, member, other_board):
        member.roles.update(board=other_board)

        assert fetched(key).status_code == 404

    @pytest.mark.parametrize("wrong", ["", "x", "\0", "é", "a" * 5000])
    def test_no_other_secret(self, key, wrong):
        assert fetched(wrong).status_code == 404
        assert Client().get(FEED).status_code == 404

    def test_not_for_another_group(self, board, key):
        make_group(board, "training", "sub_group")

        answer = Client().get("/kingston/groups/training/meetings.ics", {"key": key})

        assert answer.status_code == 404

    def test_every_refusal_looks_alike(self, group, member_client):
        key = CalendarAddress.make(group, make_user("left@example.org"))[1]
        nowhere = Client().get("/kingston/groups/nothing/meetings.ics", {"key": key})

        for client in (Client(), member_client):
            refused = client.get(FEED, {"key": key})
            assert (refused.status_code, refused.content) == (404, nowhere.content)


class TestWhatItSays:
    def test_a_meeting_without_a_time_takes_the_day(self, group, key):
        make_meeting(group, "2012-09-13", confirmed=False, state="planned")

        (event,) = events(key)

        assert event["SUMMARY"] == "Main Board"
        assert event["STATUS"] == "CONFIRMED"
        assert event.decoded("DTSTART") == date(2012, 9, 13)
        assert "VALUE=DATE" in fetched(key).content.decode()

    def test_a_time_is_one_in_london(self, group, key):
        make_meeting(group, "2012-09-13", starts_at=time(10), place="Guildhall; room 2")
        make_meeting(group, "2012-12-04", starts_at=time(10))

        summer, winter = events(key)

        assert summer.decoded("DTSTART").astimezone(UTC) == datetime(2012, 9, 13, 9, tzinfo=UTC)
        assert winter.decoded("DTSTART").astimezone(UTC) == datetime(2012, 12, 4, 10, tzinfo=UTC)
        assert summer["LOCATION"] == "Guildhall; room 2"
        text = fetched(key).content.decode()
        assert "DTSTART;TZID=Europe/London:20120913T100000" in text
        assert "BEGIN:VTIMEZONE" in text

    @pytest.mark.parametrize("state", ["cancelled", "postponed"])
    def test_one_that_was_called_off_says_so(self, group, key, state):
        make_meeting(group, "2012-09-13", confirmed=False, state=state, kind="extraordinary")

        (event,) = events(key)

        assert event["STATUS"] == "CANCELLED"
        assert event["SUMMARY"] == f"Main Board, extraordinary meeting ({state})"

    def test_a_changed_one_keeps_its_name_and_counts_up(self, group, key):
        meeting = make_meeting(group, "2012-09-13")
        (before,) = events(key)
        meeting.held_on = date(2012, 9, 20)
        meeting.save()
        (after,) = events(key)

        assert before["UID"] == after["UID"] == f"meeting-{meeting.pk}@kingston"
        assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
        assert before.decoded("LAST-MODIFIED") <= after.decoded("LAST-MODIFIED")
        assert fetched(key).content == fetched(key).content

    def test_it_names_nobody(self, board, group, key):
        seat = make_seat(group, title="Director")
        make_tenure(seat, person=make_person(board, "Ada Example"))
        make_meeting(group, "2012-09-13")

        text = fetched(key).content.decode()

        assert "Ada" not in text
        assert "@example.org" not in text

    def test_it_takes_as_few_statements_for_many_meetings(
        self, group, key, django_assert_num_queries
    ):
        for number in range(1, 20):
            make_meeting(group, f"2012-09-{number:02}")

        # The group, the address and its account, the role, the meetings, their history.
        with django_assert_num_queries(5):
            fetched(key)

    def test_meetings_of_other_groups_are_left_out(self, board, group, key):
        make_meeting(make_group(board, "training", "sub_group"))

        assert events(key) == []

    def test_each_leads_to_its_page(self, group, key, member):
        meeting = make_meeting(group, "2012-09-13")

        (event,) = events(key)

        assert event["URL"] == f"http://testserver/kingston/meetings/{meeting.pk}/"
        assert signed_in(member).get(event["URL"]).status_code == 200

    def test_what_somebody_wrote_ends_no_line(self, group, key):
        make_meeting(group, "2012-09-13", place="Room 2\r\nSTATUS:CANCELLED\r\nEND:VEVENT")

        (event,) = events(key)

        assert event["STATUS"] == "CONFIRMED"
