"""One import is entered once, whoever presses the button. Two processes at the same moment stand in
test_kill_import.py."""

from datetime import date

import pytest

from attendance.imports.entering import NotEntered, enter
from attendance.imports.reading import as_values
from attendance.models import Mark, Meeting, RegisterImport
from tests.attendance.spreadsheets import MAIN_BOARD, as_csv, read, rows_of
from tests.build import make_group, make_import

TODAY = date(2013, 6, 1)


@pytest.fixture
def record(board):
    table = as_values(read(as_csv(rows_of(MAIN_BOARD))))
    return make_import(board, make_group(board), table=table)


def test_whoever_comes_second_is_told(record):
    as_seen_by_another = RegisterImport.objects.get(pk=record.pk)
    list(enter(record, None, TODAY))

    with pytest.raises(NotEntered, match="this import was entered already"):
        list(enter(as_seen_by_another, None, TODAY))

    assert Mark.objects.count() == 173


def test_the_same_file_read_twice_makes_nothing_twice(record):
    again = make_import(record.board, record.group, table=record.table)
    for one in (record, again):
        list(enter(one, None, TODAY))

    assert Mark.objects.count() == Mark.history.count() == 173
    assert Meeting.objects.count() == 5
