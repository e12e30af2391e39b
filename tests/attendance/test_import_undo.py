"""An import is taken back as a whole, while nothing depends on it."""

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, Group, Seat, Sector, Tenure
from attendance.imports import undoing
from attendance.models import Mark, Meeting, RegisterImport
from tests.attendance.spreadsheets import MAIN_BOARD
from tests.attendance.test_import_pages import TWO_MEETINGS, printed, read, send, text_of
from tests.build import (
    make_agency,
    make_contribution,
    make_group,
    make_import,
    make_meeting,
    make_person,
    make_query,
    make_seat,
    make_tenure,
    make_wanted_kind,
    mark,
)
from tests.page_forms import fields_of

ONE_MEETING = TWO_MEETINGS[:3]
MODELS = (Sector, Agency, Group, Seat, Tenure, Meeting, Mark)


def rows() -> list:
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


@pytest.fixture
def imported(board, manager_client):
    """The report's main table in an empty board, and the address of its import."""
    record, address = read(manager_client, board, *printed(MAIN_BOARD))
    send(manager_client, address)
    record.refresh_from_db()
    return record, address


@pytest.fixture
def vacancy_filled(board, manager_client):
    """The addresses of two imports: the second ends a vacancy that the first made."""
    _, first = read(manager_client, board, ONE_MEETING, ["Zed", "Chair", "Y"], ["", "Lay zed", ""])
    send(manager_client, first)
    later = [*ONE_MEETING[:2], "13.9.12"]
    _, second = read(manager_client, board, later, ["Zed", "Chair", "Y"], ["", "Lay zed", "Y"])
    send(manager_client, second, "save", time_3="right")
    send(manager_client, second)
    assert Tenure.objects.get(state="vacant").until is not None
    return first, second


class TestUndoing:
    def test_asks_first_and_lists_what_goes(self, imported, manager_client):
        page = text_of(manager_client.get(f"{imported[1]}undo/"))

        assert "173 entries of registers" in page
        assert "five meetings" in page
        assert "37 seats" in page
        assert "37 times in seats" in page
        assert Mark.objects.count() == 173

    def test_takes_away_all_that_was_made(self, imported, manager_client):
        record, address = imported
        answer = manager_client.post(f"{address}undo/")

        assert answer.status_code == 302
        assert rows() == [[]] * 7
        record.refresh_from_db()
        assert (record.state, record.group) == ("undone", None)

    def test_keeps_the_history_of_what_was_made_and_taken_away(
        self, imported, manager, manager_client
    ):
        manager_client.post(f"{imported[1]}undo/")

        for model in MODELS:
            kinds = list(model.history.values_list("history_type", flat=True))
            assert kinds.count("+") == kinds.count("-") > 0, model
            gone = model.history.filter(history_type="-")
            assert {line.history_user for line in gone} == {manager}
            assert {line.history_change_reason for line in gone} == {
                "Undo of the import of register.csv"
            }

    def test_gives_changed_records_their_values_back(self, board, manager_client):
        group, police = make_group(board, name="Main Board"), make_agency(board, "Police")
        seat = make_seat(group, police, "Named Nurse, Your Healthcare")
        make_tenure(seat)
        planned = make_meeting(group, "2012-06-14", confirmed=False, state="planned")
        held = make_meeting(group, "2012-09-13", confirmed=False)
        person = make_person(board)
        mark(seat, held, "substitute", substitute=person, arrived_at="10:30")
        Mark.objects.get().refresh_from_db()
        before = rows()
        _, address = read(
            manager_client,
            board,
            TWO_MEETINGS,
            ["Police", "Named Nurse, Healthcare", "Y", "N"],
            group=group,
        )
        send(manager_client, address, "save", seat_2=str(seat.pk))
        send(manager_client, address)
        changed = RegisterImport.objects.get().entered["changed"]
        assert {change["model"] for change in changed} == {
            "agencies.seat",
            "attendance.meeting",
            "attendance.mark",
        }
        planned.refresh_from_db()
        assert planned.state == "held"

        page = text_of(manager_client.get(f"{address}undo/"))
        assert "four changed records" in page
        manager_client.post(f"{address}undo/")

        assert rows() == before

    def test_gives_a_vacancy_back_that_it_filled(self, vacancy_filled, manager_client):
        answer = manager_client.post(f"{vacancy_filled[1]}undo/")

        assert answer.status_code == 302
        vacant = Tenure.objects.get(seat__title="Lay zed")
        assert (vacant.state, vacant.until) == ("vacant", None)

    @pytest.mark.parametrize("error", [IntegrityError, OperationalError])
    def test_says_in_a_sentence_what_the_database_refuses(
        self, error, imported, manager_client, monkeypatch
    ):
        def refused(*_):
            raise error("no")

        monkeypatch.setattr(undoing, "_give_back", refused)
        answer = manager_client.post(f"{imported[1]}undo/")

        assert "Nothing was undone: other records depend" in text_of(answer)
        assert Mark.objects.count() == 173

    def test_the_file_can_be_entered_again_afterwards(self, board, imported, manager_client):
        manager_client.post(f"{imported[1]}undo/")
        _, address = read(manager_client, board, *printed(MAIN_BOARD))
        send(manager_client, address)

        assert Mark.objects.count() == 173

    def test_is_done_once(self, imported, manager_client):
        manager_client.post(f"{imported[1]}undo/")
        again = manager_client.post(f"{imported[1]}undo/")

        assert "not entered, or was undone already" in text_of(again)

    def test_takes_few_statements(self, imported, manager_client):
        with CaptureQueriesContext(connection) as captured:
            manager_client.post(f"{imported[1]}undo/")

        assert len(captured) < 130


class TestWhatStandsInTheWay:
    @pytest.fixture
    def refused(self, imported, manager_client):
        """Tries to undo; what the page says."""

        def attempt() -> str:
            before = rows()
            address = f"{imported[1]}undo/"
            page = text_of(manager_client.get(address))
            assert "Undo the import" in page
            assert "cannot be undone" in page
            assert "Nothing was undone" in text_of(manager_client.post(address))
            assert rows() == before
            return page

        return attempt

    def test_an_entry_that_was_changed_since(self, refused):
        entry = Mark.objects.filter(seat__title="Head of Housing").order_by("meeting").first()
        entry.status = "apologies"
        entry.save()

        assert (
            "Head of Housing, Housing at Main Board, 14 June 2012: Apologies was changed since"
            in refused()
        )

    def test_an_entry_that_was_changed_and_changed_back_does_not(self, imported, manager_client):
        entry = Mark.objects.filter(seat__title="Head of Housing").first()
        for status in ("apologies", entry.status):
            entry.status = status
            entry.save()

        manager_client.post(f"{imported[1]}undo/")

        assert rows() == [[]] * 7

    def test_a_second_import_that_was_undone_does_not(self, vacancy_filled, manager_client):
        first, second = vacancy_filled
        manager_client.post(f"{second}undo/")
        manager_client.post(f"{first}undo/")

        assert rows() == [[]] * 7

    def test_an_entry_that_was_taken_away_since(self, refused):
        Mark.objects.first().delete()

        assert "Register entry of this import was taken away since" in refused()

    def test_a_seat_that_has_other_entries(self, refused):
        seat = Seat.objects.get(title="Head of Housing")
        mark(seat, make_meeting(seat.group, "2013-06-01"))

        assert "Head of Housing, Housing at Main Board, 1 June 2013: Present" in refused()

    def test_a_seat_that_stands_for_a_wanted_kind(self, board, refused):
        make_wanted_kind(board, met_by=Seat.objects.first())

        assert "A primary school uses what this import made" in refused()

    def test_a_new_holder(self, refused):
        time = Tenure.objects.filter(until__isnull=False).first()
        make_tenure(time.seat, "2013-01-01")

        assert "Filled from 1 January 2013" in refused()

    def test_a_question_about_a_line_of_the_register(self, manager, refused):
        entry = Mark.objects.select_related("seat", "meeting").first()
        make_query(entry.seat, entry.meeting, manager)

        assert "attendance query" in refused()

    def test_money_of_an_agency(self, refused):
        make_contribution(Agency.objects.get(slug="housing"))

        assert "Housing" in refused()

    def test_another_import_of_the_group(self, board, refused):
        make_import(board, Group.objects.get(), filename="later.csv")

        assert (
            "later.csv, read, not yet entered is for the group that this import made: discard it "
            "first" in refused()
        )

    def test_an_entered_import_of_the_group(self, board, refused):
        make_import(
            board,
            Group.objects.get(),
            filename="later.csv",
            state="entered",
            entered_at=timezone.now(),
            entered={"made": {}, "changed": []},
        )

        assert "later.csv, entered is for the group that this import made: undo it" in refused()

    @pytest.mark.parametrize("state", ["discarded", "undone"])
    def test_an_import_that_holds_nothing_does_not(self, state, board, imported, manager_client):
        now = timezone.now() if state == "undone" else None
        other = make_import(
            board,
            Group.objects.get(),
            filename="other.csv",
            state=state,
            entered_at=now,
            undone_at=now,
        )

        manager_client.post(f"{imported[1]}undo/")

        assert not Group.objects.exists()
        other.refresh_from_db()
        assert (other.group, other.answers["group-name"]) == (None, "Main Board")
        page = text_of(manager_client.get(reverse("imports", args=[board.slug])))
        assert page.count("Main Board") == 2


class TestAPlannedMeeting:
    """Was held by the import, and is planned again when that is undone."""

    @pytest.fixture
    def meeting(self, board):
        group = make_group(board, name="Main Board")
        return make_meeting(group, "2012-06-14", confirmed=False, state="planned")

    @pytest.fixture
    def enter(self, board, meeting, manager_client):
        """Enters the register without confirming it; the address of the undo."""

        def entered() -> str:
            _, address = read(
                manager_client, board, ONE_MEETING, ["Police", "DCI", "Y"], group=meeting.group
            )
            manager_client.post(address, fields_without_confirm(manager_client, address))
            meeting.refresh_from_db()
            assert (meeting.state, meeting.confirmed_at) == ("held", None)
            return f"{address}undo/"

        return entered

    @pytest.fixture
    def seat(self, board, meeting):
        seat = make_seat(meeting.group, make_agency(board, "Housing"))
        make_tenure(seat)
        return seat

    def test_that_was_confirmed_by_hand_stands_in_the_way(self, meeting, enter, manager_client):
        address = enter()
        meeting.confirmed_at = timezone.now()
        meeting.save()

        assert "was confirmed since" in text_of(manager_client.get(address))
        assert "Nothing was undone" in text_of(manager_client.post(address))
        meeting.refresh_from_db()
        assert meeting.state == "held"

    def test_that_has_a_later_entry_stands_in_the_way(self, meeting, seat, enter, manager_client):
        address = enter()
        mark(seat, meeting)

        assert f"{Mark.objects.get(seat=seat)} was entered since" in text_of(
            manager_client.get(address)
        )
        assert "Nothing was undone" in text_of(manager_client.post(address))

    def test_keeps_the_apologies_it_had_before(self, meeting, seat, enter, manager_client):
        mark(seat, meeting, "apologies")
        before = rows()
        manager_client.post(enter())

        assert rows() == before


def fields_without_confirm(client, address) -> dict:
    fields = fields_of(client.get(address)) | {"do": "enter"}
    return {name: value for name, value in fields.items() if name != "confirm"}
