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
from datasets.rows import Attention
from lscb.formats import day, in_words, listed, percent, pounds

MOST = 5


def order_in_words(board: Board) -> str:
    body = board.words.body_short.lower()
    return (
        f"Figures come first that are {attention_in_words(body)}. Then come absences in a row, low "
        "attendance of seats, attendance of the last meeting, money, and vacant seats."
    )


def attention_in_words(body: str) -> str:
    """The reasons of `Attention`, in their order."""
    return (
        f"off their target, worse than England, asked about by the {body}, worse than similar "
        "areas, unusual the wrong way, or changed by more than chance (unless for the better)"
    )


class Place(IntEnum):
    """The places of the order above: the first are those of `Attention`."""

    TARGET = Attention.TARGET
    ENGLAND = Attention.ENGLAND
    QUESTION = Attention.QUESTION
    SIMILAR = Attention.SIMILAR
    UNUSUAL = Attention.UNUSUAL
    CHANGED = Attention.CHANGED
    BLANK = 7
    RUN = 8
    LOW = 9
    LAST_MEETING = 10
    MONEY = 11
    VACANCY = 12


@dataclass(frozen=True)
class Need:
    """A sentence: `lead` links to where it comes from, `text` goes on, `answers` says who. `about`
    is the code of the indicator that it is about; `of` says which time it is of, where that is not
    the page's."""

    place: Place
    lead: str
    text: str
    answers: str
    url: str
    about: str = ""
    of: str = ""


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
    return {1: "The only one", 2: "Both"}.get(run, f"All {in_words(run)}")


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
        *(f"{_all(run)}: {'; '.join(_names(of, records))}" for run, of in _by_run(all_missed)),
        *(
            f"The last {in_words(run)}: {'; '.join(_names(of, records))}"
            for run, of in _by_run(others)
        ),
    ]
    return Need(
        Place.RUN,
        lead=f"{_seats(len(runs))} missed the last {_meetings(threshold)} or more",
        text=f". {'. '.join(parts)}.{_doubts(runs, records)}",
        answers=_agencies(runs),
        url=f"{url}#seats-caption",
    )


def _low(low, runs, threshold: Threshold, records: GroupYear, url: str) -> Need:
    named = [concern for concern in low if concern not in runs]
    way = "was represented at" if threshold.measure == Measure.AGENCY_REPRESENTATION else "came to"
    if len(low) != 1:
        way = way.replace("was", "were")
    text = ""
    details = [
        f"{name} ({fraction_of(one.seat.count, threshold.measure)})"
        for one, name in zip(named, _names(named, records), strict=True)
    ]
    if details:
        again = len(low) - len(named)
        beside = f"{in_words(again)} of those above, and " if again else ""
        text = f": {beside}{listed(details)}"
    return Need(
        Place.LOW,
        lead=f"{_seats(len(low))} {way} under {threshold.under_percent}% of "
        f"{'its' if len(low) == 1 else 'their'} meetings",
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
