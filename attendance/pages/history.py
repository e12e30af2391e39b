"""Who changed what in a group: its seats, who held them, meetings, registers and rules."""

from collections.abc import Sequence
from dataclasses import dataclass

from agencies.models import Board, Group, Seat, Tenure
from attendance.models import ConcernRule, CountingRule, Mark, Meeting
from lscb.changes import Change, changes


@dataclass(frozen=True)
class GroupHistoryPage:
    board: Board
    group: Group
    changes: Sequence[Change]
    section = "groups"

    @property
    def title(self) -> str:
        return f"{self.group}: who changed what"


def group_history(board: Board, group: Group) -> GroupHistoryPage:
    seats = Seat.history.filter(group_id=group.pk)
    meetings = Meeting.history.filter(group_id=group.pk)
    return GroupHistoryPage(
        board,
        group,
        changes(
            [
                Group.history.filter(id=group.pk),
                seats,
                Tenure.history.filter(seat_id__in=seats.values("id")),
                meetings,
                Mark.history.filter(meeting_id__in=meetings.values("id")),
                CountingRule.history.filter(group_id=group.pk),
                ConcernRule.history.filter(group_id=group.pk),
            ]
        ),
    )
