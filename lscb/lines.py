"""Trend lines drawn by the server: plain values in, the parts of an SVG out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

WIDTH, HEIGHT, EDGE = 120, 32, 3


def _units(tenths: int) -> str:
    return f"{tenths / 10:g}"


@dataclass(frozen=True)
class TrendLine:
    """A line of values in order of time; None is a gap, which the line does not cross.

    `limits` are the lower and the upper end of the band behind it, in the unit of the values.
    """

    values: Sequence[float | None]
    limits: tuple[float, float] | None = None

    @cached_property
    def _ends(self) -> tuple[float, float]:
        drawn = [value for value in self.values if value is not None]
        drawn += self.limits or ()
        return min(drawn), max(drawn)

    def _x(self, at: int) -> int:
        """In tenths of a unit, as all places: nobody sees less, and it takes fewer bytes."""
        steps = max(len(self.values) - 1, 1)
        return round(10 * (EDGE + (WIDTH - 2 * EDGE) * at / steps))

    def _y(self, value: float) -> int:
        low, high = self._ends
        share = (value - low) / (high - low) if high > low else 0.5
        return round(10 * (HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * share))

    @property
    def path(self) -> str:
        """Of the line. Each point is told by its steps from the one before it, which are much alike
        and so compress well; a point between two gaps is a line of no length."""
        parts: list[str] = []
        before = None
        for at, value in enumerate(self.values):
            if value is None:
                before = None
                continue
            x, y = self._x(at), self._y(value)
            if before:
                parts.append(f"l{_units(x - before[0])} {_units(y - before[1])}")
            else:
                parts.append(f"M{_units(x)} {_units(y)}{'h0' if self._ends_at(at) else ''}")
            before = x, y
        return "".join(parts)

    def _ends_at(self, at: int) -> bool:
        """Whether nothing is known right after it."""
        return at + 1 == len(self.values) or self.values[at + 1] is None

    @property
    def band(self) -> str:
        """Of the limits; empty without."""
        if self.limits is None:
            return ""
        low, high = (_units(self._y(limit)) for limit in self.limits)
        return f"M0 {high}H{WIDTH}V{low}H0z"

    @cached_property
    def _latest(self) -> int:
        return max(at for at, value in enumerate(self.values) if value is not None)

    @property
    def latest_x(self) -> str:
        return _units(self._x(self._latest))

    @property
    def latest_y(self) -> str:
        value = self.values[self._latest]
        return _units(self._y(value or 0))
