"""Which row of a file is which seat, and what blank cells say. Nothing here needs a database."""

from datetime import date

import pytest

from attendance.imports.matching import (
    ALIAS,
    NEW,
    SAME,
    UNCERTAIN,
    Match,
    Post,
    folded,
    match_posts,
    names_alike,
)
from attendance.imports.times import AWAY, HELD, VACANT, clipped, inferred_times, states_at
from lscb.periods import FinancialYear

YEAR = FinancialYear(2012)
JUNE, SEPTEMBER, DECEMBER, MARCH = (
    date(2012, 6, 14),
    date(2012, 9, 13),
    date(2012, 12, 4),
    date(2013, 3, 12),
)


def row(title, agency="Police"):
    return Post(agency, "", (title,))


def post(title, *aliases, agency="Police", sector="Justice"):
    return Post(agency, sector, (title, *aliases))


def hows(rows, posts):
    return [match.how for match in match_posts(rows, posts)]


class TestNames:
    def test_case_spacing_punctuation_and_ampersands_are_no_difference(self):
        assert folded("Health & Adult  Services,") == folded("HEALTH AND ADULT SERVICES")

    @pytest.mark.parametrize(
        ("printed", "on_record"),
        [
            ("LSCB", "LSCB officers"),
            ("Police CAIT", "Police"),
            ("Lay member", "Lay members"),
            ("Strategic Business / Safer Kingston Partnership", "Safer Kingston Partnership"),
            (
                "SW London & St George's Mental Health Trust",
                "South West London & St George's Mental Health Trust",
            ),
        ],
    )
    def test_of_agencies_in_the_report_are_alike(self, printed, on_record):
        assert names_alike(printed, on_record)

    @pytest.mark.parametrize(
        ("one", "other"),
        [("Police", "Probation"), ("NHS Kingston", "Kingston College"), ("", "Police")],
    )
    def test_of_different_agencies_are_not(self, one, other):
        assert not names_alike(one, other)


class TestMatching:
    def test_the_same_name_is_the_same_post(self):
        assert match_posts([row("DCI")], [post("Sergeant"), post("DCI")]) == [Match(SAME, 1)]

    def test_another_name_on_record_is_the_same_post(self):
        posts = [post("Named Nurse, Your Healthcare", "Named Nurse, Safeguarding")]

        assert hows([row("Named nurse safeguarding")], posts) == [ALIAS]

    def test_the_sector_may_stand_for_the_agency(self):
        assert hows([row("DCI", "Justice")], [post("DCI")]) == [SAME]

    def test_a_sector_with_two_such_posts_does_not(self):
        posts = [post("DCI"), post("DCI", agency="Transport Police")]
        rows = [row("DCI", "Justice"), row("DCI", "Police")]

        assert hows(rows, posts) == [UNCERTAIN, SAME]

    def test_a_sector_does_not_stand_for_an_agency_of_its_name(self):
        posts = [
            post("Sergeant", sector="Police"),
            post("DCI", agency="Transport Police", sector="Police"),
        ]

        assert hows([row("DCI")], posts) == [UNCERTAIN]

    @pytest.mark.parametrize(
        ("printed", "on_record"),
        [
            ("St Peter's Primary School", "St Paul's Primary School"),
            ("Kingston", "Kingston Hospital NHS Trust"),
            ("Police CAIT", "Police"),
        ],
    )
    def test_an_agency_that_is_only_alike_is_asked_about(self, printed, on_record):
        for name in ("Head", "Leader"):  # its title, and another name of it
            (match,) = match_posts([row(name, printed)], [post("Head", "Leader", agency=on_record)])

            assert (match.how, match.candidates) == (UNCERTAIN, (0,))

    def test_the_same_title_in_another_agency_is_asked_about(self):
        (match,) = match_posts([row("Head of Service", "Housing")], [post("Head of Service")])

        assert (match.how, match.candidates) == (UNCERTAIN, (0,))

    def test_a_title_that_is_only_alike_is_asked_about(self):
        posts = [post("Manager, Kingston Homestart"), post("Superintendent")]
        (match,) = match_posts([row("Kingston HomeStart Manager")], posts)

        assert (match.how, match.candidates) == (UNCERTAIN, (0,))

    def test_what_is_like_nothing_is_new(self):
        assert hows([row("Chief Constable")], [post("Lay observer")]) == [NEW]

    def test_posts_of_one_name_are_taken_in_their_order(self):
        posts = [post("Lay member 1", "Lay member"), post("Lay member 2", "Lay member")]
        found = match_posts([row("Lay member"), row("Lay member")], posts)

        assert found == [Match(ALIAS, 0), Match(ALIAS, 1)]

    def test_one_row_for_two_posts_of_its_name_is_asked_about(self):
        posts = [post("Lay member 1", "Lay member"), post("Lay member 2", "Lay member")]
        (match,) = match_posts([row("Lay member")], posts)

        assert (match.how, match.candidates) == (UNCERTAIN, (0, 1))

    def test_two_rows_for_one_post_are_asked_about(self):
        assert hows([row("DCI"), row("DCI")], [post("DCI")]) == [UNCERTAIN, UNCERTAIN]

    def test_the_surest_match_goes_first(self):
        posts = [post("Nurse", "Named Nurse"), post("Named Nurse")]

        assert match_posts([row("Named Nurse"), row("Nurse")], posts) == [
            Match(SAME, 1),
            Match(SAME, 0),
        ]


class TestBlankCells:
    @pytest.mark.parametrize(
        ("outcomes", "states"),
        [
            (["present", "absent"], [HELD, HELD]),
            (["", "absent"], [AWAY, HELD]),
            (["absent", ""], [HELD, AWAY]),
            (["", ""], [VACANT, VACANT]),
            (["present", "not recorded", "absent"], [HELD, HELD, HELD]),
            (["present", "vacant", "absent"], [HELD, VACANT, HELD]),
            (["not a member then", "not a member then"], [AWAY, AWAY]),
        ],
    )
    def test_say_how_the_seat_was_held(self, outcomes, states):
        assert states_at(outcomes) == states

    def times(self, *states):
        days = [JUNE, SEPTEMBER, DECEMBER, MARCH]
        return [(time.state, time.since, time.until) for time in inferred_times(YEAR, days, states)]

    def test_a_seat_with_an_entry_at_the_first_meeting_is_held_from_the_years_start(self):
        assert self.times(HELD, HELD, HELD, HELD) == [("filled", YEAR.start, None)]

    def test_a_seat_that_comes_later_is_held_from_its_first_meeting(self):
        assert self.times(AWAY, AWAY, HELD, HELD) == [("filled", DECEMBER, None)]

    def test_a_seat_that_goes_ends_the_day_after_its_last_meeting(self):
        assert self.times(HELD, HELD, AWAY, AWAY) == [("filled", YEAR.start, date(2012, 9, 14))]

    def test_a_vacancy_lasts_from_the_day_after_to_the_next_holders_first_meeting(self):
        assert self.times(HELD, VACANT, HELD, HELD) == [
            ("filled", YEAR.start, date(2012, 6, 15)),
            ("vacant", date(2012, 6, 15), DECEMBER),
            ("filled", DECEMBER, None),
        ]

    def test_a_seat_without_entries_is_vacant_from_the_years_start(self):
        assert self.times(VACANT, VACANT, VACANT, VACANT) == [("vacant", YEAR.start, None)]

    def test_every_day_is_said_to_be_inferred(self):
        (time,) = inferred_times(YEAR, [JUNE, SEPTEMBER], [HELD, AWAY])

        assert time.since_inferred
        assert time.until_inferred
        assert len(time.note) <= 200

    def test_times_keep_clear_of_those_on_record(self):
        (time,) = inferred_times(YEAR, [JUNE], [HELD])
        (between,) = clipped([time], date(2012, 5, 1), date(2013, 4, 1))

        assert (between.since, between.until) == (date(2012, 5, 1), date(2013, 4, 1))
