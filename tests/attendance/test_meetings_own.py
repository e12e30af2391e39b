"""One's own line of each register, notes that it is wrong, and their answers."""

import csv
import io
from datetime import date, datetime, time

import pytest
from django.utils import timezone

from agencies.access import board_for
from attendance.meetings import own_pages
from attendance.models import AttendanceQuery, Mark
from tests.build import (
    make_agency,
    make_group,
    make_meeting,
    make_query,
    make_role,
    make_seat,
    make_tenure,
    make_user,
    mark,
)
from tests.conftest import signed_in
from tests.page_forms import fields_of
from tests.page_tables import links_of, table_of, text_of

PAGE = "/kingston/my-attendance/?period=2012-13"
NOTES = "/kingston/attendance-notes/"


@pytest.fixture
def own(group, member):
    """A seat that the member holds."""
    seat = make_seat(group, title="Designated Nurse")
    make_tenure(seat, "2012-04-01", user=member)
    return seat


@pytest.fixture
def confirmed(group):
    return make_meeting(group, "2012-09-13")


def lines_of(client):
    """The rows of the own seat, without the one that names the columns."""
    return table_of(client.get(PAGE), "Designated Nurse, NHS Kingston").texts[1:]


def wrong(meeting, seat):
    return f"/kingston/meetings/{meeting.pk}/seats/{seat.pk}/wrong/"


class TestOnesOwnPage:
    def test_it_says_what_each_register_says(self, member_client, group, own, confirmed):
        mark(own, confirmed, "apologies")
        make_meeting(group, "2012-12-04")
        make_meeting(group, "2012-12-11", confirmed=False)
        make_meeting(group, "2012-12-18", confirmed=False, state="cancelled")

        assert [row[1] for row in lines_of(member_client)] == [
            "Apologies",
            "Not recorded",
            "Register not confirmed yet",
            "Cancelled",
        ]

    def test_only_a_meeting_still_to_come_is_expected(self, member_client, group, own):
        make_meeting(group, "2012-09-13", confirmed=False, state="planned")
        make_meeting(group, "2090-09-14", confirmed=False, state="planned")
        later = PAGE.replace("2012-13", "2090-91")

        assert lines_of(member_client)[0][1] == "Register not confirmed yet"
        assert "Expected" in text_of(member_client.get(later))

    def test_it_says_nothing_of_a_register_that_is_not_confirmed(self, member_client, group, own):
        mark(own, make_meeting(group, "2012-12-04", confirmed=False), "absent")
        late = make_meeting(group, "2012-12-11", confirmed=False)
        mark(own, late, "present", arrived_at=time(10, 30))

        told = [row[1] for row in lines_of(member_client)]

        assert told == ["Register not confirmed yet"] * 2

    def test_it_says_when_one_came_and_for_whom_without_a_name(
        self, member_client, board, group, own, confirmed
    ):
        mark(own, confirmed, "present", arrived_at=time(10, 30), is_remote=True)
        fire = make_agency(board, "Fire and rescue")
        mark(own, make_meeting(group, "2012-12-04"), "substitute", substitute_agency=fire)

        assert [row[1] for row in lines_of(member_client)] == [
            "Present arrived at 10:30, took part from elsewhere",
            "Substitute from Fire and rescue",
        ]

    def test_only_meetings_while_one_held_the_seat(self, member_client, group, member):
        seat = make_seat(group, title="Designated Nurse")
        make_tenure(seat, "2012-04-01", "2012-09-13", user=member)
        make_tenure(seat, "2012-09-13", user=make_user("next@example.org"))
        make_meeting(group, "2012-06-14")
        make_meeting(group, "2012-09-13")

        assert [row[0] for row in lines_of(member_client)] == [
            "Thursday 14 June 2012, Main Board, Designated Nurse"
        ]

    def test_others_seats_are_not_on_it(self, member_client, group, own, confirmed):
        other = make_seat(group, title="Director")
        make_tenure(other, user=make_user("other@example.org"))
        mark(other, confirmed, "absent")

        assert "Director" not in text_of(member_client.get(PAGE))

    def test_an_adviser_is_not_expected(self, member_client, group, member):
        seat = make_seat(group, title="Designated Nurse", counts_as="adviser")
        make_tenure(seat, user=member)
        make_meeting(group, "2013-03-12", confirmed=False, state="planned")

        assert lines_of(member_client)[0][1] == "Not counted: an adviser’s seat"

    def test_without_a_seat_it_says_whom_to_ask(self, member_client, group):
        text = text_of(member_client.get("/kingston/my-attendance/"))

        assert "No seat is linked to your account." in text
        assert "ask your business manager" in text

    def test_a_year_without_meetings_says_so(self, member_client, own):
        assert "No meeting while you held it in 2012-13" in text_of(member_client.get(PAGE))

    def test_until_when_it_can_be_checked(self, board, member, own, confirmed):
        # Confirmed on Thursday 13 September; the fifth working day after is the Thursday after.
        def line(today):
            page = own_pages.own_attendance(board_for(member, "kingston"), member, None, today)
            return page.seats[0].lines[0]

        assert line(date(2012, 9, 13)).until == date(2012, 9, 20)
        assert line(date(2012, 9, 20)).is_in_time
        assert not line(date(2012, 9, 21)).is_in_time
        assert line(date(2012, 9, 21)).may_be_wrong

    def test_the_day_of_confirming_is_that_of_london(self, board, group, member, own):
        late = datetime(2012, 9, 12, 23, 30, tzinfo=timezone.get_fixed_timezone(0))
        make_meeting(group, "2012-09-12", confirmed_at=late)  # half past midnight of the 13th

        page = own_pages.own_attendance(
            board_for(member, "kingston"), member, None, date(2012, 9, 13)
        )

        assert page.seats[0].lines[0].until == date(2012, 9, 20)


class TestSayingThatItIsWrong:
    def test_the_manager_gets_a_note_and_an_e_mail_that_names_nobody(
        self, member_client, manager, own, confirmed, member, mailoutbox
    ):
        mark(own, confirmed, "absent")
        address = links_of(member_client.get(PAGE))[
            "Wrong? Tell the manager: Thursday 13 September 2012, Main Board, Designated Nurse"
        ]

        answer = member_client.post(address, {"note": "I was there from 10:30."}, follow=True)

        note = AttendanceQuery.objects.get()
        assert address == wrong(confirmed, own)
        assert (note.seat, note.meeting, note.asked_by) == (own, confirmed, member)
        assert "Your note is kept, and the business manager has an e-mail" in text_of(answer)
        assert "“I was there from 10:30.” Not answered yet." in text_of(answer)
        (mail,) = mailoutbox
        assert mail.to == [manager.email]
        assert f"http://testserver{NOTES}" in mail.body
        for told in (member.email, "10:30", "Nurse", "NHS"):
            assert told not in mail.subject + mail.body

    def test_no_entry_changes_by_it(self, member_client, own, confirmed):
        mark(own, confirmed, "absent")

        member_client.post(wrong(confirmed, own), {"note": "I was there."})

        entry = Mark.objects.get()
        assert (entry.status, entry.history.count()) == ("absent", 1)

    def test_only_working_accounts_of_managers_are_written_to(
        self, member_client, board, administrator, own, confirmed, mailoutbox
    ):
        for email, fields in (
            ("suspended@example.org", {"suspended_at": timezone.now()}),
            ("closed@example.org", {}),
            ("second@example.org", {}),
        ):
            make_role(make_user(email), board, "manager", **fields)
        type(administrator).objects.filter(email="closed@example.org").update(is_active=False)

        member_client.post(wrong(confirmed, own), {"note": "I was there."})

        assert [mail.to for mail in mailoutbox] == [["second@example.org"]]

    def test_a_board_without_a_manager_says_so(self, member_client, own, confirmed, mailoutbox):
        answer = member_client.post(wrong(confirmed, own), {"note": "I was there."}, follow=True)

        assert AttendanceQuery.objects.exists()
        assert mailoutbox == []
        assert "no e-mail could be sent about it: tell your business manager" in text_of(answer)

    def test_an_e_mail_that_does_not_go_loses_no_note(
        self, member_client, manager, own, confirmed, monkeypatch
    ):
        def broken(*_, **__):
            raise ConnectionRefusedError

        monkeypatch.setattr("attendance.meetings.notes.send_mail", broken)

        answer = member_client.post(wrong(confirmed, own), {"note": "I was there."}, follow=True)

        assert AttendanceQuery.objects.exists()
        assert "no e-mail could be sent" in text_of(answer)

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_another_seat_is_no_page(self, member_client, group, own, confirmed, method):
        other = make_seat(group, title="Director")
        make_tenure(other, user=make_user("other@example.org"))

        answer = getattr(member_client, method)(wrong(confirmed, other), {"note": "No"})

        assert answer.status_code == 404
        assert not AttendanceQuery.objects.exists()

    def test_neither_is_a_day_before_one_held_it(self, member_client, group, member):
        seat = make_seat(group)
        make_tenure(seat, "2012-09-14", user=member)
        before, on = make_meeting(group, "2012-09-13"), make_meeting(group, "2012-09-14")

        assert member_client.get(wrong(before, seat)).status_code == 404
        assert member_client.get(wrong(on, seat)).status_code == 200

    def test_nor_a_register_that_is_not_confirmed(self, member_client, group, own):
        meeting = make_meeting(group, "2012-09-13", confirmed=False)

        assert member_client.get(wrong(meeting, own)).status_code == 404

    def test_nor_a_meeting_of_another_group(self, member_client, board, own):
        meeting = make_meeting(make_group(board, "training", "sub_group"))

        assert member_client.get(wrong(meeting, own)).status_code == 404

    def test_not_even_the_managers(self, manager_client, own, confirmed):
        assert manager_client.get(wrong(confirmed, own)).status_code == 404

    def test_an_empty_note_is_refused(self, member_client, own, confirmed):
        answer = member_client.post(wrong(confirmed, own), {"note": " "})

        assert "There is a problem" in text_of(answer)
        assert not AttendanceQuery.objects.exists()

    def test_a_childs_details_are_asked_about(self, member_client, own, confirmed):
        asked = member_client.post(wrong(confirmed, own), {"note": "As for 943 476 5919"})

        assert "looks like an NHS number" in text_of(asked)
        assert not AttendanceQuery.objects.exists()
        member_client.post(wrong(confirmed, own), fields_of(asked) | {"keep_text": "on"})
        assert AttendanceQuery.objects.exists()

    def test_one_note_at_a_time(self, member_client, own, confirmed, member):
        make_query(own, confirmed, member)

        answer = member_client.post(wrong(confirmed, own), {"note": "Again"}, follow=True)

        assert "You have sent a note about this line already." in text_of(answer)
        assert AttendanceQuery.objects.count() == 1
        assert wrong(confirmed, own) not in links_of(member_client.get(PAGE)).values()


class TestAnswering:
    @pytest.fixture
    def note(self, own, confirmed, member):
        mark(own, confirmed, "absent")
        return make_query(own, confirmed, member, note="I was there from 10:30.")

    def test_open_notes_wait_where_the_work_is(
        self, group, manager_client, chair_client, administrator_client, note
    ):
        for client in (manager_client, administrator_client):
            assert (
                f"{NOTES}{note.pk}/"
                in links_of(client.get("/kingston/management/?period=2012-13")).values()
            )
        seen = chair_client.get("/kingston/management/?period=2012-13")
        assert "Notes of members about their attendance" in text_of(seen)
        assert f"{NOTES}{note.pk}/" not in links_of(seen).values()
        assert "I was there" not in text_of(seen)

    def test_they_are_in_the_download_of_what_needs_doing(self, manager_client, note):
        answer = manager_client.get("/kingston/management.csv?period=2012-13")

        rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
        found = [row for row in rows if row["kind"] == "Note about attendance"]
        assert [row["what"] for row in found] == [
            "13 September 2012: Designated Nurse, NHS Kingston"
        ]

    def test_the_page_has_note_seat_and_what_is_recorded(self, manager_client, note):
        text = text_of(manager_client.get(f"{NOTES}{note.pk}/"))

        assert "Main Board, Thursday 13 September 2012" in text
        assert "Designated Nurse, NHS Kingston" in text
        assert "The register says Absent" in text
        assert "I was there from 10:30." in text

    def test_the_answer_stands_on_the_members_own_page(
        self, manager_client, member_client, manager, note
    ):
        answer = manager_client.post(
            f"{NOTES}{note.pk}/", {"answer": "You are right: put right today."}, follow=True
        )

        note.refresh_from_db()
        assert (note.answer, note.answered_by) == ("You are right: put right today.", manager)
        assert "No note waits for an answer." in text_of(answer)
        assert "You are right: put right today." in text_of(answer)
        own = text_of(member_client.get(PAGE))
        assert "“You are right: put right today.”" in own
        assert "Wrong?" in own  # another note may follow
        assert "Notes of members" not in text_of(
            manager_client.get("/kingston/management/?period=2012-13")
        )

    def test_what_another_answered_meanwhile_is_kept(
        self, manager_client, administrator_client, note
    ):
        address = f"{NOTES}{note.pk}/"
        administrator_client.post(address, {"answer": "First"})

        late = manager_client.post(address, {"answer": "Second"}, follow=True)

        note.refresh_from_db()
        assert note.answer == "First"
        assert "The note was answered in the meantime." in text_of(late)
        assert "<textarea" not in manager_client.get(address).content.decode()

    def test_members_do_not_read_the_notes(self, group, member_client, chair_client, note):
        for client in (member_client, chair_client):
            assert client.get(NOTES).status_code == 403
            assert client.get(f"{NOTES}{note.pk}/").status_code == 403

    def test_another_boards_note_is_no_page(self, other_administrator, note):
        client = signed_in(other_administrator)

        assert client.get(f"/elsewhere/attendance-notes/{note.pk}/").status_code == 404
        assert client.get(f"{NOTES}{note.pk}/").status_code == 404


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**25])
def test_a_number_too_large_for_any_record_is_not_there(
    member_client, manager_client, own, confirmed, number
):
    for address in (
        f"/kingston/meetings/{confirmed.pk}/seats/{number}/wrong/",
        f"/kingston/meetings/{number}/seats/{own.pk}/wrong/",
        f"/kingston/meetings/{number}/",
        f"/kingston/meetings/{number}/register/",
        f"{NOTES}{number}/",
    ):
        for client in (member_client, manager_client):
            assert client.get(address).status_code in (403, 404), address
    assert member_client.get(wrong(confirmed, own)).status_code == 200
