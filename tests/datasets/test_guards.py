"""The guards of figures, by every way a row is written. tests/test_guards.py has those that keep
boards apart."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from datasets.models import Indicator, Observation
from lscb.periods import parse_period
from tests.build import make_board
from tests.figures import (
    area_of,
    make_area,
    make_england,
    make_indicator,
    make_own,
    make_published,
    make_release,
)

MORE_THAN_ALL = [
    {"value": "100.0001"},
    {"numerator": 11, "denominator": 10},
    {"numerator": 1, "denominator": 0},
    {"value": 50, "numerator": 11, "denominator": 10},
]
AT_MOST_ALL = [
    {"value": 100},
    {"numerator": 10, "denominator": 10},
    {"numerator": 0, "denominator": 0},
    {"numerator": 11},
    {"value": 4, "numerator": 8},
    {"denominator": 10, "reason": "c"},
]
OTHER_UNITS = sorted(set(Indicator.Unit.values) - {"percentage"})


@pytest.fixture
def share(db):
    return make_indicator()


def refused(message):
    return pytest.raises(IntegrityError, match=message)


def as_figures(values):
    return {
        name: value if name == "reason" else Decimal(str(value)) for name, value in values.items()
    }


def unsaved(indicator, **values):
    return Observation(
        indicator=indicator,
        area=make_england(),
        period=parse_period("2012-13"),
        release=make_release(),
        **as_figures(values),
    )


# No share is more than all


@pytest.mark.parametrize("values", MORE_THAN_ALL, ids=str)
@pytest.mark.parametrize("way", ["save", "bulk_create", "update", "save again"])
def test_no_share_is_more_than_all_by_whatever_way(way, values, share):
    figure = unsaved(share, **values)
    if "update" in way or "again" in way:
        stored = make_published(share, make_england(), numerator=1)
        figure.pk, figure._state.adding = stored.pk, False
    write = {
        "save": figure.save,
        "save again": figure.save,
        "bulk_create": lambda: Observation.objects.bulk_create([figure]),
        "update": lambda: Observation.objects.filter(pk=figure.pk).update(**as_figures(values)),
    }[way]
    before = list(Observation.objects.values())

    with refused("A percentage is not over 100"), transaction.atomic():
        write()
    assert list(Observation.objects.values()) == before


@pytest.mark.parametrize("values", MORE_THAN_ALL, ids=str)
def test_the_form_says_so_first(values, share):
    with pytest.raises(ValidationError) as said:
        unsaved(share, **values).full_clean()

    (field,) = said.value.message_dict
    assert field == ("value" if values.get("value") == "100.0001" else "numerator")


@pytest.mark.parametrize("values", AT_MOST_ALL, ids=str)
def test_a_share_may_be_all_or_less_or_half_known(values, share):
    figure = unsaved(share, **values)
    figure.full_clean()
    figure.save()

    assert Observation.objects.count() == 1


@pytest.mark.parametrize("unit", OTHER_UNITS)
def test_what_is_no_share_may_exceed(unit, db):
    """Two offences of one child; more children out than in; a rate of 140 in 10,000."""
    indicator = make_indicator(unit=unit)
    figure = unsaved(indicator, value=140, numerator=11, denominator=10)
    figure.full_clean()

    Observation.objects.bulk_create([figure])

    assert Observation.objects.update(value=Decimal(150), numerator=Decimal(12)) == 1


def test_a_big_share_is_compared_as_a_number_not_as_text(share):
    make_published(share, make_england(), numerator=9, denominator=100)

    with refused("A percentage"), transaction.atomic():
        make_published(share, make_area(), numerator=100, denominator=9)


# What a figure was stored as, it stays


@pytest.mark.parametrize("way", ["save", "update"])
def test_an_indicator_keeps_its_unit(way, share):
    def write():
        if way == "update":
            Indicator.objects.update(unit="rate")
        else:
            share.unit = "rate"
            share.save()

    with refused("An indicator keeps its unit"), transaction.atomic():
        write()
    assert Indicator.objects.get().unit == "percentage"


def test_everything_else_of_an_indicator_may_change(share):
    share.title, share.unit = "Another title", "percentage"
    share.save()

    assert Indicator.objects.get().title == "Another title"


def test_a_figure_does_not_go_over_to_another_indicator(share):
    make_published(share, make_england(), numerator=1)
    other = make_indicator("CSC03")

    with refused("A figure stays with its indicator"), transaction.atomic():
        Observation.objects.update(indicator=other)


def test_a_boards_own_figure_is_not_published_for_all_by_a_change(board, share):
    make_own(board, share, numerator=1)

    with refused("A figure stays with its board"), transaction.atomic():
        Observation.objects.update(board=None, release=make_release())


def test_a_published_figure_is_not_made_a_boards_own(board, share):
    make_published(share, area_of(board), numerator=1)

    with refused("A figure stays with its board"), transaction.atomic():
        Observation.objects.update(board=board)


def test_a_document_does_not_change_between_a_board_and_all(board):
    own, national = make_release("Report", board=board), make_release()

    for release, owner in ((own, None), (national, board)):
        release.board = owner
        with refused("A document stays with its board"), transaction.atomic():
            release.save()


def test_a_published_figure_does_not_name_a_boards_own_document(board, share):
    with refused("The release belongs to another board"), transaction.atomic():
        make_published(share, make_england(), numerator=1, release=make_release(board=board))


def test_an_own_figure_names_its_boards_document_or_a_national_one(board, share):
    make_own(board, share, "2011-12", numerator=1, release=make_release()).full_clean()
    own = make_release("Report", board=board)
    make_own(board, share, "2012-13", numerator=1, release=own).full_clean()


# Revisions


@pytest.fixture
def first(share):
    return make_published(share, make_england(), numerator=1, is_current=False)


def test_a_figure_revises_one_of_the_same_place(first, share):
    second = make_published(share, make_england(), numerator=2, revises=first)
    second.full_clean()

    assert first.revised_by == second


def elsewhere(part, share):
    """A figure that differs in this part alone from those of the share for England in 2012-13."""
    figure = unsaved(share, numerator=2)
    if part == "indicator":
        figure.indicator = make_indicator("CSC03")
    elif part == "area":
        figure.area = make_area()
    elif part == "period":
        figure.period = parse_period("2012-13-Q1")
    else:
        figure.board = make_board(area="England", area_code="E92000001")
    return figure


@pytest.mark.parametrize("part", ["indicator", "area", "period", "board"])
def test_a_figure_does_not_revise_one_of_another_place(part, first, share):
    figure = elsewhere(part, share)
    figure.full_clean()
    figure.revises = first

    with pytest.raises(ValidationError) as said:
        figure.full_clean()
    assert list(said.value.message_dict) == ["revises"]
    with refused("A figure revises one of the same"), transaction.atomic():
        figure.save()
