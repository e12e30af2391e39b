"""`manage.py demo`, up to the point where it would serve."""

import re
import socket

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from agencies.models import Board, Role, Tenure
from lscb.management.commands import demo as command
from lscb.sample.accounts import make_accounts
from tests.build import make_agency, make_board, make_group, make_seat, make_tenure

ADDRESSES = ["admin", "agency", "chair", "manager", "member", "signing"]


@pytest.fixture
def start(db, tmp_path, settings, monkeypatch, capsys):
    """Starts the demo in a folder of its own, on a small board in place of the sample. Gives
    what it printed."""
    served = []
    settings.DEMO = True
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    monkeypatch.setattr(command.Command, "demo_folder", lambda self: tmp_path)
    monkeypatch.setattr(command.Command, "collect_static_files", lambda self, folder: None)
    monkeypatch.setattr(command, "serve", served.append)
    monkeypatch.setattr(command, "call_command", lambda name, *rest, **options: sample(name))

    def printed(*arguments) -> str:
        call_command("demo", "--port", str(free_port()), *arguments)
        assert len(served) == 1
        served.clear()
        return capsys.readouterr().out

    return printed


def sample(name: str) -> None:
    """A small board instead of the Kingston sample, and no other command."""
    if name != "load_sample":
        return
    board = make_board("kingston")
    make_agency(board, "NHS Kingston")
    seat = make_seat(make_group(board), title="Independent Chair", office="chair")
    make_tenure(seat, "2012-04-01")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def password_in(text: str) -> str:
    return re.search(r"Password of each: (\S+)", text)[1]


def test_the_first_start_prints_address_and_sign_ins(start):
    printed = start()

    assert "http://localhost:" in printed
    for name in ADDRESSES:
        assert f"  {name}@example.org " in printed
    password = password_in(printed)
    for user in User.objects.all():
        assert user.check_password(password)


def test_the_next_start_keeps_accounts_and_passwords(start):
    password = password_in(start())
    before = list(User.objects.order_by("pk").values())

    printed = start()

    assert "The passwords are unchanged" in printed
    assert password not in printed
    assert list(User.objects.order_by("pk").values()) == before


def test_new_passwords_can_be_asked_for(start):
    first = password_in(start())

    second = password_in(start("--new-passwords"))

    assert second != first
    assert User.objects.get(email="chair@example.org").check_password(second)


def test_the_password_can_be_chosen_and_is_not_printed(start, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "quite short")

    printed = start()

    assert "quite short" not in printed
    assert User.objects.get(email="admin@example.org").check_password("quite short")


def test_the_chosen_password_may_not_be_empty(start, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", " ")

    with pytest.raises(CommandError, match="DEMO_PASSWORD is empty"):
        start()


def test_a_port_in_use_is_named_before_anything_is_made(start, tmp_path):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]

        with pytest.raises(CommandError, match=f"Port {port} is in use.*--port {port + 1}"):
            call_command("demo", "--port", str(port))

    assert list(tmp_path.iterdir()) == []


def test_a_database_that_the_demo_did_not_make_is_left_alone(start, tmp_path):
    (tmp_path / "db.sqlite3").write_bytes(b"")

    with pytest.raises(CommandError, match="was not made by the demo"):
        start()


def test_the_command_alone_is_no_demo(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="python3 manage.py demo"):
        call_command("demo", "--port", str(free_port()))


def test_each_account_has_its_role(db):
    sample("load_sample")
    board = Board.objects.get(slug="kingston")

    make_accounts(board, "a password")

    roles = {
        role.user.email: (role.kind, role.agency and role.agency.name)
        for role in Role.objects.filter(board=board)
    }
    assert roles == {
        "member@example.org": ("member", None),
        "manager@example.org": ("manager", None),
        "chair@example.org": ("member", None),
        "agency@example.org": ("agency_lead", "NHS Kingston"),
        "signing@example.org": ("signing_officer", "NHS Kingston"),
        "admin@example.org": ("administrator", None),
    }
    assert Tenure.objects.get(seat__office="chair").user.email == "chair@example.org"


def test_a_chair_whose_seat_somebody_else_holds_is_not_replaced(db):
    sample("load_sample")
    holder = User.objects.create_user("holder@example.org", "a password")
    tenure = Tenure.objects.get(seat__office="chair")
    tenure.user = holder
    tenure.save()

    make_accounts(tenure.seat.group.board, "a password")

    tenure.refresh_from_db()
    assert tenure.user == holder
