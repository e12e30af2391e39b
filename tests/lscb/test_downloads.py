"""The files that are downloaded: columns, numbers, and names that look like formulas."""

import csv
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from lscb.downloads import Sheet, as_text, as_written, csv_response, xlsx_response
from tests.build import (
    make_agency,
    make_board,
    make_contribution,
    make_group,
    make_meeting,
    make_role,
    make_seat,
    make_sector,
    make_spending,
    make_statement,
    make_tenure,
    mark,
)

HOSTILE = [
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org","here")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "{=1+1}",
]
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
SHEET = Sheet(
    name="a sheet",
    title="A title",
    header=["name", "number", "rate"],
    rows=[["Police", 3, Decimal("62.4")], ["Probation", 0, None]],
    notes=["A note"],
)


def cells_of_csv(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def workbook_of(response):
    return openpyxl.load_workbook(io.BytesIO(response.content))


def sheet_with(*names):
    return Sheet("a sheet", names[0], ["name"], [[name] for name in names], list(names))


class TestCsv:
    def test_it_begins_with_a_byte_order_mark_and_is_utf_8(self):
        response = csv_response(Sheet("", "", ["£"], [["Learning – Care"]]), "file.csv")

        assert response.content == b"\xef\xbb\xbf\xc2\xa3\r\nLearning \xe2\x80\x93 Care\r\n"
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["Content-Disposition"] == 'attachment; filename="file.csv"'

    def test_what_is_missing_is_empty_and_nought_is_nought(self):
        assert cells_of_csv(csv_response(SHEET, "file.csv")) == [
            ["name", "number", "rate"],
            ["Police", "3", "62.4"],
            ["Probation", "0", ""],
        ]

    @pytest.mark.parametrize("name", HOSTILE)
    def test_no_cell_begins_as_a_formula(self, name):
        _, (cell,) = cells_of_csv(csv_response(sheet_with(name), "file.csv"))

        assert not cell.startswith(STARTS)
        assert cell.removeprefix("'") == name

    def test_a_number_below_zero_stays_a_number(self):
        assert as_text(Decimal("-18")) == Decimal("-18")
        assert as_text(-18) == -18

    @pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''=1+1", "'", "'tis", "", "@home", "plain"])
    def test_what_was_written_can_be_read_back(self, text):
        assert as_written(as_text(text)) == text

    def test_a_name_with_quotes_commas_and_lines_comes_back_whole(self):
        name = 'Manager, "Homestart"\nKingston'

        assert cells_of_csv(csv_response(sheet_with(name), "file.csv"))[1] == [name]


class TestXlsx:
    def test_it_has_a_cover_the_table_and_notes(self):
        workbook = workbook_of(xlsx_response([SHEET], "file.xlsx"))

        assert workbook.sheetnames == ["Cover", "a sheet", "Notes"]
        assert workbook["Cover"]["A1"].value == "A title"
        assert workbook["Notes"]["A1"].value == "A note"

    def test_numbers_are_numbers_and_what_is_missing_is_empty(self):
        rows = list(workbook_of(xlsx_response([SHEET], "file.xlsx"))["a sheet"].values)

        assert rows == [
            ("name", "number", "rate"),
            ("Police", 3, 62.4),
            ("Probation", 0, None),
        ]

    @pytest.mark.parametrize("name", HOSTILE)
    def test_no_cell_is_a_formula_or_a_link(self, name):
        workbook = workbook_of(xlsx_response([sheet_with(name)], "file.xlsx"))

        for sheet in workbook:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type in ("s", "n")
                    assert cell.hyperlink is None
        assert workbook["a sheet"]["A2"].value.endswith(name.strip())

    def test_a_table_without_rows_is_a_file_all_the_same(self):
        sheet = Sheet("empty", "Empty", ["name"], [])

        header, *_ = workbook_of(xlsx_response([sheet], "file.xlsx"))["empty"].values
        assert header == ("name",)

    def test_a_long_name_is_cut_to_what_a_sheet_may_have(self):
        sheet = Sheet("a" * 60, "Long", ["name"], [["x"]])

        assert workbook_of(xlsx_response([sheet], "file.xlsx")).sheetnames[1] == "a" * 31


class TestNamesThatPeopleTyped:
    """A board whose every name is hostile, downloaded from every address there is."""

    ADDRESSES = (
        "/hostile/dashboard.csv",
        "/hostile/groups/main-board/attendance/2012-13.csv",
        "/hostile/groups/main-board/attendance/2012-13.xlsx",
        "/hostile/budget/2012-13.csv",
        "/hostile/budget/2012-13.xlsx",
        "/hostile/dashboard.xlsx",
        "/hostile/groups.csv",
        "/hostile/groups.xlsx",
        "/hostile/agencies.csv",
        "/hostile/agencies.xlsx",
        "/hostile/agencies/agency-0.csv",
    )

    @pytest.fixture
    def hostile(self, member):
        board = make_board("hostile", name="=1+1")
        make_role(member, board)
        group = make_group(board, name="+1+1")
        meeting = make_meeting(group)
        for position, name in enumerate(HOSTILE):
            sector = make_sector(board, f"{name} sector")
            agency = make_agency(board, name, slug=f"agency-{position}", sector=sector)
            seat = make_seat(group, agency, name)
            make_tenure(seat)
            mark(seat, meeting, doubt=name)
            make_contribution(agency, str(position))
            make_spending(board, str(position), label=name)
        make_statement(board, printed_total=1000, cause="=1+1", source="@SUM(A1)")
        return board

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_no_cell_of_any_download_is_a_formula(self, hostile, member_client, address):
        response = member_client.get(address)

        assert response.status_code == 200
        if address.endswith("csv"):
            cells = [cell for row in cells_of_csv(response) for cell in row]
            assert [cell for cell in cells if cell.startswith(STARTS) and not is_number(cell)] == []
        else:
            with zipfile.ZipFile(io.BytesIO(response.content)) as parts:
                sheets = [name for name in parts.namelist() if "worksheets/sheet" in name]
                assert len(sheets) == 3
                assert all(b"<f>" not in parts.read(name) for name in sheets)

    def test_the_names_are_in_it(self, hostile, member_client):
        cells = cells_of_csv(member_client.get(self.ADDRESSES[1]))

        assert "'+1+1" in {row[1] for row in cells}


def is_number(cell):
    try:
        Decimal(cell)
    except ArithmeticError:
        return False
    return True
