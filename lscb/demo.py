"""The demo's own folder, var/demo: its database, its collected static files, its port."""

import hashlib
import secrets
import socket
import sqlite3
from pathlib import Path

from django.contrib.staticfiles import finders

# Without letters and digits that are read for one another.
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105


class NotTheDemosDatabase(Exception):
    """The file where the demo's database should be was made by something else."""


def claim_database(file: Path) -> bool:
    """Whether the demo's database was there already. Marks a new one as made by the demo.

    The mark is a number that stands both in the database and in a file beside it, so that a
    database that was copied into the folder is not taken for the demo's.
    """
    mark = file.with_name("made-by-demo")
    if not file.exists():
        number = secrets.randbelow(2**31 - 1) + 1
        mark.write_text(f"{number}\n")
        with sqlite3.connect(file) as database:
            database.execute(f"PRAGMA application_id = {number}")
        database.close()
        return False
    if not mark.exists() or mark.read_text().strip() != str(_application_id(file)):
        raise NotTheDemosDatabase
    return True


def _application_id(file: Path) -> int | None:
    """The number in a SQLite database's head that says which application it belongs to."""
    database = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
    try:
        return database.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.DatabaseError:
        return None
    finally:
        database.close()


def is_free(port: int) -> bool:
    """Whether a server can listen on this port of the machine's own address."""
    with socket.socket() as probe:
        # As servers do: a port whose last connections are only just closing counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def new_password() -> str:
    """A random password that can be read out and typed: 16 letters in groups of four."""
    letters = [secrets.choice(PASSWORD_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, 16, 4))


def static_fingerprint() -> str:
    """A hash that changes when any static file does, for collecting them only then."""
    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
