"""Plotly's script, served from the installed package: nothing of it is kept in this project."""

import importlib.util
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from lscb.rendering import allow_styles, sha256_source

NAME = "plotly.min.js"


def folder() -> Path:
    """Where the installed plotly package keeps its script. Does not import plotly."""
    package = importlib.util.find_spec("plotly").submodule_search_locations[0]
    return Path(package) / "package_data"


class PlotlyFinder(BaseFinder):
    """Finds `plotly.min.js` for the static files app, and nothing else of the package."""

    def __init__(self, app_names=None, *args, **kwargs):
        self.storage = FileSystemStorage(location=folder())
        super().__init__(*args, **kwargs)

    def find(self, path, find_all=False, **kwargs):
        if path != NAME:
            return []
        found = self.storage.path(NAME)
        return [found] if find_all else found

    def list(self, ignore_patterns):
        yield NAME, self.storage


@cache
def style_hashes() -> list[str]:
    """The two style elements that the script makes when it is loaded, as sources for the content
    security policy: an empty one it fills rule by rule, and the stylesheet of its maps."""
    # As bytes: as text it would take four times as much memory.
    script = (folder() / NAME).read_bytes()
    sheet = re.search(rb"""textContent=(['"`])(\.maplibregl-map\{.*?[^\\])\1""", script, re.DOTALL)
    sheets = [_unescaped(sheet[2].decode())] if sheet else []
    return [sha256_source(one) for one in ("", *sheets)]


def _unescaped(text: str) -> str:
    """The value of a JavaScript string from what stands between its quotes."""
    plain = {"n": "\n", "t": "\t", "r": "\r"}
    return re.sub(
        r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)",
        lambda found: (
            chr(int(found[1][1:], 16)) if len(found[1]) > 1 else plain.get(found[1], found[1])
        ),
        text,
    )


def allow_plotly(response):
    """The response of a page that draws an interactive chart, its policy allowing the styles."""
    allow_styles(response, style_hashes())
    return response
