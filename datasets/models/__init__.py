"""What is measured, the figures, and what they are compared with."""

from datasets.models.areas import Area, Comparator, ComparatorSet, Population
from datasets.models.downloads import FigureDownload
from datasets.models.indicators import ChartNote, Indicator, ListedIndicator, Target, Theme
from datasets.models.mappings import Mapping, MappingLine
from datasets.models.observations import Observation, Release

__all__ = [
    "Area",
    "ChartNote",
    "Comparator",
    "ComparatorSet",
    "FigureDownload",
    "Indicator",
    "ListedIndicator",
    "Mapping",
    "MappingLine",
    "Observation",
    "Population",
    "Release",
    "Target",
    "Theme",
]
