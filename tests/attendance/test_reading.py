"""What a register's file says: the report's own tables, workbooks of others, our own exports."""

import datetime
import json
from collections import Counter

import pytest

from attendance.imports.reading import Place, Problem, Refused, as_values, from_values
from attendance.pages.table import group_attendance
from attendance.sheets import attendance_sheet
from lscb.downloads import Sheet, csv_response, xlsx_response
from tests.attendance.spreadsheets import (
    MAIN_BOARD,
    MANAGEMENT_GROUP,
    as_csv,
    as_xlsx,
    read,
    read_rows,
    rows_of,
    write_sheet,
)

HEADER = ["AGENCY", "REPRESENTATIVE", "14.6.12", "13.09.12"]


def outcomes(register) -> Counter:
    return Counter(cell.outcome for seat in register.seats for cell in seat.cells)


def titles(register) -> list[str]:
    return [seat.title for seat in register.seats]


def agencies(register) -> list[str]:
    return [seat.agency for seat in register.seats]


def days(register) -> list[str | None]:
    return [meeting.day for meeting in register.meetings]


def messages(register) -> list[str]:
    return [problem.message for problem in register.problems]


def days_of_heading(text, **year):
    register = read_rows(["Agency", "Seat", text], ["Police", "DCI", "Y"], **year)
    return register.meetings[0].day, register.meetings[0].might_be


class TestTheReportsOwnTables:
    @pytest.fixture(params=[("main-board.csv", as_csv), ("main-board.xlsx", as_xlsx)])
    def read_as(self, request):
        name, write = request.param
        return lambda printed: read(write(rows_of(printed)), name)

    def test_the_main_board_has_108_present_3_substitutes_62_absent_and_12_blank(self, read_as):
        register = read_as(MAIN_BOARD)

        assert outcomes(register) == {"present": 108, "substitute": 3, "absent": 62, "": 12}

    def test_the_management_group_has_27_present_1_substitute_8_absent_and_4_blank(self, read_as):
        register = read_as(MANAGEMENT_GROUP)

        assert outcomes(register) == {"present": 27, "substitute": 1, "absent": 8, "": 4}

    def test_the_boards_five_meetings_are_read_with_their_kind(self, read_as):
        register = read_as(MAIN_BOARD)

        assert [(meeting.day, meeting.is_extraordinary) for meeting in register.meetings] == [
            ("2012-06-14", False),
            ("2012-09-13", False),
            ("2012-12-04", False),
            ("2013-02-12", True),
            ("2013-03-12", False),
        ]

    def test_the_title_above_the_table_is_kept(self, read_as):
        register = read_as(MAIN_BOARD)

        assert register.group_title == "Attendance at LSCB Main Board April 2012 – March 2013"

    def test_the_printed_totals_are_kept_apart_from_the_seats(self, read_as):
        register = read_as(MANAGEMENT_GROUP)

        assert register.printed_totals == ("67% (6/9)", "78% (7/9)", "89% (8/9)", "78% (7/9)")
        assert len(register.seats) == 10

    def test_a_bold_name_is_the_sector_of_the_agencies_below_it(self, read_as):
        register = read_as(MAIN_BOARD)

        by_sector = Counter(seat.sector for seat in register.seats)

        assert by_sector["Local Authority"] == 15
        assert by_sector["Health Services"] == 8
        assert {s.sector for s in register.seats if s.agency == "GPs"} == {"Health Services"}

    def test_a_sector_without_an_agency_of_its_own_is_the_agency(self, read_as):
        register = read_as(MAIN_BOARD)

        assert register.seats[0].sector == register.seats[0].agency == "LSCB"

    def test_a_name_broken_over_a_page_is_put_together(self, read_as):
        register = read_as(MAIN_BOARD)

        trust = [s for s in register.seats if s.agency.startswith("SW London")]

        assert [seat.agency for seat in trust] == [
            "SW London & St George's Mental Health Trust",
            "SW London & St George's Mental Health Trust",
        ]

    def test_a_vacant_seat_is_read_with_all_its_cells_blank(self, read_as):
        register = read_as(MAIN_BOARD)

        (vacant,) = [seat for seat in register.seats if seat.title == "DCI, Kingston Police"]

        assert [cell.outcome for cell in vacant.cells] == [""] * 5

    def test_two_lay_members_are_numbered_and_that_is_said_once(self, read_as):
        register = read_as(MAIN_BOARD)

        assert titles(register)[-2:] == ["Lay member 1", "Lay member 2"]
        assert len(register.problems) == 1
        assert register.problems[0].value == "Lay member"

    def test_a_comma_left_behind_a_title_is_taken_off(self, read_as):
        assert "Secondary/special School Headteacher" in titles(read_as(MAIN_BOARD))

    def test_a_seat_named_in_the_column_of_agencies_is_a_seat(self, read_as):
        register = read_as(MANAGEMENT_GROUP)

        assert (register.seats[-1].agency, register.seats[-1].title) == ("Lay member", "Lay member")

    def test_a_date_before_the_year_is_asked_with_the_day_of_the_year_to_propose(self, read_as):
        register = read_as(MANAGEMENT_GROUP)

        last = register.meetings[-1]

        assert (last.day, last.might_be) == ("2012-02-13", "2013-02-13")
        assert [problem.place for problem in register.problems] == [last.place]
        assert not register.problems[0].is_fatal

    def test_both_in_one_sheet_the_first_is_read_and_the_second_named(self, read_as):
        register = read_as(MAIN_BOARD + MANAGEMENT_GROUP)

        assert len(register.seats) == 37
        assert "row 48, column A: “AGENCY” heads another register" in " ".join(messages(register))


class TestDates:
    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("14.6.12", "2012-06-14"),
            ("4.12.12", "2012-12-04"),
            ("12/03/2013", "2013-03-12"),
            ("12 March 2013", "2013-03-12"),
            ("Tuesday 12th March 2013", "2013-03-12"),
            ("12.2.13 (extraordinary meeting)", "2013-02-12"),
            ("Meeting 3: 4 Dec 2012", "2012-12-04"),
            ("2012-06-14", "2012-06-14"),
            ("2013-02-12 extraordinary", "2013-02-12"),
        ],
    )
    def test_a_date_is_read_as_it_is_printed(self, text, day):
        assert days_of_heading(text) == (day, None)

    def test_a_date_of_a_workbook_is_read(self):
        rows = [["Agency", "Seat", datetime.date(2012, 6, 14)], ["Police", "DCI", "Y"]]

        assert days(read(as_xlsx(rows), "r.xlsx")) == ["2012-06-14"]

    def test_a_date_that_could_be_another_carries_both(self):
        assert days_of_heading("05/06/2012") == ("2012-06-05", "2012-05-06")

    def test_without_a_year_every_date_that_could_be_turned_carries_both(self):
        assert days_of_heading("12/03/2013", year=None) == ("2013-03-12", "2013-12-03")

    def test_a_turned_date_outside_the_year_is_turned_back(self):
        """4.12.12 that a spreadsheet took for 12 April 2012 and a date of 2013."""
        assert days_of_heading("06/04/2013") == ("2013-04-06", "2012-04-06")
        assert days_of_heading("01/05/2013") == ("2013-05-01", "2013-01-05")

    @pytest.mark.parametrize("text", ["14 June", "14.6", "14th June (special)"])
    def test_a_day_without_a_year_is_proposed_in_the_year_that_was_asked_for(self, text):
        assert days_of_heading(text) == (None, "2012-06-14")

    @pytest.mark.parametrize(
        "text", ["31.2.12", "14.6", "June 2012", "1.13.12", "1.1.1850", "41074"]
    )
    def test_what_is_no_date_is_refused_with_a_sentence_that_names_place_and_value(self, text):
        register = read_rows(["Agency", "Seat", "14.6.12", text], ["Police", "DCI", "Y", "N"])

        assert days(register) == ["2012-06-14", None]
        assert messages(register)[0].startswith(
            f"Sheet register, row 1, column D: “{text}” is no date that can be read. "
        )

    def test_a_column_of_comments_is_left_out_and_named(self):
        register = read_rows([*HEADER, "Comments"], ["Police", "DCI", "Y", "N", "late"])

        assert len(register.meetings) == 2
        assert messages(register) == [
            "Sheet register, row 1, column E: “Comments” is no date, so its column is not read."
        ]

    def test_entries_without_a_date_above_them_have_to_be_put_right(self):
        register = read_rows([*HEADER, ""], ["Police", "DCI", "Y", "N", "Y"])

        assert register.problems[0].place == Place("register", 2, 5)
        assert register.problems[0].is_fatal


class TestEntries:
    @pytest.mark.parametrize(
        ("text", "outcome"),
        [
            ("Y", "present"),
            (" y ", "present"),
            ("Present", "present"),
            ("✓", "present"),
            ("N", "absent"),
            ("Absent", "absent"),
            ("Sub", "substitute"),
            ("SUB.", "substitute"),
            ("Sub (finance officer)", "substitute"),
            ("A", "apologies"),
            ("Apols", "apologies"),
            (" apologies", "apologies"),
            ("Apologies  sent", "apologies"),
            ("Vacant", "vacant"),
            ("Not a member then", "not a member then"),
            ("Not recorded", "not recorded"),
            ("", ""),
            ("   ", ""),
            ("x", None),
            ("1", None),
            ("–", None),
            ("N (apologies)", None),
        ],
    )
    def test_an_entry_is_read_in_any_case_and_with_spaces(self, text, outcome):
        register = read_rows(HEADER, ["Police", "DCI", "Y", text])

        assert register.seats[0].cells[1].outcome == outcome

    def test_what_is_not_understood_is_said_with_its_place_and_value(self):
        register = read_rows(HEADER, ["Police", "DCI", "Y", "maybe"])

        assert register.problems == (
            Problem(
                Place("register", 2, 4),
                "maybe",
                "Sheet register, row 2, column D: “maybe” is not understood: "
                "write Y, N, Sub or A, or leave it blank.",
                False,
            ),
        )

    def test_an_x_is_asked_about_since_it_is_a_tick_to_some_and_a_cross_to_others(self):
        register = read_rows(HEADER, ["Police", "DCI", "X", "Y"])

        assert "may mean present or absent" in messages(register)[0]

    def test_a_thousand_problems_are_told_in_a_hundred(self):
        rows = [["Police", f"Seat {number}", "?", "?"] for number in range(500)]

        register = read_rows(HEADER, *rows)

        assert len(register.problems) == 100
        assert "There are 900 more problems after this one." in messages(register)[-1]

    def test_a_column_beyond_z_is_named_as_spreadsheets_do(self):
        assert Place("Register", 4, 28).words == "sheet Register, row 4, column AB"


class TestSeats:
    def test_an_agency_named_once_holds_for_the_rows_below_it(self):
        register = read_rows(HEADER, ["Police", "DCI", "Y", "Y"], ["", "Sergeant", "N", "N"])

        assert agencies(register) == ["Police", "Police"]

    def test_merged_cells_of_a_workbook_hold_for_all_their_rows(self):
        import io

        import xlsxwriter

        file = io.BytesIO()
        with xlsxwriter.Workbook(file) as workbook:
            write_sheet(workbook, "R", [HEADER, ["", "DCI", "Y", "Y"], ["", "Sergeant", "N", "N"]])
            workbook.worksheets()[0].merge_range("A2:A3", "Police")

        assert agencies(read(file.getvalue(), "r.xlsx")) == ["Police", "Police"]

    def test_repeated_agencies_are_one(self):
        register = read_rows(HEADER, ["Police", "DCI", "Y", "Y"], ["Police", "DCI", "N", "N"])

        assert titles(register) == ["DCI 1", "DCI 2"]

    def test_a_section_in_a_row_of_its_own_is_a_sector(self):
        register = read_rows(
            HEADER,
            ["Health Services", "", "", ""],
            ["GPs", "Lead GP", "Y", "Y"],
            ["Hospital", "Director", "Y", "Y"],
            ["Police", "", "", ""],
            ["", "DCI", "Y", "Y"],
        )

        assert [(seat.sector, seat.agency) for seat in register.seats] == [
            ("Health Services", "GPs"),
            ("Health Services", "Hospital"),
            ("Police", "Police"),
        ]
        assert register.problems == ()

    def test_where_nothing_is_bold_the_rest_of_a_name_is_a_guess_and_said(self):
        register = read_rows(
            HEADER,
            ["SW London Mental", "Psychiatrist", "Y", "Y"],
            ["Health Trust", "", "", ""],
            ["", "Director", "Y", "Y"],
        )

        assert agencies(register) == ["SW London Mental Health Trust"] * 2
        assert "“Health Trust” was read as the rest of “SW London Mental”" in messages(register)[0]

    def test_a_name_that_ends_in_and_goes_on_in_the_next_row(self):
        register = read_rows(
            HEADER, ["Housing and", "Head", "Y", "Y"], ["Planning", "Officer", "Y", "N"]
        )

        assert agencies(register) == ["Housing and Planning", "Housing and Planning"]

    def test_a_title_that_goes_on_in_the_next_row_is_put_together_and_said(self):
        register = read_rows(
            HEADER, ["Education", "Welfare Service /", "Y", "Y"], ["", "Safeguarding Lead", "", ""]
        )

        assert titles(register) == ["Welfare Service / Safeguarding Lead"]
        assert "rest of “Welfare Service /”" in messages(register)[0]

    def test_a_row_of_figures_without_a_seat_is_a_total_whatever_it_is_called(self):
        register = read_rows(
            HEADER,
            ["Police", "DCI", "Y", "N"],
            ["", "Number present", "1", "0"],
            ["Quorum?", "", "2", "0"],
        )

        assert titles(register) == ["DCI"]
        assert register.printed_totals == ("2", "0")

    def test_notes_below_the_table_are_left_out_and_named(self):
        register = read_rows(HEADER, ["Police", "DCI", "Y", "N"], [], ["Y = attended", "", "", ""])

        assert titles(register) == ["DCI"]
        assert "row 4, column A: “Y = attended” stands below the last seat" in messages(register)[0]

    def test_entries_of_nobody_have_to_be_put_right(self):
        register = read_rows(HEADER, ["", "", "Y", "N"])

        assert register.problems[0].is_fatal
        assert register.problems[0].place == Place("register", 2, 2)

    def test_a_seat_without_any_agency_has_to_be_put_right(self):
        register = read_rows(HEADER, ["", "DCI", "Y", "N"])

        assert "“DCI” has no agency beside it or above it" in messages(register)[0]

    def test_a_column_of_peoples_names_is_not_read(self):
        register = read_rows(
            ["Agency", "Name", "Role", "14.6.12"], ["Police", "A. Holder", "DCI", "Y"]
        )

        assert titles(register) == ["DCI"]
        assert "“Name” is no date, so its column is not read" in messages(register)[0]

    def test_a_sheet_without_a_heading_says_what_it_needs(self):
        register = read_rows(["Police", "DCI", "Y"])

        assert register.seats == ()
        assert register.problems[0].is_fatal
        assert "needs the words “Agency” and “Representative”" in messages(register)[0]

    def test_a_heading_without_dates_or_seats_says_so(self):
        register = read_rows(["Agency", "Representative"])

        assert len([problem for problem in register.problems if problem.is_fatal]) == 2


class TestTextFiles:
    ROWS = (HEADER, ["Café", "Director – Børn", "Y", "Sub"])

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_any_of_the_usual_kinds_is_read(self, delimiter, encoding):
        register = read(as_csv(self.ROWS, delimiter, encoding))

        assert (register.seats[0].agency, register.seats[0].title) == ("Café", "Director – Børn")
        assert outcomes(register) == {"present": 1, "substitute": 1}

    def test_commas_within_cells_are_not_taken_for_the_delimiter(self):
        rows = [["Agency", "Seat", "14.6.12"], ["a, b, c", "Head, of, all, things", "Y"]]

        assert titles(read(as_csv(rows, ";"))) == ["Head, of, all, things"]

    def test_lines_within_a_cell_do_not_count_as_rows(self):
        register = read_rows(["Agency", "Seat", "14.6.12\n(10 am)"], ["Police", "D\nC\nI", "?"])

        assert titles(register) == ["D C I"]
        assert register.problems[0].place.row == 2

    def test_the_apostrophe_of_our_exports_is_taken_off_and_no_other(self):
        register = read_rows(HEADER, ["'=SUM", "'-minus", "Y", "N"], ["'Ospital", "''q", "Y", "N"])

        assert agencies(register) == ["=SUM", "'Ospital"]
        assert titles(register) == ["-minus", "''q"]

    def test_text_in_no_known_alphabet_is_refused(self):
        with pytest.raises(Refused, match="not text in UTF-8"):
            read(b"Agency,Seat,14.6.12\nPolice,\x81\x8d\x9d,Y\n")

    def test_a_quotation_mark_that_is_not_closed_is_refused_with_its_row(self):
        with pytest.raises(Refused, match="Row 2 of the file cannot be read"):
            read(b'Agency,Seat,14.6.12\n"Police,DCI,Y\n')


class TestWorkbooks:
    def test_hidden_sheets_are_not_read(self):
        import io

        import xlsxwriter

        file = io.BytesIO()
        with xlsxwriter.Workbook(file) as workbook:
            write_sheet(workbook, "Old", [HEADER, ["Police", "Old seat", "Y", "Y"]])
            write_sheet(workbook, "New", [HEADER, ["Police", "New seat", "Y", "Y"]])
            workbook.worksheets()[1].activate()
            workbook.worksheets()[1].set_first_sheet()
            workbook.worksheets()[0].hide()

        assert titles(read(file.getvalue(), "r.xlsx")) == ["New seat"]

    def test_a_sheet_that_understates_its_size_is_read_whole(self):
        from tests.attendance.spreadsheets import PARTS, unpacked, with_parts

        rows = [HEADER, *(["Police", f"Seat {number}", "Y", "Y"] for number in range(20))]
        content = as_xlsx(rows)
        sheet = unpacked(content)[PARTS["sheet"]].replace(b'ref="A1:D21"', b'ref="A1:B3"')

        assert len(read(with_parts(content, sheet=sheet), "r.xlsx").seats) == 20

    def test_an_entry_that_is_bold_is_read_as_any_other(self):
        register = read(as_xlsx([HEADER, ["Police", "DCI", "<b>Y</b>", "Y"]]), "r.xlsx")

        assert outcomes(register) == {"present": 2}


class TestKeptAsValues:
    def test_a_register_comes_back_from_json_as_it_was(self):
        register = read(as_csv(rows_of(MAIN_BOARD)))

        assert from_values(json.loads(json.dumps(as_values(register)))) == register

    def test_a_hundred_meetings_of_forty_seats_are_less_than_150_kilobytes(self):
        day = datetime.date(2012, 4, 1)
        dates = [(day + datetime.timedelta(n)).isoformat() for n in range(100)]
        rows = [["Police", f"Seat {n}", *["Y"] * 100] for n in range(40)]

        register = read_rows(["Agency", "Seat", *dates], *rows)

        assert len(json.dumps(as_values(register))) < 150_000


class TestOurOwnExports:
    @pytest.fixture(params=["csv", "xlsx"])
    def exported(self, request):
        """The file of a sheet, and its name."""

        def export(sheet):
            response = (
                csv_response(sheet, "x") if request.param == "csv" else xlsx_response([sheet], "x")
            )
            return response.content, f"export.{request.param}"

        return export

    @pytest.mark.parametrize(
        ("slug", "seats", "counts"),
        [
            ("main-board", 37, {"present": 108, "substitute": 3, "absent": 62}),
            ("management-group", 10, {"present": 27, "substitute": 1, "absent": 8}),
        ],
    )
    def test_what_we_export_reads_back_as_the_same(
        self, kingston, year, exported, slug, seats, counts
    ):
        page = group_attendance(kingston, kingston.groups.get(slug=slug), year)

        register = read(*exported(attendance_sheet(page)))

        assert register.layout == "export"
        assert register.problems == ()
        assert [(m.day, m.is_extraordinary) for m in register.meetings] == [
            (meeting.held_on.isoformat(), False) for meeting in page.records.meetings
        ]
        assert [
            (seat.sector, seat.agency, seat.title, [cell.outcome for cell in seat.cells])
            for seat in register.seats
        ] == [
            (seat.sector, seat.agency, seat.title, [str(cell.outcome) for cell in seat.cells])
            for seat in page.records.seats
        ]
        assert len(register.seats) == seats
        assert counts.items() <= outcomes(register).items()

    def test_a_vacant_seat_and_one_of_no_member_keep_their_words(self, kingston, year, exported):
        page = group_attendance(kingston, kingston.groups.get(slug="main-board"), year)

        register = read(*exported(attendance_sheet(page)))

        assert outcomes(register)["vacant"] == 5
        assert outcomes(register)["not a member then"] == 7

    def test_the_cover_of_a_workbook_names_the_group(self, kingston, year):
        page = group_attendance(kingston, kingston.groups.get(slug="main-board"), year)
        content = xlsx_response([attendance_sheet(page)], "x").content

        assert "Main Board" in read(content, "x.xlsx").group_title

    def test_the_register_of_one_meeting_is_read_without_what_follows_it(self, exported):
        sheet = Sheet(
            name="register",
            title="Main Board, 14 June 2012",
            header=["sector", "agency", "seat", "2012-06-14", "arrived", "checked 16.6.12"],
            rows=[["Police", "Police", "=DCI", "Substitute", "10:15", "yes"]],
        )

        register = read(*exported(sheet))

        assert days(register) == ["2012-06-14"]
        assert titles(register) == ["=DCI"]
        assert outcomes(register) == {"substitute": 1}

    def test_two_meetings_of_one_day_are_told_apart(self, exported):
        header = ["sector", "agency", "seat", "2013-02-12", "2013-02-12 extraordinary", "present"]
        sheet = Sheet("r", "r", header, [["Police", "Police", "DCI", "Present", "Absent", 1]])

        register = read(*exported(sheet))

        assert [meeting.is_extraordinary for meeting in register.meetings] == [False, True]
        assert register.problems == ()
