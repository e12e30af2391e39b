"""Makes indicators, areas and figures for tests; each names only what the test is about."""

import zlib
from datetime import date, timedelta
from decimal import Decimal

from datasets.models import (
    Area,
    ChartNote,
    Comparator,
    ComparatorSet,
    FigureDownload,
    Indicator,
    ListedIndicator,
    Mapping,
    MappingLine,
    Observation,
    Population,
    Release,
    Target,
    Theme,
)
from lscb.periods import FinancialYear, parse_period


def make_theme(name="Front door", **fields) -> Theme:
    return Theme.objects.get_or_create(name=name, defaults=fields)[0]


def make_indicator(code="CSC02", **fields) -> Indicator:
    """A percentage of which less is better, unless told otherwise."""
    fields.setdefault("theme", make_theme())
    defaults = {
        "title": f"Title of {code}",
        "definition": f"Definition of {code}",
        "numerator": "Referrals made again",
        "denominator": "Referrals",
        "unit": "percentage",
        "polarity": "lower",
        "basis": "flow",
        "of_quarters": "pooled",
    }
    if fields.get("unit") == "count":
        defaults |= {"denominator": "", "of_quarters": "sum"}
    return Indicator.objects.create(code=code, **(defaults | fields))


def make_england() -> Area:
    fields = {"name": "England", "kind": "country"}
    return Area.objects.get_or_create(code="E92000001", defaults=fields)[0]


def make_region(name="Outer London", code="E13000002") -> Area:
    fields = {"name": name, "kind": "region"}
    return Area.objects.get_or_create(code=code, defaults=fields)[0]


def make_area(name="Kingston upon Thames", code="E09000021", number="314") -> Area:
    """A local authority of Outer London."""
    fields = {"name": name, "number": number, "kind": "authority", "region": make_region()}
    return Area.objects.get_or_create(code=code, defaults=fields)[0]


def code_of_area(name) -> str:
    """A made-up code for a made-up area; Kingston's is its own."""
    return (
        "E09000021" if name.startswith("Kingston") else f"E98{zlib.crc32(name.encode()) % 10**6:06}"
    )


def area_of(board) -> Area:
    """The board's own area."""
    return make_area(board.area, board.area_code, "")


def make_release(title="Children in need", edition="2024", **fields) -> Release:
    defaults = {"publisher": "Department for Education", "published_on": date(2024, 10, 31)}
    return Release.objects.get_or_create(
        title=title, edition=edition, board=fields.pop("board", None), defaults=defaults | fields
    )[0]


def make_listed(board, indicator, since="2012-13", **fields) -> ListedIndicator:
    return ListedIndicator.objects.create(
        board=board, indicator=indicator, since=FinancialYear.parse(since), **fields
    )


def _as_decimals(fields: dict) -> dict:
    numbers = ("numerator", "denominator", "value")
    return {
        name: Decimal(str(value)) if name in numbers and value is not None else value
        for name, value in fields.items()
    }


def make_own(board, indicator, period="2012-13", **fields) -> Observation:
    """A board's own figure."""
    return Observation.objects.create(
        board=board,
        indicator=indicator,
        area=area_of(board),
        period=parse_period(period),
        **_as_decimals(fields),
    )


def make_published(indicator, area, period="2012-13", **fields) -> Observation:
    """A figure published for everybody."""
    fields.setdefault("release", make_release())
    return Observation.objects.create(
        indicator=indicator, area=area, period=parse_period(period), **_as_decimals(fields)
    )


def make_neighbours(area, *like, since=date(2021, 4, 1), **fields) -> ComparatorSet:
    found = ComparatorSet.objects.create(
        name="Statistical neighbours", since=since, source="Department for Education", **fields
    )
    for rank, other in enumerate(like, start=1):
        Comparator.objects.create(set=found, area=area, like=other, rank=rank)
    return found


def make_target(indicator, board=None, since="2012-13", value=20, **fields) -> Target:
    return Target.objects.create(
        board=board,
        indicator=indicator,
        since=parse_period(since),
        value=Decimal(str(value)),
        set_by=fields.pop("set_by", "Main Board, 14 June 2012"),
        **fields,
    )


def make_one_figure_of_each(board, account) -> list:
    """A row of every model of the dataset. What all boards share does not say of which board it
    was made."""
    key = board.pk
    theme = make_theme(f"Theme {key}")
    indicator = make_indicator(f"M{key}", theme=theme)
    area = make_area(f"Area {key}", board.area_code, "")
    other = make_area(f"Area like {key}", code_of_area(f"like {key}"), "")
    national = make_release()
    release = make_release("Annual report", "2012-13", board=board)
    neighbours = make_neighbours(area, other, since=date(2020, 1, 1) + timedelta(key))
    mapping = Mapping.objects.create(name=f"file-{key}", release=national)
    return [
        theme,
        indicator,
        area,
        release,
        neighbours,
        neighbours.comparators.get(),
        Population.objects.create(area=area, year=2012, release=national, people=34_562),
        make_listed(board, indicator),
        make_target(indicator, board),
        ChartNote.objects.create(
            board=board,
            indicator=indicator,
            period=parse_period("2013-14-Q1"),
            text="Counted in another way.",
            made_by=account,
            made_on=date(2013, 7, 1),
        ),
        make_own(board, indicator, numerator=12, denominator=100, release=release),
        mapping,
        MappingLine.objects.create(
            mapping=mapping, indicator=indicator, numerator="Re_referrals", denominator="Referrals"
        ),
        FigureDownload.objects.create(board=board, user=account, what="Dashboard 2012-13, csv"),
    ]
