"""The published figures of the Kingston sample, held against those typed here by hand."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.core.management import call_command

from datasets.models import Area, ComparatorSet, Observation, Population
from lscb.management.commands.load_sample import SAMPLES
from lscb.periods import FinancialYear, Quarter, parse_period
from tests.conftest import loaded_sample

NATIONAL = SAMPLES / "kingston_2012_13" / "national"
KINGSTON, ENGLAND, OUTER_LONDON = "E09000021", "E92000001", "E13000002"
# In the order of the model of April 2021.
NEIGHBOURS = [
    "Barnet",
    "Sutton",
    "Merton",
    "Richmond upon Thames",
    "Windsor and Maidenhead",
    "Reading",
    "Surrey",
    "Hertfordshire",
    "Bracknell Forest",
    "Bromley",
]
YEARS = [FinancialYear(starting) for starting in range(2012, 2024)]
ALL_QUARTERS = [Quarter(year, number) for year in YEARS for number in (1, 2, 3, 4)]
# Of 2012-13 and 2013-14: Kingston, England, the neighbours' mean and how many had a value.
MEASURES = {
    "CSC01": (("563.6", "520.4", "356.8", 10), ("405.0", "573.3", "387.0", 10)),
    "CSC02": (("18.3", "24.7", "20.2", 10), ("21.4", "23.5", "18.6", 10)),
    "CSC05": (("135.1", "111.5", "103.9", 10), ("135.5", "124.4", "119.7", 10)),
    "CSC06": (("45.2", "47.2", "38.7", 10), ("33.5", "45.7", "41.0", 10)),
    "CSC07": (("61.6", "69.7", "58.0", 9), ("73.6", "69.3", "66.0", 10)),
    "CP01": (("47.2", "37.9", "30.5", 10), ("28.6", "42.1", "37.1", 10)),
    "CP03": (("0.0", "3.2", "4.0", 6), ("0.0", "2.6", "4.0", 7)),
    "CP04": (("7.5", "14.9", "15.5", 8), ("12.8", "15.8", "17.8", 10)),
    "CP05": (("100.0", "95.9", "97.1", 10), ("100.0", "94.5", "96.1", 10)),
}


@pytest.fixture(scope="module")
def _kingston_is_loaded(django_db_setup, django_db_blocker):
    """For all tests of this file: every one of them reads it."""
    with loaded_sample(django_db_blocker):
        yield


def value_of(figure: Observation) -> Decimal | None:
    """As published, or worked out by hand's rule: 100 times numerator by denominator."""
    if figure.reason:
        return None
    if figure.value is not None:
        return figure.value
    return 100 * figure.numerator / figure.denominator


def rounded(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.1"), ROUND_HALF_UP))


def published(code, period) -> dict[str, Decimal | None]:
    """Of each area by its name."""
    figures = Observation.objects.filter(
        board=None, indicator__code=code, period=parse_period(period)
    ).select_related("area")
    return {one.area.name: value_of(one) for one in figures}


@pytest.mark.parametrize("code", MEASURES)
@pytest.mark.parametrize(("year", "column"), [("2012-13", 0), ("2013-14", 1)])
def test_the_nine_measures_come_out_as_published(kingston, code, year, column):
    found = published(code, year)
    near = [found[name] for name in NEIGHBOURS if found[name] is not None]
    mean = sum(near) / len(near)

    assert (
        rounded(found["Kingston upon Thames"]),
        rounded(found["England"]),
        rounded(mean),
        len(near),
    ) == MEASURES[code][column]


def test_kingstons_referrals_have_48_quarters(kingston):
    quarters = Observation.objects.filter(
        indicator__code="CSC01", area__code=KINGSTON, period__in=ALL_QUARTERS
    ).order_by("period")

    assert [one.period for one in quarters] == ALL_QUARTERS
    assert [one.numerator for one in quarters[:4]] == [366, 658, 486, 438]
    # Published as 1,948 in the year, by children of mid-2012.
    assert sum(one.numerator for one in quarters[:4]) == 1948
    assert {one.denominator for one in quarters[:4]} == {34562}


def test_quarters_add_up_to_the_year_in_every_year(kingston):
    figures = Observation.objects.filter(indicator__code="CSC01", area__code=KINGSTON)
    counts = {one.period: one.numerator for one in figures}

    for year in YEARS:
        assert counts[year] == sum(counts[Quarter(year, number)] for number in (1, 2, 3, 4))


def test_there_are_twelve_years_of_the_eleven_comparable_indicators_for_13_areas(kingston):
    yearly = Observation.objects.filter(board=None).exclude(period__in=ALL_QUARTERS)
    found = {(one.indicator.code, one.area.name, one.period) for one in yearly.select_related()}

    names = [*NEIGHBOURS, "Kingston upon Thames", "Outer London", "England"]
    # The source of a referral was first collected in 2013-14.
    assert found == {
        (code, name, year)
        for code in (*MEASURES, "CSC04", "EDU01")
        for name in names
        for year in (YEARS[1:] if code == "EDU01" else YEARS)
    }
    assert Observation.objects.filter(board=None).count() == 13 * (10 * 12 + 11) + 48


def test_the_latest_year_is_there(kingston):
    # Tables C1 and D1 of 2024.
    assert published("CSC01", "2023-24")["Kingston upon Thames"] == Decimal("422.6")
    assert published("CP01", "2023-24")["Kingston upon Thames"] == Decimal("44.6")


def test_schools_and_education_services_are_added_up_where_both_are_known(kingston):
    figure = Observation.objects.get(
        indicator__code="EDU01", area__code=KINGSTON, period=FinancialYear(2023)
    )

    # Table C5 of 2024: 439 of schools and 24 of education services, of 1,543.
    assert (figure.numerator, figure.denominator, figure.value) == (463, 1543, None)


def test_counts_of_england_and_the_region_are_rounded_to_ten_and_others_are_not(kingston):
    national = Observation.objects.filter(board=None)
    around = national.filter(area__code__in=(ENGLAND, OUTER_LONDON))

    assert set(around.values_list("rounded_to", flat=True)) == {10}
    assert set(national.exclude(pk__in=around).values_list("rounded_to", flat=True)) == {0}


def test_what_is_missing_has_the_published_symbol(kingston):
    missing = Observation.objects.filter(board=None).exclude(reason="")

    assert missing.exists()
    assert set(missing.values_list("reason", flat=True)) <= {"c", "z", "x", "u"}
    # Table C4 of 2013: one of the neighbours' bands is suppressed.
    assert list(
        missing.filter(indicator__code="CSC07", period=FinancialYear(2012)).values_list(
            "area__name", "reason"
        )
    ) == [("Reading", "c")]


def test_the_neighbours_are_those_of_april_2021(kingston):
    (model,) = ComparatorSet.objects.all()
    found = model.comparators.filter(area__code=KINGSTON).order_by("rank").select_related("like")

    assert str(model) == "Statistical neighbours, April 2021 model"
    assert [one.like.name for one in found] == NEIGHBOURS
    assert [one.closeness for one in found] == ["Close"] * 3 + ["Somewhat close"] * 7


def test_every_figure_names_its_release_and_licence(kingston):
    releases = {one.release for one in Observation.objects.filter(board=None)}
    releases |= {one.release for one in Population.objects.all()}

    assert {(one.publisher, one.licence) for one in releases} == {
        ("Department for Education", "Open Government Licence v3.0"),
        ("Office for National Statistics", "Open Government Licence v3.0"),
    }
    assert "Open Government Licence" in ComparatorSet.objects.get().source


def test_the_population_is_there_from_2012_to_2023_for_all_13_areas(kingston):
    found = set(Population.objects.values_list("area__name", "year"))

    names = [*NEIGHBOURS, "Kingston upon Thames", "Outer London", "England"]
    assert found == {(name, year) for name in names for year in range(2012, 2024)}


def test_authorities_lie_in_their_regions(kingston):
    regions = {one.name: one.region.name for one in Area.objects.exclude(region=None)}

    outside = {"Windsor and Maidenhead", "Reading", "Surrey", "Bracknell Forest"}
    assert {name for name, region in regions.items() if region == "South East"} == outside
    assert {name for name, region in regions.items() if region == "East of England"} == {
        "Hertfordshire"
    }
    assert len(regions) == 11


def test_what_is_loaded_and_written_again_gives_the_same_files(kingston, tmp_path):
    call_command("export_figures", str(tmp_path), board="kingston", verbosity=0)

    files = sorted(file.name for file in tmp_path.iterdir())
    assert files == sorted(file.name for file in NATIONAL.iterdir())
    for name in files:
        assert (tmp_path / name).read_text("utf-8") == (NATIONAL / name).read_text("utf-8"), name


def test_every_published_record_says_in_its_history_that_it_is_of_the_sample(kingston):
    for model in (Area, ComparatorSet, Population):
        reasons = set(model.history.values_list("history_change_reason", flat=True))

        assert model.history.count() == model.objects.count()
        assert {reason.split(": ")[0] for reason in reasons} == {"Loaded from the sample"}
    assert Observation.history.count() == Observation.objects.count()
