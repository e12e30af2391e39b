"""The kinds of agency and post that a board wants, and what its pages say of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import forms
from django.db.models import F

from agencies.models import Board, WantedKind
from attendance.membership.wording import in_a_sentence


def lacking(kinds: Iterable[WantedKind]) -> list[str]:
    """What nobody represents, as it stands in a sentence: a primary school."""
    return [in_a_sentence(kind.name) for kind in kinds if kind.met_by_id is None]


@dataclass(frozen=True)
class WantedKindsPage:
    board: Board
    kinds: Sequence[WantedKind]
    title: str = "Who should be represented"
    section = "groups"

    @property
    def lacking(self) -> list[str]:
        return lacking(self.kinds)


@dataclass(frozen=True)
class WantedFormPage:
    board: Board
    title: str
    button: str
    form: forms.Form
    kind: WantedKind | None = None
    explains: Sequence[str] = ()
    may_remove: bool = False
    section = "groups"


def wanted_of(board: Board):
    """What the board wants, what it lacks first."""
    return board.wanted_kinds.select_related("met_by__agency", "met_by__group").order_by(
        F("met_by").asc(nulls_first=True), "name"
    )


def wanted_kinds(board: Board) -> WantedKindsPage:
    return WantedKindsPage(board, list(wanted_of(board)))
