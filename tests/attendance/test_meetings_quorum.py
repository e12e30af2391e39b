"""A group's quorum rule: its sentence, and the page that sets it."""

import pytest

from attendance.meetings.pages import rule_in_force
from attendance.meetings.quorum_sentence import quorum_sentence
from attendance.models import QuorumRule
from lscb.periods import FinancialYear
from tests.build import make_group, make_quorum_rule
from tests.page_forms import fields_of
from tests.page_tables import text_of

ADDRESS = "/kingston/groups/main-board/quorum/"


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"smallest_seats": 6}, "A meeting has a quorum when at least six members came."),
        ({"smallest_seats": 1}, "A meeting has a quorum when at least one member came."),
        (
            {"smallest_percent": 33},
            "A meeting has a quorum when at least 33% of the members in post came.",
        ),
        (
            {"smallest_agencies": 4},
            "A meeting has a quorum when somebody came from at least four agencies.",
        ),
        (
            {"smallest_seats": 12, "smallest_percent": 50, "smallest_agencies": 1},
            "A meeting has a quorum when at least 12 members and 50% of the members in post came, "
            "and they came from at least one agency.",
        ),
    ],
)
def test_the_rule_is_a_sentence(rule, sentence):
    assert quorum_sentence(QuorumRule(**rule)) == f"{sentence} A substitute counts as the member."


def test_whether_substitutes_count_is_said():
    rule = QuorumRule(smallest_seats=6, substitutes_count=False)

    assert quorum_sentence(rule).endswith("A substitute does not count.")


def test_without_a_rule_that_is_said():
    assert quorum_sentence(None) == "No quorum has been set for this group."


def test_a_rule_holds_until_the_next():
    early, late = (QuorumRule(year=FinancialYear(year), smallest_seats=1) for year in (2010, 2012))

    found = [rule_in_force([late, early], FinancialYear(year)) for year in range(2009, 2014)]

    assert found == [None, early, early, late, late]


def test_a_group_without_a_rule_says_so(member_client, group):
    text = text_of(member_client.get(ADDRESS))

    assert "No quorum has been set for this group. Your business manager can set one." in text
    assert "<form" not in member_client.get(ADDRESS).content.decode()


def test_a_manager_sets_it_from_a_year_on(manager_client, group):
    address = f"{ADDRESS}?period=2012-13"
    sent = fields_of(manager_client.get(address)) | {"smallest_percent": "33"}

    response = manager_client.post(address, sent, follow=True)

    rule = QuorumRule.objects.get()
    assert (rule.year, rule.smallest_percent, rule.substitutes_count) == (
        FinancialYear(2012),
        33,
        True,
    )
    assert "The quorum from 2012-13 on is set." in text_of(response)
    assert "at least 33% of the members in post came" in text_of(response)


def test_setting_it_again_changes_it(manager_client, group):
    make_quorum_rule(group, smallest_percent=33)
    sent = {"year": "2012-13", "smallest_seats": "6"}

    manager_client.post(f"{ADDRESS}?period=2012-13", sent)

    rule = QuorumRule.objects.get()
    assert (rule.smallest_seats, rule.smallest_percent, rule.substitutes_count) == (6, None, False)
    assert rule.history.count() == 2


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({}, "Say how many must come: members, a share or agencies."),
        ({"smallest_percent": "101"}, "less than or equal to 100"),
        ({"smallest_seats": "0"}, "greater than or equal to 1"),
        ({"smallest_agencies": "some"}, "Enter a whole number."),
        ({"smallest_seats": "6", "year": "1066-67"}, "is not one of the available choices"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(manager_client, group, sent, why):
    response = manager_client.post(ADDRESS, {"year": "2026-27", **sent})

    assert QuorumRule.objects.count() == 0
    assert why in text_of(response)
    assert "<title>Error: Quorum of the Main Board" in response.content.decode()


def test_it_is_removed(manager_client, group):
    rule = make_quorum_rule(group)

    response = manager_client.post(ADDRESS, {"remove": rule.pk}, follow=True)

    assert "The quorum from 2012-13 on is removed." in text_of(response)
    assert QuorumRule.objects.count() == 0
    assert QuorumRule.history.count() == 2


def test_a_rule_of_another_group_is_not_removed_here(manager_client, board, group):
    rule = make_quorum_rule(make_group(board, "training", "sub_group"))

    for sent in (rule.pk, "x", ""):
        assert manager_client.post(ADDRESS, {"remove": sent}).status_code == 404
    assert QuorumRule.objects.count() == 1


def test_a_member_reads_it_and_sets_nothing(member_client, group):
    make_quorum_rule(group)

    assert "at least 33% of the members" in text_of(member_client.get(ADDRESS))
    assert member_client.post(ADDRESS, {"year": "2012-13"}).status_code == 403


@pytest.mark.parametrize("sent", ["9" * 5000, "٣", str(2**63)])
def test_what_is_no_number_of_a_rule_removes_nothing(manager_client, group, sent):
    make_quorum_rule(group, smallest_seats=6)

    assert manager_client.post(ADDRESS, {"remove": sent}).status_code == 404
