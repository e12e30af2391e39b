from django.apps import AppConfig

from lscb import data_version, guards


class ActionsConfig(AppConfig):
    name = "actions"
    verbose_name = "What was done about it"

    def ready(self):
        guards.register(
            guards.NeverTrue(
                "letter_agency_on_one_board",
                "actions.Letter",
                "(SELECT board_id FROM agencies_agency WHERE id = new.agency_id) <> new.board_id",
                "The agency belongs to another board",
            ),
            guards.NeverTrue(
                "letter_group_on_one_board",
                "actions.Letter",
                "(SELECT board_id FROM agencies_group WHERE id = new.group_id) <> new.board_id",
                "The group belongs to another board",
            ),
            guards.NeverTrue(
                "letter_seat_of_its_group",
                "actions.Letter",
                "(SELECT group_id FROM agencies_seat WHERE id = new.seat_id) <> new.group_id",
                "The seat belongs to another group",
            ),
            guards.NeverTrue(
                "letter_addressee_on_one_board",
                "actions.Letter",
                "(SELECT board_id FROM agencies_person WHERE id = new.addressee_id) "
                "<> new.board_id",
                "The person belongs to another board",
            ),
            guards.NeverMoved(
                "letter_stays", "actions.Letter", "board_id", "A letter stays with its board"
            ),
        )
        guards.register(*data_version.of_app(self))
