from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from lscb import data_version, guards


def same_board(name, model, agency_column="agency_id"):
    """The row's agency is one of the row's own board."""
    return guards.NeverTrue(
        name,
        model,
        f"(SELECT board_id FROM agencies_agency WHERE id = new.{agency_column}) <> new.board_id",
        "The agency belongs to another board",
    )


class AgenciesConfig(AppConfig):
    name = "agencies"
    verbose_name = "Boards, agencies and money"

    def ready(self):
        guards.register(
            guards.NoOverlap(
                "tenures_of_a_seat_do_not_overlap",
                "agencies.Tenure",
                "seat_id",
                "A seat is held in one way at a time: these dates overlap with another entry",
            ),
            guards.NeverTrue(
                "seat_on_one_board",
                "agencies.Seat",
                "(SELECT board_id FROM agencies_agency WHERE id = new.agency_id) <> "
                "(SELECT board_id FROM agencies_group WHERE id = new.group_id)",
                "The seat's agency and group belong to different boards",
            ),
            guards.NeverTrue(
                "tenure_person_on_one_board",
                "agencies.Tenure",
                "(SELECT board_id FROM agencies_person WHERE id = new.person_id) <> "
                "(SELECT board_id FROM agencies_seat JOIN agencies_group "
                "ON agencies_group.id = agencies_seat.group_id "
                "WHERE agencies_seat.id = new.seat_id)",
                "The person and the seat belong to different boards",
            ),
            guards.NeverTrue(
                "sector_on_one_board",
                "agencies.Agency",
                "(SELECT board_id FROM agencies_sector WHERE id = new.sector_id) <> new.board_id",
                "The sector belongs to another board",
            ),
            same_board("parent_agency_on_one_board", "agencies.Agency", "parent_id"),
            guards.NeverTrue(
                "parent_group_on_one_board",
                "agencies.Group",
                "(SELECT board_id FROM agencies_group WHERE id = new.parent_id) <> new.board_id",
                "The parent group belongs to another board",
            ),
            same_board("contribution_on_one_board", "agencies.Contribution"),
            same_board("role_on_one_board", "agencies.Role"),
            same_board("invitation_on_one_board", "agencies.Invitation"),
            same_board("published_figure_on_one_board", "agencies.PublishedFigure"),
            guards.NeverTrue(
                "published_figure_group_on_one_board",
                "agencies.PublishedFigure",
                "(SELECT board_id FROM agencies_group WHERE id = new.group_id) <> new.board_id",
                "The group belongs to another board",
            ),
        )
        guards.register(
            guards.NeverTrue(
                "seat_continues_in_its_group",
                "agencies.Seat",
                "(SELECT group_id FROM agencies_seat WHERE id = new.continues_id) <> new.group_id",
                "The seat it carries on is one of another group",
            ),
            guards.NeverTrue(
                "wanted_kind_on_one_board",
                "agencies.WantedKind",
                "(SELECT board_id FROM agencies_seat JOIN agencies_group "
                "ON agencies_group.id = agencies_seat.group_id "
                "WHERE agencies_seat.id = new.met_by_id) <> new.board_id",
                "The seat belongs to another board",
            ),
        )
        guards.register(
            guards.NeverMoved(
                "sector_stays", "agencies.Sector", "board_id", "A sector stays with its board"
            ),
            guards.NeverMoved(
                "agency_stays", "agencies.Agency", "board_id", "An agency stays with its board"
            ),
            guards.NeverMoved(
                "group_stays", "agencies.Group", "board_id", "A group stays with its board"
            ),
            guards.NeverMoved(
                "person_stays", "agencies.Person", "board_id", "A person stays with one board"
            ),
            guards.NeverMoved(
                "seat_stays", "agencies.Seat", "group_id", "A seat stays with its group"
            ),
            guards.NeverMoved(
                "tenure_stays", "agencies.Tenure", "seat_id", "A time in a seat stays with it"
            ),
        )
        guards.register(*data_version.of_app(self))
        pre_migrate.connect(guards.drop_before_migrate, sender=self)
        post_migrate.connect(guards.install_after_migrate, sender=self)
