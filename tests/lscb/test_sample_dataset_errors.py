"""A mistake in a sample's indicators or figures: the sentence says where, and nothing is loaded."""

from pathlib import Path

import pytest

from lscb.sample.loader import load
from tests.lscb.samples import change, copied_sample, lines_of, problems_of, rows_stored, write


@pytest.fixture
def folder(tmp_path, db):
    """A copy of the sample, to be spoilt."""
    return copied_sample(tmp_path)


NO_INDICATOR = "no indicator of the catalogue has this code"
NO_AREA = "no area of areas.csv, nor one that was imported, has this code"
NO_RELEASE = "no release of releases.csv is called this"
NO_PERIOD = "not a period written as 2012-13 or 2012-13-Q3"
EMPTY = "this cell must not be empty"
NOT_A_NUMBER = "not a number written as 1234 or 1234.50, and not below 0"
NOT_WHOLE = "not a whole number written as 1234, and not below 0"
A_SHARE = "A percentage is not over 100."
LISTED, FIGURES = "listed.csv", "report_figures.csv"
AREAS, RELEASES = "national/areas.csv", "national/releases.csv"
NEIGHBOURS, POPULATION = "national/neighbours.csv", "national/population.csv"
NATIONAL = "national/figures.csv"

# Row 18 of the report's figures is DV03, 4%; row 19 DV04, 74 of 116; row 8 has a reason only. The
# national ones begin with plans in Bracknell Forest in 2012-13.
WRONG_CELLS = [
    (LISTED, 2, "indicator", "CSC99", NO_INDICATOR),
    (LISTED, 3, "indicator", "CSC01", "row 2 is of the same indicator, since"),
    (LISTED, 2, "agency", "social-care", "no agency of agencies.csv has this address"),
    (LISTED, 2, "since", "2012", "not a financial year written as 2012-13"),
    (LISTED, 2, "until", "2012-13", "It ends after it begins."),
    (LISTED, 2, "standing", "wanted", "not one of collected, national_only, not_collected"),
    (LISTED, 2, "standing", "not_collected", "Say why it is not collected."),
    (LISTED, 2, "review_on", "soon", "not a date written as 2012-06-14"),
    (LISTED, 2, "is_limited", "perhaps", "neither yes nor no"),
    (LISTED, 2, "section", "", EMPTY),
    (FIGURES, 2, "indicator", "CSC99", NO_INDICATOR),
    (FIGURES, 2, "period", "2012-13-Q5", NO_PERIOD),
    (FIGURES, 2, "period", "2013", NO_PERIOD),
    (FIGURES, 3, "period", "2012-13", "row 2 is of the same indicator, period"),
    (FIGURES, 2, "numerator", "1,038", NOT_A_NUMBER),
    (FIGURES, 2, "numerator", "-1", NOT_A_NUMBER),
    (FIGURES, 18, "value", "101", A_SHARE),
    (FIGURES, 19, "numerator", "117", "The numerator is greater than its denominator."),
    (FIGURES, 2, "reason", "lost", "not one of not_supplied, not_due, joint, c, z, x, k, low"),
    (FIGURES, 8, "reason", "", "there is no figure, so say why it is missing"),
    (FIGURES, 18, "reason", "c", "there is a value, so it is not missing"),
    (FIGURES, 2, "is_inferred", "", EMPTY),
    (AREAS, 2, "kind", "planet", "not one of country, region, authority"),
    (AREAS, 6, "region", "E12000099", NO_AREA),
    (AREAS, 6, "region", "", "a local authority lies in a region; nothing else does"),
    (AREAS, 3, "region", "E92000001", "a local authority lies in a region; nothing else does"),
    (AREAS, 3, "code", "E92000001", "row 2 is of the same code"),
    (RELEASES, 2, "release", "cin", "by its title and edition it is children-in-need-2024"),
    (RELEASES, 2, "published_on", "2024", "not a date written as 2012-06-14"),
    (NEIGHBOURS, 2, "like", "E09000099", NO_AREA),
    (NEIGHBOURS, 2, "like", "E09000021", "no area is its own neighbour"),
    (NEIGHBOURS, 2, "average", "mode", "not one of mean, median"),
    (NEIGHBOURS, 2, "rank", "first", NOT_WHOLE),
    (POPULATION, 2, "people", "many", NOT_WHOLE),
    (POPULATION, 2, "release", "nobodys", NO_RELEASE),
    (POPULATION, 2, "area", "E09000099", NO_AREA),
    (NATIONAL, 2, "indicator", "CSC99", NO_INDICATOR),
    (NATIONAL, 2, "area", "E09000099", NO_AREA),
    (NATIONAL, 2, "period", "2012-14", NO_PERIOD),
    (NATIONAL, 2, "numerator", "c", NOT_A_NUMBER),
    (NATIONAL, 2, "reason", "c", "there is a value, so it is not missing"),
    (NATIONAL, 2, "rounded_to", "ten", NOT_WHOLE),
    (NATIONAL, 2, "is_provisional", "no", "not yes"),
    (NATIONAL, 2, "release", "", EMPTY),
    (NATIONAL, 2, "taken_on", "1.11.2024", "not a date written as 2012-06-14"),
    (NATIONAL, 2, "value", "1.00001", "Ensure that there are no more than 4 decimal places."),
    (NATIONAL, 3, "period", "2012-13", "row 2 is of the same indicator, area, period"),
]


# A wrong cell is found before any record is stored; that nothing stays of the catalogue, which is,
# is tried on each database below.
@pytest.mark.alike
@pytest.mark.parametrize(("name", "row", "column", "value", "what"), WRONG_CELLS)
def test_a_wrong_cell_is_named_with_file_row_column_and_value(
    folder, name, row, column, value, what
):
    change(folder, name, row, column, value)

    place = f"{Path(name).name}, row {row}"
    found = problems_of(folder)
    assert any(one.startswith(place) and what in one for one in found), found
    assert rows_stored() == 0


def test_the_sentence_is_of_one_form_for_all_files(folder):
    change(folder, NATIONAL, 2, "area", "E09000099")

    assert problems_of(folder) == [
        f"figures.csv, row 2, column “area”: found “E09000099”: {NO_AREA}"
    ]


def test_a_published_share_is_not_more_than_all(folder):
    lines = lines_of(folder / NATIONAL)
    share = ["CP05", "E09000021", "2012-13", "118", "117", "", "", "", "", *lines[1][-3:]]
    write(folder / NATIONAL, [*lines, share])

    (sentence,) = problems_of(folder)
    assert sentence.startswith(
        f"figures.csv, row {len(lines) + 1}, column “numerator”: found “118”"
    )
    assert rows_stored() == 0


def test_a_published_figure_without_a_number_has_a_reason(folder):
    for column in ("numerator", "value"):
        change(folder, NATIONAL, 2, column, "")

    (sentence,) = problems_of(folder)
    assert sentence.endswith("there is no figure, so say why it is missing")


def test_published_figures_are_all_there_or_none(folder):
    (folder / RELEASES).unlink()

    assert "releases.csv: this file is missing" in problems_of(folder)


def test_a_file_that_nothing_asks_for_is_named_in_the_folder_of_published_ones(folder):
    (folder / "national" / "targets.csv").write_text("code\n", "utf-8")

    assert problems_of(folder) == ["targets.csv: nothing in the sample asks for this file"]


def test_figures_need_the_area_they_are_of(folder):
    for file in (folder / "national").iterdir():
        file.unlink()
    (folder / "national").rmdir()

    assert problems_of(folder) == [
        "board.toml, [board], column “area_code”: found “E09000021”: the figures of "
        "report_figures.csv need an area of this code, in national/areas.csv or from an import"
    ]
    assert rows_stored() == 0


def test_a_sample_without_figures_needs_neither_areas_nor_published_ones(folder):
    for file in (folder / "national").iterdir():
        file.unlink()
    (folder / "national").rmdir()
    write(folder / FIGURES, lines_of(folder / FIGURES)[:1])

    sample = load(folder)

    assert (len(sample.listed), sample.own_figures, sample.national_figures) == (35, [], [])
