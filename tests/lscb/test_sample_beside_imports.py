"""A sample loaded where open data is on record already: that stays as it is, and is not doubled."""

from datetime import date

import pytest
from django.core.management import call_command

from datasets.catalogue import loading as catalogue
from datasets.models import Area, Comparator, ComparatorSet, Indicator, Observation, Population
from lscb.management.commands.load_sample import SAMPLES
from lscb.periods import FinancialYear
from lscb.sample.loader import load
from tests.figures import make_area, make_neighbours, make_published, make_release
from tests.lscb.samples import copied_sample

KINGSTON = SAMPLES / "kingston_2012_13"
PUBLISHED = 1751


@pytest.fixture
def indicators(db):
    """The catalogue's, by code."""
    catalogue.load()
    return {one.code: one for one in Indicator.objects.all()}


def published():
    return Observation.objects.filter(board=None)


def test_a_figure_that_was_imported_stays_and_the_others_are_added(indicators):
    area = make_area()
    there = make_published(indicators["CP01"], area, numerator=164, denominator=34562)

    sample = load(KINGSTON)

    assert published().get(indicator=there.indicator, area=area, period=there.period) == there
    assert len(sample.national_figures) == PUBLISHED - 1
    assert published().count() == PUBLISHED


def test_a_figure_of_a_later_release_stays_the_current_one(indicators):
    later = make_release(edition="2025", published_on=date(2025, 10, 30))
    there = make_published(indicators["CP01"], make_area(), value="47.9", release=later)

    load(KINGSTON)

    found = published().filter(
        indicator=there.indicator, area=there.area, period=FinancialYear(2012)
    )
    assert [(one.release, one.is_current) for one in found] == [(later, True)]


def test_a_replaced_figure_does_not_stand_in_the_way(indicators):
    # Another release said so once, and nothing current does.
    make_published(indicators["CP01"], make_area(), value="47.9", is_current=False)

    assert len(load(KINGSTON).national_figures) == PUBLISHED


def test_areas_populations_and_neighbours_that_are_there_are_used(indicators):
    kingston, sutton = make_area(), make_area("London Borough of Sutton", "E09000029", "319")
    make_neighbours(kingston, sutton)
    release = make_release("Mid-year population estimates, children aged 0 to 17", "2023")
    Population.objects.create(area=kingston, year=2012, people=34_000, release=release)

    load(KINGSTON)

    assert Area.objects.get(code="E09000029").name == "London Borough of Sutton"
    assert Area.objects.count() == 15
    assert ComparatorSet.objects.count() == 1
    assert Comparator.objects.filter(area=kingston).count() == 10
    assert kingston.populations.get(year=2012).people == 34_000
    assert Population.objects.count() == 13 * 12


def test_a_second_board_of_the_area_adds_only_what_is_its_own(db, tmp_path):
    load(KINGSTON)
    folder = copied_sample(tmp_path)
    text = (folder / "board.toml").read_text("utf-8")
    (folder / "board.toml").write_text(text.replace('"kingston"', '"kingston-too"'), "utf-8")
    shared = (Area, Comparator, ComparatorSet, Population, Indicator)
    before = [model.objects.count() for model in shared]

    sample = load(folder)

    assert [model.objects.count() for model in shared] == before
    assert published().count() == PUBLISHED
    assert sample.national_figures == []
    assert sample.board.observations.count() == 31
    assert sample.board.listed_indicators.count() == 35


def test_the_catalogue_is_not_loaded_again_where_it_is_complete(indicators, monkeypatch):
    monkeypatch.setattr(catalogue, "load", lambda: pytest.fail("It was loaded again."))

    load(KINGSTON)


def test_an_indicator_that_is_missing_is_loaded_and_the_others_stay(indicators):
    indicators["CP06"].delete()
    Indicator.objects.filter(code="CP01").update(title="Our own words")

    load(KINGSTON)

    assert Indicator.objects.filter(code="CP06").exists()
    assert Indicator.objects.get(code="CP01").title == "Our own words"


TABLE_C1 = """\
time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,\
old_la_code,new_la_code,la_name,category,Referrals,Referrals_rate,Re_referrals,Re_referrals_percent
2013,Reporting year,Local authority,E92000001,England,E13000002,Outer London,314,E09000021,\
Kingston upon Thames,Referrals and Re-referrals,1948,563.6,357,18.3
2013,Reporting year,Local authority,E92000001,England,E13000002,Outer London,304,E09000005,\
Brent,Referrals and Re-referrals,3000,400.1,500,16.7
"""


def test_an_import_after_the_sample_finds_its_figures_and_adds_others(db, tmp_path, capsys):
    load(KINGSTON)
    (tmp_path / "c1.csv").write_text(TABLE_C1, "utf-8")

    call_command("import_open_data", str(tmp_path / "c1.csv"), mapping="cin-2024-c1")

    assert "2 figures added, 0 revised, 2 unchanged" in capsys.readouterr().out
    assert published().count() == PUBLISHED + 2
