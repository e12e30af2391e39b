"""A process that writes to the database named by DATABASE_URL and kills itself on the way.

    python -m tests.attendance.killed prepare
    python -m tests.attendance.killed import register.csv [number]
    python -m tests.attendance.killed save - [number] [without-transactions]

Before the statement or commit of that number the process is killed as by `kill -9`. Without a
number it goes on to its end, and prints how many there were.
"""

import os
import signal
import sys
from contextlib import ExitStack
from unittest import mock

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"


def prepare(_) -> None:
    """The tables, a board with its manager and main group, and a register to be taken."""
    from django.core.management import call_command

    from tests.attendance.registers import make_register
    from tests.build import make_board, make_role, make_user

    call_command("migrate", verbosity=0)
    board = make_board("kingston")
    make_role(make_user("manager@example.org"), board, "manager")
    make_register(board, seats=12)


def import_a_register(file: str) -> None:
    from django.core.management import call_command

    call_command(
        "import_register", file, "--board=kingston", "--group=main-board", "--year=2012-13"
    )


def save_a_register(_):
    """Gives what saves it: the page is opened before anything is counted."""
    from accounts.models import User
    from attendance.models import Meeting
    from tests.attendance.registers import address_of, opened
    from tests.conftest import signed_in

    client = signed_in(User.objects.get(email="manager@example.org"))
    meeting = Meeting.objects.get(held_on="2012-09-13", state="planned")
    fields = opened(client, meeting) | {"do": "save"}
    for seat in meeting.group.seats.all():
        fields[f"mark-{seat.pk}"] = "present"

    def save():
        answer = client.post(address_of(meeting), fields)
        if answer.status_code not in (302, 303):
            sys.exit(f"{answer.status_code}")

    return save


class Killer:
    """Counts statements and commits, and kills its process before one of them."""

    def __init__(self, number: int | None):
        self.number, self.seen = number, 0

    def count(self) -> None:
        self.seen += 1
        if self.seen == self.number:
            os.kill(os.getpid(), signal.SIGKILL)

    def around_statement(self, execute, *arguments):
        self.count()
        return execute(*arguments)

    def around_commit(self, commit):
        def counted(connection):
            self.count()
            commit(connection)
            self.count()

        return counted


def without_transactions(stack: ExitStack, connection) -> None:
    """Each statement by itself, as if nobody had thought of it."""
    from django.db.transaction import Atomic

    stack.enter_context(mock.patch.object(Atomic, "__enter__", return_value=None))
    stack.enter_context(mock.patch.object(Atomic, "__exit__", return_value=None))
    connection.features.has_select_for_update = False
    connection.features.has_select_for_update_of = False


def main(what: str, file: str = "", number: str = "", how: str = "") -> None:
    django.setup()
    from django.db import connection

    if what == "prepare":
        prepare(file)
        return
    work = save_a_register(file) if what == "save" else lambda: import_a_register(file)
    killer = Killer(int(number) if number else None)
    kind = type(connection._connections[connection._alias])
    with ExitStack() as stack:
        if how:
            without_transactions(stack, connection)
        stack.enter_context(connection.execute_wrapper(killer.around_statement))
        stack.enter_context(mock.patch.object(kind, "_commit", killer.around_commit(kind._commit)))
        work()
    sys.stdout.write(f"\n{killer.seen}")


if __name__ == "__main__":
    main(*sys.argv[1:])
