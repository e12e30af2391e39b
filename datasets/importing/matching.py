"""Which mapping serves a file."""

from collections.abc import Sequence

from datasets.importing.figures import Line, Rules
from datasets.importing.places import NEEDED
from datasets.importing.problems import Refused
from datasets.importing.reading import PublishedFile
from datasets.importing.rules import columns_of, conditions, joint_returns
from datasets.models import Mapping

NO_MAPPING = "there is no mapping on record yet; manage.py load_catalogue adds ours"


def rules_of(mapping: Mapping) -> Rules:
    """The mapping's fields as values. Raises Refused where they cannot be read."""
    try:
        lines = tuple(_line(line) for line in mapping.lines.all())
        if mapping.holds == Mapping.Holds.POPULATION and [one.columns for one in lines] != [
            one.numerator or None for one in lines[:1]
        ]:
            raise ValueError("the population is one line with a numerator")
        return Rules(
            name=mapping.name,
            lines=lines,
            conditions=conditions(mapping.only_where),
            rounded_to=mapping.rounded_to,
            joint=joint_returns(mapping.joint),
        )
    except ValueError as problem:
        raise Refused(f"The mapping {mapping.name} cannot be read: {problem}.") from problem


def _line(line) -> Line:
    indicator = line.indicator
    if (indicator is None) != (line.mapping.holds == Mapping.Holds.POPULATION):
        raise ValueError("a line is for an indicator, unless the file holds the population")
    return Line(
        indicator=indicator.pk if indicator else 0,
        code=indicator.code if indicator else "population",
        unit=indicator.unit if indicator else "count",
        quarter=line.quarter,
        numerator=columns_of(line.numerator),
        denominator=columns_of(line.denominator),
        value=columns_of(line.value),
    )


def mappings() -> list[Mapping]:
    """All of them with their lines, in two queries."""
    return list(
        Mapping.objects.select_related("release").prefetch_related(
            "lines__indicator", "lines__mapping"
        )
    )


def mapping_for(file: PublishedFile, known: Sequence[Mapping], name: str = "") -> Mapping:
    """The one of that name; else the only one whose columns the file has, and rows as it asks for.

    Raises Refused, with the file's columns and what is missing.
    """
    _refuse_without(file, NEEDED)
    if name:
        return _named(file, known, name)
    if not known:
        raise Refused(f"{file.name}: {NO_MAPPING}")
    rules = {mapping.name: rules_of(mapping) for mapping in known}
    fitting = [one for one in rules.values() if one.columns and not _missing(file, one.columns)]
    found = _with_rows(file, fitting)
    if len(found) > 1:
        names = ", ".join(one.name for one in found)
        raise Refused(f"{file.name}: several mappings fit: {names}. Say which with --mapping")
    if not found:
        raise Refused(_none_fits(file, list(rules.values()), fitting))
    return next(mapping for mapping in known if mapping.name == found[0].name)


def _named(file: PublishedFile, known: Sequence[Mapping], name: str) -> Mapping:
    mapping = next((one for one in known if one.name == name), None)
    if mapping is None:
        names = ", ".join(one.name for one in known)
        raise Refused(f"There is no mapping {name}. There is {names}." if names else NO_MAPPING)
    rules = rules_of(mapping)
    _refuse_without(file, rules.columns)
    if not _with_rows(file, [rules]):
        raise Refused(f"{file.name}: no row is as {name} asks for: {mapping.only_where}")
    return mapping


def _refuse_without(file: PublishedFile, columns: Sequence[str]) -> None:
    missing = _missing(file, columns)
    if missing:
        raise Refused(
            f"{file.name}, row 1: missing columns: {', '.join(missing)}. "
            f"It has {', '.join(file.columns)}"
        )


def _missing(file: PublishedFile, columns: Sequence[str]) -> list[str]:
    return [column for column in columns if column not in file.columns]


def _with_rows(file: PublishedFile, fitting: Sequence[Rules]) -> list[Rules]:
    """Those that read at least one row."""
    found = [one for one in fitting if not one.conditions]
    open_still = [one for one in fitting if one.conditions]
    for row in file.rows():
        now = [one for one in open_still if one.reads(row)]
        found += now
        open_still = [one for one in open_still if one not in now]
        if not open_still:
            break
    return found


def _none_fits(file: PublishedFile, rules: Sequence[Rules], fitting: Sequence[Rules]) -> str:
    said = f"{file.name}: no mapping fits. Its columns are {', '.join(file.columns)}."
    if fitting:
        asked = "; ".join(f"{one.name} asks for {_in_words(one)}" for one in fitting)
        return f"{said} It has all columns of {asked}, and no such row."
    nearest = min(rules, key=lambda one: _distance(file, one))
    missing = ", ".join(_missing(file, nearest.columns))
    return f"{said} The nearest is {nearest.name}, for which are missing: {missing}."


def _distance(file: PublishedFile, rules: Rules) -> tuple[float, int]:
    """By the share of its columns that is missing; of those alike, the one with more columns."""
    asked = len(rules.columns) or 1
    return (len(_missing(file, rules.columns)) / asked if rules.columns else 1, -asked)


def _in_words(rules: Rules) -> str:
    return ", ".join(f"{column} = {value}" for column, value in rules.conditions)
