"""Reading the whole site as one account: every page, download and link."""

import io
import re
import zipfile
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.contrib import admin

from tests.product import MODELS
from tests.two_boards import OWN, TwoBoards, addresses, routes

# Orders of tables; pages and pop-ups of the lists in the admin site: the same rows once more.
SAME_ROWS = re.compile(r"[?&]((\w+-)?sort|o|p|e|all|_popup|_to_field|_facets|_changelist_filters)=")
MOST = 2500  # far more than the tests' boards have


class Links(HTMLParser):
    """The addresses that a page leads to."""

    def __init__(self, page: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        target = attributes.get("href") if tag in ("a", "area") else None
        if target:
            self.found.append(target)


def is_html(answer) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/html")


def text_of(answer) -> str:
    """All that an answer holds, the parts of a workbook too."""
    if not answer.content.startswith(b"PK"):
        return answer.content.decode()
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist())


def links_of(address: str, answer) -> list[str]:
    """Where an answer leads on this site, without the place on the page."""
    targets = Links(answer.content.decode()).found if is_html(answer) else []
    if answer.status_code in (301, 302):
        targets = [answer.url]
    found = []
    for target in targets:
        whole = urlsplit(urljoin(f"http://testserver{address}", target))
        if whole.netloc != "testserver" or whole.path.startswith("/static/"):
            continue
        found.append(whole.path + (f"?{whole.query}" if whole.query else ""))
    return found


def completions() -> list[str]:
    """What fields of the admin site's forms ask for while one types."""
    return [
        f"/admin/autocomplete/?app_label={model._meta.app_label}"
        f"&model_name={model._meta.model_name}&field_name={name}"
        for model in MODELS
        for name in admin.site.get_model_admin(model).autocomplete_fields
    ]


def crawl(boards: TwoBoards, account: str, *, ask=None, with_filters=False):
    """Yields address and answer of every route, for the objects of our board, and of everything
    that the pages lead to; with the lists of the admin site narrowed down in each way if asked."""
    ask = ask or (lambda address: boards.ask(account, "GET", address))
    waiting = [addresses(boards, route)[OWN] for route in routes()] + completions()
    seen = set(waiting)
    while waiting:
        address = waiting.pop()
        answer = ask(address)
        yield address, answer
        for link in links_of(address, answer):
            # A list is narrowed down once, not by two filters together.
            is_narrower = link.startswith("/admin/") and "?" in link
            is_wanted = not is_narrower or (with_filters and "?" not in address)
            if is_wanted and link not in seen and not SAME_ROWS.search(link):
                seen.add(link)
                waiting.append(link)
        assert len(seen) < MOST, f"The site does not end: {sorted(seen)[-5:]}"
