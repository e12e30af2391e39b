"""Reads published files and stores their figures, each file all of it or nothing."""

import sys
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from datasets.importing.matching import mapping_for, mappings
from datasets.importing.open_data import Edition, Plan, plan, store
from datasets.importing.problems import Refused
from datasets.importing.reading import PublishedFile
from datasets.importing.sentences import sentences
from datasets.models import Mapping

REFUSED = 1


class Command(BaseCommand):
    help = (
        "Reads files of open data (.csv, as Explore Education Statistics publishes them) by the "
        "mappings on record, and stores the figures of each file in one transaction. The same "
        "release again changes nothing; a later one adds what it revises. Populations are read "
        "before figures, whatever the order of the files."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", metavar="FILE", type=Path, nargs="+")
        parser.add_argument(
            "--mapping",
            metavar="M",
            default="",
            help="Which mapping reads them; else the only one that fits.",
        )
        parser.add_argument(
            "--release-edition",
            metavar="E",
            help="The edition, where it is not the mapping's own: a later one, with its columns.",
        )
        parser.add_argument(
            "--released-on", metavar="DATE", help="When that was published, as 2025-10-30."
        )
        parser.add_argument("--dry-run", action="store_true", help="Store nothing.")

    def handle(self, *args, **options):
        edition = edition_of(options["release_edition"], options["released_on"])
        matched = self.match(options["files"], options["mapping"])
        refused = len(options["files"]) - len(matched)
        for file, mapping in matched:
            try:
                self.take(file, mapping, edition, options["dry_run"])
            except Refused as problem:
                self.say_refused(problem)
                refused += 1
        if options["dry_run"]:
            self.stdout.write("Nothing was stored: this was a dry run.")
        if refused:
            of = len(options["files"])
            raise CommandError(
                f"{refused} of {of} files refused; nothing of them was stored.", returncode=REFUSED
            )

    def match(self, paths: list[Path], name: str) -> list[tuple[PublishedFile, Mapping]]:
        """Each file with its mapping, populations first; those that none fits are said."""
        known, matched = mappings(), []
        for path in paths:
            file = PublishedFile.at(path)
            try:
                matched.append((file, mapping_for(file, known, name)))
            except Refused as problem:
                self.say_refused(problem)
        return sorted(matched, key=lambda one: one[1].holds != Mapping.Holds.POPULATION)

    def take(self, file: PublishedFile, mapping: Mapping, edition, is_dry_run: bool) -> None:
        with Progress(file.name) as progress:
            planned = plan(file, mapping=mapping, edition=edition, on_step=progress.step)
            if not is_dry_run:
                store(planned, today=timezone.localdate(), on_step=progress.step)
        self.say(planned, is_dry_run)

    def say(self, planned: Plan, is_dry_run: bool) -> None:
        self.stdout.write(f"{planned.file}: {' '.join(sentences(planned, is_dry_run))}")

    def say_refused(self, refused: Refused) -> None:
        for problem in refused.problems:
            self.stderr.write(problem)


class Progress:
    """A bar on the standard error, where that is a terminal."""

    def __init__(self, name: str):
        self.name = name

    def __enter__(self):
        from tqdm import tqdm

        self.bar = tqdm(file=sys.stderr, disable=not sys.stderr.isatty(), unit="rows", leave=False)
        return self

    def __exit__(self, *raised):
        self.bar.close()

    def step(self, words: str, done: int, of: int) -> None:
        self.bar.total = of
        self.bar.set_description(f"{words} {self.name}", refresh=False)
        self.bar.n = done
        self.bar.refresh()


def edition_of(name: str | None, released_on: str | None) -> Edition | None:
    if name is None:
        if released_on:
            raise CommandError("--released-on says when an edition was published: name it as well.")
        return None
    try:
        return Edition(name, date.fromisoformat(released_on) if released_on else None)
    except ValueError as problem:
        raise CommandError(f"{released_on} is not a day written as 2025-10-30.") from problem
