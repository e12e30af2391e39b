"""How a seat was held, worked out by hand: gaps, vacancies, changes of holder."""

from datetime import date

import pytest

from attendance.membership.health import (
    NO_MEMBER,
    Held,
    day_after,
    holder_changes,
    last_day,
    naming,
    never_came,
    not_held_on,
    overlapping,
    vacant_since,
    with_gaps,
)

APRIL, JUNE, AUGUST, NOVEMBER = (date(2012, month, 1) for month in (4, 6, 8, 11))
MARCH = date(2013, 3, 1)
START, END = date(2012, 4, 1), date(2013, 4, 1)


def held(since, until=None, state="filled", holder=None):
    return Held(state, since, until, holder)


class TestGaps:
    def test_times_that_follow_one_another_have_none(self):
        times = [held(APRIL, JUNE), held(JUNE)]

        assert with_gaps(times) == times

    def test_a_stretch_without_a_holder_is_a_row_of_its_own(self):
        times = [held(AUGUST), held(APRIL, JUNE)]

        assert with_gaps(times) == [held(APRIL, JUNE), Held(NO_MEMBER, JUNE, AUGUST), held(AUGUST)]

    def test_after_the_last_time_there_is_none(self):
        assert with_gaps([held(APRIL, JUNE)]) == [held(APRIL, JUNE)]


class TestVacancies:
    def test_a_seat_is_vacant_since_the_day_its_holder_left(self):
        times = [held(APRIL, JUNE), held(JUNE, state="vacant")]

        assert vacant_since(times, MARCH) == JUNE

    def test_vacancies_that_follow_one_another_are_one(self):
        times = [held(APRIL, JUNE, "vacant"), held(JUNE, AUGUST, "vacant")]

        assert vacant_since(times, date(2012, 7, 1)) == APRIL

    def test_with_somebody_between_they_are_two(self):
        times = [
            held(APRIL, JUNE, "vacant"),
            held(JUNE, AUGUST, "interim"),
            held(AUGUST, state="vacant"),
        ]

        assert vacant_since(times, MARCH) == AUGUST

    def test_with_a_day_between_they_are_two(self):
        times = [held(APRIL, date(2012, 5, 31), "vacant"), held(JUNE, state="vacant")]

        assert vacant_since(times, MARCH) == JUNE

    @pytest.mark.parametrize(
        "times",
        [
            [],
            [held(APRIL)],
            [held(APRIL, JUNE, "vacant")],
            [held(APRIL, JUNE, "vacant"), held(JUNE)],
            [held(date(2013, 3, 2), state="vacant")],
        ],
    )
    def test_otherwise_it_is_not_vacant(self, times):
        assert vacant_since(times, MARCH) is None


class TestChangesOfHolder:
    def test_the_first_holder_is_none(self):
        assert holder_changes([held(APRIL)], START, END) == 0

    def test_interim_cover_and_the_one_after_it_are_two(self):
        # As the Independent Chair of Kingston in 2012-13.
        times = [held(APRIL, NOVEMBER), held(NOVEMBER, MARCH, "interim"), held(MARCH)]

        assert holder_changes(times, START, END) == 2

    def test_a_vacancy_is_none_but_who_comes_after_it_is_one(self):
        vacancy = [held(APRIL, JUNE), held(JUNE, AUGUST, "vacant")]

        assert holder_changes(vacancy, START, END) == 0
        assert holder_changes([*vacancy, held(AUGUST)], START, END) == 1

    def test_the_same_known_holder_going_on_is_none(self):
        times = [held(APRIL, JUNE, "interim", holder=7), held(JUNE, holder=7)]

        assert holder_changes(times, START, END) == 0

    def test_another_known_holder_is_one(self):
        times = [held(APRIL, JUNE, holder=7), held(JUNE, holder=8)]

        assert holder_changes(times, START, END) == 1

    def test_changes_of_other_years_are_left_out(self):
        before = [held(date(2010, 1, 1), date(2011, 1, 1)), held(date(2011, 1, 1), START)]
        times = [*before, held(START, END), held(END)]

        assert holder_changes(times, START, END) == 1


@pytest.mark.parametrize(
    ("expected", "present", "is_so"), [(5, 0, True), (5, 1, False), (0, 0, False)]
)
def test_never_came_needs_meetings_at_which_the_seat_was_expected(expected, present, is_so):
    assert never_came(expected, present) is is_so


def test_days_on_which_the_seat_was_vacant_or_no_member_are_not_held():
    times = [held(APRIL, JUNE), held(JUNE, AUGUST, "vacant"), held(NOVEMBER)]
    days = [APRIL, JUNE, date(2012, 9, 1), NOVEMBER]

    assert not_held_on(days, times) == [JUNE, date(2012, 9, 1)]


def test_times_overlap_where_they_share_a_day():
    first, touching = held(APRIL, JUNE), held(JUNE)

    assert overlapping([first], [touching]) == []
    assert overlapping([held(APRIL)], [touching]) == [(held(APRIL), touching)]


def test_a_last_day_is_the_one_before_the_end():
    assert last_day(date(2012, 11, 1)) == date(2012, 10, 31)
    assert day_after(date(2012, 10, 31)) == date(2012, 11, 1)
    assert last_day(None) is day_after(None) is None


class TestNaming:
    def test_what_goes_on_ends_on_the_day(self):
        plan = naming([held(APRIL, holder=7)], JUNE, "vacant")

        assert (plan.ends, plan.replaces, plan.until) == (held(APRIL, holder=7), None, None)
        assert plan.after == (held(APRIL, JUNE, holder=7), held(JUNE, state="vacant"))

    def test_within_a_time_that_has_ended_it_takes_the_rest_of_it(self):
        plan = naming([held(APRIL, AUGUST), held(AUGUST)], JUNE, "interim")

        assert plan.until == AUGUST
        assert plan.after == (held(APRIL, JUNE), held(JUNE, AUGUST, "interim"), held(AUGUST))

    def test_on_the_first_day_of_a_time_it_replaces_that(self):
        plan = naming([held(APRIL, JUNE), held(JUNE)], JUNE, "vacant")

        assert (plan.ends, plan.replaces) == (None, held(JUNE))
        assert plan.after == (held(APRIL, JUNE), held(JUNE, state="vacant"))

    def test_in_a_gap_it_lasts_until_the_next(self):
        plan = naming([held(APRIL, JUNE), held(NOVEMBER)], AUGUST, "interim")

        assert (plan.ends, plan.replaces, plan.until) == (None, None, NOVEMBER)

    def test_before_everything_it_lasts_until_the_first(self):
        plan = naming([held(JUNE)], APRIL, "filled")

        assert plan.after == (held(APRIL, JUNE), held(JUNE))
