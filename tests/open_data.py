"""Makes published files for tests, in the layout of Explore Education Statistics."""

import csv
import io
from datetime import date

import pytest

from datasets.importing import open_data
from datasets.importing.problems import Refused
from datasets.importing.reading import PublishedFile
from datasets.models import Indicator, Mapping, MappingLine, Observation, Population
from lscb.periods import parse_period
from tests.figures import make_indicator, make_release

ENGLAND = {
    "geographic_level": "National",
    "country_code": "E92000001",
    "country_name": "England",
}
OUTER_LONDON = ENGLAND | {
    "geographic_level": "Regional",
    "region_code": "E13000002",
    "region_name": "Outer London",
}
KINGSTON = OUTER_LONDON | {
    "geographic_level": "Local authority",
    "old_la_code": "314",
    "new_la_code": "E09000021",
    "la_name": "Kingston upon Thames",
}
RICHMOND = KINGSTON | {
    "old_la_code": "318",
    "new_la_code": "E09000027",
    "la_name": "Richmond upon Thames",
}
PLACE = [
    *("time_period", "time_identifier", "geographic_level", "country_code", "country_name"),
    *("region_code", "region_name", "old_la_code", "new_la_code", "la_name"),
]
YEAR = {"time_period": "2013", "time_identifier": "Reporting year"}


def row(area=KINGSTON, year="2013", **figures) -> dict:
    return YEAR | {"time_period": year} | area | figures


def content(*rows, columns=()) -> bytes:
    """A CSV file whose columns are those of the rows."""
    named = dict.fromkeys([*PLACE, *columns, *(name for one in rows for name in one)])
    text = io.StringIO()
    writer = csv.DictWriter(text, list(named), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def a_file(*rows, name="file.csv", columns=()) -> PublishedFile:
    return PublishedFile.of(name, content(*rows, columns=columns))


def make_mapping(name="re-referrals", indicator=None, quarter=None, release=None, **fields):
    """One that reads a percentage from Again, All and Share, unless told otherwise."""
    columns = {"numerator": "Again", "denominator": "All", "value": "Share"}
    columns |= {key: fields.pop(key) for key in tuple(columns) if key in fields}
    mapping, _ = Mapping.objects.get_or_create(
        name=name, defaults={"release": release or make_release(), **fields}
    )
    if indicator is None:
        indicator = Indicator.objects.filter(code="CSC02").first() or make_indicator()
    MappingLine.objects.create(mapping=mapping, indicator=indicator, quarter=quarter, **columns)
    return mapping


def make_population_mapping(name="population", **fields) -> Mapping:
    release = fields.pop("release", None) or make_release("Population", "2023")
    mapping = Mapping.objects.create(name=name, release=release, holds="population", **fields)
    MappingLine.objects.create(mapping=mapping, numerator="population_estimate")
    return mapping


def bring_in(*rows, name="file.csv", **options) -> open_data.Plan:
    """Reads a file of these rows and stores it."""
    planned = open_data.plan(a_file(*rows, name=name), **options)
    open_data.store(planned, today=date(2026, 11, 23))
    return planned


def figure(code="CSC02", period="2012-13", area="E09000021") -> Observation:
    """The current published one."""
    return Observation.objects.current().get(
        board=None, indicator__code=code, area__code=area, period=parse_period(period)
    )


def counts(observation) -> tuple:
    """Numerator, denominator, value and reason."""
    stored = observation
    return (stored.numerator, stored.denominator, stored.value, stored.reason)


def refusal_of(*rows, **options) -> str:
    """Why a file of these rows is not taken. Nothing of it is stored."""
    with pytest.raises(Refused) as refused:
        bring_in(*rows, **options)
    assert not Observation.objects.exists()
    assert not Population.objects.exists()
    return str(refused.value)
