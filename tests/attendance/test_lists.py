"""The lists as files: the same figures as the pages, from Kingston's sample."""

import csv
import io

import openpyxl
import pytest


def rows_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def by(rows, key):
    return {row[key]: row for row in rows}


class TestTheListsOfKingston:
    def test_groups_have_their_own_measure(self, reader):
        groups = by(rows_of(reader, "/kingston/groups.csv"), "group")

        assert len(groups) == 12
        main, management = groups["Main Board"], groups["Management Group"]
        assert (main["measure"], main["attended"], main["expected"], main["attendance"]) == (
            "member attendance", "108", "173", "62.4",
        )  # fmt: skip
        assert (management["measure"], management["attended"], management["attendance"]) == (
            "agency representation", "28", "77.8",
        )  # fmt: skip
        assert (main["seats_held"], main["seats_vacant"]) == ("35", "1")

    def test_a_group_without_meetings_has_an_empty_figure(self, reader):
        groups = by(rows_of(reader, "/kingston/groups.csv"), "group")

        assert groups["Scrutiny Panel"]["attendance"] == ""

    def test_seats_say_how_they_were_held(self, reader):
        seats = by(rows_of(reader, "/kingston/groups/main-board.csv"), "seat")

        assert len(seats) == 37
        assert seats["DCI, Kingston Police"]["state"] == "vacant"
        assert seats["Head of Prevention and Integration"]["state"] == "not held"
        assert seats["Lead GP, Safeguarding"]["agency_representation"] == "20.0"

    def test_agencies_have_a_row_for_each_group_they_sit_in(self, reader):
        rows = rows_of(reader, "/kingston/agencies.csv")
        found = {
            (row["agency"], row["group"]): row["attended"] + "/" + row["expected"] for row in rows
        }

        assert found["CAFCASS", "Main Board"] == "0/5"
        assert found["Voluntary Sector", "Main Board"] == "10/20"
        assert found["Voluntary Sector", "Management Group"] == "1/4"
        assert ("CAFCASS", "Management Group") not in found

    def test_an_agency_has_a_row_for_each_seat_and_meeting(self, reader):
        rows = rows_of(reader, "/kingston/agencies/police.csv")

        outcomes = [row["outcome"] for row in rows if row["seat"].startswith("DCI, West")]
        assert outcomes == [
            "Present", "Present", "Present", "Absent", "Substitute",
            "Present", "Present", "Substitute", "Absent",
        ]  # fmt: skip

    def test_an_agencys_workbook_has_what_it_paid(self, reader):
        book = openpyxl.load_workbook(
            io.BytesIO(reader.get("/kingston/agencies/police.xlsx").content)
        )

        assert list(book["paid"].values) == [
            ("year", "amount", "share_of_total"),
            ("2012-13", 5000, 3.1),
        ]

    def test_what_needs_doing_has_each_thing_once(self, keeper):
        rows = rows_of(keeper, "/kingston/management.csv")
        kinds = [row["kind"] for row in rows]

        assert kinds.count("Attendance concern") == 12  # 11 of the Main Board, 1 of the other
        assert kinds.count("Vacant seat") == 1
        assert kinds.count("Register not confirmed") == 0
        assert kinds.count("Does not add up in the records") == 2

    @pytest.mark.parametrize(
        "address",
        [
            "/kingston/dashboard.xlsx",
            "/kingston/groups.xlsx",
            "/kingston/groups/main-board.xlsx",
            "/kingston/agencies.xlsx",
            "/kingston/management.xlsx",
        ],
    )
    def test_each_workbook_has_a_cover_a_table_and_notes(self, keeper, address):
        book = openpyxl.load_workbook(io.BytesIO(keeper.get(address).content))

        assert book.sheetnames[0] == "Cover"
        assert book.sheetnames[-1] == "Notes"
        (table,) = book[book.sheetnames[1]].tables.values()
        assert table.ref.startswith("A1:")

    def test_a_file_of_another_kind_is_not_there(self, reader):
        assert reader.get("/kingston/groups.pdf").status_code == 404
