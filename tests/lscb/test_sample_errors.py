"""A sample with a mistake in it: the sentence says where, and nothing is loaded."""

from copy import copy

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from lscb.sample.loader import load, read, store
from tests.lscb.samples import change, copied_sample, lines_of, problems_of, rows_stored, write


@pytest.fixture
def folder(tmp_path, db):
    """A copy of the sample, to be spoilt."""
    return copied_sample(tmp_path)


NOT_A_DATE = "not a date written as 2012-06-14"
EMPTY = "this cell must not be empty"
NOT_A_NUMBER = "not a number written as 1234 or 1234.50, and not below 0"
NOT_WHOLE = "not a whole number written as 1234, and not below 0"
NO_AGENCY = "no agency of agencies.csv has this address"
NO_GROUP = "no group of groups.csv has this address"
NO_SEAT = "this agency has no seat of this title in the group, by seats.csv"
NO_YEAR = "not a financial year written as 2012-13"

WRONG_CELLS = [
    ("sectors.csv", 2, "section", "", EMPTY),
    ("agencies.csv", 3, "sector", "Councils", "no sector of sectors.csv has this name"),
    ("agencies.csv", 5, "name", "Lead Member", "row 3 is of the same name"),
    (
        "groups.csv",
        4,
        "kind",
        "club",
        "not one of main_board, management_group, sub_group, panel, task_and_finish",
    ),
    ("groups.csv", 3, "parent", "cabinet", "no group above it has this address"),
    ("groups.csv", 7, "until", "2010-01-01", "it ends after it begins, and it begins 2011-04-01"),
    ("counting_rules.csv", 2, "year", "2012-14", NO_YEAR),
    (
        "counting_rules.csv",
        2,
        "headline",
        "attendance",
        "not one of member_attendance, agency_representation",
    ),
    ("counting_rules.csv", 3, "vacant_seats_count", "maybe", "neither yes nor no"),
    ("counting_rules.csv", 3, "smallest_denominator", "three", NOT_WHOLE),
    ("concern_rules.csv", 3, "absences_in_a_row", "-2", NOT_WHOLE),
    ("concern_rules.csv", 2, "group", "cabinet", NO_GROUP),
    ("seats.csv", 2, "counts_as", "guest", "not one of member, adviser, observer"),
    ("seats.csv", 2, "office", "king", "not one of chair, deputy"),
    ("seats.csv", 2, "note", " padded", "there is a space before or after it"),
    ("tenures.csv", 5, "since", "1.4.2012", NOT_A_DATE),
    ("tenures.csv", 5, "since", "20120401", NOT_A_DATE),
    ("tenures.csv", 5, "since", "2012-02-30", "there is no such day"),
    ("tenures.csv", 5, "state", "empty", "not one of filled, interim, vacant"),
    ("tenures.csv", 5, "agency", "cabinet-office", NO_AGENCY),
    ("tenures.csv", 5, "seat", "Manager", NO_SEAT),
    ("tenures.csv", 5, "until", "2012-04-01", "it ends after it begins, and it begins 2012-04-01"),
    (
        "tenures.csv",
        3,
        "since",
        "2012-10-31",
        "the seat is held already by row 2: 2012-04-01 to 2012-11-01",
    ),
    ("wanted.csv", 2, "name", "", EMPTY),
    ("wanted.csv", 3, "name", "A primary school", "row 2 is of the same name"),
    ("wanted.csv", 2, "since", "October 2012", NOT_A_DATE),
    ("wanted.csv", 3, "section", "", EMPTY),
    ("meetings.csv", 3, "held_on", "13.09.12", NOT_A_DATE),
    ("meetings.csv", 3, "kind", "special", "not one of ordinary, extraordinary"),
    ("marks_main_board.csv", 20, "2012-09-13", "X", "not one of Y, Sub, N"),
    ("marks_main_board.csv", 20, "2012-09-13", "y", "not one of Y, Sub, N"),
    (
        "marks_main_board.csv",
        20,
        "2012-09-13",
        "",
        "by tenures.csv this seat was held that day, so it must not be empty",
    ),
    (
        "marks_main_board.csv",
        28,
        "2012-09-13",
        "Y",
        "by tenures.csv nobody held this seat that day",
    ),
    ("marks_management_group.csv", 11, "agency", "lay-member", NO_AGENCY),
    ("marks_management_group.csv", 11, "seat", "Lay member 1", NO_SEAT),
    ("doubts.csv", 2, "held_on", "2012-12-05", "this seat has no mark at a meeting of this day"),
    ("contributions.csv", 2, "amount", "£103,542", NOT_A_NUMBER),
    ("contributions.csv", 2, "amount", "-5", NOT_A_NUMBER),
    ("contributions.csv", 2, "amount", "NaN", NOT_A_NUMBER),
    ("contributions.csv", 2, "amount", "", EMPTY),
    ("contributions.csv", 3, "agency", "nhs", NO_AGENCY),
    ("budget.csv", 2, "printed_spend", "lots", NOT_A_NUMBER),
    ("published.csv", 2, "denominator", "34.5", NOT_WHOLE),
    (
        "published.csv",
        2,
        "held_on",
        "2012-06-15",
        "no meeting of meetings.csv is of this group and day",
    ),
    ("published.csv", 11, "text", "", EMPTY),
]


# What is wrong in a file is found before any of its records is stored. That nothing stays is tried
# on each database further down: of a file, of the command, of what only the database refuses.
found_in_the_file = pytest.mark.alike


@found_in_the_file
@pytest.mark.parametrize(("name", "row", "column", "value", "what"), WRONG_CELLS)
def test_a_wrong_cell_is_named_with_file_row_column_and_value(
    folder, name, row, column, value, what
):
    change(folder, name, row, column, value)

    assert f"{name}, row {row}, column “{column}”: found “{value}”: {what}" in problems_of(folder)
    assert rows_stored() == 0


@found_in_the_file
@pytest.mark.parametrize(
    ("name", "row", "column", "value", "what"),
    [
        ("agencies.csv", 4, "slug", "two words", "Enter a valid “slug”"),
        ("concern_rules.csv", 2, "under_percent", "101", "less than or equal to 100"),
        ("contributions.csv", 2, "amount", "1.005", "no more than 2 decimal places"),
        ("seats.csv", 2, "title", "x" * 141, "at most 140 characters"),
        ("meetings.csv", 2, "date_note", "x" * 201, "at most 200 characters"),
        ("doubts.csv", 2, "doubt", "x" * 201, "at most 200 characters"),
        ("wanted.csv", 2, "name", "x" * 101, "at most 100 characters"),
        ("wanted.csv", 2, "note", "x" * 201, "at most 200 characters"),
    ],
)
def test_what_the_model_refuses_is_said_at_its_cell(folder, name, row, column, value, what):
    change(folder, name, row, column, value)

    start = f"{name}, row {row}, column “{column}”: found “{value}”: "
    (sentence,) = [text for text in problems_of(folder) if text.startswith(start)]
    assert what in sentence
    assert rows_stored() == 0


def test_one_attempt_finds_the_mistakes_of_all_files(folder):
    change(folder, "agencies.csv", 3, "sector", "Councils")
    change(folder, "marks_main_board.csv", 4, "2013-03-12", "no")
    change(folder, "contributions.csv", 2, "amount", "much")

    assert [text.split(": found")[0] for text in problems_of(folder)] == [
        "agencies.csv, row 3, column “sector”",
        "marks_main_board.csv, row 4, column “2013-03-12”",
        "contributions.csv, row 2, column “amount”",
    ]


@pytest.mark.parametrize(
    ("name", "row", "sentence"),
    [
        (
            "sectors.csv",
            3,
            "sectors.csv, row 12, column “name”: found “Local Authority”: "
            "row 3 is of the same name",
        ),
        (
            "marks_main_board.csv",
            2,
            "marks_main_board.csv, row 39, column “seat”: found “Independent Chair”: "
            "row 2 is of the same agency, seat",
        ),
        (
            "published.csv",
            12,
            "published.csv, row 29, column “section”: found “§6.5”: "
            "row 12 is of the same year, measure, group, agency, held_on, section",
        ),
    ],
)
def test_a_row_that_is_there_twice_is_refused(folder, name, row, sentence):
    lines = lines_of(folder / name)
    write(folder / name, [*lines, lines[row - 1]])

    assert sentence in problems_of(folder)
    assert rows_stored() == 0


def test_a_standing_needs_both_its_cells(folder):
    change(folder, "agencies.csv", 4, "standing_since", "2018-06-29")

    assert problems_of(folder) == [f"agencies.csv, row 4, column “standing”: found “”: {EMPTY}"]


def test_a_standing_that_is_known_is_loaded(folder):
    change(folder, "agencies.csv", 17, "standing", "relevant")
    change(folder, "agencies.csv", 17, "standing_since", "2018-06-29")

    (standing,) = load(folder).standings

    assert (standing.agency.name, standing.standing) == ("Schools", "relevant")
    assert standing.pk is not None


def test_a_seat_without_a_row_in_the_register_is_missed(folder):
    lines = lines_of(folder / "marks_management_group.csv")
    write(folder / "marks_management_group.csv", lines[:-1])

    assert problems_of(folder) == [
        "marks_management_group.csv: there is no sound row for the seat “Lay member” "
        "of “lay-members”"
    ]


def test_a_missing_an_unknown_and_a_repeated_column_are_named(folder):
    lines = lines_of(folder / "seats.csv")
    lines[0][2:5] = ["Title", "aliases", "aliases"]
    write(folder / "seats.csv", lines)

    assert problems_of(folder) == [
        "seats.csv, row 1, column “title”: this column is missing",
        "seats.csv, row 1, column “required_seniority”: this column is missing",
        "seats.csv, row 1, column “Title”: not a column of this file",
        "seats.csv, row 1, column “aliases”: this column is there twice",
    ]
    assert rows_stored() == 0


def test_a_register_with_a_date_on_which_nobody_met_is_refused(folder):
    change(folder, "marks_management_group.csv", 1, "2012-08-26", "2012-09-26")

    problems = problems_of(folder)

    assert (
        "marks_management_group.csv, row 1, column “2012-08-26”: this column is missing" in problems
    )
    assert (
        "marks_management_group.csv, row 1, column “2012-09-26”: not a column of this file"
        in problems
    )


def test_a_row_with_too_many_cells_is_named(folder):
    lines = lines_of(folder / "budget.csv")
    lines[1].append("more")
    write(folder / "budget.csv", lines)

    assert problems_of(folder) == ["budget.csv, row 2: found 6 cells, and 5 columns"]


def test_a_missing_file_is_named(folder):
    (folder / "tenures.csv").unlink()

    assert problems_of(folder) == ["tenures.csv: this file is missing"]


def test_a_missing_register_is_named(folder):
    (folder / "marks_main_board.csv").unlink()

    assert "marks_main_board.csv: this file is missing" in problems_of(folder)


def test_a_file_that_nothing_asks_for_is_named(folder):
    (folder / "marks_cabinet.csv").write_text("agency,seat,section\n", "utf-8")

    assert problems_of(folder) == ["marks_cabinet.csv: nothing in the sample asks for this file"]


def test_a_file_in_another_encoding_is_named(folder):
    (folder / "budget.csv").write_bytes("year;£".encode("latin-1"))

    (sentence,) = problems_of(folder)
    assert sentence.startswith("budget.csv: cannot be read: ")


def test_a_byte_order_mark_and_an_empty_last_line_do_no_harm(folder):
    file = folder / "budget.csv"
    file.write_text("\ufeff" + file.read_text("utf-8") + "\n", "utf-8")

    assert len(load(folder).budget_statements) == 1


@found_in_the_file
@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'slug = "kingston"',
            'slug = "admin"',
            "board.toml, [board]: This address is taken by the product itself.",
        ),
        (
            'colour = "#1d4e6b"',
            'colour = "blue"',
            "board.toml, [board], column “colour”: found “blue”: Write the colour as # and six "
            "hexadecimal digits, such as #1d4e6b.",
        ),
        (
            "since = 2010-04-01",
            "since = 2010",
            f"board.toml, [words], column “since”: found “2010”: {NOT_A_DATE}",
        ),
        (
            'chair = "Independent Chair"\n',
            "",
            "board.toml, [words], column “chair”: this column is missing",
        ),
        ("[source]", "[sources]", "board.toml: [source] is missing"),
        (
            'N = "absent"',
            'N = "away"',
            "board.toml, [marks], column “N”: found “away”: not one of present, substitute, "
            "apologies, absent",
        ),
    ],
)
def test_a_mistake_in_the_boards_own_file_is_named(folder, old, new, sentence):
    file = folder / "board.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")

    assert sentence in problems_of(folder)
    assert rows_stored() == 0


def test_a_file_that_is_no_toml_is_named(folder):
    (folder / "board.toml").write_text("[board", "utf-8")

    (sentence,) = problems_of(folder)
    assert sentence.startswith("board.toml: cannot be read: ")


def test_the_command_prints_every_mistake_and_loads_nothing(folder):
    change(folder, "contributions.csv", 2, "amount", "much")
    change(folder, "contributions.csv", 3, "amount", "little")

    with pytest.raises(CommandError) as refused:
        call_command("load_sample", str(folder))

    assert str(refused.value) == (
        "Nothing was loaded. What is wrong:\n"
        f"  contributions.csv, row 2, column “amount”: found “much”: {NOT_A_NUMBER}\n"
        f"  contributions.csv, row 3, column “amount”: found “little”: {NOT_A_NUMBER}"
    )
    assert rows_stored() == 0


def test_what_only_the_database_refuses_takes_everything_back(folder):
    sample = read(folder)
    sample.published_figures.append(copy(sample.published_figures[0]))
    # The catalogue, which was read with the sample.
    before = rows_stored()

    with pytest.raises(IntegrityError):
        store(sample)

    assert rows_stored() == before
