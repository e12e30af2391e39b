"""Naming holders, cover and vacancies; putting days right; adding, ending and re-opening seats."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, Person, Seat, Tenure
from attendance.membership import holders
from attendance.membership.changes import Holder, Refused, SeatWords, change_words
from tests.build import (
    make_agency,
    make_meeting,
    make_person,
    make_role,
    make_seat,
    make_tenure,
    make_user,
    mark,
)
from tests.page_forms import fields_of
from tests.page_tables import links_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(group):
    return make_seat(group)


def address(name, seat, *more):
    return reverse(name, args=[seat.group.board.slug, seat.pk, *more])


def day_fields(name, day) -> dict:
    """The three boxes of a day."""
    if day is None:
        return {f"{name}_{part}": "" for part in ("day", "month", "year")}
    day = date.fromisoformat(day)
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def send(client, where, days=None, **given):
    """The page's form as it came, with these fields filled in."""
    fields = fields_of(client.get(where))
    for name, day in (days or {}).items():
        fields |= day_fields(name, day)
    return client.post(where, {**fields, **given})


def said(client, answer) -> str:
    """What the page after a change says."""
    assert answer.status_code == 302, text_of(answer)
    return text_of(client.get(answer.url))


def times(seat) -> list[tuple]:
    return [
        (one.state, str(one.since), one.until and str(one.until))
        for one in Tenure.objects.filter(seat=seat).order_by("since")
    ]


class TestNamingWhoHoldsIt:
    def test_a_vacancy_takes_a_day_and_one_choice(self, manager_client, seat):
        make_tenure(seat)

        answer = send(
            manager_client,
            address("seat_holder", seat),
            {"since": "2012-10-01"},
            state="vacant",
        )

        assert times(seat) == [
            ("filled", "2012-04-01", "2012-10-01"),
            ("vacant", "2012-10-01", None),
        ]
        page = said(manager_client, answer)
        assert "Designated Nurse (NHS Kingston): vacant since 1 October 2012." in page
        assert "Before it: in post from 1 April 2012 to 30 September 2012." in page

    def test_today_stands_in_the_boxes(self, manager_client, seat):
        answer = send(manager_client, address("seat_holder", seat), state="filled")

        assert answer.status_code == 302
        assert times(seat) == [("filled", str(timezone.localdate()), None)]

    def test_a_name_is_kept_once_for_the_board(self, manager_client, board, seat):
        gone = Person.objects.create(board=board, name="Ada Example", erased_at=timezone.now())
        known = make_person(board, "Ada Example")

        answer = send(
            manager_client,
            address("seat_holder", seat),
            {"since": "2012-10-01"},
            state="interim",
            holder="Ada Example",
            seniority="Team manager",
            is_below="on",
        )

        tenure = seat.tenures.get()
        assert tenure.person == known
        assert (tenure.seniority, tenure.is_below_required) == ("Team manager", True)
        assert set(Person.objects.all()) == {known, gone}
        assert "interim cover since 1 October 2012, Ada Example." in said(manager_client, answer)

    def test_a_new_name_is_a_new_person(self, manager_client, board, seat):
        send(
            manager_client,
            address("seat_holder", seat),
            {"since": "2012-10-01"},
            state="filled",
            holder="Grace Example",
        )

        assert seat.tenures.get().person == Person.objects.get(board=board, name="Grace Example")

    def test_a_vacant_seat_has_no_holder(self, manager_client, seat):
        make_tenure(seat)

        answer = send(
            manager_client,
            address("seat_holder", seat),
            {"since": "2012-10-01"},
            state="vacant",
            holder="Ada Example",
        )

        page = text_of(answer)
        assert "Holder’s name: A vacant seat has no holder: leave this empty." in page
        assert b"<title>Error: " in answer.content
        assert b'value="Ada Example"' in answer.content
        assert times(seat) == [("filled", "2012-04-01", None)]

    def test_nothing_chosen_is_an_error_that_keeps_the_day(self, manager_client, seat):
        answer = send(manager_client, address("seat_holder", seat), {"since": "2012-10-01"})

        assert "Who holds it from then: This field is required." in text_of(answer)
        assert fields_of(answer)["since_year"] == "2012"
        assert times(seat) == []

    def test_vacant_already_is_said(self, manager_client, seat):
        make_tenure(seat, state="vacant")

        answer = send(
            manager_client, address("seat_holder", seat), {"since": "2012-10-01"}, state="vacant"
        )

        assert "The seat is vacant then already: vacant since 1 April 2012." in text_of(answer)
        assert times(seat) == [("vacant", "2012-04-01", None)]

    def test_within_an_earlier_time_it_is_said_first_and_then_splits_it(self, manager_client, seat):
        make_tenure(seat, "2012-04-01", "2012-11-01", until_inferred=True)
        make_tenure(seat, "2012-11-01", state="interim")
        where, day = address("seat_holder", seat), {"since": "2012-06-01"}

        asked = send(manager_client, where, day, state="vacant")

        page = text_of(asked)
        assert "1 June 2012 lies before other entries." in page
        assert "It was in post from 1 April 2012 to 31 October 2012." in page
        assert "vacant from 1 June 2012 to 31 October 2012; what follows stays as it is." in page
        assert len(times(seat)) == 2

        done = manager_client.post(where, {**fields_of(asked), "accept": "on"})

        assert done.status_code == 302
        assert times(seat) == [
            ("filled", "2012-04-01", "2012-06-01"),
            ("vacant", "2012-06-01", "2012-11-01"),
            ("interim", "2012-11-01", None),
        ]
        assert seat.tenures.get(state="vacant").until_inferred
        assert not seat.tenures.get(state="filled").until_inferred

    def test_on_the_first_day_of_an_entry_that_is_changed(self, manager_client, seat):
        user = make_user("nurse@example.org")
        make_tenure(seat, user=user)
        where, day = address("seat_holder", seat), {"since": "2012-04-01"}

        asked = send(manager_client, where, day, state="vacant")
        assert "An entry begins on that very day: in post since 1 April 2012." in text_of(asked)

        done = manager_client.post(where, {**fields_of(asked), "accept": "on"})

        assert times(seat) == [("vacant", "2012-04-01", None)]
        assert "nurse@example.org is no longer linked" in said(manager_client, done)
        assert [row.history_type for row in Tenure.history.order_by("history_id")] == ["+", "~"]

    def test_entries_in_registers_that_would_no_longer_count_are_named(
        self, manager_client, group, seat
    ):
        make_tenure(seat)
        for held_on in ("2012-06-14", "2013-02-12", "2013-03-12"):
            mark(seat, make_meeting(group, held_on))
        where, day = address("seat_holder", seat), {"since": "2013-01-01"}

        asked = send(manager_client, where, day, state="vacant")

        assert "on 12 February 2013 and 12 March 2013. Nobody would have held" in text_of(asked)
        assert times(seat) == [("filled", "2012-04-01", None)]

    def test_naming_somebody_from_a_day_with_entries_asks_nothing(
        self, manager_client, group, seat
    ):
        make_tenure(seat)
        mark(seat, make_meeting(group, "2013-02-12"))

        answer = send(
            manager_client, address("seat_holder", seat), {"since": "2013-01-01"}, state="interim"
        )

        assert answer.status_code == 302

    def test_history_says_who_and_why(self, manager_client, manager, seat):
        make_tenure(seat)

        send(manager_client, address("seat_holder", seat), {"since": "2012-10-01"}, state="vacant")

        rows = Tenure.history.filter(seat_id=seat.pk).order_by("-history_id")[:2]
        assert [(row.history_user_id, row.history_change_reason) for row in rows] == [
            (manager.pk, "A vacancy named"),
            (manager.pk, "Ended by what follows"),
        ]

    def test_what_looks_like_a_childs_details_is_asked_about(self, manager_client, seat):
        answer = send(
            manager_client,
            address("seat_holder", seat),
            state="filled",
            seniority="born 3 May 2019",
        )

        assert "“3 May 2019” looks like a date of birth." in text_of(answer)
        assert times(seat) == []

        kept = manager_client.post(
            address("seat_holder", seat), {**fields_of(answer), "keep_text": "on"}
        )
        assert kept.status_code == 302

    def test_there_is_no_such_day(self, manager_client, seat):
        where = address("seat_holder", seat)
        fields = {"since_day": "31", "since_month": "2", "since_year": "2012", "state": "filled"}

        assert "There is no 31 February 2012." in text_of(manager_client.post(where, fields))


class TestAccountsOfHoldersWhoLeft:
    """The accounts page asks to close the account of a holder whose last seat has ended."""

    @pytest.fixture
    def nurse(self, board, seat):
        user = make_user("nurse@example.org")
        make_role(user, board)
        make_tenure(seat, user=user)
        return user

    def to_close(self, client, board):
        page = text_of(client.get(reverse("accounts", args=[board.slug])))
        return "Close these" in page and "nurse@example.org: last in a seat until" in page

    def test_a_vacancy_asks_to_close_it(self, manager_client, board, seat, nurse):
        assert not self.to_close(manager_client, board)

        answer = send(
            manager_client, address("seat_holder", seat), {"since": "2012-10-01"}, state="vacant"
        )

        assert "the accounts page asks to close it" in said(manager_client, answer)
        assert self.to_close(manager_client, board)

    def test_so_does_the_end_of_the_seat(self, manager_client, board, seat, nurse):
        send(manager_client, address("seat_end", seat), {"last": "2012-10-01"})

        assert self.to_close(manager_client, board)

    def test_and_naming_somebody_else(self, manager_client, board, seat, nurse):
        send(manager_client, address("seat_holder", seat), {"since": "2012-10-01"}, state="filled")

        assert self.to_close(manager_client, board)

    def test_a_move_takes_the_account_with_it(self, manager_client, board, seat, nurse):
        other = make_agency(board, "Your Healthcare")

        answer = send(
            manager_client, address("seat_move", seat), {"since": "2012-10-01"}, agency=other.pk
        )

        assert answer.status_code == 302
        assert not self.to_close(manager_client, board)
        assert Tenure.objects.get(seat__agency=other).user == nurse


class TestAFormThatWasOpenForLong:
    """Somebody else changes the seat while the form is open."""

    def sent_later(self, client, where, change, days=None, **given):
        fields = fields_of(client.get(where))
        change()
        for name, day in (days or {}).items():
            fields |= day_fields(name, day)
        return fields, client.post(where, fields | given)

    def test_what_it_says_now_stands_beside_what_was_sent(self, manager_client, seat):
        def change():
            seat.title, seat.aliases = "Lead Nurse", ["Nurse", "Matron"]
            seat.save()

        where = address("seat_change", seat)
        _, answer = self.sent_later(manager_client, where, change, required_seniority="Band 8")

        page = text_of(answer)
        assert "Somebody else has changed this seat since you opened this page" in page
        assert "nothing was saved" in page
        assert "Title of the post: it says “Lead Nurse” now." in page
        assert "Other names: it says “Nurse, Matron” now." in page
        seat.refresh_from_db()
        assert (seat.title, seat.required_seniority) == ("Lead Nurse", "")
        back = fields_of(answer)
        assert (back["title"], back["required_seniority"]) == ("Designated Nurse", "Band 8")

        assert manager_client.post(where, back | {"title": "Lead Nurse"}).status_code == 302
        seat.refresh_from_db()
        assert (seat.title, seat.required_seniority) == ("Lead Nurse", "Band 8")

    def test_days_that_were_put_right_meanwhile(self, manager_client, seat):
        tenure = make_tenure(seat, "2012-04-01")

        def change():
            Tenure.objects.filter(pk=tenure.pk).update(since="2012-05-01")

        where = address("seat_times", seat, tenure.pk)
        _, answer = self.sent_later(manager_client, where, change, note="Letter of 2 October")

        assert "First day: it says “1 May 2012” now." in text_of(answer)
        tenure.refresh_from_db()
        assert (str(tenure.since), tenure.note) == ("2012-05-01", "")

    @pytest.mark.parametrize("name", ["seat_holder", "seat_end"])
    def test_a_holder_who_was_named_meanwhile(self, manager_client, seat, name):
        make_tenure(seat, "2012-04-01")

        def change():
            holders.name_holder(seat, date(2012, 9, 1), "interim", Holder("Ann Interim"))

        given = {"state": "vacant"} if name == "seat_holder" else {}
        day = {"since" if name == "seat_holder" else "last": "2012-10-01"}
        where = address(name, seat)
        fields, answer = self.sent_later(manager_client, where, change, day, **given)

        assert "Somebody else has changed this seat" in text_of(answer)
        assert ": it says “" not in text_of(answer)  # the day was offered, and is on no record
        assert seat.tenures.count() == 2
        assert fields_of(answer)["seen"] != fields["seen"]

    def test_a_choice_is_told_in_its_words_and_a_move_is_no_record(self, manager_client, seat):
        def change():
            seat.counts_as = "adviser"
            seat.save()

        where = address("seat_change", seat)
        _, answer = self.sent_later(manager_client, where, change, place="1")

        page = text_of(answer)
        assert "It counts as: it says “Adviser” now." in page
        assert "Its place among the seats of its agency: it says" not in page

    def test_a_seat_that_nobody_changed_is_saved_at_once(self, manager_client, group, seat):
        def change():
            make_seat(group, title="Another seat")

        where = address("seat_change", seat)
        _, answer = self.sent_later(manager_client, where, change, title="Lead Nurse")

        assert answer.status_code == 302


class TestPuttingDaysRight:
    def test_changed_days_are_no_longer_inferred(self, manager_client, seat):
        tenure = make_tenure(
            seat, "2012-04-01", "2012-11-01", since_inferred=True, until_inferred=True
        )
        where = address("seat_times", seat, tenure.pk)

        answer = send(manager_client, where, {"last": "2012-10-19"}, note="Letter of 2 October")

        tenure.refresh_from_db()
        assert (str(tenure.since), str(tenure.until)) == ("2012-04-01", "2012-10-20")
        assert (tenure.since_inferred, tenure.until_inferred) == (True, False)
        assert tenure.note == "Letter of 2 October"
        page = said(manager_client, answer)
        assert (
            "It was in post from 1 April 2012 to 31 October 2012, and is in post from 1 April "
            "2012 to 19 October 2012." in page
        )

    def test_a_changed_first_day_is_no_longer_inferred(self, manager_client, seat):
        tenure = make_tenure(seat, since_inferred=True)

        send(manager_client, address("seat_times", seat, tenure.pk), {"since": "2012-05-08"})

        tenure.refresh_from_db()
        assert (str(tenure.since), tenure.since_inferred) == ("2012-05-08", False)

    def test_an_inferred_day_that_is_now_known_loses_its_tick(self, manager_client, seat):
        tenure = make_tenure(seat, since_inferred=True)
        where = address("seat_times", seat, tenure.pk)
        fields = fields_of(manager_client.get(where))
        del fields["since_inferred"]

        manager_client.post(where, fields)

        tenure.refresh_from_db()
        assert (str(tenure.since), tenure.since_inferred) == ("2012-04-01", False)

    def test_an_overlap_names_the_other_entry(self, manager_client, seat):
        tenure = make_tenure(seat, "2012-04-01", "2012-11-01")
        make_tenure(seat, "2012-11-01", state="interim")

        answer = send(
            manager_client, address("seat_times", seat, tenure.pk), {"last": "2012-11-01"}
        )

        page = text_of(answer)
        assert "These days overlap with another time in this seat" in page
        assert "interim cover since 1 November 2012" in page
        assert times(seat)[0] == ("filled", "2012-04-01", "2012-11-01")

    def test_an_end_before_the_beginning_is_refused(self, manager_client, seat):
        tenure = make_tenure(seat)

        answer = send(
            manager_client, address("seat_times", seat, tenure.pk), {"last": "2012-03-31"}
        )

        assert "It ends before it begins: the first day is 1 April 2012." in text_of(answer)

    def test_entries_that_would_lie_outside_are_named_and_accepted(
        self, manager_client, group, seat
    ):
        tenure = make_tenure(seat)
        mark(seat, make_meeting(group, "2012-06-14"))
        where = address("seat_times", seat, tenure.pk)

        asked = send(manager_client, where, {"since": "2012-07-01"})
        assert "an entry for this seat on 14 June 2012." in text_of(asked)
        assert times(seat) == [("filled", "2012-04-01", None)]

        manager_client.post(where, {**fields_of(asked), "accept": "on"})
        assert times(seat) == [("filled", "2012-07-01", None)]

    def test_the_holder_can_be_put_right_too(self, manager_client, board, seat):
        tenure = make_tenure(seat, person=make_person(board, "Ada Exmaple"))

        send(
            manager_client, address("seat_times", seat, tenure.pk), holder="Ada Example",
            seniority="Director",
        )  # fmt: skip

        tenure.refresh_from_db()
        assert (str(tenure.person), tenure.seniority) == ("Ada Example", "Director")

    def test_an_erased_holder_stays_where_only_the_days_are_put_right(
        self, manager_client, board, seat
    ):
        erased = make_person(board)
        tenure = make_tenure(seat, person=erased)
        erased.erase()

        send(manager_client, address("seat_times", seat, tenure.pk), {"since": "2012-05-01"})

        tenure.refresh_from_db()
        assert (tenure.person, str(tenure.since)) == (erased, "2012-05-01")

    def test_of_two_who_put_it_right_at_once_the_second_is_told(self, seat):
        tenure = make_tenure(seat)
        stale = Tenure.objects.get(pk=tenure.pk)
        tenure.note = "Letter of appointment"
        tenure.save()

        with pytest.raises(Refused, match="Somebody else has changed this"):
            holders.put_right(
                stale, tenure.since, None, is_inferred=(False, False), note="", holder=Holder()
            )
        with pytest.raises(Refused, match="Somebody else has changed this"):
            holders.take_back(stale)
        assert seat.tenures.get().note == "Letter of appointment"

    def test_a_vacancy_has_no_holder_to_ask_for(self, manager_client, seat):
        tenure = make_tenure(seat, state="vacant")
        where = address("seat_times", seat, tenure.pk)

        assert "holder" not in fields_of(manager_client.get(where))
        assert send(manager_client, where, {"since": "2012-05-01"}).status_code == 302

    def test_a_time_of_another_seat_is_not_there(self, manager_client, group, seat):
        other = make_tenure(make_seat(group, title="Other"))

        assert manager_client.get(address("seat_times", seat, other.pk)).status_code == 404

    def test_an_entry_made_by_mistake_is_taken_back(self, manager_client, seat):
        make_tenure(seat)
        send(manager_client, address("seat_holder", seat), {"since": "2012-10-01"}, state="vacant")
        mistaken = seat.tenures.get(state="vacant")

        answer = send(manager_client, address("seat_take_back", seat, mistaken.pk))

        assert times(seat) == [("filled", "2012-04-01", None)]
        page = said(manager_client, answer)
        assert "“vacant since 1 October 2012” is taken back." in page
        assert "It is again in post since 1 April 2012." in page
        assert Tenure.history.filter(id=mistaken.pk, history_type="-").exists()

    def test_taking_back_what_counts_in_a_register_is_asked(self, manager_client, group, seat):
        tenure = make_tenure(seat)
        mark(seat, make_meeting(group, "2012-06-14"))
        where = address("seat_take_back", seat, tenure.pk)

        asked = send(manager_client, where)
        assert "an entry for this seat on 14 June 2012." in text_of(asked)
        assert len(times(seat)) == 1

        manager_client.post(where, {**fields_of(asked), "accept": "on"})
        assert times(seat) == []


class TestAddingASeat:
    def add(self, client, group, **given):
        where = reverse("seat_new", args=[group.board.slug, group.slug])
        return send(client, where, {"since": "2012-04-01"}, **given)

    def test_of_an_agency_of_the_board(self, manager_client, group):
        agency = make_agency(group.board)
        make_seat(group, agency, "First", position=4)

        answer = self.add(
            manager_client,
            group,
            title="Named Nurse",
            agency=agency.pk,
            counts_as="adviser",
            required_seniority="Band 8",
            holder="Ada Example",
        )

        seat = Seat.objects.get(title="Named Nurse")
        assert (seat.agency, seat.counts_as, seat.required_seniority, seat.position) == (
            agency, "adviser", "Band 8", 5,
        )  # fmt: skip
        assert times(seat) == [("filled", "2012-04-01", None)]
        assert str(seat.tenures.get().person) == "Ada Example"
        page = said(manager_client, answer)
        assert "Named Nurse (NHS Kingston) is added to the Main Board: in post since" in page

    def test_of_a_new_agency_and_sector(self, manager_client, group):
        self.add(
            manager_client,
            group,
            title="Head teacher",
            agency="other",
            new_agency="Primary schools",
            sector="other",
            new_sector="Schools",
            state="vacant",
        )

        agency = Agency.objects.get(name="Primary schools")
        assert (agency.slug, agency.sector.name, agency.board) == (
            "primary-schools", "Schools", group.board,
        )  # fmt: skip
        assert times(Seat.objects.get(agency=agency)) == [("vacant", "2012-04-01", None)]

    def test_two_agencies_never_have_one_address(self, manager_client, group):
        make_agency(group.board, "Primary schools!")

        self.add(
            manager_client,
            group,
            title="Head",
            agency="other",
            new_agency="Primary schools",
            sector="other",
            new_sector="Schools",
        )

        assert Agency.objects.get(name="Primary schools").slug == "primary-schools-2"

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({}, "Agency: This field is required."),
            ({"agency": "other"}, "Name of another agency: Write the name of the agency."),
            ({"agency": "other"}, "Choose the sector of the other agency."),
            ({"agency": "other", "sector": "other"}, "Write the name of the sector."),
            ({"agency": "other", "new_agency": "NHS Kingston"}, "choose it in the list."),
            ({"agency": "other", "sector": "other", "new_sector": "Health"}, "of this name"),
            ({"new_agency": "Fire"}, "Agency: This field is required."),
            ({"agency": "own", "new_agency": "Fire"}, "Choose “Another agency” above, or leave"),
        ],
    )
    def test_an_agency_is_chosen_or_written(self, manager_client, group, given, sentence):
        agency = make_agency(group.board)
        if given.get("agency") == "own":
            given = {**given, "agency": agency.pk}

        answer = self.add(manager_client, group, title="Nurse", **given)

        assert sentence in text_of(answer)
        assert not Seat.objects.exists()

    def test_the_same_title_twice_in_one_agency_is_refused(self, manager_client, seat):
        answer = self.add(manager_client, seat.group, title=seat.title, agency=seat.agency_id)

        assert "NHS Kingston has a seat of this title in the Main Board already." in text_of(answer)
        assert Seat.objects.count() == 1

    def test_another_boards_agency_cannot_be_chosen(self, manager_client, group, other_board):
        answer = self.add(manager_client, group, title="Nurse", agency=make_agency(other_board).pk)

        assert "Select a valid choice." in text_of(answer)
        assert not Seat.objects.exists()


class TestChangingASeat:
    def test_the_old_title_becomes_another_name(self, manager_client, seat):
        answer = send(manager_client, address("seat_change", seat), title="Lead Nurse")

        seat.refresh_from_db()
        assert (seat.title, seat.aliases) == ("Lead Nurse", ["Designated Nurse"])
        page = said(manager_client, answer)
        assert "“Designated Nurse” is now “Lead Nurse”, and “Designated Nurse” stays" in page

    def test_a_typing_mistake_does_not(self, manager_client, seat):
        send(manager_client, address("seat_change", seat), title="Lead Nurse", is_mistyped="on")

        seat.refresh_from_db()
        assert seat.aliases == []
        assert seat.history.first().history_change_reason == "Typing mistake"

    def test_other_names_stand_one_a_line_and_once(self, manager_client, seat):
        answer = send(
            manager_client,
            address("seat_change", seat),
            aliases="Nurse\r\n\r\n Safeguarding nurse \r\nNurse\r\nDesignated Nurse",
            required_seniority="Band 8",
        )

        seat.refresh_from_db()
        assert seat.aliases == ["Nurse", "Safeguarding nurse"]
        page = said(manager_client, answer)
        assert "its other names are changed; it asks for: Band 8." in page

    def test_of_two_who_change_it_at_once_the_second_is_told(self, seat):
        stale = Seat.objects.get(pk=seat.pk)
        seat.required_seniority = "Band 8"
        seat.save()

        with pytest.raises(Refused, match="Somebody else has changed this"):
            change_words(stale, SeatWords("Nurse"), was_mistyped=True, steps=0)

        seat.refresh_from_db()
        assert (seat.title, seat.required_seniority) == ("Designated Nurse", "Band 8")

    def test_nothing_changed_is_said_and_leaves_no_history(self, manager_client, seat):
        before = seat.history.count()

        answer = send(manager_client, address("seat_change", seat))

        assert "Nothing was changed." in said(manager_client, answer)
        assert seat.history.count() == before

    def test_a_title_that_is_taken_is_refused(self, manager_client, group, seat):
        make_seat(group, title="Lead Nurse")

        answer = send(manager_client, address("seat_change", seat), title="Lead Nurse")

        assert "If they are one seat, merge the two." in text_of(answer)

    def test_a_seat_moves_up_among_those_of_its_agency(self, manager_client, group, seat):
        second = make_seat(group, title="Named Nurse")
        third = make_seat(group, title="Nurse")

        answer = send(manager_client, address("seat_change", third), place="-1")

        order = group.seats.order_by("position").values_list("title", flat=True)
        assert list(order) == ["Designated Nurse", "Nurse", "Named Nurse"]
        assert "one place further up" in said(manager_client, answer)

        nowhere = send(manager_client, address("seat_change", second), place="1")
        assert "Nothing was changed." in said(manager_client, nowhere)


class TestEndingASeat:
    def test_on_its_last_day_it_is_still_a_member(self, manager_client, seat):
        make_tenure(seat)

        answer = send(manager_client, address("seat_end", seat), {"last": "2012-10-31"})

        assert times(seat) == [("filled", "2012-04-01", "2012-11-01")]
        page = said(manager_client, answer)
        assert "has ended: in post from 1 April 2012 to 31 October 2012." in page
        assert "Open it again" in page

    def test_planned_meetings_that_expect_it_are_named(self, manager_client, group, seat):
        make_tenure(seat)
        for held_on, state in (("2030-03-12", "planned"), ("2030-06-11", "cancelled")):
            make_meeting(group, held_on, confirmed=False, state=state)
        where = address("seat_end", seat)

        asked = send(manager_client, where, {"last": "2029-12-31"})
        page = text_of(asked)
        assert "This planned meeting expects the seat: 12 March 2030." in page
        assert "June" not in page.partition("Before you go on")[2].partition("Last day")[0]
        assert times(seat) == [("filled", "2012-04-01", None)]

        assert manager_client.post(where, {**fields_of(asked), "accept": "on"}).status_code == 302

    def test_entries_after_it_are_named(self, manager_client, group, seat):
        make_tenure(seat)
        mark(seat, make_meeting(group, "2013-03-12"))

        asked = send(manager_client, address("seat_end", seat), {"last": "2012-12-31"})

        assert "an entry for this seat on 12 March 2013." in text_of(asked)

    def test_what_begins_later_stands_in_the_way(self, manager_client, seat):
        make_tenure(seat, "2012-04-01", "2013-01-01")
        make_tenure(seat, "2013-01-01", state="interim")

        answer = send(manager_client, address("seat_end", seat), {"last": "2012-10-31"})

        assert "It cannot end then: it is interim cover since 1 January 2013." in text_of(answer)

    def test_it_ends_once(self, manager_client, seat):
        make_tenure(seat, "2012-04-01", "2012-11-01")

        answer = send(manager_client, address("seat_end", seat), {"last": "2013-01-31"})

        assert "The seat had ended by then already." in text_of(answer)

    def test_a_wrongly_ended_seat_is_opened_again(self, manager_client, seat):
        make_tenure(seat, "2012-04-01", "2012-11-01", until_inferred=True)

        answer = send(manager_client, address("seat_reopen", seat))

        assert times(seat) == [("filled", "2012-04-01", None)]
        assert not seat.tenures.get().until_inferred
        assert "is open again: in post since 1 April 2012." in said(manager_client, answer)

    def test_a_seat_that_goes_on_has_nothing_to_open(self, manager_client, seat):
        make_tenure(seat)

        page = manager_client.get(address("seat_reopen", seat))

        assert "This seat has not ended" in text_of(page)
        assert manager_client.post(address("seat_reopen", seat)).status_code == 200

    def test_cover_that_ends_some_day_has_not_ended(self, manager_client, seat):
        make_tenure(seat, "2012-04-01", "2950-11-01", "interim")

        links = links_of(manager_client.get(address("seat", seat)))

        assert "Open it again" not in links
        assert {"End the seat", "Move to another agency"} <= set(links)
        assert "This seat has not ended" in text_of(
            manager_client.get(address("seat_reopen", seat))
        )

    def test_an_end_that_is_to_come_is_put_right_and_not_opened(self, manager_client, seat):
        make_tenure(seat)

        soon = timezone.localdate() + timedelta(days=30)

        answer = send(manager_client, address("seat_end", seat), {"last": str(soon)})

        page = said(manager_client, answer)
        assert "Until then its days can be put right on its page." in page
        assert "You can open it again" not in page

    def test_yesterday_stands_in_the_boxes(self, manager_client, seat):
        make_tenure(seat)

        assert send(manager_client, address("seat_end", seat)).status_code == 302
        assert seat.tenures.get().until == timezone.localdate()
        assert seat.tenures.get().until - timedelta(days=1) < timezone.localdate()
