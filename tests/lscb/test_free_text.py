"""What looks like a child's details in free text, and what does not."""

from datetime import date

import pytest

from lscb.free_text import childs_details, is_nhs_number

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("digits", ["9434765919", "4010232137"])
def test_published_nhs_numbers_carry_their_check_digit(digits):
    assert is_nhs_number(digits)


@pytest.mark.parametrize("last", "012345678")
def test_no_other_last_digit_does(last):
    assert not is_nhs_number(f"943476591{last}")


def test_a_check_digit_of_ten_makes_no_number():
    # 98765432 weighs 328, which leaves 9 over 11. A ninth digit 0 leaves it at 9: the tenth is 2.
    # With 7 it is 342, which leaves 1 and would ask for a tenth digit of 10.
    assert [last for last in "0123456789" if is_nhs_number(f"987654320{last}")] == ["2"]
    assert [last for last in "0123456789" if is_nhs_number(f"987654327{last}")] == []


@pytest.mark.parametrize(
    "written",
    ["9434765919", "943 476 5919", "943-476-5919", "943.476.5919", "943\u00a0476\u00a05919"],
)
def test_an_nhs_number_is_found_however_it_is_written(written):
    (found,) = childs_details(f"About NHS no {written}, discussed.", TODAY)

    assert found == f"“{written}” looks like an NHS number."


@pytest.mark.parametrize(
    "text",
    [
        "Ring 020 8547 1234 or 07700 900123",
        "943 476 5918",  # another last digit
        "19434765919",  # eleven digits
        "27 of 35 came, £163,492 was paid",
        "Section 6.3 and 6.4, pages 104-112",
        "Held at 10:30 in room 2",
        "Printed as 13.2.12, held a year later",
    ],
)
def test_ordinary_notes_are_left_alone(text):
    assert childs_details(text, TODAY, about=date(2013, 2, 13)) == []


@pytest.mark.parametrize("text", ["DOB 3.4.2009", "born on 3 April 2026", "Date of birth 1.1.60"])
def test_a_date_beside_a_word_for_birth_is_pointed_out(text):
    (found,) = childs_details(text, TODAY, about=TODAY)

    assert found.endswith("looks like a date of birth.")


def test_a_date_in_the_childhood_of_todays_children_is_pointed_out():
    assert childs_details("He came on 3.4.2014", TODAY) == [
        "“3.4.2014” looks like a date of birth."
    ]


@pytest.mark.parametrize("written", ["3.4.2026", "3.4.1999", "1 December 2026"])
def test_a_date_of_this_year_to_come_or_of_a_grown_up_is_not(written):
    assert childs_details(f"Since {written}", TODAY) == []


def test_near_what_the_text_is_about_a_date_is_business():
    text = "Put off from 12 March 2013"

    assert childs_details(text, TODAY, about=date(2013, 6, 1)) == []
    assert childs_details(text, TODAY) != []
    assert childs_details(f"{text}, born then", TODAY, about=date(2013, 6, 1)) != []
