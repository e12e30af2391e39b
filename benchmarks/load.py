"""A small generator of load: some clients on kept connections, each asking again when answered.

One thread waits for all of them, so that it needs little of the processor that the server needs.
"""

import selectors
import socket
import statistics
import time
from dataclasses import dataclass, field

LOOPBACK = "127.0.0.1"
MOST_REQUESTS = 50_000
PATIENCE_SECONDS = 30
END_OF_HEAD = b"\r\n\r\n"


class WrongAnswer(Exception):
    """The server closed the connection, or answered something else than 200."""


@dataclass(frozen=True)
class Measured:
    """What a number of clients saw. Times in milliseconds, from asking to the last byte."""

    times: list[float]
    seconds: float
    head_bytes: int
    body_bytes: int
    server_cpu_seconds: float = 0.0

    @property
    def cpu(self) -> float:
        """Milliseconds of processor that the server's workers needed for each answer."""
        return self.server_cpu_seconds * 1000 / len(self.times)

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return sorted(self.times)[int(len(self.times) * 0.95)]

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds


@dataclass
class Client:
    """One kept connection, and the answer it is waiting for."""

    connection: socket.socket
    request: bytes
    asked_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    expected: int | None = None
    head_bytes: int = 0

    def ask(self) -> None:
        self.received.clear()
        self.expected = None
        self.asked_at = time.perf_counter()
        self.connection.sendall(self.request)

    def read(self) -> bool:
        """Takes what has come; whether the answer is complete."""
        more = self.connection.recv(1 << 18)
        if not more:
            raise WrongAnswer("The server closed the connection.")
        self.received += more
        if self.expected is None and END_OF_HEAD in self.received:
            self.expected = self._expected_bytes()
        return self.expected is not None and len(self.received) >= self.expected

    def _expected_bytes(self) -> int:
        head = bytes(self.received.partition(END_OF_HEAD)[0])
        status, *headers = head.split(b"\r\n")
        if status.split()[1] != b"200":
            raise WrongAnswer(f"The server answered {status.decode()}.")
        lengths = [line for line in headers if line.lower().startswith(b"content-length:")]
        if not lengths:
            raise WrongAnswer("The answer does not say how long it is.")
        self.head_bytes = len(head) + len(END_OF_HEAD)
        return self.head_bytes + int(lengths[0].partition(b":")[2])


def request_for(path: str, cookie: str = "") -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Accept-Encoding: gzip"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def measure(port: int, request: bytes, *, clients: int, seconds: float) -> Measured:
    """So many clients asking for so many seconds. Each one's first answer is not counted."""
    with selectors.DefaultSelector() as selector:
        waiting = [Client(_connect(port), request) for _ in range(clients)]
        try:
            for client in waiting:
                selector.register(client.connection, selectors.EVENT_READ, client)
                client.ask()
                while not client.read():
                    pass
            return _run(selector, waiting, seconds)
        finally:
            for client in waiting:
                client.connection.close()


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection((LOOPBACK, port), timeout=PATIENCE_SECONDS)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _run(selector, waiting: list[Client], seconds: float) -> Measured:
    times: list[float] = []
    began = time.perf_counter()
    for client in waiting:
        client.ask()
    unanswered = len(waiting)
    while unanswered:
        answering = selector.select(PATIENCE_SECONDS)
        if not answering:
            raise WrongAnswer(f"No answer within {PATIENCE_SECONDS} seconds.")
        for key, _ in answering:
            client = key.data
            if not client.read():
                continue
            now = time.perf_counter()
            times.append((now - client.asked_at) * 1000)
            if now - began < seconds and len(times) < MOST_REQUESTS:
                client.ask()
            else:
                unanswered -= 1
    answer = waiting[0]
    return Measured(
        times,
        time.perf_counter() - began,
        answer.head_bytes,
        (answer.expected or 0) - answer.head_bytes,
    )
