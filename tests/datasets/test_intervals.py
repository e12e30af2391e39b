"""Intervals of shares and rates, against SciPy, statsmodels and figures worked out by hand."""

import math
from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from datasets.intervals import EXACT_BELOW, Interval, proportion, rate

CONFIDENCES = [0.9, 0.95, 0.998]
counts = st.integers(0, 500)
close = {"rel": 1e-9, "abs": 1e-15}


class TestProportion:
    def test_a_case_by_hand(self):
        """18 of 35 seats: p = 0.514286, z = 1.959964."""
        found = proportion(18, 35)

        assert found.value == 18 / 35
        assert found.lower == pytest.approx(0.355688046, abs=1e-9)
        assert found.upper == pytest.approx(0.670057640, abs=1e-9)
        assert found.method == "Wilson"

    @pytest.mark.parametrize("confidence", CONFIDENCES)
    @given(data=st.data())
    def test_as_statsmodels_has_it(self, confidence, data):
        n = data.draw(st.integers(1, 5000))
        x = data.draw(st.integers(0, n))
        lower, upper = proportion_confint(x, n, alpha=1 - confidence, method="wilson")
        found = proportion(x, n, confidence)

        assert found.lower == pytest.approx(lower, rel=1e-9, abs=1e-12)
        assert found.upper == pytest.approx(upper, rel=1e-9, abs=1e-12)

    def test_its_ends_are_exact(self):
        assert proportion(0, 7).lower == 0
        assert proportion(7, 7).upper == 1
        assert 0 < proportion(0, 7).upper < 1
        assert 0 < proportion(7, 7).lower < 1

    @given(n=st.integers(1, 300), data=st.data())
    def test_the_value_lies_between_and_the_share_of_the_others_is_the_mirror(self, n, data):
        x = data.draw(st.integers(0, n))
        found, others = proportion(x, n), proportion(n - x, n)

        assert 0 <= found.lower <= found.value <= found.upper <= 1
        assert found.lower == pytest.approx(1 - others.upper, abs=1e-12)

    @given(n=st.integers(2, 300), data=st.data())
    def test_a_wider_confidence_has_wider_limits(self, n, data):
        x = data.draw(st.integers(1, n - 1))
        inner, outer = proportion(x, n), proportion(x, n, 0.998)

        assert outer.lower < inner.lower < inner.upper < outer.upper

    def test_a_part_of_a_count_is_a_count(self):
        assert proportion(2.5, 10).value == 0.25

    @pytest.mark.parametrize(
        ("x", "n"),
        [(None, 5), (5, None), (None, None), (-1, 5), (1, 0), (0, 0), (1, -5), (6, 5)],
    )
    def test_what_cannot_be_estimated_is_none(self, x, n):
        assert proportion(x, n) is None

    def test_decimals_are_numbers(self):
        assert proportion(Decimal(18), Decimal(35)) == proportion(18, 35)

    def test_the_upper_limit_is_never_over_one(self):
        assert all(proportion(n - 1e-9, n).upper <= 1 for n in range(1, 400))

    @pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
    def test_what_is_no_number_is_none(self, wrong):
        assert proportion(wrong, 5) is None
        assert proportion(1, wrong) is None


class TestRate:
    def test_a_case_by_hand(self):
        """1,038 open cases of 35,000: Byar's limits."""
        found = rate(1038, 35_000)

        assert found.value == pytest.approx(296.571429, abs=1e-6)
        assert found.lower == pytest.approx(278.801651, abs=1e-6)
        assert found.upper == pytest.approx(315.176782, abs=1e-6)
        assert found.method == "Byar"

    def test_for_one_the_exact_limit_is_no_approximation(self):
        found = rate(1, 1, per=1)

        assert found.lower == pytest.approx(0.0253178, abs=1e-7)
        assert found.upper == pytest.approx(5.5716434, abs=1e-7)
        assert found.method == "exact Poisson"

    @pytest.mark.parametrize("confidence", CONFIDENCES)
    @pytest.mark.parametrize("count", [*range(EXACT_BELOW), 0.5, 2.25, 9.999])
    def test_below_ten_as_scipy_has_it(self, count, confidence):
        tail = (1 - confidence) / 2
        found = rate(count, 1, per=1, confidence=confidence)

        lower = stats.chi2.ppf(tail, 2 * count) / 2 if count else 0
        assert found.lower == pytest.approx(lower, **close)
        assert found.upper == pytest.approx(stats.chi2.ppf(1 - tail, 2 * count + 2) / 2, **close)

    @pytest.mark.parametrize("confidence", CONFIDENCES)
    @given(count=st.integers(10, 100_000))
    def test_from_ten_on_by_byars_formula(self, confidence, count):
        z = stats.norm.ppf(1 - (1 - confidence) / 2)
        found = rate(count, 1, per=1, confidence=confidence)
        more = count + 1

        lower = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3
        upper = more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3
        assert found.lower == pytest.approx(lower, **close)
        assert found.upper == pytest.approx(upper, **close)

    @pytest.mark.parametrize("count", [10, 30, 200])
    def test_byars_is_near_the_exact_one(self, count):
        found = rate(count, 1, per=1)

        assert found.lower == pytest.approx(stats.chi2.ppf(0.025, 2 * count) / 2, rel=2e-3)
        assert found.upper == pytest.approx(stats.chi2.ppf(0.975, 2 * count + 2) / 2, rel=2e-3)

    @given(count=counts, population=st.integers(1, 10**6), per=st.sampled_from([1, 1000, 10_000]))
    def test_it_is_the_counts_interval_by_the_population(self, count, population, per):
        found, alone = rate(count, population, per), rate(count, 1, per=1)

        assert found.lower <= found.value <= found.upper
        for name in ("value", "lower", "upper"):
            expected = getattr(alone, name) * per / population
            assert getattr(found, name) == pytest.approx(expected, **close)

    def test_the_count_may_be_greater_than_the_population(self):
        assert rate(30, 20).value == 15_000

    @pytest.mark.parametrize(("x", "n"), [(None, 5), (5, None), (-1, 5), (1, 0), (1, -5)])
    def test_what_cannot_be_estimated_is_none(self, x, n):
        assert rate(x, n) is None


@pytest.mark.parametrize("estimate", [proportion, rate])
class TestConfidence:
    def test_per_cent_are_a_share(self, estimate):
        assert estimate(3, 20, confidence=95) == estimate(3, 20, confidence=0.95)

    @pytest.mark.parametrize("wrong", [0.5, 0.89, 1, 1.5, 89, 100, 0, -1])
    def test_others_are_refused(self, estimate, wrong):
        with pytest.raises(ValueError, match="confidence"):
            estimate(3, 20, confidence=wrong)


def test_an_interval_does_not_change():
    with pytest.raises(FrozenInstanceError):
        Interval(1, 0, 2, "Wilson").value = 3
