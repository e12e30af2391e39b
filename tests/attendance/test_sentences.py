"""What the rules and differences are in plain English."""

from decimal import Decimal
from fractions import Fraction

import pytest

from attendance.calculations import Average, Count, Measure, Rule, Threshold
from attendance.sentences import (
    cut_off,
    rule_sentence,
    share,
    threshold_sentence,
    why_printed_differs,
)

MEMBER, REPRESENTATION = Measure.MEMBER_ATTENDANCE, Measure.AGENCY_REPRESENTATION


def why(printed, present, substitute, expected, measure=MEMBER):
    return why_printed_differs(Decimal(printed), Count(present, substitute, expected), measure)


class TestWhyThePrintedFigureDiffers:
    def test_nothing_is_said_where_it_is_the_figure_of_the_records(self):
        assert why(68, 23, 0, 34) == ""

    def test_nothing_is_said_where_it_has_decimals_that_are_noughts(self):
        assert why("68.0000", 23, 0, 34) == ""

    def test_cut_off_rather_than_rounded(self):
        assert why(64, 22, 0, 34) == ("printed 64%: 22/34 is 64.7%, cut off rather than rounded")

    def test_a_number_with_trailing_noughts_is_told_as_it_was_printed(self):
        assert why("64.0000", 22, 0, 34).startswith("printed 64%:")

    def test_counted_with_substitutes(self):
        assert why(57, 17, 3, 35) == (
            "printed 57%: 17/35 is 48.6%; with substitutes counted it is 20/35"
        )

    def test_counted_without_substitutes(self):
        assert why(78, 7, 1, 9, REPRESENTATION) == (
            "printed 78%: 8/9 is 88.9%; with substitutes not counted it is 7/9"
        )

    def test_no_way_of_counting_that_fits(self):
        assert why(99, 22, 0, 34) == (
            "printed 99%: 22/34 is 64.7%; why the report differs is not known"
        )

    def test_nobody_expected_by_the_records(self):
        assert why(45, 0, 0, 0) == "printed 45%, but nobody was expected by the records"

    def test_rounding_half_up_agrees_with_a_half(self):
        # 1/8 is 12.5 %.
        assert why(13, 1, 0, 8) == ""
        assert why(12, 1, 0, 8) == "printed 12%: 1/8 is 12.5%, cut off rather than rounded"


@pytest.mark.parametrize(
    ("of_one", "whole"), [(Fraction(22, 34), 64), (Fraction(17, 35), 48), (Fraction(1), 100)]
)
def test_cutting_off_keeps_the_whole_per_cent(of_one, whole):
    assert cut_off(of_one) == whole


class TestShare:
    def test_a_share_has_its_fraction(self):
        assert share(Count(22, 0, 34), MEMBER, Rule()) == "65% (22 of 34)"

    def test_too_few_for_a_percentage_is_a_fraction_alone(self):
        assert share(Count(1, 0, 2), MEMBER, Rule()) == "1 of 2, too few for a percentage"

    def test_the_smallest_denominator_is_enough(self):
        assert share(Count(1, 0, 3), MEMBER, Rule()) == "33% (1 of 3)"
        assert share(Count(1, 0, 2), MEMBER, Rule(smallest_denominator=2)) == "50% (1 of 2)"

    def test_nobody_expected_is_said_so(self):
        assert share(Count(), MEMBER, Rule()) == "nobody was expected"


class TestTheRulesSentence:
    def test_the_main_boards_rule(self):
        told = rule_sentence(Rule())

        assert "A substitute does not count as attendance for this group" in told
        assert "Vacant seats are left out" in told
        assert "Extraordinary meetings count." in told
        assert "takes all meetings together" in told
        assert "fewer than three were expected" in told

    def test_every_part_of_the_rule_changes_the_sentence(self):
        told = rule_sentence(
            Rule(
                headline=REPRESENTATION,
                vacant_seats_count=True,
                extraordinary_meetings_count=False,
                average=Average.MEAN_OF_MEETINGS,
                smallest_denominator=5,
            )
        )

        assert "A substitute counts as attendance for this group" in told
        assert "Vacant seats count as absent." in told
        assert "Extraordinary meetings do not count." in told
        assert "the mean of the meetings’ percentages" in told
        assert "fewer than five were expected" in told

    def test_a_group_without_a_rule_is_told_so(self):
        no_rule = "No rule has been set for this group"

        assert rule_sentence(Rule(), is_set=False).startswith(no_rule)
        assert no_rule not in rule_sentence(Rule())


class TestTheThresholdsSentence:
    def test_both_parts(self):
        assert threshold_sentence(Threshold()) == (
            "A seat is a concern with two or more absences in a row, ending at the latest "
            "meeting, or under 50% over the year; a substitute counts as attending."
        )

    def test_only_the_run_by_member_attendance(self):
        assert threshold_sentence(Threshold(MEMBER, 3, None)) == (
            "A seat is a concern with three or more absences in a row, ending at the latest "
            "meeting; a substitute counts as absent."
        )

    def test_only_the_share(self):
        assert threshold_sentence(Threshold(REPRESENTATION, None, 40)) == (
            "A seat is a concern with under 40% over the year; a substitute counts as attending."
        )

    def test_neither(self):
        assert "switched off" in threshold_sentence(Threshold(MEMBER, None, None))

    def test_no_rule(self):
        assert threshold_sentence(None).startswith("No rule for attendance concerns")
