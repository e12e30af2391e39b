"""The words a board uses: no page has them written into it."""

import json
import re
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from agencies.models import Board, WordList


@dataclass(frozen=True)
class Words:
    """A board's words on one day. The defaults are those of a partnership of today."""

    body: str = "Safeguarding Children Partnership"
    body_short: str = "Partnership"
    abbreviation: str = ""
    chair: str = "Chair"
    scrutineer: str = "Independent Scrutineer"
    yearly_report: str = "yearly report"
    case_review: str = "local child safeguarding practice review"
    child_death_panel: str = "Child Death Review Panel"
    short_forms: str = ""

    @classmethod
    def of(cls, row: dict | str | None) -> "Words":
        """From what `words_on` finds; the defaults where the board has no list yet."""
        if row is None:
            return cls()
        return cls(**(json.loads(row) if isinstance(row, str) else row))

    @property
    def spelt_out(self) -> list[tuple[str, str]]:
        """Each short form with what it stands for, the body's own first."""
        own = [(self.abbreviation, self.body)] if self.abbreviation else []
        lines = [line.partition(":") for line in self.short_forms.splitlines() if line.strip()]
        return own + sorted((short.strip(), long.strip()) for short, _, long in lines)

    def spelt_out_in(self, text: str) -> list[tuple[str, str]]:
        """Of these, the ones that a text has as words of their own: GP and GPs, not GPO."""
        return [
            (short, long)
            for short, long in self.spelt_out
            if re.search(rf"(?<!\w){re.escape(short)}s?(?!\w)", text)
        ]


def words_on(day: date, board) -> Subquery:
    """For an annotation: the list in use on a day, in the same query as the board itself."""
    names = [field.name for field in fields(Words)]
    lists = WordList.objects.filter(board=board, since__lte=day).order_by("-since")
    return Subquery(lists.values(found=JSONObject(**{name: name for name in names}))[:1])


def words_of(board: Board, day: date) -> Words:
    """The words in use on a day of a board that was not found by its reader's role."""
    row = Board.objects.filter(pk=board.pk).values_list(words_on(day, OuterRef("pk")), flat=True)
    return Words.of(row.get())
