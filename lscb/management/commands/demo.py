"""`manage.py demo`: the sample board on this machine."""

import importlib.util
import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from agencies.models import Board
from lscb import demo
from lscb.sample.accounts import are_made, make_accounts

SAMPLE, BOARD = "kingston_2012_13", "kingston"


class Command(BaseCommand):
    help = "Start the sample board on this machine, with one account for each role."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="where to serve (8000)")
        parser.add_argument(
            "--new-passwords", action="store_true", help="give the accounts a new password"
        )

    def handle(self, *, port, new_passwords, **options):
        folder = self.demo_folder()
        if not demo.is_free(port):
            raise CommandError(
                f"Port {port} is in use. Stop what runs there, or take another one: "
                f"python3 manage.py demo --port {port + 1}"
            )
        self.make_database(folder)
        self.collect_static_files(folder)
        self.greet(port, *self.sign_ins(new_passwords))
        serve(port)

    def demo_folder(self) -> Path:
        """The folder of the demo's database, if that is the database we are set up for."""
        if not settings.DEMO:
            raise CommandError("Start the demo with: python3 manage.py demo")
        return Path(settings.DATABASES["default"]["NAME"]).parent

    def make_database(self, folder: Path) -> None:
        file = folder / "db.sqlite3"
        try:
            was_there = demo.claim_database(file)
        except demo.NotTheDemosDatabase:
            raise CommandError(
                f"{file} was not made by the demo, so it is left alone. "
                "Move it away, then run the demo again."
            ) from None
        if not was_there:
            self.say("Making the database ...")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not Board.objects.filter(slug=BOARD).exists():
            self.say("Loading the sample of Kingston, 2012-13 ...")
            call_command("load_sample", SAMPLE)

    def collect_static_files(self, folder: Path) -> None:
        stamp, fingerprint = folder / "static-files", demo.static_fingerprint()
        if stamp.exists() and stamp.read_text() == fingerprint:
            return
        self.say("Collecting style sheets and scripts ...")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(fingerprint)

    def sign_ins(self, new_passwords: bool):
        """The accounts, and a sentence about their password."""
        board = Board.objects.get(slug=BOARD)
        given = os.environ.get("DEMO_PASSWORD")
        if given is not None and not given.strip():
            raise CommandError("DEMO_PASSWORD is empty. Set a password, or unset it.")
        if given:
            return make_accounts(board, given), "Password of each: as DEMO_PASSWORD says"
        if new_passwords or not are_made():
            password = demo.new_password()
            return make_accounts(board, password), f"Password of each: {password}"
        return make_accounts(board, None), (
            "The passwords are unchanged. For new ones: python3 manage.py demo --new-passwords"
        )

    def greet(self, port, accounts, about_passwords) -> None:
        width = max(len(account.email) for account in accounts)
        self.say(f"\nThe board is at http://localhost:{port} (only on this machine)\n")
        for account in accounts:
            self.say(f"  {account.email:<{width}}  {account.role_words}")
        self.say(f"\n{about_passwords}\nStop with Ctrl-C.\n")

    def say(self, text: str) -> None:
        self.stdout.write(f"{text}\n", ending="")
        self.stdout.flush()


def serve(port: int) -> None:
    """Serves until it is stopped, as in production where gunicorn runs."""
    connections.close_all()
    address = f"127.0.0.1:{port}"
    if os.name != "posix" or importlib.util.find_spec("gunicorn") is None:
        call_command("runserver", address, use_reloader=False)
        return
    gunicorn = [sys.executable, "-m", "gunicorn", "lscb.wsgi", "--chdir", str(settings.BASE_DIR)]
    options = ["--worker-class=gthread", "--workers=2", "--threads=4", f"--bind={address}"]
    quiet = ["--no-control-socket", "--log-level=warning"]
    os.execv(sys.executable, [*gunicorn, *options, *quiet])  # noqa: S606
