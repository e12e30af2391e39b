"""Hooks of gunicorn: each process says, when it ends, what it came to need."""

import json
import os
import sys
from pathlib import Path

# What a web process that only shows pages must not need: each costs tens of megabytes.
HEAVY = ("pandas", "numpy", "plotly", "openpyxl", "xlsxwriter")


def _peak_kilobytes() -> int:
    """The most memory this process ever held, as Linux tells it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])


def _tell(process: str) -> None:
    told = {
        "process": process,
        "peak_kilobytes": _peak_kilobytes(),
        "imported": [name for name in HEAVY if name in sys.modules],
    }
    with open(os.environ["BENCHMARK_PROCESSES"], "a") as file:
        file.write(json.dumps(told) + "\n")


def worker_exit(server, worker):
    _tell("worker")


def on_exit(server):
    _tell("arbiter")
