"""Registers to be taken in Chromium: a board with 37 seats, a new meeting for each test, and
windows in which its accounts are signed in."""

from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count

from django.conf import settings
from playwright.sync_api import expect

from attendance.models import Mark, SentRegister
from tests.browser.visits import MEASURES
from tests.build import (
    make_agency,
    make_board,
    make_group,
    make_meeting,
    make_person,
    make_quorum_rule,
    make_role,
    make_seat,
    make_tenure,
    make_user,
)
from tests.conftest import signed_in

SEATS = 37
# In the order of the alphabet, as the page has them.
AGENCIES = ("Cafcass", "NHS Kingston", "Police", "Schools", "Voluntary sector")
days = count()


class Room:
    """The board whose register is taken."""

    def __init__(self, browser, address):
        self.browser, self.address = browser, address
        self.board = make_board("room", area="Room")
        self.group = make_group(self.board)
        agencies = [make_agency(self.board, name) for name in AGENCIES]
        self.seats = [self._seat(number, agencies) for number in range(SEATS)]
        self.vacant = make_seat(self.group, agencies[-1], "Treasurer")
        make_tenure(self.vacant, since="2012-04-01", state="vacant")
        make_quorum_rule(self.group, smallest_seats=10, smallest_agencies=3)
        self.manager, self.colleague = (self._manager(name) for name in ("taker", "colleague"))

    def _seat(self, number, agencies):
        agency = agencies[number * len(agencies) // SEATS]
        seat = make_seat(self.group, agency, f"Seat {number + 1}", position=number)
        make_tenure(seat, person=make_person(self.board, f"Holder {number + 1}"))
        return seat

    def _manager(self, name):
        user = make_user(f"{name}@example.org")
        make_role(user, self.board, "manager")
        return user

    def meeting(self, confirmed=False):
        """A new meeting; no two are on a day."""
        day = date(2012, 5, 1) + timedelta(days=next(days))
        return make_meeting(self.group, day.isoformat(), confirmed=confirmed)

    @contextmanager
    def window(self, user=None, width=1280, height=900, **options):
        """A browser of its own, signed in."""
        context = self.browser.new_context(
            base_url=self.address, viewport={"width": width, "height": height}, **options
        )
        context.set_default_timeout(10_000)
        context.add_init_script(path=MEASURES)
        sign_in(context, self.address, user or self.manager)
        try:
            yield context.new_page()
        finally:
            context.close()

    @contextmanager
    def register(self, meeting, **options):
        """The register of the meeting, open in a browser of its own."""
        with self.window(**options) as tab:
            tab.goto(path(meeting))
            yield tab


def path(meeting) -> str:
    return f"/room/meetings/{meeting.pk}/register/"


def sign_in(context, address, user) -> None:
    session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])


def radio(tab, seat, status):
    return tab.locator(f"#mark-{seat.pk}-{status}")


def row(tab, seat):
    return tab.locator(f"#seat-{seat.pk}")


def chosen(tab) -> list[str]:
    """The choices made on the page, in the order of its rows."""
    return tab.eval_on_selector_all(
        "fieldset.entry input[name^=mark-]:checked",
        "found => found.map(({ value }) => value).filter(Boolean)",
    )


def button(tab, name):
    return tab.get_by_role("button", name=name, exact=True)


def save(tab):
    """The button in the bar: the one before it is only there for the Enter key."""
    return tab.locator(".sticky-bar button[value=save]")


def says(tab, words):
    """Waits until the line of the bar says so."""
    expect(tab.locator("#register-status")).to_contain_text(words)


def unsaved(tab, number):
    """Waits until the page says that so many are not saved yet, by its buttons and in its title."""
    words = f"{number} mark{'' if number == 1 else 's'} not yet saved" if number else ""
    expect(tab.locator("#register-unsaved")).to_have_text(words)
    title = tab.title()
    assert words in title if number else "not yet saved" not in title


def entered(meeting) -> dict[str, str]:
    """What the server has: title of the seat and status."""
    return dict(Mark.objects.filter(meeting=meeting).values_list("seat__title", "status"))


def sent(meeting) -> int:
    return SentRegister.objects.filter(meeting=meeting).count()
