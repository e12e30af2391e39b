"""Every number of the report's attendance: on the page objects, on the pages, in the downloads.

The expected ones are the report's own, or worked out by hand from its Appendix 1.
"""

import csv
import io
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest

from attendance.calculations import Average, Count, Measure
from attendance.models import CountingRule, Mark
from attendance.pages.table import group_attendance
from lscb.formats import half_up
from tests.page_tables import table_of, text_of

MEMBER, REPRESENTATION = Measure.MEMBER_ATTENDANCE, Measure.AGENCY_REPRESENTATION
MAIN_BOARD = "/kingston/groups/main-board/attendance/2012-13"
MANAGEMENT_GROUP = "/kingston/groups/management-group/attendance/2012-13"

# Present, substitute, expected, and what the report printed.
OF_THE_BOARD = {
    "14 June 2012": (23, 0, 34, "(68%) 23/34"),
    "13 September 2012": (22, 0, 34, "64% (22/34)"),
    "4 December 2012": (27, 0, 35, "(77%) 27/35"),
    "12 February 2013": (19, 0, 35, "54% (19/35)"),
    "12 March 2013": (17, 3, 35, "48% (17/35)"),
}
OF_THE_MANAGEMENT_GROUP = {
    "16 May 2012": (6, 0, 9, "67% (6/9)"),
    "26 August 2012": (7, 0, 9, "78% (7/9)"),
    "14 November 2012": (7, 1, 9, "89% (8/9)"),
    "13 February 2013": (7, 0, 9, "78% (7/9)"),
}
# Came or sent a substitute, expected, and at how many of the five meetings anybody came.
BY_AGENCY = {
    "LSCB officers": (10, 10, 5),
    "Lead Member": (4, 5, 4),
    "Learning & Children's Services": (26, 33, 5),
    "Housing": (3, 5, 3),
    "Adult Social Care": (2, 5, 2),
    "Legal Services": (4, 5, 4),
    "Safer Kingston Partnership": (4, 5, 4),
    "Organisational Development": (4, 10, 3),
    "South West London & St George's Mental Health Trust": (7, 10, 4),
    "GPs": (1, 5, 1),
    "Kingston Hospital": (8, 10, 5),
    "Your Healthcare": (8, 10, 5),
    "NHS Kingston": (4, 5, 4),
    "Police": (4, 5, 4),
    "Probation": (2, 5, 2),
    "Schools": (2, 5, 2),
    "Kingston College": (2, 5, 2),
    "CAFCASS": (0, 5, 0),
    "Voluntary Sector": (10, 20, 5),
    "Lay members": (6, 10, 5),
}
# The three substitutes of 12 March 2013; everywhere else the two measures are one.
SUBSTITUTES = {"Learning & Children's Services": 1, "Kingston Hospital": 1, "Police": 1}


@pytest.fixture
def main_board(kingston, year):
    return page_of(kingston, "main-board", year)


@pytest.fixture
def management_group(kingston, year):
    return page_of(kingston, "management-group", year)


def page_of(kingston, slug, year):
    return group_attendance(kingston, kingston.groups.get(slug=slug), year)


def change_rule(kingston, slug, **changes):
    CountingRule.objects.filter(group__board=kingston, group__slug=slug).update(**changes)


def rows_of(response) -> list[dict]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def sheet_of(response):
    workbook = openpyxl.load_workbook(io.BytesIO(response.content))
    return workbook.worksheets[1]


class TestThePageObject:
    @pytest.mark.parametrize(
        ("slug", "meetings"),
        [("main-board", OF_THE_BOARD), ("management-group", OF_THE_MANAGEMENT_GROUP)],
    )
    def test_each_meeting_is_counted_as_the_report_has_it(self, kingston, year, slug, meetings):
        page = page_of(kingston, slug, year)

        found = {
            f"{line.meeting.held_on.day} {line.meeting.held_on:%B %Y}": (
                line.count.present,
                line.count.substitute,
                line.count.expected,
                line.printed.text,
            )
            for line in page.meetings
        }

        assert found == meetings

    def test_the_boards_year_is_62_4_and_with_substitutes_64_2(self, main_board):
        assert main_board.records.total == Count(108, 3, 173)
        assert main_board.attendance.share == Fraction(108, 173)
        assert half_up(main_board.attendance.share * 100, 1) == Decimal("62.4")
        assert half_up(main_board.representation.share * 100, 1) == Decimal("64.2")
        assert main_board.headline == main_board.attendance

    def test_ordinary_meetings_alone_are_64_5_and_with_substitutes_66_7(self, kingston, year):
        change_rule(kingston, "main-board", extraordinary_meetings_count=False)

        page = page_of(kingston, "main-board", year)

        assert page.records.total == Count(89, 3, 138)
        assert half_up(page.attendance.share * 100, 1) == Decimal("64.5")
        assert half_up(page.representation.share * 100, 1) == Decimal("66.7")

    def test_the_mean_of_the_boards_meetings_is_62_5(self, kingston, main_board, year):
        share = main_board.records.share(MEMBER, Average.MEAN_OF_MEETINGS)
        change_rule(kingston, "main-board", average="mean_of_meetings")
        by_rule = page_of(kingston, "main-board", year).attendance.share

        assert share == by_rule
        assert half_up(share * 100, 1) == Decimal("62.5")

    def test_the_vacant_police_seat_counted_as_absent_makes_60_7(self, kingston, year):
        change_rule(kingston, "main-board", vacant_seats_count=True)

        page = page_of(kingston, "main-board", year)

        assert page.records.total == Count(108, 3, 178)
        assert half_up(page.attendance.share * 100, 1) == Decimal("60.7")

    def test_the_management_group_is_77_8_by_its_rule_and_75_by_the_boards(self, management_group):
        assert management_group.headline == management_group.representation
        assert management_group.representation.fraction == "28 of 36"
        assert half_up(management_group.representation.share * 100, 1) == Decimal("77.8")
        assert management_group.attendance.fraction == "27 of 36"
        assert management_group.attendance.share == Fraction(3, 4)

    def test_every_agency_is_as_listed(self, main_board):
        found = {
            line.agency.name: (
                line.agency.count.represented,
                line.agency.count.expected,
                line.agency.meetings_represented,
            )
            for line in main_board.agencies
        }

        assert found == BY_AGENCY
        assert [line.agency.name for line in main_board.agencies] == list(BY_AGENCY)

    def test_substitutes_came_from_three_agencies(self, main_board):
        found = {line.agency.name: line.agency.count.substitute for line in main_board.agencies}

        assert {name: number for name, number in found.items() if number} == SUBSTITUTES

    def test_two_printed_percentages_were_cut_off(self, main_board):
        assert [(one.text, one.why) for one in main_board.differences] == [
            ("64% (22/34)", "printed 64%: 22/34 is 64.7%, cut off rather than rounded"),
            ("48% (17/35)", "printed 48%: 17/35 is 48.6%, cut off rather than rounded"),
        ]

    def test_the_management_groups_printed_figures_all_agree(self, management_group):
        printed = [line.printed for line in management_group.meetings]

        assert [one.agrees for one in printed] == [True] * 4
        assert management_group.differences == []

    def test_by_the_boards_rule_the_management_groups_89_would_not_come_out(self, kingston, year):
        change_rule(kingston, "management-group", headline="member_attendance")

        page = page_of(kingston, "management-group", year)

        assert [one.why for one in page.differences] == [
            "printed 89%: 7/9 is 77.8%; with substitutes counted it is 8/9",
            "printed 78%: 27/36 is 75.0%; with substitutes counted it is 28/36",
        ]

    def test_the_average_and_the_best_of_the_text_agree(self, main_board):
        found = {one.of: (one.text, one.agrees) for one in main_board.printed_of_the_year}

        assert found == {
            "Average attendance of the year": ("62%", True),
            "Best attendance of the year": ("77%", True),
        }

    def test_the_quality_assurance_group_has_only_what_was_printed(self, kingston, year):
        page = page_of(kingston, "quality-assurance", year)

        assert {(one.text, one.agrees) for one in page.printed_of_the_year} == {
            ("45%", None),
            ("72%", None),
        }
        assert page.meetings == []

    def test_a_wrong_printed_figure_would_be_seen(self, kingston, year):
        kingston.published_figures.filter(measure="best_attendance").update(number=78)

        page = page_of(kingston, "main-board", year)

        assert "printed 78%: 27/35 is 77.1%; why the report differs is not known" in [
            one.why for one in page.differences
        ]

    def test_the_numbers_come_from_the_marks(self, kingston, year):
        of_cafcass = Mark.objects.filter(seat__title="Service Manager, High Court Team")
        of_cafcass.filter(meeting__held_on="2012-06-14").update(status="present")

        page = page_of(kingston, "main-board", year)

        assert page.meetings[0].count == Count(24, 0, 34)
        assert page.records.total == Count(109, 3, 173)


class TestThePage:
    @pytest.mark.parametrize(
        ("address", "meetings", "percentages"),
        [
            (
                MAIN_BOARD,
                OF_THE_BOARD,
                [("68%", "68%"), ("65%", "65%"), ("77%", "77%"), ("54%", "54%"), ("49%", "57%")],
            ),
            (
                MANAGEMENT_GROUP,
                OF_THE_MANAGEMENT_GROUP,
                [("67%", "67%"), ("78%", "78%"), ("78%", "89%"), ("78%", "78%")],
            ),
        ],
    )
    def test_meeting_by_meeting(self, reader, address, meetings, percentages):
        table = table_of(reader.get(f"{address}/"), "Meeting by meeting")

        for (day, (present, substitute, expected, printed)), (member, represented) in zip(
            meetings.items(), percentages, strict=True
        ):
            assert table.row(day)[1:7] == [
                str(expected),
                str(present),
                str(substitute),
                str(expected - present - substitute),
                f"{member} {present} of {expected}",
                f"{represented} {present + substitute} of {expected}",
            ]
            assert table.row(day)[7].startswith(printed)

    def test_the_boards_year(self, reader):
        table = table_of(reader.get(f"{MAIN_BOARD}/"), "Meeting by meeting")

        assert table.row("The year")[1:7] == [
            "173",
            "108",
            "3",
            "62",
            "62% 108 of 173",
            "64% 111 of 173",
        ]

    def test_the_management_groups_year(self, reader):
        table = table_of(reader.get(f"{MANAGEMENT_GROUP}/"), "Meeting by meeting")

        assert table.row("The year")[1:7] == [
            "36",
            "27",
            "1",
            "8",
            "75% 27 of 36",
            "78% 28 of 36",
        ]

    def test_why_the_printed_figure_differs_stands_beside_it(self, reader):
        table = table_of(reader.get(f"{MAIN_BOARD}/"), "Meeting by meeting")

        assert table.row("14 June 2012")[7] == "(68%) 23/34 agrees"
        assert table.row("13 September 2012")[7] == (
            "64% (22/34) printed 64%: 22/34 is 64.7%, cut off rather than rounded"
        )

    def test_each_agency_has_its_total(self, reader):
        table = table_of(reader.get(f"{MAIN_BOARD}/"), "Seat by seat")

        for name, (came, expected, _) in BY_AGENCY.items():
            row = table.row(name)
            whole = half_up(Fraction(came, expected) * 100)
            assert row[-1] == f"{whole}% {came} of {expected}"
            assert row[-2].endswith(f" {came - SUBSTITUTES.get(name, 0)} of {expected}")

    def test_all_185_and_40_cells_are_said_in_words(self, reader):
        said = {}
        for address, meetings in ((MAIN_BOARD, 5), (MANAGEMENT_GROUP, 4)):
            table = table_of(reader.get(f"{address}/"), "Seat by seat")
            cells = [cell for row in table.texts[1:-1] for cell in row[1 : meetings + 1]]
            # An agency of several seats has a row of fractions.
            words = [cell.removesuffix(" in doubt") for cell in cells if " of " not in cell]
            said[address] = {
                word: words.count(word) for word in sorted(set(words)) if word != "Nobody expected"
            }

        assert said == {
            MAIN_BOARD: {
                "Absent": 62,
                "Not a member then": 7,
                "Present": 108,
                "Substitute": 3,
                "Vacant": 5,
            },
            MANAGEMENT_GROUP: {
                "Absent": 8,
                "Not a member then": 4,
                "Present": 27,
                "Substitute": 1,
            },
        }

    def test_the_head_teachers_three_absences_are_in_doubt_and_counted(self, reader):
        response = reader.get(f"{MAIN_BOARD}/")

        row = table_of(response, "Seat by seat").row("Schools")
        assert row[1:] == [
            "Present",
            "Present",
            "Absent in doubt",
            "Absent in doubt",
            "Absent in doubt",
            "40% 2 of 5",
            "40% 2 of 5",
        ]
        assert (
            "may have been vacant: the holder stepped down part way through the year, §6.4"
            in text_of(response)
        )

    def test_the_two_corrected_or_doubtful_dates_say_so(self, reader):
        table = table_of(reader.get(f"{MANAGEMENT_GROUP}/"), "Meeting by meeting")

        assert (
            "Printed as 26.08.12. Kept as printed, although it is a Sunday"
            in (table.row("26 August 2012")[0])
        )
        assert (
            "Printed as 13.02.12. Printed 13.02.12, which is before April 2012"
            in (table.row("13 February 2013")[0])
        )

    def test_the_rule_stands_under_both_tables(self, reader):
        board, management = (
            text_of(reader.get(f"{address}/")) for address in (MAIN_BOARD, MANAGEMENT_GROUP)
        )

        assert board.count("A substitute does not count as attendance for this group") == 2
        assert management.count("A substitute counts as attendance for this group") == 2

    def test_by_ordinary_meetings_alone_the_page_says_so(self, kingston, reader):
        change_rule(kingston, "main-board", extraordinary_meetings_count=False)

        response = reader.get(f"{MAIN_BOARD}/")

        table = table_of(response, "Meeting by meeting")
        assert table.row("The year")[5] == "64% 89 of 138"
        assert table.row("The year")[6] == "67% 92 of 138"
        assert "not counted by the rule" in table.row("12 February 2013")[0]
        assert "Extraordinary meetings do not count." in text_of(response)
        assert "Five meetings, four of them counted" in text_of(response)

    def test_an_agencys_page_has_its_seats_in_both_groups(self, reader):
        response = reader.get("/kingston/agencies/police/")

        board, management = (
            table_of(response, name) for name in ("Main Board 2012-13", "Management Group 2012-13")
        )
        assert board.row("DCI, West Region CAIT")[2:] == [
            "Present",
            "Present",
            "Present",
            "Absent",
            "Substitute",
            "60% 3 of 5",
            "80% 4 of 5",
        ]
        assert board.row("DCI, Kingston Police")[1].startswith("Vacant from 1 April 2012")
        assert board.row("DCI, Kingston Police")[2:7] == ["Vacant"] * 5
        assert board.row("All its seats")[2:] == [
            "1 of 1",
            "1 of 1",
            "1 of 1",
            "0 of 1",
            "1 of 1",
            "60% 3 of 5",
            "80% 4 of 5",
        ]
        assert management.row("DCI, West Region CAIT")[-2:] == ["50% 2 of 4", "75% 3 of 4"]

    def test_the_list_of_agencies_has_every_representation(self, reader):
        table = table_of(reader.get("/kingston/agencies/"), "Agency representation 2012-13")

        for name, (came, expected, _) in BY_AGENCY.items():
            whole = half_up(Fraction(came, expected) * 100)
            assert table.row(name)[2] == f"{whole}% {came} of {expected}"
        assert table.row("CAFCASS")[3] == "No seat"
        assert table.row("Police")[3] == "75% 3 of 4"

    def test_the_list_of_groups_has_each_groups_own_figure(self, reader):
        table = table_of(reader.get("/kingston/groups/"), "Groups")

        # Of 37 seats one is vacant and one was left in December; of 10 one was left in November.
        assert table.row("Main Board")[3:] == [
            "35",
            "1",
            "5 meetings of the Main Board",
            "62% 108 of 173",
        ]
        assert table.row("Management Group")[3:] == [
            "9",
            "0",
            "4 meetings of the Management Group",
            "78% 28 of 36",
        ]
        assert table.row("Training Sub Group")[-1] == "Nothing to count"


class TestTheDownloads:
    HEADER = (
        "sector,agency,seat,2012-06-14,2012-09-13,2012-12-04,2013-02-12,2013-03-12,"
        "present,substitute,expected,member_attendance,agency_representation"
    )

    def test_the_columns_are_the_ones_promised(self, reader):
        text = reader.get(f"{MAIN_BOARD}.csv").content.decode("utf-8-sig")

        assert text.splitlines()[0] == self.HEADER

    def test_one_row_per_seat_then_one_per_agency_then_the_total(self, reader):
        rows = rows_of(reader.get(f"{MAIN_BOARD}.csv"))

        assert len(rows) == 37 + 20 + 1
        assert all(row["seat"] for row in rows[:37])
        assert [row["agency"] for row in rows[37:57]] == list(BY_AGENCY)
        assert [row["seat"] for row in rows[37:]] == [""] * 21
        assert rows[-1]["agency"] == "Total"

    def test_the_total_has_the_reports_fractions(self, reader):
        assert list(rows_of(reader.get(f"{MAIN_BOARD}.csv"))[-1].values())[3:] == [
            "23/34",
            "22/34",
            "27/35",
            "19/35",
            "17/35",
            "108",
            "3",
            "173",
            "62.4",
            "64.2",
        ]

    def test_the_management_groups_fractions_are_by_its_own_rule(self, reader):
        assert list(rows_of(reader.get(f"{MANAGEMENT_GROUP}.csv"))[-1].values())[3:] == [
            "6/9",
            "7/9",
            "8/9",
            "7/9",
            "27",
            "1",
            "36",
            "75.0",
            "77.8",
        ]

    def test_each_agencys_row_is_as_listed(self, reader):
        rows = rows_of(reader.get(f"{MAIN_BOARD}.csv"))[37:57]

        for row in rows:
            came, expected, _ = BY_AGENCY[row["agency"]]
            substitutes = SUBSTITUTES.get(row["agency"], 0)
            share = half_up(Fraction(came, expected) * 100, 1)
            assert row["present"] == str(came - substitutes)
            assert row["substitute"] == str(substitutes)
            assert row["expected"] == str(expected)
            assert row["agency_representation"] == str(share)

    def test_a_seats_cells_are_words_and_one_never_held_has_no_rate(self, reader):
        rows = {row["seat"]: row for row in rows_of(reader.get(f"{MAIN_BOARD}.csv"))}

        assert list(rows["DCI, West Region CAIT"].values()) == [
            "Police",
            "Police",
            "DCI, West Region CAIT",
            "Present",
            "Present",
            "Present",
            "Absent",
            "Substitute",
            "3",
            "1",
            "5",
            "60.0",
            "80.0",
        ]
        assert list(rows["DCI, Kingston Police"].values())[3:] == [
            *["Vacant"] * 5,
            "0",
            "0",
            "0",
            "",
            "",
        ]

    @pytest.mark.parametrize("address", [MAIN_BOARD, MANAGEMENT_GROUP])
    def test_the_sheet_has_the_same_rows_with_numbers_as_numbers(self, reader, address):
        sheet = sheet_of(reader.get(f"{address}.xlsx"))
        text = reader.get(f"{address}.csv").content.decode("utf-8-sig")

        rows = [["" if cell is None else cell for cell in row] for row in sheet.values]

        as_text = list(csv.reader(io.StringIO(text)))
        assert rows[0] == as_text[0]
        for row, printed in zip(rows[1:], as_text[1:], strict=True):
            assert row[:-5] == printed[:-5]
            assert [type(cell) for cell in row[-5:-2]] == [int, int, int]
            assert [str(cell) for cell in row[-5:-2]] == printed[-5:-2]
            for cell, decimal in zip(row[-2:], printed[-2:], strict=True):
                assert cell == (float(decimal) if decimal else "")

    def test_by_ordinary_meetings_alone_the_total_is_64_5(self, kingston, reader):
        change_rule(kingston, "main-board", extraordinary_meetings_count=False)

        total = rows_of(reader.get(f"{MAIN_BOARD}.csv"))[-1]

        assert (total["present"], total["expected"]) == ("89", "138")
        assert (total["member_attendance"], total["agency_representation"]) == ("64.5", "66.7")

    def test_by_the_mean_of_meetings_the_total_is_62_5(self, kingston, reader):
        change_rule(kingston, "main-board", average="mean_of_meetings")

        total = rows_of(reader.get(f"{MAIN_BOARD}.csv"))[-1]

        assert total["member_attendance"] == "62.5"


class TestTableChartAndDownloadAgree:
    @pytest.mark.parametrize("slug", ["main-board", "management-group"])
    def test_meeting_by_meeting(self, kingston, reader, year, slug):
        page = page_of(kingston, slug, year)
        address = f"/kingston/groups/{slug}/attendance/2012-13"
        table = table_of(reader.get(f"{address}/"), "Meeting by meeting").texts[1:-1]
        total = rows_of(reader.get(f"{address}.csv"))[-1]
        dates = [column for column in total if column.startswith("20")]
        member, represented = page.charts[0].figure["data"]

        assert len(table) == len(dates) == len(member["x"]) == len(page.meetings)
        for row, day, of_members, of_agencies in zip(
            table, dates, member["x"], represented["x"], strict=True
        ):
            expected, present, substitute = (int(cell) for cell in row[1:4])
            own = present if slug == "main-board" else present + substitute
            assert total[day] == f"{own}/{expected}"
            assert of_members == float(half_up(Fraction(present, expected) * 100, 1))
            assert of_agencies == float(half_up(Fraction(present + substitute, expected) * 100, 1))
            assert row[5].endswith(f" {present} of {expected}")
            assert row[6].endswith(f" {present + substitute} of {expected}")

    @pytest.mark.parametrize("slug", ["main-board", "management-group"])
    def test_agency_by_agency(self, kingston, reader, year, slug):
        page = page_of(kingston, slug, year)
        address = f"/kingston/groups/{slug}/attendance/2012-13"
        seats = table_of(reader.get(f"{address}/"), "Seat by seat")
        rows = [row for row in rows_of(reader.get(f"{address}.csv"))[:-1] if not row["seat"]]
        member, represented = page.charts[1].figure["data"]

        assert member["y"] == [row["agency"] for row in rows]
        for row, of_members, of_agencies in zip(rows, member["x"], represented["x"], strict=True):
            present, substitute, expected = (
                int(row[name]) for name in ("present", "substitute", "expected")
            )
            assert str(of_members) == row["member_attendance"]
            assert str(of_agencies) == row["agency_representation"]
            on_page = seats.row(row["agency"])
            assert on_page[-2].endswith(f" {present} of {expected}")
            assert on_page[-1].endswith(f" {present + substitute} of {expected}")


def test_a_rule_counted_by_hand_the_other_way_changes_the_figure(main_board):
    records = main_board.records
    other = replace(records, rule=replace(records.rule, headline=REPRESENTATION))

    assert records.share() == Fraction(108, 173)
    assert other.share() == Fraction(111, 173)
