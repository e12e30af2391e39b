"""Trend lines drawn by the server: plain values in, the parts of an SVG out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

WIDTH, HEIGHT, EDGE = 120, 32, 3


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

    def _x(self, at: int) -> float:
        steps = max(len(self.values) - 1, 1)
        return EDGE + (WIDTH - 2 * EDGE) * at / steps

    def _y(self, value: float) -> float:
        low, high = self._ends
        share = (value - low) / (high - low) if high > low else 0.5
        return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * share

    @property
    def path(self) -> str:
        """Of the line; a point between two gaps is a dot of its own, so it is a line of no
        length."""
        parts, pen_is_down = [], False
        for at, value in enumerate(self.values):
            if value is None:
                pen_is_down = False
                continue
            parts.append(f"{'L' if pen_is_down else 'M'}{self._x(at):.4g} {self._y(value):.4g}")
            is_alone = not pen_is_down and (
                at + 1 == len(self.values) or self.values[at + 1] is None
            )
            if is_alone:
                parts.append("h0")
            pen_is_down = True
        return "".join(parts)

    @property
    def band(self) -> str:
        """Of the limits; empty without."""
        if self.limits is None:
            return ""
        low, high = (self._y(limit) for limit in self.limits)
        return f"M0 {high:.4g}H{WIDTH}V{low:.4g}H0z"

    @cached_property
    def _latest(self) -> int:
        return max(at for at, value in enumerate(self.values) if value is not None)

    @property
    def latest_x(self) -> str:
        return f"{self._x(self._latest):.4g}"

    @property
    def latest_y(self) -> str:
        value = self.values[self._latest]
        return f"{self._y(value or 0):.4g}"
