"""Serves an application with gunicorn, and measures it from outside."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.gunicorn_hooks import HEAVY
from benchmarks.load import LOOPBACK, Measured, measure

PROJECT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = 2, 2


@dataclass(frozen=True)
class Server:
    port: int
    process: int
    told: Path

    def measure(self, request: bytes, *, clients: int, seconds: float) -> Measured:
        """With the processor time of the workers, which other programs disturb least."""
        before = self.cpu_seconds()
        found = measure(self.port, request, clients=clients, seconds=seconds)
        return replace(found, server_cpu_seconds=self.cpu_seconds() - before)

    def cpu_seconds(self) -> float:
        """Of the workers so far, as Linux counts it."""
        own = Path(f"/proc/{self.process}/task/{self.process}/children")
        ticks = 0
        for worker in own.read_text().split():
            fields = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> str:
        """At this moment, what several processes share counted once."""
        workers = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
        arbiter, *each = (_proportional_megabytes(one) for one in (self.process, *workers))
        whole = arbiter + sum(each)
        return f"{WORKERS} workers {sum(each):.0f} MB, with the arbiter {whole:.0f} MB"

    def processes(self) -> str:
        """After it ended: how large its processes became and what they had imported."""
        lines = [json.loads(line) for line in self.told.read_text().splitlines()]
        sizes = [
            f"{line['process']} {line['peak_kilobytes'] / 1024:.0f} MB"
            for line in sorted(lines, key=lambda line: line["process"])
        ]
        whole = sum(line["peak_kilobytes"] for line in lines) / 1024
        imported = sorted({name for line in lines for name in line["imported"]})
        names = ", ".join(imported) or f"none of {', '.join(HEAVY)}"
        workers = sum(line["peak_kilobytes"] for line in lines if line["process"] == "worker")
        return (
            f"{', '.join(sizes)}, the workers {workers / 1024:.0f} MB, all {whole:.0f} MB; "
            f"imported: {names}"
        )


def _proportional_megabytes(process: int | str) -> float:
    """What this process holds alone, and its part of what it shares with others (PSS)."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024


@contextlib.contextmanager
def served(
    application: str, told: Path, environment: Mapping[str, str] = os.environ
) -> Iterator[Server]:
    """The application while gunicorn serves it. Its processes write what they needed to `told`."""
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", application, "--preload", "--chdir", str(PROJECT)),
            *("--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS)),
            *("--bind", f"{LOOPBACK}:{port}", "--log-level", "warning", "--no-control-socket"),
            # Longer than usual: a client that waits its turn behind the others is not idle.
            *("--keep-alive", "60", "--config", "python:benchmarks.gunicorn_hooks"),
        ],
        cwd=PROJECT,
        env={**environment, "BENCHMARK_PROCESSES": str(told)},
    )
    try:
        wait_until_served(port, process)
        yield Server(port, process.pid, told)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def wait_until_served(port: int, process: subprocess.Popen) -> None:
    """Asks for an address that product and floor answer in some way."""
    request = urllib.request.Request(f"http://{LOOPBACK}:{port}/1", headers={"Host": "localhost"})
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit("gunicorn ended.")
        try:
            urllib.request.urlopen(request, timeout=10).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("gunicorn did not answer.")
