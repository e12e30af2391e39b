"""How a figure stands to its target: on it, near it, off it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from datasets.benchmarks import meets_target
from datasets.figures import PER
from datasets.models import Indicator, Target
from lscb.formats import as_kept
from lscb.periods import Period

ON, NEAR, OFF = "On target", "Near target", "Off target"
STANDINGS = {"better": ON, "similar": NEAR, "worse": OFF}


@dataclass(frozen=True)
class Judged:
    """A figure and its target. `standing` is None without a figure, or where nothing is better."""

    target: Target
    standing: str | None

    @property
    def figure(self) -> str:
        """75%, or 10 to 20 for a range."""
        value, upper = self.target.value, self.target.upper
        if upper is None:
            return self._text(value)
        return f"{as_kept(value)} to {self._text(upper)}"

    def _text(self, value: Decimal) -> str:
        """With the digits it was set with, no more."""
        unit = self.target.indicator.unit
        sign = "%" if unit == Indicator.Unit.PERCENTAGE else ""
        return " ".join(filter(None, (as_kept(value) + sign, PER.get(unit, ""))))

    @property
    def tolerance(self) -> str:
        """What is near it, in words; empty where a figure meets it or does not."""
        indicator, target = self.target.indicator, self.target
        if target.upper is not None:
            return "Near target: within the range."
        if not target.tolerance:
            return ""
        below = indicator.polarity == Indicator.Polarity.HIGHER
        edge = target.value - target.tolerance if below else target.value + target.tolerance
        return f"Near target: {'down' if below else 'up'} to {self._text(edge)}."

    @property
    def whose(self) -> str:
        return "National target" if self.target.board_id is None else "Local target"


def target_for(targets: Iterable[Target], period: Period) -> Target | None:
    """The one in force in the period: the board's own before a national one, the latest of each."""
    started = [one for one in targets if one.since.start <= period.start]
    return max(started, key=lambda one: (one.board_id is not None, one.since.start), default=None)


def standing(value: Decimal | None, target: Target) -> str | None:
    """A range is met from its better end on; elsewhere equality meets the target, and what misses
    it by no more than the tolerance is near it."""
    if value is None:
        return None
    polarity, figure = target.indicator.polarity, float(value)
    if target.upper is not None:
        found = meets_target(figure, (float(target.value), float(target.upper)), polarity)
        return STANDINGS[found] if found else None
    found = meets_target(figure, float(target.value), polarity)
    if found is None:
        return None
    missed = abs(value - target.value)
    return NEAR if found == "worse" and missed <= target.tolerance else STANDINGS[found]


def judged(value: Decimal | None, target: Target | None) -> Judged | None:
    return None if target is None else Judged(target, standing(value, target))
