"""`manage.py load_sample`, from the command line."""

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Board
from lscb.management.commands.load_sample import SAMPLES


def test_the_command_says_what_it_loaded(db, capsys):
    call_command("load_sample", "kingston_2012_13")

    assert capsys.readouterr().out == (
        "Loaded Kingston Local Safeguarding Children Board at /kingston/: 20 agencies, 12 groups, "
        "47 seats, 9 meetings, 209 marks, 5 contributions and 27 printed figures; "
        "35 indicators, 31 figures of its own and 1751 published ones.\n"
    )


def test_the_command_leaves_a_board_that_is_there_alone(board):
    with pytest.raises(CommandError, match="There is a board at /kingston/ already, so nothing"):
        call_command("load_sample", "kingston_2012_13")

    assert list(Board.objects.all()) == [board]
    assert not board.agencies.exists()


def test_the_command_takes_a_folder_and_says_when_there_is_none(db):
    with pytest.raises(CommandError, match="no sample or folder “elsewhere”.*kingston_2012_13"):
        call_command("load_sample", "elsewhere")

    call_command("load_sample", str(SAMPLES / "kingston_2012_13"), verbosity=0)

    assert Board.objects.get().slug == "kingston"
