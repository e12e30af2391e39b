"""Reads files of registers, each in a process of its own, and tells what that cost.

Run as `python -m tests.attendance.measured [--unguarded] FILE …`; answers with a line of JSON for
each file: processor seconds, peak memory in megabytes, and what was said of the file.
"""

import io
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
MOST_MEMORY = 2_000_000_000


def measured(files: list[Path], *options: str) -> list[dict]:
    """What each file costs to read, in the order given."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.attendance.measured", *options, *map(str, files)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def peak_megabytes() -> float:
    """The most memory this process ever held. (Linux tells of resource.getrusage's figure that it
    includes what the parent held, so it is not asked.)"""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def read_and_tell(file: Path) -> None:
    from attendance.imports.reading import Refused, read_register

    content = file.read_bytes()
    started, began = time.process_time(), time.perf_counter()
    try:
        register = read_register(io.BytesIO(content), file.name)
        said = {"seats": len(register.seats), "problems": len(register.problems)}
    except Refused as refused:
        said = {"refused": str(refused)}
    told = {
        "file": file.name,
        "processor": time.process_time() - started,
        "seconds": time.perf_counter() - began,
        "peak": peak_megabytes(),
        **said,
    }
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def without_guard() -> None:
    from attendance.imports import reading

    reading.guarded = lambda file, name: (name.rpartition(".")[2], file.read())


def main() -> None:
    # What every worker has loaded that has read one file before.
    import openpyxl.reader.excel  # noqa: F401

    import attendance.imports.reading  # noqa: F401

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    if "--unguarded" in sys.argv:
        without_guard()
    for name in sys.argv[1:]:
        if name != "--unguarded":
            child = os.fork()
            if not child:
                read_and_tell(Path(name))
                os._exit(0)
            os.waitpid(child, 0)


if __name__ == "__main__":
    main()
