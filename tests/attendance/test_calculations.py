"""The arithmetic of attendance, on plain values. Expected numbers are worked out by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.calculations import (
    MARKED,
    Average,
    Count,
    Measure,
    Outcome,
    Rule,
    Threshold,
    absences_in_a_row,
    count,
    mean_of_meetings,
    together,
    year_share,
)

MEMBER, REPRESENTATION = Measure.MEMBER_ATTENDANCE, Measure.AGENCY_REPRESENTATION
PRESENT, SUBSTITUTE = Outcome.PRESENT, Outcome.SUBSTITUTE
APOLOGIES, ABSENT = Outcome.APOLOGIES, Outcome.ABSENT
NOT_RECORDED, VACANT, NOT_A_MEMBER = Outcome.NOT_RECORDED, Outcome.VACANT, Outcome.NOT_A_MEMBER
ONE_OF_EACH = list(Outcome)


def counted(present: int, substitute: int, expected: int) -> Count:
    return Count(present=present, substitute=substitute, expected=expected)


class TestCount:
    def test_of_one_of_each_outcome_four_are_expected(self):
        assert count(ONE_OF_EACH, Rule()) == counted(1, 1, 4)

    def test_a_vacant_seat_is_expected_where_the_rule_says_so(self):
        rule = Rule(vacant_seats_count=True)

        assert count(ONE_OF_EACH, rule) == counted(1, 1, 5)

    @pytest.mark.parametrize("rule", [Rule(), Rule(vacant_seats_count=True)])
    def test_what_is_not_recorded_is_neither_present_nor_absent(self, rule):
        assert count([PRESENT, NOT_RECORDED, ABSENT], rule) == counted(1, 0, 2)

    def test_of_nobody_there_is_no_share_rather_than_zero(self):
        nobody = count([NOT_A_MEMBER, VACANT], Rule())

        assert nobody == counted(0, 0, 0)
        assert nobody.share(MEMBER) is None
        assert nobody.share(REPRESENTATION) is None

    def test_nobody_who_came_is_zero(self):
        assert count([ABSENT, APOLOGIES], Rule()).share(MEMBER) == 0

    def test_a_substitute_counts_for_representation_only(self):
        last_meeting = counted(17, 3, 35)

        assert last_meeting.attended(MEMBER) == 17
        assert last_meeting.attended(REPRESENTATION) == last_meeting.represented == 20
        assert last_meeting.share(MEMBER) == Fraction(17, 35)
        assert last_meeting.share(REPRESENTATION) == Fraction(4, 7)

    def test_counts_taken_together_add_up_part_by_part(self):
        counts = [counted(6, 0, 9), counted(7, 1, 9), counted(0, 0, 0)]

        assert together(counts) == counted(13, 1, 18)

    def test_no_counts_together_are_a_count_of_nobody(self):
        assert together([]) == counted(0, 0, 0)


class TestTheYear:
    # 1 of 2 and 1 of 4: the mean is 37.5 %, together they are 2 of 6.
    MEETINGS = (counted(1, 0, 2), counted(1, 0, 4))

    def test_the_mean_weighs_every_meeting_the_same(self):
        assert mean_of_meetings(self.MEETINGS, MEMBER) == Fraction(3, 8)

    def test_all_meetings_together_weigh_every_seat_the_same(self):
        assert year_share(self.MEETINGS, Rule(), MEMBER) == Fraction(1, 3)

    def test_the_rule_says_which_of_the_two_it_is(self):
        rule = Rule(average=Average.MEAN_OF_MEETINGS)

        assert year_share(self.MEETINGS, rule, MEMBER) == Fraction(3, 8)

    @pytest.mark.parametrize("average", Average)
    def test_a_meeting_that_expected_nobody_changes_nothing(self, average):
        rule = Rule(average=average)

        with_nobody = [*self.MEETINGS, counted(0, 0, 0)]

        assert year_share(with_nobody, rule, MEMBER) == year_share(self.MEETINGS, rule, MEMBER)

    @pytest.mark.parametrize("average", Average)
    @pytest.mark.parametrize("meetings", [[], [counted(0, 0, 0)]])
    def test_without_anybody_expected_there_is_no_figure(self, average, meetings):
        assert year_share(meetings, Rule(average=average), MEMBER) is None

    def test_the_main_boards_five_meetings_have_a_mean_of_62_5(self):
        meetings = [
            counted(23, 0, 34),
            counted(22, 0, 34),
            counted(27, 0, 35),
            counted(19, 0, 35),
            counted(17, 3, 35),
        ]

        # (23/34 + 22/34 + 27/35 + 19/35 + 17/35) / 5 = (45/34 + 63/35) / 5
        assert mean_of_meetings(meetings, MEMBER) == (Fraction(45, 34) + Fraction(9, 5)) / 5
        assert together(meetings).share(MEMBER) == Fraction(108, 173)


class TestARunOfAbsences:
    @pytest.mark.parametrize(
        ("outcomes", "run"),
        [
            ([], 0),
            ([PRESENT], 0),
            ([ABSENT], 1),
            ([ABSENT, ABSENT, ABSENT], 3),
            ([ABSENT, PRESENT, ABSENT], 1),
            ([ABSENT, ABSENT, PRESENT], 0),
            ([PRESENT, APOLOGIES, ABSENT], 2),
        ],
    )
    def test_it_ends_at_the_latest_meeting(self, outcomes, run):
        assert absences_in_a_row(outcomes, REPRESENTATION) == run

    def test_a_substitute_ends_it_by_representation_only(self):
        outcomes = [ABSENT, SUBSTITUTE, ABSENT]

        assert absences_in_a_row(outcomes, REPRESENTATION) == 1
        assert absences_in_a_row(outcomes, MEMBER) == 3

    def test_where_nothing_is_recorded_it_ends(self):
        assert absences_in_a_row([ABSENT, NOT_RECORDED, ABSENT], MEMBER) == 1

    @pytest.mark.parametrize("between", [VACANT, NOT_A_MEMBER])
    def test_a_meeting_at_which_the_seat_was_not_expected_neither_breaks_nor_lengthens_it(
        self, between
    ):
        assert absences_in_a_row([ABSENT, between, ABSENT], MEMBER) == 2
        assert absences_in_a_row([between, between, ABSENT], MEMBER) == 1

    @pytest.mark.parametrize("latest", [VACANT, NOT_A_MEMBER, NOT_RECORDED])
    def test_a_seat_without_a_mark_at_the_latest_meeting_has_none(self, latest):
        assert absences_in_a_row([ABSENT, ABSENT, latest], MEMBER) == 0


class TestThreshold:
    def test_two_absences_are_a_run_and_one_is_not(self):
        assert Threshold().long_run(2)
        assert not Threshold().long_run(1)

    def test_under_half_is_low_and_half_is_not(self):
        assert Threshold().low_share(Fraction(2, 5))
        assert not Threshold().low_share(Fraction(1, 2))

    def test_no_share_is_not_a_low_one(self):
        assert not Threshold().low_share(None)

    def test_a_part_that_is_switched_off_finds_nothing(self):
        off = Threshold(absences_in_a_row=None, under_percent=None)

        assert not off.long_run(99)
        assert not off.low_share(Fraction(0))


# The same once more, slowly and in the plainest way, for any table of cells.


def slow_count(outcomes, rule):
    present = substitute = expected = 0
    for outcome in outcomes:
        if outcome in ("present", "substitute", "apologies", "absent"):
            expected += 1
        if outcome == "vacant" and rule.vacant_seats_count:
            expected += 1
        if outcome == "present":
            present += 1
        if outcome == "substitute":
            substitute += 1
    return present, substitute, expected


def slow_run(outcomes, came):
    """Looks at each meeting from the first one on, and starts again whenever the run is broken."""
    run = 0
    for outcome in outcomes:
        if outcome in came or outcome == "not recorded":
            run = 0
        elif outcome in ("present", "substitute", "apologies", "absent"):
            run += 1
    latest = outcomes[-1] if outcomes else None
    return run if latest in ("present", "substitute", "apologies", "absent") else 0


rows = st.lists(st.sampled_from(Outcome), max_size=12)
tables = st.integers(0, 6).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from(Outcome), min_size=width, max_size=width), max_size=8
    )
)
rules = st.builds(Rule, vacant_seats_count=st.booleans(), average=st.sampled_from(Average))


@given(rows, rules)
def test_any_row_is_counted_as_the_slow_way_counts_it(outcomes, rule):
    found = count(outcomes, rule)

    assert (found.present, found.substitute, found.expected) == slow_count(outcomes, rule)
    assert 0 <= found.present <= found.represented <= found.expected


@given(tables, rules)
def test_any_table_adds_up_to_the_same_by_rows_and_by_columns(table, rule):
    by_seat = together(count(row, rule) for row in table)
    by_meeting = together(count(column, rule) for column in zip(*table, strict=True))

    assert by_seat == by_meeting


@given(tables, rules)
def test_the_mean_of_any_tables_meetings_is_the_slow_one(table, rule):
    meetings = [count(column, rule) for column in zip(*table, strict=True)]
    shares = [Fraction(one.present, one.expected) for one in meetings if one.expected > 0]

    expected = sum(shares) / Fraction(len(shares)) if shares else None

    assert mean_of_meetings(meetings, MEMBER) == expected


@given(rows)
def test_any_run_is_as_long_as_the_slow_way_finds_it(outcomes):
    assert absences_in_a_row(outcomes, MEMBER) == slow_run(outcomes, ("present",))
    assert absences_in_a_row(outcomes, REPRESENTATION) == slow_run(
        outcomes, ("present", "substitute")
    )


def test_what_is_marked_is_what_a_register_can_say():
    assert set(ONE_OF_EACH) - set(MARKED) == {NOT_RECORDED, VACANT, NOT_A_MEMBER}
