"""Copies of the sample that tests spoil, and what is then said of them."""

import csv
import shutil
from pathlib import Path

import pytest
from django.apps import apps

from lscb.management.commands.load_sample import SAMPLES
from lscb.sample.cells import SampleError
from lscb.sample.loader import load

APPS = ("agencies", "attendance", "datasets")


def copied_sample(tmp_path) -> Path:
    """With few of the published figures, as every test that loads it reads them all."""
    copied = tmp_path / "sample"
    shutil.copytree(SAMPLES / "kingston_2012_13", copied)
    figures = copied / "national" / "figures.csv"
    write(figures, lines_of(figures)[:20])
    return copied


def lines_of(file) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))


def write(file, lines) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(lines)


def change(folder, name, row, column, value) -> None:
    """Puts a value into a cell; row 1 is the one with the names of the columns."""
    lines = lines_of(folder / name)
    lines[row - 1][lines[0].index(column)] = value
    write(folder / name, lines)


def problems_of(folder) -> list[str]:
    with pytest.raises(SampleError) as refused:
        load(folder)
    return refused.value.problems


def rows_stored() -> int:
    """Of every table of the apps that a sample has records of, history included."""
    models = [model for model in apps.get_models() if model._meta.app_label in APPS]
    return sum(model._base_manager.count() for model in models)
