"""Opening pages in Chromium, and what is noted from the first byte on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
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
        """Undoes what another test did: the window's size, the medium, where focus and view are."""
        self.tab.emulate_media(media="screen")
        self.tab.set_viewport_size({"width": width, "height": height})
        self.measure("goToTop")
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
            if page.account:
                context.add_cookies([self._cookie(page.account)])
            window = Window(page, context.new_page())
            self._listen(window)
            if page.template:
                self._show_template(window)
            before(window.tab)
            answer = window.tab.goto(self.url(page))
            window.status = answer.status
            assert answer.status == page.status, f"{page} answered {answer.status}"
            if page.charts and javascript and wait_for_charts:
                wait_until_drawn(window)
            if javascript:
                # Now, before a test puts anything into the page.
                window.violations = window.evaluate("window.violations")
            window.errors_on_opening = list(window.errors)
            yield window
        finally:
            context.close()

    def _cookie(self, account: str) -> dict:
        return {
            "name": settings.SESSION_COOKIE_NAME,
            "value": self.sessions[account],
            "url": self.address,
        }

    def _listen(self, window: Window) -> None:
        own = self.url(window.page)

        def note(message):
            # Chromium calls the answer “not found” an error, also where it is the right one.
            expected = window.page.status >= 400 and message.location.get("url") == own
            if message.type in ("error", "warning") and not expected:
                window.errors.append(f"{message.type}: {message.text}")

        window.tab.on("console", note)
        window.tab.on("pageerror", lambda error: window.errors.append(str(error)))
        window.tab.on("request", lambda request: window.requests.append(request.url))

    def _show_template(self, window: Window) -> None:
        """The page of an error that cannot be brought about from outside."""
        body = render_to_string(window.page.template)
        window.tab.route(
            self.url(window.page),
            lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"),
        )


def wait_until_drawn(window: Window) -> None:
    """Until every interactive chart of the page stands."""
    window.tab.wait_for_function(
        "(most) => document.querySelectorAll('.interactive .plot .barlayer').length === most",
        arg=window.page.charts,
        timeout=30_000,
    )
