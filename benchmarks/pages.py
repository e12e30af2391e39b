"""How fast the main pages are, beside a floor. The README says how to start it.

Serves the product with gunicorn on PostgreSQL, with the settings of production but plain http on
loopback, and asks for each page as one client and as several. The floor is a constant body of the
same size, sent from memory by the same gunicorn. Times on one machine differ from hour to hour, so
page and floor take turns and what to compare is their ratio.
"""

import argparse
import contextlib
import io
import json
import os
import re
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from benchmarks.gunicorn_hooks import HEAVY  # noqa: E402
from benchmarks.load import LOOPBACK, Measured, measure, request_for  # noqa: E402

WORKERS, THREADS = 2, 2
ROUNDS = 3
ACCOUNT = "manager@example.org"
SAMPLE, BOARD, YEAR = "kingston_2012_13", "kingston", "2012-13"
# Statements about who is asking, which every page has; they are counted apart.
ABOUT_THE_VISITOR = re.compile(
    r'"(django_session|accounts_user|usersessions_usersession|mfa_authenticator|cache)"'
)


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    needs_account: bool = True


@dataclass(frozen=True)
class Queries:
    of_the_page: int
    about_the_visitor: int


@dataclass(frozen=True)
class Beside:
    """Rounds of a page and of the floor with its size, at the same number of clients."""

    page: list[Measured]
    floor: list[Measured]

    def of_page(self, value: Callable[[Measured], float]) -> float:
        return statistics.median(value(one) for one in self.page)

    def of_floor(self, value: Callable[[Measured], float]) -> float:
        return statistics.median(value(one) for one in self.floor)

    def ratio(self, value: Callable[[Measured], float]) -> float:
        """Page over floor: the median of the rounds' own ratios."""
        pairs = zip(self.page, self.floor, strict=True)
        return statistics.median(value(page) / value(floor) for page, floor in pairs)


def median(one: Measured) -> float:
    return one.median


def p95(one: Measured) -> float:
    return one.p95


def cpu(one: Measured) -> float:
    return one.cpu


def per_second(one: Measured) -> float:
    return one.per_second


def main() -> None:
    asked = arguments()
    with tempfile.TemporaryDirectory() as folder:
        set_environment(asked.database_url, Path(folder))
        with sample_database(asked.rows):
            pages = pages_of(asked.rows)
            cookie, queries = sign_in(pages)
            head(asked)
            with (
                served("lscb.wsgi", Path(folder) / "product") as product,
                served("benchmarks.floor", Path(folder) / "floor") as floor,
            ):
                for page in pages:
                    compare(page, product, floor, cookie, queries[page], asked)
            print(f"\nThe product's processes at their largest: {product.processes()}")
            print(f"The floor's: {floor.processes()}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--database-url",
        default=os.environ.get("DATABASE_URL", ""),
        help="an empty PostgreSQL database, emptied again at the end (else: DATABASE_URL)",
    )
    parser.add_argument("--seconds", type=float, default=1.0, help="of each single measurement (1)")
    parser.add_argument("--clients", type=int, default=8, help="at the same time (8)")
    parser.add_argument("--rows", type=int, default=1, help="so many times the sample's rows (1)")
    parser.add_argument("--only", default="", help="pages whose name has this word")
    asked = parser.parse_args()
    if not asked.database_url.startswith(("postgres://", "postgresql://")):
        parser.error(
            "name an empty PostgreSQL database, as postgres://user:password@host:5432/name: the "
            "times are those of a site in use, and those run on PostgreSQL"
        )
    if not (0 < asked.seconds <= 60 and 1 <= asked.clients <= 64 and 1 <= asked.rows <= 100):
        parser.error("seconds go up to 60, clients from 1 to 64, rows from 1 to 100")
    return asked


def set_environment(database_url: str, folder: Path) -> None:
    """The configuration of production, without https, which a proxy would do."""
    for name in ("DEBUG", "DEMO", "CACHE_URL", "REQUIRE_MFA", "DATABASE_URL_FILE"):
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DATABASE_URL": database_url,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "localhost",
        "SECURE_COOKIES": "off",
        "BENCHMARK_STATIC_FILES": str(folder / "static"),
        "PYTHONPATH": str(PROJECT),
    }


@contextlib.contextmanager
def sample_database(rows: int) -> Iterator[None]:
    """The sample in the database, which must be empty and is emptied again."""
    import django
    from django.core.management import call_command
    from django.db import connection, connections

    django.setup()
    if connection.introspection.table_names():
        raise SystemExit(
            "There are tables in this database. The benchmark only fills an empty one."
        )
    try:
        print("Making the database ...", file=sys.stderr)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("load_sample", SAMPLE, stdout=io.StringIO())
        call_command("collectstatic", interactive=False, verbosity=0)
        add_rows(rows)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield
    finally:
        connections.close_all()
        drop_tables(connection)


def add_rows(rows: int) -> None:
    from agencies.models import Group
    from benchmarks.rows import add_groups

    if rows > 1:
        add_groups(Group.objects.get(board__slug=BOARD, kind=Group.Kind.MAIN_BOARD), rows)


def drop_tables(connection) -> None:
    names = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)} CASCADE")


def planned_meeting(group: str) -> int:
    """The key of a meeting whose register is still to be taken."""
    import datetime

    from agencies.models import Group
    from attendance.models import Meeting

    found = Group.objects.get(board__slug=BOARD, slug=group)
    return Meeting.objects.create(group=found, held_on=datetime.date(2013, 3, 26)).pk


def pages_of(rows: int) -> list[Page]:
    from benchmarks.rows import LARGE

    group = LARGE if rows > 1 else "main-board"
    return [
        Page("board dashboard", f"/{BOARD}/"),
        Page("management", f"/{BOARD}/management/"),
        Page("groups", f"/{BOARD}/groups/"),
        Page("group", f"/{BOARD}/groups/{group}/"),
        Page("attendance table", f"/{BOARD}/groups/{group}/attendance/{YEAR}/"),
        Page("attendance .csv", f"/{BOARD}/groups/{group}/attendance/{YEAR}.csv"),
        Page("meetings", f"/{BOARD}/meetings/?period={YEAR}"),
        Page("register", f"/{BOARD}/meetings/{planned_meeting(group)}/register/"),
        Page("seats", f"/{BOARD}/groups/{group}/seats/?period={YEAR}"),
        Page("concerns", f"/{BOARD}/concerns/?period={YEAR}"),
        Page("agencies", f"/{BOARD}/agencies/"),
        Page("agency", f"/{BOARD}/agencies/learning-and-childrens-services/"),
        Page("budget", f"/{BOARD}/budget/{YEAR}/"),
        Page("sign-in", "/accounts/login/", needs_account=False),
    ]


def sign_in(pages: list[Page]) -> tuple[str, dict[Page, Queries]]:
    """The cookie of a session with its second step done, and each page's number of queries."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.conf import settings
    from django.test import Client

    from accounts.models import User
    from agencies.models import Board
    from lscb.sample.accounts import make_accounts

    make_accounts(Board.objects.get(slug=BOARD), secrets.token_urlsafe(20))
    user = User.objects.get(email=ACCOUNT)
    TOTP.activate(user, generate_totp_secret())
    client, nobody = Client(HTTP_HOST="localhost"), Client(HTTP_HOST="localhost")
    client.force_login(user)
    client.get(pages[0].path)  # writes into the session when it was last seen
    queries = {
        page: count_queries(client if page.needs_account else nobody, page) for page in pages
    }
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}", queries


def count_queries(client, page: Page) -> Queries:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        answer = client.get(page.path)
    if answer.status_code != 200:
        raise SystemExit(f"{page.path} answered {answer.status_code}.")
    about = sum(bool(ABOUT_THE_VISITOR.search(query["sql"])) for query in captured)
    return Queries(len(captured) - about, about)


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
        return f"{', '.join(sizes)}, together {whole:.0f} MB; imported: {names}"


@contextlib.contextmanager
def served(application: str, told: Path) -> Iterator[Server]:
    """The application while gunicorn serves it."""
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", application, "--chdir", str(PROJECT)),
            *("--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS)),
            *("--bind", f"{LOOPBACK}:{port}", "--log-level", "warning", "--no-control-socket"),
            # Longer than usual: a client that waits its turn behind the others is not idle.
            *("--keep-alive", "60", "--config", "python:benchmarks.gunicorn_hooks"),
        ],
        cwd=PROJECT,
        env=os.environ | {"BENCHMARK_PROCESSES": str(told)},
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


def head(asked: argparse.Namespace) -> None:
    print(
        f"{WORKERS} workers of {THREADS} threads, {os.cpu_count()} processors (shared with "
        f"PostgreSQL and the clients), {asked.rows} x the sample's rows.\n"
        f"Medians of {ROUNDS} rounds of {asked.seconds:g} s; times in milliseconds at the client; "
        "x: times the floor's; 1/x: the floor's views a second over the page's; CPU: of the "
        "workers for each view, without PostgreSQL's.\n"
    )
    one, many = "1 client", f"{asked.clients} clients"
    print(f"{'':17} {'queries':>8} {'wire':>6} | {one:^31} | {many:^47} | {'CPU':^20}")
    print(
        f"{'page':17} {'+visitor':>8} {'kB':>6} | {'median':>7} {'p95':>7} {'floor':>7} {'x':>7} |"
        f" {'median':>7} {'p95':>7} {'views/s':>8} {'floor/s':>8} {'x':>6} {'1/x':>6} |"
        f" {'ms':>6} {'floor':>6} {'x':>6}",
        flush=True,
    )


def compare(page, product: Server, floor: Server, cookie: str, queries: Queries, asked) -> None:
    """Measures a page in turn with its floor, and prints its line."""
    if asked.only not in page.name:
        return
    request = request_for(page.path, cookie if page.needs_account else "")
    first = product.measure(request, clients=asked.clients, seconds=0.2)  # warms both workers
    constant = request_for(f"/{first.body_bytes}")
    alone, together = Beside([], []), Beside([], [])
    for _ in range(ROUNDS):
        for beside, clients in ((alone, 1), (together, asked.clients)):
            beside.floor.append(floor.measure(constant, clients=clients, seconds=asked.seconds))
            beside.page.append(product.measure(request, clients=clients, seconds=asked.seconds))
    wire = (first.head_bytes + first.body_bytes) / 1000
    counted = f"{queries.of_the_page}+{queries.about_the_visitor}"
    slower = together.ratio(lambda one: 1 / one.per_second)
    print(
        f"{page.name:17} {counted:>8} {wire:>6.1f} |"
        f" {alone.of_page(median):>7.2f} {alone.of_page(p95):>7.2f}"
        f" {alone.of_floor(median):>7.2f} {alone.ratio(median):>7.1f} |"
        f" {together.of_page(median):>7.1f} {together.of_page(p95):>7.1f}"
        f" {together.of_page(per_second):>8.0f} {together.of_floor(per_second):>8.0f}"
        f" {together.ratio(median):>6.1f} {f'1/{slower:.0f}':>6} |"
        f" {together.of_page(cpu):>6.2f} {together.of_floor(cpu):>6.3f}"
        f" {together.ratio(cpu):>6.1f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
