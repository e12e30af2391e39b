"""What a published file may look like: its kind, its cells, its areas and periods."""

from decimal import Decimal

import pytest

from datasets.importing.cells import Cell, added_up, cell
from datasets.importing.places import Place, Places, period_of
from datasets.importing.problems import MOST_SAID, Problems, Refused
from datasets.importing.reading import PublishedFile, Row
from datasets.importing.rules import JointReturn, columns_of, conditions, joint_returns
from lscb.periods import FinancialYear, Quarter
from tests.open_data import ENGLAND, KINGSTON, OUTER_LONDON, RICHMOND, a_file, row


def refusal_of(bytes_) -> str:
    file = PublishedFile.of("file.csv", bytes_)
    with pytest.raises(Refused) as refused:
        list(file.rows())
    return str(refused.value)


class TestTheFile:
    def test_rows_are_numbered_as_a_spreadsheet_shows_them(self):
        rows = list(PublishedFile.of("file.csv", b"a,b\n1,2\n\n3,4\n").rows())

        assert rows == [Row(2, {"a": "1", "b": "2"}), Row(4, {"a": "3", "b": "4"})]

    def test_a_byte_order_mark_is_no_part_of_the_first_column(self):
        assert PublishedFile.of("file.csv", b"\xef\xbb\xbfa,b\n").columns == ["a", "b"]

    def test_a_cell_may_span_lines(self):
        (found,) = PublishedFile.of("file.csv", b'a,b\n"1\n2",3\n').rows()

        assert found.get("a") == "1\n2"

    @pytest.mark.parametrize(
        ("bytes_", "what"),
        [
            (b"", "file.csv: the file is empty"),
            (b"\n\n", "file.csv: the file is empty"),
            (b"a,b,a\n", "file.csv, row 1: the column “a” is there twice"),
            (b"a,b\n1\n", "file.csv, row 2: found 1 cells, and 2 columns"),
            (b"a,b\n1,2\n1,2,3\n", "file.csv, row 3: found 3 cells, and 2 columns"),
            (b"a,b\nK\xf6ln,2\n", "file.csv, row 2: not in UTF-8: byte 0xf6"),
            ("a,b\n".encode("utf-16"), "file.csv: it is not in UTF-8"),
            (b"PK\x03\x04rest", "file.csv: it is a spreadsheet or an archive, not a CSV file"),
            (b'a,b\n"1"2,3\n', "file.csv, row 2: not a CSV file: "),
            (b'a,b\n"1,2\n', "file.csv, row 2: not a CSV file: "),
            (b"a,b\n1,\0\n", "file.csv, row 2: a NUL byte, which no text has"),
        ],
    )
    def test_what_is_no_such_file_is_refused(self, bytes_, what):
        assert refusal_of(bytes_).startswith(what)

    def test_a_file_that_is_not_there_is_refused(self, tmp_path):
        with pytest.raises(Refused, match=r"^c1\.csv: cannot be read: No such file or directory$"):
            list(PublishedFile.at(tmp_path / "c1.csv").rows())


class TestCells:
    @pytest.mark.parametrize(
        ("text", "number"),
        [("0", "0"), ("1948", "1948"), ("563.6", "563.6"), ("149.30000000000001", "149.3")],
    )
    def test_a_number(self, text, number):
        assert cell(text) == Cell(Decimal(number))

    @pytest.mark.parametrize("symbol", ["c", "z", "x", "k", "low", "u", ":", "~"])
    def test_a_symbol_is_kept_and_never_0(self, symbol):
        assert cell(symbol) == Cell(None, symbol)

    @pytest.mark.parametrize(
        ("text", "what"),
        [
            ("", "an empty cell"),
            ("-3", "a figure is not below 0"),
            ("1,948", "neither a number"),
            ("12%", "neither a number"),
            ("NaN", "neither a number"),
            ("1e5", "neither a number"),
            ("٣", "neither a number"),
            ("1000000000", "a figure is below 1,000,000,000"),
        ],
    )
    def test_anything_else_is_refused(self, text, what):
        with pytest.raises(ValueError, match=what):
            cell(text)

    def test_a_sum_with_a_symbol_is_that_symbol(self):
        assert added_up([cell("65"), cell("130"), cell("171")]) == Cell(Decimal(366))
        assert added_up([cell("65"), cell("c")]) == Cell(None, "c")

    def test_what_was_held_back_on_purpose_is_said_first(self):
        assert added_up([cell("x"), cell("z"), cell("c")]).symbol == "c"
        assert added_up([cell("u"), cell("c")]).symbol == "c"
        assert added_up([cell("~"), cell("x")]).symbol == "x"


class TestPeriods:
    @pytest.mark.parametrize(
        ("identifier", "text", "period"),
        [
            ("Reporting year", "2013", FinancialYear(2012)),
            ("Financial year", "201213", FinancialYear(2012)),
            ("Financial year Q3", "201213", Quarter(FinancialYear(2012), 3)),
        ],
    )
    def test_a_period_by_its_name(self, identifier, text, period):
        assert period_of(self.named(identifier, text)) == period

    @pytest.mark.parametrize(
        ("identifier", "text", "column", "what"),
        [
            ("Academic year", "201213", "time_identifier", "only Reporting year, Financial year"),
            ("Calendar year", "2013", "time_identifier", "only Reporting year, Financial year"),
            ("Financial year Q5", "201213", "time_identifier", "only Reporting year"),
            ("Reporting year", "201213", "time_period", "not a year written as 2013"),
            ("Reporting year", "0", "time_period", "not a year written as 2013"),
            ("Reporting year", "1066", "time_period", "not a year this product keeps"),
            ("Financial year", "2013", "time_period", "not a financial year written as 201213"),
            ("Financial year", "201214", "time_period", "not a financial year such as"),
        ],
    )
    def test_another_kind_of_year_is_refused(self, identifier, text, column, what):
        with pytest.raises(ValueError, match=what) as refused:
            period_of(self.named(identifier, text))

        assert refused.value.args[0] == column

    def named(self, identifier, text):
        return Row(2, {"time_identifier": identifier, "time_period": text})


def places_of(*rows, recorded=()) -> Places:
    problems = Problems("file.csv")
    places = Places(a_file(*rows), recorded, problems)
    problems.raise_any()
    return places


def owners(places, one) -> tuple[tuple, tuple]:
    whose = places.of(Row(2, one))
    return whose.areas, whose.together


GATESHEAD = KINGSTON | {
    "old_la_code": "390",
    "new_la_code": "E08000020",
    "la_name": "Gateshead",
    "region_code": "E12000001",
    "region_name": "North East",
}


class TestPlaces:
    def test_every_area_has_its_kind_its_region_and_number(self):
        known = places_of(row(ENGLAND), row(OUTER_LONDON), row(KINGSTON)).known

        assert known == {
            "E92000001": Place("country", "E92000001", "England"),
            "E13000002": Place("region", "E13000002", "Outer London"),
            "314": Place("authority", "E09000021", "Kingston upon Thames", "314", "E13000002"),
        }

    def test_a_region_is_known_from_its_authorities(self):
        assert places_of(row(KINGSTON)).known["E13000002"].name == "Outer London"

    def test_an_authority_with_another_code_since_is_one_area(self):
        recoded = GATESHEAD | {"new_la_code": "E08000037"}

        places = places_of(row(recoded, "2020"), row(GATESHEAD, "2019"))

        assert places.known["390"].code == "E08000037"
        assert owners(places, row(GATESHEAD)) == owners(places, row(recoded)) == (("390",), ())

    def test_a_number_is_not_of_two_authorities(self):
        other = KINGSTON | {"new_la_code": "E09000099", "la_name": "Nowhere"}

        with pytest.raises(Refused, match="row 3: 314 is the number of Kingston upon Thames"):
            places_of(row(KINGSTON), row(other))

    def test_a_code_has_one_number(self):
        other = KINGSTON | {"old_la_code": "315"}

        with pytest.raises(Refused, match="row 3: E09000021 has the number 314, and 315"):
            places_of(row(KINGSTON), row(other))

    def test_a_row_without_its_number_is_of_the_same_area(self):
        places = places_of(row(KINGSTON), row(KINGSTON | {"old_la_code": "z"}))

        assert list(places.known) == ["E13000002", "314"]

    def test_an_area_that_is_not_available_is_nobodys(self):
        unknown = KINGSTON | {"new_la_code": "x", "old_la_code": "x", "la_name": "Not available"}

        assert owners(places_of(row(unknown)), row(unknown)) == ((), ())

    @pytest.mark.parametrize(
        ("change", "what"),
        [
            ({"geographic_level": "Ward"}, "column “geographic_level”: found “Ward”: not one of"),
            ({"new_la_code": "Kingston"}, "“new_la_code”: found “Kingston”: not the code of an"),
            ({"new_la_code": ""}, "column “new_la_code”: found “”: not the code of an area"),
            ({"la_name": ""}, "column “la_name”: found “”: this area has no name"),
            ({"la_name": "K" * 81}, "this name has more than 80 letters"),
            ({"old_la_code": "Kt"}, "column “old_la_code”: found “Kt”: not the number of a"),
        ],
    )
    def test_a_wrong_area_is_named(self, change, what):
        with pytest.raises(Refused) as refused:
            places_of(row(RICHMOND), row(KINGSTON | change))

        assert "file.csv, row 3: " in str(refused.value)
        assert what in str(refused.value)

    @pytest.mark.parametrize(
        "joint",
        [
            {"la_name": "Kingston upon Thames and Richmond upon Thames"},
            {"la_name": "Kingston upon Thames / Richmond upon Thames", "new_la_code": "x"},
            {"la_name": "Both", "new_la_code": "E09000021 & E09000027"},
            {"la_name": "Both", "new_la_code": "E09000021/E09000027", "old_la_code": "314/318"},
        ],
    )
    def test_a_joint_return_is_of_both_areas_and_no_area_itself(self, joint):
        places = places_of(row(KINGSTON), row(RICHMOND), row(KINGSTON | joint))

        assert owners(places, row(KINGSTON | joint)) == (("314", "318"), ("314", "318"))
        assert places.known["314"].name == "Kingston upon Thames"

    def test_a_joint_return_is_known_by_the_areas_on_record(self):
        recorded = [
            Place("authority", "E09000021", "Kingston upon Thames", "314"),
            Place("authority", "E09000027", "Richmond upon Thames", "318"),
        ]
        joint = row(KINGSTON | {"la_name": "Kingston upon Thames and Richmond upon Thames"})

        assert owners(places_of(joint, recorded=recorded), joint)[1] == ("314", "318")

    def test_a_joint_return_with_an_area_nobody_knows_is_still_joint(self):
        joint = row(KINGSTON | {"new_la_code": "E09000021 and E09000099"})

        assert owners(places_of(row(KINGSTON), joint), joint) == (("314",), ("314", "E09000099"))

    @pytest.mark.parametrize(
        "name", ["Windsor and Maidenhead", "Bournemouth, Christchurch and Poole"]
    )
    def test_an_area_called_by_two_names_is_itself(self, name):
        poole = KINGSTON | {"new_la_code": "E06000029", "old_la_code": "836", "la_name": "Poole"}
        called = KINGSTON | {"new_la_code": "E06000058", "old_la_code": "839", "la_name": name}

        assert owners(places_of(row(poole), row(called)), row(called)) == (("839",), ())


class TestRules:
    def test_columns_are_added_up_where_a_plus_stands_alone(self):
        assert columns_of("Schools + Education_Services") == ("Schools", "Education_Services")
        assert columns_of("Duration_21+_days") == ("Duration_21+_days",)
        assert columns_of("") == ()

    def test_a_condition_may_hold_commas(self):
        assert conditions("category = Total; age_group = 0, 1 or 2") == (
            ("category", "Total"),
            ("age_group", "0, 1 or 2"),
        )

    def test_joint_returns_have_their_years(self):
        (joint,) = joint_returns("E09000021 + E09000027: 2014-15 to 2022-23\n")

        assert joint == JointReturn(
            ("E09000021", "E09000027"), FinancialYear(2014), FinancialYear(2022)
        )
        assert joint.covers("E09000027", FinancialYear(2022))
        assert joint.covers("E09000021", Quarter(FinancialYear(2014), 1))
        assert not joint.covers("E09000021", FinancialYear(2013))
        assert not joint.covers("E09000021", FinancialYear(2023))
        assert not joint.covers("E09000003", FinancialYear(2014))

    @pytest.mark.parametrize(
        ("read", "text", "what"),
        [
            (columns_of, "A +  + B", "has a column without a name"),
            (conditions, "Total", "“Total” is not written as category = Total"),
            (conditions, "category = ", "is not written as category = Total"),
            (joint_returns, "E09000021 + E09000027", "is not written as"),
            (joint_returns, "E09000021 + Richmond: 2014-15", "“Richmond” is not the code"),
            (joint_returns, "E09000021: 2014-15", "names one area"),
            (joint_returns, "E09000021 + E09000021: 2014-15", "names one area"),
            (joint_returns, "E09000021 + E09000027: 2014", "not a financial year"),
            (joint_returns, "E09000021 + E09000027: 2014-15 to 2013-14", "ends before it begins"),
        ],
    )
    def test_what_cannot_be_read_is_refused(self, read, text, what):
        with pytest.raises(ValueError, match=what):
            read(text)


def test_a_file_that_is_wrong_throughout_is_not_read_to_its_end():
    nowhere = [row(KINGSTON | {"new_la_code": f"Area {number}"}) for number in range(500)]

    with pytest.raises(Refused) as refused:
        places_of(*nowhere)

    assert len(refused.value.problems) == MOST_SAID + 1
    assert refused.value.problems[-1] == ("file.csv: it was read no further: too much is wrong.")


def test_a_long_cell_is_quoted_in_part():
    with pytest.raises(Refused) as refused:
        places_of(row(KINGSTON | {"new_la_code": "E" * 5_000}))

    assert len(str(refused.value)) < 200
