"""The words a board uses, by day."""

from datetime import date

import pytest

from agencies.access import board_for
from agencies.words import Words
from tests.build import make_word_list
from tests.page_tables import text_of


@pytest.mark.parametrize(
    ("today", "body"),
    [
        (date(2018, 6, 28), "Local Safeguarding Children Board"),
        (date(2018, 6, 29), "Safeguarding Children Partnership"),
        (date(2026, 1, 1), "Safeguarding Children Partnership"),
    ],
)
def test_a_list_is_in_use_from_its_day_on(board, member, today, body):
    make_word_list(board, "2018-06-29", body="Safeguarding Children Partnership")

    assert board_for(member, "kingston", today=today).words.body == body


def test_before_its_first_list_a_board_has_the_words_of_today(board, member):
    found = board_for(member, "kingston", today=date(1980, 1, 1))

    assert found.words == Words()


def test_without_a_list_a_page_speaks_of_a_partnership(board, member_client):
    board.word_lists.all().delete()

    text = text_of(member_client.get("/kingston/"))

    assert "This page will say what needs the partnership" in text


def test_another_boards_words_are_its_own(board, member, other_board):
    make_word_list(other_board, "2018-06-29", body="Another body")

    assert board_for(member, "kingston").words.body == "Local Safeguarding Children Board"


def test_short_forms_are_spelt_out_with_the_bodys_own_first():
    words = Words(
        body="Local Safeguarding Children Board",
        abbreviation="LSCB",
        short_forms="GP: general practitioner\n\nCAIT: Child Abuse: Investigation Team",
    )

    assert words.spelt_out == [
        ("LSCB", "Local Safeguarding Children Board"),
        ("CAIT", "Child Abuse: Investigation Team"),
        ("GP", "general practitioner"),
    ]


def test_without_an_abbreviation_there_is_none_to_spell_out():
    assert Words().spelt_out == []
