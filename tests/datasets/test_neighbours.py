"""`manage.py import_neighbours`: which authorities are alike, as a named and dated model."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from datasets.models import Area, Comparator, ComparatorSet
from tests.figures import make_area

pytestmark = pytest.mark.django_db

HEADER = ["LA num", "LA Name", "LA number", "GOReg", "SN1", "SNP", "SN2", "SNP", ""]
KINGSTON = ["314", "Kingston upon Thames", "314", "London", "302", "Close", "319", "Close", ""]
BARNET = ["302", "Barnet", "302", "London", "314", "Close", "319", "Not Close", ""]
SUTTON = ["319", "Sutton", "319", "London", "302", "Very Close", "314", "Close", ""]
EMPTY = [""] * 9
OLD = ["", "Old SNs:", *EMPTY[2:]]
ENDED = ["837", "Bournemouth (Pre LG)", "837", "South West", "836", "Close", "879", "Close", ""]
LISTED = (HEADER, KINGSTON, BARNET, SUTTON, EMPTY, OLD, EMPTY, ENDED)


@pytest.fixture(autouse=True)
def _areas():
    make_area()
    make_area("Barnet", "E09000003", "302")
    make_area("Sutton", "E09000029", "319")


@pytest.fixture
def write(tmp_path):
    def written(*lines, encoding="utf-8-sig"):
        path = tmp_path / "neighbours.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(lines)
        return path

    return written


def run(path, since="2021-04-01", **options) -> str:
    said = StringIO()
    options = {"name": "Statistical neighbours", "source": "DfE, OGL v3.0"} | options
    call_command("import_neighbours", path, since=since, stdout=said, **options)
    return said.getvalue()


def refusal_of(path, **options) -> str:
    with pytest.raises(CommandError) as refused:
        run(path, **options)
    return str(refused.value)


def changed(line, **cells) -> list[str]:
    """The line with other cells, by their places: _4="999"."""
    line = list(line)
    for place, value in cells.items():
        line[int(place[1:])] = value
    return line


def test_the_neighbours_are_kept_by_rank_with_how_close_they_are(write):
    said = run(write(*LISTED))

    assert said == "Statistical neighbours, April 2021 model: 6 pairs added, 0 unchanged.\n"
    kept = Comparator.objects.filter(area__number="314").values_list(
        "rank", "like__name", "closeness"
    )
    assert list(kept) == [(1, "Barnet", "Close"), (2, "Sutton", "Close")]
    model = ComparatorSet.objects.get()
    assert (model.since, model.average, model.source) == (
        date(2021, 4, 1),
        "mean",
        "DfE, OGL v3.0",
    )


def test_authorities_that_ended_are_no_part_of_it(write):
    make_area("Bournemouth", "E06000028", "837")

    run(write(*LISTED))

    assert not Comparator.objects.filter(area__number="837").exists()


def test_the_history_says_where_they_are_from(write):
    run(write(*LISTED))

    for record in (ComparatorSet.objects.get(), Comparator.objects.first()):
        assert record.history.get().history_change_reason == "Neighbours from neighbours.csv"


def test_the_same_again_changes_nothing(write):
    run(write(*LISTED))

    assert run(write(*LISTED)) == (
        "Statistical neighbours, April 2021 model: 0 pairs added, 6 unchanged.\n"
    )
    assert Comparator.history.count() == 6


def test_another_date_is_another_model(write):
    run(write(*LISTED))

    run(write(HEADER, KINGSTON, BARNET, SUTTON), since="2024-04-01", average="median")

    assert ComparatorSet.objects.count() == 2
    assert Comparator.objects.count() == 12


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (
            changed(KINGSTON, _4="319", _6="302"),
            "row 2: column “SN1”: found “319”: Sutton, Close here, and Barnet, Close on record in "
            "Statistical neighbours, April 2021 model. Another model has another date",
        ),
        (
            changed(KINGSTON, _5="Very Close"),
            "row 2: column “SN1”: found “302”: Barnet, Very Close here, and Barnet, Close on",
        ),
    ],
)
def test_a_changed_file_of_the_same_date_is_refused_with_the_place(write, line, what):
    run(write(*LISTED))

    assert what in refusal_of(write(HEADER, line, BARNET, SUTTON))
    assert Comparator.objects.filter(area__number="314", rank=1, like__number="302").exists()


def test_a_file_of_the_same_date_with_fewer_is_refused(write):
    run(write(*LISTED))

    assert "has Barnet as number 1 of Sutton on record, and this file has not" in refusal_of(
        write(HEADER, KINGSTON, BARNET)
    )


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ((), "neighbours.csv: the file is empty"),
        ((["a", "b"],), "neighbours.csv, row 1: missing columns: LA number, LA Name, SN1. It has"),
        ((HEADER, KINGSTON[:5]), "row 2: found 5 cells, and at least 7 columns"),
        ((HEADER, changed(KINGSTON, _2="Kt")), "row 2: column “LA number”: found “Kt”: not the"),
        ((HEADER, KINGSTON, KINGSTON), "row 3: column “LA number”: found “314”: Kingston upon"),
        ((HEADER, changed(KINGSTON, _6="")), "row 2: column “SN2”: found “”: not the number of a"),
        ((HEADER, changed(KINGSTON, _6="314")), "“SN2”: found “314”: it is the authority itself"),
        ((HEADER, changed(KINGSTON, _6="302")), "column “SN2”: found “302”: it is SN1 as well"),
        ((HEADER, changed(KINGSTON, _6="999")), "“SN2”: found “999”: no authority of this file"),
        ((HEADER, changed(KINGSTON, _5="C" * 21)), "column “SNP of SN1”: found “CCC"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(write, lines, what):
    assert what in refusal_of(write(*lines))
    assert not ComparatorSet.objects.exists()


def test_authorities_without_an_area_are_listed_and_left_out(write):
    reading = ["870", "Reading", "870", "South East", "314", "Close", "302", "Close", ""]
    line = changed(KINGSTON, _6="870")

    said = run(write(HEADER, line, BARNET, SUTTON, reading))

    assert said.splitlines() == [
        "Statistical neighbours, April 2021 model: 5 pairs added, 0 unchanged.",
        "Left out, because they are not on record: Reading (870).",
    ]


def test_they_are_added_once_they_are_on_record(write):
    reading = ["870", "Reading", "870", "South East", "314", "Close", "302", "Close", ""]
    lines = (HEADER, changed(KINGSTON, _6="870"), BARNET, SUTTON, reading)
    run(write(*lines))
    make_area("Reading", "E06000038", "870")

    assert "3 pairs added, 5 unchanged" in run(write(*lines))


def test_without_any_area_nothing_is_stored(write):
    Area.objects.filter(kind="authority").delete()

    assert "There are no local authorities on record yet" in refusal_of(write(*LISTED))


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"since": "April 2021"}, "April 2021 is not a day written as 2021-04-01."),
        ({"source": "S" * 201}, "at most 200 characters"),
        ({"name": ""}, "cannot be blank"),
    ],
)
def test_the_model_needs_a_name_a_day_and_a_source(write, options, what):
    assert what in refusal_of(write(*LISTED), **options)


def test_another_encoding_is_refused(write):
    line = changed(KINGSTON, _1="Köln")

    assert "row 2: not in UTF-8: byte 0xf6" in refusal_of(write(HEADER, line, encoding="latin-1"))


def test_a_dry_run_stores_nothing(write):
    assert "6 pairs would be added" in run(write(*LISTED), dry_run=True)
    assert not ComparatorSet.objects.exists()
