"""`manage.py load_catalogue`: the indicators, and how published files are read."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from datasets.catalogue.loading import OURS, Counted, load
from lscb.cells import WrongFiles


class Command(BaseCommand):
    help = (
        "Adds the themes, indicators, releases and mappings of the catalogue that are not on "
        "record yet. Leaves alone what is there; with --update it becomes as in the catalogue."
    )

    def add_arguments(self, parser):
        parser.add_argument("--update", action="store_true", help="Change what is there as well.")
        parser.add_argument("--folder", type=Path, default=OURS, help="Another one than ours.")

    def handle(self, *args, folder, update, **options):
        try:
            counted = load(Path(folder), update=update)
        except WrongFiles as wrong:
            sentences = "\n".join(f"  {sentence}" for sentence in wrong.problems)
            raise CommandError(f"Nothing was loaded. What is wrong:\n{sentences}") from None
        for count in counted:
            self.stdout.write(in_words(count))
        if any(count.differ for count in counted):
            self.stdout.write("What differs was left as it is: --update changes it.")


def in_words(count: Counted) -> str:
    said = f"{count.name.capitalize()}: {count.added} added, {count.changed} changed, "
    differ = f", {count.differ} differ from the catalogue" if count.differ else ""
    return f"{said}{count.unchanged} unchanged{differ}"
