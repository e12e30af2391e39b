"""Lines over time as plain values: drawn by the server as SVG, and by Plotly from the same rows.

What is drawn stretches with the page, so places are in per cent of the drawing; words are text
beside it and keep their size.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

Values = Sequence[float | None]

# As in lscb.css. A board's own colour is put in by the script.
OWN, INK, QUIET, BETTER, WORSE = "#1d4e6b", "#14202b", "#6b7680", "#1a5fb4", "#b34700"
MARKS = {
    "usual": {"symbol": "circle", "size": 6, "color": OWN},
    "better": {"symbol": "circle", "size": 11, "color": BETTER},
    "worse": {"symbol": "square", "size": 10, "color": WORSE},
    "neutral": {"symbol": "diamond", "size": 11, "color": QUIET},
}
# By what a line is: as Plotly draws it.
STROKES: dict[str, dict] = {
    "own": {"color": OWN, "width": 3},
    "beside": {"color": INK, "width": 2, "dash": "dash"},
    "target": {"color": INK, "width": 1.5, "dash": "dot"},
    "mean": {"color": QUIET, "width": 1},
    "limit": {"color": QUIET, "width": 1, "dash": "6px 3px"},
}
MOST_STEPS = 5
LEAST_APART = 9  # names beside the lines, in per cent of the height
LONG_AXIS = 6  # with more labels some are left out on a narrow page


@dataclass(frozen=True)
class Line:
    """One line; None is a gap, which it does not cross.

    `kind` is a key of STROKES. `said` is what stands beside its end, empty for none; `details` is
    what a pointer finds at each point, and `marks` what each point is: a key of MARKS. `is_listed`
    says whether the interactive chart's legend names it.
    """

    name: str
    values: Values
    kind: str
    said: str = ""
    details: Sequence[str] = ()
    marks: Sequence[str] = ()
    is_listed: bool = True


@dataclass(frozen=True)
class Band:
    """From the least to the greatest of several areas."""

    name: str
    lower: Values
    upper: Values
    said: str = ""


@dataclass(frozen=True)
class Placed:
    """A word of the chart at a place in per cent; `kind` is that of its line; `is_minor` where
    a narrow page leaves it out."""

    text: str
    at: str
    kind: str = ""
    is_minor: bool = False


@dataclass(frozen=True)
class LineChart:
    """A chart whose title states the finding; period, source, unit and denominator stand in
    `beneath`. `summary` says in words what is drawn. `ticks` are the labels of the axis by the
    place of the period, `sign` what follows a value."""

    key: str
    title: str
    beneath: str
    summary: str
    periods: Sequence[str]
    lines: Sequence[Line]
    band: Band | None = None
    ticks: dict[int, str] = field(default_factory=dict)
    sign: str = ""

    @property
    def figure_key(self) -> str:
        """The id of the page's element that carries the figure."""
        return f"{self.key}-figure"

    # The drawing

    @cached_property
    def _scale(self) -> tuple[float, float, float]:
        """The least and the greatest value that the drawing has room for, and the step between
        two labels."""
        rows = [line.values for line in self.lines]
        rows += [self.band.lower, self.band.upper] if self.band else []
        drawn = [value for row in rows for value in row if value is not None]
        low, high = min(drawn, default=0.0), max(drawn, default=1.0)
        step = _step((high - low) or abs(high) or 1.0)
        least, most = math.floor(low / step) * step, math.ceil(high / step) * step
        return (least, most if most > least else least + step, step)

    def x(self, at: int) -> float:
        steps = max(len(self.periods) - 1, 1)
        return 1 + 98 * at / steps

    def y(self, value: float) -> float:
        low, high, _ = self._scale
        return 100 - 100 * (value - low) / (high - low)

    @property
    def scale(self) -> list[Placed]:
        """The labels of the values, from below."""
        low, high, step = self._scale
        places = max(0, -math.floor(math.log10(step) + 1e-9))
        if round(step * 10**places, 6) % 1:
            places += 1
        return [
            Placed(f"{low + step * n:,.{places}f}{self.sign}", _short(self.y(low + step * n)))
            for n in range(round((high - low) / step) + 1)
        ]

    @property
    def axis(self) -> list[Placed]:
        """The labels of the periods."""
        every = math.ceil(len(self.ticks) / 3)
        is_long = len(self.ticks) > LONG_AXIS
        return [
            Placed(text, _short(self.x(at)), is_minor=is_long and bool(number % every))
            for number, (at, text) in zip(
                reversed(range(len(self.ticks))), self.ticks.items(), strict=True
            )
        ]

    @property
    def names(self) -> list[Placed]:
        """What stands beside the ends of the lines, none over another."""
        ends = [(line.said, _last(line.values), line.kind) for line in self.lines]
        if self.band:
            both = zip(self.band.lower, self.band.upper, strict=True)
            middle = [
                None if low is None or high is None else (low + high) / 2 for low, high in both
            ]
            ends.append((self.band.said, _last(middle), "band"))
        said = [
            (text, self.y(value), kind) for text, value, kind in ends if text and value is not None
        ]
        said.sort(key=lambda one: one[1])
        places = _apart([at for _, at, _ in said])
        return [
            Placed(text, _short(at), kind) for (text, _, kind), at in zip(said, places, strict=True)
        ]

    @property
    def across(self) -> list[str]:
        """Where thin lines run across, one for each label of a value."""
        return [one.at for one in self.scale]

    @property
    def drawn(self) -> list[tuple[str, str]]:
        """Of each line its kind and its path; the own one comes last, above the others."""
        ordered = sorted(self.lines, key=lambda line: line.kind == "own")
        return [(line.kind, self._path(line.values)) for line in ordered]

    @property
    def shade(self) -> str:
        """The path of the band; empty without."""
        if self.band is None:
            return ""
        parts = []
        for start, end in _stretches(self.band.lower):
            there = [(at, self.band.upper[at]) for at in range(start, end)]
            back = [(at, self.band.lower[at]) for at in reversed(range(start, end))]
            corners = [self._point(at, value) for at, value in there + back if value is not None]
            parts.append(f"M{'L'.join(corners)}z")
        return "".join(parts)

    @property
    def dots(self) -> list[tuple[str, str]]:
        """Of each kind of point one path of lines without length: a dot each."""
        found: dict[str, str] = {}
        for line in self.lines:
            for at, (value, mark) in enumerate(zip(line.values, line.marks, strict=False)):
                if value is not None:
                    found[mark] = found.get(mark, "") + f"M{self._point(at, value)}h0"
        return list(found.items())

    def _point(self, at: int, value: float) -> str:
        return f"{_short(self.x(at))} {_short(self.y(value))}"

    def _path(self, values: Values) -> str:
        parts = []
        for start, end in _stretches(values):
            points = [self._point(at, values[at] or 0) for at in range(start, end)]
            parts.append(f"M{'L'.join(points)}" + ("h0" if len(points) == 1 else ""))
        return "".join(parts)

    # The interactive chart

    @property
    def figure(self) -> dict:
        """The same rows as a Plotly figure: plain data, without importing plotly."""
        shade = [] if self.band is None else _shade(self.band, self.periods)
        return {
            "data": [*shade, *(self._trace(line) for line in self.lines)],
            "layout": {
                "margin": {"l": 52, "r": 12, "t": 8, "b": 32},
                "height": 380,
                "hovermode": "closest",
                "xaxis": {
                    "type": "category",
                    "categoryorder": "array",
                    "categoryarray": list(self.periods),
                    "tickvals": [self.periods[at] for at in self.ticks],
                    "ticktext": list(self.ticks.values()),
                    "tickangle": 0,
                    "fixedrange": True,
                },
                "yaxis": {
                    "ticksuffix": self.sign,
                    "fixedrange": True,
                    "gridcolor": "#cfd6dc",
                    "zeroline": False,
                },
                "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom"},
                "font": {"family": "Arial, Helvetica, sans-serif", "size": 14},
            },
        }

    def _trace(self, line: Line) -> dict:
        trace = {
            "type": "scatter",
            "mode": "lines+markers" if line.marks else "lines",
            "name": line.name,
            "meta": line.kind,
            "x": list(self.periods),
            "y": list(line.values),
            "connectgaps": False,
            "showlegend": line.is_listed,
            "line": STROKES[line.kind],
            "hovertemplate": f"%{{x}}: %{{y}}{self.sign}<extra>{line.name}</extra>",
        }
        if line.details:
            trace["customdata"] = list(line.details)
            trace["hovertemplate"] = f"%{{x}}: %{{customdata}}<extra>{line.name}</extra>"
        if line.marks:
            names = ("symbol", "size", "color")
            trace["marker"] = {name: [MARKS[mark][name] for mark in line.marks] for name in names}
        return trace


def _shade(band: Band, periods: Sequence[str]) -> list[dict]:
    """Two lines without a stroke, and what lies between them filled."""
    bare = {"type": "scatter", "mode": "lines", "x": list(periods), "line": {"width": 0}}
    below = {"y": list(band.lower), "name": f"{band.name}, least", "showlegend": False}
    above = {"y": list(band.upper), "name": band.name, "fill": "tonexty"}
    return [
        {**bare, **below, "connectgaps": False},
        {**bare, **above, "connectgaps": False, "fillcolor": "rgba(107,118,128,0.25)"},
    ]


def _step(spread: float) -> float:
    """A round step of which so many cover the spread."""
    rough = spread / (MOST_STEPS - 1)
    tens = 10.0 ** math.floor(math.log10(rough))
    return next(times * tens for times in (1, 2, 2.5, 5, 10) if times * tens >= rough)


def _short(number: float) -> str:
    return f"{number:.4g}"


def _last(values: Values) -> float | None:
    return next((value for value in reversed(values) if value is not None), None)


def _stretches(values: Values) -> list[tuple[int, int]]:
    """Where values follow one another without a gap: the first place, and the one after the
    last."""
    found: list[tuple[int, int]] = []
    for at, value in enumerate(values):
        if value is None:
            continue
        if found and found[-1][1] == at:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return found


def _apart(places: Sequence[float]) -> list[float]:
    """The places, in order, moved as little as keeps each of them far enough from the next, and
    all of them within the drawing."""
    moved: list[float] = []
    for at in places:
        moved.append(max(at, moved[-1] + LEAST_APART) if moved else at)
    over = (moved[-1] - 100) if moved else 0
    for number in reversed(range(len(moved))):
        if over <= 0:
            break
        moved[number] -= over
        over = moved[number - 1] + LEAST_APART - moved[number] if number else 0
    return moved
