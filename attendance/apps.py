from django.apps import AppConfig

from lscb import data_version, guards


def on_the_meetings_board(
    name,
    table,
    column,
    model="attendance.Mark",
    message="The substitute belongs to another board",
):
    """Whom a register names, and the agency they came from, are of the board that met."""
    return guards.NeverTrue(
        name,
        model,
        f"(SELECT board_id FROM {table} WHERE id = new.{column}) <> "
        "(SELECT board_id FROM attendance_meeting JOIN agencies_group "
        "ON agencies_group.id = attendance_meeting.group_id "
        "WHERE attendance_meeting.id = new.meeting_id)",
        message,
        only_where=f"new.{column} IS NOT NULL",
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
            guards.NeverTrue(
                "query_in_its_group",
                "attendance.AttendanceQuery",
                "(SELECT group_id FROM agencies_seat WHERE id = new.seat_id) <> "
                "(SELECT group_id FROM attendance_meeting WHERE id = new.meeting_id)",
                "A query belongs to a seat of the group that met",
            ),
            on_the_meetings_board(
                "guest_on_one_board",
                "agencies_person",
                "person_id",
                model="attendance.Guest",
                message="The guest belongs to another board",
            ),
            on_the_meetings_board(
                "guest_agency_on_one_board",
                "agencies_agency",
                "agency_id",
                model="attendance.Guest",
                message="The guest's agency belongs to another board",
            ),
            guards.NeverTrue(
                "import_group_on_one_board",
                "attendance.RegisterImport",
                "(SELECT board_id FROM agencies_group WHERE id = new.group_id) <> new.board_id",
                "The group belongs to another board",
            ),
        )
        guards.register(*data_version.of_app(self))
