"""Letters on paper, and from a concern to its outcome by keyboard and without JavaScript."""

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from actions import letters as steps
from actions.drafting import fits_one_sheet
from actions.models import Letter
from agencies.access import board_for
from agencies.models import Agency
from lscb.periods import FinancialYear
from tests.browser.pages import DRAFT_LETTER, SENT_LETTER, Page
from tests.browser.test_print import pages_of

CONCERNS = Page("/kingston/concerns/?period=2012-13", "manager")


def text_on_paper(window) -> str:
    window.tab.emulate_media(media="print")
    return window.evaluate("document.body.innerText")


def print_out(window) -> int:
    return pages_of(window.tab.pdf(format="A4", prefer_css_page_size=True, tagged=True))


def test_paper_has_the_letter_and_nothing_else(site):
    with site.open(SENT_LETTER) as window:
        heading, *lines = [line for line in text_on_paper(window).splitlines() if line.strip()]
        # Only for those who listen to the file: it takes no room on the sheet.
        top = window.tab.locator("#letter").bounding_box()["y"]

    assert heading.endswith("to Voluntary Sector")
    assert top < 40
    assert lines[:2] == ["Kingston Local Safeguarding Children Board", "Voluntary Sector"]
    assert lines[3].startswith("Attendance of Voluntary Sector at the Main Board")
    assert lines[4] == "Dear colleague,"
    assert lines[-3:] == [
        "Yours sincerely,",
        "Independent Chair",
        "Kingston Local Safeguarding Children Board",
    ]


def test_a_drafts_sheet_says_that_it_is_one(site):
    with site.open(DRAFT_LETTER) as window:
        assert "Draft, not approved" in text_on_paper(window)


def test_the_longest_letter_of_the_sample_is_one_sheet(site):
    """Drafted for every agency with a concern in turn, with an addressee and everything."""
    manager = User.objects.get(email="manager@example.org")
    board, today = board_for(manager, "kingston"), timezone.localdate()
    group = board.groups.get(slug="main-board")
    bodies = {}
    for agency in Agency.objects.filter(board=board):
        try:
            letter, is_new = steps.draft(
                board,
                agency,
                group,
                FinancialYear(2012),
                None,
                by=manager,
                today=today,
            )
        except steps.Refused:
            continue
        bodies[letter.pk] = (len(letter.body), is_new)
    longest = max(bodies, key=lambda key: bodies[key][0])

    with site.open(Page(f"/kingston/letters/{longest}/", "manager")) as window:
        sheets = print_out(window)

    Letter.objects.filter(pk__in=[key for key, (_, is_new) in bodies.items() if is_new]).delete()
    assert len(bodies) >= 9
    assert sheets == 1


def test_a_letter_of_many_seats_is_one_sheet_too(site):
    """Twice as long as any of the sample."""
    letter = Letter.objects.get(pk=site.keys["sent_letter"])
    seats = letter.figures["seats"]
    Letter.objects.filter(pk=letter.pk).update(body=letter.body.replace(seats, f"{seats}\n" * 3))
    try:
        with site.open(SENT_LETTER) as window:
            assert print_out(window) == 1
    finally:
        letter.save()


@pytest.mark.parametrize(
    "body",
    ["x" * 78 * 38, "\n".join(["Chair, 2 of 5"] * 38), "\n\n".join(["Please come."] * 22)],
    ids=["running text", "lines", "paragraphs"],
)
def test_the_longest_text_without_a_warning_is_one_sheet(site, body):
    assert fits_one_sheet(body)
    letter = Letter.objects.get(pk=site.keys["sent_letter"])
    Letter.objects.filter(pk=letter.pk).update(body=body)
    try:
        with site.open(SENT_LETTER) as window:
            assert print_out(window) == 1
    finally:
        letter.save()


@pytest.mark.parametrize("width", [320, 1280])
def test_a_letter_goes_from_a_concern_to_its_outcome_without_javascript(site, width):
    with site.open(CONCERNS, width=width, javascript=False) as window:
        tab = window.tab
        tab.get_by_role("button", name="Draft a letter to Probation, Main Board").press("Enter")
        draft = tab.url
        assert "Letter" in tab.locator("h1").inner_text()
        tab.get_by_role("link", name="Change the text").press("Enter")
        tab.get_by_label("Subject").fill("Come, please")
        tab.get_by_role("button", name="Save the letter").press("Enter")
        assert "The letter is saved." in tab.locator("main").inner_text()

        _as(site, tab, "chair")
        tab.goto(draft)
        tab.get_by_role("link", name="Approve").press("Enter")
        tab.get_by_role("button", name="Approve this letter").press("Enter")
        assert "is approved" in tab.locator("main").inner_text()

        _as(site, tab, "manager")
        tab.goto(draft)
        tab.get_by_role("link", name="Send").press("Enter")
        tab.get_by_label("It is printed and posted").press("Space")
        tab.get_by_role("button", name="Send it").press("Enter")
        assert "noted as posted" in tab.locator("main").inner_text()
        tab.get_by_role("link", name="Close with an outcome").press("Enter")
        tab.get_by_label("What came of it").fill("They named somebody else.")
        tab.get_by_role("button", name="Close it").press("Enter")
        assert "They named somebody else." in tab.locator("main").inner_text()
        assert window.evaluate("document.documentElement.scrollWidth") <= width

    Letter.objects.filter(agency__slug="probation").delete()


def _as(site, tab, account):
    tab.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": site.sessions[account],
                "url": site.address,
            }
        ]
    )
