"""What is downloaded here comes back as the same records."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from attendance.models import Mark, RegisterImport
from attendance.year import group_years
from tests.attendance.test_import_pages import (
    YEAR,
    entered,
    everything,
    send,
    text_of,
    upload,
)
from tests.build import (
    make_agency,
    make_board,
    make_counting_rule,
    make_group,
    make_meeting,
    make_role,
    make_seat,
    make_sector,
    make_tenure,
    make_user,
    mark,
)
from tests.conftest import signed_in

HOSTILE = ["=1+1", "-1", "+44", "@SUM(A1)", "'quoted", "Déléguée “sécurité”, €"]


def downloaded(client, board, slug, kind) -> bytes:
    answer = client.get(f"/{board.slug}/groups/{slug}/attendance/2012-13.{kind}")
    assert answer.status_code == 200
    return answer.content


def outcomes(group) -> dict:
    """What the year's table says of each seat at each meeting."""
    (year,) = group_years([group], YEAR)
    days = [meeting.held_on for meeting in year.meetings]
    return {
        (seat.sector, seat.agency, seat.title): list(
            zip(days, [cell.outcome for cell in seat.cells], strict=True)
        )
        for seat in year.seats
    }


@pytest.fixture
def elsewhere(db):
    """An empty board, and its manager signed in."""
    board = make_board("newcomer")
    user = make_user("manager@newcomer.example.org")
    make_role(user, board, "manager")
    return board, signed_in(user)


def bring(client, board, content, filename, group=None):
    answer = upload(client, board, content, group, filename=filename)
    assert answer.status_code == 302, text_of(answer)
    record = RegisterImport.objects.order_by("pk").last()
    page = text_of(client.get(answer.url))
    assert "Questions" not in page
    send(client, answer.url)
    assert entered(record), page
    return page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("slug", ["main-board", "management-group"])
class TestTheSample:
    def test_comes_back_into_an_empty_board(self, kingston, keeper, elsewhere, slug, kind):
        board, client = elsewhere
        content = downloaded(keeper, kingston, slug, kind)

        bring(client, board, content, f"attendance.{kind}")

        assert outcomes(board.groups.get()) == outcomes(kingston.groups.get(slug=slug))

    def test_changes_nothing_where_it_came_from(self, kingston, keeper, slug, kind):
        before = everything()
        content = downloaded(keeper, kingston, slug, kind)
        group = kingston.groups.get(slug=slug)

        page = bring(keeper, kingston, content, f"attendance.{kind}", group)

        assert "entering it changes nothing" in page
        assert everything() == before


@pytest.fixture
def odd(board):
    """A group with everything that may be in a table, under hostile names."""
    group = make_group(board)
    make_counting_rule(group, smallest_denominator=1)
    meetings = [
        make_meeting(group, "2012-06-14"),
        make_meeting(group, "2012-09-13", kind="extraordinary"),
        make_meeting(group, "2012-09-13"),
        make_meeting(group, "2012-12-04", confirmed=False),
    ]
    for number, name in enumerate(HOSTILE):
        agency = make_agency(board, name, slug=f"agency-{number}", sector=make_sector(board, name))
        seat = make_seat(group, agency, name, position=number)
        make_tenure(seat, "2012-04-01", "2012-09-01")
        make_tenure(seat, "2012-09-01", "2012-12-01", state="vacant")
        make_tenure(seat, "2012-12-01")
        mark(seat, meetings[0], ["present", "substitute", "apologies", "absent"][number % 4])
    alone = make_seat(group, agency, "Not recorded at all")
    make_tenure(alone)
    later = make_seat(group, agency, "Later")
    make_tenure(later, "2012-10-01")
    mark(later, meetings[3], "apologies")
    return group


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
class TestAnOddGroup:
    def test_comes_back_into_an_empty_board(self, board, odd, manager_client, elsewhere, kind):
        other, client = elsewhere
        content = downloaded(manager_client, board, odd.slug, kind)

        bring(client, other, content, f"attendance.{kind}")

        assert outcomes(other.groups.get()) == outcomes(odd)

    def test_changes_nothing_where_it_came_from(self, board, odd, manager_client, kind):
        before = everything()
        content = downloaded(manager_client, board, odd.slug, kind)

        bring(manager_client, board, content, f"attendance.{kind}", odd)

        assert everything() == before

    def test_the_register_of_one_meeting_comes_back(
        self, board, odd, manager_client, elsewhere, kind
    ):
        other, client = elsewhere
        meeting = odd.meetings.get(held_on="2012-12-04")
        answer = manager_client.get(f"/{board.slug}/meetings/{meeting.pk}/register.{kind}")
        assert answer.status_code == 200
        before = everything()

        bring(manager_client, board, answer.content, f"register.{kind}", odd)
        assert everything() == before

        bring(client, other, answer.content, f"register.{kind}")
        (copy,) = other.groups.get().meetings.all()
        assert copy.held_on == meeting.held_on
        assert list(Mark.objects.filter(meeting=copy).values_list("status", flat=True)) == list(
            meeting.marks.values_list("status", flat=True)
        )


def test_a_file_that_is_not_a_file_is_refused(board, manager_client):
    answer = manager_client.post(
        f"/{board.slug}/imports/",
        {
            "group": "new",
            "new_name": "A",
            "new_kind": "panel",
            "year": "2012-13",
            "file": SimpleUploadedFile("empty.csv", b""),
        },
    )

    assert answer.status_code == 200
    assert "Error: " in answer.content.decode()
