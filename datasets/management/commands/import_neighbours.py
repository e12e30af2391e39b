"""Reads a list of similar areas and stores it as a named and dated model."""

from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from datasets.importing.neighbours import plan_neighbours, store_neighbours
from datasets.importing.problems import Refused
from datasets.importing.reading import PublishedFile
from datasets.models import ComparatorSet
from lscb.formats import listed


class Command(BaseCommand):
    help = (
        "Reads which authorities are alike from FILE (.csv with the columns LA number, LA Name, "
        "SN1, SNP, SN2 and so on) and stores it as a model. The authorities must be on record: "
        "import open data first. The same file again changes nothing; a changed one needs another "
        "date."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--name", required=True, help="Such as “Statistical neighbours”.")
        parser.add_argument("--since", required=True, help="The day of the model, as 2021-04-01.")
        parser.add_argument("--source", required=True, help="Who made it, under which licence.")
        parser.add_argument(
            "--average",
            choices=ComparatorSet.Average.values,
            default=ComparatorSet.Average.MEAN,
            help="How the areas are taken together.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Store nothing.")

    def handle(self, *args, file, name, since, source, average, dry_run, **options):
        wanted = ComparatorSet(name=name, since=day_of(since), source=source, average=average)
        try:
            wanted.clean_fields()
            planned = plan_neighbours(PublishedFile.at(file), wanted)
            if planned.added and not dry_run:
                store_neighbours(planned, file.name)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        except Refused as refused:
            said = "\n".join(refused.problems)
            raise CommandError(f"Nothing was stored. What is wrong:\n{said}") from refused
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{planned.set}: {len(planned.added):,} pairs {would}added, "
            f"{planned.unchanged:,} unchanged."
        )
        if planned.without_area:
            names = listed(planned.without_area)
            self.stdout.write(f"Left out, because they are not on record: {names}.")


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise CommandError(f"{text} is not a day written as 2021-04-01.") from problem
