"""More rows for the sample: groups that are copies of its main board."""

from agencies.models import Group, Seat
from attendance.models import ConcernRule, CountingRule, Mark, Meeting

LARGE = "large-group"


def add_groups(main: Group, number: int) -> None:
    """One group `number` times as large as the main board, for the pages of one group; and copies
    until the pages of all groups have `number` groups of the main board's size beside it."""
    copy_group(main, slug=LARGE, times=number)
    for place in range(2, number + 1):
        copy_group(main, slug=f"copy-{place}", times=1)


def copy_group(source: Group, *, slug: str, times: int) -> None:
    """A group with the source's rules and meetings and so many times its seats."""
    group = Group.objects.create(
        board=source.board,
        slug=slug,
        name=slug.replace("-", " ").capitalize(),
        kind=Group.Kind.SUB_GROUP,
        since=source.since,
    )
    for model in (CountingRule, ConcernRule):
        for rule in model.objects.filter(group=source):
            rule.pk, rule.group = None, group
            rule.save()
    meetings = {meeting.pk: _copied_meeting(meeting, group) for meeting in source.meetings.all()}
    for number in range(1, times + 1):
        seats = _copied_seats(source, group, number)
        Mark.objects.bulk_create(
            Mark(meeting=meetings[mark.meeting_id], seat=seats[mark.seat_id], status=mark.status)
            for mark in Mark.objects.filter(meeting__group=source)
        )


def _copied_meeting(meeting: Meeting, group: Group) -> Meeting:
    meeting.pk, meeting.group = None, group
    meeting.save()
    return meeting


def _copied_seats(source: Group, group: Group, number: int) -> dict[int, Seat]:
    """By the key of the seat each was copied from."""
    seats = {}
    for seat in source.seats.all():
        tenures, key = list(seat.tenures.all()), seat.pk
        seat.pk, seat.group, seat.title = None, group, f"{seat.title} {number}"
        seat.save()
        seats[key] = seat
        for tenure in tenures:
            tenure.pk, tenure.seat, tenure.user = None, seat, None
            tenure.save()
    return seats
