"""What a cell of the table says, and what follows for the counts: few rows, one claim each."""

from datetime import date

import pytest

from attendance.calculations import Count
from attendance.models import Meeting
from attendance.year import group_years
from tests.build import (
    make_agency,
    make_counting_rule,
    make_group,
    make_meeting,
    make_seat,
    make_tenure,
    mark,
)
from tests.page_tables import table_of, text_of

ADDRESS = "/kingston/groups/main-board/attendance/2012-13"


@pytest.fixture
def meeting(group):
    return make_meeting(group, "2012-09-13")


@pytest.fixture
def seat(group):
    """A seat somebody has held since April 2012."""
    seat = make_seat(group, title="Designated Nurse")
    make_tenure(seat)
    return seat


def make_members(group, number, meeting=None, status="present"):
    """So many seats, held and marked alike, to have enough for a percentage."""
    for position in range(number):
        seat = make_seat(group, title=f"Member {position}")
        make_tenure(seat)
        if meeting:
            mark(seat, meeting, status)


def records_of(group, year):
    (records,) = group_years([group], year)
    return records


def cells_of(group, year, title="Designated Nurse"):
    (seat,) = [seat for seat in records_of(group, year).seats if seat.title == title]
    return [cell.outcome.words for cell in seat.cells]


class TestWhatACellSays:
    @pytest.mark.parametrize(
        ("status", "word"),
        [
            ("present", "Present"),
            ("substitute", "Substitute"),
            ("apologies", "Apologies"),
            ("absent", "Absent"),
        ],
    )
    def test_a_mark_is_said_in_a_word(self, member_client, seat, meeting, status, word):
        mark(seat, meeting, status)

        table = table_of(member_client.get(f"{ADDRESS}/"), "Seat by seat")

        assert table.texts[1][1] == word

    @pytest.mark.parametrize("confirmed", [True, False])
    def test_without_a_mark_nothing_was_recorded(self, member_client, group, seat, confirmed):
        make_meeting(group, "2012-09-13", confirmed=confirmed)

        table = table_of(member_client.get(f"{ADDRESS}/"), "Seat by seat")

        assert table.texts[1][1] == "Not recorded"
        assert table.texts[1][2:] == ["Nobody expected", "Nobody expected"]

    def test_a_vacant_seat_is_vacant(self, member_client, group, meeting):
        make_tenure(make_seat(group), state="vacant")

        table = table_of(member_client.get(f"{ADDRESS}/"), "Seat by seat")

        assert table.texts[1][1] == "Vacant"

    def test_before_and_after_it_was_held_a_seat_is_not_a_members(self, group, year):
        seat = make_seat(group, title="Designated Nurse")
        make_tenure(seat, "2012-08-01", "2012-12-01")
        for day in ("2012-05-16", "2012-09-13", "2013-02-12"):
            make_meeting(group, day)

        assert cells_of(group, year) == [
            "Not a member then",
            "Not recorded",
            "Not a member then",
        ]

    def test_a_time_in_a_seat_begins_on_its_first_day_and_has_ended_on_its_last(self, group, year):
        seat = make_seat(group, title="Designated Nurse")
        make_tenure(seat, "2012-06-14", "2012-09-13")
        for day in ("2012-06-13", "2012-06-14", "2012-09-12", "2012-09-13"):
            mark(seat, make_meeting(group, day))

        assert cells_of(group, year) == [
            "Not a member then",
            "Present",
            "Present",
            "Not a member then",
        ]

    def test_a_holder_who_follows_on_the_same_day_leaves_no_gap(self, group, year):
        seat = make_seat(group, title="Designated Nurse")
        make_tenure(seat, "2012-04-01", "2012-09-13")
        make_tenure(seat, "2012-09-13", state="interim")
        mark(seat, make_meeting(group, "2012-09-13"))

        assert cells_of(group, year) == ["Present"]

    def test_an_interim_holder_is_expected(self, group, meeting, year):
        seat = make_seat(group)
        make_tenure(seat, state="interim")
        mark(seat, meeting, "absent")

        assert records_of(group, year).total == Count(0, 0, 1)


class TestWhatIsCounted:
    def test_a_vacant_seat_is_left_out_unless_the_rule_counts_it(self, group, meeting, year):
        make_members(group, 3, meeting)
        make_tenure(make_seat(group), state="vacant")

        assert records_of(group, year).total == Count(3, 0, 3)

        make_counting_rule(group, vacant_seats_count=True)

        assert records_of(group, year).total == Count(3, 0, 4)

    @pytest.mark.parametrize("counts_as", ["adviser", "observer"])
    def test_who_is_no_member_is_shown_and_not_counted(
        self, member_client, group, meeting, counts_as
    ):
        make_members(group, 3, meeting)
        seat = make_seat(group, title="Adviser", counts_as=counts_as)
        make_tenure(seat)
        mark(seat, meeting)

        response = member_client.get(f"{ADDRESS}/")

        row = table_of(response, "Seat by seat").row("Adviser")
        assert row == [
            "Adviser adviser or observer, not counted",
            "Present",
            "Nobody expected",
            "Nobody expected",
        ]
        assert table_of(response, "Meeting by meeting").row("The year")[1] == "3"

    def test_a_meeting_without_a_confirmed_register_is_shown_and_not_counted(
        self, member_client, group
    ):
        meeting = make_meeting(group, "2012-09-13", confirmed=False)
        make_members(group, 3, meeting)

        response = member_client.get(f"{ADDRESS}/")

        table = table_of(response, "Meeting by meeting")
        assert "register not confirmed, so not counted" in table.row("13 September 2012")[0]
        assert table.row("The year")[1:] == [
            "0",
            "0",
            "0",
            "0",
            "Nobody expected",
            "Nobody expected",
            "Nothing printed",
        ]
        assert "Nobody expected" in text_of(response)

    def test_a_meeting_that_did_not_take_place_is_no_column(self, member_client, group, meeting):
        make_members(group, 1, meeting)
        make_meeting(group, "2012-12-04", confirmed=False, state="cancelled")
        make_meeting(group, "2013-03-12", confirmed=False, state="planned")

        response = member_client.get(f"{ADDRESS}/")

        assert len(table_of(response, "Seat by seat").texts[0]) == 4
        assert "Not in the table: 4 December 2012 (cancelled), 12 March 2013 (planned)." in text_of(
            response
        )

    def test_a_meeting_without_a_quorum_took_place(self, group, year):
        meeting = make_meeting(group, state=Meeting.State.INQUORATE)
        make_members(group, 3, meeting, "absent")

        assert records_of(group, year).total == Count(0, 0, 3)

    def test_meetings_of_other_years_and_groups_are_not_counted(self, board, group, year):
        make_meeting(group, "2012-03-31")
        make_meeting(group, "2013-04-01")
        training = make_group(board, "training")
        make_members(training, 2, make_meeting(training, "2012-09-13"))

        records = records_of(group, year)

        assert records.meetings == ()
        assert records.seats == ()

    def test_the_first_and_the_last_day_of_the_year_belong_to_it(self, group, year):
        make_meeting(group, "2012-04-01")
        make_meeting(group, "2013-03-31")

        assert len(records_of(group, year).meetings) == 2

    def test_under_the_smallest_denominator_no_percentage_is_given(
        self, member_client, group, meeting
    ):
        make_members(group, 2, meeting)

        response = member_client.get(f"{ADDRESS}/")

        assert table_of(response, "Meeting by meeting").row("The year")[5] == (
            "2 of 2 too few for a percentage"
        )
        assert "%" not in text_of(response)

    def test_the_smallest_denominator_is_the_rules(self, member_client, group, meeting):
        make_members(group, 2, meeting)
        make_counting_rule(group, smallest_denominator=2)

        response = member_client.get(f"{ADDRESS}/")

        assert table_of(response, "Meeting by meeting").row("The year")[5] == "100% 2 of 2"

    def test_a_mark_of_somebody_not_in_post_is_not_counted_and_kept_in_mind(
        self, group, meeting, year
    ):
        seat = make_seat(group, title="Designated Nurse")
        make_tenure(seat, "2012-10-01")
        mark(seat, meeting)

        records = records_of(group, year)

        assert records.total == Count(0, 0, 0)
        assert records.seats[0].marked_when_not_in_post == (date(2012, 9, 13),)

    def test_a_mark_of_a_vacant_seat_is_kept_in_mind_too(self, group, meeting, year):
        seat = make_seat(group)
        make_tenure(seat, state="vacant")
        mark(seat, meeting)

        assert records_of(group, year).seats[0].marked_when_not_in_post == (date(2012, 9, 13),)

    def test_marks_of_a_seat_nobody_held_that_year_are_kept_in_mind(self, group, meeting, year):
        seat = make_seat(group)
        make_tenure(seat, "2013-04-01")
        mark(seat, meeting)

        records = records_of(group, year)

        assert records.seats == ()
        assert [(one.held_on, number) for one, number in records.marks_of_no_row] == [
            (date(2012, 9, 13), 1)
        ]

    def test_a_rule_of_an_earlier_year_holds_until_the_next(self, group, year):
        make_counting_rule(group, "2010-11", vacant_seats_count=True)
        make_counting_rule(group, "2013-14", vacant_seats_count=False)

        records = records_of(group, year)

        assert records.rule.vacant_seats_count
        assert records.rule_is_set

    def test_a_rule_of_a_later_year_does_not_reach_back(self, group, year):
        make_counting_rule(group, "2013-14", vacant_seats_count=True)

        records = records_of(group, year)

        assert not records.rule.vacant_seats_count
        assert not records.rule_is_set


class TestTwoOfAKind:
    def test_the_same_post_of_two_agencies_is_two_rows(self, member_client, board, group, meeting):
        for name in ("Kingston Hospital", "Your Healthcare"):
            seat = make_seat(group, make_agency(board, name), "Named Nurse")
            make_tenure(seat)
            mark(seat, meeting)

        table = table_of(member_client.get(f"{ADDRESS}/"), "Seat by seat")

        assert [row[0] for row in table.texts[1:3]] == [
            "Kingston Hospital Health Named Nurse",
            "Your Healthcare Health Named Nurse",
        ]
        assert [row[1] for row in table.texts[1:3]] == ["Present", "Present"]

    @pytest.fixture
    def two_on_one_day(self, group):
        """An ordinary meeting that three came to, and an extraordinary one that one came to."""
        ordinary = make_meeting(group, "2012-09-13")
        extraordinary = make_meeting(group, "2012-09-13", kind="extraordinary")
        for position, second in enumerate(["present", "absent", "absent"]):
            seat = make_seat(group, title=f"Member {position}")
            make_tenure(seat)
            mark(seat, ordinary)
            mark(seat, extraordinary, second)
        return group

    def test_two_meetings_on_one_day_are_two_columns(self, member_client, two_on_one_day):
        response = member_client.get(f"{ADDRESS}/")

        assert table_of(response, "Seat by seat").texts[0][1:3] == [
            "13 Sep 2012",
            "13 Sep 2012 extraordinary",
        ]
        assert table_of(response, "Seat by seat").row("All seats")[1:3] == [
            "100% 3 of 3",
            "33% 1 of 3",
        ]

    def test_two_meetings_on_one_day_are_two_columns_of_the_download(
        self, member_client, two_on_one_day
    ):
        text = member_client.get(f"{ADDRESS}.csv").content.decode("utf-8-sig")

        header, *_, total = text.splitlines()
        assert header.split(",")[3:5] == ["2012-09-13", "2012-09-13 extraordinary"]
        assert total.split(",")[3:5] == ["3/3", "1/3"]

    def test_two_meetings_on_one_day_are_two_bars(self, member_client, two_on_one_day):
        page = member_client.get(f"{ADDRESS}/").context["page"]

        bars = page.charts[0].figure["data"][0]

        assert bars["y"] == ["13 Sep 2012", "13 Sep 2012, extraordinary"]
        assert bars["x"] == [100.0, 33.3]
