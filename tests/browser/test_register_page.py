"""The register's page in a browser. Tests a1 to a10 are named after the requirements of a
register: structure, names, nothing chosen, keys, the rest at once, no script, no hasty errors,
dates, sizes, and a line that breaks. More about that line is in test_register_kept.py."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.registers import (
    SEATS,
    button,
    chosen,
    entered,
    path,
    radio,
    row,
    save,
    says,
    sent,
    unsaved,
)
from tests.build import mark

LETTER_KEYS = "#letter-keys"


@pytest.fixture
def meeting(room):
    return room.meeting()


@pytest.fixture
def tab(room, meeting):
    with room.register(meeting) as tab:
        yield tab


def test_a1_the_list_is_plain_html_and_nothing_in_it_is_left_blank(room, meeting, tab):
    assert tab.locator("[role=grid], [role=gridcell]").count() == 0
    assert tab.locator("fieldset.entry > legend").count() == SEATS
    heading = tab.locator("h1").inner_text()
    assert room.group.name in heading
    assert f"{meeting.held_on.day} {meeting.held_on:%B %Y}" in heading
    agencies = tab.locator("section.agency:has(fieldset) > h2").all_inner_texts()
    assert agencies[0] == "Cafcass"
    assert len(agencies) == 5
    expect(tab.locator("main")).to_contain_text("Treasurer, Voluntary sector: Vacant since")
    assert (
        tab.evaluate(
            "[...document.querySelectorAll('td, th, legend, li')]"
            ".filter((cell) => !cell.textContent.trim()).length"
        )
        == 0
    )


def test_a2_every_choice_has_a_name_of_its_own_with_seat_agency_and_holder(tab):
    legend = tab.locator("fieldset.entry > legend").first.text_content()
    assert " ".join(legend.split()) == "Seat 1, Cafcass (Holder 1)"
    names = tab.evaluate("""() => [...document.querySelectorAll(
        "main :is(input:not([type=hidden]), select, textarea, summary, button, a[href])")]
        .filter((one) => !one.closest("[aria-hidden]"))
        .map((one) => (one.labels?.[0] ?? one).cloneNode(true))
        .map((one) => (one.querySelector("select")?.remove(), one))
        .map((one) => one.textContent.replace(/\\s+/g, " ").trim())""")
    assert len(names) > SEATS * 5
    assert "" not in names
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_a3_nothing_is_chosen_a_choice_can_be_cleared_and_a_part_can_be_saved(room, meeting, tab):
    assert chosen(tab) == []
    radio(tab, room.seats[0], "present").check()
    radio(tab, room.seats[1], "absent").check()
    radio(tab, room.seats[1], "clear").check()
    save(tab).click()
    says(tab, "Saved 1 mark.")
    assert entered(meeting) == {"Seat 1": "present"}
    radio(tab, room.seats[0], "clear").check()
    save(tab).click()
    expect(tab.locator("#register-count")).to_have_text("0 of 37 entered, 0 present")
    unsaved(tab, 0)
    assert entered(meeting) == {}


def test_a3_confirming_names_what_is_missing(room, meeting, tab):
    for seat in room.seats[2:]:
        radio(tab, seat, "present").check()
    button(tab, "Confirm the register").click()
    expect(tab.locator("h1")).to_have_text(re.compile("^Confirm the register"))
    missing = tab.locator("main li").all_inner_texts()
    assert [one.split(",")[0] for one in missing if one.startswith("Seat")] == ["Seat 1", "Seat 2"]
    meeting.refresh_from_db()
    assert meeting.confirmed_at is None
    assert len(entered(meeting)) == SEATS - 2


def stops(tab, most=200) -> list[str]:
    """The rows and the other controls of the form that Tab stops at, from the top of the page."""
    tab.evaluate("measures.goToTop()")
    met = []
    for _ in range(most):
        tab.keyboard.press("Tab")
        where = tab.evaluate(
            "document.activeElement.closest('main')"
            " && (document.activeElement.closest('fieldset.entry')?.id ?? 'other')"
        )
        if where is None and met:
            return met
        if where:
            met.append(where)
    raise AssertionError("Focus does not leave the page")


def test_a4_each_row_is_one_stop_and_arrow_keys_move_inside(room, tab):
    rows = [stop for stop in stops(tab) if stop != "other"]
    assert rows == [f"seat-{seat.pk}" for seat in room.seats]
    radio(tab, room.seats[0], "present").focus()
    tab.keyboard.press("Space")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    assert chosen(tab) == ["apologies"]
    tab.keyboard.press("Tab")
    assert row(tab, room.seats[1]).locator(":focus").count() == 1


def test_a4_letters_mark_the_row_that_has_the_focus_and_go_on(room, tab):
    radio(tab, room.seats[0], "present").focus()
    tab.keyboard.type("psan")
    assert chosen(tab) == ["present", "substitute", "apologies", "absent"]
    assert row(tab, room.seats[4]).locator(":focus").count() == 1
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("0")
    radio(tab, room.seats[2], "apologies").focus()
    tab.keyboard.press("Backspace")
    assert chosen(tab) == ["present", "substitute"]
    radio(tab, room.seats[0], "present").focus()
    tab.keyboard.press("Control+n")
    assert chosen(tab) == ["present", "substitute"]


def test_a4_letters_change_nothing_outside_a_row_and_can_be_switched_off(room, meeting, tab):
    tab.evaluate("measures.goToTop()")
    tab.keyboard.type("psan0")
    save(tab).focus()
    tab.keyboard.type("psan0")
    assert chosen(tab) == []
    radio(tab, room.seats[0], "substitute").check()
    tab.locator(f"#substitute_name-{room.seats[0].pk}").fill("")
    tab.keyboard.type("pans")
    assert chosen(tab) == ["substitute"]
    tab.locator(LETTER_KEYS).uncheck()
    radio(tab, room.seats[1], "present").focus()
    tab.keyboard.type("psan")
    assert chosen(tab) == ["substitute"]
    tab.goto(path(meeting))
    assert not tab.locator(LETTER_KEYS).is_checked()


def test_a4_all_37_are_present_after_at_most_five_keys_and_save(meeting, tab):
    keys = ["Tab", "Enter", "Tab", "Enter"]
    for key in keys:
        tab.keyboard.press(key)
    assert chosen(tab) == ["present"] * SEATS
    assert len(keys) <= 5
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    says(tab, "Saved 37 marks.")
    assert list(entered(meeting).values()) == ["present"] * SEATS


def test_a5_the_remaining_are_marked_as_present_and_no_others(room, meeting):
    mark(room.seats[0], meeting, "apologies")
    mark(room.seats[36], meeting, "absent")
    with room.register(meeting) as tab:
        radio(tab, room.seats[1], "absent").check()
        button(tab, "Mark the remaining 34 as present").click()
        assert chosen(tab) == ["apologies", "absent", *["present"] * 34, "absent"]
        says(tab, "34 seats marked as present.")
        assert tab.locator("#register-status").get_attribute("role") == "status"
        assert tab.locator("#register-count").inner_text() == "37 of 37 entered, 34 present"
        assert tab.locator("#register-quorum").inner_text() == "Quorum met"
        unsaved(tab, 35)
        button(tab, "Undo: take the 34 back").click()
        assert chosen(tab) == ["apologies", "absent", "absent"]
        says(tab, "34 seats not recorded again.")
        assert tab.locator("#register-quorum").inner_text() == "Quorum not met"
        unsaved(tab, 1)
        assert button(tab, "Mark the remaining 34 as present").is_visible()


def test_a5_the_remaining_are_named_before_they_are_marked_as_absent(room, meeting, tab):
    for seat in room.seats[4:]:
        radio(tab, seat, "present").check()
    button(tab, "Mark the remaining 4 as absent…").click()
    dialog = tab.get_by_role("dialog")
    assert dialog.locator("li").all_inner_texts() == [
        f"Seat {number}, Cafcass (Holder {number})" for number in (1, 2, 3, 4)
    ]
    button(dialog, "Not now").click()
    assert len(chosen(tab)) == 33
    button(tab, "Mark the remaining 4 as absent…").click()
    button(dialog, "Mark these 4 as absent").click()
    # A dialog tells that it was closed a moment after the press.
    says(tab, "4 seats marked as absent.")
    assert chosen(tab) == ["absent"] * 4 + ["present"] * 33


def test_the_count_is_read_out_once_and_not_at_every_press(room, meeting):
    with room.window() as tab:
        tab.clock.install()
        tab.goto(path(meeting))
        tab.clock.pause_at(tab.evaluate("Date.now()") + 1000)
        told = tab.locator(".sticky-bar > [role=status].visually-hidden")
        radio(tab, room.seats[0], "present").focus()
        for _ in range(5):
            tab.keyboard.press("p")
            tab.clock.run_for(1000)
            assert told.text_content() == ""
        tab.clock.run_for(1000)
        assert told.text_content() == "5 of 37 entered, 5 present. Quorum not met"
        assert tab.locator("#register-count").get_attribute("aria-live") == "off"


def test_a6_without_a_script_it_is_a_form_that_does_all_of_it(room, meeting):
    seat = room.seats[0]
    with room.register(meeting, java_script_enabled=False) as tab:
        assert tab.locator("#register").get_attribute("novalidate") == ""
        radio(tab, seat, "substitute").check()
        row(tab, seat).locator("summary").click()
        tab.locator(f"#substitute_name-{seat.pk}").fill("Sam Stand-In")
        radio(tab, room.seats[1], "absent").check()
        tab.locator(f"#left-{seat.pk}").fill("09:00")
        tab.locator(f"#arrived-{seat.pk}").fill("10:00")
        save(tab).click()
        assert tab.title().startswith("Error: ")
        summary = tab.locator(".error-summary a")
        assert summary.get_attribute("href") == f"#left-{seat.pk}"
        assert radio(tab, seat, "substitute").is_checked()
        assert tab.locator(f"#substitute_name-{seat.pk}").input_value() == "Sam Stand-In"
        assert entered(meeting) == {"Seat 2": "absent"}
        tab.locator(f"#arrived-{seat.pk}").fill("")
        save(tab).click()
        assert entered(meeting) == {"Seat 1": "substitute", "Seat 2": "absent"}
        button(tab, "Mark the remaining 35 as present").click()
        assert len(entered(meeting)) == SEATS
        button(tab, "Undo: take the 35 back").click()
        assert len(entered(meeting)) == 2


def test_a6_with_the_script_the_summary_takes_the_focus_and_leads_to_the_row(room, meeting, tab):
    seat = room.seats[0]
    tab.locator("#show-times").check()
    radio(tab, seat, "substitute").check()
    tab.locator(f"#left-{seat.pk}").fill("09:00")
    tab.locator(f"#arrived-{seat.pk}").fill("10:00")
    save(tab).click()
    expect(tab.locator(".error-summary")).to_be_focused()
    assert tab.title().startswith("Error: ")
    tab.locator(".error-summary a").click()
    expect(tab.locator(f"#left-{seat.pk}")).to_be_focused()
    assert row(tab, seat).locator("p.error").inner_text().endswith("nobody leaves before arriving.")
    assert tab.locator(f"#arrived-{seat.pk}").input_value() == "10:00"
    unsaved(tab, 1)
    tab.locator(f"#arrived-{seat.pk}").fill("")
    assert row(tab, seat).locator("p.error").count() == 0
    save(tab).click()
    says(tab, "Saved 1 mark.")
    assert not tab.title().startswith("Error")


def test_a7_leaving_a_field_never_says_that_something_is_wrong(room, tab):
    seat = room.seats[0]
    tab.locator("#show-times").check()
    radio(tab, seat, "substitute").check()
    tab.locator(f"#left-{seat.pk}").fill("09:00")
    tab.locator(f"#arrived-{seat.pk}").fill("10:00")
    tab.locator(f"#substitute_name-{seat.pk}").fill("943 476 5919")
    stops(tab)
    assert tab.locator(".error, .error-summary, [aria-invalid]").count() == 0
    assert not tab.title().startswith("Error")


def test_a7_a_substitute_opens_the_details_with_the_agency_filled_in_and_nothing_else(room, tab):
    seat = room.seats[0]
    radio(tab, room.seats[1], "present").check()
    assert not tab.locator(f"#arrived-{room.seats[1].pk}").is_visible()
    radio(tab, seat, "substitute").check()
    agency = tab.locator(f"#substitute_agency-{seat.pk}")
    expect(agency).to_be_visible()
    assert agency.evaluate("list => list.selectedOptions[0].text") == "Cafcass"
    for closed in ("arrived", "left", "remote"):
        assert not tab.locator(f"#{closed}-{seat.pk}").is_visible()


@pytest.mark.parametrize(
    ("typed", "weekday", "warning"),
    [
        (("26", "8", "2012"), "Sunday", "26 August 2012 is a Sunday."),
        (("13", "2", "2012"), "Monday", "13 February 2012 does not lie in 2012-13"),
    ],
)
def test_a8_a_date_that_looks_wrong_is_warned_of_and_can_be_kept(room, typed, weekday, warning):
    with room.window() as tab:
        tab.goto("/room/meetings/new/?period=2012-13")
        tab.get_by_label("Group").select_option(label=room.group.name)
        for name, part in zip(("Day", "Month", "Year"), typed, strict=True):
            tab.get_by_label(name, exact=True).fill(part)
        button(tab, "Plan the meeting").click()
        expect(tab.locator("main")).to_contain_text(warning)
        tab.get_by_label("Keep this date").check()
        tab.get_by_label("Why the date is right").fill("As the minutes have it")
        button(tab, "Plan the meeting").click()
        expect(tab.locator("main")).to_contain_text(f"{weekday} {int(typed[0])}")


def covered(tab, key) -> list[str]:
    """What has the focus, key by key through the page, while the bar lies over a part of it."""
    found, rows = [], set()
    for _ in range(300):
        tab.keyboard.press(key)
        # The page moves, if it has to, before it is painted again.
        under = tab.evaluate("""() => new Promise((answer) => requestAnimationFrame(() =>
            requestAnimationFrame(() => {
                const focused = document.activeElement;
                const bar = document.querySelector(".sticky-bar");
                const over = bar.getBoundingClientRect();
                const target = focused.closest("label") ?? focused;
                const { top, bottom } = target.getBoundingClientRect();
                const isUnder = !bar.contains(focused)
                    && bottom > over.top + 1 && top < over.bottom - 1;
                const box = focused.getBoundingClientRect();
                const isOutside = box.top < -1 || box.bottom > innerHeight + 1;
                answer(!focused.closest("main") ? null : {
                    row: focused.closest("fieldset.entry")?.id,
                    wrong: isUnder || isOutside ? focused.id || focused.textContent : "",
                });
            })))""")
        if under is None and rows:
            break
        if under:
            rows.add(under["row"])
            found += [under["wrong"]] if under["wrong"] else []
    assert len(rows) >= SEATS
    return found


def test_a9_on_a_phone_nothing_is_small_covered_or_beside_the_page(room, meeting):
    with room.register(meeting, width=320, height=640) as tab:
        for seat in room.seats[:3]:
            radio(tab, seat, "substitute").check()
        tab.locator("#show-times").check()
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320
        assert tab.evaluate("measures.scrollsSideways()") in (False, [])
        small = tab.evaluate("""() => [...document.querySelectorAll(
            "#register :is(label:has([type=radio], [type=checkbox]), button, select, summary,"
            + " input:not([type=hidden], [type=radio], [type=checkbox]))")]
            .filter((one) => one.checkVisibility() && !one.matches(".visually-hidden"))
            .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 90)])
            .filter(([box]) => box.height < 43.5 || box.width < 43.5)
            .map(([box, html]) => `${box.width} x ${box.height} ${html}`)""")
        assert small == []
        tab.evaluate("measures.goToTop()")
        assert covered(tab, "Tab") == []
        # On the way back the focus comes from below, where the bar could lie over it.
        assert covered(tab, "Shift+Tab") == []
        bar = tab.locator(".sticky-bar").bounding_box()
        assert bar["height"] < 640 / 2


def test_a10_a_broken_line_loses_nothing_and_one_set_is_saved(room, meeting, tab):
    tab.context.set_offline(True)
    for seat in room.seats[:6]:
        radio(tab, seat, "present").check()
    unsaved(tab, 6)
    save(tab).click()
    says(tab, "The line is down. Your 6 marks are kept on this device and sent when it is back.")
    assert entered(meeting) == {}
    tab.context.set_offline(False)
    says(tab, "Saved 6 marks.")
    unsaved(tab, 0)
    tab.reload()
    assert chosen(tab) == ["present"] * 6
    assert list(entered(meeting)) == [f"Seat {number}" for number in range(1, 7)]
    assert sent(meeting) == 1
