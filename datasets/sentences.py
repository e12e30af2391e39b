"""How a figure compares, and what its chart says, in words."""

from dataclasses import dataclass
from decimal import Decimal

from datasets.figures import as_text
from datasets.series import Series
from lscb.periods import Period

MOST_WORDS = 10  # of a finding
NEIGHBOURS, ENGLAND = "similar areas", "England"
# Without a better side a figure is only above or below.
WORDS = {
    "better": "better than",
    "worse": "worse than",
    "higher": "above",
    "lower": "below",
    "similar": "about the same as",
}


def shortest(*findings: str) -> str:
    """The first that is short enough; else the last."""
    return next((one for one in findings if len(one.split()) <= MOST_WORDS), findings[-1])


def within(title: str) -> str:
    """As it stands within a sentence: re-referrals, but MARAC referrals; without a full stop."""
    is_short_form = title[1:2].isupper()
    return (title if is_short_form else title[:1].lower() + title[1:]).rstrip(".")


def compared_in_words(
    with_neighbours: str | None,
    with_england: str | None,
    *,
    neighbours: str = "",
    england: str = "",
) -> str:
    """ "Above similar areas, about the same as England"; empty where neither can be said. Where
    their figures are given, each stands behind its name."""
    said = [
        (WORDS[found], f"{name} ({figure})" if figure else name)
        for found, name, figure in (
            (with_neighbours, NEIGHBOURS, neighbours),
            (with_england, ENGLAND, england),
        )
        if found
    ]
    if len(said) == 2 and said[0][0] == said[1][0]:
        said = [(said[0][0], f"{said[0][1]} and {said[1][1]}")]
    sentence = ", ".join(f"{word} {name}" for word, name in said)
    return sentence[:1].upper() + sentence[1:]


# What the rule that lit the latest point says of it; the words of a run take its length.
CAUSES = {
    "above limit": "above its usual range",
    "below limit": "below its usual range",
    "rising": "rising for {run} {periods} in a row",
    "falling": "falling for {run} {periods} in a row",
    "two of three above": "near the top of its usual range more than once",
    "two of three below": "near the bottom of its usual range more than once",
    "run above": "above its mean for {run} {periods} in a row",
    "run below": "below its mean for {run} {periods} in a row",
}


@dataclass(frozen=True)
class Reading:
    """The latest known point of a chart: `kind` as in datasets/spc.py, and in words."""

    kind: str
    text: str
    period: Period

    def dated(self, page: Period) -> str:
        """With the period, where it is not that of the page."""
        return self.text if self.period == page else f"{self.text} ({self.period})"

    @property
    def tone(self) -> str:
        """worse, better, or steady where it is neither; empty for what is usual."""
        tones = {"concern": "worse", "improvement": "better", "common cause": ""}
        return tones.get(self.kind, "steady")

    @property
    def is_usual(self) -> bool:
        return self.kind == "common cause"

    @property
    def is_a_concern(self) -> bool:
        return self.kind == "concern"


def line_in_words(series: Series) -> str:
    """What a trend line shows, for those who do not see it: where it begins and ends, and how far
    it went between."""

    def text(value: Decimal) -> str:
        return as_text(value, series.indicator)

    known = [
        (value, period)
        for value, period in zip(series.values, series.periods, strict=True)
        if value is not None
    ]
    (first, since), (last, until) = known[0], known[-1]
    said = f"From {text(first)} in {since} to {text(last)} in {until}"
    if len(known) > 2:
        values = [value for value, _ in known]
        said += f", between {text(min(values))} and {text(max(values))}"
    return said


def cause_in_words(cause: str | None, series: Series) -> str:
    """What a rule found, such as: above its mean for 7 quarters in a row."""
    if cause is None:
        return "within its usual range"
    periods = "quarters" if series.is_of_quarters else "years"
    return CAUSES[cause].format(run=series.indicator.run_length, periods=periods)


def reading_of(series: Series) -> Reading | None:
    """None where the chart may carry no verdict: few points, or one value over and over."""
    if series.chart is None or not series.chart.icons:
        return None
    at = max(at for at, value in enumerate(series.values) if value is not None)
    point = series.chart.points[at]
    said = cause_in_words(point.special_cause, series)
    return Reading(point.kind, f"{said[:1].upper()}{said[1:]}", series.periods[at])
