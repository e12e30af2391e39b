"""Both sides of the rules that figures are kept by. tests/test_constraints.py breaks each one."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from datasets.models import Area, Indicator, Mapping, MappingLine, Observation, Population
from lscb.periods import FinancialYear
from tests.build import make_one_of_each
from tests.figures import (
    area_of,
    make_area,
    make_england,
    make_indicator,
    make_listed,
    make_own,
    make_published,
    make_region,
    make_release,
    make_target,
)


@pytest.fixture
def indicator(db):
    return make_indicator()


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


# Figures


@pytest.mark.parametrize("reason", Observation.Reason.values)
def test_a_figure_is_missing_for_any_of_the_reasons(reason, board, indicator):
    figure = make_own(board, indicator, reason=reason)

    figure.full_clean()
    assert Observation.objects.get().value is None


@pytest.mark.parametrize("given", [{"value": 12}, {"numerator": 12}, {"value": 0}])
def test_a_figure_that_is_given_needs_no_reason(given, board, indicator):
    make_own(board, indicator, **given).full_clean()


@pytest.mark.parametrize(
    "wrong", [{"value": 12, "reason": "c"}, {"reason": ""}, {"denominator": 100}]
)
def test_a_figure_is_either_given_or_missing_for_a_reason(wrong, board, indicator):
    with refused("a_missing_figure_has_a_reason"), transaction.atomic():
        make_own(board, indicator, **wrong)


def test_what_is_known_of_a_missing_figure_is_kept(board, indicator):
    """The denominator of a share whose numerator is suppressed, or the other way round."""
    make_own(board, indicator, "2011-12", denominator=100, reason="c")
    make_own(board, indicator, "2012-13", numerator=7, reason="c")

    assert Observation.objects.count() == 2


@pytest.mark.parametrize("name", ["numerator", "denominator", "value"])
def test_no_part_of_a_figure_is_below_0(name, board):
    count = make_indicator("CSC01", unit="count")
    with refused("a_figure_is_not_negative"), transaction.atomic():
        make_own(board, count, **({"numerator": 1, "value": 1} | {name: -1}))


def test_only_a_published_figure_has_to_name_its_release(board, indicator):
    make_own(board, indicator, numerator=1)

    with refused("a_published_figure_names_its_release"), transaction.atomic():
        make_published(indicator, make_england(), numerator=1, release=None)


def test_a_board_and_the_country_have_a_current_figure_each(board, indicator):
    make_own(board, indicator, numerator=1)
    make_published(indicator, area_of(board), numerator=2)
    make_published(indicator, make_england(), numerator=3)

    assert Observation.objects.current().count() == 3


@pytest.mark.parametrize("is_own", [True, False])
def test_a_figure_that_is_no_longer_current_makes_room_for_another(is_own, board, indicator):
    def make(**fields):
        if is_own:
            return make_own(board, indicator, numerator=1, **fields)
        return make_published(indicator, make_england(), numerator=1, **fields)

    first = make(is_current=False)
    second = make(revises=first)

    assert Observation.objects.current().get() == second
    assert first.revised_by == second


# Indicators and what a board does with them


def test_a_band_is_set_where_neither_side_is_better(db):
    make_indicator(polarity="neither", band_low=1, band_high=2)

    for band in ({"band_low": 1}, {"band_high": 2}):
        for polarity in ("higher", "lower"):
            with refused("a_band_is_of_what_has_no_better_side"), transaction.atomic():
                make_indicator("CSC03", polarity=polarity, **band)


@pytest.mark.parametrize("unit", sorted(set(Indicator.Unit.values) - {"count"}))
def test_everything_but_a_count_is_of_something(unit, db):
    make_indicator(unit=unit, denominator="Referrals")

    with refused("all_but_counts_have_a_denominator"), transaction.atomic():
        make_indicator("CSC03", unit=unit, denominator="")


def test_a_count_is_of_nothing(db):
    make_indicator(unit="count", denominator="")

    with refused("all_but_counts_have_a_denominator"), transaction.atomic():
        make_indicator("CSC03", unit="count", denominator="Referrals")


@pytest.mark.parametrize("length", [5, 8])
def test_a_run_has_6_or_7_points(length, db):
    make_indicator("CSC03", run_length=6)
    make_indicator("CSC04", run_length=7)

    with refused("runs_are_of_six_or_seven"), transaction.atomic():
        make_indicator(run_length=length)


def test_an_indicator_is_listed_again_after_it_was_not(board, indicator):
    make_listed(board, indicator, "2011-12", until=FinancialYear(2012))

    make_listed(board, indicator, "2013-14").full_clean()


@pytest.mark.parametrize("until", [2011, 2012])
def test_no_listing_ends_in_the_year_it_begins_or_before(until, board, indicator):
    with refused("listed_until_after_it_began"), transaction.atomic():
        make_listed(board, indicator, "2012-13", until=FinancialYear(until))


@pytest.mark.parametrize("standing", ["collected", "national_only"])
def test_only_what_is_not_collected_needs_a_reason(standing, board, indicator):
    make_listed(board, indicator, standing=standing).full_clean()


def test_a_board_and_the_country_have_a_target_each(board, indicator):
    make_target(indicator, board).full_clean()
    make_target(indicator).full_clean()


def test_neither_a_target_nor_its_tolerance_is_below_0(indicator):
    for wrong in ({"value": -1}, {"tolerance": -1}):
        with refused("a_target_is_not_negative"), transaction.atomic():
            make_target(indicator, **wrong)


@pytest.mark.parametrize("upper", [19, 20])
def test_a_range_ends_above_where_it_begins(upper, indicator):
    with refused("a_target_range_goes_up"), transaction.atomic():
        make_target(indicator, value=20, upper=upper)


def test_what_has_no_better_side_has_no_target(db):
    target = make_target(make_indicator(polarity="neither"))

    with pytest.raises(ValidationError, match="no better side"):
        target.full_clean()


# Areas


@pytest.mark.parametrize("kind", ["country", "region"])
def test_only_a_local_authority_lies_in_a_region(kind, db):
    make_area()

    with refused("a_local_authority_lies_in_a_region"), transaction.atomic():
        Area.objects.create(code="E12000007", name="London", kind=kind, region=make_region())


def test_a_later_release_gives_another_population(db):
    for edition in ("2012", "2013"):
        Population.objects.create(
            area=make_area(), year=2012, release=make_release(edition=edition), people=34_562
        )

    assert Population.objects.count() == 2


@pytest.mark.parametrize("model", [Population, Mapping], ids=lambda model: model.__name__)
def test_what_all_boards_share_names_no_document_of_one(model, board):
    row = make_one_of_each(board)[model]
    row.full_clean()
    row.release = make_release("Annual report", "2012-13", board=board)

    with pytest.raises(ValidationError) as said:
        row.full_clean()
    assert "a board's own document" in said.value.message_dict["release"][0]


# Mappings


def test_each_quarter_and_the_year_are_read_once(indicator):
    mapping = Mapping.objects.create(name="c6", release=make_release())
    for quarter in (None, 1, 2, 3, 4):
        MappingLine.objects.create(
            mapping=mapping, indicator=indicator, quarter=quarter, numerator=f"q{quarter}"
        )

    for quarter in (None, 4):
        with refused("mapped_once_a_quarter"), transaction.atomic():
            MappingLine.objects.create(
                mapping=mapping, indicator=indicator, quarter=quarter, numerator="again"
            )
