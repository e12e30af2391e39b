"""XmR charts: every rule by a case worked out by hand, and what must hold of any series."""

from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.spc import xmr

GAP = None
# Mean 10, moving ranges 2 throughout: limits 10 ± 5.32, near limits 10 ± 3.5467.
ZIGZAG = [9, 11] * 7
series = st.lists(st.none() | st.integers(-50, 50), max_size=40)


def causes(values, **settings):
    return [point.special_cause for point in xmr(values, **settings).points]


def limits(values, **settings):
    [segment] = xmr(values, **settings).segments
    return segment.mean, segment.lower, segment.upper


class TestLimits:
    def test_mean_and_moving_ranges(self):
        assert limits(ZIGZAG) == pytest.approx((10, 4.68, 15.32))

    def test_a_large_range_is_left_out_once(self):
        """Ranges: 13 of 2, then 19 twice; their mean 64/15, times 3.267 = 13.94: both go."""
        values = [*ZIGZAG, 30, 11]

        assert limits(values) == pytest.approx((181 / 16, 181 / 16 - 5.32, 181 / 16 + 5.32))
        kept = 2.66 * 64 / 15
        assert limits(values, screening=False) == pytest.approx(
            (181 / 16, 181 / 16 - kept, 181 / 16 + kept)
        )

    def test_a_range_on_the_bound_goes(self):
        """One range of 3.267 among zeros would be kept only if the bound itself were."""
        values = [0, 1, 0, 1, 0, 1, 0, 1]

        assert limits(values)[2] == pytest.approx(0.5 + 2.66)

    def test_where_only_ranges_of_nothing_would_be_left_nothing_is_screened(self):
        """Ranges 0 eleven times and 5 once: mean 5/12; screened, the limits would be the mean."""
        values = [3] * 12 + [8]

        assert limits(values)[2] == pytest.approx(44 / 13 + 2.66 * 5 / 12)

    def test_a_gap_is_bridged_by_no_range(self):
        assert limits([1, 3, GAP, 9, 11]) == pytest.approx((6, 6 - 5.32, 6 + 5.32))

    def test_the_limits_are_those_of_the_first_points(self):
        chart = xmr([*ZIGZAG, 40, 50], fix_after=14)

        assert chart.segments[0].upper == pytest.approx(15.32)
        assert [point.special_cause for point in chart.points[14:]] == ["above limit"] * 2

    def test_a_gap_among_them_counts_as_one(self):
        values = [*ZIGZAG[:6], GAP, *ZIGZAG[:5], 100, 100]

        assert limits(values, fix_after=12)[0] == pytest.approx(109 / 11)

    def test_each_segment_has_its_own(self):
        chart = xmr([*ZIGZAG, *[value + 20 for value in ZIGZAG]], rebase_at=(14,))

        assert [(one.start, one.end, one.mean) for one in chart.segments] == [
            (0, 13, 10),
            (14, 27, 30),
        ]
        assert {point.special_cause for point in chart.points} == {None}

    def test_nothing_is_cut_off_at_nought(self):
        assert limits([0, 5, 0, 5])[1] < 0

    @pytest.mark.parametrize("values", [[4], [GAP, 4, GAP], [4, GAP, 5]])
    def test_without_two_neighbours_there_are_none(self, values):
        mean, lower, upper = limits(values)

        assert mean is not None
        assert (lower, upper) == (None, None)

    def test_without_a_value_there_is_no_mean_either(self):
        assert limits([GAP, GAP]) == (None, None, None)

    def test_without_a_point_there_is_no_segment(self):
        assert xmr([]).segments == ()


class TestSpecialCauses:
    def test_on_the_limit_is_inside(self):
        values = [0, 100] * 20
        chart = xmr(values)
        assert {point.special_cause for point in chart.points} == {None}

    def test_beyond_a_limit(self):
        assert causes([*ZIGZAG, 40])[-1] == "above limit"
        assert causes([*ZIGZAG, -40])[-1] == "below limit"

    def test_seven_that_rise_or_fall(self):
        calm = [50, 45, 55, 45, 55, 45, 55]
        rising = [*calm, 46, 47, 48, 49, 51, 52, 53]

        assert causes(rising)[7:] == ["rising"] * 7
        assert causes([*rising[:-1], GAP])[7:13] == [None] * 6
        falling = [*calm[:-1], 54, 53, 52, 51, 49, 48, 47]
        assert causes(falling)[-7:] == ["falling"] * 7

    def test_an_equal_neighbour_breaks_a_trend(self):
        calm = [50, 45, 55, 45, 55, 45, 55]

        assert "rising" not in causes([*calm, 46, 47, 48, 48, 49, 51, 52])

    def test_at_a_turning_point_the_later_trend_wins(self):
        loud = [30, 70, 30, 70, 30, 70]
        up, down = [41, 44, 47, 50, 53, 56, 59], [56, 53, 50, 47, 44, 41]

        assert causes([*loud, *up, *down])[6:] == ["rising"] * 6 + ["falling"] * 7

    def test_two_of_three_near_a_limit(self):
        """Near limit 13.5467 over the first fourteen: of the last three two lie beyond it."""
        found = causes([*ZIGZAG, 14, 11, 14], fix_after=14)

        assert found[-3:] == ["two of three above", None, "two of three above"]
        assert causes([*ZIGZAG, 6, 9, 6], fix_after=14)[-1] == "two of three below"

    def test_all_three_must_lie_on_one_side(self):
        assert causes([*ZIGZAG, 14, 9, 14], fix_after=14)[-1] is None
        assert causes([*ZIGZAG, 14, 10, 14], fix_after=14)[-1] is None

    def test_one_beyond_the_limit_counts_only_where_it_is_said(self):
        values = [*ZIGZAG, 20, 11, 14]

        assert causes(values, fix_after=14)[-3:] == ["above limit", None, None]
        counted = causes(values, fix_after=14, two_of_three_counts_beyond=True)
        assert counted[-3:] == ["above limit", None, "two of three above"]

    def test_seven_on_one_side(self):
        assert causes([*ZIGZAG, *[12] * 7], fix_after=14)[-7:] == ["run above"] * 7
        assert causes([*ZIGZAG, *[8] * 7], fix_after=14)[-7:] == ["run below"] * 7
        assert causes([*ZIGZAG, *[12] * 5], fix_after=14)[-5:] == [None] * 5

    def test_a_point_on_the_mean_breaks_a_run(self):
        values = [*ZIGZAG[:-1], 10, 12, 12, 12, 10, 12, 12, 12]

        assert "run above" not in causes(values, fix_after=12)

    def test_a_value_that_equals_the_mean_lies_on_it(self):
        """Added up as floats they come to a mean under 12.8, and seven would lie above it."""
        first = [13.3, 12.4, 7.4, 12.6, 13.9, 10.1]
        values = [*first, 13.0, 12.8, 15.5, 13.3, 13.3, 13.7, 14.4, 13.5]

        assert limits(values)[0] == 12.8
        assert "run above" not in causes(values)

    def test_a_gap_breaks_every_pattern(self):
        assert causes([*ZIGZAG[:12], *[12] * 4, GAP, *[12] * 3], fix_after=12)[-1] is None

    @pytest.mark.parametrize("length", [6, 7, 8])
    def test_the_length_is_that_of_trend_and_run(self, length):
        more = [12] * length
        found = causes([*ZIGZAG[:12], 8, *more], fix_after=12, run_length=length)

        assert found[-length:] == ["run above"] * length
        less = causes([*ZIGZAG[:12], 8, *more[1:]], fix_after=12, run_length=length)
        assert "run above" not in less

    def test_the_first_rule_names_the_point(self):
        """A run of seven above the mean, the last beyond the limit."""
        found = causes([*ZIGZAG, *[12] * 6, 40], fix_after=14)

        assert found[-7:] == ["run above"] * 6 + ["above limit"]

    def test_a_pattern_does_not_reach_into_the_next_segment(self):
        values = [*ZIGZAG[:12], *[12] * 4, *[12] * 3]

        assert causes(values, fix_after=12, rebase_at=(16,))[12:] == [None] * 7


class TestWhatItMeans:
    @pytest.mark.parametrize(
        ("last", "improvement", "kind", "variation"),
        [
            (40, "increase", "improvement", "improvement high"),
            (40, "decrease", "concern", "concern high"),
            (40, "neutral", "neutral high", "neutral high"),
            (-40, "increase", "concern", "concern low"),
            (-40, "decrease", "improvement", "improvement low"),
            (-40, "neutral", "neutral low", "neutral low"),
            (10, "increase", "common cause", "common cause"),
        ],
    )
    def test_of_the_latest_point(self, last, improvement, kind, variation):
        chart = xmr([*ZIGZAG, last], improvement=improvement)

        assert (chart.points[-1].kind, chart.variation) == (kind, variation)

    def test_of_the_latest_known_one(self):
        assert xmr([*ZIGZAG, 40, GAP], improvement="increase").variation == "improvement high"

    def test_a_trend_is_judged_by_its_slope(self):
        """It rises below the mean."""
        values = [20, 22, 20, 22, 20, 22, 20, 5, 6, 7, 8, 9, 10, 11]
        chart = xmr(values, improvement="increase", screening=False)

        assert chart.points[-1].special_cause == "rising"
        assert chart.variation == "improvement high"

    @pytest.mark.parametrize(
        ("target", "increase", "decrease"),
        [
            (20, "fail", "pass"),
            (0, "pass", "fail"),
            (10, "hit and miss", "hit and miss"),
            (None, None, None),
        ],
    )
    def test_assurance(self, target, increase, decrease):
        assert xmr(ZIGZAG, improvement="increase", target=target).assurance == increase
        assert xmr(ZIGZAG, improvement="decrease", target=target).assurance == decrease
        assert xmr(ZIGZAG, improvement="neutral", target=target).assurance is None

    def test_on_a_limit_it_is_neither(self):
        [segment] = xmr(ZIGZAG).segments
        for target in (segment.lower, segment.upper):
            for wish in ("increase", "decrease"):
                assert xmr(ZIGZAG, improvement=wish, target=target).assurance == "hit and miss"

    @pytest.mark.parametrize(
        ("target", "increase", "decrease"),
        [(0.1, "pass", "pass"), (0.2, "fail", "pass"), (0.05, "pass", "fail")],
    )
    def test_a_flat_series_is_compared_as_it_is(self, target, increase, decrease):
        flat = [0.1] * 15
        chart = xmr(flat, improvement="increase", target=target)

        assert chart.assurance == increase
        assert xmr(flat, improvement="decrease", target=target).assurance == decrease
        assert (chart.segments[0].lower, chart.segments[0].upper) == (0.1, 0.1)
        assert {point.special_cause for point in chart.points} == {None}

    def test_without_limits_there_is_no_assurance(self):
        assert xmr([1, GAP, 2], improvement="increase", target=1).assurance is None


class TestWhatIsDrawn:
    def test_from_thirteen_known_points_on_all_of_it(self):
        chart = xmr([*range(12), 5])

        assert (chart.display, chart.icons) == ("full", True)

    def test_fewer_have_trial_limits(self):
        values = [*range(11), GAP, 20]

        assert (xmr(values).display, xmr(values).icons) == ("trial limits", False)

    def test_a_value_that_is_half_of_them_is_no_chart(self):
        values = [0] * 7 + [1, 2, 3, 4, 5, 6, 7]

        assert (xmr(values).display, xmr(values).icons) == ("run chart only", False)
        assert xmr([*values, 8]).display == "full"

    def test_what_was_found_stands_all_the_same(self):
        chart = xmr([*[0, 1] * 5, 30], improvement="decrease", target=40)

        assert not chart.icons
        assert (chart.variation, chart.assurance) == ("concern high", "pass")

    @pytest.mark.parametrize("values", [[], [GAP], [GAP, GAP]])
    def test_nothing_is_nothing(self, values):
        chart = xmr(values, improvement="increase", target=5)

        assert (chart.variation, chart.assurance) == ("common cause", None)
        assert (chart.display, chart.icons) == ("run chart only", False)


class TestNumbers:
    def test_what_is_no_number_is_a_gap(self):
        with_gap = [*ZIGZAG, None, 40]

        assert xmr([*ZIGZAG, float("nan"), 40]) == xmr(with_gap)

    def test_decimals_are_numbers(self):
        assert xmr([Decimal(value) for value in ZIGZAG]) == xmr(ZIGZAG)


class TestRefused:
    @pytest.mark.parametrize(
        "settings",
        [
            {"fix_after": 11},
            {"fix_after": 0},
            {"improvement": "up"},
            {"rebase_at": (14,)},
            {"rebase_at": (-1,)},
            {"run_length": 1},
        ],
        ids=str,
    )
    def test_settings_that_make_no_chart(self, settings):
        with pytest.raises(ValueError, match=r"."):
            xmr(ZIGZAG, **settings)

    def test_a_chart_does_not_change(self):
        with pytest.raises(FrozenInstanceError):
            xmr(ZIGZAG).display = "full"


class TestAnySeries:
    @given(values=series)
    def test_upside_down_it_says_the_opposite(self, values):
        upside_down = xmr([value if value is None else -value for value in values])
        opposite = {
            "above limit": "below limit",
            "rising": "falling",
            "two of three above": "two of three below",
            "run above": "run below",
            None: None,
        }
        opposite |= {below: above for above, below in opposite.items()}

        assert [opposite[point.special_cause] for point in xmr(values).points] == [
            point.special_cause for point in upside_down.points
        ]

    @given(values=series, settings=st.fixed_dictionaries({"screening": st.booleans()}))
    def test_every_point_has_its_place(self, values, settings):
        chart = xmr(values, improvement="increase", target=3, **settings)

        assert [point.value for point in chart.points] == values
        assert all(point.special_cause is None for point in chart.points if point.value is None)
        assert chart.icons is (chart.display == "full")

    @given(values=series, first=st.integers(0, 39))
    def test_a_new_segment_is_a_chart_of_its_own(self, values, first):
        first = min(first, max(len(values) - 1, 0))
        if not values:
            return
        whole = xmr(values, rebase_at=(first,))

        assert list(whole.points) == [*xmr(values[:first]).points, *xmr(values[first:]).points]
