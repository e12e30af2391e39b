"""One figure is the same on every page and in every file that shows it."""

import csv
import io

import pytest

from tests.figures import (
    area_of,
    make_indicator,
    make_listed,
    make_published,
)
from tests.page_tables import text_of

pytestmark = pytest.mark.django_db
DASHBOARD, INDICATOR = "/kingston/", "/kingston/indicators/CSC02/"
COMPARISON = "/kingston/compare/CSC02/2012-13/"
FILES = (
    "/kingston/dashboard.csv?period=2012-13",
    "/kingston/indicators/CSC02.csv?period=2012-13",
    "/kingston/compare/CSC02/2012-13.csv",
)


def listed(board, **fields):
    found = make_indicator(compares_with_england=True, **fields)
    make_listed(board, found)
    return found


def page_of(client, address, period="2012-13"):
    return client.get(address, {"period": period}).context["page"]


def first_row(client, address):
    text = client.get(address).content.decode("utf-8-sig")
    return next(csv.DictReader(io.StringIO(text)))


class TestCountsThatAreNotWhole:
    def test_files_show_them_as_pages_do(self, member_client, board):
        posts = listed(board, unit="count", decimals=0)
        make_published(posts, area_of(board), numerator="16.5")

        rows = [first_row(member_client, address) for address in FILES]

        assert "16.5" in text_of(member_client.get(f"{DASHBOARD}?period=2012-13"))
        assert [row.get("value", row.get("figure")) for row in rows] == ["16.5"] * 3
        assert [row["numerator"] for row in rows] == ["16.5"] * 3

    def test_what_they_rest_on_has_one_decimal_everywhere(self, member_client, board):
        posts = listed(board)
        make_published(posts, area_of(board), numerator="16.25", denominator="40.75")

        rows = [first_row(member_client, address) for address in FILES]

        assert "16.3 of 40.8" in text_of(member_client.get(f"{DASHBOARD}?period=2012-13"))
        assert [(row["numerator"], row["denominator"]) for row in rows] == [("16.3", "40.8")] * 3
