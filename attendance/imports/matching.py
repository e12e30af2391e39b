"""Which row of a file is which seat on record. Plain values in, plain values out: nothing here
knows Django.

A row is matched where its post and agency are called as on record, but for case, spacing and
punctuation, or by another name that the record has for the same post; its sector may stand for
its agency. Names that are only alike are never matched: they are asked about.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

ALIKE = 0.72  # of two titles within one agency
ALIKE_ANYWHERE = 0.9  # of two titles in whatever agencies
ALIKE_AGENCIES = 0.8
MOST_CANDIDATES = 3

SAME, ALIAS, UNCERTAIN, NEW = "same", "alias", "uncertain", "new"


@lru_cache(maxsize=10_000)
def folded(text: str) -> str:
    """The words of a name alone: no case, punctuation or spacing; “&” is “and”."""
    return " ".join(re.findall(r"[^\W_]+", text.replace("&", " and ").casefold()))


def likeness(one: str, other: str) -> float:
    """From 0 to 1: how far the words of two names are alike, whatever their order."""
    if folded(one) == folded(other):
        return 1.0
    return max(
        SequenceMatcher(None, folded(one), folded(other)).ratio(),
        SequenceMatcher(None, _in_order(one), _in_order(other)).ratio(),
    )


def _in_order(text: str) -> str:
    return " ".join(sorted(folded(text).split()))


@dataclass(frozen=True)
class Post:
    """A post as a row or the record names it. `names` are its title and the others it went by."""

    agency: str
    sector: str
    names: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.names[0]


@dataclass(frozen=True)
class Match:
    """What a row was matched with: a post by its number in the list, or those it may be."""

    how: str
    post: int | None = None
    candidates: tuple[int, ...] = ()


def agencies_alike(row: Post, post: Post) -> bool:
    """Whether the row may mean the post's agency, so is asked: by its name, one like it, or
    the sector that it belongs to."""
    return names_alike(row.agency, post.agency) or folded(row.agency) == folded(post.sector)


def names_alike(one: str, other: str) -> bool:
    """Whether two names of agencies may be of the same one."""
    words, others = set(_singular(one)), set(_singular(other))
    if not words or not others:
        return False
    return words <= others or others <= words or likeness(one, other) >= ALIKE_AGENCIES


def _singular(name: str) -> list[str]:
    return [word.removesuffix("s") for word in folded(name).split() if word != "and"]


def _as_printed(row: Post, post: Post) -> bool:
    return row.title == post.title and row.agency == post.agency


def _same_agency(row: Post, post: Post) -> bool:
    return folded(row.agency) == folded(post.agency)


def _same_title(row: Post, post: Post) -> bool:
    return folded(row.title) == folded(post.title) and _same_agency(row, post)


def _another_name(row: Post, post: Post) -> bool:
    names = {folded(name) for name in post.names[1:]}
    return folded(row.title) in names and _same_agency(row, post)


# From the surest to the least; each takes only what the ones before it left.
ROUNDS: tuple[tuple[str, Callable[[Post, Post], bool]], ...] = (
    (SAME, _as_printed),
    (SAME, _same_title),
    (ALIAS, _another_name),
)


def match_posts(rows: Sequence[Post], posts: Sequence[Post]) -> list[Match]:
    """A Match for each row, in their order. No post is matched twice."""
    found: dict[int, Match] = {}
    taken: set[int] = set()
    for how, fits in ROUNDS:
        for number in range(len(rows)):
            if number not in found:
                _match(number, rows, posts, found, taken, how, fits)
    for number in range(len(rows)):
        if number not in found:
            _match_by_sector(number, rows, posts, found, taken)
    return [found.get(number) or _uncertain(row, posts, taken) for number, row in enumerate(rows)]


def _match(number, rows, posts, found, taken, how, fits) -> None:
    """Settles the row if it fits one post, or if as many rows of its name are left as posts: rows
    and posts of one name are then taken in their order."""
    row = rows[number]
    candidates = [
        index for index, post in enumerate(posts) if index not in taken and fits(row, post)
    ]
    if not candidates:
        return
    if len(candidates) == _left_of_its_name(row, rows, found):
        found[number] = Match(how, candidates[0])
        taken.add(candidates[0])
    elif len(candidates) > 1:
        found[number] = Match(UNCERTAIN, candidates=tuple(candidates[:MOST_CANDIDATES]))


def _match_by_sector(number, rows, posts, found, taken) -> None:
    """Settles a row whose sector stands for its agency, as the report's tables have it: only if
    there is no agency of that name, and one post alone fits."""
    row = rows[number]
    fits = [
        index
        for index, post in enumerate(posts)
        if folded(row.agency) == folded(post.sector)
        and folded(row.title) in {folded(name) for name in post.names}
    ]
    if len(fits) != 1 or fits[0] in taken or any(_same_agency(row, post) for post in posts):
        return
    if _left_of_its_name(row, rows, found) == 1:
        is_title = folded(row.title) == folded(posts[fits[0]].title)
        found[number] = Match(SAME if is_title else ALIAS, fits[0])
        taken.add(fits[0])


def _left_of_its_name(row: Post, rows: Sequence[Post], found) -> int:
    """How many rows of this name are not settled."""
    return sum(
        other not in found and _name(rows[other]) == _name(row) for other in range(len(rows))
    )


def _name(row: Post) -> tuple[str, str]:
    return folded(row.agency), folded(row.title)


def _uncertain(row: Post, posts: Sequence[Post], taken: set[int]) -> Match:
    """The posts it may be, the likeliest first; a new one where there is none."""
    alike = [
        (_likeness_of_posts(row, post), -index)
        for index, post in enumerate(posts)
        if index not in taken
    ]
    likely = sorted((pair for pair in alike if pair[0]), reverse=True)[:MOST_CANDIDATES]
    if not likely:
        return Match(NEW)
    return Match(UNCERTAIN, candidates=tuple(-index for _, index in likely))


def _likeness_of_posts(row: Post, post: Post) -> float:
    """0 where nobody would take them for the same."""
    best = max(likeness(row.title, name) for name in post.names)
    return best if best >= (ALIKE if agencies_alike(row, post) else ALIKE_ANYWHERE) else 0.0


def candidates_for(name: str, known: Sequence[str]) -> list[int]:
    """Which of the names may be the same as this one, the likeliest first."""
    alike = [(likeness(name, other), -n) for n, other in enumerate(known)]
    return [
        -n for score, n in sorted(alike, reverse=True) if names_alike(name, known[-n]) and score
    ][:MOST_CANDIDATES]
