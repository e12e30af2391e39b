"""What of the dataset needs the board: sentences bound to their figures."""

from collections.abc import Sequence

from django.urls import reverse

from agencies.models import Board
from datasets.dataset import Dataset
from datasets.figures import as_text, headline, rests_on_counts, with_unit
from datasets.records import Beside
from datasets.rows import Attention, Row
from datasets.sentences import compared_in_words
from lscb.formats import in_words, listed
from lscb.pages.needs import Need, Place

ASK = "Ask what is being done about it."
ASK_OF_CHANGE = "Ask what changed: the need, the work, or how it is counted."


def dataset_needs(board: Board, found: Dataset) -> list[Need]:
    """What of the dataset needs attention. What changed is one sentence, and so are questions that
    no figure answers: they stand behind all figures."""
    needing = sorted((row for row in found.rows if row.attention), key=lambda row: row.attention)
    blank = [row for row in needing if not row.is_known and not row.is_hidden]
    changed = [row for row in needing if row.attention == Attention.CHANGED]
    others = [row for row in needing if row not in (*blank, *changed)]
    return [
        *(_indicator_need(Place(row.attention), row, board) for row in others),
        *_together(Place.CHANGED, changed, _changed, board, found),
        *_together(Place.BLANK, blank, _blank, board, found),
    ]


def _together(place: Place, rows: Sequence[Row], said, board: Board, found: Dataset) -> list[Need]:
    """Several in one sentence; one as any other indicator."""
    if len(rows) > 1:
        return [said(rows, board, found)]
    return [_indicator_need(place, row, board) for row in rows]


def _to_ask(row: Row) -> str:
    """The board's own question where it has one."""
    if row.question:
        return f"Asked: {row.question}"
    return ASK_OF_CHANGE if row.attention == Attention.CHANGED else ASK


def _indicator_need(place: Place, row: Row, board: Board) -> Need:
    return Need(
        place,
        lead=row.indicator.title,
        text=f": {_figure_said(row)}. {_to_ask(row)}",
        answers=_who_answers([row]),
        url=_indicator_url(board, row),
        about=row.indicator.code,
    )


def _changed(rows: Sequence[Row], board: Board, found: Dataset) -> Need:
    """Children with a plan 163, up from 91 in 2011-12; ..."""
    number = in_words(len(rows)).capitalize()
    told = "; ".join(
        f"{row.indicator.title} {_headline(row)}, {_small(row.change.text)}"
        for row in rows
        if row.change
    )
    return Need(
        Place.CHANGED,
        lead=f"{number} figures changed by more than chance",
        text=f": {told}. {ASK_OF_CHANGE}",
        answers=_who_answers(rows),
        url=f"{reverse('board', args=[board.slug])}?period={found.period}&show=attention#dataset",
    )


def _blank(rows: Sequence[Row], board: Board, found: Dataset) -> Need:
    number = in_words(len(rows)).capitalize()
    return Need(
        Place.BLANK,
        lead=f"{number} of the {board.words.body_short.lower()}’s own questions have no figure",
        text=f": {'; '.join(row.indicator.title for row in rows)}.",
        answers=_who_answers(rows),
        url=f"{reverse('board', args=[board.slug])}?period={found.period}&show=attention#dataset",
    )


def _who_answers(rows: Sequence[Row]) -> str:
    """The agencies, each once; and for what no agency is named."""
    agencies = list(dict.fromkeys(str(row.listed.agency) for row in rows if row.listed.agency))
    unnamed = [row.indicator.title for row in rows if not row.listed.agency]
    if not agencies:
        return "No agency is named for it." if len(rows) == 1 else "No agency is named for them."
    it = "it" if len(rows) == 1 else "them"
    said = f"{listed(agencies)} answer{'s' if len(agencies) == 1 else ''} for {it}."
    return f"{said} No agency is named for: {'; '.join(unnamed)}." if unnamed else said


def _indicator_url(board: Board, row: Row) -> str:
    """Its page; where that is closed to the reader, its row."""
    if row.is_hidden:
        return f"{reverse('board', args=[board.slug])}?period={row.period}#{row.indicator.code}"
    page = reverse("indicator", args=[board.slug, row.indicator.code])
    return f"{page}?period={row.period}"


def _headline(row: Row) -> str:
    """What stands large in its row: 163."""
    return headline(row.shown, row.indicator, row.period)[0] if row.shown else ""


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _figure_said(row: Row) -> str:
    """61.6% (130 of 211), about the same as similar areas (58.0%), worse than England (69.7%)."""
    if row.is_hidden:
        return "its figure is for the manager, the chair and administrators"
    if not row.is_known or row.shown is None:
        return (row.missing or "no figure is on record").lower()
    value = with_unit(row.value, row.indicator, row.period)
    rests_on = rests_on_counts(row.shown, row.indicator, row.period)
    # A count rests on nothing but itself.
    said = f"{value} ({rests_on})" if value and rests_on not in ("", value) else value or rests_on
    if row.is_off_target and row.against:
        said += f", off the target of {row.against.figure}"
    if row.compared:
        sentence = compared_in_words(
            row.with_neighbours,
            row.with_england,
            neighbours=_text(row.neighbours, row),
            england=_text(row.england, row),
        )
        said += f", {_small(sentence)}"
    if row.reading and row.reading.is_a_concern:
        said += f", {_small(row.reading.dated(row.period))}"
    return f"{said}, {_small(row.change.sentence)}" if row.change else said


def _text(beside: Beside | None, row: Row) -> str:
    return as_text(beside.value, row.indicator) if beside else ""
