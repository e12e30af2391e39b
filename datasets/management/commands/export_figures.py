"""`manage.py export_figures FOLDER --board kingston`: published figures as files of our own."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.models import Board
from datasets.exporting import NothingToExport, chosen_for, files_of, write


class Command(BaseCommand):
    help = (
        "Write the published figures of a board's area, its neighbours, its region and England to "
        "five CSV files in FOLDER, in the form that a sample keeps them in."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="FOLDER", type=Path)
        parser.add_argument("--board", required=True, metavar="SLUG")

    def handle(self, *, folder, board, **options):
        found = Board.objects.filter(slug=board).first()
        if found is None:
            raise CommandError(f"There is no board at /{board}/.")
        try:
            chosen = chosen_for(found)
            write(folder, files_of(chosen))
        except NothingToExport as problem:
            raise CommandError(str(problem)) from None
        except OSError as problem:
            raise CommandError(f"Cannot write to {folder}: {problem.strerror}.") from problem
        self.stdout.write(
            f"Wrote {len(chosen.figures)} figures and {len(chosen.population)} populations of "
            f"{len(chosen.areas)} areas to {folder}."
        )
