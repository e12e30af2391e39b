"""The pages of one board's dataset, measured in turn on a database of one board and on a national
one, each beside the floor.

Both have the sample and the same made-up quarters of its board, so that what is beside them is all
that differs. Run as a module, it fills the database of the environment, says how to sign in to it,
and empties it again once nobody reads it any more.
"""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import turns
from benchmarks.databases import environment, sample_database
from benchmarks.load import request_for
from benchmarks.serving import PROJECT, Server, served
from benchmarks.visitor import BOARD, Page, Queries, sign_in

ONE_BOARD, NATIONAL = 1, 153
# Of an address with a query only that of a period is kept; the others are made anew each time.
PAGES = (
    Page("board dashboard", f"/{BOARD}/"),
    Page("board dashboard of a year", f"/{BOARD}/?period=2023-24"),
    Page("board dashboard of a quarter", f"/{BOARD}/?period=2021-22-Q3"),
    Page("board dashboard, made anew", f"/{BOARD}/?period=2023-24&order=need"),
    Page("indicator", f"/{BOARD}/indicators/CP01/"),
    Page("indicator, made anew", f"/{BOARD}/indicators/CP01/?anew"),
    Page("comparison", f"/{BOARD}/compare/CP01/2023-24/"),
    Page("comparison, made anew", f"/{BOARD}/compare/CP01/2023-24/?order=area"),
)


@dataclass(frozen=True)
class Site:
    """A database that is filled. `queries` are by address; what is not among them is no page."""

    environment: Mapping[str, str]
    cookie: str
    queries: Mapping[str, Queries]


def compare(one_board: str, national: str, folder: Path, *, only: str, **how) -> None:
    """Prints what was found; `how` has clients and seconds."""
    with (
        filled(one_board, ONE_BOARD, folder / "one") as one,
        filled(national, NATIONAL, folder / "all") as all_of_them,
        served("lscb.wsgi", folder / "of-one", one.environment) as small,
        served("lscb.wsgi", folder / "of-all", all_of_them.environment) as large,
        served("benchmarks.floor", folder / "floor", one.environment) as floor,
    ):
        turns.head(f"a database of one board and one of {NATIONAL}", **how)
        for page in PAGES:
            if only in page.name and page.path in one.queries:
                _compare(page, [(one, small), (all_of_them, large)], floor, **how)
        servers = (("one board", small), ("national", large), ("floor", floor))
        print()
        for name, server in servers:
            print(f"Memory, {name}: {server.memory()}")
    for name, server in servers:
        print(f"Processes at their largest, {name}: {server.processes()}")


def _compare(page: Page, sites: list[tuple[Site, Server]], floor: Server, **how) -> None:
    asks = [(product, request_for(page.path, site.cookie)) for site, product in sites]
    one, national = turns.in_turns(asks, floor, **how)
    (site_of_one, _), (site_of_all, _) = sites
    print(f"\n{page.name}, {page.path}")
    turns.line("  one board", one, site_of_one.queries[page.path])
    turns.line("  national", national, site_of_all.queries[page.path])
    alone, together = (national.alone, one.alone), (national.together, one.together)
    said = [
        f"{name} x {turns.ratio(of_all.page, of_one.page, value):.2f}"
        for name, (of_all, of_one), value in (
            ("median at 1 client", alone, turns.median),
            (f"at {how['clients']} clients", together, turns.median),
            ("time for each view", together, turns.seconds_each),
            ("CPU", together, turns.cpu),
        )
    ]
    print(f"  national / one board: {', '.join(said)}", flush=True)


@contextlib.contextmanager
def filled(database_url: str, boards: int, folder: Path) -> Iterator[Site]:
    """The database while another process keeps it filled: one process has one database."""
    its = environment(database_url, folder)
    command = [sys.executable, "-m", "benchmarks.two_databases", str(boards)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    # At the end its input is closed and its own end waited for.
    with subprocess.Popen(command, cwd=PROJECT, env=its, text=True, **pipes) as process:
        told = process.stdout.readline()
        if not told:
            raise SystemExit("The database could not be filled.")
        cookie, queries = json.loads(told)
        yield Site(its, cookie, {path: Queries(*counted) for path, counted in queries.items()})


def main() -> None:
    """Until its input ends."""
    with sample_database(boards=int(sys.argv[1])):
        pages = [page for page in PAGES if is_there(page)]
        cookie, queries = sign_in(pages)
        counted = {
            page.path: (number.of_the_page, number.about_the_visitor)
            for page, number in queries.items()
        }
        print(json.dumps([cookie, counted]), flush=True)
        sys.stdin.read()


def is_there(page: Page) -> bool:
    from django.urls import Resolver404, resolve

    try:
        resolve(page.path.partition("?")[0])
    except Resolver404:
        return False
    return True


if __name__ == "__main__":
    main()
