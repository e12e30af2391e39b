"""Moving a seat to another agency, and merging two names of one seat."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError
from django.utils import timezone

from agencies.models import Seat, Tenure
from attendance.membership import moves
from attendance.membership.changes import Refused
from attendance.models import Mark
from tests.attendance.test_membership import address, said, send, times
from tests.build import (
    make_agency,
    make_group,
    make_letter,
    make_meeting,
    make_person,
    make_query,
    make_seat,
    make_tenure,
    make_user,
    make_wanted_kind,
    mark,
)
from tests.page_forms import fields_of
from tests.page_tables import links_of, table_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(group):
    return make_seat(group, aliases=["Nurse"], required_seniority="Band 8")


@pytest.fixture
def trust(board):
    return make_agency(board, "Your Healthcare")


def marks(seat) -> dict[str, str]:
    return {
        str(one.meeting.held_on): one.status
        for one in Mark.objects.filter(seat=seat).select_related("meeting")
    }


def accept(client, asked, where):
    return client.post(where, {**fields_of(asked), "accept": "on"})


class TestMoving:
    def move(self, client, seat, agency, day="2012-10-01"):
        return send(client, address("seat_move", seat), {"since": day}, agency=agency.pk)

    def test_the_new_seat_carries_on_names_and_holder(self, manager_client, board, seat, trust):
        ada = make_person(board, "Ada Example")
        make_tenure(seat, person=ada, seniority="Band 7", is_below_required=True)

        answer = self.move(manager_client, seat, trust)

        new = Seat.objects.get(agency=trust)
        assert (new.continues, new.title, new.aliases, new.required_seniority) == (
            seat, "Designated Nurse", ["Nurse"], "Band 8",
        )  # fmt: skip
        assert times(seat) == [("filled", "2012-04-01", "2012-10-01")]
        assert times(new) == [("filled", "2012-10-01", None)]
        tenure = new.tenures.get()
        assert (tenure.person, tenure.seniority, tenure.is_below_required) == (ada, "Band 7", True)
        page = said(manager_client, answer)
        assert "From 1 October 2012 the seat belongs to Your Healthcare." in page

    def test_attendance_stays_with_the_agency_of_its_time(self, manager_client, group, seat, trust):
        make_tenure(seat)
        before, after = make_meeting(group, "2012-06-14"), make_meeting(group, "2012-12-04")
        mark(seat, before)
        mark(seat, make_meeting(group, "2012-10-01"))
        mark(seat, after, "absent", doubt="may have been vacant")
        where = address("seat_move", seat)

        asked = self.move(manager_client, seat, trust)
        page = text_of(asked)
        assert "an entry for this seat on 1 October 2012 and 4 December 2012." in page
        assert Seat.objects.count() == 1

        accept(manager_client, asked, where)

        new = Seat.objects.get(agency=trust)
        assert marks(seat) == {"2012-06-14": "present"}
        assert marks(new) == {"2012-10-01": "present", "2012-12-04": "absent"}
        assert Mark.objects.get(meeting=after).doubt == "may have been vacant"
        reasons = Mark.history.filter(meeting_id=after.pk).values_list(
            "history_type", "history_change_reason"
        )
        assert set(reasons) == {
            ("+", None), ("-", "Moved with the seat from NHS Kingston"),
            ("+", "Moved with the seat from NHS Kingston"),
        }  # fmt: skip

    def test_later_times_queries_and_wanted_kinds_go_with_it(
        self, manager_client, board, group, seat, trust
    ):
        make_tenure(seat, "2012-04-01", "2012-11-01")
        make_tenure(seat, "2012-11-01", state="interim")
        late = make_query(seat, make_meeting(group, "2012-12-04"), make_user())
        early = make_query(seat, make_meeting(group, "2012-06-14"), make_user("b@example.org"))
        kind = make_wanted_kind(board, met_by=seat)

        self.move(manager_client, seat, trust)

        new = Seat.objects.get(agency=trust)
        assert times(seat) == [("filled", "2012-04-01", "2012-10-01")]
        assert times(new) == [
            ("filled", "2012-10-01", "2012-11-01"),
            ("interim", "2012-11-01", None),
        ]
        for row in (late, early, kind):
            row.refresh_from_db()
        assert (late.seat, early.seat, kind.met_by) == (new, seat, new)

    def test_the_timeline_shows_both(self, manager_client, member_client, seat, trust):
        make_tenure(seat)
        self.move(manager_client, seat, trust)
        new = Seat.objects.get(agency=trust)

        own, other = (
            table_of(member_client.get(address("seat", one)), "How it was held").texts[1:]
            for one in (seat, new)
        )

        assert [row[:3] for row in own] == [
            ["1 April 2012", "30 September 2012", "In post"],
            ["1 October 2012", "It goes on", "In post for Your Healthcare"],
        ]
        assert [row[2] for row in other] == ["In post for NHS Kingston", "In post"]

    def test_a_seat_of_that_title_there_stands_in_the_way(self, manager_client, group, seat, trust):
        make_tenure(seat)
        make_seat(group, trust, seat.title)

        answer = self.move(manager_client, seat, trust)

        assert "Your Healthcare has a seat of this title in the Main Board" in text_of(answer)
        assert times(seat) == [("filled", "2012-04-01", None)]

    @pytest.mark.parametrize(
        ("until", "day", "sentence"),
        [
            (None, "2012-04-01", "The seat was not there before that day: choose a later one."),
            ("2012-10-01", "2012-10-01", "The seat had ended by then"),
        ],
    )
    def test_a_seat_moves_while_it_is_there(
        self, manager_client, seat, trust, until, day, sentence
    ):
        make_tenure(seat, until=until)

        answer = self.move(manager_client, seat, trust, day)

        assert sentence in text_of(answer)
        assert Seat.objects.count() == 1

    def test_to_a_new_agency(self, manager_client, seat):
        make_tenure(seat)

        send(
            manager_client,
            address("seat_move", seat),
            {"since": "2013-04-01"},
            agency="other",
            new_agency="Clinical Commissioning Group",
            sector=seat.agency.sector_id,
        )

        new = Seat.objects.get(continues=seat)
        assert (new.agency.name, new.agency.sector) == (
            "Clinical Commissioning Group", seat.agency.sector,
        )  # fmt: skip

    def test_opening_it_again_takes_the_move_back(self, manager_client, seat, trust):
        make_tenure(seat)
        self.move(manager_client, seat, trust)

        send(manager_client, address("seat_reopen", seat))

        assert times(seat) == [("filled", "2012-04-01", None)]
        assert not Seat.objects.filter(agency=trust).exists()

    def test_the_kind_it_represents_comes_back_with_it(self, manager_client, board, seat, trust):
        make_tenure(seat)
        kind = make_wanted_kind(board, met_by=seat)
        self.move(manager_client, seat, trust)

        send(manager_client, address("seat_reopen", seat))

        kind.refresh_from_db()
        assert kind.met_by == seat
        assert not Seat.objects.filter(agency=trust).exists()

    def test_a_move_that_is_to_come_is_taken_back_too(self, manager_client, seat, trust):
        make_tenure(seat)
        self.move(manager_client, seat, trust, str(timezone.localdate() + timedelta(days=30)))

        assert "Open it again" in links_of(manager_client.get(address("seat", seat)))
        send(manager_client, address("seat_reopen", seat))

        assert times(seat) == [("filled", "2012-04-01", None)]

    def test_but_not_where_the_new_seat_has_a_past(self, manager_client, group, seat, trust):
        make_tenure(seat)
        self.move(manager_client, seat, trust)
        mark(Seat.objects.get(agency=trust), make_meeting(group, "2012-12-04"))

        answer = send(manager_client, address("seat_reopen", seat))

        assert "which has a past of its own by now" in text_of(answer)
        assert times(seat) == [("filled", "2012-04-01", "2012-10-01")]
        assert Tenure.objects.filter(seat__agency=trust).count() == 1


class TestMerging:
    @pytest.fixture
    def other(self, group):
        return make_seat(group, title="Named Nurse", aliases=["Nurse, Safeguarding"])

    def merge(self, client, kept, other):
        where = address("seat_merge", kept)
        asked = send(client, where, other=other.pk)
        if asked.status_code != 200 or "Before you go on" not in text_of(asked):
            return asked
        return accept(client, asked, where)

    def test_times_entries_and_names_go_to_the_one_that_stays(
        self, manager_client, board, group, seat, other
    ):
        user, ada = make_user("nurse@example.org"), make_person(board)
        make_tenure(seat, "2012-10-01")
        make_tenure(other, "2012-04-01", "2012-10-01", note="Register", user=user, person=ada)
        mark(other, make_meeting(group, "2012-06-14"), "substitute", substitute=ada)
        mark(seat, make_meeting(group, "2012-12-04"))

        answer = self.merge(manager_client, seat, other)

        page = said(manager_client, answer)
        assert "Named Nurse (NHS Kingston) is now another name of Designated Nurse" in page
        assert "Times made anew here: 1; register entries: 1." in page
        seat.refresh_from_db()
        assert seat.aliases == ["Nurse", "Named Nurse", "Nurse, Safeguarding"]
        assert times(seat) == [
            ("filled", "2012-04-01", "2012-10-01"),
            ("filled", "2012-10-01", None),
        ]
        assert marks(seat) == {"2012-06-14": "substitute", "2012-12-04": "present"}
        first = seat.tenures.get(until__isnull=False)
        assert (first.note, first.user, first.person) == ("Register", user, ada)
        assert Mark.objects.get(status="substitute").substitute == ada
        assert not Seat.objects.filter(pk=other.pk).exists()

    def test_it_is_said_first_what_will_happen(self, manager_client, group, seat, other):
        make_tenure(other)
        mark(other, make_meeting(group, "2012-06-14"))

        asked = send(manager_client, address("seat_merge", seat), other=other.pk)

        page = text_of(asked)
        assert "takes over its times in post and its register entries of 14 June 2012" in page
        assert Seat.objects.count() == 2

    def test_what_went_is_kept_in_history(self, manager_client, manager, seat, other):
        self.merge(manager_client, seat, other)

        gone = Seat.history.filter(id=other.pk).first()
        assert (gone.history_type, gone.history_user_id, gone.history_change_reason) == (
            "-", manager.pk, "Merged into “Designated Nurse” (NHS Kingston)",
        )  # fmt: skip
        assert (
            seat.history.first().history_change_reason == "Merged with “Named Nurse” (NHS Kingston)"
        )

    def test_both_recorded_at_one_meeting_is_a_clash(self, manager_client, group, seat, other):
        for held_on in ("2012-06-14", "2012-12-04"):
            meeting = make_meeting(group, held_on)
            mark(seat, meeting)
            mark(other, meeting, "absent")

        answer = self.merge(manager_client, seat, other)

        page = text_of(answer)
        assert "Both are recorded in the register of 14 June 2012 and 4 December 2012." in page
        assert "Nothing was done." in page
        assert (len(marks(seat)), len(marks(other))) == (2, 2)

    def test_overlapping_times_are_a_clash(self, manager_client, seat, other):
        make_tenure(seat)
        make_tenure(other, "2012-10-01", state="interim")

        page = text_of(self.merge(manager_client, seat, other))

        assert (
            "“Designated Nurse” was in post since 1 April 2012, and “Named Nurse” interim cover "
            "since 1 October 2012: that overlaps." in page
        )
        assert (len(times(seat)), len(times(other))) == (1, 1)

    def test_another_agencys_seat_is_said_plainly(self, manager_client, group, seat, trust):
        other = make_seat(group, trust, "Named Nurse")

        asked = send(manager_client, address("seat_merge", seat), other=other.pk)

        page = text_of(asked)
        assert "what was recorded for Your Healthcare will count for NHS Kingston." in page
        assert "Your Healthcare, another agency: Named Nurse" in page

    def test_a_seat_of_another_group_cannot_be_chosen(self, manager_client, board, seat):
        elsewhere = make_seat(make_group(board, "training", "sub_group"), title="Nurse")

        answer = send(manager_client, address("seat_merge", seat), other=elsewhere.pk)

        assert "Select a valid choice." in text_of(answer)

    def test_what_else_points_to_it_points_to_the_one_that_stays(
        self, manager_client, board, group, seat, other, trust
    ):
        user = make_user("asks@example.org")
        query = make_query(other, make_meeting(group), user)
        letter = make_letter(other.agency, group, user, seat=other)
        kind = make_wanted_kind(board, met_by=other)
        onward = make_seat(group, trust, "Nurse of the trust", continues=other)

        answer = self.merge(manager_client, seat, other)

        assert answer.status_code == 302
        for row in (query, letter, kind, onward):
            row.refresh_from_db()
        assert (query.seat, letter.seat, kind.met_by, onward.continues) == (seat,) * 4

    def test_every_model_that_points_to_a_seat_is_thought_of(self):
        """A new one is repointed like these, or needs a word in `moves`."""
        found = {relation.related_model.__name__ for relation in Seat._meta.related_objects}

        assert found == {
            "AttendanceQuery", "Letter", "Mark", "Seat", "Tenure", "WantedKind",
        }  # fmt: skip

    def test_a_seat_that_carries_on_the_other_takes_its_place(self, manager_client, group, trust):
        first = make_seat(group, title="First")
        other = make_seat(group, title="Other", continues=first)
        kept = make_seat(group, trust, "Kept", continues=other)

        assert self.merge(manager_client, kept, other).status_code == 302

        kept.refresh_from_db()
        assert kept.continues == first

    def test_a_row_that_may_not_change_leaves_everything_as_it_was(
        self, seat, other, group, monkeypatch
    ):
        make_tenure(other)
        mark(other, make_meeting(group))
        letter = make_letter(other.agency, group, make_user("d@example.org"), seat=other)
        letters = apps.get_model("actions", "Letter")

        def refuse(self, *args, **kwargs):
            raise IntegrityError("kept as it was sent")

        monkeypatch.setattr(letters, "save", refuse)
        with pytest.raises(Refused, match="such as a letter that was sent. Nothing was done."):
            moves.merge(seat, other)

        letter.refresh_from_db()
        assert letter.seat == other
        assert (len(times(other)), len(marks(other)), len(times(seat))) == (1, 1, 0)

    def test_merging_from_the_other_side_keeps_the_other(self, manager_client, seat, other):
        page = manager_client.get(address("seat", seat))
        assert address("seat_merge", seat) in links_of(page).values()

        self.merge(manager_client, other, seat)

        assert list(Seat.objects.values_list("title", flat=True)) == ["Named Nurse"]
        assert timezone.now() > Seat.history.first().history_date
