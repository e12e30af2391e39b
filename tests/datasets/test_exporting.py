"""Published figures as files: what they hold, and that they come back as they were."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from datasets.exporting import chosen_for, files_of
from datasets.models import Population
from tests.figures import (
    make_area,
    make_england,
    make_indicator,
    make_listed,
    make_neighbours,
    make_own,
    make_published,
    make_region,
    make_release,
)


@pytest.fixture
def referrals(board):
    indicator = make_indicator("CSC01", unit="rate", polarity="neither")
    make_listed(board, indicator)
    return indicator


def lines(board, name) -> list[str]:
    return files_of(chosen_for(board))[name].splitlines()[1:]


def test_a_figure_is_written_without_the_noughts_of_its_column(board, referrals):
    make_published(
        referrals,
        make_area(),
        numerator=1948,
        denominator=34562,
        value="563.6",
        note="As printed, with a comma",
        taken_on=date(2024, 11, 1),
    )

    assert lines(board, "figures.csv") == [
        "CSC01,E09000021,2012-13,1948,34562,563.6,,,,children-in-need-2024,2024-11-01,"
        '"As printed, with a comma"'
    ]


def test_what_is_missing_rounded_or_provisional_is_written_as_it_is_kept(board, referrals):
    make_published(referrals, make_area(), reason="c")
    make_published(referrals, make_region(), value=0, rounded_to=10, is_provisional=True)

    assert lines(board, "figures.csv") == [
        "CSC01,E09000021,2012-13,,,,c,,,children-in-need-2024,,",
        "CSC01,E13000002,2012-13,,,0,,10,yes,children-in-need-2024,,",
    ]


def test_a_round_number_keeps_its_noughts(board, referrals):
    make_published(referrals, make_area(), numerator=500)

    assert lines(board, "figures.csv")[0].split(",")[3] == "500"


def test_the_area_its_neighbours_its_region_and_england_are_chosen_and_no_others(board, referrals):
    kingston, sutton = make_area(), make_area("Sutton", "E09000029", "319")
    reading = make_area("Reading", "E06000038", "870")
    reading.region = make_region("South East", "E12000008")
    reading.save()
    make_area("Leeds", "E08000035", "383")
    make_england()
    make_neighbours(kingston, sutton, reading)

    areas = lines(board, "areas.csv")

    # Sorted, and each area's region above it. No figures are written of the South East.
    assert areas == [
        "E92000001,England,country,,",
        "E12000008,South East,region,,",
        "E13000002,Outer London,region,,",
        "E06000038,Reading,authority,870,E12000008",
        "E09000021,Kingston upon Thames,authority,314,E13000002",
        "E09000029,Sutton,authority,319,E13000002",
    ]
    assert lines(board, "neighbours.csv") == [
        "Statistical neighbours,2021-04-01,mean,Department for Education,E09000021,E09000029,1,",
        "Statistical neighbours,2021-04-01,mean,Department for Education,E09000021,E06000038,2,",
    ]


def test_neighbours_have_figures_of_years_and_only_the_own_area_of_quarters(board, referrals):
    kingston, sutton = make_area(), make_area("Sutton", "E09000029", "319")
    make_neighbours(kingston, sutton)
    for area in (kingston, sutton, make_region("South East", "E12000008")):
        make_published(referrals, area, "2012-13", value=1)
        make_published(referrals, area, "2012-13-Q4", value=2)

    chosen = chosen_for(board).figures

    assert [(one.area.name, str(one.period)) for one in chosen] == [
        ("Kingston upon Thames", "2012-13"),
        ("Kingston upon Thames", "2012-13-Q4"),
        ("Sutton", "2012-13"),
    ]


def test_own_figures_replaced_ones_and_indicators_that_are_not_listed_are_left_out(
    board, referrals
):
    kingston = make_area()
    old = make_published(referrals, kingston, value=1, is_current=False)
    make_published(referrals, kingston, value=2, revises=old, release=make_release(edition="2025"))
    make_own(board, referrals, value=3)
    make_published(make_indicator("CSC09"), kingston, value=4)

    assert [one.value for one in chosen_for(board).figures] == [2]
    assert [line.split(",")[0] for line in lines(board, "releases.csv")] == [
        "children-in-need-2025"
    ]


def test_the_population_published_last_is_written(board):
    kingston = make_area()
    for edition, day, people in (("2023", date(2023, 10, 26), 34560), ("2024", None, 34562)):
        release = make_release(
            "Mid-year estimates", edition, **({"published_on": day} if day else {})
        )
        Population.objects.create(area=kingston, year=2012, people=people, release=release)

    assert lines(board, "population.csv") == ["E09000021,2012,34562,mid-year-estimates-2024"]


def test_as_many_queries_whatever_the_number_of_figures(
    board, referrals, django_assert_max_num_queries
):
    kingston, sutton = make_area(), make_area("Sutton", "E09000029", "319")
    make_neighbours(kingston, sutton)
    for year in range(2012, 2024):
        make_published(referrals, kingston, f"{year}-{year % 100 + 1}", value=year)
        make_published(referrals, sutton, f"{year}-{year % 100 + 1}", value=year)

    with django_assert_max_num_queries(5):
        files_of(chosen_for(board))


def test_the_command_writes_the_files_and_says_how_much(board, referrals, tmp_path, capsys):
    make_published(referrals, make_area(), value=1)

    call_command("export_figures", str(tmp_path / "new"), board="kingston")

    assert sorted(file.name for file in (tmp_path / "new").iterdir()) == [
        "areas.csv",
        "figures.csv",
        "neighbours.csv",
        "population.csv",
        "releases.csv",
    ]
    assert (tmp_path / "new" / "population.csv").read_bytes() == b"area,year,people,release\n"
    assert capsys.readouterr().out == (
        f"Wrote 1 figures and 0 populations of 2 areas to {tmp_path / 'new'}.\n"
    )


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("nowhere", "There is no board at /nowhere/."),
        ("kingston", "No area has the code “E09000021” of .*Import open data first."),
    ],
)
def test_the_command_says_what_is_missing(board, tmp_path, slug, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("export_figures", str(tmp_path), board=slug)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_left_as_it_is(board, tmp_path):
    make_area()
    (tmp_path / "file").write_text("mine")

    with pytest.raises(CommandError, match="Cannot write to .*file: "):
        call_command("export_figures", str(tmp_path / "file"), board="kingston")

    assert (tmp_path / "file").read_text() == "mine"


def test_files_that_were_there_stay_where_one_cannot_be_written(board, referrals, tmp_path):
    make_published(referrals, make_area(), value=1)
    (tmp_path / "areas.csv").write_text("mine")
    (tmp_path / "population.csv.part").mkdir()

    with pytest.raises(CommandError, match="Cannot write to "):
        call_command("export_figures", str(tmp_path), board="kingston")

    assert (tmp_path / "areas.csv").read_text() == "mine"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["areas.csv", "population.csv.part"]
