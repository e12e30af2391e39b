"""The register that most tests of registers take."""

import pytest

from tests.attendance.registers import make_register, seats_of


@pytest.fixture
def meeting(board):
    """A meeting that three seats are expected at; nothing is entered yet."""
    return make_register(board)


@pytest.fixture
def seats(meeting):
    return seats_of(meeting)
