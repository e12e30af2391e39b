"""What a figure is, worked out by hand."""

from decimal import Decimal

import pytest

from datasets.calculations import Known, figure, interval, of_the_year


def known(numerator=None, denominator=None, value=None, **more) -> Known:
    numbers = (numerator, denominator, value)
    return Known(*(None if n is None else Decimal(str(n)) for n in numbers), **more)


def rounded(number, places="0.1"):
    return None if number is None else number.quantize(Decimal(places))


class TestFigure:
    def test_what_was_published_stands_whatever_the_counts_give(self):
        assert figure(known(163, 34_562, "47.2"), "rate") == Decimal("47.2")

    @pytest.mark.parametrize(
        ("unit", "numerator", "denominator", "shown"),
        [
            ("rate", 467, 34_562, "135.1"),
            ("per_100", 211, 467, "45.2"),
            ("percentage", 74, 116, "63.8"),
            ("average", 540, 30, "18.0"),
        ],
    )
    def test_else_it_is_worked_out(self, unit, numerator, denominator, shown):
        assert rounded(figure(known(numerator, denominator), unit)) == Decimal(shown)

    def test_it_is_not_rounded(self):
        assert figure(known(1, 3), "percentage") == Decimal(100) / Decimal(3)

    def test_more_than_all_is_possible_of_what_is_no_share(self):
        assert figure(known(58, 56), "per_100") > 100

    def test_a_count_is_its_numerator(self):
        assert figure(known(7), "count") == 7

    def test_a_quarters_rate_is_one_of_a_year(self):
        """366 referrals in three months among 34,562: four times as many in a year."""
        found = figure(known(366, 34_562), "rate", periods_a_year=4)

        assert rounded(found) == Decimal("423.6")

    def test_a_quarters_share_is_not(self):
        assert figure(known(1, 4), "percentage", periods_a_year=4) == 25

    @pytest.mark.parametrize(
        "missing", [known(), known(5), known(None, 5), known(0, 0), known(reason="c")]
    )
    def test_what_is_missing_is_not_zero(self, missing):
        assert figure(missing, "percentage") is None

    def test_none_of_all_is_zero(self):
        assert figure(known(0, 5), "percentage") == 0


class TestCountsRoundedAtSource:
    def test_of_england_they_are_near_enough(self):
        """60,080 of 127,060: five more of five fewer changes 0.004."""
        assert rounded(figure(known(60_080, 127_060, rounded_to=10), "per_100")) == Decimal("47.3")

    def test_of_a_region_they_may_not_be(self):
        """4,000 of 8,000 may have been 4,005 of 7,995, which is 50.1."""
        assert figure(known(4_000, 8_000, rounded_to=10), "percentage") is None
        assert figure(known(4_000, 8_000), "percentage") == 50

    def test_with_fewer_decimals_they_are(self):
        found = figure(known(4_000, 8_000, rounded_to=10), "percentage", decimals=0)

        assert found == 50

    def test_a_rounded_count_is_none(self):
        assert figure(known(1_230, rounded_to=10), "count") is None

    def test_what_was_published_of_them_stands(self):
        assert figure(known(1_230, 5_000, "24.6", rounded_to=10), "percentage") == Decimal("24.6")

    def test_they_have_no_interval(self):
        assert interval(known(4_000, 8_000, rounded_to=10), "percentage") is None


class TestInterval:
    def test_of_a_percentage_it_is_wilsons_in_per_cent(self):
        found = interval(known(18, 35), "percentage")

        assert found.method == "Wilson"
        assert found.lower == pytest.approx(35.5688046, abs=1e-6)
        assert found.upper == pytest.approx(67.0057640, abs=1e-6)

    def test_of_a_rate_it_is_byars(self):
        """100 of 10,000 per 10,000: Byar's limits of 100 are 81.362 and 121.627."""
        found = interval(known(100, 10_000), "rate")

        assert found.method == "Byar"
        assert found.lower == pytest.approx(81.362, abs=1e-3)
        assert found.upper == pytest.approx(121.627, abs=1e-3)

    def test_a_quarters_rate_is_wider_than_the_years(self):
        quarter = interval(known(25, 10_000), "rate", periods_a_year=4)
        year = interval(known(100, 10_000), "rate")

        assert quarter.value == year.value == 100
        assert quarter.lower < year.lower < year.upper < quarter.upper

    def test_of_a_small_count_it_is_the_exact_one(self):
        found = interval(known(value=1), "count")

        assert found.method == "exact Poisson"
        assert found.lower == pytest.approx(0.0253178, abs=1e-6)

    def test_more_than_all_has_one_where_it_is_no_share(self):
        assert interval(known(58, 56), "per_100").method == "Byar"

    @pytest.mark.parametrize(
        ("unit", "of"),
        [
            ("average", known(540, 30)),
            ("percentage", known(value="64.0")),
            ("rate", known(163, None, "47.2")),
            ("percentage", known(0, 0)),
            ("count", known(reason="c")),
        ],
    )
    def test_without_counts_there_is_none(self, unit, of):
        assert interval(of, unit) is None


class TestTheYearFromItsQuarters:
    REFERRALS = [known(number, 34_562) for number in (366, 658, 486, 438)]

    def test_the_last_one_stands_for_what_is_counted_on_a_day(self):
        days = [known(91), known(120), known(140), known(163, 34_562)]

        assert of_the_year(days, "last", "rate") == days[3]

    def test_counts_add_up(self):
        quarters = [known(value=3), known(4), known(value=0), known(5)]

        assert of_the_year(quarters, "sum", "count") == known(value=12)

    def test_of_a_rate_the_people_are_the_same_all_year(self):
        year = of_the_year(self.REFERRALS, "pooled", "rate")

        assert year == known(1_948, 34_562)
        assert rounded(figure(year, "rate")) == Decimal("563.6")

    def test_shares_are_pooled_and_not_averaged(self):
        quarters = [known(1, 2), known(0, 10), known(0, 10), known(0, 18)]

        assert figure(of_the_year(quarters, "pooled", "percentage"), "percentage") == Decimal("2.5")

    @pytest.mark.parametrize("way", ["sum", "pooled"])
    @pytest.mark.parametrize("missing", [None, known(reason="c"), known(reason="not_supplied")])
    def test_with_a_quarter_missing_there_is_no_year(self, way, missing):
        quarters = [known(1, 2), missing, known(1, 2), known(1, 2)]

        assert of_the_year(quarters, way, "percentage") == Known(reason="not_supplied")

    def test_nor_with_a_denominator_missing(self):
        quarters = [known(1, 2), known(1), known(1, 2), known(1, 2)]

        assert of_the_year(quarters, "pooled", "percentage") == Known(reason="not_supplied")

    def test_without_the_fourth_the_last_day_is_not_known(self):
        assert of_the_year([known(1), known(1), known(1), None], "last", "rate").reason

    def test_some_years_are_not_to_be_had_from_quarters(self):
        assert of_the_year(self.REFERRALS, "none", "rate") is None

    def test_nor_from_three_of_them(self):
        assert of_the_year(self.REFERRALS[:3], "pooled", "rate") is None

    def test_rounding_adds_up_too(self):
        quarters = [known(10, 100, rounded_to=10)] * 4

        assert of_the_year(quarters, "pooled", "percentage").rounded_to == 40
