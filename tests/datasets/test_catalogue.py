"""The catalogue: 35 indicators and how the published files are read, loaded once and no more."""

import csv
import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from datasets.catalogue.loading import OURS, load
from datasets.models import Indicator, Mapping, MappingLine, Release, Theme
from lscb.cells import WrongFiles

pytestmark = pytest.mark.django_db

COMPARED_WITH_ENGLAND = (
    "CP01 CP03 CP04 CP05 CSC01 CSC02 CSC03 CSC04 CSC05 CSC06 CSC07 EDU01 LAC01 LAC02 MIS02 WF01 "
    "WF02"
)


@pytest.fixture
def folder(tmp_path):
    """A copy of the catalogue that may be spoilt."""
    copied = tmp_path / "catalogue"
    shutil.copytree(OURS, copied)
    return copied


def change(folder, name, row, column, value) -> None:
    """Puts a value into a cell; row 1 has the columns."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    lines[row - 1][lines[0].index(column)] = value
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)


def said_by_command(**options) -> list[str]:
    said = StringIO()
    call_command("load_catalogue", stdout=said, **options)
    return said.getvalue().splitlines()


def problems_of(folder, **options) -> list[str]:
    with pytest.raises(WrongFiles) as refused:
        load(folder, **options)
    return refused.value.problems


def test_it_has_the_35_indicators_in_the_order_of_their_themes():
    load()

    assert Indicator.objects.count() == 35
    assert [theme.name for theme in Theme.objects.all()][:3] == [
        "Front door",
        "Child protection enquiries",
        "Child protection plans",
    ]
    assert Theme.objects.count() == 13


def test_the_same_is_said_of_england_only_where_it_measures_the_same():
    load()

    compared = Indicator.objects.filter(compares_with_england=True).order_by("code")
    assert " ".join(compared.values_list("code", flat=True)) == COMPARED_WITH_ENGLAND


def test_units_follow_what_people_ask_for():
    load()

    first = Indicator.objects.filter(shows_count_first=True).order_by("code")
    assert list(first.values_list("code", "unit")) == [
        ("CP01", "rate"),
        ("CP02", "percentage"),
        ("CSC04", "rate"),
        ("LAC01", "rate"),
        ("MIS02", "percentage"),
    ]
    assert Indicator.objects.get(code="CSC06").unit == "per_100"


def test_a_year_is_made_of_quarters_as_the_basis_says():
    load()

    assert set(Indicator.objects.values_list("basis", "unit", "of_quarters")) >= {
        ("snapshot", "rate", "last"),
        ("flow", "count", "sum"),
        ("flow", "rate", "pooled"),
        ("flow", "percentage", "pooled"),
        ("year_to_date", "percentage", "last"),
        ("rolling", "percentage", "last"),
    }
    last = Indicator.objects.filter(of_quarters="last")
    assert not last.filter(basis="flow").exists()


def test_only_counts_are_shown_without_decimals():
    load()

    whole = Indicator.objects.filter(decimals=0)
    assert set(whole.values_list("unit", flat=True)) == {"count"}
    assert not Indicator.objects.exclude(decimals=0).exclude(decimals=1).exists()


def test_every_record_of_it_is_one_its_model_accepts():
    load()

    for model in (Theme, Indicator, Release, Mapping, MappingLine):
        for record in model.objects.all():
            record.full_clean()


def test_every_line_reads_for_an_indicator_or_for_the_population():
    load()

    for line in MappingLine.objects.select_related("mapping"):
        assert (line.indicator is None) == (line.mapping.holds == "population")


def test_loading_it_again_changes_nothing():
    said_by_command()
    history = Indicator.history.count() + Mapping.history.count()

    again = said_by_command()

    assert again == [
        "Themes: 0 added, 0 changed, 13 unchanged",
        "Indicators: 0 added, 0 changed, 35 unchanged",
        "Releases: 0 added, 0 changed, 2 unchanged",
        "Mappings: 0 added, 0 changed, 13 unchanged",
        "Mapping lines: 0 added, 0 changed, 16 unchanged",
    ]
    assert Indicator.history.count() + Mapping.history.count() == history


def test_what_somebody_changed_is_left_and_said():
    load()
    MappingLine.objects.filter(indicator__code="CP01").delete()
    Indicator.objects.get(code="CP01").delete()
    changed = Indicator.objects.get(code="CSC02")
    changed.caveats = "Ours."
    changed.save()

    said = said_by_command()

    assert "Indicators: 1 added, 0 changed, 33 unchanged, 1 differ from the catalogue" in said
    assert said[-1] == "What differs was left as it is: --update changes it."
    changed.refresh_from_db()
    assert changed.caveats == "Ours."


def test_an_update_brings_the_catalogues_words_back_with_its_reason():
    load()
    changed = Indicator.objects.get(code="CSC02")
    changed.caveats = "Ours."
    changed.save()

    said = said_by_command(update=True)

    assert "Indicators: 0 added, 1 changed, 34 unchanged" in said
    changed.refresh_from_db()
    assert changed.caveats.startswith("Cases that are opened again")
    assert changed.history.first().history_change_reason == "Loaded from the catalogue"


def test_a_line_taken_out_of_a_mapping_stays_out_until_an_update():
    load()
    MappingLine.objects.get(indicator__code="CSC06").delete()

    assert "Mapping lines: 0 added, 0 changed, 15 unchanged, 1 differ" in said_by_command()[4]
    assert not MappingLine.objects.filter(indicator__code="CSC06").exists()

    assert "Mapping lines: 1 added, 0 changed, 15 unchanged" in said_by_command(update=True)


def test_an_update_does_not_change_a_unit_under_stored_figures(folder):
    load()
    change(folder, "indicators.csv", 3, "unit", "rate")

    assert problems_of(folder, update=True) == [
        "indicators.csv, row 3, column “unit”: found “rate”: it is percentage on record, and "
        "figures were stored in that"
    ]


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "what"),
    [
        ("themes.csv", 3, "name", "Front door", "row 2 is of the same name"),
        ("indicators.csv", 2, "theme", "Doors", "no theme of themes.csv has this name"),
        ("indicators.csv", 2, "unit", "litres", "not one of count, percentage, rate, per_100, "),
        ("indicators.csv", 2, "shows_count_first", "1", "neither yes nor no"),
        ("indicators.csv", 2, "title", "", "this cell must not be empty"),
        ("releases.csv", 2, "published_on", "31 October", "not a date written as 2012-06-14"),
        ("mappings.csv", 3, "edition", "2031", "releases.csv has no such edition"),
        ("mappings.csv", 3, "joint", "Kingston", "“Kingston” is not written as E09000021 + "),
        ("mappings.csv", 3, "only_where", "Total", "“Total” is not written as category = Total"),
        ("mapping_lines.csv", 3, "indicator", "XX1", "no indicator of indicators.csv has this"),
        ("mapping_lines.csv", 3, "quarter", "5", "A year has four quarters"),
        ("mapping_lines.csv", 4, "numerator", "A +  + B", "has a column without a name"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_loaded(folder, file, row, column, value, what):
    change(folder, file, row, column, value)

    problems = problems_of(folder)

    assert problems[0].startswith(f"{file}, row {row}")
    assert what in problems[0]
    assert not Theme.objects.exists()
    assert not Indicator.history.exists()


def test_a_file_that_is_missing_is_named(folder):
    (folder / "mapping_lines.csv").unlink()

    assert problems_of(folder) == ["mapping_lines.csv: this file is missing"]
    assert not Theme.objects.exists()


def test_the_command_says_what_is_wrong(folder):
    change(folder, "themes.csv", 2, "name", "")

    with pytest.raises(CommandError, match=r"Nothing was loaded(?s:.)*themes\.csv, row 2"):
        call_command("load_catalogue", folder=folder)


def test_the_command_says_that_a_folder_is_not_there():
    with pytest.raises(CommandError, match=r"themes\.csv: this file is missing"):
        call_command("load_catalogue", folder="nowhere")
