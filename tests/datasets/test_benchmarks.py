"""A figure beside others: by cases worked out by hand, and against statsmodels."""

from decimal import ROUND_HALF_UP, Decimal

import numpy
import pytest
import statsmodels.api as sm
from hypothesis import assume, given
from hypothesis import strategies as st

from datasets import benchmarks
from datasets.intervals import Interval, proportion

figures = st.integers(-1000, 1000).map(lambda number: number / 8)
known = st.lists(figures, min_size=2, max_size=60)
POLARITIES = ["higher", "lower", "neither"]


def between(lower, upper) -> Interval:
    return Interval((lower + upper) / 2, lower, upper, "made")


class TestCompare:
    @pytest.mark.parametrize(
        ("benchmark", "words"),
        [
            (1.9, ("better", "worse", "higher")),
            (2, ("similar", "similar", "similar")),
            (3, ("similar", "similar", "similar")),
            (4, ("similar", "similar", "similar")),
            (4.1, ("worse", "better", "lower")),
        ],
    )
    def test_with_a_fixed_figure(self, benchmark, words):
        found = tuple(
            benchmarks.compare(between(2, 4), benchmark, polarity) for polarity in POLARITIES
        )

        assert found == words

    @pytest.mark.parametrize(
        ("benchmark", "words"),
        [
            (0.9, ("best", "worst", "highest")),
            (1, ("better", "worse", "higher")),
            (2.9, ("better", "worse", "higher")),
            (3, ("similar", "similar", "similar")),
            (5.1, ("worse", "better", "lower")),
            (8, ("worst", "best", "lowest")),
        ],
    )
    def test_by_two_intervals(self, benchmark, words):
        inner, outer = between(3, 5), between(1, 7)
        found = tuple(
            benchmarks.compare_two_levels(inner, outer, benchmark, polarity)
            for polarity in POLARITIES
        )

        assert found == words

    @pytest.mark.parametrize(
        ("other", "words"),
        [
            (between(0, 1), ("better", "worse", "higher")),
            (between(0, 2), ("similar", "similar", "similar")),
            (between(2.5, 3.5), ("similar", "similar", "similar")),
            (between(4, 9), ("similar", "similar", "similar")),
            (between(5, 9), ("worse", "better", "lower")),
        ],
    )
    def test_two_that_both_have_an_interval(self, other, words):
        found = tuple(
            benchmarks.compare_intervals(between(2, 4), other, polarity) for polarity in POLARITIES
        )

        assert found == words

    def test_what_is_missing_is_not_compared(self):
        one = between(2, 4)

        assert benchmarks.compare(None, 1, "higher") is None
        assert benchmarks.compare(one, None, "higher") is None
        assert benchmarks.compare_two_levels(one, None, 1, "higher") is None
        assert benchmarks.compare_two_levels(None, one, 1, "higher") is None
        assert benchmarks.compare_intervals(one, None, "higher") is None
        assert benchmarks.compare_intervals(None, one, "higher") is None

    @pytest.mark.parametrize("function", ["compare", "compare_intervals"])
    def test_another_polarity_is_refused(self, function):
        with pytest.raises(ValueError, match="polarity"):
            getattr(benchmarks, function)(between(2, 4), None, "up")


class TestMeetsTarget:
    @pytest.mark.parametrize(
        ("figure", "higher", "lower"),
        [
            (11, "better", "worse"),
            (10, "better", "better"),
            (9, "worse", "better"),
            (between(10, 12), "better", "similar"),
            (between(8, 10), "similar", "better"),
            (between(8, 9.9), "worse", "better"),
            (between(10.1, 12), "better", "worse"),
            (between(9, 11), "similar", "similar"),
        ],
    )
    def test_one_figure(self, figure, higher, lower):
        assert benchmarks.meets_target(figure, 10, "higher") == higher
        assert benchmarks.meets_target(figure, 10, "lower") == lower

    @pytest.mark.parametrize(
        ("figure", "higher", "lower"),
        [
            (7.9, "worse", "better"),
            (8, "similar", "similar"),
            (9.9, "similar", "similar"),
            (10, "better", "worse"),
            (between(6, 7.9), "worse", "better"),
            (between(6, 8), "similar", "similar"),
            (between(9, 10), "similar", "similar"),
            (between(10, 11), "better", "worse"),
        ],
    )
    @pytest.mark.parametrize("kind", [tuple, list])
    def test_a_band_from_the_first_to_under_the_second(self, figure, higher, lower, kind):
        band = kind((8, 10))

        assert benchmarks.meets_target(figure, band, "higher") == higher
        assert benchmarks.meets_target(figure, band, "lower") == lower

    @pytest.mark.parametrize(
        ("figure", "target", "polarity"),
        [(None, 10, "higher"), (9, None, "higher"), (9, 10, "neither")],
    )
    def test_where_it_cannot_be_said(self, figure, target, polarity):
        assert benchmarks.meets_target(figure, target, polarity) is None


def trend_of(values, width=1.0):
    return benchmarks.recent_trend(
        values, [None if one is None else between(one - width, one + width) for one in values]
    )


class TestRecentTrend:
    def test_by_hand(self):
        """Slope 2 a year, error of each point 1/1.96: 4 / (1 / (10 x 3.8416)) = 1536."""
        assert trend_of([10, 12, 14, 16, 18]) == "increasing"
        assert trend_of([18, 16, 14, 12, 10]) == "decreasing"
        assert trend_of([10, 10, 10, 10, 10]) == "no significant change"

    def test_just_on_either_side_of_the_bound(self):
        """slope^2 x 10 x (1.96 / width)^2 > 9.5495 where width < slope x 2.0057."""
        assert trend_of([0, 1, 2, 3, 4], width=2.005) == "increasing"
        assert trend_of([0, 1, 2, 3, 4], width=2.007) == "no significant change"

    def test_one_point_must_not_carry_it_alone(self):
        assert trend_of([10, 10, 10, 10, 20], width=0.5) == "no significant change"

    def test_only_the_latest_five_count(self):
        assert trend_of([99, 0, 10, 12, 14, 16, 18]) == "increasing"

    def test_a_value_that_is_missing_is_passed_over(self):
        assert trend_of([10, None, 12, 14, 16, 18]) == "increasing"
        # As if the years stood side by side: with a place left free the bound would be met.
        assert trend_of([0, None, 1, 2, 3, 4], width=2.005) == "increasing"
        assert trend_of([0, None, 1, 2, 3, 4], width=2.007) == "no significant change"
        assert trend_of([10, None, 12, 14, 16]) is None

    @pytest.mark.parametrize("wrong", [None, Interval(14, 14, 14, "made")])
    def test_an_interval_without_a_width(self, wrong):
        values = [10, 12, 14, 16, 18]
        intervals = [between(value - 1, value + 1) for value in values]
        intervals[2] = wrong

        assert benchmarks.recent_trend(values, intervals) is None

    def test_a_count_that_equals_its_denominator(self):
        intervals = [proportion(x, 40) for x in (10, 17, 24, 32, 40)]
        values = [one.value for one in intervals]

        assert benchmarks.recent_trend(values, intervals) is None
        assert benchmarks.recent_trend(values[:-1], intervals[:-1]) is None
        less = [proportion(x, 40) for x in (0, 10, 17, 24, 32)]
        assert benchmarks.recent_trend([one.value for one in less], less) == "increasing"

    @given(
        values=st.lists(figures, min_size=5, max_size=5),
        widths=st.lists(st.integers(1, 40), min_size=5, max_size=5),
    )
    def test_as_statsmodels_has_it(self, values, widths):
        intervals = [
            Interval(value, value - width, value + width, "made")
            for value, width in zip(values, widths, strict=True)
        ]
        weights = [(3.92 / (2 * width)) ** 2 for width in widths]
        places = numpy.arange(5)

        def fit(kept):
            design = sm.add_constant(places[kept].astype(float))
            model = sm.WLS(numpy.array(values)[kept], design, weights=numpy.array(weights)[kept])
            return model.fit(cov_type="fixed scale")

        whole = fit(list(range(5)))
        slope = whole.params[1]
        ratio = slope**2 / whole.cov_params()[1][1]
        others = [fit([one for one in range(5) if one != left]).params[1] for left in range(5)]
        assume(abs(ratio - 9.5495) > 1e-6 and all(abs(one) > 1e-9 for one in others))
        expected = "no significant change"
        if ratio > 9.5495 and all(one * slope > 0 for one in others):
            expected = "increasing" if slope > 0 else "decreasing"

        assert benchmarks.recent_trend(values, intervals) == expected


class TestNeighbours:
    def test_the_mean_of_those_that_have_a_value(self):
        assert benchmarks.neighbour_mean([3, None, 6, 9]) == (6, 3)
        assert benchmarks.neighbour_median([3, None, 5, 100]) == (5, 3)

    def test_the_mean_of_decimals_is_exact(self):
        mean, count = benchmarks.neighbour_mean([Decimal("3.9"), None, Decimal("4.0")])

        assert (str(mean), count) == ("3.95", 2)
        assert mean.quantize(Decimal("0.1"), ROUND_HALF_UP) == 4

    def test_none_has_one(self):
        assert benchmarks.neighbour_mean([None, None]) == (None, 0)
        assert benchmarks.neighbour_median([]) == (None, 0)

    def test_many_small_figures_add_up(self):
        assert benchmarks.neighbour_mean([0.1] * 10) == (0.1, 10)


class TestQuartiles:
    def test_by_the_inclusive_method(self):
        assert benchmarks.quartile_bounds([1, 2, 3, 4]) == (1, 1.75, 2.5, 3.25, 4)
        assert benchmarks.quartile_bounds([7, None]) == (7, 7, 7, 7, 7)
        assert benchmarks.quartile_bounds([None]) is None
        assert benchmarks.quartile_bounds([]) is None

    @given(values=known)
    def test_as_numpy_has_them(self, values):
        expected = numpy.percentile(values, [0, 25, 50, 75, 100])

        assert benchmarks.quartile_bounds(values) == pytest.approx(expected, rel=1e-12, abs=1e-12)

    @pytest.mark.parametrize(
        ("value", "low", "high"),
        [
            (1, "A", "D"),
            (1.75, "A", "D"),
            (1.76, "B", "C"),
            (2.5, "B", "C"),
            (3.25, "C", "B"),
            (3.26, "D", "A"),
            (4, "D", "A"),
        ],
    )
    def test_a_bound_belongs_to_the_quarter_below(self, value, low, high):
        bounds = (1, 1.75, 2.5, 3.25, 4)

        assert benchmarks.quartile_band(value, bounds, "lower") == low
        assert benchmarks.quartile_band(value, bounds, "higher") == high
        assert benchmarks.quartile_band(value, bounds, "neither") == "-"

    @pytest.mark.parametrize("polarity", POLARITIES)
    def test_a_missing_one_has_none(self, polarity):
        assert benchmarks.quartile_band(None, (1, 2, 3, 4, 5), polarity) is None
        assert benchmarks.quartile_band(3, None, polarity) is None

    @pytest.mark.parametrize("value", [0.9, 5.1])
    def test_one_that_is_not_among_them_is_refused(self, value):
        with pytest.raises(ValueError, match="does not lie between"):
            benchmarks.quartile_band(value, (1, 2, 3, 4, 5), "lower")

    @given(values=known)
    def test_every_one_of_them_has_a_band(self, values):
        bounds = benchmarks.quartile_bounds(values)

        assert {benchmarks.quartile_band(one, bounds, "higher") for one in values} <= set("ABCD")


class TestRank:
    def test_those_that_are_equal_share_the_smallest(self):
        values = [5, 9, None, 9, 2]

        assert benchmarks.rank(values, "higher") == [3, 1, None, 1, 4]
        assert benchmarks.rank(values, "lower") == [2, 3, None, 3, 1]
        assert benchmarks.rank(values, "neither") == ["-", "-", None, "-", "-"]

    @given(values=known)
    def test_it_is_one_more_than_how_many_are_better(self, values):
        assert benchmarks.rank(values, "lower") == [
            1 + sum(other < one for other in values) for one in values
        ]

    def test_another_polarity_is_refused(self):
        with pytest.raises(ValueError, match="polarity"):
            benchmarks.rank([1], "up")


NAN = float("nan")


class TestWhatIsNoNumber:
    """As missing as None."""

    def test_is_not_compared(self):
        assert benchmarks.compare(between(2, 4), NAN, "higher") is None
        assert benchmarks.compare(between(NAN, 4), 3, "higher") is None
        assert benchmarks.compare(Interval(1, None, None, "made"), 3, "higher") is None
        assert benchmarks.compare_intervals(between(2, 4), between(NAN, 4), "higher") is None
        assert benchmarks.meets_target(NAN, 3, "higher") is None

    def test_is_not_counted(self):
        assert benchmarks.neighbour_mean([3, NAN, 6]) == (4.5, 2)
        assert benchmarks.quartile_bounds([NAN, 7]) == (7, 7, 7, 7, 7)
        assert benchmarks.quartile_band(NAN, (1, 2, 3, 4, 5), "lower") is None
        assert benchmarks.rank([5, NAN, 9], "higher") == [2, None, 1]
        assert trend_of([10, NAN, 12, 14, 16]) is None

    def test_decimals_are_numbers(self):
        values = [Decimal("1.5"), Decimal("2.5")]

        assert benchmarks.neighbour_mean(values) == (2.0, 2)
        assert benchmarks.rank(values, "lower") == [1, 2]
