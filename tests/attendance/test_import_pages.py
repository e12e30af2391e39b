"""Registers from spreadsheets through the pages: read, asked about, looked at, entered."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Agency, Group, Seat, Sector, Tenure
from attendance.imports import progress, views
from attendance.models import Mark, Meeting, RegisterImport
from attendance.year import group_years
from lscb.periods import FinancialYear
from tests.attendance.spreadsheets import MAIN_BOARD, MANAGEMENT_GROUP, as_csv, rows_of
from tests.build import (
    make_agency,
    make_meeting,
    make_person,
    make_seat,
    make_tenure,
    mark,
)
from tests.page_forms import fields_of

YEAR = FinancialYear(2012)
TWO_MEETINGS = ["AGENCY", "REPRESENTATIVE", "14.6.12", "13.09.12"]


def upload(client, board, content, group=None, filename="register.csv", **changes):
    """The answer to a file sent for a group on record, or for a new main group."""
    fields = {"year": "2012-13", "group": str(group.pk) if group else "new"}
    if group is None:
        fields |= {"new_name": "Main Board", "new_kind": "main_board"}
    file = SimpleUploadedFile(filename, content)
    address = reverse("imports", args=[board.slug])
    return client.post(address, fields | {"file": file} | changes)


def read(client, board, *rows, group=None, **changes):
    """The import of a .csv of these rows, and its address."""
    answer = upload(client, board, as_csv(rows), group, **changes)
    assert answer.status_code == 302, answer.content.decode()
    return RegisterImport.objects.order_by("pk").last(), answer.url


def printed(table: str) -> list[list[str]]:
    return rows_of(table)


def send(client, address, do="enter", **answers):
    """The form of the import as its page gives it, with answers; date_6 is the field date-6."""
    form = fields_of(client.get(address))
    sent = form | {name.replace("_", "-"): value for name, value in answers.items()} | {"do": do}
    return client.post(address, sent)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def entered(record) -> bool:
    record.refresh_from_db()
    return record.state == RegisterImport.State.ENTERED


def counts(board) -> dict[str, int]:
    """How many entries of each outcome the board has."""
    statuses = Mark.objects.filter(meeting__group__board=board).values_list("status", flat=True)
    return {status: list(statuses).count(status) for status in set(statuses)}


def everything() -> list:
    """Every record that an import may touch, its history too."""
    return [
        list(rows.order_by("pk").values())
        for model in (Sector, Agency, Group, Seat, Tenure, Meeting, Mark)
        for rows in (model.objects.all(), model.history.all())
    ]


class TestAnEmptyBoard:
    """Starts from its workbook, without the admin site."""

    @pytest.mark.parametrize("page", ["", "groups/", "meetings/"])
    def test_says_to_those_who_keep_registers_where_to_begin(
        self, page, board, manager_client, member_client
    ):
        link = f'href="{reverse("imports", args=[board.slug])}"'

        assert link in manager_client.get(f"/{board.slug}/{page}").content.decode()
        of_member = member_client.get(f"/{board.slug}/{page}").content.decode()
        assert link not in of_member
        assert "The business manager or the administrator starts" in of_member

    def test_takes_three_forms_and_no_question_for_the_main_table(self, board, manager_client):
        record, address = read(manager_client, board, *printed(MAIN_BOARD))  # form 1
        page = manager_client.get(address)

        assert "Questions" not in text_of(page)
        answer = send(manager_client, address)  # form 2, or 3 with names of agencies changed

        assert answer.status_code == 302
        assert entered(record)
        assert counts(board) == {"present": 108, "substitute": 3, "absent": 62}

    def test_has_the_seats_and_meetings_of_the_report(self, board, manager_client):
        _, address = read(manager_client, board, *printed(MAIN_BOARD))
        send(manager_client, address)

        (year,) = group_years([board.groups.get()], YEAR)
        assert [str(meeting.held_on) for meeting in year.meetings] == [
            "2012-06-14",
            "2012-09-13",
            "2012-12-04",
            "2013-02-12",
            "2013-03-12",
        ]
        assert [count.expected for count in year.by_meeting] == [34, 34, 35, 35, 35]
        assert [count.present for count in year.by_meeting] == [23, 22, 27, 19, 17]
        assert [meeting.is_extraordinary for meeting in year.meetings] == [0, 0, 0, 1, 0]
        assert all(meeting.is_confirmed for meeting in year.meetings)

    def test_is_asked_one_question_by_the_management_groups_table(self, board, manager_client):
        record, address = read(
            manager_client,
            board,
            *printed(MANAGEMENT_GROUP),
            new_name="Management Group",
            new_kind="management_group",
        )
        page = text_of(manager_client.get(address))
        assert "One question still to be answered" in page
        assert "“13.02.12” is 13 February 2012, which is not in 2012-13" in page

        send(manager_client, address, "save", date_6="2013-02-13")
        send(manager_client, address)

        assert entered(record)
        assert counts(board) == {"present": 27, "substitute": 1, "absent": 8}
        corrected = Meeting.objects.get(held_on="2013-02-13")
        assert corrected.printed_date == "13.02.12"
        assert "read as 13 February 2013" in corrected.date_note

    def test_takes_the_names_and_sectors_that_are_typed(self, board, manager_client):
        record, address = read(
            manager_client, board, TWO_MEETINGS, ["Police CAIT", "DCI", "Y", "N"]
        )
        send(manager_client, address, "save", agency_2_name="Police", agency_2_sector="Justice")
        send(manager_client, address)

        assert entered(record)
        agency = board.agencies.get()
        assert (agency.name, agency.slug, agency.sector.name) == ("Police", "police", "Justice")

    def test_takes_the_dates_in_post_from_the_entries(self, board, manager_client):
        days = ["14.6.12", "13.09.12", "4.12.12"]
        _, address = read(
            manager_client,
            board,
            ["AGENCY", "REPRESENTATIVE", *days],
            ["Police", "All year", "Y", "Y", "N"],
            ["", "Came later", "", "Y", "Y"],
            ["", "Left", "Y", "N", ""],
            ["", "Nobody", "", "", ""],
        )
        send(manager_client, address)

        found = {
            tenure.seat.title: (tenure.state, str(tenure.since), str(tenure.until))
            for tenure in Tenure.objects.select_related("seat")
        }
        assert found == {
            "All year": ("filled", "2012-04-01", "None"),
            "Came later": ("filled", "2012-09-13", "None"),
            "Left": ("filled", "2012-04-01", "2012-09-14"),
            "Nobody": ("vacant", "2012-04-01", "None"),
        }
        assert all(tenure.since_inferred for tenure in Tenure.objects.all())
        assert Tenure.objects.get(seat__title="Left").until_inferred


class TestTheSample:
    """Has the report's tables already: nothing is new or changed."""

    # Rows whose agency the tables call by a name that is only like the one on record.
    @pytest.mark.parametrize(
        ("table", "slug", "answers", "rows"),
        [
            (MAIN_BOARD, "main-board", {}, (20, 21, 22, 23, 26)),
            (MANAGEMENT_GROUP, "management-group", {"date_6": "2013-02-13"}, (11, 13)),
        ],
    )
    def test_is_not_changed_by_the_reports_tables(
        self, kingston, keeper, table, slug, answers, rows
    ):
        before = everything()
        group = kingston.groups.get(slug=slug)
        record, address = read(keeper, kingston, *printed(table), group=group)
        questions = keeper.get(address).context["page"].proposal.questions
        same = {q.key: q.choices[0].value for q in questions if q.key.startswith("seat-")}
        assert set(same) == {f"seat-{row}" for row in rows}

        send(keeper, address, "save", **answers, **same)
        assert "entering it changes nothing" in text_of(keeper.get(address))
        send(keeper, address)

        assert entered(record)
        assert record.entered["made"] == {}
        assert record.entered["changed"] == []
        assert everything() == before


@pytest.fixture
def police(board):
    return make_agency(board, "Police")


class TestTheSameFile:
    def test_changes_nothing_the_second_time(self, board, manager_client):
        rows = printed(MAIN_BOARD)
        _, first = read(manager_client, board, *rows)
        send(manager_client, first)
        before = everything()
        # The group is there by now and is found by its name.
        record, second = read(manager_client, board, *rows)
        page = text_of(manager_client.get(second))
        send(manager_client, second)

        assert "Everything in this file is on record already" in page
        assert entered(record)
        assert everything() == before

    def test_is_entered_once_by_two_people_at_once(self, board, manager_client):
        record, address = read(manager_client, board, TWO_MEETINGS, ["Police", "DCI", "Y", "N"])
        form = fields_of(manager_client.get(address)) | {"do": "enter"}

        manager_client.post(address, form)
        again = manager_client.post(address, form, follow=True)

        assert entered(record)
        assert "Nothing was changed" in text_of(again)
        assert Mark.objects.count() == 2


class TestMatching:
    def test_an_uncertain_post_is_asked_about(self, board, group, police, manager_client):
        make_tenure(make_seat(group, police, "Named Nurse, Your Healthcare"))
        record, address = read(
            manager_client,
            board,
            TWO_MEETINGS,
            ["Police", "Named Nurse, Healthcare", "Y", "N"],
            group=group,
        )
        page = text_of(manager_client.get(address))
        assert (
            "Is “Named Nurse, Healthcare”, Police, the seat “Named Nurse, Your Healthcare”, Police?"
            in page
        )

        seat = Seat.objects.get()
        send(manager_client, address, "save", seat_2=str(seat.pk))
        send(manager_client, address)

        assert entered(record)
        seat.refresh_from_db()
        assert seat.aliases == ["Named Nurse, Healthcare"]
        assert seat.marks.count() == 2

    def test_a_post_that_is_not_the_same_is_a_new_seat(self, board, group, police, manager_client):
        make_tenure(make_seat(group, police, "DCI, West Region"))
        _, address = read(
            manager_client,
            board,
            TWO_MEETINGS,
            ["Police", "DCI, East Region", "Y", "N"],
            group=group,
        )
        # The seat on record lacks entries, so its registers stay open.
        send(manager_client, address, "save", seat_2="new")
        send(manager_client, address)

        assert set(Seat.objects.values_list("title", flat=True)) == {
            "DCI, West Region",
            "DCI, East Region",
        }
        assert not Meeting.objects.counted().exists()

    def test_an_agency_that_is_only_alike_is_asked_about(self, board, group, manager_client):
        school = make_agency(board, "St Paul's Primary School", slug="st-pauls")
        make_tenure(make_seat(group, school, "Headteacher"))
        record, address = read(
            manager_client,
            board,
            ["AGENCY", "REPRESENTATIVE", "13.12.12"],
            ["St Peter's Primary School", "Headteacher", "Y"],
            group=group,
        )
        send(manager_client, address)
        assert not entered(record)

        send(manager_client, address, "save", seat_2="new", agency_2="new")
        send(manager_client, address)

        assert entered(record)
        assert Mark.objects.get().seat.agency.name == "St Peter's Primary School"

    def test_case_spacing_and_punctuation_do_not_matter(self, board, group, police, manager_client):
        make_tenure(make_seat(group, police, "DCI, West Region & Border"))
        _, address = read(
            manager_client,
            board,
            TWO_MEETINGS,
            ["POLICE", "dci west  region and border,", "Y", "N"],
            group=group,
        )

        assert "Questions" not in text_of(manager_client.get(address))
        send(manager_client, address)
        assert Seat.objects.get().marks.count() == 2


class TestWhatIsAsked:
    def test_a_blank_between_two_entries(self, board, manager_client):
        days = ["14.6.12", "13.09.12", "4.12.12"]
        record, address = read(
            manager_client,
            board,
            ["AGENCY", "REPRESENTATIVE", *days],
            ["Police", "DCI", "Y", "", "N"],
            ["", "Superintendent", "Y", "Y", "N"],
        )
        send(manager_client, address, "enter")
        assert not entered(record)

        send(manager_client, address, "save", blank_2_4="apologies")
        send(manager_client, address)

        assert entered(record)
        assert counts(board) == {"present": 3, "apologies": 1, "absent": 2}

    def test_not_recorded_leaves_the_register_unconfirmed(self, board, manager_client):
        days = ["14.6.12", "13.09.12", "4.12.12"]
        _, address = read(
            manager_client,
            board,
            ["AGENCY", "REPRESENTATIVE", *days],
            ["Police", "DCI", "Y", "", "N"],
            ["", "Superintendent", "Y", "Y", "N"],
        )
        send(manager_client, address, "save", blank_2_4="not recorded", confirm="on")
        send(manager_client, address)

        confirmed = Meeting.objects.counted().values_list("held_on", flat=True)
        assert [str(day) for day in confirmed] == ["2012-06-14", "2012-12-04"]
        assert Mark.objects.count() == 5

    def test_an_ambiguous_date(self, board, manager_client):
        record, address = read(
            manager_client,
            board,
            ["AGENCY", "REPRESENTATIVE", "6/7/2012"],
            ["Police", "DCI", "Y"],
        )
        page = text_of(manager_client.get(address))
        assert "“6/7/2012” may be 6 July 2012 or 7 June 2012" in page

        send(manager_client, address, "save", date_3="2012-06-07")
        send(manager_client, address)

        assert entered(record)
        assert str(Meeting.objects.get().held_on) == "2012-06-07"

    def test_another_day_may_be_typed(self, board, manager_client):
        _, address = read(
            manager_client, board, ["AGENCY", "REPRESENTATIVE", "6/7/2012"], ["Police", "DCI", "Y"]
        )
        wrong = send(manager_client, address, "save", date_3="other", date_3_day="31 June")
        assert "“31 June” is not a date" in text_of(wrong)
        assert "Error: " in wrong.content.decode()

        send(manager_client, address, "save", date_3="other", date_3_day="8 June 2012")
        send(manager_client, address)
        assert str(Meeting.objects.get().held_on) == "2012-06-08"

    def test_a_cell_that_was_not_understood(self, board, manager_client):
        record, address = read(
            manager_client, board, TWO_MEETINGS, ["Police", "DCI", "Y", "left at noon"]
        )
        assert "“left at noon” of DCI, Police was not understood" in text_of(
            manager_client.get(address)
        )
        send(manager_client, address, "save", cell_2_4="present")
        send(manager_client, address)

        assert entered(record)
        assert counts(board) == {"present": 2}

    def test_answers_given_in_part_are_kept(self, board, manager_client):
        record, address = read(
            manager_client,
            board,
            ["AGENCY", "REPRESENTATIVE", "6/7/2012", "8/9/2012"],
            ["Police", "DCI", "Y", "odd"],
        )
        saved = send(manager_client, address, "save", cell_2_4="absent")
        page = text_of(manager_client.get(saved.url))

        assert "Two questions are still open" in page
        record.refresh_from_db()
        assert record.answers["cell-2-4"] == "absent"
        assert fields_of(manager_client.get(address))["cell-2-4"] == "absent"
        assert not Mark.objects.exists()


class TestWhatIsOnRecord:
    """Is never overridden without a question."""

    @pytest.fixture
    def seat(self, group, police):
        seat = make_seat(group, police, "DCI")
        make_tenure(seat)
        return seat

    def file(self, client, board, group, *cells):
        return read(client, board, TWO_MEETINGS, ["Police", "DCI", *cells], group=group)

    def test_a_confirmed_entry_that_differs_is_kept_if_so_answered(
        self, board, group, seat, manager_client
    ):
        entry = mark(seat, make_meeting(group, "2012-06-14"), "absent")
        _, address = self.file(manager_client, board, group, "Y", "N")
        assert "the confirmed register says absent, the file present" in text_of(
            manager_client.get(address)
        )
        send(manager_client, address, "save", entry_2_3="keep")
        send(manager_client, address)

        entry.refresh_from_db()
        assert entry.status == "absent"

    def test_a_correction_needs_a_reason_and_keeps_it(self, board, group, seat, manager_client):
        person = make_person(board)
        entry = mark(seat, make_meeting(group, "2012-06-14"), "substitute", substitute=person)
        record, address = self.file(manager_client, board, group, "Y", "N")
        without = send(manager_client, address, "enter", entry_2_3="correct")
        assert "Say why" in text_of(without)
        assert not entered(record)

        send(manager_client, address, "save", entry_2_3="correct", reason="typing mistake")
        send(manager_client, address)

        entry.refresh_from_db()
        assert (entry.status, entry.substitute) == ("present", None)
        line = entry.history.first()
        assert line.history_change_reason == "Import of register.csv: typing mistake"
        assert line.history_type == "~"
        assert line.prev_record.status == "substitute"

    def test_an_unconfirmed_entry_is_shown_with_old_and_new(
        self, board, group, seat, manager_client
    ):
        entry = mark(seat, make_meeting(group, "2012-06-14", confirmed=False), "absent")
        _, address = self.file(manager_client, board, group, "Y", "N")
        page = text_of(manager_client.get(address))
        assert "Entries that change" in page
        assert "DCI 14 June 2012 Absent Present" in page

        send(manager_client, address)
        entry.refresh_from_db()
        assert entry.status == "present"

    def test_an_entry_before_the_first_day_on_record_is_asked_about(
        self, board, group, police, manager_client
    ):
        seat = make_seat(group, police, "DCI")
        make_tenure(seat, "2012-09-01")
        _, address = self.file(manager_client, board, group, "Y", "N")
        assert "when by the dates on record nobody held the seat" in text_of(
            manager_client.get(address)
        )
        send(manager_client, address, "save", time_2="leave")
        send(manager_client, address)

        assert seat.marks.count() == 1
        assert seat.tenures.count() == 1

    def test_the_dates_are_put_right_where_that_is_answered(
        self, board, group, police, manager_client
    ):
        seat = make_seat(group, police, "DCI")
        on_record = make_tenure(seat, "2012-09-01")
        _, address = self.file(manager_client, board, group, "Y", "N")
        send(manager_client, address, "save", time_2="right")
        send(manager_client, address)

        on_record.refresh_from_db()
        assert str(on_record.since) == "2012-09-01"
        added = seat.tenures.first()
        assert (str(added.since), str(added.until)) == ("2012-06-14", "2012-09-01")

    def test_a_vacancy_ends_where_that_is_answered(self, board, group, police, manager_client):
        seat = make_seat(group, police, "DCI")
        make_tenure(seat, state="vacant")
        _, address = self.file(manager_client, board, group, "", "Y")
        send(manager_client, address, "save", time_2="right")
        send(manager_client, address)

        assert [(t.state, str(t.since), str(t.until)) for t in seat.tenures.all()] == [
            ("vacant", "2012-04-01", "2012-09-13"),
            ("filled", "2012-09-13", "None"),
        ]

    def test_a_blank_at_the_end_may_end_the_time(self, board, group, seat, police, manager_client):
        other = make_seat(group, police, "Superintendent")
        make_tenure(other)
        _, address = read(
            manager_client,
            board,
            TWO_MEETINGS,
            ["Police", "DCI", "Y", ""],
            ["", "Superintendent", "Y", "Y"],
            group=group,
        )
        send(manager_client, address, "save", edge_2="ended")
        send(manager_client, address)

        time = seat.tenures.get()
        assert (str(time.until), time.until_inferred) == ("2012-06-15", True)
        assert Meeting.objects.counted().count() == 2

    def test_a_planned_meeting_becomes_a_held_one(self, board, group, seat, manager_client):
        meeting = make_meeting(group, "2012-06-14", confirmed=False, state="planned")
        _, address = self.file(manager_client, board, group, "Y", "N")
        send(manager_client, address)

        meeting.refresh_from_db()
        assert meeting.state == "held"
        assert meeting.confirmed_at is not None

    def test_a_cancelled_meeting_with_entries_is_asked_about(
        self, board, group, seat, manager_client
    ):
        meeting = make_meeting(group, "2012-06-14", confirmed=False, state="cancelled")
        _, address = self.file(manager_client, board, group, "Y", "N")
        assert "is on record as cancelled, but has entries" in text_of(manager_client.get(address))
        send(manager_client, address, "save", state_3="leave")
        send(manager_client, address)

        meeting.refresh_from_db()
        assert meeting.state == "cancelled"
        assert Mark.objects.count() == 1

    def test_what_changed_since_it_was_looked_at_is_shown_again(
        self, board, group, seat, manager_client
    ):
        record, address = self.file(manager_client, board, group, "Y", "N")
        form = fields_of(manager_client.get(address)) | {"do": "enter"}
        mark(seat, make_meeting(group, "2012-06-14", confirmed=False), "absent")

        answer = manager_client.post(address, form, follow=True)

        assert "has changed since this page was shown" in text_of(answer)
        assert not entered(record)


class TestTheHistory:
    def test_says_who_and_from_which_file(self, board, manager, manager_client):
        _, address = read(manager_client, board, *printed(MAIN_BOARD), filename="year.csv")
        send(manager_client, address)

        for model in (Sector, Agency, Group, Seat, Tenure, Meeting, Mark):
            lines = model.history.filter(history_change_reason="Import of year.csv")
            assert lines.count() == model.objects.count() > 0, model
            assert {line.history_user for line in lines} == {manager}
            assert {line.history_type for line in lines} == {"+"}

    def test_of_an_entry_is_what_simple_history_would_write(self, board, manager_client):
        _, address = read(manager_client, board, TWO_MEETINGS, ["Police", "DCI", "Y", "N"])
        send(manager_client, address)
        ours = Mark.objects.first()
        ours.history_line = ours.history.get()
        theirs = mark(ours.seat, make_meeting(ours.meeting.group, "2012-11-01"))

        tracked = [field.attname for field in Mark.history.model.tracked_fields]
        for entry in (ours, theirs):
            line = entry.history.get()
            assert [getattr(line, name) for name in tracked] == [
                getattr(entry, name) for name in tracked
            ]


class TestAFileThatIsNotTaken:
    def test_is_refused_in_a_sentence(self, board, manager_client):
        answer = upload(manager_client, board, b"%PDF-1.4", filename="register.pdf")

        assert answer.status_code == 200
        assert "Error: " in answer.content.decode()
        assert not RegisterImport.objects.exists()

    def test_no_group_is_chosen_beforehand(self, board, group, manager_client):
        address = reverse("imports", args=[board.slug])
        form = fields_of(manager_client.get(address))

        assert form["group"] == ""
        assert "Choose a group" in text_of(manager_client.get(address))
        answer = manager_client.post(address, form | {"file": SimpleUploadedFile("r.csv", b"x")})
        assert "Choose a group, or a new one." in text_of(answer)

    def test_a_new_name_beside_a_chosen_group_is_not_passed_over(
        self, board, group, manager_client
    ):
        page = upload(
            manager_client, board, as_csv(rows_of(MAIN_BOARD)), group, new_name="Another group"
        )

        assert f"{group.name} is chosen above." in text_of(page)
        assert not RegisterImport.objects.exists()

    def test_a_missing_file_and_year_are_said(self, board, manager_client):
        answer = manager_client.post(
            reverse("imports", args=[board.slug]), {"group": "new", "year": "2012"}
        )
        page = text_of(answer)
        assert "Choose a file" in page
        assert "Write the year as 2012-13" in page
        assert "Write the name of the new group" in page


class TestHostileText:
    def test_is_shown_as_it_is_and_never_as_markup(self, board, manager_client):
        name = "<script>alert(1)</script>"
        record, address = read(
            manager_client,
            board,
            TWO_MEETINGS,
            [name, f"{name}=1+1", "Y", "<b>odd</b><i>"],
            filename="<img src=x onerror=alert(1)>.csv",
        )
        send(manager_client, address, "save", cell_2_4="absent")
        pages = [manager_client.get(address), manager_client.get(f"/{board.slug}/imports/")]
        send(manager_client, address)
        assert entered(record)
        pages += [manager_client.get(address), manager_client.get(f"{address}undo/")]

        for page in pages:
            assert b"<script>alert" not in page.content
            assert b"<img src=x" not in page.content
            assert b"&lt;img src=x" in page.content

    def test_a_seat_that_looks_like_a_childs_details_is_pointed_out(self, board, manager_client):
        _, address = read(
            manager_client, board, TWO_MEETINGS, ["Police", "Case 943 476 5919", "Y", "N"]
        )

        assert "looks like an NHS number" in text_of(manager_client.get(address))


class TestQueries:
    def asked(self, client, board, seats, meetings):
        days = [f"{1 + n % 28}.{4 + n // 28}.12" for n in range(meetings)]
        rows = [["AGENCY", "REPRESENTATIVE", *days]]
        rows += [["Police", f"Seat {n}", *("YN"[n % 2] * meetings)] for n in range(seats)]
        _, address = read(client, board, *rows, new_name=f"Group {seats}", new_kind="panel")
        form = fields_of(client.get(address)) | {"do": "enter"}
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = client.post(address, form)
        assert answer.status_code == 302
        return len(captured)

    def test_are_as_many_for_forty_times_the_entries(self, board, manager_client):
        few = self.asked(manager_client, board, 5, 5)
        many = self.asked(manager_client, board, 40, 25)

        assert Mark.objects.count() == 25 + 1000
        assert many <= few
        assert few < 75


class TestProgress:
    @pytest.fixture
    def slow(self, monkeypatch):
        """Nothing is fast enough to be done at once."""
        monkeypatch.setattr(progress, "PATIENCE_SECONDS", -1)

    def test_is_shown_where_it_takes_long(self, board, manager_client, slow):
        record, address = read(manager_client, board, *printed(MAIN_BOARD))
        answer = send(manager_client, address)
        parts = [part.decode() for part in answer.streaming_content]

        assert answer.status_code == 200
        assert "<progress" in "".join(parts)
        assert "Done: register.csv is entered." in parts[-2]
        assert parts[-1].rstrip().endswith("</html>")
        assert len(parts) >= 6
        assert entered(record)
        assert Mark.objects.count() == 173

    def test_names_the_user_in_the_history_after_the_view_has_returned(
        self, board, manager, manager_client, slow
    ):
        _, address = read(manager_client, board, *printed(MAIN_BOARD))
        b"".join(send(manager_client, address).streaming_content)

        assert {line.history_user for line in Mark.history.all()} == {manager}
        assert {line.history_user for line in Seat.history.all()} == {manager}
        assert RegisterImport.history.first().history_user == manager

    def test_a_broken_line_takes_everything_back(self, board, manager_client, slow):
        record, address = read(manager_client, board, *printed(MAIN_BOARD))
        answer = send(manager_client, address)
        parts = iter(answer.streaming_content)
        while b"Entries" not in next(parts):
            pass
        assert Seat.objects.count() == 37  # half way
        answer._iterator.close()  # as answer.close(), without leaving the test's database

        assert not entered(record)
        assert everything()[0] == []
        assert Seat.objects.count() == Mark.objects.count() == 0

    def test_a_refusal_half_way_is_said(self, board, manager_client, slow, monkeypatch):
        from django.db import IntegrityError

        from attendance.imports import entering

        def refused(*_):
            raise IntegrityError("duplicate key")

        record, address = read(manager_client, board, *printed(MAIN_BOARD))
        monkeypatch.setattr(entering, "make_entries", refused)
        answer = b"".join(send(manager_client, address).streaming_content).decode()

        assert "somebody else changed the same records" in answer
        assert "Done: " not in answer
        assert not entered(record)
        assert Seat.objects.count() == 0


class TestTheList:
    def test_says_what_to_do_where_nothing_was_read(self, board, manager_client):
        page = text_of(manager_client.get(reverse("imports", args=[board.slug])))

        assert "No spreadsheet has been read yet." in page

    def test_says_what_each_did(self, board, manager_client):
        _, address = read(manager_client, board, *printed(MAIN_BOARD))
        send(manager_client, address)
        page = text_of(manager_client.get(reverse("imports", args=[board.slug])))

        assert "Five meetings new, 37 seats new and 173 entries new" in page

    def test_a_discarded_file_enters_nothing(self, board, manager_client):
        record, address = read(manager_client, board, TWO_MEETINGS, ["Police", "DCI", "Y", "N"])
        manager_client.post(address, {"do": "discard"})

        record.refresh_from_db()
        assert record.state == "discarded"
        assert not Mark.objects.exists()
        assert "Nothing of it was entered" in text_of(manager_client.get(address))

    def test_an_import_that_is_entered_meanwhile_is_not_discarded(
        self, board, manager_client, monkeypatch
    ):
        record, address = read(manager_client, board, TWO_MEETINGS, ["Police", "DCI", "Y", "N"])
        before = record
        send(manager_client, address)
        # What the page had read before it was entered.
        real = views.import_of
        monkeypatch.setattr(views, "import_of", lambda *asked: (real(*asked)[0], before))
        answer = manager_client.post(address, {"do": "discard"}, follow=True)

        assert "Nothing was changed: register.csv, entered" in text_of(answer)
        assert RegisterImport.objects.get().state == "entered"
        assert RegisterImport.objects.get().entered["made"]

    def test_the_group_page_leads_there_with_its_group_chosen(self, board, group, manager_client):
        page = manager_client.get(reverse("group", args=[board.slug, group.slug]))
        assert "From a spreadsheet" in text_of(page)

        form = manager_client.get(f"/{board.slug}/imports/?group={group.slug}")
        assert f'value="{group.pk}" selected' in form.content.decode()
