"""Nine published measures, from the columns of the tables to Kingston, England and the neighbours.

The figures of 2013 and 2014 beside this file are the Department for Education's (Children in need,
2024) and the Office for National Statistics', under the Open Government Licence v3.0. A column is
named after its table and itself. The expected measures are those the two publish, or follow from
them by hand.
"""

import csv
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from datasets.benchmarks import neighbour_mean
from datasets.catalogue.loading import load
from datasets.importing import open_data
from datasets.models import Mapping, Observation
from lscb.periods import FinancialYear, parse_period
from tests.open_data import ENGLAND, a_file, figure

pytestmark = pytest.mark.django_db

FACTS = Path(__file__).with_name("published_2013_2014.csv")
KINGSTON = "E09000021"
NEIGHBOURS = ("302", "319", "315", "318", "868", "870", "936", "919", "867", "305")
TIMES = {"percentage": 100, "per_100": 100, "rate": 10_000}

# Kingston, England, the neighbours' mean and how many had a value: 2012-13 and 2013-14.
MEASURES = {
    "CSC01": ("563.6", "520.4", "356.8", 10, "405.0", "573.3", "387.0", 10),
    "CSC02": ("18.3", "24.7", "20.2", 10, "21.4", "23.5", "18.6", 10),
    "CSC05": ("135.1", "111.5", "103.9", 10, "135.5", "124.4", "119.7", 10),
    "CSC06": ("45.2", "47.2", "38.7", 10, "33.5", "45.7", "41.0", 10),
    "CSC07": ("61.6", "69.7", "58.0", 9, "73.6", "69.3", "66.0", 10),
    "CP01": ("47.2", "37.9", "30.5", 10, "28.6", "42.1", "37.1", 10),
    "CP03": ("0.0", "3.2", "4.0", 6, "0.0", "2.6", "4.0", 7),
    "CP04": ("7.5", "14.9", "15.5", 8, "12.8", "15.8", "17.8", 10),
    "CP05": ("100.0", "95.9", "97.1", 10, "100.0", "94.5", "96.1", 10),
}
OF_TABLES = {"on": "population-2023"}


def facts() -> list[dict[str, str]]:
    lines = FACTS.read_text("utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def table(name: str) -> list[dict[str, str]]:
    """The rows of one table, as it is published."""
    mapping = Mapping.objects.get(name=OF_TABLES.get(name, f"cin-2024-{name}"))
    column, _, value = mapping.only_where.partition(" = ")
    return [table_row(name, fact) | {column: value} for fact in facts()]


def table_row(name: str, fact: dict[str, str]) -> dict[str, str]:
    """The population of a table is that of the middle of the year before."""
    own = {key.partition(":")[2]: fact[key] for key in fact if key.startswith(f"{name}:")}
    area = {key: value for key, value in fact.items() if ":" not in key}
    year = int(fact["time_period"]) - (name == "on")
    return ENGLAND | area | own | {"time_period": str(year), "time_identifier": "Reporting year"}


@pytest.fixture
def _published(db):
    load()
    for name in ("on", "b1", "c1", "c4", "c6", "d1", "d3", "d5", "d6"):
        file = a_file(*table(name), name=f"{name}.csv")
        open_data.store(open_data.plan(file), today=date(2026, 11, 23))


def measured(observation: Observation) -> Decimal | None:
    """As published; else worked out from the counts."""
    if observation.value is not None or observation.reason:
        return observation.value
    return observation.numerator * TIMES[observation.indicator.unit] / observation.denominator


def half_up(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.1"), ROUND_HALF_UP))


def of_neighbours(code: str, year: str) -> tuple[str, int]:
    found = Observation.objects.filter(
        indicator__code=code, area__number__in=NEIGHBOURS, period=parse_period(year)
    ).select_related("indicator")
    assert len(found) == 10
    mean, count = neighbour_mean([measured(one) for one in found])
    return half_up(mean), count


@pytest.mark.usefixtures("_published")
class TestPublished:
    @pytest.mark.parametrize("code", MEASURES)
    def test_each_measure_comes_out_as_published(self, code):
        found = []
        for year in ("2012-13", "2013-14"):
            found += [half_up(measured(figure(code, year, KINGSTON)))]
            found += [half_up(measured(figure(code, year, "E92000001")))]
            found += of_neighbours(code, year)

        assert tuple(found) == MEASURES[code]

    def test_the_quarters_of_the_referrals(self):
        quarters = [figure("CSC01", f"2012-13-Q{number}").numerator for number in (1, 2, 3, 4)]

        assert quarters == [366, 658, 486, 438]
        assert sum(quarters) == figure("CSC01").numerator == 1948

    def test_the_rate_published_is_the_one_that_its_counts_give(self):
        enquiries = figure("CSC05")

        assert (enquiries.numerator, enquiries.denominator) == (467, 34_562)
        assert half_up(enquiries.numerator * 10_000 / enquiries.denominator) == "135.1"
        assert half_up(enquiries.value) == "135.1"

    def test_no_plan_of_two_years_is_a_true_zero(self):
        assert (figure("CP03").numerator, figure("CP03").value) == (0, 0)

    def test_what_is_suppressed_is_neither_0_nor_a_gap(self):
        hidden = Observation.objects.filter(
            indicator__code="CP03", period=FinancialYear(2012), reason="c"
        )

        assert hidden.count() == 4
        assert not hidden.exclude(value=None).exists()
