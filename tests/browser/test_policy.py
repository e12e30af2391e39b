"""Nothing on any page breaks the content security policy or writes an error to the console."""

from tests.browser.pages import BOARD


def test_no_page_breaks_the_policy_or_logs_an_error(opened):
    assert opened.violations == []
    assert opened.errors_on_opening == []


def test_the_listener_sees_a_violation(site):
    """The test above would be green for ever if nothing were listening."""
    with site.open(BOARD) as window:
        window.evaluate("() => { document.body.setAttribute('style', 'color: red'); }")
        window.tab.wait_for_function("() => window.violations.length === 1")
        assert window.evaluate("window.violations[0]").startswith("style-src")
        assert window.errors


def test_only_pages_with_an_interactive_chart_ask_for_plotly(opened):
    assert bool(opened.plotly_requests) == bool(opened.page.charts)
