"""`manage.py load_sample kingston_2012_13`: a sample board from its folder."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lscb.cells import WrongFiles
from lscb.sample.loader import BoardIsThere, load
from lscb.sample.records import Sample

SAMPLES = Path(__file__).resolve().parents[2] / "sample"


class Command(BaseCommand):
    help = "Load a board from a folder of CSV files, all of it or nothing."

    def add_arguments(self, parser):
        parser.add_argument(
            "sample", help=f"one of ours ({', '.join(our_samples())}), or a folder of your own"
        )

    def handle(self, *, sample, **options):
        try:
            loaded = load(folder_of(sample))
        except BoardIsThere as problem:
            raise CommandError(str(problem)) from None
        except WrongFiles as problem:
            sentences = "\n".join(f"  {sentence}" for sentence in problem.problems)
            raise CommandError(f"Nothing was loaded. What is wrong:\n{sentences}") from None
        self.stdout.write(what_was_loaded(loaded))


def our_samples() -> list[str]:
    return sorted(file.parent.name for file in SAMPLES.glob("*/board.toml"))


def folder_of(sample: str) -> Path:
    """The folder of one of our samples by name, or else the folder itself."""
    folder = SAMPLES / sample if sample in our_samples() else Path(sample)
    if not folder.is_dir():
        raise CommandError(
            f"There is no sample or folder “{sample}”. Ours are: {', '.join(our_samples())}."
        )
    return folder


def what_was_loaded(sample: Sample) -> str:
    return (
        f"Loaded {sample.board.name} at /{sample.board.slug}/: {len(sample.agencies)} agencies, "
        f"{len(sample.groups)} groups, {len(sample.seats)} seats, {len(sample.meetings)} meetings, "
        f"{len(sample.marks)} marks, {len(sample.contributions)} contributions and "
        f"{len(sample.published_figures)} printed figures; {len(sample.listed)} indicators, "
        f"{len(sample.own_figures)} figures of its own and {len(sample.national_figures)} "
        "published ones."
    )
