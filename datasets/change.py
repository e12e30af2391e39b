"""Whether a figure moved from one before it by more than chance."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from datasets.benchmarks import compare_intervals
from datasets.calculations import Known
from datasets.figures import as_text, plain_number
from datasets.intervals import Interval, rate
from datasets.models import Indicator
from datasets.records import Records, figure_of, has_figure, interval_of
from lscb.periods import Period, Quarter, named, period_before, same_a_year_before


@dataclass(frozen=True)
class Change:
    """`found` as `benchmarks.compare_intervals`, never similar; `before` is what the figure was, as
    it is shown, in the period `since`."""

    found: str
    is_rise: bool
    before: str
    since: Period

    @property
    def text(self) -> str:
        """Up from 91 in 2011-12."""
        return f"{'Up' if self.is_rise else 'Down'} from {self.before} in {named(self.since)}"

    @property
    def sentence(self) -> str:
        return f"{self.text}, more than chance"

    @property
    def tone(self) -> str:
        """worse, better, or steady where neither side is better."""
        return self.found if self.found in ("worse", "better") else "steady"


def change_in(
    records: Records, indicator: Indicator, period: Period, starts_anew: Iterable[Period]
) -> Change | None:
    """From the year before; of a quarter from the same one of the year before, or else from the
    quarter before.

    Like with like: the board's own figure with its own, a published one with a published one. None
    where a note says that figures of the two are not of one kind.
    """
    is_own = has_figure(records.own_of(indicator, period))
    recorded = records.own_of if is_own else records.published_of
    for since in _befores(indicator, period):
        before = recorded(indicator, since)
        if before is not None and has_figure(before):
            if any(new.start > since.start and new.end <= period.end for new in starts_anew):
                return None
            return _change(recorded(indicator, period), period, before, since, indicator)
    return None


def _befores(indicator: Indicator, period: Period) -> Iterable[Period]:
    if year_before := same_a_year_before(period):
        yield year_before
    # What adds up over the year is more in each quarter than in the one before.
    adds_up = indicator.basis == Indicator.Basis.YEAR_TO_DATE
    if isinstance(period, Quarter) and not adds_up and (before := period_before(period)):
        yield before


def _change(
    known: Known | None, period: Period, before: Known, since: Period, indicator: Indicator
) -> Change | None:
    if known is None or not has_figure(known):
        return None
    ours, theirs = interval_of(known, indicator, period), interval_of(before, indicator, since)
    counts = known.numerator, before.numerator
    if (ours is None or theirs is None) and indicator.unit == Indicator.Unit.RATE:
        # The people it is a rate of are hardly others than a year before, so the counts will do.
        ours, theirs = _of_count(known), _of_count(before)
    found = compare_intervals(ours, theirs, indicator.polarity)
    if found in (None, "similar") or ours is None or theirs is None:
        return None
    value = figure_of(before, indicator, since)
    shows_count = value is None or (indicator.shows_count_first and None not in counts)
    text = plain_number(before.numerator or Decimal()) if shows_count else as_text(value, indicator)
    return Change(str(found), ours.lower > theirs.upper, text, since)


def _of_count(known: Known) -> Interval | None:
    if known.numerator is None or known.rounded_to:
        return None
    return rate(float(known.numerator), 1, 1)
