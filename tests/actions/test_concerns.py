"""Attendance concerns: who meets the rule, with which figures, and what was done."""

import csv
import io
import re

import openpyxl
import pytest
from django.urls import reverse

from actions.figures import concerns_of_group
from actions.models import Letter
from tests.actions.conftest import YEAR, make_attender, page_text, post_new
from tests.build import make_agency, make_concern_rule, make_group, make_meeting
from tests.conftest import signed_in
from tests.page_tables import text_of, tidy

# The eleven of Kingston's Main Board 2012-13, worked out by hand from Appendix 1: how often
# somebody came of five meetings, and how many absences in a row ended at 12 March 2013.
OF_KINGSTON = {
    "Service Manager, High Court Team": (0, 5),
    "Chairman, Kingston Racial Equality Council": (0, 5),
    "Manager, Kingston Homestart": (3, 2),
    "Secondary/special School Headteacher": (2, 3),
    "Lead GP, Safeguarding": (1, 2),
    "LSCB Trainer": (2, 2),
    "Learning & Development Lead Consultant – Social Care": (2, 0),
    "Service Manager, Adult Safeguarding": (2, 1),
    "Lay member 2": (2, 1),
    "Assistant Chief Officer": (2, 1),
    "Welfare & Safeguarding Manager": (2, 0),
}


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


class TestKingston:
    @pytest.fixture
    def page(self, keeper):
        return keeper.get("/kingston/concerns/?period=2012-13")

    @pytest.fixture
    def rows(self, keeper):
        return rows_of(keeper.get("/kingston/concerns.csv?period=2012-13"))

    def test_eleven_seats_meet_the_rule_six_by_runs_and_ten_by_their_share(self, rows):
        main = [row for row in rows if row["group"] == "Main Board"]

        assert {
            row["seat"]: (int(row["attended"]), int(row["absences_in_a_row"])) for row in main
        } == OF_KINGSTON
        assert sum("run of absences" in row["why_listed"] for row in main) == 6
        assert sum("low share" in row["why_listed"] for row in main) == 10
        assert {row["expected"] for row in main} == {"5"}

    def test_the_page_has_the_same_eleven_with_fraction_percentage_and_dates(self, page):
        text = text_of(page)

        assert "11 seats of nine agencies meet the rule." in text
        assert (
            "Lead GP, Safeguarding: represented at 1 of 5 meetings (20%); missed the last two: "
            "12 February 2013 and 12 March 2013, and before that 14 June 2012 and "
            "13 September 2012." in text
        )
        for seat, (came, _) in OF_KINGSTON.items():
            assert f"{seat}: represented at {came} of 5 meetings ({came * 20}%)" in text

    def test_every_group_says_its_rule(self, page):
        rule = (
            "A seat is a concern with two or more absences in a row, ending at the latest meeting, "
            "or under 50% over the year; a substitute counts as attending."
        )

        assert text_of(page).count(rule) == 2

    def test_a_doubt_stands_in_the_same_sentence(self, page):
        assert (
            "missed the last three: 4 December 2012, 12 February 2013 and 12 March 2013; the seat "
            "may have been vacant: the holder stepped down part way through the year, §6.4."
            in text_of(page)
        )

    def test_every_download_has_the_rows_of_the_page(self, keeper, rows):
        answer = keeper.get("/kingston/concerns.xlsx?period=2012-13")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[1]

        assert sheet.max_row - 1 == len(rows) == 12

    def test_the_sample_tells_of_no_letter(self, page):
        """§6.5 says that the Chair wrote to several agencies, and not to which."""
        assert Letter.objects.count() == 0
        assert text_of(page).count("No letter yet.") == 10

    def test_without_a_year_the_latest_with_meetings_is_shown(self, keeper):
        assert "Attendance concerns, 2012-13" in page_text(keeper.get("/kingston/concerns/"))


def concerns_page(user, period=YEAR):
    return signed_in(user).get(reverse("concerns", args=["kingston"]) + f"?period={period}")


class TestFigures:
    def of(self, group, outcomes):
        seat = make_attender(group, None, "Nurse", outcomes)
        found = concerns_of_group(group, group.concern_rules.get().year)
        return found.of_seat(seat.pk)

    def test_a_run_of_every_meeting(self, main_board):
        found = self.of(main_board, "aaaa")

        assert found.missed_words.startswith("missed all four: 14 June 2012, ")
        assert found.why == "run of absences and low share"

    def test_a_run_after_an_earlier_absence(self, main_board):
        assert self.of(main_board, "apaa").missed_words == (
            "missed the last two: 4 December 2012 and 12 February 2013, and before that "
            "14 June 2012"
        )

    def test_no_run(self, main_board):
        assert self.of(main_board, "aaap").missed_words == (
            "missed 14 June 2012, 13 September 2012 and 4 December 2012"
        )

    def test_a_run_ends_where_nothing_is_recorded(self, main_board):
        assert self.of(main_board, "a-aa").missed_words == (
            "missed the last two: 4 December 2012 and 12 February 2013, and before that "
            "14 June 2012"
        )

    def test_below_the_smallest_denominator_no_percentage_is_given(self, main_board):
        found = self.of(main_board, "--aa")

        assert found.sentence.startswith("represented at 0 of 2 meetings (too few for a percentage")

    def test_a_substitute_counts_as_the_rule_says(self, main_board):
        main_board.concern_rules.update(measure="member_attendance")

        found = self.of(main_board, "ppss")

        assert found.attended == "its holder came to 2 of 4 meetings"
        assert found.missed_words == "missed the last two: 4 December 2012 and 12 February 2013"


class TestThePage:
    def test_where_nobody_meets_the_rule_it_says_the_rule_and_so(self, manager, main_board):
        text = text_of(concerns_page(manager))

        assert f"No seat meets the rule in {YEAR}." in text
        assert "two or more absences in a row" in text

    def test_a_group_without_a_rule_says_so(self, manager, board):
        make_meeting(make_group(board))

        text = text_of(concerns_page(manager))

        assert "No rule for attendance concerns has been set for this group." in text
        assert "No seat meets" not in text

    def test_a_year_without_meetings_says_so_and_leads_to_others(self, manager, police):
        response = concerns_page(manager, "2010-11")

        assert "No group met in 2010-11" in text_of(response)
        assert "?period=2012-13" in page_text(response)

    def test_only_keepers_can_draft(self, manager, police, chair):
        assert "Draft a letter" in page_text(concerns_page(manager))
        assert "Draft a letter" not in page_text(concerns_page(chair))
        assert "<form" not in page_text(concerns_page(chair)).partition("<main")[2]

    def test_a_member_may_not_see_it(self, member, board):
        assert concerns_page(member).status_code == 403

    def test_what_was_done_stands_with_the_agency_and_the_button_is_gone(self, manager, draft):
        text = text_of(concerns_page(manager))

        assert re.search(r"Letter \d+: drafted on \d+ \w+ \d{4}, not approved yet\.", text)
        assert "letter about both seats" not in text
        assert "Draft a letter about this seat only: Borough Commander" in tidy(text)

    def test_after_sending_another_can_be_drafted(self, manager, sent):
        text = text_of(concerns_page(manager))

        assert "Draft another letter about both seats" in text
        assert "reply is due on" in text

    def test_a_letter_about_one_seat_stands_with_that_seat(self, manager, police, main_board):
        seat = main_board.seats.get(title="Borough Commander")
        post_new(manager, seat=seat.pk)

        rows = rows_of(signed_in(manager).get(f"/kingston/concerns.csv?period={YEAR}"))

        assert {row["seat"]: bool(row["letters"]) for row in rows} == {
            "Borough Commander": True,
            "Detective Inspector": False,
        }

    def test_another_years_letter_is_not_told(self, manager, draft, main_board):
        Letter.objects.update(year="2011-12")

        assert "Letter " not in text_of(concerns_page(manager)).replace("Letters", "")

    def test_another_group_has_its_own_rule(self, manager, board, police):
        other = make_group(board, "training", "sub_group")
        make_concern_rule(other, absences_in_a_row=None, under_percent=90)
        for day in ("2012-05-01", "2012-06-01", "2012-07-01"):
            make_meeting(other, day)
        make_attender(other, make_agency(board, "College"), "Tutor", "app")

        text = text_of(concerns_page(manager))

        assert "under 90% over the year" in text
        assert "Tutor: represented at 2 of 3 meetings (67%); missed 1 May 2012." in text
