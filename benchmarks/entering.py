"""What importing a register costs, from the file to the committed records, beside what openpyxl
alone takes to read the same file; and the most memory it needs.

Run as `python -m benchmarks.entering`. It uses a new SQLite database in a temporary folder, or the
empty one that DATABASE_URL names. Each round imports the file of 100 meetings and 40 seats into a
new group: everything is made. The processor's time is taken, and the clock's too, which counts what
a database server does, but also what else the machine is doing.
"""

import gc
import io
import os
import statistics
import sys
import tempfile
import time
import warnings

from benchmarks.imports import (
    MEETINGS,
    SEATS,
    peak_megabytes,
    register_file,
    with_openpyxl_alone,
)

ROUNDS = 9
MOST_TIMES, MOST_MEGABYTES = 5, 200


def taken(work, *arguments) -> tuple[float, float]:
    """Seconds of the processor and of the clock."""
    processor, clock = time.process_time(), time.perf_counter()
    work(*arguments)
    return time.process_time() - processor, time.perf_counter() - clock


def import_once(content: bytes, board, number: int) -> None:
    """The whole way that a file takes through the product, without its pages."""
    from django.utils import timezone

    from attendance.imports.entering import enter
    from attendance.imports.reading import as_values, read_register
    from attendance.models import RegisterImport
    from lscb.periods import FinancialYear

    year = FinancialYear(2012)
    register = read_register(io.BytesIO(content), "register.xlsx", year)
    record = RegisterImport.objects.create(
        board=board,
        year=year,
        filename="register.xlsx",
        sha256="0" * 64,
        table=as_values(register),
        answers={"group-name": f"Group {number}", "group-kind": "panel"},
    )
    for _ in enter(record, None, timezone.localdate()):
        pass


def set_up():
    """Django on an empty database, and a board in it."""
    import django
    from django.core.management import call_command

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    from tests.build import make_board

    return make_board(f"benchmark-{os.getpid()}")


def measure() -> dict[str, float]:
    board, content = set_up(), register_file()
    import_once(content, board, ROUNDS)  # so that everything is loaded
    # What Django itself keeps in memory is not walked over again: how often it is depends on what
    # else a process has done.
    gc.collect()
    gc.freeze()
    rounds = [
        (taken(with_openpyxl_alone, content), taken(import_once, content, board, number))
        for number in range(ROUNDS)
    ]

    def median(which: int, of: int) -> float:
        return statistics.median(one[which][of] for one in rounds) * 1000

    return {
        "openpyxl_ms": median(0, 0),
        "import_ms": median(1, 0),
        "import_clock_ms": median(1, 1),
        "ratio": statistics.median(took[0] / alone[0] for alone, took in rounds),
        "clock_ratio": statistics.median(took[1] / alone[1] for alone, took in rounds),
        "peak_megabytes": peak_megabytes(),
    }


def main() -> None:
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/benchmark.sqlite3")
        found = measure()
    print(f"{MEETINGS} meetings x {SEATS} seats, {ROUNDS} rounds in turns")
    print(f"openpyxl alone  {found['openpyxl_ms']:7.1f} ms")
    print(
        f"import          {found['import_ms']:7.1f} ms    "
        f"({found['import_clock_ms']:.1f} ms by the clock)"
    )
    print(
        f"ratio           {found['ratio']:7.2f}       "
        f"(at most {MOST_TIMES}; {found['clock_ratio']:.2f} by the clock)"
    )
    print(f"peak memory     {found['peak_megabytes']:7.0f} MB    (at most {MOST_MEGABYTES})")
    if found["ratio"] > MOST_TIMES or found["peak_megabytes"] > MOST_MEGABYTES:
        sys.exit(1)


if __name__ == "__main__":
    main()
