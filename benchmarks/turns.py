"""Pages and their floor measured in turn, and the table of what was found."""

import os
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.load import Measured, request_for
from benchmarks.serving import THREADS, WORKERS, Server
from benchmarks.visitor import Queries

# An even number: every other one goes the other way round, as what was asked for right before a
# measurement has been seen to slow it down.
ROUNDS = 4
WARMING_SECONDS = 0.2
NAME = 24  # the width of its column


def median(one: Measured) -> float:
    return one.median


def p95(one: Measured) -> float:
    return one.p95


def cpu(one: Measured) -> float:
    return one.cpu


def per_second(one: Measured) -> float:
    return one.per_second


def seconds_each(one: Measured) -> float:
    return 1 / one.per_second


def ratio(above: Sequence[Measured], below: Sequence[Measured], value) -> float:
    """The median of the rounds' own ratios."""
    pairs = zip(above, below, strict=True)
    return statistics.median(value(one) / value(other) for one, other in pairs)


@dataclass(frozen=True)
class Beside:
    """Rounds of a page and of the floor with its size, at the same number of clients."""

    page: list[Measured] = field(default_factory=list)
    floor: list[Measured] = field(default_factory=list)

    def of_page(self, value: Callable[[Measured], float]) -> float:
        return statistics.median(value(one) for one in self.page)

    def of_floor(self, value: Callable[[Measured], float]) -> float:
        return statistics.median(value(one) for one in self.floor)

    def ratio(self, value: Callable[[Measured], float]) -> float:
        """Page over floor."""
        return ratio(self.page, self.floor, value)


@dataclass(frozen=True)
class Found:
    """Of one page: its size over the wire, and how it does alone and with others."""

    kilobytes: float
    alone: Beside = field(default_factory=Beside)
    together: Beside = field(default_factory=Beside)


def in_turns(
    asks: Sequence[tuple[Server, bytes]], floor: Server, *, clients: int, seconds: float
) -> list[Found]:
    """What was found of each product and request, one after the other in each round."""
    # This also warms both workers.
    firsts = [
        product.measure(request, clients=clients, seconds=WARMING_SECONDS)
        for product, request in asks
    ]
    found = [Found((first.head_bytes + first.body_bytes) / 1000) for first in firsts]
    turns = list(zip(asks, firsts, found, strict=True))
    for _ in range(ROUNDS):
        turns.reverse()
        for at_once in (1, clients):
            for (product, request), first, one in turns:
                beside = one.alone if at_once == 1 else one.together
                constant = request_for(f"/{first.body_bytes}")
                beside.floor.append(floor.measure(constant, clients=at_once, seconds=seconds))
                beside.page.append(product.measure(request, clients=at_once, seconds=seconds))
    return found


def head(what: str, *, clients: int, seconds: float) -> None:
    print(
        f"{WORKERS} workers of {THREADS} threads, {os.cpu_count()} processors (shared with "
        f"PostgreSQL and the clients), {what}.\n"
        f"Medians of {ROUNDS} rounds of {seconds:g} s; times in milliseconds at the client; "
        "x: times the floor's; 1/x: the floor's views a second over the page's; CPU: of the "
        "workers for each view, without PostgreSQL's.\n"
    )
    one, many = "1 client", f"{clients} clients"
    print(f"{'':{NAME}} {'queries':>8} {'wire':>6} | {one:^31} | {many:^47} | {'CPU':^20}")
    print(
        f"{'page':{NAME}} {'+visitor':>8} {'kB':>6} |"
        f" {'median':>7} {'p95':>7} {'floor':>7} {'x':>7} |"
        f" {'median':>7} {'p95':>7} {'views/s':>8} {'floor/s':>8} {'x':>6} {'1/x':>6} |"
        f" {'ms':>6} {'floor':>6} {'x':>6}",
        flush=True,
    )


def line(name: str, found: Found, queries: Queries) -> None:
    alone, together = found.alone, found.together
    counted = f"{queries.of_the_page}+{queries.about_the_visitor}"
    print(
        f"{name:{NAME}} {counted:>8} {found.kilobytes:>6.1f} |"
        f" {alone.of_page(median):>7.2f} {alone.of_page(p95):>7.2f}"
        f" {alone.of_floor(median):>7.2f} {alone.ratio(median):>7.1f} |"
        f" {together.of_page(median):>7.1f} {together.of_page(p95):>7.1f}"
        f" {together.of_page(per_second):>8.0f} {together.of_floor(per_second):>8.0f}"
        f" {together.ratio(median):>6.1f} {f'1/{together.ratio(seconds_each):.0f}':>6} |"
        f" {together.of_page(cpu):>6.2f} {together.of_floor(cpu):>6.3f}"
        f" {together.ratio(cpu):>6.1f}",
        flush=True,
    )
