"""The list of meetings and the page of one."""

import csv
import io
from datetime import date, time

import pytest

from attendance.meetings import pages
from attendance.meetings.pages import next_step
from attendance.models import Meeting
from tests.build import (
    make_concern_rule,
    make_group,
    make_meeting,
    make_quorum_rule,
    make_seat,
    make_tenure,
    mark,
)
from tests.page_tables import links_of, table_of, text_of

TODAY = date(2012, 9, 1)


@pytest.fixture
def planned(group):
    return make_meeting(group, "2012-09-13", confirmed=False, state="planned")


def listed(board, reader, today=TODAY, year=None):
    from agencies.access import board_for

    return pages.meetings(board_for(reader, board.slug), year, today)


def days(lines):
    return [line.meeting.held_on.isoformat() for line in lines]


class TestTheList:
    def test_every_meeting_stands_under_what_is_to_be_done(self, board, group, manager):
        make_meeting(group, "2012-12-04", confirmed=False, state="planned")
        make_meeting(group, "2012-09-13", confirmed=False, state="planned")
        make_meeting(group, "2012-08-30", confirmed=False, state="planned")  # its day has passed
        make_meeting(group, "2012-07-12", confirmed=False)
        make_meeting(group, "2012-06-14")
        make_meeting(group, "2012-05-10", state="inquorate")
        make_meeting(group, "2012-10-11", confirmed=False, state="cancelled")
        make_meeting(group, "2012-11-08", confirmed=False, state="postponed")

        page = listed(board, manager)

        assert days(page.to_come) == ["2012-09-13", "2012-12-04"]
        assert days(page.to_confirm) == ["2012-07-12", "2012-08-30"]
        assert days(page.confirmed) == ["2012-05-10", "2012-06-14"]
        assert days(page.called_off) == ["2012-10-11", "2012-11-08"]

    def test_the_soonest_of_all_groups_stands_first(self, board, group, manager):
        other = make_group(board, "training", "sub_group")
        make_meeting(group, "2012-12-04", confirmed=False, state="planned")
        make_meeting(other, "2012-10-04", confirmed=False, state="planned")

        assert days(listed(board, manager).to_come) == ["2012-10-04", "2012-12-04"]

    def test_a_year_is_asked_for(self, member_client, group):
        make_meeting(group, "2012-06-14")
        make_meeting(group, "2014-06-12")

        text = text_of(member_client.get("/kingston/meetings/?period=2012-13"))

        assert "Thursday 14 June 2012" in text
        assert "12 June 2014" not in text

    def test_without_one_it_is_this_year_or_the_latest_with_a_meeting(self, board, group, manager):
        make_meeting(group, "2010-06-14")
        make_meeting(group, "2011-06-14")
        assert str(listed(board, manager).year) == "2011-12"

        make_meeting(group, "2012-12-04", confirmed=False, state="planned")
        make_meeting(group, "2013-12-04", confirmed=False, state="planned")
        assert str(listed(board, manager).year) == "2012-13"

    def test_other_years_are_links(self, member_client, group):
        make_meeting(group, "2012-06-14")
        make_meeting(group, "2014-06-12")

        links = links_of(member_client.get("/kingston/meetings/?period=2012-13"))

        assert links["2014-15"] == "/kingston/meetings/?period=2014-15"
        assert "2012-13" not in links

    def test_a_year_without_meetings_says_so(self, member_client, group):
        make_meeting(group, "2012-06-14")

        text = text_of(member_client.get("/kingston/meetings/?period=2013-14"))

        assert "No meeting in 2013-14 is on record. Other years stand below." in text

    def test_a_board_without_groups_says_so(self, member_client, administrator_client):
        assert "No group has been set up yet" in text_of(member_client.get("/kingston/meetings/"))
        links = links_of(administrator_client.get("/kingston/meetings/"))
        assert links["add the first group by hand"] == "/admin/agencies/group/add/"

    def test_what_is_to_do_and_the_buttons_are_for_those_who_keep_registers(
        self, member_client, manager_client, planned
    ):
        address = "/kingston/meetings/?period=2012-13"
        of_manager, of_member = (client.get(address) for client in (manager_client, member_client))

        assert links_of(of_manager)["Plan a meeting"] == ("/kingston/meetings/new/?period=2012-13")
        assert "What to do next" in text_of(of_manager)
        assert f"/kingston/meetings/{planned.pk}/register/" in links_of(of_manager).values()
        for hidden in ("Plan a meeting", "What to do next", "/register/"):
            assert hidden not in of_member.content.decode()

    def test_the_download_has_the_same_meetings(self, member_client, group):
        make_meeting(group, "2012-06-14", starts_at=time(10), place="=Room 2")
        make_meeting(group, "2012-10-11", confirmed=False, state="cancelled", state_note="Too few")

        answer = member_client.get("/kingston/meetings.csv?period=2012-13")

        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [(row["date"], row["weekday"], row["register"]) for row in rows] == [
            ("2012-06-14", "Thursday", "Confirmed"),
            ("2012-10-11", "Thursday", "None"),
        ]
        assert (rows[0]["begins_at"], rows[0]["place"]) == ("10:00", "'=Room 2")
        assert rows[1]["note"] == "Too few"


@pytest.mark.parametrize(
    ("held_on", "entered", "step"),
    [
        ("2012-09-16", 0, "Nothing before 2 September 2012."),
        (
            "2012-09-15",
            0,
            "Look at the vacant seats and the absences, and print a sign-in sheet.",
        ),
        (
            "2012-09-02",
            0,
            "Look at the vacant seats and the absences, and print a sign-in sheet.",
        ),
        ("2012-09-01", 0, "Take the register today."),
        ("2012-09-01", 6, "Six entered: complete the register and confirm it."),
        ("2012-08-31", 0, "The day has passed: take the register."),
        ("2012-08-31", 12, "12 entered: complete the register and confirm it."),
    ],
)
def test_what_to_do_next_follows_from_the_day(held_on, entered, step):
    meeting = Meeting(held_on=date.fromisoformat(held_on))

    assert next_step(meeting, entered, TODAY) == step


def page_of(client, meeting):
    return client.get(f"/kingston/meetings/{meeting.pk}/")


class TestOneMeeting:
    def test_its_weekday_time_and_place_are_said(self, member_client, group):
        meeting = make_meeting(group, "2012-09-13", starts_at=time(14, 30), place="Guildhall")

        text = text_of(page_of(member_client, meeting))

        assert "Main Board, Thursday 13 September 2012" in text
        assert "14:30" in text
        assert "Guildhall" in text

    def test_a_note_on_its_date_stands_beside_it(self, member_client, group):
        kept = make_meeting(group, "2012-08-26", date_note="All could come only then")

        assert "Sunday 26 August 2012. All could come only then" in text_of(
            page_of(member_client, kept)
        )

    def test_who_is_expected_follows_from_the_day(self, member_client, group, planned):
        for title, since, until, state in (
            ("Held", "2012-04-01", None, "filled"),
            ("Interim", "2012-04-01", None, "interim"),
            ("Left the day before", "2012-04-01", "2012-09-13", "filled"),
            ("Not yet", "2012-09-14", None, "filled"),
            ("Nobody", "2012-04-01", None, "vacant"),
        ):
            make_tenure(make_seat(group, title=title), since, until, state)
        make_tenure(make_seat(group, title="Adviser", counts_as="adviser"))

        text = text_of(page_of(member_client, planned))

        assert "2 seats, 1 vacant" in text
        assert "Nobody, NHS Kingston: vacant since 1 April 2012." in text
        assert "Left the day before" not in text

    def test_a_holder_below_the_required_level_is_pointed_out(
        self, manager_client, member_client, group, planned
    ):
        seat = make_seat(group, title="Nurse", required_seniority="Director")
        make_tenure(
            seat, "2012-04-01", "2012-10-01", is_below_required=True, seniority="team manager"
        )
        ended = make_seat(group, title="Before")
        make_tenure(ended, "2012-04-01", "2012-09-01", is_below_required=True)
        make_tenure(ended, "2012-09-01")

        text = text_of(page_of(manager_client, planned))

        assert "Nurse, NHS Kingston: asks for Director, held by team manager." in text
        assert "Before, NHS" not in text
        assert "team manager" not in text_of(page_of(member_client, planned))

    def make_absences(self, group, *held_on):
        make_concern_rule(group)
        seat = make_seat(group, title="Head teacher")
        make_tenure(seat, "2011-04-01")
        for day in held_on:
            mark(seat, make_meeting(group, day), "absent")

    def test_a_run_of_absences_is_pointed_out(self, manager_client, member_client, group, planned):
        self.make_absences(group, "2012-05-10", "2012-07-12")

        text = text_of(page_of(manager_client, planned))

        assert "Absent several times in a row, up to the last meeting of 2012-13" in text
        assert "Head teacher, NHS Kingston: two times." in text
        assert "two or more absences in a row" in text
        assert "Head teacher" not in text_of(page_of(member_client, planned))

    def test_before_the_first_meeting_of_a_year_it_is_the_run_of_the_year_before(
        self, manager_client, group, planned
    ):
        make_concern_rule(group, "2011-12")
        self.make_absences(group, "2011-12-08", "2012-03-08")

        text = text_of(page_of(manager_client, planned))

        assert "up to the last meeting of 2011-12" in text
        assert "Head teacher, NHS Kingston: two times." in text

    def test_one_absence_is_no_run(self, manager_client, group, planned):
        self.make_absences(group, "2012-07-12")

        assert "Look at this" not in text_of(page_of(manager_client, planned))

    @pytest.mark.parametrize(
        ("day", "heading"),
        [("2012-09-14", "Look at this"), ("2090-09-14", "Look at this before the meeting")],
    )
    def test_only_one_still_to_come_is_prepared(self, member_client, group, day, heading):
        make_tenure(make_seat(group, title="Nobody"), state="vacant")
        meeting = make_meeting(group, day, confirmed=False, state="planned")

        assert f"<h2>{heading}</h2>" in page_of(member_client, meeting).content.decode()

    def test_a_confirmed_one_gives_its_figures_instead(self, member_client, group):
        meeting = make_meeting(group, "2012-09-13")
        for title, status in (("A", "present"), ("B", "substitute"), ("C", "absent")):
            seat = make_seat(group, title=title)
            make_tenure(seat)
            mark(seat, meeting, status)
        make_tenure(make_seat(group, title="Nobody"), state="vacant")

        text = text_of(page_of(member_client, meeting))

        assert "Member attendance 33% 1 of 3" in text
        assert "Agency representation 67% 2 of 3" in text
        assert "Look at this" not in text

    def test_the_quorum_of_its_year_is_a_sentence(self, member_client, group, planned):
        make_quorum_rule(group, "2011-12", smallest_seats=6)
        make_quorum_rule(group, "2013-14", smallest_seats=9)

        assert "when at least six members came" in text_of(page_of(member_client, planned))

    def test_its_actions_are_for_those_who_keep_registers(
        self, manager_client, member_client, planned
    ):
        address = f"/kingston/meetings/{planned.pk}"
        links = set(links_of(page_of(manager_client, planned)).values())
        actions = {f"{address}/register/", f"{address}/change/", f"{address}/call-off/"}

        assert actions <= links
        assert not actions & set(links_of(page_of(member_client, planned)).values())

    def test_the_group_leads_to_it(self, manager_client, planned):
        links = links_of(manager_client.get("/kingston/groups/main-board/?period=2012-13"))

        assert links["Thursday 13 September 2012"] == f"/kingston/meetings/{planned.pk}/"
        assert links["Plan a meeting"] == (
            "/kingston/meetings/new/?group=main-board&period=2012-13"
        )
        assert links["Quorum"] == "/kingston/groups/main-board/quorum/"
        assert links["Calendar to subscribe to"] == "/kingston/groups/main-board/calendar/"


def test_the_tables_have_no_empty_cell(manager_client, group, planned):
    make_meeting(group, "2012-06-14")
    make_meeting(group, "2012-10-11", confirmed=False, state="cancelled")
    answer = manager_client.get("/kingston/meetings/?period=2012-13")

    for caption in ("Not confirmed yet", "Confirmed", "Called off"):
        for row in table_of(answer, caption).texts:
            assert all(cell.strip() for cell in row)
