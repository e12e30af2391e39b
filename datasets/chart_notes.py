"""Notes of what changed in a period: the charts of an indicator begin anew there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.db import IntegrityError, transaction

from accounts.models import User
from agencies.models import Board
from datasets.models import ChartNote, Indicator, Observation
from lscb.forms import NO_CHILDS_DETAILS, LookedAt
from lscb.periods import Period, Quarter, code_of, parse_period, year_of

REMOVED = "The note was taken away"


@dataclass(frozen=True)
class NotePage:
    """`is_open` where there is something to note it of."""

    board: Board
    indicator: Indicator
    title: str
    button: str
    form: forms.Form
    explains: Sequence[str]
    is_open: bool = True
    section = "board"


class NoteForm(LookedAt):
    """In which of the periods something changed, and what."""

    free_texts = ("text",)
    period = forms.ChoiceField(
        label="From which period is it different?",
        help_text="The first period after the change. A year is for the chart of years, a quarter "
        "for that of quarters.",
        error_messages={"invalid_choice": "Choose a period that the chart has."},
    )
    text = forms.CharField(
        label="What changed?",
        max_length=ChartNote._meta.get_field("text").max_length,
        help_text=f"Such as: referrals are counted at the front door now. {NO_CHILDS_DETAILS}",
    )

    def __init__(self, periods, data=None):
        super().__init__(data)
        offered = [("", "Choose"), *((str(one), str(one)) for one in periods)]
        self.fields["period"].choices = offered  # type: ignore[attr-defined]

    @property
    def given_period(self) -> Period:
        return parse_period(self.cleaned_data["period"])


def periods_to_note(board: Board, indicator: Indicator) -> list[Period]:
    """The years and then the quarters of which anything is on record, the latest first; without the
    first of each, where every chart begins."""
    found = set(
        Observation.objects.current()
        .seen_by(board)
        .filter(indicator=indicator, area__code=board.area_code)
        .order_by()
        .values_list("period", flat=True)
    )
    years = sorted({year_of(period) for period in found}, key=code_of)
    quarters = sorted((one for one in found if isinstance(one, Quarter)), key=code_of)
    return [*reversed(years[1:]), *reversed(quarters[1:])]


def add_note(
    board: Board, indicator: Indicator, period: Period, text: str, user: User, today: date
) -> ChartNote | None:
    """None where it is stored, or was by the same form sent twice; else the note that is there of
    the period already."""
    words = {"text": text, "made_by": user, "made_on": today}
    try:
        with transaction.atomic():
            ChartNote.objects.create(board=board, indicator=indicator, period=period, **words)
    except IntegrityError:
        there = ChartNote.objects.filter(board=board, indicator=indicator, period=period)
        found = there.select_related("made_by").first()
        if found is None:
            raise
        return None if (found.text, found.made_by) == (text, user) else found
    return None


def remove_note(note):
    """Its history stays."""
    note._change_reason = REMOVED
    note.delete()
