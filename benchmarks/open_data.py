"""What reading published files into an empty database costs: seconds, rows a second, memory.

Run as `python -m benchmarks.open_data FOLDER`, with the folder of the files (.csv). It runs on the
empty database of DATABASE_URL, which it empties again, or on SQLite in a temporary folder, and in a
process of its own, so that its memory is that of the import alone. A second time the same files
are read beside what is on record by then, which changes nothing.
"""

import argparse
import io
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from benchmarks.databases import drop_tables  # noqa: E402
from benchmarks.imports import peak_megabytes  # noqa: E402

MOST_SECONDS, MOST_MEGABYTES = 30, 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the .csv files are")
    parser.add_argument("--database-url", default=os.environ.get("DATABASE_URL", ""))
    parser.add_argument("--within", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.within:
        import_into_empty_database(asked.folder)
        return
    with tempfile.TemporaryDirectory() as temporary:
        address = asked.database_url or f"sqlite:///{temporary}/open-data.sqlite3"
        environment = {
            **os.environ,
            "DATABASE_URL": address,
            "DEBUG": "off",
            "SECRET_KEY": "only for measuring: " + 50 * "-",
            "ALLOWED_HOSTS": "localhost",
            "DJANGO_SETTINGS_MODULE": "lscb.settings",
        }
        command = [sys.executable, "-m", "benchmarks.open_data", str(asked.folder), "--within"]
        done = subprocess.run(command, cwd=PROJECT, env=environment, check=False)
    sys.exit(done.returncode)


def import_into_empty_database(folder: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from datasets.models import Observation, Population

    if connection.introspection.table_names():
        sys.exit("This database is not empty. Give it an empty one: it empties it at the end.")
    files = sorted(folder.glob("*.csv"))
    rows = sum(count_of(file) for file in files)
    call_command("migrate", verbosity=0)
    try:
        call_command("load_catalogue", stdout=io.StringIO())
        once, again = seconds(files), seconds(files)
        figures = Observation.objects.count() + Population.objects.count()
    finally:
        if connection.vendor == "postgresql":
            drop_tables(connection)
    megabytes = peak_megabytes()
    print(f"{connection.vendor}: {len(files)} files, {rows:,} rows, {figures:,} figures")
    print(
        f"read and stored  {once:6.1f} s   {rows / once:8,.0f} rows/s   (at most {MOST_SECONDS} s)"
    )
    print(f"the same again   {again:6.1f} s   {rows / again:8,.0f} rows/s")
    print(f"peak memory      {megabytes:6.0f} MB                   (at most {MOST_MEGABYTES} MB)")
    if once > MOST_SECONDS or megabytes > MOST_MEGABYTES:
        sys.exit(1)


def count_of(file: Path) -> int:
    """The rows beneath the names of the columns."""
    with file.open(encoding="utf-8-sig") as opened:
        return sum(1 for line in opened if line.strip()) - 1


def seconds(files: list[Path]) -> float:
    from django.core.management import call_command

    started = time.perf_counter()
    call_command("import_open_data", *files, stdout=io.StringIO())
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
