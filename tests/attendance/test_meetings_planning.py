"""Planning a meeting, changing it, and saying what became of it."""

from datetime import date, time

import pytest

from attendance.meetings import planning
from attendance.meetings.planning import ChangedMeanwhile, Plan, Taken
from attendance.models import Meeting
from tests.build import make_group, make_meeting, make_seat, make_tenure, mark
from tests.page_forms import fields_of
from tests.page_tables import text_of

NEW = "/kingston/meetings/new/?group=main-board&period=2012-13"


@pytest.fixture
def confirmed(group):
    return make_meeting(group, "2012-09-13")


def typed(day, month, year, name="held_on"):
    return {f"{name}_day": day, f"{name}_month": month, f"{name}_year": year}


def planned_by(client, day, month, year, address=NEW, **others):
    sent = {"group": "main-board", "kind": "ordinary", **typed(day, month, year), **others}
    return client.post(address, sent, follow=True)


def title_of(answer):
    return answer.content.decode().partition("<title>")[2].partition("</title>")[0]


def keeping(answer, note="The room was free only then"):
    """The form that was given back, with the date kept."""
    return fields_of(answer) | {"keep_date": "on", "date_note": note}


class TestPlanning:
    def test_the_group_and_nothing_else_is_chosen_beforehand(self, manager_client, group):
        fields = fields_of(manager_client.get(NEW))

        assert fields["group"] == "main-board"
        assert (fields["held_on_day"], fields["held_on_month"], fields["held_on_year"]) == (
            "",
            "",
            "",
        )

    def test_the_weekday_is_shown_back(self, manager_client, group):
        answer = planned_by(
            manager_client, "13", "Sept", "2012", starts_at="2.30pm", place="Guildhall"
        )

        meeting = Meeting.objects.get()
        assert (meeting.held_on, meeting.starts_at, meeting.place, meeting.state) == (
            date(2012, 9, 13),
            time(14, 30),
            "Guildhall",
            "planned",
        )
        assert answer.redirect_chain == [(f"/kingston/meetings/{meeting.pk}/", 302)]
        assert "Planned: Main Board, ordinary meeting on Thursday 13 September 2012." in text_of(
            answer
        )
        assert "Main Board, Thursday 13 September 2012" in title_of(answer)

    @pytest.mark.parametrize(
        ("parts", "why"),
        [
            (("26", "8", "2012"), "26 August 2012 is a Sunday."),
            (("27", "8", "2012"), "is a bank holiday, Late Summer Bank Holiday."),
            (("13", "2", "2012"), "13 February 2012 does not lie in 2012-13."),
            (("11", "4", "2013"), "11 April 2013 does not lie in 2012-13."),
        ],
    )
    def test_an_odd_date_is_pointed_out_and_may_be_kept(self, manager_client, group, parts, why):
        warned = planned_by(manager_client, *parts)

        assert why in text_of(warned)
        assert title_of(warned).startswith("Error: ")
        assert not Meeting.objects.exists()

        manager_client.post(NEW, keeping(warned))

        assert Meeting.objects.get().date_note == "The room was free only then"

    def test_a_date_before_the_previous_meeting_is_pointed_out(self, manager_client, group):
        make_meeting(group, "2012-09-13")
        make_meeting(group, "2012-12-04", confirmed=False, state="cancelled")

        warned = planned_by(manager_client, "12", "9", "2012")

        assert "is before the group’s previous meeting, on 13 September 2012." in text_of(warned)
        assert "is before" not in text_of(planned_by(manager_client, "14", "9", "2012"))

    def test_a_date_is_not_kept_without_a_note(self, manager_client, group):
        warned = planned_by(manager_client, "26", "8", "2012")

        again = manager_client.post(NEW, keeping(warned, note=" "))

        assert "Say in a few words why the date is right." in text_of(again)
        assert not Meeting.objects.exists()

    def test_a_tick_holds_for_the_date_that_was_warned_of_only(self, manager_client, group):
        warned = planned_by(manager_client, "26", "8", "2012")

        again = manager_client.post(NEW, keeping(warned) | typed("25", "8", "2012"))

        assert "25 August 2012 is a Saturday." in text_of(again)
        assert "keep_date" not in fields_of(again)
        assert not Meeting.objects.exists()

    def test_a_tick_sent_unasked_keeps_nothing(self, manager_client, group):
        planned_by(manager_client, "26", "8", "2012", keep_date="on", date_note="So there")

        assert not Meeting.objects.exists()

    def test_a_note_goes_with_its_date(self, manager_client, group):
        warned = planned_by(manager_client, "26", "8", "2012")

        manager_client.post(NEW, keeping(warned) | typed("28", "8", "2012"))

        assert Meeting.objects.get().date_note == ""

    def test_everything_typed_comes_back(self, manager_client, group):
        warned = planned_by(
            manager_client, "26", "Augst", "2012", starts_at="late", place="Guildhall"
        )

        fields = fields_of(warned)
        assert (fields["held_on_day"], fields["held_on_month"]) == ("26", "Augst")
        assert (fields["starts_at"], fields["place"]) == ("late", "Guildhall")
        assert "“augst” is not a month" in text_of(warned)
        assert "Write the time as 10:00 or 2.30pm." in text_of(warned)

    @pytest.mark.parametrize("year", ["1812", "2712", "212", "99"])
    def test_an_absurd_year_is_an_error(self, manager_client, group, year):
        refused = planned_by(manager_client, "13", "9", year)

        assert "year" in text_of(refused)
        assert "keep_date" not in text_of(refused)
        assert not Meeting.objects.exists()

    @pytest.mark.parametrize("typed_time", ["10:00", "10.00", "10", "10am", "10 AM", "10.00am"])
    def test_a_time_is_typed_as_people_do(self, manager_client, group, typed_time):
        planned_by(manager_client, "13", "9", "2012", starts_at=typed_time)

        assert Meeting.objects.get().starts_at == time(10)

    def test_a_second_meeting_of_a_type_on_a_day_is_refused(self, manager_client, group):
        make_meeting(group, "2012-09-13")

        refused = planned_by(manager_client, "13", "9", "2012")

        assert "The group has a meeting of this type on that day already." in text_of(refused)

    def test_one_of_the_other_type_is_pointed_out(self, manager_client, group):
        make_meeting(group, "2012-09-13")

        warned = planned_by(manager_client, "13", "9", "2012", kind="extraordinary")
        assert "The group has another meeting on 13 September 2012." in text_of(warned)

        manager_client.post(NEW, keeping(warned))
        assert Meeting.objects.count() == 2

    def test_two_who_plan_the_same_at_once_get_one(self, group):
        planning.plan(group, Plan(date(2012, 9, 13)))

        with pytest.raises(Taken, match="of this type on that day already"):
            planning.plan(group, Plan(date(2012, 9, 13)))
        assert Meeting.objects.count() == 1

    def test_without_a_year_it_is_the_groups_latest_or_todays(self, manager_client, group):
        address = "/kingston/meetings/new/"
        make_meeting(group, "2012-09-13")

        assert "does not lie" not in text_of(
            planned_by(manager_client, "14", "3", "2013", address=address)
        )
        assert "11 June 2020 does not lie in 2012-13 or" in text_of(
            planned_by(manager_client, "11", "6", "2020", address=address)
        )

    def test_a_group_must_be_chosen_and_one_of_the_boards(self, manager_client, other_board):
        make_group(other_board, "theirs")

        refused = planned_by(
            manager_client, "13", "9", "2012", address="/kingston/meetings/new/", group="theirs"
        )

        assert "Select a valid choice" in text_of(refused)
        assert manager_client.get("/kingston/meetings/new/?group=theirs").status_code == 404
        assert manager_client.get("/kingston/meetings/new/?group=%00").status_code == 404

    def test_a_childs_details_are_asked_about(self, manager_client, group):
        asked = planned_by(manager_client, "13", "9", "2012", place="For 943 476 5919")

        assert "looks like an NHS number" in text_of(asked)
        assert not Meeting.objects.exists()
        manager_client.post(NEW, fields_of(asked) | {"keep_text": "on"})
        assert Meeting.objects.exists()


class TestChanging:
    def address(self, meeting):
        return f"/kingston/meetings/{meeting.pk}/change/"

    def changed(self, client, meeting, **others):
        fields = fields_of(client.get(self.address(meeting)))
        return client.post(self.address(meeting), fields | others, follow=True)

    def test_the_form_has_what_is_known(self, manager_client, group):
        meeting = make_meeting(
            group, "2012-09-13", confirmed=False, starts_at=time(14, 30), place="Guildhall"
        )

        fields = fields_of(manager_client.get(self.address(meeting)))

        assert (fields["held_on_day"], fields["held_on_month"]) == ("13", "9")
        assert (fields["starts_at"], fields["place"]) == ("14:30", "Guildhall")

    def test_a_new_date_changes_who_is_expected_and_says_so(self, manager_client, group):
        meeting = make_meeting(group, "2012-09-13", confirmed=False)
        make_tenure(make_seat(group, title="Stays"))
        make_tenure(make_seat(group, title="Joins"), "2012-09-20")
        mark(group.seats.get(title="Stays"), meeting)

        shown = text_of(manager_client.get(self.address(meeting)))
        answer = self.changed(manager_client, meeting, **typed("20", "9", "2012"))

        assert "Who is expected follows from the date" in shown
        assert "other seats may be expected; the one entry stays." in shown
        assert (
            "Moved: Main Board, from Thursday 13 September 2012 to Thursday 20 September 2012. Who "
            "is expected follows from the date: 2 seats now, 1 before."
        ) in text_of(answer)

    def test_its_own_odd_date_is_not_asked_about_again(self, manager_client, group):
        meeting = make_meeting(
            group, "2012-08-26", confirmed=False, date_note="Printed so in the report"
        )

        self.changed(manager_client, meeting, place="Guildhall")

        meeting.refresh_from_db()
        assert (meeting.place, meeting.date_note) == ("Guildhall", "Printed so in the report")

    def test_a_new_odd_date_is(self, manager_client, group):
        make_meeting(group, "2012-06-14")
        meeting = make_meeting(group, "2012-09-13", confirmed=False)

        warned = self.changed(manager_client, meeting, **typed("9", "6", "2012"))

        assert "9 June 2012 is a Saturday." in text_of(warned)
        assert "before the group’s previous meeting, on 14 June 2012" in text_of(warned)
        assert Meeting.objects.get(pk=meeting.pk).held_on == date(2012, 9, 13)

    def test_a_confirmed_one_is_not_moved_without_a_reason(self, manager_client, confirmed):
        refused = self.changed(manager_client, confirmed, **typed("20", "9", "2012"))

        assert "Say why: the register of this meeting is confirmed." in text_of(refused)
        assert Meeting.objects.get().held_on == date(2012, 9, 13)

    def test_with_one_it_is_and_history_has_the_reason(self, manager_client, confirmed, manager):
        self.changed(
            manager_client, confirmed, **typed("20", "9", "2012"), reason="Misread in the minutes"
        )

        changed = Meeting.objects.get()
        latest = changed.history.first()
        assert changed.held_on == date(2012, 9, 20)
        assert changed.confirmed_at is not None
        assert latest.history_change_reason == "Misread in the minutes"
        assert latest.history_user_id == manager.pk

    @pytest.mark.parametrize("state", ["held", "inquorate"])
    def test_one_that_took_place_is_not_moved_to_a_day_to_come(self, manager_client, group, state):
        meeting = make_meeting(group, "2012-09-13", confirmed=False, state=state)

        refused = self.changed(manager_client, meeting, **typed("14", "9", "2090"))

        assert "It has met already, so its day is not still to come." in text_of(refused)
        assert Meeting.objects.get().held_on == date(2012, 9, 13)

    def test_nor_is_a_confirmed_one(self, manager_client, confirmed):
        refused = self.changed(
            manager_client, confirmed, **typed("14", "9", "2090"), reason="Misread"
        )

        assert "It has met already, so its day is not still to come." in text_of(refused)
        assert Meeting.objects.get().held_on == date(2012, 9, 13)

    def test_one_that_did_not_is(self, manager_client, group):
        make_meeting(group, "2012-09-13", confirmed=False, state="planned")

        self.changed(
            manager_client,
            Meeting.objects.get(),
            **typed("14", "9", "2090"),
            warned_of="2090-09-14",
            keep_date="on",
            date_note="As agreed",
        )

        assert Meeting.objects.get().held_on == date(2090, 9, 14)

    def test_its_place_needs_no_reason(self, manager_client, confirmed):
        self.changed(manager_client, confirmed, place="Guildhall")

        assert Meeting.objects.get().place == "Guildhall"

    def test_what_another_did_meanwhile_is_kept(self, group):
        seen = make_meeting(group, "2012-09-13", confirmed=False, state="planned")
        Meeting.objects.update(state="cancelled", state_note="Too few")

        planning.change(seen, Plan(date(2012, 9, 13), place="Guildhall"))

        meeting = Meeting.objects.get()
        assert (meeting.place, meeting.state, meeting.state_note) == (
            "Guildhall",
            "cancelled",
            "Too few",
        )

    @pytest.mark.parametrize(
        "meanwhile",
        [
            {"state": "held", "confirmed_at": "2012-09-13T12:00Z"},
            {"state": "cancelled"},
            {"held_on": date(2012, 9, 27)},
        ],
        ids=["confirmed", "called off", "moved"],
    )
    def test_its_day_is_not_changed_where_what_was_asked_is_outdated(self, group, meanwhile):
        """As between the form's look and the lock."""
        seen = make_meeting(group, "2012-09-13", confirmed=False, state="planned")
        Meeting.objects.update(**meanwhile)
        before = Meeting.objects.values().get()

        for day in (date(2090, 9, 14), date(2012, 9, 13)):
            if day != before["held_on"]:
                with pytest.raises(ChangedMeanwhile, match="in the meantime"):
                    planning.change(seen, Plan(day))

        assert Meeting.objects.values().get() == before

    def test_that_it_was_outdated_is_said(self, manager_client, group, monkeypatch):
        meeting = make_meeting(group, "2012-09-13", confirmed=False, state="planned")
        look = planning._locked

        def locked(seen):
            Meeting.objects.update(state="cancelled")
            return look(seen)

        monkeypatch.setattr(planning, "_locked", locked)
        refused = self.changed(manager_client, meeting, **typed("20", "9", "2012"))

        assert "Somebody else has confirmed its register, called it off" in text_of(refused)
        assert Meeting.objects.get().held_on == date(2012, 9, 13)

    def test_a_day_that_is_taken_is_refused(self, manager_client, group):
        make_meeting(group, "2012-09-20")
        meeting = make_meeting(group, "2012-12-04", confirmed=False)

        refused = self.changed(manager_client, meeting, **typed("20", "9", "2012"))

        assert "The group has a meeting of this type on that day already." in text_of(refused)


class TestWhatBecameOfIt:
    def sent(self, client, meeting, state, **others):
        address = f"/kingston/meetings/{meeting.pk}/call-off/"
        return client.post(address, {"state": state, **others}, follow=True)

    @pytest.fixture
    def planned(self, group):
        return make_meeting(
            group,
            "2012-09-13",
            confirmed=False,
            state="planned",
            starts_at=time(10),
            place="Guildhall",
        )

    def test_it_is_cancelled(self, manager_client, planned):
        answer = self.sent(manager_client, planned, "cancelled", why="Too few could come")

        planned.refresh_from_db()
        assert (planned.state, planned.state_note) == ("cancelled", "Too few could come")
        assert planned.history.first().history_change_reason == "Too few could come"
        assert "Main Board, Thursday 13 September 2012: cancelled." in text_of(answer)

    def test_it_is_put_off_to_a_day_that_is_not_known(self, manager_client, planned):
        self.sent(manager_client, planned, "postponed")

        assert Meeting.objects.get().state == "postponed"

    def test_put_off_to_a_new_day_it_is_planned_for_that(self, manager_client, planned):
        answer = self.sent(
            manager_client,
            planned,
            "postponed",
            why="Snow.",
            **typed("20", "September", "2012", "new_day"),
        )

        old, new = Meeting.objects.order_by("held_on")
        assert (old.state, old.held_on) == ("postponed", date(2012, 9, 13))
        assert old.state_note == "Snow. Put off to Thursday 20 September 2012."
        assert (new.state, new.held_on) == ("planned", date(2012, 9, 20))
        assert (new.starts_at, new.place, new.kind) == (time(10), "Guildhall", "ordinary")
        assert answer.redirect_chain[-1][0] == f"/kingston/meetings/{new.pk}/"

    def test_an_odd_new_day_is_pointed_out_and_may_be_kept(self, manager_client, planned):
        warned = self.sent(
            manager_client, planned, "postponed", **typed("16", "9", "2012", "new_day")
        )
        assert "16 September 2012 is a Sunday." in text_of(warned)
        assert Meeting.objects.get().state == "planned"

        address = f"/kingston/meetings/{planned.pk}/call-off/"
        manager_client.post(address, keeping(warned, note="All could come"))

        assert Meeting.objects.get(state="planned").date_note == "All could come"

    def test_a_taken_new_day_changes_nothing(self, manager_client, group, planned):
        make_meeting(group, "2012-09-20")

        refused = self.sent(
            manager_client, planned, "postponed", **typed("20", "9", "2012", "new_day")
        )

        assert "on that day already" in text_of(refused)
        planned.refresh_from_db()
        assert planned.state == "planned"

    def test_where_the_new_day_is_taken_meanwhile_nothing_is_left_half(self, group, planned):
        make_meeting(group, "2012-09-20")

        with pytest.raises(Taken):
            planning.set_state(planned, "postponed", "", Plan(date(2012, 9, 20)))

        planned.refresh_from_db()
        assert (planned.state, planned.history.count()) == ("planned", 1)

    def test_where_putting_off_fails_no_new_meeting_is_left(self, planned, monkeypatch):
        def fails_late(meeting):
            if meeting.state == "postponed":
                raise Taken
            meeting.save()
            return meeting

        monkeypatch.setattr(planning, "_saved", fails_late)

        with pytest.raises(Taken):
            planning.set_state(planned, "postponed", "", Plan(date(2012, 9, 20)))

        assert Meeting.objects.count() == 1

    def test_a_new_day_goes_with_putting_off_only(self, manager_client, planned):
        refused = self.sent(
            manager_client, planned, "cancelled", **typed("20", "9", "2012", "new_day")
        )

        assert "A new date goes with “Put off to another day” only." in text_of(refused)

    def test_it_was_held_without_a_quorum(self, manager_client, planned):
        self.sent(manager_client, planned, "inquorate", why="Four came")

        assert Meeting.objects.get().state == "inquorate"

    def test_not_before_it_met(self, manager_client, group):
        meeting = make_meeting(group, "2090-09-13", confirmed=False, state="planned")

        refused = self.sent(manager_client, meeting, "inquorate")

        assert "It has not met yet" in text_of(refused)

    def test_it_is_planned_again(self, manager_client, planned):
        self.sent(manager_client, planned, "cancelled", why="Too few")
        self.sent(manager_client, planned, "planned")

        planned.refresh_from_db()
        assert (planned.state, planned.state_note) == ("planned", "")

    @pytest.mark.parametrize("state", ["", "held", "nonsense"])
    def test_what_a_planned_meeting_cannot_become_is_refused(self, manager_client, planned, state):
        refused = self.sent(manager_client, planned, state)

        assert "There is a problem" in text_of(refused)
        assert Meeting.objects.get().state == "planned"

    def test_a_confirmed_one_is_not_called_off_without_a_reason(self, manager_client, confirmed):
        refused = self.sent(manager_client, confirmed, "cancelled")

        assert "This field is required." in text_of(refused)
        assert Meeting.objects.get().confirmed_at is not None

    def test_with_one_the_confirmation_is_taken_back_and_the_entries_stay(
        self, manager_client, group, confirmed
    ):
        seat = make_seat(group)
        make_tenure(seat)
        mark(seat, confirmed)

        shown = text_of(manager_client.get(f"/kingston/meetings/{confirmed.pk}/call-off/"))
        self.sent(manager_client, confirmed, "cancelled", why="It never took place")

        meeting = Meeting.objects.get()
        assert "the confirmation is taken back; the one entry stays" in shown
        assert (meeting.state, meeting.confirmed_at) == ("cancelled", None)
        assert meeting.marks.count() == 1
        assert meeting.history.first().history_change_reason == "It never took place"

    def test_held_without_a_quorum_it_stays_confirmed(self, manager_client, confirmed):
        self.sent(manager_client, confirmed, "inquorate", why="The count was wrong")

        meeting = Meeting.objects.get()
        assert (meeting.state, meeting.confirmed_at) == ("inquorate", confirmed.confirmed_at)


class TestTheSample:
    def test_26_8_2012_and_13_2_2012_both_warn_in_the_sample(self, keeper):
        for parts, whys in (
            (("26", "8", "2012"), ["is a Sunday", "before the group’s previous meeting"]),
            (("13", "2", "2012"), ["does not lie in 2012-13", "on 12 March 2013"]),
        ):
            warned = text_of(planned_by(keeper, *parts))
            assert [why for why in whys if why not in warned] == []
