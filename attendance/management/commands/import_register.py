"""Reads a register from a spreadsheet and enters it, as the pages of the imports do."""

import hashlib
import json
import sys
import tomllib
from io import BytesIO
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from agencies.models import Board, Group
from attendance.imports.entering import NotEntered, enter, read_again
from attendance.imports.pages import ImportPage
from attendance.imports.progress import refusing
from attendance.imports.proposals import CONFIRM, GROUP_SLUG, NO, REASON, YES, Proposal
from attendance.imports.reading import Refused, as_values, read_register
from attendance.models import RegisterImport
from lscb.periods import FinancialYear

ASKS, REFUSED = 3, 1


class Command(BaseCommand):
    help = (
        "Reads a register from FILE (.xlsx or .csv), says what is new, changed and unchanged, and "
        "enters it in one transaction. Where something must be asked it enters nothing, prints its "
        "questions as a file to fill in, and ends with exit code 3; give that file as --answers."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--board", required=True, metavar="SLUG")
        parser.add_argument(
            "--group",
            required=True,
            metavar="SLUG",
            help="The group's address; where there is none, a group is made and its name asked.",
        )
        parser.add_argument("--year", required=True, help="As 2012-13.")
        parser.add_argument("--dry-run", action="store_true", help="Enter nothing.")
        parser.add_argument("--answers", type=Path, metavar="FILE", help="A .toml or .json file.")
        parser.add_argument("--user", metavar="E-MAIL", help="Whose doing it is in the history.")
        confirm = parser.add_mutually_exclusive_group()
        confirm.add_argument(
            "--confirm", action="store_const", const=YES, help="Confirm the complete registers."
        )
        confirm.add_argument("--no-confirm", action="store_const", const=NO, dest="confirm")

    def handle(self, *args, **options):
        with transaction.atomic():
            record = self.read(options)
            proposal = read_again(record, timezone.localdate())
            self.say(record, proposal)
            if options["dry_run"]:
                transaction.set_rollback(True)
            elif not proposal.is_ready:
                self.stop(proposal)
            else:
                self.enter(record, proposal)
        if options["dry_run"]:
            self.stdout.write("Nothing was entered: this was a dry run.")
            if not proposal.is_ready:
                self.stop(proposal)

    def read(self, options) -> RegisterImport:
        """The file as an import, kept only with what it enters."""
        board, year = board_of(options["board"]), year_of(options["year"])
        group = Group.objects.filter(board=board, slug=options["group"]).first()
        content = content_of(options["file"])
        try:
            register = read_register(BytesIO(content), options["file"].name, year)
        except Refused as refused:
            raise CommandError(str(refused), returncode=REFUSED) from refused
        answers = answers_of(options["answers"])
        if group is None:
            answers[GROUP_SLUG] = options["group"]
        if options["confirm"]:
            answers[CONFIRM] = options["confirm"]
        return RegisterImport.objects.create(
            board=board,
            group=group,
            year=year,
            filename=options["file"].name[:200],
            sha256=hashlib.sha256(content).hexdigest(),
            read_by=user_of(options["user"]),
            table=as_values(register),
            answers=answers,
        )

    def say(self, record: RegisterImport, proposal: Proposal) -> None:
        for name, counted in ImportPage(record.board, record, proposal).summary:
            self.stdout.write(
                f"{name}: {counted.new} new, {counted.changed} changed, "
                f"{counted.unchanged} unchanged"
            )
        for problem in proposal.problems:
            self.stdout.write(f"{'Problem' if problem.is_fatal else 'Note'}: {problem.message}")

    def stop(self, proposal: Proposal) -> None:
        """Ends without entering anything, and says what is needed."""
        if proposal.problems_of_file:
            raise CommandError("Nothing was entered: put the file right.", returncode=REFUSED)
        self.stdout.write(questions_as_toml(proposal))
        if proposal.fatal_problems:
            raise CommandError("Nothing was entered: change one of the answers.", returncode=ASKS)
        raise CommandError(
            "Nothing was entered: there are questions. Save the lines above as a .toml file, "
            "answer them, and give it as --answers.",
            returncode=ASKS,
        )

    def enter(self, record: RegisterImport, proposal: Proposal) -> None:
        from tqdm import tqdm

        if proposal.is_empty:
            self.stdout.write("Everything in this file is on record already: nothing is changed.")
            transaction.set_rollback(True)
            return
        try:
            with tqdm(file=sys.stderr, disable=not sys.stderr.isatty(), unit="rows") as bar:
                for step in refusing(enter(record, record.read_by, timezone.localdate())):
                    bar.total = step.of
                    bar.set_description(step.words, refresh=False)
                    bar.update(step.done - bar.n)
        except NotEntered as refused:
            raise CommandError(str(refused), returncode=REFUSED) from refused
        self.stdout.write(f"{record.filename} is entered.")


def board_of(slug: str) -> Board:
    board = Board.objects.filter(slug=slug).first()
    if board is None:
        raise CommandError(f"There is no board at /{slug}/.")
    return board


def year_of(text: str) -> FinancialYear:
    try:
        return FinancialYear.parse(text)
    except ValueError as problem:
        raise CommandError(f"{problem}.") from problem


def user_of(email: str | None) -> User | None:
    if email is None:
        return None
    user = User.objects.filter(email=email).first()
    if user is None:
        raise CommandError(f"There is no account of {email}.")
    return user


def content_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem


def answers_of(file: Path | None) -> dict[str, str]:
    """The answers in the file, those left empty taken out."""
    if file is None:
        return {}
    try:
        text = content_of(file).decode("utf-8-sig")
        read = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except (ValueError, UnicodeDecodeError) as problem:
        raise CommandError(f"{file} cannot be read: {problem}.") from problem
    if not isinstance(read, dict):
        raise CommandError(f"{file} holds no answers: write them as in the questions' own lines.")
    return {str(key): str(value) for key, value in read.items() if str(value).strip()}


def questions_as_toml(proposal: Proposal) -> str:
    """The questions as a file to fill in: what was answered stands there, the rest is empty."""
    lines = []
    for question in proposal.questions:
        lines += ["", comment(question.text)]
        if question.place:
            lines.append(comment(f"In {question.place.words}: {question.value}"))
        lines += [comment(f'"{choice.value}": {choice.words}') for choice in question.choices]
        if question.takes_day:
            lines.append(comment("Or a date, as 14.6.12 or 2012-06-14."))
        lines.append(f"{question.key} = {json.dumps(question.answer)}")
    for agency in proposal.agencies:
        lines += ["", comment(f"The agency printed as “{agency.printed}”: its name, its sector.")]
        lines.append(f"{agency.key}-name = {toml(agency.name)}")
        lines.append(f"{agency.key}-sector = {toml(agency.sector)}")
    if proposal.takes_reason:
        lines += ["", "# Why confirmed registers are changed."]
        lines.append(f"{REASON} = {toml(proposal.reason)}")
    return "\n".join(lines)


def comment(text: str) -> str:
    return "# " + " ".join(text.split())


def toml(text: str) -> str:
    """The text as a string of TOML, which writes them as JSON does."""
    return json.dumps(text, ensure_ascii=False)
