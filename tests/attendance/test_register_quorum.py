"""Whether enough came, on plain values. Worked out by hand."""

import pytest

from attendance.register.quorum import Quorum, SeatThere, reached

POLICE, HEALTH = 1, 2


def came(agency):
    return SeatThere(agency, is_present=True)


def stood_in(agency):
    return SeatThere(agency, is_present=False, is_substituted=True)


def away(agency):
    return SeatThere(agency, is_present=False)


# Five members of two agencies: two came, one sent a substitute.
FIVE = [came(POLICE), came(POLICE), stood_in(HEALTH), away(HEALTH), away(HEALTH)]


@pytest.mark.parametrize(
    ("rule", "is_met"),
    [
        (Quorum(seats=3), True),
        (Quorum(seats=4), False),
        (Quorum(seats=3, substitutes_count=False), False),
        (Quorum(percent=60), True),
        (Quorum(percent=61), False),
        (Quorum(agencies=2), True),
        (Quorum(agencies=2, substitutes_count=False), False),
        (Quorum(seats=3, percent=61), False),
        (Quorum(seats=3, percent=60, agencies=2), True),
    ],
)
def test_every_part_of_the_rule_has_to_be_reached(rule, is_met):
    assert reached(rule, FIVE).is_met is is_met


def test_a_share_is_not_rounded():
    third = [came(POLICE), *[away(HEALTH)] * 2]

    assert reached(Quorum(percent=33), third).is_met
    assert not reached(Quorum(percent=34), third).is_met


def test_where_nobody_was_expected_a_share_is_reached_and_a_number_is_not():
    assert reached(Quorum(percent=50), []).is_met
    assert not reached(Quorum(seats=1), []).is_met


def test_says_how_many_came_and_what_is_lacking():
    assert reached(Quorum(seats=3), FIVE).words == "Quorum met: 3 members of 5, 2 agencies."
    assert reached(Quorum(seats=4, agencies=3), FIVE).words == (
        "Quorum not met: 3 members of 5, 2 agencies. The rule asks for 4 members and 3 agencies."
    )
    assert reached(Quorum(percent=90), FIVE[:1] + FIVE[4:]).words == (
        "Quorum not met: 1 member of 2, 1 agency. The rule asks for 90% of the 2 members."
    )


def test_says_the_rule():
    assert Quorum(seats=5, percent=33, substitutes_count=False).words == (
        "For a quorum 5 members and 33% of the members in post must be there. Substitutes are not "
        "counted."
    )
