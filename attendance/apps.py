from django.apps import AppConfig

from lscb import guards


def on_the_meetings_board(name, table, column):
    """What a mark says of a substitute is of the board that met."""
    return guards.NeverTrue(
        name,
        "attendance.Mark",
        f"(SELECT board_id FROM {table} WHERE id = new.{column}) <> "
        "(SELECT board_id FROM attendance_meeting JOIN agencies_group "
        "ON agencies_group.id = attendance_meeting.group_id "
        "WHERE attendance_meeting.id = new.meeting_id)",
        "The substitute belongs to another board",
    )


class AttendanceConfig(AppConfig):
    name = "attendance"
    verbose_name = "Attendance"

    def ready(self):
        guards.register(
            guards.NeverTrue(
                "mark_in_its_group",
                "attendance.Mark",
                "(SELECT group_id FROM agencies_seat WHERE id = new.seat_id) <> "
                "(SELECT group_id FROM attendance_meeting WHERE id = new.meeting_id)",
                "A mark belongs to a seat of the group that met",
            ),
            on_the_meetings_board("substitute_on_one_board", "agencies_person", "substitute_id"),
            on_the_meetings_board(
                "substitute_agency_on_one_board", "agencies_agency", "substitute_agency_id"
            ),
            guards.NeverMoved(
                "meeting_stays", "attendance.Meeting", "group_id", "A meeting stays with its group"
            ),
        )
