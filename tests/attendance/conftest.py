"""The group that most tests are about, and the register that most tests of registers take."""

import pytest

from tests.attendance.registers import make_register, seats_of
from tests.build import make_group


@pytest.fixture
def group(board):
    return make_group(board)


@pytest.fixture
def meeting(board):
    """A meeting that three seats are expected at; nothing is entered yet."""
    return make_register(board)


@pytest.fixture
def seats(meeting):
    return seats_of(meeting)
