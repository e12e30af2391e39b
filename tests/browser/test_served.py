"""Every page is served, over connections of the server's own, from rows that were kept for good."""

from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.conf import settings

from tests.browser.pages import PAGES
from tests.engines import only_on_postgresql

NOT_ON_SQLITE = "there the same pages are opened in Chromium (test_policy.py), which takes longer"


@only_on_postgresql(NOT_ON_SQLITE)
@pytest.mark.parametrize("page", [page for page in PAGES if not page.template], ids=str)
def test_every_page_is_served(site, page):
    assert status_of(site, page) == page.status


def status_of(site, page) -> int:
    headers = {}
    if page.account:
        headers["Cookie"] = f"{settings.SESSION_COOKIE_NAME}={site.sessions[page.account]}"
    try:
        with urlopen(Request(site.url(page), headers=headers)) as answer:
            return answer.status
    except HTTPError as error:
        with error:
            return error.code
