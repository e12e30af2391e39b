"""Whatever somebody has written into a field stands on pages as text, and in downloads as text:
it is no script, no element, no template and no formula."""

import csv
import io
from html.parser import HTMLParser

import openpyxl
import pytest

from tests import two_boards
from tests.crawl import crawl, is_html, text_of
from tests.stamps import stamp
from tests.two_boards import OWN, addresses, make_two_boards, routes

# The database keeps a text as it is; templates and downloads write it down.
pytestmark = [pytest.mark.django_db, pytest.mark.alike]

ADDRESSES = ("slug", "email", "code")  # what they may hold is checked before it is stored
WRITTEN = "'\"><xss onload=alert(1)></title></style><script>alert(1)</script>"
TEMPLATE = "{{ 7|add:700000 }}{% now 'Y' %}"
SCRIPTS = ("/static/", "/admin/jsi18n/")
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1")


def hostile(model, field, row):
    """As much of it as the field can hold; each row's its own."""
    if field.name in ADDRESSES:
        return None
    if field.max_length and field.max_length < 50:
        return f"<xss a{row.pk}>"[: field.max_length]
    return f"{TEMPLATE} {row.pk} {WRITTEN}"


def formula(model, field, row):
    if field.name in ADDRESSES:
        return None
    return f"{FORMULAS[row.pk % len(FORMULAS)]}+{row.pk}"


def make_hostile_boards():
    boards = make_two_boards()
    stamp(boards.home, hostile)
    return boards


@pytest.fixture(scope="module")
def boards(django_db_setup, django_db_blocker):
    yield from two_boards.made(django_db_blocker, make_hostile_boards)


class Elements(HTMLParser):
    """What of a page is no text, and is not ours."""

    def __init__(self, page: str):
        super().__init__()
        self.foreign: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        source = attributes.get("src") or ""
        is_data = attributes.get("type") == "application/json"
        if tag == "script" and not (source.startswith(SCRIPTS) or is_data):
            self.foreign.append(f"<script src={source!r}>")
        if tag in ("xss", "iframe", "object", "embed", "base"):
            self.foreign.append(f"<{tag}>")
        for name, value in attributes.items():
            if name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.foreign.append(f"<{tag} {name}={value!r}>")


def test_what_somebody_wrote_is_shown_as_text(boards):
    found, shown_on = [], 0
    for address, answer in crawl(boards, "administrator"):
        if not is_html(answer):
            continue
        page = text_of(answer)
        found += [f"{address}: {element}" for element in Elements(page).foreign]
        if "700007" in page:
            found.append(f"{address}: a template was filled in")
        shown_on += "&lt;xss" in page

    assert not found, "\n".join(found)
    assert shown_on > 15


def test_an_element_that_is_not_ours_would_be_noticed():
    for page in (
        f"<p>{WRITTEN}</p>",
        f'<p title="{WRITTEN}">',
        "<img src=x onerror=alert(1)>",
        "<a href=' JavaScript:alert(1)'>",
        "<script src=https://evil.example/x.js></script>",
    ):
        assert Elements(page).foreign


def downloads(boards, kind):
    """Every download of the site as a file of that kind."""
    for route in routes():
        if "kind" in route.params:
            address = addresses(boards, route)[OWN].removesuffix("csv") + kind
            answer = boards.ask("administrator", "GET", address)
            assert answer.status_code == 200
            yield answer


def test_no_cell_of_a_download_is_a_formula(boards):
    stamp(boards.home, formula)
    texts = 0
    for answer in downloads(boards, "csv"):
        for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))):
            for cell in row:
                texts += cell.startswith("'")
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
                assert not cell.startswith("-") or is_number(cell), cell
    for answer in downloads(boards, "xlsx"):
        for sheet in openpyxl.load_workbook(io.BytesIO(answer.content)):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", cell.value
                    assert cell.hyperlink is None
    assert texts > 20


def is_number(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "", 1).isdecimal()
