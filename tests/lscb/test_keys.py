"""Keys of records as a form sends them."""

import pytest

from lscb.keys import read_id


@pytest.mark.parametrize(("text", "key"), [("7", 7), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_a_key_is_a_number(text, key):
    assert read_id(text) == key


@pytest.mark.parametrize("text", ["", " 7", "7\n", "-7", "7.0", "²", "٧", "9" * 19, "9" * 5000])
def test_anything_else_is_none(text):
    assert read_id(text) is None
