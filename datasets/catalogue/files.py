"""The catalogue's files: which there are, their columns, and what each row is as a record.

Each is a CSV file in UTF-8. A row gives the fields of a record by their names; what it belongs to,
such as its theme, is named as it is called in its own file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from datasets.models import Indicator, Mapping, MappingLine, Release, Theme
from lscb.cells import Row, Table, table

Records = dict[tuple[str, ...], Any]  # by their key in words
Read = Callable[[Row, int, dict[str, Records]], dict[str, Any]]


def _theme(row: Row, position: int, known) -> dict[str, Any]:
    return {"name": row.text("name"), "position": position}


def _indicator(row: Row, position: int, known) -> dict[str, Any]:
    named = known["themes.csv"]
    themes = {name: theme for (name,), theme in named.items()}
    return {
        "code": row.text("code"),
        "theme": row.one_of("theme", themes, "no theme of themes.csv has this name"),
        "title": row.text("title"),
        "definition": row.text("definition"),
        "numerator": row.text("numerator"),
        "denominator": row.text("denominator", required=False),
        "unit": row.choice("unit", Indicator.Unit),
        "shows_count_first": row.is_yes("shows_count_first"),
        "polarity": row.choice("polarity", Indicator.Polarity),
        "basis": row.choice("basis", Indicator.Basis),
        "of_quarters": row.choice("of_quarters", Indicator.OfQuarters),
        "decimals": row.whole("decimals"),
        "frequency": row.choice("frequency", Indicator.Frequency),
        "source": row.text("source", required=False),
        "national_table": row.text("national_table", required=False),
        "compares_with_england": row.is_yes("compares_with_england"),
        "disclosure_threshold": row.whole("disclosure_threshold"),
        "small_number_risk": row.choice("small_number_risk", Indicator.Risk),
        "caveats": row.text("caveats", required=False),
    }


def _release(row: Row, position: int, known) -> dict[str, Any]:
    return {
        "title": row.text("title"),
        "edition": row.text("edition"),
        "publisher": row.text("publisher"),
        "published_on": row.date("published_on"),
        "licence": row.text("licence", required=False),
        "address": row.text("address", required=False),
    }


def _mapping(row: Row, position: int, known) -> dict[str, Any]:
    title, edition = row.text("release"), row.text("edition")
    release = known["releases.csv"].get((title or "", edition or ""))
    if title and edition and release is None:
        row.wrong("edition", "releases.csv has no such edition of this release")
    return {
        "name": row.text("name"),
        "release": release,
        "holds": row.choice("holds", Mapping.Holds),
        "only_where": row.text("only_where", required=False),
        "rounded_to": row.whole("rounded_to"),
        "joint": row.text("joint", required=False),
        "note": row.text("note", required=False),
    }


def _line(row: Row, position: int, known) -> dict[str, Any]:
    mappings = {name: mapping for (name,), mapping in known["mappings.csv"].items()}
    indicators = {code: indicator for (code,), indicator in known["indicators.csv"].items()}
    no_code = "no indicator of indicators.csv has this code"
    return {
        "mapping": row.one_of("mapping", mappings, "no mapping of mappings.csv has this name"),
        "indicator": row.one_of("indicator", indicators, no_code, required=False),
        "quarter": row.whole("quarter", required=False),
        "numerator": row.text("numerator", required=False),
        "denominator": row.text("denominator", required=False),
        "value": row.text("value", required=False),
    }


@dataclass(frozen=True)
class Part:
    """A file of the catalogue. Its records are told apart by the columns of `key`."""

    file: str
    model: type[models.Model]
    table: Table
    read: Read
    # The same from a record, in words.
    key_of: Callable[[Any], tuple[str, ...]]
    # Records that are a part of another come and go with it.
    belongs_to: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return self.table.once[0]


PARTS = (
    Part("themes.csv", Theme, table("name", "name"), _theme, lambda theme: (theme.name,)),
    Part(
        "indicators.csv",
        Indicator,
        table(
            "code theme title definition numerator denominator unit shows_count_first polarity "
            "basis of_quarters decimals frequency source national_table compares_with_england "
            "disclosure_threshold small_number_risk caveats",
            "code",
        ),
        _indicator,
        lambda indicator: (indicator.code,),
    ),
    Part(
        "releases.csv",
        Release,
        table("title edition publisher published_on licence address", "title edition"),
        _release,
        lambda release: (release.title, release.edition),
    ),
    Part(
        "mappings.csv",
        Mapping,
        table("name release edition holds only_where rounded_to joint note", "name"),
        _mapping,
        lambda mapping: (mapping.name,),
    ),
    Part(
        "mapping_lines.csv",
        MappingLine,
        table("mapping indicator quarter numerator denominator value", "mapping indicator quarter"),
        _line,
        lambda line: (
            line.mapping.name,
            line.indicator.code if line.indicator else "",
            str(line.quarter or ""),
        ),
        belongs_to="mapping",
    ),
)
