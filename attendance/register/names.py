"""Whom a pasted list of names may mean. Plain values in, plain values out.

Names come from video calls: one a line, with what the call adds to them. Nothing is entered from
here; every match is a proposal.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

PRESENT, SUBSTITUTE = "present", "substitute"
ADDED_BY_CALLS = re.compile(
    r"\((?:host|co-host|organi[sz]er|presenter|me|you|guest|external|unverified|,|\s)+\)"
    r"|\b(?:unverified|external)\b",
    re.IGNORECASE,
)
STYLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "cllr", "sir"))
BETWEEN = re.compile(r"\s*(?:[()\[\]|/;:]|\s[-–—]\s|\s@\s)\s*")
MOST_LINES = 200


@dataclass(frozen=True)
class KnownSeat:
    """A seat that is held on the day, and every name by which it may be meant."""

    id: int
    agency: str
    titles: tuple[str, ...]
    holder: str = ""
    substitutes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """One line of the list. Sure where `seat` is set; else `candidates` are what it may mean."""

    line: str
    name: str
    seat: int | None = None
    status: str = ""
    candidates: tuple[int, ...] = ()
    why: str = ""

    @property
    def is_sure(self) -> bool:
        return self.seat is not None


def words(text: str) -> tuple[str, ...]:
    """Small letters without accents, punctuation and styles such as Dr."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode()
    found = re.findall(r"[a-z0-9]+", plain.lower().replace("'", ""))
    return tuple(word for word in found if word not in STYLES)


def lines_of(text: str) -> list[str]:
    """The names, each once: a line each, or separated by semicolons."""
    found = re.split(r"[\n;]", text.replace("\0", ""))
    lines = (" ".join(line.strip(" \t•*-·,").split()) for line in found)
    return list(dict.fromkeys(line[:200] for line in lines if line))[:MOST_LINES]


def parts_of(line: str) -> list[str]:
    """The line without what calls add, and the pieces between brackets and dashes."""
    cleaned = ADDED_BY_CALLS.sub(" ", line).strip()
    pieces = [piece.strip(" ,") for piece in BETWEEN.split(cleaned) if piece.strip(" ,")]
    return list(dict.fromkeys([*pieces, cleaned]))


@dataclass
class _Index:
    """The seats by everything that may name them; a name is a set of words, so that “Example, Ada”
    is Ada Example."""

    seats: dict[int, KnownSeat]
    holders: dict[frozenset, list[int]] = field(default_factory=lambda: defaultdict(list))
    substitutes: dict[frozenset, list[int]] = field(default_factory=lambda: defaultdict(list))
    titles: dict[frozenset, list[int]] = field(default_factory=lambda: defaultdict(list))
    agencies: dict[frozenset, list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, seats: Iterable[KnownSeat]) -> "_Index":
        index = cls({seat.id: seat for seat in seats})
        for seat in index.seats.values():
            for by, names in (
                (index.holders, [seat.holder]),
                (index.substitutes, seat.substitutes),
                (index.titles, seat.titles),
                (index.agencies, [seat.agency]),
            ):
                for key in {frozenset(words(name)) for name in names} - {frozenset()}:
                    by[key].append(seat.id)
        return index


def propose(text: str, seats: Iterable[KnownSeat]) -> list[Proposal]:
    """A proposal for each line, in their order. No two lines are sure of the same seat: where they
    would be, only the first is."""
    index, taken, found = _Index.of(seats), set[int](), []
    for line in lines_of(text):
        proposal = _proposal(line, index)
        if proposal.seat in taken:
            proposal = Proposal(
                line, proposal.name, None, "", (proposal.seat,), "Another line means this seat too"
            )
        if proposal.seat is not None:
            taken.add(proposal.seat)
        found.append(proposal)
    return found


def _proposal(line: str, index: _Index) -> Proposal:
    pieces = parts_of(line)
    name = pieces[0] or line  # a line of nothing but what a call adds
    keys = [frozenset(words(piece)) for piece in pieces]
    for by, status, why in (
        (index.holders, PRESENT, "The seat’s holder"),
        (index.substitutes, SUBSTITUTE, "Came as a substitute before"),
    ):
        seats = _named(keys, by)
        seats = _of_their_agency(seats, keys, index)
        if len(seats) == 1:
            return Proposal(line, name, seats[0], status, why=why)
        if seats:
            return Proposal(line, name, None, "", tuple(seats), f"{why}, of several seats")
    return _by_post_or_agency(line, name, keys, index)


def _named(keys: Sequence[frozenset], by: dict[frozenset, list[int]]) -> list[int]:
    return list(dict.fromkeys(seat for key in keys for seat in by.get(key, ())))


def _of_their_agency(seats: list[int], keys, index: _Index) -> list[int]:
    """Where several seats are meant, those of an agency that the line names too."""
    named = set(_named(keys, index.agencies))
    return [seat for seat in seats if seat in named] or seats


def _by_post_or_agency(line: str, name: str, keys, index: _Index) -> Proposal:
    """Somebody unknown who gives the post or the agency; never sure unless the line is the post
    and nothing else."""
    by_title = _of_their_agency(_named(keys, index.titles), keys, index)
    if len(by_title) == 1 and keys[-1] in index.titles:
        return Proposal(line, name, by_title[0], PRESENT, why="The seat’s own title")
    if by_title:
        return Proposal(line, name, None, "", tuple(by_title), "Gives this post")
    by_agency = _named(keys, index.agencies)
    if by_agency:
        return Proposal(line, name, None, "", tuple(by_agency), "Gives this agency")
    near = _near(keys[0] if keys else frozenset(), index)
    why = "A name like it" if near else "Nobody of this name is known"
    return Proposal(line, name, None, "", near, why)


def _near(key: frozenset, index: _Index) -> tuple[int, ...]:
    """Seats whose holder or earlier substitute shares a name of three letters or more."""
    found = [
        seat
        for by in (index.holders, index.substitutes)
        for known, seats in by.items()
        if any(len(word) > 2 for word in known & key)
        for seat in seats
    ]
    return tuple(dict.fromkeys(found))
