"""`manage.py import_register`: the same as the pages, from a terminal."""

import io
import json
import re
import tomllib

import pytest
from django.core.management import CommandError, call_command

from attendance.models import Mark, Meeting, RegisterImport
from tests.attendance.spreadsheets import MAIN_BOARD, MANAGEMENT_GROUP, as_csv, as_xlsx, rows_of
from tests.build import make_group, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    """Makes a file of a printed table."""

    def made(table, name="register.csv"):
        path = tmp_path / name
        make = as_xlsx if name.endswith("xlsx") else as_csv
        path.write_bytes(make(rows_of(table)))
        return path

    return made


def run(file, *options, board="kingston", group="main-board", year="2012-13") -> str:
    said = io.StringIO()
    call_command(
        "import_register",
        str(file),
        *(f"--board={board}", f"--group={group}", f"--year={year}"),
        *options,
        stdout=said,
    )
    return said.getvalue()


def stopped(*args, **options) -> tuple[CommandError, str]:
    """How it ended, and what it had said."""
    said = io.StringIO()
    with pytest.raises(CommandError) as ended:
        call_command("import_register", *map(str, args), stdout=said, **options)
    return ended.value, said.getvalue()


def arguments(file, group="main-board") -> list:
    return [file, "--board=kingston", f"--group={group}", "--year=2012-13"]


def test_enters_a_table_in_a_group_on_record(board, file):
    make_group(board)
    said = run(file(MAIN_BOARD))

    assert "Meetings: 5 new, 0 changed, 0 unchanged" in said
    assert "Entries: 173 new, 0 changed, 0 unchanged" in said
    assert "register.csv is entered." in said
    assert Mark.objects.count() == 173
    assert Meeting.objects.counted().count() == 5


@pytest.mark.parametrize("name", ["register.csv", "register.xlsx"])
def test_the_sample_is_not_changed(kingston, file, tmp_path, name):
    table, answers = file(MAIN_BOARD, name), tmp_path / "answers.toml"
    _, said = stopped(*arguments(table))
    # What it is asked first of each of these rows: whether it is the seat of the agency on record.
    questions = re.findall(r'# "(\d+)": The same seat.*\n(?:#.*\n)*(seat-\d+) = ""', said)
    assert [key for _, key in questions] == [f"seat-{row}" for row in (20, 21, 22, 23, 26)]
    answers.write_text("".join(f'{key} = "{seat}"\n' for seat, key in questions), "utf-8")

    said = run(table, f"--answers={answers}")

    assert "Entries: 0 new, 0 changed, 173 unchanged" in said
    assert "nothing is changed" in said
    assert not RegisterImport.objects.exists()


def test_stops_with_its_questions_as_a_file_to_fill_in(board, file, tmp_path):
    make_group(board, "management-group", "management_group")
    table = file(MANAGEMENT_GROUP)
    ended, said = stopped(*arguments(table, "management-group"))

    assert ended.returncode == 3
    assert not Mark.objects.exists()
    assert not RegisterImport.objects.exists()
    template = said[said.index("\n\n#") :]
    assert tomllib.loads(template)["date-6"] == ""
    answers = tmp_path / "answers.toml"
    answers.write_text(template.replace('date-6 = ""', 'date-6 = "13.2.2013"'), "utf-8")

    run(table, f"--answers={answers}", group="management-group")

    assert Mark.objects.count() == 36
    assert str(Meeting.objects.order_by("held_on").last().held_on) == "2013-02-13"


def test_makes_a_group_that_is_not_there(board, file, tmp_path):
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"group-name": "The Board", "group-kind": "main_board"}))
    ended, said = stopped(*arguments(file(MAIN_BOARD)))
    assert ended.returncode == 3
    assert "What type of group is it?" in said

    run(file(MAIN_BOARD), f"--answers={answers}")

    group = board.groups.get()
    assert (group.slug, group.name) == ("main-board", "The Board")


def test_a_dry_run_enters_nothing(board, file):
    make_group(board)
    said = run(file(MAIN_BOARD), "--dry-run")

    assert "173 new" in said
    assert "this was a dry run" in said
    assert not RegisterImport.objects.exists()
    assert not Mark.objects.exists()


def test_registers_stay_open_if_so_wished(board, file):
    make_group(board)
    run(file(MAIN_BOARD), "--no-confirm")

    assert Meeting.objects.count() == 5
    assert not Meeting.objects.counted().exists()


def test_the_history_names_the_account_that_is_given(board, file):
    make_group(board)
    user = make_user("manager@example.org")
    run(file(MAIN_BOARD), "--user=manager@example.org")

    assert {line.history_user for line in Mark.history.all()} == {user}


def test_every_problem_is_said_with_its_place(board, tmp_path):
    make_group(board)
    path = tmp_path / "register.csv"
    path.write_bytes(as_csv([["AGENCY", "REPRESENTATIVE", "14.6.12"], ["Police", "DCI", "odd"]]))
    ended, said = stopped(*arguments(path))

    assert ended.returncode == 3
    assert "row 2, column C" in said


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({1: "--board=nowhere"}, "There is no board at /nowhere/."),
        ({3: "--year=2012-14"}, "not a financial year"),
        ({0: "missing.csv"}, "cannot be read"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(board, file, change, sentence):
    given = arguments(file(MAIN_BOARD))
    for number, value in change.items():
        given[number] = value

    assert sentence in str(stopped(*given)[0])


def test_a_file_that_is_not_taken_is_refused(board, tmp_path):
    path = tmp_path / "register.pdf"
    path.write_bytes(b"%PDF-1.4")

    assert stopped(*arguments(path))[0].returncode == 1


def test_the_progress_bar_is_for_a_terminal_only(board, file, capfd):
    make_group(board)
    run(file(MAIN_BOARD))

    assert capfd.readouterr().err == ""
