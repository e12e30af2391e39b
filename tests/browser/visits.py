"""Opening pages in Chromium, and what is noted from the first byte on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from tests.browser.pages import Page

MEASURES = Path(__file__).with_name("measures.js")


@dataclass
class Window:
    """A page that is open, with what happened since it was asked for."""

    page: Page
    tab: Tab
    errors: list[str] = field(default_factory=list)
    errors_on_opening: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    status: int = 0

    def evaluate(self, script: str):
        return self.tab.evaluate(script)

    def measure(self, what: str):
        """What one of the functions in measures.js finds on the page."""
        return self.tab.evaluate(f"measures.{what}()")

    def start_again(self, width=1280, height=900) -> None:
        """Undoes what another test did: the medium, the window's size, where focus and view are."""
        if self.measure("isOnPaper"):
            self.tab.emulate_media(media="screen")
        size = {"width": width, "height": height}
        if self.tab.viewport_size != size:
            self.tab.set_viewport_size(size)
        self.measure("goToTop")
        if self.page.charts:
            # An interactive chart follows the window's width a moment later.
            self.tab.wait_for_function("() => measures.chartsFit()")

    @property
    def plotly_requests(self) -> list[str]:
        return [address for address in self.requests if "plotly" in address]


class Site:
    """The product as it is served, with one window's worth of cookies for each account."""

    def __init__(self, browser: Browser, address: str, keys: dict, sessions: dict):
        self.browser = browser
        self.address = address
        self.keys = keys
        self.sessions = sessions

    def url(self, page: Page) -> str:
        return self.address + page.path.format(**self.keys)

    @contextmanager
    def open(
        self,
        page: Page,
        width=1280,
        height=900,
        *,
        javascript=True,
        wait_for_charts=True,
        before=lambda tab: None,
    ) -> Iterator[Window]:
        """The page in a window of its own; closed afterwards."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=javascript
        )
        try:
            context.add_init_script(path=MEASURES)
            with self._shown(page, context.new_page(), before) as window:
                if page.charts and javascript and wait_for_charts:
                    wait_until_drawn(window)
                if javascript:
                    note_violations(window)
                yield window
        finally:
            context.close()

    @cached_property
    def _tab(self) -> Tab:
        context = self.browser.new_context()
        context.add_init_script(path=MEASURES)
        return context.new_page()

    @contextmanager
    def looked_at(self, page: Page) -> Iterator[Window]:
        """The page in a window in which others were before it: to open a window takes longer than
        a page. Of the others nothing is left but the files that every page asks for."""
        tab = self._tab
        tab.set_viewport_size({"width": 1280, "height": 900})
        tab.emulate_media(media="screen")
        # Else focus that leaves a page comes back, now and then, by way of Chromium's own buttons.
        tab.bring_to_front()
        try:
            with self._shown(page, tab) as window:
                if page.charts:
                    wait_until_drawn(window)
                note_violations(window)
                yield window
                window.evaluate("localStorage.clear(), sessionStorage.clear()")
        finally:
            tab.context.clear_cookies()
            tab.goto("about:blank")

    @contextmanager
    def _shown(self, page: Page, tab: Tab, before=lambda tab: None) -> Iterator[Window]:
        """The page, asked for as its account, with what happens meanwhile noted."""
        if page.account:
            tab.context.add_cookies([self._cookie(page.account)])
        window = Window(page, tab)
        with self._noted(window), self._answered_by_template(window):
            before(tab)
            answer = tab.goto(self.url(page))
            window.status = answer.status
            assert answer.status == page.status, f"{page} answered {answer.status}"
            yield window

    def _cookie(self, account: str) -> dict:
        return {
            "name": settings.SESSION_COOKIE_NAME,
            "value": self.sessions[account],
            "url": self.address,
        }

    @contextmanager
    def _noted(self, window: Window) -> Iterator[None]:
        own = self.url(window.page)

        def note(message):
            # Chromium calls the answer “not found” an error, also where it is the right one.
            expected = window.page.status >= 400 and message.location.get("url") == own
            if message.type in ("error", "warning") and not expected:
                window.errors.append(f"{message.type}: {message.text}")

        listeners = {
            "console": note,
            "pageerror": lambda error: window.errors.append(str(error)),
            "request": lambda request: window.requests.append(request.url),
        }
        for event, listener in listeners.items():
            window.tab.on(event, listener)
        try:
            yield
        finally:
            for event, listener in listeners.items():
                window.tab.remove_listener(event, listener)

    @contextmanager
    def _answered_by_template(self, window: Window) -> Iterator[None]:
        """The page of an error that cannot be brought about from outside; else nothing is done."""
        if not window.page.template:
            yield
            return
        address, body = self.url(window.page), render_to_string(window.page.template)
        window.tab.route(
            address,
            lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"),
        )
        try:
            yield
        finally:
            window.tab.unroute(address)


def note_violations(window: Window) -> None:
    """Now, before a test puts anything into the page."""
    window.violations = window.evaluate("window.violations")
    window.errors_on_opening = list(window.errors)


def wait_until_drawn(window: Window) -> None:
    """Until every interactive chart of the page stands."""
    window.tab.wait_for_function(
        "(most) => document.querySelectorAll('.interactive .plot .cartesianlayer').length === most",
        arg=window.page.charts,
        timeout=30_000,
    )
