"""From the cells of a published file to the figures on record."""

from datetime import date
from decimal import Decimal

import pytest

from datasets.importing.problems import Refused
from datasets.models import Area, Population
from tests.figures import make_indicator, make_release
from tests.open_data import (
    ENGLAND,
    KINGSTON,
    OUTER_LONDON,
    RICHMOND,
    bring_in,
    counts,
    figure,
    make_mapping,
    make_population_mapping,
    refusal_of,
    row,
)

pytestmark = pytest.mark.django_db


class TestWithAPublishedValue:
    @pytest.fixture(autouse=True)
    def _mapping(self):
        make_mapping()

    def test_the_value_and_its_counts_are_kept_as_published(self):
        bring_in(row(Again="357", All="1948", Share="18.3"))

        assert counts(figure()) == (357, 1948, Decimal("18.3"), "")

    def test_it_names_its_release_and_the_day_it_was_taken(self):
        bring_in(row(Again="357", All="1948", Share="18.3"))

        assert str(figure().release) == "Children in need, 2024"
        assert figure().taken_on == date(2026, 11, 23)
        assert figure().board is None

    @pytest.mark.parametrize("symbol", ["c", "z", "x", "k", "low", "u", ":", "~"])
    def test_a_symbol_is_the_reason_and_the_counts_stay(self, symbol):
        bring_in(row(Again="0", All="0", Share=symbol))

        assert counts(figure()) == (0, 0, None, symbol)

    def test_a_value_stands_where_a_count_is_suppressed(self):
        bring_in(row(Again="0", All="c", Share="0"))

        assert counts(figure()) == (0, None, 0, "")

    def test_nothing_is_known_where_all_is_suppressed(self):
        bring_in(row(Again="c", All="c", Share="c"))

        assert counts(figure()) == (None, None, None, "c")

    def test_a_zero_is_a_zero(self):
        bring_in(row(Again="0", All="163", Share="0"))

        assert counts(figure()) == (0, 163, 0, "")

    def test_counts_of_england_and_the_regions_were_rounded(self):
        mapping = make_mapping("rounded", rounded_to=10)

        bring_in(
            row(ENGLAND, Again="30", All="90", Share="33.3"),
            row(OUTER_LONDON, Again="30", All="90", Share="33.3"),
            row(KINGSTON, Again="3", All="9", Share="33.3"),
            mapping=mapping,
        )

        assert figure(area="E92000001").rounded_to == 10
        assert figure(area="E13000002").rounded_to == 10
        assert figure().rounded_to == 0

    @pytest.mark.parametrize(
        ("cells", "what"),
        [
            (
                {"Share": "100.1"},
                "row 2: column “Share”: found “100.1”: a percentage is not over 100",
            ),
            (
                {"Again": "1949"},
                "row 2: column “Again”: found “1949”: greater than All, which is 1948",
            ),
            ({"Again": "-1"}, "row 2: column “Again”: found “-1”: a figure is not below 0"),
            ({"All": "many"}, "row 2: column “All”: found “many”: neither a number"),
            ({"Share": ""}, "row 2: column “Share”: found “”: an empty cell"),
            ({"time_identifier": "Academic year"}, "row 2: column “time_identifier”: found “Aca"),
            ({"region_code": ""}, "row 2: column “region_code”: found “”: no region of Kingston"),
        ],
    )
    def test_a_wrong_cell_is_named_and_nothing_is_stored(self, cells, what):
        assert what in refusal_of(row(**{"Again": "357", "All": "1948", "Share": "18.3"} | cells))
        assert not Area.objects.exists()

    def test_every_wrong_cell_is_named(self):
        said = refusal_of(
            row(Again="a", All="b", Share="1"), row(RICHMOND, Again="1", All="1", Share="101")
        )

        assert [line.partition(" ")[2][:23] for line in said.splitlines()] == [
            "row 2: column “Again”: ",
            "row 2: column “All”: fo",
            "row 3: column “Share”: ",
        ]

    def test_an_area_has_one_figure_a_period(self):
        said = refusal_of(row(Again="1", All="2", Share="50"), row(Again="1", All="2", Share="50"))

        assert (
            said == "file.csv, row 3: Kingston upon Thames has CSC02 for 2012-13 in row 2 already"
        )

    def test_rows_of_an_unknown_area_are_counted(self):
        unknown = KINGSTON | {"new_la_code": "x", "old_la_code": "x", "la_name": "Not available"}

        planned = bring_in(
            row(Again="1", All="2", Share="50"), row(unknown, Again="1", All="2", Share="50")
        )

        assert (planned.rows, planned.of_unknown_areas, planned.added) == (2, 1, 1)


class TestWithoutAPublishedValue:
    @pytest.fixture(autouse=True)
    def _mapping(self):
        indicator = make_indicator("CSC07", unit="percentage")
        make_mapping("in-time", indicator, numerator="Ten + Fifteen", denominator="Held", value="")

    def test_columns_are_added_up(self):
        bring_in(row(Ten="86", Fifteen="44", Held="211"))

        assert counts(figure("CSC07")) == (130, 211, None, "")

    def test_a_symbol_in_any_of_them_is_the_reason(self):
        bring_in(row(Ten="c", Fifteen="153", Held="182"))

        assert counts(figure("CSC07")) == (None, None, None, "c")

    def test_a_symbol_of_the_denominator_is_the_reason_too(self):
        bring_in(row(Ten="x", Fifteen="153", Held="c"))

        assert counts(figure("CSC07")) == (None, None, None, "c")

    def test_nothing_of_nothing_is_not_applicable(self):
        bring_in(row(Ten="0", Fifteen="0", Held="0"))

        assert counts(figure("CSC07")) == (0, 0, None, "z")

    def test_more_than_all_is_refused_with_the_columns(self):
        said = refusal_of(row(Ten="100", Fifteen="112", Held="211"))

        assert said == (
            "file.csv, row 2: column “Ten + Fifteen”: found “212”: greater than Held, which is 211"
        )

    def test_for_every_100_there_may_be_more(self):
        indicator = make_indicator("CSC06", unit="per_100", polarity="neither")
        mapping = make_mapping(
            "conversion", indicator, numerator="Ten", denominator="Held", value=""
        )

        bring_in(row(Ten="58", Fifteen="0", Held="56"), mapping=mapping)

        assert counts(figure("CSC06")) == (58, 56, None, "")


POPULATION_2012 = row(KINGSTON, "2012", population_estimate="34562")


class TestOfThePopulation:
    @pytest.fixture(autouse=True)
    def _mapping(self):
        indicator = make_indicator("CSC01", unit="rate", polarity="neither")
        months = "April + May + June"
        fields = {"numerator": months, "denominator": "population", "value": ""}
        make_mapping("by-month", indicator, quarter=1, **fields)
        make_population_mapping()

    def months(self, april="65") -> dict:
        return row(April=april, May="130", June="171")

    def test_the_population_is_that_of_the_middle_of_the_year_before(self):
        bring_in(POPULATION_2012, row(KINGSTON, "2013", population_estimate="34990"))

        bring_in(self.months())

        assert counts(figure("CSC01", "2012-13-Q1")) == (366, 34562, None, "")

    def test_the_latest_release_of_it_counts(self):
        bring_in(POPULATION_2012)
        later = make_release("Population", "2024", published_on=date(2025, 10, 30))
        make_population_mapping("later", release=later)
        bring_in(row(KINGSTON, "2012", population_estimate="34600"), mapping="later")

        bring_in(self.months())

        assert figure("CSC01", "2012-13-Q1").denominator == 34600

    def test_the_count_stays_where_the_population_is_not_known(self):
        bring_in(self.months())

        assert counts(figure("CSC01", "2012-13-Q1")) == (366, None, None, "x")

    def test_the_population_can_come_afterwards(self):
        bring_in(self.months())
        first = figure("CSC01", "2012-13-Q1")
        bring_in(POPULATION_2012)

        planned = bring_in(self.months())

        assert (planned.added, planned.revised, planned.unchanged) == (0, 1, 0)
        assert counts(figure("CSC01", "2012-13-Q1")) == (366, 34562, None, "")
        assert figure("CSC01", "2012-13-Q1").revises == first

    def test_a_suppressed_month_hides_the_quarter(self):
        bring_in(POPULATION_2012)

        bring_in(self.months("c"))

        assert counts(figure("CSC01", "2012-13-Q1")) == (None, None, None, "c")

    def test_a_row_of_a_quarter_has_no_quarters(self):
        quarter = self.months() | {
            "time_identifier": "Financial year Q1",
            "time_period": "201213",
        }

        assert "row 2: its columns are of quarters, and so is the row" in refusal_of(quarter)

    def test_nobody_lives_there(self):
        bring_in(row(KINGSTON, "2012", population_estimate="0"))

        bring_in(self.months())

        assert figure("CSC01", "2012-13-Q1").reason == "z"


class TestThePopulationItself:
    @pytest.fixture(autouse=True)
    def _mapping(self):
        make_population_mapping()

    def test_a_year_is_the_middle_of_it(self):
        bring_in(POPULATION_2012, row(ENGLAND, "2012", population_estimate="11403970"))

        kept = Population.objects.values_list("area__name", "year", "people")
        assert set(kept) == {("Kingston upon Thames", 2012, 34562), ("England", 2012, 11403970)}

    def test_the_same_again_changes_nothing(self):
        bring_in(POPULATION_2012)

        planned = bring_in(POPULATION_2012)

        assert (planned.added, planned.unchanged) == (0, 1)
        assert Population.history.count() == 1

    def test_another_estimate_from_the_same_release_is_refused(self):
        bring_in(POPULATION_2012)

        with pytest.raises(Refused) as refused:
            bring_in(row(KINGSTON, "2012", population_estimate="34563"))

        assert str(refused.value) == (
            "file.csv, row 2: Kingston upon Thames has 34563 people in 2012 here, and 34562 on "
            "record from the same release, Population, 2023"
        )
        assert Population.objects.get().people == 34562

    def test_rows_without_an_estimate_are_counted(self):
        planned = bring_in(POPULATION_2012, row(RICHMOND, "2012", population_estimate="x"))

        assert (planned.added, planned.without_figure) == (1, 1)

    @pytest.mark.parametrize(
        ("rows", "what"),
        [
            ([row(KINGSTON, "2012", population_estimate="34.5")], "found “34.5”: people are whole"),
            ([row(KINGSTON, "201213", population_estimate="3")], "not a year written as 2012"),
            ([POPULATION_2012, POPULATION_2012], "row 3: Kingston upon Thames has a population of"),
        ],
    )
    def test_what_is_wrong_is_named(self, rows, what):
        assert what in refusal_of(*rows)
