"""The words a board uses: no page has them written into it."""

import json
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Subquery
from django.db.models.functions import JSONObject

from agencies.models import WordList


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


def words_on(day: date, board) -> Subquery:
    """For an annotation: the list in use on a day, in the same query as the board itself."""
    names = [field.name for field in fields(Words)]
    lists = WordList.objects.filter(board=board, since__lte=day).order_by("-since")
    return Subquery(lists.values(found=JSONObject(**{name: name for name in names}))[:1])
