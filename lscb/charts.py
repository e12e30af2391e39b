"""Bar charts as plain values: drawn by the server as SVG, and by Plotly from the same rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lscb.formats import half_up


@dataclass(frozen=True)
class Bar:
    """One bar, and a second one behind it where there is more to say.

    `value` and `also` are shares of the chart's longest possible bar, 0 to 1, or None where there
    is nothing to draw; `text` is what stands beside the bar, `detail` what a pointer finds.
    """

    label: str
    value: Fraction | None
    text: str
    also: Fraction | None = None
    detail: str = ""
    url: str = ""

    @property
    def width(self) -> str:
        """Of 100, for SVG."""
        return str(half_up((self.value or Fraction()) * 100, 2))

    @property
    def also_width(self) -> str:
        return str(half_up((self.also or Fraction()) * 100, 2))


@dataclass(frozen=True)
class BarChart:
    """A chart whose title states the finding; period, source and unit stand in `beneath`."""

    key: str
    title: str
    beneath: str
    bars: Sequence[Bar]
    value_name: str
    also_name: str = ""

    @property
    def figure_key(self) -> str:
        """The id of the page's element that carries the figure."""
        return f"{self.key}-figure"

    @property
    def figure(self) -> dict:
        """The same bars as a Plotly figure: plain data, without importing plotly."""
        colour = "#1d4e6b"
        filled = {"color": colour, "line": {"color": colour, "width": 1}}
        outlined = {"color": "#ffffff", "line": {"color": colour, "width": 1}}
        traces = [self._trace(self.value_name, [bar.value for bar in self.bars], filled)]
        if self.also_name:
            traces.append(self._trace(self.also_name, [bar.also for bar in self.bars], outlined))
        return {
            "data": traces,
            "layout": {
                "barmode": "group",
                "margin": {"l": 8, "r": 28, "t": 8, "b": 32},
                "height": 90 + 44 * len(self.bars),
                "xaxis": {"range": [0, 100], "ticksuffix": "%", "fixedrange": True},
                "yaxis": {
                    "autorange": "reversed",
                    "automargin": True,
                    "fixedrange": True,
                    "ticklabelstandoff": 6,
                },
                "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom"},
                "showlegend": bool(self.also_name),
                "font": {"family": "Arial, Helvetica, sans-serif", "size": 14},
            },
        }

    def _trace(self, name: str, values, marker: dict) -> dict:
        return {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "y": [bar.label for bar in self.bars],
            "x": [None if value is None else float(half_up(value * 100, 1)) for value in values],
            "customdata": [bar.detail or bar.text for bar in self.bars],
            "hovertemplate": "%{y}: %{x}%<br>%{customdata}<extra>" + name + "</extra>",
            "marker": marker,
        }
