"""The steps of a letter: who may take them, what they keep, and what two people at once get."""

import threading
from datetime import date, timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, connections
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from actions import letters as steps
from actions.models import Letter, LetterTemplate
from agencies.access import board_for
from agencies.models import Person
from tests.actions.conftest import (
    YEAR,
    address,
    approve,
    change_register,
    fill_in,
    in_days,
    page_text,
    post_new,
    send,
    today,
    typed,
    view,
)
from tests.build import (
    make_agency,
    make_group,
    make_letter_template,
    make_role,
    make_seat,
    make_tenure,
    make_user,
    make_word_list,
)
from tests.conftest import signed_in
from tests.page_forms import fields_of
from tests.page_tables import text_of

REGISTER_CHANGED = "The register has changed since this letter was filled in"


def make_manager(board, email):
    user = make_user(email)
    make_role(user, board, "manager")
    return user


class TestDrafting:
    def test_the_draft_says_what_the_register_says(self, draft):
        assert draft.subject == "Attendance of Police at the Main Board, 2012-13"
        assert "as Independent Chair of the Local Safeguarding Children Board" in draft.body
        assert (
            "- Borough Commander: represented at 0 of 4 meetings (0%); missed all four: "
            "14 June 2012, 13 September 2012, 4 December 2012 and 12 February 2013.\n"
            "- Detective Inspector: represented at 2 of 4 meetings (50%); missed the last two: "
            "4 December 2012 and 12 February 2013.\n" in draft.body
        )
        assert "Sergeant" not in draft.body
        assert draft.state == "draft"

    def test_it_is_filled_from_the_boards_own_template(self, manager, board, police):
        make_letter_template(
            board,
            "To {agency}",
            "{body_short}, {chair}: {fraction}, {percent}, {run}; {seat_names}. {dates_missed}. "
            "{reply_days} days. {body_name}. {group} {year}.",
        )
        post_new(manager, agency="police")

        letter = Letter.objects.get()

        assert letter.subject == "To Police"
        assert letter.body == (
            "Board, Independent Chair: 2 of 8, 25%, four; Borough Commander and Detective "
            "Inspector. Borough Commander: 14 June 2012, 13 September 2012, 4 December 2012 and "
            "12 February 2013; Detective Inspector: 4 December 2012 and 12 February 2013. "
            "21 days. Kingston Local Safeguarding Children Board. Main Board 2012-13."
        )

    def test_one_seat_has_a_letter_of_its_own(self, manager, main_board, police):
        seat = main_board.seats.get(title="Detective Inspector")
        post_new(manager, seat=seat.pk)

        letter = Letter.objects.get()

        assert letter.seat == seat
        assert "Borough Commander" not in letter.body

    def test_two_clicks_make_one_draft(self, manager, draft):
        response = post_new(manager, agency="police")

        assert response.url == address("letter", draft)
        assert Letter.objects.count() == 1

    def test_what_does_not_meet_the_rule_gets_no_letter(self, manager, main_board, police):
        seat = main_board.seats.get(title="Sergeant")

        page = post_new(manager, seat=seat.pk, follow=True)

        assert Letter.objects.count() == 0
        assert "does not meet the rule of the group any more" in page_text(page)

    @pytest.mark.parametrize(
        "about",
        [
            {},
            {"agency": "elsewhere"},
            {"seat": "999999"},
            {"agency": "police", "group": "none"},
            {"agency": "police", "period": "x"},
            {"agency": "\0"},
            {"agency": "police", "group": "\0"},
            {"seat": "9" * 5000},
            {"seat": "9" * 19},
        ],
    )
    def test_what_is_not_there_is_not_found(self, manager, police, about):
        assert post_new(manager, **about).status_code == 404

    def test_another_boards_seat_is_not_found(self, manager, police, other_board):
        theirs = make_seat(make_group(other_board), make_agency(other_board, "Theirs"))

        assert post_new(manager, seat=theirs.pk).status_code == 404

    def test_a_very_long_subject_is_cut(self, manager, board, police):
        make_letter_template(board, "{agency} " * 15, "Text")
        board.agencies.filter(slug="police").update(name="P" * 100)
        post_new(manager, agency="police")

        assert len(Letter.objects.get().subject) == 150

    @pytest.mark.parametrize("account", ["chair", "member"])
    def test_only_keepers_draft(self, request, police, account):
        assert post_new(request.getfixturevalue(account), agency="police").status_code == 403


class TestEditing:
    def test_text_is_changed_and_the_old_one_kept(self, draft, manager):
        fill_in(manager, "edit_letter", draft, body="Dear Ada,\r\n\r\nPlease come.")

        draft.refresh_from_db()
        assert draft.body == "Dear Ada,\n\nPlease come."
        page = page_text(view(manager, draft))
        assert "What it said before" in page
        assert "Text changed" in page

    def test_two_people_at_once_are_shown_both_and_asked(self, draft, manager, board):
        other = signed_in(make_manager(board, "other@example.org"))
        slow, place = signed_in(manager), address("edit_letter", draft)
        entries = fields_of(slow.get(place))
        other.post(place, {**fields_of(other.get(place)), "body": "Theirs."})

        answer = slow.post(place, {**entries, "body": "Mine."})

        draft.refresh_from_db()
        assert draft.body == "Theirs."
        text = page_text(answer)
        assert "<title>Error: " in text
        assert "Theirs." in text
        assert "Mine." in fields_of(answer)["body"]

        slow.post(place, fields_of(answer))

        draft.refresh_from_db()
        assert draft.body == "Mine."

    def test_sending_the_same_text_changes_nothing(self, draft, manager):
        before = draft.history.count()

        fill_in(manager, "edit_letter", draft)

        assert draft.history.count() == before

    def test_an_approved_letter_that_is_changed_is_a_draft_again(self, approved, manager):
        assert "needs approval once more" in page_text(
            signed_in(manager).get(address("edit_letter", approved))
        )

        fill_in(manager, "edit_letter", approved, body="Something else")

        approved.refresh_from_db()
        assert (approved.state, approved.approved_by, approved.approved_at) == ("draft", None, None)

    def test_a_sent_letter_is_not_changed(self, sent, manager):
        place = address("edit_letter", sent)

        assert signed_in(manager).get(place).status_code == 302
        assert signed_in(manager).post(place, {"subject": "x", "body": "y"}).status_code == 302
        sent.refresh_from_db()
        assert sent.subject != "x"

    def test_a_childs_details_are_pointed_out_and_kept_only_when_told(self, draft, manager):
        body = "About 943 476 5919."

        answer = fill_in(manager, "edit_letter", draft, body=body)
        assert "looks like an NHS number" in page_text(answer)
        draft.refresh_from_db()
        assert draft.body != body

        fill_in(manager, "edit_letter", draft, body=body, keep_text="on")
        draft.refresh_from_db()
        assert draft.body == body

    def test_the_dates_of_the_letters_own_meetings_are_no_birthdays(self, draft, manager):
        answer = fill_in(manager, "edit_letter", draft, body=f"{draft.body}\n\nThank you.")

        assert answer.status_code == 302

    def test_what_is_written_is_text(self, draft, manager):
        fill_in(manager, "edit_letter", draft, body="<script>alert(1)</script>\n\n<b>x</b>")

        page = page_text(view(manager, draft))
        assert "<script>alert" not in page
        assert "<p>&lt;b&gt;x&lt;/b&gt;</p>" in page


class TestChangedFigures:
    @pytest.fixture
    def changed(self, draft, main_board):
        change_register(main_board, "Borough Commander", "2012-06-14", "present")
        return draft

    def test_a_changed_figure_is_told_with_old_and_new(self, changed, manager, chair):
        for page in (
            view(manager, changed),
            signed_in(chair).get(address("approve_letter", changed)),
            signed_in(manager).get(address("edit_letter", changed)),
        ):
            text = text_of(page)
            assert REGISTER_CHANGED in text
            assert "Borough Commander: represented at 0 of 4 meetings (0%)" in text
            assert "Borough Commander: represented at 1 of 4 meetings (25%)" in text

    def test_without_a_change_nothing_is_told(self, draft, manager, chair):
        assert REGISTER_CHANGED not in page_text(view(manager, draft))
        page = page_text(signed_in(chair).get(address("approve_letter", draft)))
        assert "Its figures are those that the register gives today." in page
        assert "knows_changes" not in page

    def test_it_is_approved_knowingly_or_not_at_all(self, changed, chair):
        answer = approve(chair, changed)
        assert "Tick it, or have today’s figures put in first." in page_text(answer)
        changed.refresh_from_db()
        assert changed.state == "draft"

        approve(chair, changed, knows_changes="on")
        changed.refresh_from_db()
        assert changed.state == "approved"
        assert changed.history.first().history_change_reason == (
            "Approved with figures that had changed"
        )

    def test_the_step_itself_asks_for_the_tick(self, changed, chair):
        changed.board = board_for(chair, "kingston")
        seen = steps.version_to_approve(changed, steps.changed_figures(changed, today()))

        with pytest.raises(steps.Refused, match="Figures in this letter have changed"):
            steps.approve(changed, chair, seen=seen, knows_changes=False, today=today())

    def test_the_tick_is_for_the_figures_that_were_shown(self, changed, chair, main_board):
        client, place = signed_in(chair), address("approve_letter", changed)
        entries = fields_of(client.get(place)) | {"knows_changes": "on"}
        change_register(main_board, "Borough Commander", "2012-09-13", "present")

        answer = client.post(place, entries)

        changed.refresh_from_db()
        assert changed.state == "draft"
        assert "2 of 4 meetings" in page_text(answer)
        assert "knows_changes" not in fields_of(answer)

    def test_todays_figures_are_put_in(self, changed, manager):
        signed_in(manager).post(address("refresh_letter", changed))

        changed.refresh_from_db()
        assert "Borough Commander: represented at 1 of 4 meetings (25%)" in changed.body
        assert "(0%)" not in changed.body
        assert REGISTER_CHANGED not in page_text(view(manager, changed))

    def test_paragraphs_changed_by_hand_stay_and_stay_pointed_out(self, changed, manager):
        body = changed.body.replace("- Borough", "We counted: - Borough").replace(
            "Dear colleague", "Dear Ada"
        )
        fill_in(manager, "edit_letter", changed, body=body)

        client = signed_in(manager)
        page = client.post(address("refresh_letter", changed), follow=True)

        changed.refresh_from_db()
        assert "We counted: - Borough Commander: represented at 0 of 4" in changed.body
        assert "figures are left as they are" in page_text(page)
        assert REGISTER_CHANGED in page_text(page)

    def test_what_was_put_in_by_hand_is_told_by_a_tick(self, changed, manager):
        fill_in(manager, "edit_letter", changed, body="You came once.")
        assert REGISTER_CHANGED in page_text(view(manager, changed))

        fill_in(manager, "edit_letter", changed, figures_put_in="on")

        assert REGISTER_CHANGED not in page_text(view(manager, changed))

    def test_the_tick_is_not_for_what_changed_after_the_page(self, changed, manager, main_board):
        client, place = signed_in(manager), address("edit_letter", changed)
        entries = fields_of(client.get(place)) | {"figures_put_in": "on"}
        change_register(main_board, "Borough Commander", "2012-09-13", "present")

        client.post(place, entries)

        assert REGISTER_CHANGED in page_text(view(manager, changed))

    def test_an_approved_letter_with_new_figures_needs_approval_again(
        self, approved, manager, main_board
    ):
        change_register(main_board, "Borough Commander", "2012-06-14", "present")

        signed_in(manager).post(address("refresh_letter", approved))

        approved.refresh_from_db()
        assert approved.state == "draft"

    def test_where_the_seats_no_longer_meet_the_rule_it_says_so(self, draft, manager, main_board):
        main_board.concern_rules.update(absences_in_a_row=None, under_percent=None)

        assert "no seat meets the rule any more" in page_text(view(manager, draft))

    def test_a_letter_about_one_seat_keeps_its_figures_without_the_rule(
        self, manager, main_board, police
    ):
        seat = main_board.seats.get(title="Detective Inspector")
        post_new(manager, seat=seat.pk)
        for day in ("2012-12-04", "2013-02-12"):
            change_register(main_board, "Detective Inspector", day, "present")

        text = text_of(view(manager, Letter.objects.get()))

        assert "represented at 4 of 4 meetings (100%); missed none" in text

    def test_a_renamed_agency_is_told_and_put_in_also_in_the_subject(self, draft, manager):
        draft.agency.name = "Met Police"
        draft.agency.save()

        assert "was “Police”, is now “Met Police”" in text_of(view(manager, draft))
        signed_in(manager).post(address("refresh_letter", draft))

        draft.refresh_from_db()
        assert draft.subject == "Attendance of Met Police at the Main Board, 2012-13"
        assert "the attendance of Met Police at the Main Board" in draft.body
        assert REGISTER_CHANGED not in page_text(view(manager, draft))

    def test_a_renamed_chair_is_told(self, draft, manager, board):
        make_word_list(board, since="2000-01-01", chair="Chair of the Partners")

        page = text_of(view(manager, draft))

        assert "was “Independent Chair”, is now “Chair of the Partners”" in page

    def test_a_subject_changed_by_hand_stays_and_is_pointed_out(self, draft, manager):
        fill_in(manager, "edit_letter", draft, subject="To the Police")
        draft.agency.name = "Met Force"
        draft.agency.save()

        page = signed_in(manager).post(address("refresh_letter", draft), follow=True)

        draft.refresh_from_db()
        assert draft.subject == "To the Police"
        assert "Met Force" in draft.body
        assert "was “Police”, is now “Met Force”" in text_of(page)

    def test_a_sent_letter_is_compared_no_more(self, sent, manager, main_board):
        change_register(main_board, "Borough Commander", "2012-06-14", "present")

        assert REGISTER_CHANGED not in page_text(view(manager, sent))


class TestApproving:
    def test_the_chair_approves(self, draft, chair):
        approve(chair, draft)

        draft.refresh_from_db()
        assert (draft.state, draft.approved_by) == ("approved", chair)
        assert draft.approved_at is not None

    def test_the_named_deputy_approves(self, draft, board, main_board):
        deputy = make_user("deputy@example.org")
        make_role(deputy, board)
        seat = make_seat(main_board, make_agency(board, "Charity"), "Vice", office="deputy")
        make_tenure(seat, user=deputy)

        approve(deputy, draft)

        draft.refresh_from_db()
        assert draft.approved_by == deputy

    @pytest.mark.parametrize("account", ["manager", "member", "administrator"])
    def test_nobody_else_does(self, request, draft, account):
        client = signed_in(request.getfixturevalue(account))

        assert client.post(address("approve_letter", draft)).status_code == 403
        draft.refresh_from_db()
        assert draft.state == "draft"

    def test_not_a_letter_to_an_agency_whose_seat_one_holds(self, draft, chair, main_board, police):
        tenure = make_tenure(make_seat(main_board, police, "Own seat"), user=chair)

        self.refused(draft, chair, "it is an agency of your own")
        assert "it is an agency of your own" in page_text(view(chair, draft))

        tenure.until = today()
        tenure.save()
        approve(chair, draft)
        draft.refresh_from_db()
        assert draft.state == "approved"

    def test_not_a_letter_to_an_agency_whose_role_one_has(self, draft, chair, board, police):
        make_role(chair, board, "agency_lead", police)

        self.refused(draft, chair, "it is an agency of your own")

    def test_not_a_letter_one_has_drafted(self, police, chair, board):
        make_role(chair, board, "manager")
        post_new(chair, agency="police")

        self.refused(Letter.objects.get(), chair, "because you wrote some of it")

    def test_not_a_letter_one_has_changed(self, draft, chair, board):
        make_role(chair, board, "manager")
        fill_in(chair, "edit_letter", draft, body="Mine now.")

        self.refused(draft, chair, "because you wrote some of it")

    def test_approving_what_is_approved_already_is_no_writing(self, approved, chair, manager):
        """Who approved a letter once may do so again after somebody else has changed it."""
        fill_in(manager, "edit_letter", approved, body="Better.")

        approve(chair, approved)

        approved.refresh_from_db()
        assert approved.state == "approved"

    def test_a_text_changed_after_the_page_was_shown_is_not_approved(self, draft, chair, manager):
        client, place = signed_in(chair), address("approve_letter", draft)
        entries = fields_of(client.get(place))
        fill_in(manager, "edit_letter", draft, body="Quite another text.")

        answer = client.post(place, entries)

        draft.refresh_from_db()
        assert draft.state == "draft"
        assert "Quite another text." in page_text(answer)
        assert "so it is not approved" in page_text(answer)

        client.post(place, fields_of(answer))
        draft.refresh_from_db()
        assert draft.state == "approved"

    def test_the_step_itself_looks_again(self, draft, chair, manager):
        """Between the look of the page and the lock of the row somebody may have been quick."""
        board = board_for(chair, "kingston")
        stale = Letter.objects.get(pk=draft.pk)
        stale.board = board
        seen = steps.version_to_approve(stale, [])
        fill_in(manager, "edit_letter", draft, body="Quite another text.")

        with pytest.raises(steps.ChangedMeanwhile):
            steps.approve(stale, chair, seen=seen, knows_changes=False, today=today())

    def test_who_is_a_moment_late_is_told_why_nothing_is_approved(self, draft, chair, monkeypatch):
        def changed_meanwhile(letter, by, **seen):
            raise steps.ChangedMeanwhile(letter)

        monkeypatch.setattr(steps, "approve", changed_meanwhile)
        client, place = signed_in(chair), address("approve_letter", draft)

        answer = client.post(place, fields_of(client.get(place)), follow=True)

        assert answer.redirect_chain == [(place, 302)]
        assert "were changed in this moment, so it is not approved" in page_text(answer)

    def refused(self, letter, user, sentence):
        client = signed_in(user)
        page = client.get(address("letter", letter))
        assert "Approve</a>" not in page_text(page)
        for send_it in (client.get, client.post):
            answer = send_it(address("approve_letter", letter), follow=True)
            assert sentence in page_text(answer)
        letter.refresh_from_db()
        assert letter.state == "draft"


class BrokenBackend(EmailBackend):
    def send_messages(self, messages):
        raise SMTPException("451 try again")


class UnreachableBackend(EmailBackend):
    def open(self):
        raise ConnectionRefusedError


class TakesNothing(EmailBackend):
    def send_messages(self, messages):
        return 0


class TestSending:
    def test_it_goes_out_as_plain_text_to_the_typed_address(self, sent, manager):
        (message,) = mail.outbox
        assert message.to == ['"Ada Example" <ada@police.example.org>']
        assert message.from_email == "noreply@localhost"
        assert message.reply_to == [manager.email]
        assert message.subject == sent.subject
        assert message.body == (
            f"{sent.body}\n\nIndependent Chair\nKingston Local Safeguarding Children Board\n"
        )
        assert message.message().get_content_type() == "text/plain"
        assert (sent.state, sent.sent_by_means, sent.sent_on) == ("sent", "email", today())
        assert sent.reply_due == in_days(21)
        assert (sent.addressee.name, sent.addressee.email) == (
            "Ada Example",
            "ada@police.example.org",
        )

    def test_the_name_is_kept_once(self, approved, manager, board):
        person = Person.objects.create(board=board, name="Ada Example")

        send(manager, approved)

        approved.refresh_from_db()
        assert approved.addressee == person
        person.refresh_from_db()
        assert person.email == "ada@police.example.org"

    def test_an_address_that_is_stored_stays_and_another_is_another_person(
        self, approved, manager, board
    ):
        holder = Person.objects.create(board=board, name="Ada Example", email="ada@nhs.example.org")

        send(manager, approved)

        holder.refresh_from_db()
        approved.refresh_from_db()
        assert holder.email == "ada@nhs.example.org"
        assert approved.addressee != holder
        assert approved.addressee.email == "ada@police.example.org"

    def test_the_same_name_and_address_is_one_person(self, approved, manager, board):
        Person.objects.create(board=board, name="Ada Example")
        same = Person.objects.create(
            board=board, name="Ada Example", email="ada@police.example.org"
        )

        send(manager, approved)

        approved.refresh_from_db()
        assert approved.addressee == same

    def test_an_address_no_mail_can_go_to_is_an_error_of_the_field(self, approved, manager):
        answer = send(manager, approved, email=f"a@{'ü' * 60}.com")

        assert "Enter a valid email address." in page_text(answer)
        assert "<title>Error: " in page_text(answer)
        approved.refresh_from_db()
        assert approved.state == "approved"

    def test_the_step_itself_says_that_such_an_address_takes_no_mail(self, approved, manager):
        approved.board = board_for(manager, "kingston")

        with pytest.raises(steps.NotSent):
            steps.send(
                approved,
                manager,
                name="Ada",
                email=f"a@{'ü' * 60}.com",
                reply_due=in_days(5),
                today=today(),
            )
        assert Letter.objects.get().state == "approved"

    def test_a_day_within_another_is_not_the_day_the_letter_names(self, approved, manager, chair):
        Letter.objects.filter(pk=approved.pk).update(
            figures={"reply_due": "1 June 2013"}, body="Please answer by 21 June 2013."
        )
        approved.refresh_from_db()

        answer = send(manager, approved, **typed("reply_due", in_days(9)))

        assert answer.status_code == 302, page_text(answer)
        Letter.objects.filter(pk=approved.pk).update(state="draft")
        page = page_text(signed_in(chair).get(address("approve_letter", approved)))
        assert "It asks for a reply by" not in page

    def test_an_erased_name_is_not_taken_up_again(self, approved, manager, board):
        Person.objects.create(board=board, name="Ada Example").erase()

        send(manager, approved)

        assert Person.objects.filter(board=board, name="Ada Example").count() == 1

    def test_a_name_with_line_breaks_and_quotes_adds_no_header(self, approved, manager):
        send(manager, approved, name='Ada "A"\r\nBcc: evil@example.org')

        (message,) = mail.outbox
        assert message.recipients() == [
            '"Ada \\"A\\" Bcc: evil@example.org" <ada@police.example.org>'
        ]
        assert message.message()["Bcc"] is None

    @pytest.mark.parametrize("backend", [BrokenBackend, UnreachableBackend, TakesNothing])
    def test_where_the_mail_server_fails_nothing_has_changed(self, approved, manager, backend):
        before = approved.history.count()
        with override_settings(EMAIL_BACKEND=f"{__name__}.{backend.__name__}"):
            answer = send(manager, approved)

        text = page_text(answer)
        assert "The mail server did not take the letter" in text
        assert fields_of(answer)["email"] == "ada@police.example.org"
        approved.refresh_from_db()
        assert (approved.state, approved.sent_on, approved.addressee) == ("approved", None, None)
        assert approved.history.count() == before
        assert not Person.objects.filter(name="Ada Example").exists()

        send(manager, approved)
        assert len(mail.outbox) == 1

    def test_a_second_attempt_would_carry_the_same_message_id(self, approved, manager):
        """Of a letter that went out just before the process was killed a mail program knows the
        copy."""
        send(manager, approved)
        Letter.objects.filter(pk=approved.pk).update(
            state="approved", sent_on=None, sent_by_means="", reply_due=None
        )
        send(manager, approved)

        first, second = mail.outbox
        assert first.message()["Message-ID"] == second.message()["Message-ID"]
        assert first.message()["Message-ID"].endswith("@localhost>")

    def test_a_letter_approved_anew_is_another_message(self, approved, manager, chair):
        send(manager, approved)
        Letter.objects.filter(pk=approved.pk).update(
            state="draft", sent_on=None, sent_by_means="", reply_due=None, approved_at=None
        )
        approve(chair, approved)
        send(manager, approved)

        first, second = mail.outbox
        assert first.message()["Message-ID"] != second.message()["Message-ID"]

    def test_two_clicks_send_one(self, approved, manager):
        client, place = signed_in(manager), address("send_letter", approved)
        entries = {
            **fields_of(client.get(place)),
            "means": "email",
            "name": "Ada",
            "email": "ada@police.example.org",
        }

        first, second = client.post(place, entries), client.post(place, entries, follow=True)

        assert first.status_code == 302
        assert "this letter was sent on" in page_text(second)
        assert len(mail.outbox) == 1

    def test_a_letter_read_while_approved_and_sent_since_is_refused(self, approved, manager, board):
        """The second of two requests has looked before the first one's commit."""
        stale = Letter.objects.get(pk=approved.pk)
        stale.board = board
        send(manager, approved)

        with pytest.raises(steps.Refused, match="this letter was sent on"):
            steps.send(
                stale,
                manager,
                name="Ada",
                email="a@example.org",
                reply_due=in_days(5),
                today=today(),
            )
        with pytest.raises(steps.Refused):
            steps.note_posted(stale, name="", sent_on=today(), reply_due=in_days(5))
        assert len(mail.outbox) == 1

    def test_by_post_the_day_is_noted(self, approved, manager):
        Letter.objects.filter(pk=approved.pk).update(approved_at=timezone.now() - timedelta(3))
        send(manager, approved, means="post", name="", email="", **typed("posted_on", in_days(-2)))

        approved.refresh_from_db()
        assert (approved.state, approved.sent_by_means) == ("sent", "post")
        assert (approved.sent_on, approved.addressee) == (in_days(-2), None)
        assert mail.outbox == []

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"means": ""}, "This field is required."),
            ({"name": ""}, "Write to whom it goes."),
            ({"email": ""}, "Write the address it goes to."),
            ({"email": "ada"}, "Enter a valid email address."),
            (typed("reply_due", in_days(-1)), "is before the letter is sent"),
            (typed("reply_due", in_days(5)), "The letter itself asks for a reply by"),
            ({"means": "post", **typed("posted_on", in_days(1))}, "has not come yet."),
            ({"means": "post", **typed("posted_on", in_days(-1))}, "was only approved on"),
            ({"means": "post", "posted_on_day": ""}, "The date lacks its day."),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_sent(self, approved, manager, changes, sentence):
        answer = send(manager, approved, **changes)

        assert sentence in page_text(answer)
        assert "<title>Error: " in page_text(answer)
        assert mail.outbox == []
        approved.refresh_from_db()
        assert approved.state == "approved"

    def test_a_draft_is_not_sent(self, draft, manager):
        assert send(manager, draft).status_code == 302
        assert mail.outbox == []

    @pytest.mark.parametrize("account", ["chair", "member"])
    def test_only_keepers_send(self, request, approved, account):
        assert send(request.getfixturevalue(account), approved).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_people_who_send_at_once_send_one_mail(board, approved, manager):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; it lets one writer in at a time")
    other = make_manager(board, "other@example.org")
    start, answers = threading.Barrier(4), []
    place = address("send_letter", approved)
    entries = {"means": "email", "name": "Ada Example", "email": "ada@police.example.org"}
    entries |= typed("reply_due", in_days(21))

    def click(user):
        client = signed_in(user)
        start.wait()
        answers.append(client.post(place, entries).status_code)
        connections.close_all()

    clicks = [threading.Thread(target=click, args=[one]) for one in (manager, other) * 2]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()

    assert answers == [302] * 4
    assert len(mail.outbox) == 1
    assert Person.objects.filter(name="Ada Example").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_on_draft_at_once_make_one_letter(board, manager, police):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; it lets one writer in at a time")
    start = threading.Barrier(4)

    def click():
        start.wait()
        post_new(manager, agency="police")
        connections.close_all()

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()

    assert Letter.objects.count() == 1


class TestWhatCameOfIt:
    def test_a_reply_is_noted_and_can_be_corrected(self, sent, manager):
        fill_in(manager, "note_reply", sent, reply="We will come.", **typed("replied_on", today()))
        sent.refresh_from_db()
        assert (sent.state, sent.reply, sent.replied_on) == ("replied", "We will come.", today())

        fill_in(manager, "note_reply", sent, reply="We will send Ada.")
        sent.refresh_from_db()
        assert sent.reply == "We will send Ada."
        assert "We will come." in page_text(view(manager, sent))

    def test_of_two_who_note_a_reply_the_second_is_asked(self, sent, manager):
        client, place = signed_in(manager), address("note_reply", sent)
        entries = {**fields_of(client.get(place)), "reply": "Second."}
        fill_in(manager, "note_reply", sent, reply="First.")

        answer = client.post(place, entries)

        sent.refresh_from_db()
        assert sent.reply == "First."
        assert "First." in page_text(answer)
        assert fields_of(answer)["reply"] == "Second."

    def test_it_is_closed_with_an_outcome_also_without_a_reply(self, sent, manager):
        fill_in(manager, "close_letter", sent, outcome="A new holder was named.")

        sent.refresh_from_db()
        assert (sent.state, sent.closed_on) == ("closed", today())
        page = view(manager, sent)
        assert "A new holder was named." in page_text(page)
        assert "Close with an outcome" not in page_text(page)

    @pytest.mark.parametrize(
        ("step", "entries", "sentence"),
        [
            ("note_reply", {"reply": ""}, "This field is required."),
            ("note_reply", {"reply": "x", **typed("replied_on", in_days(1))}, "has not come yet"),
            (
                "note_reply",
                {"reply": "x", **typed("replied_on", in_days(-1))},
                "The letter was only sent on",
            ),
            ("note_reply", {"reply": "Born 1.2.2015"}, "looks like a date of birth"),
            ("close_letter", {"outcome": ""}, "This field is required."),
            ("close_letter", {"outcome": "943 476 5919"}, "looks like an NHS number"),
            (
                "close_letter",
                {"outcome": "x", **typed("closed_on", in_days(-1))},
                "The letter was only sent on",
            ),
        ],
    )
    def test_what_is_wrong_is_said(self, sent, manager, step, entries, sentence):
        answer = fill_in(manager, step, sent, **entries)

        assert sentence in page_text(answer)
        sent.refresh_from_db()
        assert sent.state == "sent"

    def test_it_is_not_closed_before_its_reply(self, sent, manager):
        fill_in(manager, "note_reply", sent, reply="Yes.")
        Letter.objects.filter(pk=sent.pk).update(sent_on=in_days(-9))

        answer = fill_in(
            manager, "close_letter", sent, outcome="x", **typed("closed_on", in_days(-1))
        )

        assert "The reply only came on" in page_text(answer)
        sent.refresh_from_db()
        assert sent.state == "replied"

    def test_what_is_not_sent_is_not_answered_or_closed(self, approved, manager):
        for step in ("note_reply", "close_letter"):
            answer = signed_in(manager).get(address(step, approved), follow=True)
            assert "this letter is approved, and not sent yet" in page_text(answer)

    @pytest.mark.parametrize("letter", ["draft", "approved"])
    def test_before_sending_it_can_be_withdrawn(self, request, manager, letter):
        letter = request.getfixturevalue(letter)

        fill_in(manager, "withdraw_letter", letter, reason="They came to see us")

        letter.refresh_from_db()
        assert letter.state == "withdrawn"
        assert letter.history.first().history_change_reason == "Withdrawn: They came to see us"
        assert "Withdrawn: They came to see us" in page_text(view(manager, letter))

    def test_a_sent_letter_is_not_withdrawn(self, sent, manager):
        assert fill_in(manager, "withdraw_letter", sent, reason="x").status_code == 302
        sent.refresh_from_db()
        assert sent.state == "sent"

    def test_a_withdrawn_letter_leaves_room_for_another(self, draft, manager):
        fill_in(manager, "withdraw_letter", draft, reason="Wrong")

        post_new(manager, agency="police")

        assert Letter.objects.count() == 2

    def test_every_step_is_kept_with_who(self, sent, manager, chair):
        fill_in(manager, "note_reply", sent, reply="Yes.")
        fill_in(manager, "close_letter", sent, outcome="Done.")

        kept = [
            (row.history_change_reason, row.history_user_id)
            for row in sent.history.order_by("history_id")
        ]

        assert kept == [
            ("Drafted from the register", manager.pk),
            ("Approved", chair.pk),
            ("Sent by e-mail", manager.pk),
            ("Reply noted", manager.pk),
            ("Closed", manager.pk),
        ]


class TestTheTemplate:
    place = "/kingston/letters/template/"

    def change(self, user, **entries):
        client = signed_in(user)
        return client.post(self.place, {**fields_of(client.get(self.place)), **entries})

    def test_a_board_without_one_begins_with_ours_and_makes_it_its_own(self, manager, board):
        self.change(manager, do="save", subject="To {agency}", reply_within_days="10")

        own = LetterTemplate.objects.get(board=board)
        assert (own.subject, own.reply_within_days) == ("To {agency}", 10)
        assert own.body.startswith("Dear colleague,")

    def test_unknown_braces_are_an_error_that_names_them(self, manager, board):
        answer = self.change(manager, do="save", body="Dear {agncy}, {zebra}")

        text = page_text(answer)
        assert "{agncy} is not one of the words" in text
        assert "did you mean {agency}?" in text
        assert "{zebra} is not" in text
        assert not LetterTemplate.objects.exists()

    def test_the_preview_has_a_real_concern_and_saves_nothing(self, manager, police):
        answer = self.change(manager, do="preview", body="Dear {agency}: {fraction}.")

        assert "Dear Police: 2 of 8." in page_text(answer)
        assert not LetterTemplate.objects.exists()

    def test_without_a_concern_there_is_nothing_to_fill_in(self, manager, board):
        page = page_text(signed_in(manager).get(self.place))

        assert "there is nothing to fill in" in page

    def test_every_word_stands_with_its_meaning(self, manager, board):
        from actions.drafting import MEANINGS

        page = page_text(signed_in(manager).get(self.place))

        for name in MEANINGS:
            assert f"<dt>{{{name}}}</dt>" in page

    def test_the_admin_site_asks_the_same(self, administrator_client, board):
        place = reverse("admin:actions_lettertemplate_add")
        entries = {"board": board.pk, "subject": "To {agncy}", "body": "{", "reply_within_days": 0}

        answer = administrator_client.post(place, entries)

        assert set(answer.context["adminform"].form.errors) == {
            "subject",
            "body",
            "reply_within_days",
        }
        entries = {"board": board.pk, "subject": "To", "body": "a\r\n\r\nb"}
        administrator_client.post(place, {**entries, "reply_within_days": 21})
        assert LetterTemplate.objects.get().body == "a\n\nb"

    @pytest.mark.parametrize("days", ["0", "121", "many"])
    def test_the_days_to_reply_are_a_few(self, manager, board, days):
        assert self.change(manager, do="save", reply_within_days=days).status_code == 200
        assert not LetterTemplate.objects.exists()

    def test_two_people_at_once_are_shown_both(self, manager, board):
        client = signed_in(manager)
        entries = fields_of(client.get(self.place)) | {"do": "save", "subject": "Mine"}
        self.change(manager, do="save", subject="Theirs")

        answer = client.post(self.place, entries)

        assert LetterTemplate.objects.get().subject == "Theirs"
        assert "Theirs" in page_text(answer)
        client.post(self.place, fields_of(answer) | {"do": "save"})
        assert LetterTemplate.objects.get().subject == "Mine"

    def test_the_boards_own_days_are_counted(self, manager, board, police):
        self.change(manager, do="save", reply_within_days="10")

        post_new(manager, agency="police")

        assert Letter.objects.get().figures["reply_days"] == "10"
        assert Letter.objects.get().year.start == date(2012, 4, 1)
        assert str(Letter.objects.get().year) == YEAR
