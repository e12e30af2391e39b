"""The pages of groups and agencies, where there is little or nothing to show."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from attendance.pages.agency import agency as agency_page
from attendance.pages.groups import as_at, groups_of
from attendance.pages.groups import group as group_page
from lscb.periods import FinancialYear
from tests.build import (
    make_agency,
    make_contribution,
    make_counting_rule,
    make_group,
    make_meeting,
    make_published_figure,
    make_seat,
    make_standing,
    make_tenure,
    mark,
)
from tests.page_tables import links_of, table_of, text_of

ADDRESS = "/kingston/groups/main-board"


def make_members(group, meeting, statuses):
    for position, status in enumerate(statuses):
        seat = make_seat(group, title=f"Member {position}")
        make_tenure(seat, "1990-04-01")
        mark(seat, meeting, status)


class TestAYearWithoutMeetings:
    def test_it_says_so_and_links_to_the_nearest(self, member_client, group):
        make_meeting(group, "2009-06-01")
        make_meeting(group, "2014-06-01")

        response = member_client.get(f"{ADDRESS}/attendance/2012-13/")

        assert response.status_code == 200
        assert "No meeting of the Main Board in 2012-13 is on record" in text_of(response)
        assert links_of(response)["2014-15"] == f"{ADDRESS}/attendance/2014-15/"
        assert "The nearest year with meetings is 2014-15." in text_of(response)

    def test_of_two_as_near_the_later_one_is_taken(self, member_client, group):
        make_meeting(group, "2011-06-01")
        make_meeting(group, "2013-06-01")

        text = text_of(member_client.get(f"{ADDRESS}/attendance/2012-13/"))

        assert "The nearest year with meetings is 2013-14." in text

    def test_a_cancelled_meeting_makes_no_year_with_meetings(self, member_client, group):
        make_meeting(group, "2013-06-01", confirmed=False, state="cancelled")

        text = text_of(member_client.get(f"{ADDRESS}/attendance/2012-13/"))

        assert "Nothing has been recorded for this group yet." in text

    def test_what_was_printed_stands_there_all_the_same(self, member_client, board, group):
        make_published_figure(board, "45%", group=group, measure="first_attendance", number=45)

        text = text_of(member_client.get(f"{ADDRESS}/attendance/2012-13/"))

        assert "Attendance at the start of the year: 45%" in text

    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_its_downloads_have_only_the_total(self, member_client, group, ending):
        response = member_client.get(f"{ADDRESS}/attendance/2012-13.{ending}")

        assert response.status_code == 200
        if ending == "csv":
            assert response.content.decode("utf-8-sig").splitlines()[1:] == ["Total,Total,,0,0,0,,"]

    @pytest.mark.parametrize("year", ["2012-14", "2012", "1850-51", "2012-13x", "9999-00"])
    def test_what_is_no_year_is_not_found(self, member_client, group, year):
        assert member_client.get(f"{ADDRESS}/attendance/{year}/").status_code == 404
        assert member_client.get(f"{ADDRESS}/", {"period": year}).status_code == 404


class TestNobodyExpected:
    def test_a_meeting_at_which_nobody_was_expected_has_a_page(self, member_client, group):
        make_meeting(group)

        response = member_client.get(f"{ADDRESS}/attendance/2012-13/")

        assert response.status_code == 200
        assert table_of(response, "Meeting by meeting").row("The year")[5] == "Nobody expected"
        assert response.context["page"].charts == []

    def test_neither_do_the_dashboards_and_the_group_break(self, manager_client, group):
        make_meeting(group)

        for address in ("/kingston/", "/kingston/management/", f"{ADDRESS}/", "/kingston/groups/"):
            response = manager_client.get(address)
            assert response.status_code == 200
            assert "%" not in text_of(response)

    def test_an_agency_that_expected_nobody_is_no_bar(self, member_client, board, group):
        meeting = make_meeting(group)
        make_members(group, meeting, ["present", "absent", "absent"])
        make_tenure(make_seat(group, make_agency(board, "Police")), state="vacant")

        page = member_client.get(f"{ADDRESS}/attendance/2012-13/").context["page"]

        assert [bar.label for bar in page.charts[1].bars] == ["NHS Kingston"]
        assert page.charts[1].title == "NHS Kingston came least: 1 of 3 expected"


class TestTheRuleOnThePage:
    @pytest.fixture
    def two_meetings(self, group):
        """One of three came, then three of four: 33.3 % and 75 %; together 4 of 7."""
        make_members(group, make_meeting(group, "2012-06-14"), ["present", "absent", "absent"])
        second = make_meeting(group, "2012-09-13")
        for seat, status in zip(group.seats.all(), ["present", "present", "present"], strict=True):
            mark(seat, second, status)
        late = make_seat(group, title="Late")
        make_tenure(late, "2012-09-01")
        mark(late, second, "absent")
        return group

    def test_all_meetings_together(self, member_client, two_meetings):
        table = table_of(member_client.get(f"{ADDRESS}/attendance/2012-13/"), "Meeting by meeting")

        assert table.row("The year")[5] == "57% 4 of 7"

    def test_the_mean_of_meetings_does_not_pretend_to_be_the_fraction(
        self, member_client, two_meetings
    ):
        make_counting_rule(two_meetings, average="mean_of_meetings")

        table = table_of(member_client.get(f"{ADDRESS}/attendance/2012-13/"), "Meeting by meeting")

        # (1/3 + 3/4) / 2 = 13/24 = 54.2 %
        assert table.row("The year")[5] == "54% mean of two meetings, 4 of 7 in all"

    def test_a_group_without_a_rule_is_counted_by_the_usual_one_and_says_so(
        self, member_client, two_meetings
    ):
        text = text_of(member_client.get(f"{ADDRESS}/attendance/2012-13/"))

        assert "No rule has been set for this group, so the usual one is used." in text


class TestPrintedToAPlace:
    @pytest.mark.parametrize("number", ["57.1", "57"])
    def test_a_percentage_printed_with_decimals_is_compared_to_as_many(
        self, member_client, board, group, number
    ):
        meeting = make_meeting(group)
        make_members(group, meeting, ["present"] * 4 + ["absent"] * 3)
        make_published_figure(
            board, f"{number}%", group=group, number=number, held_on=meeting.held_on
        )

        table = table_of(member_client.get(f"{ADDRESS}/attendance/2012-13/"), "Meeting by meeting")

        # 4/7 is 57.14 %.
        assert table.row("13 September 2012")[7] == f"{number}% agrees"

    def test_a_figure_printed_without_a_number_is_shown_and_not_judged(
        self, member_client, board, group
    ):
        meeting = make_meeting(group)
        make_members(group, meeting, ["present"] * 3)
        make_published_figure(board, "most members", group=group, held_on=meeting.held_on)

        response = member_client.get(f"{ADDRESS}/attendance/2012-13/")

        row = table_of(response, "Meeting by meeting").row("13 September 2012")
        assert row[7] == "most members"
        assert response.context["page"].differences == []


class TestTheOrderOfGroups:
    def test_it_is_their_place_then_their_name_however_they_were_made(self, board):
        for name, position in (("Training", 2), ("Quality", 1), ("Communications", 2)):
            make_group(board, name.lower(), "sub_group", name=name, position=position)
            make_meeting(board.groups.get(name=name))

        assert [group.name for group in groups_of(board)] == [
            "Quality",
            "Communications",
            "Training",
        ]


class TestTheDayOfAPage:
    YEAR = FinancialYear(2012)

    @pytest.mark.parametrize(
        ("today", "day"),
        [
            (date(2026, 1, 1), date(2013, 3, 31)),
            (date(2013, 3, 31), date(2013, 3, 31)),
            (date(2013, 3, 30), date(2013, 3, 30)),
            (date(2012, 10, 1), date(2012, 10, 1)),
        ],
    )
    def test_it_is_the_last_of_the_year_or_today_if_that_is_earlier(self, today, day):
        assert as_at(self.YEAR, today) == day

    def test_a_group_shows_its_seats_as_they_are_that_day(self, board, group):
        seat = make_seat(group)
        make_tenure(seat, "2012-04-01", "2012-10-01")
        make_tenure(seat, "2012-10-01", state="vacant")
        (found,) = groups_of(board)

        before = group_page(board, found, self.YEAR, date(2012, 9, 30))
        after = group_page(board, found, self.YEAR, date(2012, 10, 1))

        assert (len(before.in_post), len(before.vacant)) == (1, 0)
        assert (len(after.in_post), len(after.vacant)) == (0, 1)

    def test_a_seat_left_before_that_day_is_no_longer_held(self, board, group):
        make_tenure(make_seat(group), "2012-04-01", "2013-03-31")
        (found,) = groups_of(board)

        page = group_page(board, found, self.YEAR, date(2026, 1, 1))

        assert (len(page.in_post), len(page.vacant), len(page.no_longer)) == (0, 0, 1)

    def test_without_a_period_it_is_the_latest_year_with_a_meeting(self, board, group):
        make_meeting(group, "2010-06-01")
        make_meeting(group, "2012-06-01")
        make_meeting(group, "2013-06-01", confirmed=False, state="planned")
        (found,) = groups_of(board)

        assert group_page(board, found, None, date(2026, 1, 1)).year == FinancialYear(2012)

    def test_without_any_meeting_it_is_this_year(self, board, group):
        (found,) = groups_of(board)

        page = group_page(board, found, None, date(2026, 1, 1))

        assert page.year == FinancialYear(2025)
        assert page.as_at == date(2026, 1, 1)


class TestAnAgency:
    @pytest.fixture
    def police(self, board):
        return make_agency(board, "Police")

    @pytest.mark.parametrize(
        ("today", "standing"),
        [
            (date(2012, 12, 31), ""),
            (date(2013, 1, 1), "Relevant agency"),
            (date(2013, 2, 1), "Statutory safeguarding partner"),
        ],
    )
    def test_its_standing_is_that_of_the_day(self, board, police, today, standing):
        make_standing(police, "2013-01-01", "relevant")
        make_standing(police, "2013-02-01", "statutory")
        make_standing(make_agency(board, "Probation"), "2012-01-01", "other")

        page = agency_page(board, "police", FinancialYear(2012), today)

        assert page.standing == standing

    def test_one_that_never_sat_or_paid_says_so(self, member_client, police):
        text = text_of(member_client.get("/kingston/agencies/police/"))

        assert "The agency held no seat in any group" in text
        assert "No payment to the board is on record." in text

    def test_what_it_paid_is_listed_by_year_with_its_share_of_all(
        self, member_client, board, police
    ):
        probation = make_agency(board, "Probation")
        make_contribution(police, "300")
        make_contribution(probation, "100")
        make_contribution(police, "500", "2011-12")

        table = table_of(member_client.get("/kingston/agencies/police/"), "Paid in by year")

        assert table.texts[1:] == [["2012-13", "£300", "75.0%"], ["2011-12", "£500", "100.0%"]]

    def test_another_boards_agency_is_not_found(self, member_client, board, other_board):
        make_agency(other_board, "Police")

        assert member_client.get("/kingston/agencies/police/").status_code == 404


class TestAnEmptyBoard:
    @pytest.mark.parametrize(
        "address",
        ["/kingston/", "/kingston/groups/", "/kingston/agencies/", "/kingston/budget/2012-13/"],
    )
    def test_every_page_says_what_will_stand_there(self, member_client, board, address):
        response = member_client.get(address)

        assert response.status_code == 200
        text = text_of(response)
        assert "administrator" in text
        assert "%" not in text
        assert "£" not in text

    def test_the_management_page_has_nothing_to_do(self, manager_client, board):
        text = text_of(manager_client.get("/kingston/management/"))

        assert "No seat is vacant." in text
        assert text.count("Nothing was found") == 2

    def test_the_latest_budget_is_this_years(self, member_client, board):
        response = member_client.get("/kingston/budget/", follow=True)

        assert response.status_code == 200
        assert "No money is on record" in text_of(response)

    def test_a_group_alone_has_a_page(self, member_client, group):
        text = text_of(member_client.get(f"{ADDRESS}/"))

        assert "No seat of this group is on record" in text


@pytest.mark.parametrize("held_on", ["0212-06-14", "1989-06-14", "2212-06-14"])
def test_a_mistyped_year_of_a_meeting_is_refused(group, held_on):
    meeting = make_meeting(group)
    meeting.held_on = date.fromisoformat(held_on)

    with pytest.raises(ValidationError) as refused:
        meeting.full_clean()

    assert list(refused.value.message_dict) == ["held_on"]
