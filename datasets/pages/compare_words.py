"""What the comparison of all authorities says of this area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasets.calculations import Known
from datasets.figures import OF_UNKNOWN, counts
from datasets.models import Indicator
from datasets.sentences import shortest, within
from lscb.formats import ordinal

if TYPE_CHECKING:
    from datasets.pages.compare import ComparePage

BANDS = {
    "A": "A, best fourth",
    "B": "B, second-best fourth",
    "C": "C, second-worst fourth",
    "D": "D, worst fourth",
}


def finding(page: ComparePage) -> str:
    """In at most ten words: with the indicator's name where that is short enough; it stands beneath
    anyway. Short names of areas and indicators are nobody's to make up."""
    area = page.board.area
    title = within(page.indicator.title)
    if page.own is None or not page.has_own:
        return f"{area} has no figure for {page.year}"
    if page.own.rank is not None:
        place = f"{ordinal(page.own.rank)} of {len(page.lines)}"
        whom = "with its similar areas" if page.is_of_similar_only else "authorities"
        return shortest(
            f"{area} is {place} on {title}",
            f"{place} on {title}",
            f"{area} is {place} {whom}",
            f"{place} {whom}",
        )
    others = f"{page.higher} of {len(page.lines) - 1}"
    them = "similar areas" if page.is_of_similar_only else "other authorities"
    return shortest(
        f"{others} {them} are higher on {title}",
        f"{others} others are higher on {title}",
        f"{others} {them} are higher",
    )


def rests_on(known: Known, indicator: Indicator) -> str:
    """357 of 1,948; a percentage says where that is not known."""
    if known.denominator is None and indicator.unit == Indicator.Unit.PERCENTAGE:
        return OF_UNKNOWN
    return "" if indicator.unit == Indicator.Unit.COUNT else counts(known)


BETTER = {"higher": "Higher is better.", "lower": "Lower is better."}


def how_counted(page: ComparePage) -> str:
    """Unit and denominator, what rank and fourth are among, and whose similar areas these are."""
    indicator, model = page.indicator, page.figures.model
    of = f" of: {within(indicator.denominator)}" if indicator.denominator else ""
    parts = [
        f"{indicator.get_unit_display()} of {within(indicator.numerator)}{of and ', out' + of}.",
        BETTER.get(indicator.polarity, "Neither side is better, so there is no rank."),
    ]
    if page.is_ranked:
        of = page.among if page.is_of_similar_only else "the authorities"
        fourth = " and fourth" if page.has_bands else ""
        parts.append(
            f"Rank{fourth} is among {of}, the {len(page.lines)} whose figure of {page.year} is "
            "on record; those that are equal share a rank. England is not one of them."
        )
    parts.insert(
        0,
        "We say better or worse, above or below only where it is unlikely to be chance: where the "
        "95% interval leaves the other figure out.",
    )
    if model:
        parts.append(f"Similar areas are by {model}.")
    if page.model_is_of_later:
        parts.append(f"The model in force in {page.year} is not on record, so this one stands in.")
    return " ".join(parts)
