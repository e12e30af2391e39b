"""What needs the board: sentences bound to their figures, in a fixed and printed order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from django.urls import reverse

from agencies.models import Board
from agencies.money import YearOfMoney
from attendance.calculations import Measure, Threshold
from attendance.concerns import Concern
from attendance.pages.groups import SeatNow
from attendance.pages.table import year_figure
from attendance.sentences import fraction_of
from attendance.year import GroupYear
from datasets.dataset import Dataset
from datasets.figures import as_text, counts, with_unit
from datasets.rows import Row
from lscb.formats import day, in_words, listed, percent, pounds

MOST = 5
ASK = "Ask what is being done about it."


def order_in_words(board: Board) -> str:
    return (
        "Figures off their target come first, then those worse than England’s, then the "
        f"{board.words.body_short.lower()}’s own questions, absences in a row, low attendance of "
        "seats, attendance of the last meeting, money, and vacant seats."
    )


class Place(IntEnum):
    """The places of the order above."""

    TARGET = 1
    WORSE = 2
    QUESTION = 3
    RUN = 4
    LOW = 5
    LAST_MEETING = 6
    MONEY = 7
    VACANCY = 8


@dataclass(frozen=True)
class Need:
    """A sentence: `lead` links to where it comes from, `text` goes on, `answers` says who. `about`
    is the code of the indicator that it is about."""

    place: Place
    lead: str
    text: str
    answers: str
    url: str
    about: str = ""


def dataset_needs(board: Board, found: Dataset) -> list[Need]:
    """What is off its target, what is worse than in England, and what the board itself asks."""
    off = [row for row in found.rows if row.is_off_target]
    worse = [row for row in found.rows if row.with_england == "worse" and row not in off]
    asked = [row for row in found.rows if row.listed.question and row not in (*off, *worse)]
    return [
        *(_indicator_need(Place.TARGET, row, _to_ask(row), board) for row in off),
        *(_indicator_need(Place.WORSE, row, _to_ask(row), board) for row in worse),
        *(_indicator_need(Place.QUESTION, row, _to_ask(row), board) for row in asked),
    ]


def _to_ask(row: Row) -> str:
    """The board's own question where it has one."""
    return f"Asked: {row.listed.question}" if row.listed.question else ASK


def _indicator_need(place: Place, row: Row, to_ask: str, board: Board) -> Need:
    agency = row.listed.agency
    return Need(
        place,
        lead=row.indicator.title,
        text=f": {_figure_said(row)}. {to_ask}",
        answers=f"{agency} answers for it." if agency else "No agency is named for it.",
        url=_indicator_url(board, row),
        about=row.indicator.code,
    )


def _indicator_url(board: Board, row: Row) -> str:
    """Its page; where that is closed to the reader, its row."""
    if row.is_hidden:
        return f"{reverse('board', args=[board.slug])}?period={row.period}#{row.indicator.code}"
    page = reverse("indicator", args=[board.slug, row.indicator.code])
    return f"{page}?period={row.period}"


def _figure_said(row: Row) -> str:
    """61.6% (130 of 211), worse than England (69.7%)."""
    if row.is_hidden:
        return "its figure is for the manager, the chair and administrators"
    if not row.is_known or row.shown is None:
        return (row.missing or "no figure is on record").lower()
    value, rests_on = with_unit(row.value, row.indicator), counts(row.shown)
    said = f"{value} ({rests_on})" if value and rests_on else value or rests_on
    if row.is_off_target and row.against:
        said += f", off the target of {row.against.figure}"
    if row.compared and row.england:
        sentence = row.compared[:1].lower() + row.compared[1:]
        said += f", {sentence} ({as_text(row.england.value, row.indicator)})"
    return said


def attendance_needs(
    board: Board,
    records: GroupYear,
    found: Sequence[Concern],
    threshold: Threshold | None,
) -> list[Need]:
    """What the attendance of one group asks of the board."""
    url = reverse("group_attendance", args=[board.slug, records.group.slug, records.year])
    needs = _concern_needs(found, threshold, records, url) if threshold else []
    if fell := _last_meeting(board, records, url):
        needs.append(fell)
    return needs


def _concern_needs(found, threshold: Threshold, records: GroupYear, url: str) -> list[Need]:
    runs = [concern for concern in found if concern.has_long_run]
    low = [concern for concern in found if concern.has_low_share]
    needs = [_runs(runs, threshold, records, url)] if runs else []
    return [*needs, _low(low, runs, threshold, records, url)] if low else needs


def _seats(number: int) -> str:
    return f"{in_words(number)} seat{'' if number == 1 else 's'}".capitalize()


def _names(found: Iterable[Concern], records: GroupYear) -> list[str]:
    """The seats as a reader knows them: by the agency where it has one seat only, else by title."""
    alone = {agency.name for agency in records.agencies if len(agency.seats) == 1}
    return [
        concern.seat.agency if concern.seat.agency in alone else concern.seat.title
        for concern in found
    ]


def _by_run(found: Sequence[Concern]) -> list[tuple[int, list[Concern]]]:
    """The seats with a run of the same length together, the longest first."""
    runs = sorted({concern.absences_in_a_row for concern in found}, reverse=True)
    return [(run, [one for one in found if one.absences_in_a_row == run]) for run in runs]


def _all(run: int) -> str:
    return {1: "the only one", 2: "both"}.get(run, f"all {in_words(run)}")


def _agencies(found: Iterable[Concern]) -> str:
    names = list(dict.fromkeys(concern.seat.agency for concern in found))
    return f"{listed(names)} answer{'s' if len(names) == 1 else ''} for it."


def _doubts(runs: Sequence[Concern], records: GroupYear) -> str:
    """A sentence for each reason why some of the absences may be wrong."""
    doubts = dict.fromkeys(doubt for concern in runs for doubt in concern.seat.doubts)
    sentences = ""
    for doubt in doubts:
        of = [concern for concern in runs if doubt in concern.seat.doubts]
        sentences += (
            f" The seat{'s' if len(of) > 1 else ''} of {listed(_names(of, records))} {doubt}."
        )
    return sentences


def _meetings(threshold: Threshold) -> str:
    number = threshold.absences_in_a_row or 1
    return "meeting" if number == 1 else f"{in_words(number)} meetings"


def _runs(runs: list[Concern], threshold: Threshold, records: GroupYear, url: str) -> Need:
    all_missed = [concern for concern in runs if concern.missed_every_meeting]
    others = [concern for concern in runs if not concern.missed_every_meeting]
    parts = [
        *(f"{listed(_names(of, records))} missed {_all(run)}" for run, of in _by_run(all_missed)),
        *(
            f"{listed(_names(of, records))} missed the last {in_words(run)}"
            for run, of in _by_run(others)
        ),
    ]
    return Need(
        Place.RUN,
        lead=f"{_seats(len(runs))} missed the last {_meetings(threshold)} or more",
        text=f": {'; '.join(parts)}.{_doubts(runs, records)}",
        answers=_agencies(runs),
        url=f"{url}#seats-caption",
    )


def _low(low, runs, threshold: Threshold, records: GroupYear, url: str) -> Need:
    named = [concern for concern in low if concern not in runs]
    way = "was represented at" if threshold.measure == Measure.AGENCY_REPRESENTATION else "came to"
    if len(low) != 1:
        way = way.replace("was", "were")
    text = f" under {threshold.under_percent}% of the meetings expected of them"
    details = [
        f"{name} ({fraction_of(one.seat.count, threshold.measure)})"
        for one, name in zip(named, _names(named, records), strict=True)
    ]
    if details:
        again = len(low) - len(named)
        beside = f"{in_words(again)} of those above, and " if again else ""
        text += f": {beside}{listed(details)}"
    return Need(
        Place.LOW,
        lead=f"{_seats(len(low))} {way}",
        text=f"{text}.",
        answers=_agencies(named or low),
        url=f"{url}#seats-caption",
    )


def _last_meeting(board: Board, records: GroupYear, url: str) -> Need | None:
    """Where the last meeting lay under the year's figure: a sentence; else nothing is needed."""
    own = records.rule.headline
    enough = records.rule.smallest_denominator
    counted = [(held, of) for held, of in records.counted_meetings if of.expected >= enough]
    shares = [of.share(own) or Fraction() for _, of in counted]
    year = year_figure(records, own)
    if len(counted) < 2 or year.share is None or shares[-1] >= year.share:
        return None
    held, last = counted[-1]
    lowest = shares[-1] == min(shares)
    return Need(
        Place.LAST_MEETING,
        lead=f"{percent(shares[-1])} came to the last meeting",
        text=f" of the {records.group} on {day(held.held_on)} ({fraction_of(last, own)}), "
        f"{'the lowest of the year; ' if lowest else ''}over the year it was "
        f"{percent(year.share)} ({year.fraction}).",
        answers=f"The {board.words.chair} answers for it.",
        url=f"{url}#meetings-caption",
    )


def money_needs(board: Board, money: YearOfMoney | None) -> list[Need]:
    if money is None or money.over is None or money.over <= 0:
        return []
    over, share = pounds(money.over), money.over_share
    by_how_much = over if share is None else percent(share, 1)
    left_to_say = "" if share is None else f", {over} over"
    because = f" The cause given: {money.cause.rstrip('.')}." if money.cause else ""
    return [
        Need(
            Place.MONEY,
            lead=f"Spending was {by_how_much} over what was paid in",
            text=f": {pounds(money.spend)} spent, {pounds(money.total)} paid in{left_to_say}."
            f"{because}",
            answers=f"The {board.words.chair} answers for it.",
            url=reverse("budget", args=[board.slug, money.year]),
        )
    ]


def vacancy_needs(board: Board, records: GroupYear, vacant: Sequence[SeatNow]) -> list[Need]:
    if not vacant:
        return []
    names = [
        f"{now.seat.title} ({now.seat.agency}), since {day(now.held.since)}"
        for now in vacant
        if now.held
    ]
    agencies = list(dict.fromkeys(now.seat.agency for now in vacant))
    group = reverse("group", args=[board.slug, records.group.slug])
    return [
        Need(
            Place.VACANCY,
            lead=f"{_seats(len(vacant))} of the {records.group} "
            f"{'is' if len(vacant) == 1 else 'are'} vacant",
            text=f": {listed(names)}.",
            answers=f"{listed(agencies)} answer{'s' if len(agencies) == 1 else ''} for it.",
            url=f"{group}?period={records.year}",
        )
    ]
