"""What a device keeps of a register until it is saved: over a broken line, a session that ends, two
accounts on one device, signing out, and three days."""

from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from accounts.middleware import SEEN_AT
from tests.browser.registers import (
    button,
    chosen,
    entered,
    path,
    radio,
    row,
    save,
    says,
    sent,
    sign_in,
    unsaved,
)
from tests.build import PASSWORD
from tests.build import mark as make_mark

# What a device keeps is the business of its scripts. What the server makes of what they send, once
# or twice and from two people, is tried on each database in tests/attendance/test_register_*.py.
pytestmark = pytest.mark.alike

THREE_DAYS = 72 * 60 * 60 * 1000
TOUCH = {"width": 320, "height": 640, "has_touch": True, "is_mobile": True}


@pytest.fixture
def meeting(room):
    return room.meeting()


@pytest.fixture
def tab(room, meeting):
    with room.register(meeting) as tab:
        yield tab


def mark(tab, seats, status="present"):
    for seat in seats:
        radio(tab, seat, status).check()


def lose_answers(tab):
    """What is sent arrives, but the line breaks before the answer comes."""

    def handle(route):
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    tab.route("**/register/", handle)


def end_session(tab):
    """The server's session of the window is as old as one that has ended."""
    [key] = [one["value"] for one in tab.context.cookies() if one["name"] == "session"]
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    session[SEEN_AT] -= settings.SESSION_IDLE_SECONDS + 1
    session.save()


def type_in(tab, user):
    tab.get_by_label("E-mail address").fill(user.email)
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()


def drafts(tab) -> list[str]:
    return tab.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('register/'))")


def test_marks_that_are_not_saved_survive_a_reload(room, meeting, tab):
    mark(tab, room.seats[:6])
    radio(tab, room.seats[6], "substitute").check()
    tab.locator(f"#substitute_name-{room.seats[6].pk}").fill("Sam Stand-In")
    tab.reload()
    unsaved(tab, 7)
    assert chosen(tab) == ["present"] * 6 + ["substitute"]
    expect(tab.locator(f"#substitute_name-{room.seats[6].pk}")).to_have_value("Sam Stand-In")
    assert sent(meeting) == 0
    save(tab).click()
    says(tab, "Saved 7 marks.")
    tab.reload()
    unsaved(tab, 0)
    assert drafts(tab) == []


def test_a_set_whose_answer_was_lost_is_entered_once(room, meeting, tab):
    lose_answers(tab)
    mark(tab, room.seats[:6])
    save(tab).click()
    says(tab, "Your 6 marks are kept on this device")
    assert len(entered(meeting)) == 6
    unsaved(tab, 6)
    mark(tab, room.seats[:1], "absent")
    tab.unroute("**/register/")
    save(tab).click()
    unsaved(tab, 0)
    assert entered(meeting)["Seat 1"] == "absent"
    assert len(entered(meeting)) == 6
    assert sent(meeting) == 2


def test_a_set_whose_answer_was_lost_is_entered_once_after_a_reload_too(room, meeting, tab):
    lose_answers(tab)
    mark(tab, room.seats[:6])
    save(tab).click()
    says(tab, "Your 6 marks are kept on this device")
    tab.unroute("**/register/")
    tab.reload()
    says(tab, "Saved 6 marks.")
    unsaved(tab, 0)
    assert len(entered(meeting)) == 6
    assert sent(meeting) == 1


def test_two_tabs_of_one_register_send_a_mark_once(room, meeting, tab):
    other = tab.context.new_page()
    other.goto(path(meeting))
    tab.context.set_offline(True)
    mark(tab, room.seats[:6])
    expect(other.locator("#register-unsaved")).to_have_text("6 marks not yet saved")
    tab.context.set_offline(False)
    unsaved(tab, 0)
    unsaved(other, 0)
    assert len(entered(meeting)) == 6
    assert sent(meeting) == 1


def test_what_one_tab_has_kept_another_tab_may_send_and_then_shows(room, meeting, tab):
    other = tab.context.new_page()
    other.goto(path(meeting))
    mark(tab, room.seats[:6])
    mark(other, room.seats[6:7], "absent")
    save(other).click()
    says(other, "Saved 7 marks.")
    assert chosen(other) == ["present"] * 6 + ["absent"]
    button(other, "Confirm the register").click()
    expect(other.locator("h1")).to_contain_text("Confirm the register")
    assert len(entered(meeting)) == 7


def test_going_back_to_the_page_keeps_apart_what_is_saved_and_what_is_not(room, meeting, tab):
    mark(tab, room.seats[:1])
    save(tab).click()
    says(tab, "Saved 1 mark.")
    mark(tab, room.seats[1:3], "absent")
    tab.get_by_role("link", name="Your account").click()
    expect(tab.locator("h1")).not_to_contain_text("Register")
    tab.go_back()
    unsaved(tab, 2)
    assert chosen(tab) == ["present", "absent", "absent"]
    save(tab).click()
    says(tab, "Saved 2 marks.")
    assert list(entered(meeting).values()) == ["present", "absent", "absent"]


def test_a_text_that_may_be_about_a_child_can_be_kept(room, meeting, tab):
    seat = room.seats[0]
    mark(tab, [seat], "substitute")
    tab.locator(f"#substitute_job-{seat.pk}").fill("Ward 943 476 5919")
    save(tab).click()
    expect(tab.locator(".error-summary")).to_contain_text("NHS number")
    assert entered(meeting) == {}
    tab.get_by_label("This is not about a child: keep the text as it is").check()
    save(tab).click()
    says(tab, "Saved 1 mark.")
    assert entered(meeting) == {"Seat 1": "substitute"}


def test_when_the_session_has_ended_the_marks_wait_for_the_same_account(room, meeting, tab):
    mark(tab, room.seats[:6])
    end_session(tab)
    save(tab).click()
    says(tab, "You are signed out. Your 6 marks are kept on this device; sign in to send them")
    unsaved(tab, 6)
    assert entered(meeting) == {}
    tab.get_by_role("link", name="sign in to send them").click()
    type_in(tab, room.manager)
    tab.wait_for_url(f"**{path(meeting)}")
    says(tab, "Saved 6 marks.")
    assert len(entered(meeting)) == 6
    assert sent(meeting) == 1


def test_after_signing_in_again_in_another_tab_the_page_goes_on(room, meeting, tab):
    mark(tab, room.seats[:6])
    end_session(tab)
    other = tab.context.new_page()
    other.goto("/accounts/login/")
    type_in(other, room.manager)
    expect(other.locator("h1")).not_to_have_text("Sign in")
    save(tab).click()
    says(tab, "Saved 6 marks.")
    assert len(entered(meeting)) == 6
    assert sent(meeting) == 1


def test_another_account_on_the_device_neither_sees_nor_sends_them(room, meeting, tab):
    tab.context.set_offline(True)
    mark(tab, room.seats[:6])
    sign_in(tab.context, room.address, room.colleague)
    with room.window(user=room.colleague):
        tab.context.set_offline(False)
    tab.goto(path(meeting))
    unsaved(tab, 0)
    assert chosen(tab) == []
    assert entered(meeting) == {}
    sign_in(tab.context, room.address, room.manager)
    tab.goto(path(meeting))
    says(tab, "Saved 6 marks.")


def test_a_page_of_another_account_does_not_send_under_the_new_one(room, meeting, tab):
    mark(tab, room.seats[:6])
    other = tab.context.new_page()
    other.goto("/accounts/logout/")
    tab.context.clear_cookies()
    other.goto("/accounts/login/")
    type_in(other, room.colleague)
    expect(other.locator("h1")).not_to_have_text("Sign in")
    save(tab).click()
    says(tab, "This was not taken")
    unsaved(tab, 6)
    assert entered(meeting) == {}
    assert sent(meeting) == 0


def test_signing_out_says_what_would_be_lost_and_erases_it(room, meeting, tab):
    mark(tab, room.seats[:6])
    tab.get_by_role("link", name="Sign out").click()
    warning = tab.get_by_role("alert")
    expect(warning).to_contain_text("6 marks not yet saved. Signing out erases")
    tab.get_by_role("link", name="Go back to the register").click()
    unsaved(tab, 6)
    tab.get_by_role("link", name="Sign out").click()
    tab.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(tab.locator("h1")).to_have_text("Sign in")
    assert drafts(tab) == []
    sign_in(tab.context, room.address, room.manager)
    tab.goto(path(meeting))
    unsaved(tab, 0)
    assert chosen(tab) == []
    assert entered(meeting) == {}


def test_signing_out_leaves_the_drafts_of_other_accounts(room, meeting, tab):
    mark(tab, room.seats[:6])
    kept = drafts(tab)
    sign_in(tab.context, room.address, room.colleague)
    tab.goto("/accounts/logout/")
    assert tab.get_by_role("alert").count() == 0
    tab.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(tab.locator("h1")).to_have_text("Sign in")
    assert drafts(tab) == kept != []


@pytest.mark.parametrize(("age", "kept"), [(THREE_DAYS - 60_000, 6), (THREE_DAYS + 60_000, 0)])
def test_drafts_end_after_72_hours(room, meeting, tab, age, kept):
    mark(tab, room.seats[:6])
    tab.evaluate(
        """(age) => {
            const [name] = Object.keys(localStorage).filter((one) => one.startsWith("register/"));
            const draft = JSON.parse(localStorage[name]);
            localStorage[name] = JSON.stringify({ ...draft, at: draft.at - age });
        }""",
        age,
    )
    tab.reload()
    unsaved(tab, kept)
    assert len(chosen(tab)) == kept
    assert len(drafts(tab)) == (1 if kept else 0)


def test_two_minutes_before_the_session_ends_the_page_says_so(room, meeting):
    with room.window() as tab:
        tab.clock.install()
        tab.goto(path(meeting))
        mark(tab, room.seats[:2])
        warning = tab.locator("#register-session")
        tab.clock.fast_forward((settings.SESSION_IDLE_SECONDS - 60 - 120 - 30) * 1000)
        assert not warning.is_visible()
        tab.clock.fast_forward(40_000)
        expect(warning).to_be_visible()
        alert = tab.get_by_role("alert")
        expect(alert).to_contain_text("You will be signed out in two minutes.")
        button(tab, "Stay signed in").click()
        says(tab, "You are still signed in.")
        assert not warning.is_visible()
        tab.clock.fast_forward((settings.SESSION_IDLE_SECONDS - 60 - 120 + 10) * 1000)
        expect(warning).to_be_visible()
        tab.clock.fast_forward(130_000)
        says(tab, "You are signed out. Your 2 marks are kept on this device")


def test_staying_signed_in_renews_the_session(room, meeting):
    with room.window() as tab:
        tab.clock.install()
        tab.goto(path(meeting))
        [key] = [one["value"] for one in tab.context.cookies() if one["name"] == "session"]
        session = import_module(settings.SESSION_ENGINE).SessionStore(key)
        session[SEEN_AT] -= settings.SESSION_IDLE_SECONDS - 100
        session.save()
        before = session[SEEN_AT]
        tab.clock.fast_forward((settings.SESSION_IDLE_SECONDS - 60 - 110) * 1000)
        button(tab, "Stay signed in").click()
        says(tab, "You are still signed in.")
        assert Session.objects.get(pk=key).get_decoded()[SEEN_AT] > before + 1000


def test_an_error_of_the_server_keeps_the_marks(room, meeting, tab):
    tab.route(
        "**/register/",
        lambda route: (
            route.fulfill(status=500, body="no")
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    mark(tab, room.seats[:6])
    save(tab).click()
    says(tab, "The server could not save. Your 6 marks are kept on this device")
    tab.unroute("**/register/")
    save(tab).click()
    says(tab, "Saved 6 marks.")
    assert len(entered(meeting)) == 6


def test_two_people_at_once_see_both_values_and_nothing_is_lost(room, meeting):
    first, second, third = room.seats[:3]
    with room.register(meeting) as one, room.register(meeting, user=room.colleague) as other:
        mark(one, [first, second])
        save(one).click()
        says(one, "Saved 2 marks.")
        mark(other, [first, third], "absent")
        radio(other, second, "apologies").check()
        save(other).click()
        expect(other.locator(".error-summary")).to_be_focused()
        assert other.title().startswith("Error: ")
        conflict = row(other, first).locator(".conflict")
        expect(conflict).to_contain_text("You entered Absent; somebody else entered Present at")
        assert entered(meeting) == {"Seat 1": "present", "Seat 2": "present", "Seat 3": "absent"}
        conflict.get_by_role("button", name="Keep theirs: Present").click()
        assert radio(other, first, "present").is_checked()
        row(other, second).get_by_role("button", name="Use mine: Apologies").click()
        says(other, "Saved 1 mark.")
        assert other.locator(".conflict, .error-summary").count() == 0
        unsaved(other, 0)
        assert entered(meeting) == {"Seat 1": "present", "Seat 2": "apologies", "Seat 3": "absent"}
        # The first one's page is outdated by now: it asks in its turn.
        mark(one, [second], "absent")
        save(one).click()
        conflict = row(one, second).locator(".conflict")
        expect(conflict).to_contain_text("You entered Absent; somebody else entered Apologies")


def test_keeping_theirs_takes_over_who_stood_in(room, meeting):
    seat = room.seats[0]
    with room.register(meeting) as one, room.register(meeting, user=room.colleague) as other:
        radio(one, seat, "substitute").check()
        one.locator(f"#substitute_name-{seat.pk}").fill("Sam Stand-In")
        save(one).click()
        says(one, "Saved 1 mark.")
        mark(other, [seat], "absent")
        save(other).click()
        row(other, seat).get_by_role("button", name="Keep theirs").click()
        expect(other.locator(f"#substitute_name-{seat.pk}")).to_have_value("Sam Stand-In")
        unsaved(other, 0)
        mark(other, [room.seats[1]])
        save(other).click()
        says(other, "Saved 1 mark.")
        assert entered(meeting) == {"Seat 1": "substitute", "Seat 2": "present"}


def test_a_meeting_called_off_meanwhile_is_said_by_the_servers_page(room, meeting, tab):
    mark(tab, room.seats[:1])
    meeting.state = "cancelled"
    meeting.save()
    save(tab).click()
    expect(tab.locator("h1")).to_contain_text("No register")
    assert entered(meeting) == {}


def test_a_confirmed_register_asks_for_a_reason_and_sends_nothing_by_itself(room):
    meeting = room.meeting(confirmed=True)
    with room.register(meeting) as tab:
        posts = []
        tab.on("request", lambda request: posts.append(request.method))
        tab.context.set_offline(True)
        mark(tab, room.seats[:1])
        tab.context.set_offline(False)
        tab.reload(wait_until="networkidle")
        unsaved(tab, 1)
        assert "POST" not in posts
        save(tab).click()
        expect(tab.locator(".error-summary")).to_contain_text("Say why")
        assert entered(meeting) == {}
        tab.get_by_label("Typing mistake").check()
        save(tab).click()
        says(tab, "Saved 1 mark.")
        assert entered(meeting) == {"Seat 1": "present"}


def test_a_page_sent_back_by_the_server_loses_no_mark(room):
    meeting = room.meeting(confirmed=True)
    with room.register(meeting) as tab:
        mark(tab, room.seats[:2])
        tab.get_by_label("Another reason, in the box below").check()
        tab.get_by_label("Another reason (").fill("Patient 943 476 5919 was named")
        save(tab).click()
        expect(tab.locator(".error-summary")).to_contain_text("NHS number")
        unsaved(tab, 2)
        assert chosen(tab) == ["present"] * 2
        assert entered(meeting) == {}
        tab.get_by_label("Another reason (").fill("Read from the sheet")
        save(tab).click()
        expect(tab.get_by_text("Saved two entries")).to_be_visible()
        unsaved(tab, 0)
        assert entered(meeting) == {"Seat 1": "present", "Seat 2": "present"}


def test_a_seat_can_be_changed_again_after_its_substitute_was_taken_away(room, meeting, tab):
    seat = room.seats[0]
    mark(tab, [seat], "substitute")
    tab.locator(f"#substitute_name-{seat.pk}").fill("Sam Stand-In")
    tab.locator(f"#substitute_job-{seat.pk}").fill("Duty officer")
    save(tab).click()
    says(tab, "Saved 1 mark.")
    tab.reload()
    for status in ("present", "absent"):
        mark(tab, [seat], status)
        save(tab).click()
        unsaved(tab, 0)
        assert tab.locator(".error-summary").count() == 0
        assert entered(meeting) == {"Seat 1": status}
        expect(tab.locator(f"#substitute_name-{seat.pk}")).to_have_value("")


def test_a_register_confirmed_meanwhile_asks_for_the_reason_on_the_servers_page(room, meeting, tab):
    mark(tab, room.seats[:1])
    meeting.state, meeting.confirmed_at = "held", timezone.now()
    meeting.save()
    save(tab).click()
    expect(tab.locator(".error-summary")).to_contain_text("Say why")
    tab.get_by_label("Typing mistake").check()
    save(tab).click()
    expect(tab.get_by_text("Saved one entry.")).to_be_visible()
    unsaved(tab, 0)
    assert entered(meeting) == {"Seat 1": "present"}


def test_a_question_on_the_servers_page_can_be_answered(room):
    meeting, seat = room.meeting(confirmed=True), room.seats[0]
    with room.register(meeting) as tab:
        make_mark(seat, meeting, "absent")
        mark(tab, [seat])
        tab.get_by_label("Another reason, in the box below").check()
        tab.get_by_label("Another reason (").fill("Patient 943 476 5919 was named")
        save(tab).click()
        expect(tab.locator(".error-summary")).to_contain_text("NHS number")
        tab.get_by_label("Typing mistake").check()
        tab.get_by_label("Another reason (").fill("")
        save(tab).click()
        tab.get_by_label("Mine: Present").check()
        tab.get_by_label("Typing mistake").check()
        save(tab).click()
        expect(tab.get_by_text("Saved one entry.")).to_be_visible()
        assert entered(meeting) == {"Seat 1": "present"}


def test_every_other_action_by_touch_alone(room, meeting):
    seat = room.seats[0]
    with (
        room.register(meeting, **TOUCH) as tab,
        room.register(meeting, user=room.colleague) as other,
    ):
        button(tab, "Mark the remaining 37 as present").tap()
        button(tab, "Undo: take the 37 back").tap()
        tab.locator(f"label:has(#mark-{seat.pk}-present)").tap()
        tab.locator(f"label:has(#mark-{seat.pk}-clear)").tap()
        unsaved(tab, 0)
        tab.locator("label:has(#show-times)").tap()
        tab.locator(f"label:has(#mark-{seat.pk}-present)").tap()
        row(tab, seat).locator("summary").tap()
        tab.locator(f"#arrived-{seat.pk}").fill("10:15")
        mark(other, [seat], "absent")
        save(other).click()
        says(other, "Saved 1 mark.")
        save(tab).tap()
        row(tab, seat).get_by_role("button", name="Use mine").tap()
        says(tab, "Saved 1 mark.")
        assert entered(meeting) == {"Seat 1": "present"}
        tab.get_by_text("Add a guest").tap()
        tab.get_by_label("Guest’s name").fill("Grace Guest")
        button(tab, "Add the guest").tap()
        expect(tab.get_by_text("The guest is added.")).to_be_visible()
        tab.get_by_text("Paste the names of a video call").tap()
        tab.get_by_label("Names, one a line").fill("Holder 2\nNobody Known")
        button(tab, "Look at these names").tap()
        button(tab, "Enter these names").tap()
        expect(tab.locator("#register-count")).to_have_text("2 of 37 entered, 2 present")
        assert meeting.guests.count() >= 1


def test_meeting_day_on_a_phone_with_the_line_cut_in_the_middle(room, meeting):
    """Journey 1, steps 3 to 6 and 8, by touch alone at 320 pixels."""

    def tap(seat, status):
        tab.locator(f"label:has(#mark-{seat.pk}-{status})").tap()

    with room.register(meeting, **TOUCH) as tab:
        for seat in room.seats[:20]:
            tap(seat, "present")
        save(tab).tap()
        says(tab, "Saved 20 marks.")
        tab.context.set_offline(True)
        for seat in room.seats[20:26]:
            tap(seat, "present")
        unsaved(tab, 6)
        assert len(entered(meeting)) == 20
        tab.context.set_offline(False)
        says(tab, "Saved 6 marks.")
        tap(room.seats[26], "substitute")
        tab.locator(f"#substitute_name-{room.seats[26].pk}").fill("Sam Stand-In")
        # The session ends in the middle, and is renewed.
        for seat in room.seats[27:33]:
            tap(seat, "apologies")
        end_session(tab)
        save(tab).tap()
        says(tab, "You are signed out. Your 7 marks are kept on this device")
        tab.get_by_role("link", name="sign in to send them").tap()
        type_in(tab, room.manager)
        says(tab, "Saved 7 marks.")
        assert len(entered(meeting)) == 33
        assert sent(meeting) == 3
        button(tab, "Mark the remaining 4 as absent…").tap()
        assert tab.get_by_role("dialog").locator("li").count() == 4
        button(tab, "Mark these 4 as absent").tap()
        says(tab, "4 seats marked as absent.")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320
        button(tab, "Confirm the register").tap()
        expect(tab.get_by_text("The register is confirmed")).to_be_visible()
        assert sorted(set(entered(meeting).values())) == [
            "absent",
            "apologies",
            "present",
            "substitute",
        ]
        assert len(entered(meeting)) == 37
        meeting.refresh_from_db()
        assert meeting.confirmed_at is not None
