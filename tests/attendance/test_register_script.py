"""What the register's script is answered beside what a form is: for another account, for two
values, and for a text that may be about a child."""

import pytest

from attendance.models import SentRegister
from tests.attendance.registers import (
    address_of,
    entries,
    opened,
    seats_of,
    send,
    send_as_script,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(meeting):
    return seats_of(meeting)[0]


def test_what_another_account_has_entered_is_not_taken(manager_client, meeting, seat):
    sent = opened(manager_client, meeting) | {f"mark-{seat.pk}": "present", "account": "0"}
    answer = manager_client.post(address_of(meeting), sent, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert entries(meeting) == {}
    assert not SentRegister.objects.exists()


def test_of_two_values_the_other_one_is_told_field_by_field(
    manager_client, administrator_client, meeting, seat
):
    fields = opened(manager_client, meeting)
    send(
        administrator_client,
        meeting,
        **{f"mark_{seat.pk}": "substitute", f"substitute_name_{seat.pk}": "Sam Stand-In"},
    )
    told = send_as_script(manager_client, meeting, fields, **{f"mark-{seat.pk}": "absent"})
    [conflict] = told["conflicts"]
    assert conflict["now"]["fields"] == {
        "mark": "substitute",
        "substitute_agency": str(seat.agency_id),
        "substitute_name": "Sam Stand-In",
        "substitute_job": "",
        "arrived": "",
        "left": "",
        "remote": "",
    }
    assert str(seat.pk) not in told["seen"]


def test_an_error_says_whether_the_text_may_be_kept(manager_client, meeting, seat):
    told = send_as_script(
        manager_client,
        meeting,
        opened(manager_client, meeting),
        **{f"mark-{seat.pk}": "substitute", f"substitute_job-{seat.pk}": "Ward 943 476 5919"},
    )
    assert [(error["field"], error["asks_to_keep"]) for error in told["errors"]] == [
        ("substitute_job", True)
    ]


def test_where_somebody_entered_the_same_the_fingerprint_is_told(
    manager_client, administrator_client, meeting, seat
):
    fields = opened(manager_client, meeting)
    send(administrator_client, meeting, **{f"mark_{seat.pk}": "present"})
    told = send_as_script(manager_client, meeting, fields, **{f"mark-{seat.pk}": "present"})
    assert told["saved"] == told["conflicts"] == []
    assert told["seen"][str(seat.pk)] == opened(manager_client, meeting)[f"seen-{seat.pk}"] != ""
