"""What reading a register costs beside what openpyxl alone takes for the same file.

Run as `python -m benchmarks.imports`. It counts processor time, and the two take turns; what to
compare is their ratio. The file has 100 meetings and 40 seats.
"""

import datetime
import io
import json
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

MEETINGS, SEATS, ROUNDS = 100, 40, 15
FIRST_DAY = datetime.date(2012, 4, 2)
ENTRIES = ["Y", "Y", "N", "Sub", "A", "Y"]
MOST_TIMES, MOST_MEGABYTES = 1.5, 200


def register_file(meetings: int = MEETINGS, seats: int = SEATS) -> bytes:
    """A workbook in the layout of the report, an agency for each four seats."""
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Register")
        sheet.write_row(0, 0, ["Agency", "Representative"])
        for number in range(meetings):
            day = FIRST_DAY + datetime.timedelta(days=3 * number)
            sheet.write_string(0, number + 2, f"{day.day}.{day.month}.{day.year}")
        for number in range(seats):
            sheet.write_string(number + 1, 0, "" if number % 4 else f"Agency {number // 4 + 1}")
            sheet.write_string(number + 1, 1, f"Seat {number + 1}")
            entries = [ENTRIES[(number + of) % len(ENTRIES)] for of in range(meetings)]
            sheet.write_row(number + 1, 2, entries)
    return file.getvalue()


def with_openpyxl_alone(content: bytes) -> int:
    """Opens the file and looks at each cell. Gives the number of those that are filled."""
    import openpyxl

    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheet = workbook.worksheets[0]
    sheet.reset_dimensions()
    return sum(cell.value is not None for row in sheet.iter_rows() for cell in row)


def as_register(content: bytes) -> int:
    """Reads the file as the product does. Gives the number of entries."""
    from attendance.imports.reading import read_register

    register = read_register(io.BytesIO(content), "register.xlsx")
    return sum(len(seat.cells) for seat in register.seats)


def seconds(read: Callable[[bytes], int], content: bytes) -> float:
    started = time.process_time()
    read(content)
    return time.process_time() - started


def peak_megabytes() -> float:
    """The most memory this process ever held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def measure() -> dict[str, float]:
    """Medians in milliseconds, their ratio, and the most memory that reading needed."""
    content = register_file()
    memory = json.loads(_in_another_process(content))
    pairs = [
        (seconds(with_openpyxl_alone, content), seconds(as_register, content))
        for _ in range(ROUNDS)
    ]
    return {
        "openpyxl_ms": statistics.median(alone for alone, _ in pairs) * 1000,
        "register_ms": statistics.median(read for _, read in pairs) * 1000,
        "ratio": statistics.median(read / alone for alone, read in pairs),
        "peak_megabytes": memory,
    }


def _in_another_process(content: bytes) -> str:
    """The peak of a process that does nothing but read the file once."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.imports", "--peak"],
        cwd=PROJECT,
        input=content,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def main() -> None:
    warnings.simplefilter("ignore")
    if "--peak" in sys.argv:
        as_register(sys.stdin.buffer.read())
        print(json.dumps(peak_megabytes()))
        return
    measured = measure()
    print(f"{MEETINGS} meetings x {SEATS} seats, {ROUNDS} rounds in turns")
    print(f"openpyxl alone      {measured['openpyxl_ms']:7.1f} ms")
    print(f"read as a register  {measured['register_ms']:7.1f} ms")
    print(f"ratio               {measured['ratio']:7.2f}     (at most {MOST_TIMES})")
    print(f"peak memory         {measured['peak_megabytes']:7.0f} MB  (at most {MOST_MEGABYTES})")
    if measured["ratio"] > MOST_TIMES or measured["peak_megabytes"] > MOST_MEGABYTES:
        sys.exit(1)


if __name__ == "__main__":
    main()
