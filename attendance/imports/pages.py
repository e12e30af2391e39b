"""What the pages of the imports say, ready to be laid out."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.models import User
from agencies.models import Board, Tenure
from attendance.imports.columns import Column
from attendance.imports.entries import STATUS_CHOICES
from attendance.imports.forms import AnswersForm, UploadForm
from attendance.imports.matching import ALIAS, NEW, SAME
from attendance.imports.proposals import Counted, Proposal
from attendance.imports.rows import YOU_SAID, SeatLine
from attendance.imports.times import Time
from attendance.imports.undoing import Obstacle, models_made, obstacles
from attendance.models import Mark, Meeting, RegisterImport
from lscb.formats import day, in_words, listed, short_day

LABELS = dict(STATUS_CHOICES)
HOW = {
    SAME: "On record under this name",
    ALIAS: "On record under another name",
    YOU_SAID: "As you answered",
    NEW: "New",
}
NAMES = {
    "meetings": ("meeting", "meetings"),
    "seats": ("seat", "seats"),
    "entries": ("entry", "entries"),
}


def counted_words(number: int, names: tuple[str, str]) -> str:
    """“five meetings”, “one seat”."""
    return f"{in_words(number)} {names[0] if number == 1 else names[1]}"


@dataclass(frozen=True)
class ImportLine:
    """One import in the list of all."""

    record: RegisterImport

    @property
    def by(self) -> str:
        """Whose doing the latest was."""
        record, states = self.record, RegisterImport.State
        by: dict[str, User | None] = {
            states.ENTERED: record.entered_by,
            states.UNDONE: record.undone_by,
        }
        user = by.get(record.state, record.read_by)
        return str(user) if user else "Somebody at the terminal"

    @property
    def group_name(self) -> str:
        if self.record.group:
            return self.record.group.name
        return self.record.answers.get("group-name", "")

    @property
    def did(self) -> list[str]:
        """What entering it did, in sentences; empty where it was not entered."""
        return did_words(self.record)

    @property
    def when(self) -> str:
        """What happened last, and when."""
        record, states = self.record, RegisterImport.State
        latest: dict[str, tuple[datetime | None, str]] = {
            states.ENTERED: (record.entered_at, "Entered"),
            states.UNDONE: (record.undone_at, "Undone"),
        }
        moment, word = latest.get(record.state, (record.read_at, "Read"))
        return f"{word} on {day(timezone.localtime(moment).date())}" if moment else word


def did_words(record: RegisterImport) -> list[str]:
    counts = record.entered.get("did", {})
    said = [
        f"{counted_words(number, NAMES[name])} {word}"
        for name in NAMES
        for number, word in zip(counts.get(name, ()), ("new", "changed"), strict=False)
        if number
    ]
    return said if said or not counts else ["nothing: everything was on record already"]


@dataclass(frozen=True)
class ImportsPage:
    board: Board
    imports: list[ImportLine]
    form: UploadForm
    title = "Registers from spreadsheets"
    section = "groups"


def imports(board: Board, form: UploadForm) -> ImportsPage:
    records = (
        board.register_imports.select_related("group", "read_by", "entered_by", "undone_by")
        .defer("table")
        .order_by("-read_at")[:100]
    )
    return ImportsPage(board, [ImportLine(record) for record in records], form)


@dataclass(frozen=True)
class MeetingLine:
    """A meeting of the file, and what becomes of it."""

    column: Column
    change: str
    is_confirmed: bool
    is_incomplete: bool

    @property
    def printed(self) -> str:
        return self.column.printed or (day(self.column.day) if self.column.day else "Not a date")

    @property
    def state(self) -> str:
        return Meeting.State(self.column.state).label

    @property
    def was(self) -> str:
        """Its state on record, where that changes."""
        known = self.column.known
        if known is None or known.state == self.column.state:
            return ""
        return Meeting.State(known.state).label

    @property
    def register(self) -> str:
        known = self.column.known
        if known and known.is_confirmed:
            return "Confirmed already" + ("; will be changed" * (self.change == "changed"))
        if not self.column.has_entries:
            return "No entries in the file"
        if self.is_confirmed:
            return "Will be confirmed"
        return "Not confirmed: entries are missing" if self.is_incomplete else "Not confirmed"


@dataclass(frozen=True)
class SeatRow:
    """A row of the file as a seat, and what becomes of it."""

    line: SeatLine
    change: str
    times: tuple[Time, ...]
    ends: tuple
    begins: tuple

    @property
    def how(self) -> str:
        return "Left out" if self.line.is_left_out else HOW[self.line.how]

    @property
    def in_post(self) -> list[str]:
        """The times that will be entered, in sentences."""
        return [
            *(_time_words(time) for time in self.times),
            *(f"Ends on {day(end.until)}. {end.note}" for end in self.ends),
            *(
                f"From {short_day(begin.since)}, no longer {short_day(begin.time.since)} "
                f"(inferred). {begin.note}"
                for begin in self.begins
            ),
        ]


def _time_words(time: Time) -> str:
    state = Tenure.State(time.state).label
    until = f" to {short_day(_day_before(time.until))}" if time.until else ""
    return f"{state} from {short_day(time.since)}{until} (inferred). {time.note}"


def _day_before(until: date) -> date:
    return date.fromordinal(until.toordinal() - 1)


@dataclass(frozen=True)
class ChangedEntry:
    """An entry that will be another one."""

    seat: str
    held_on: date | None
    was: str
    will_be: str


@dataclass(frozen=True)
class ImportPage:
    """One import: what it would do, with its questions; or what it did."""

    board: Board
    record: RegisterImport
    proposal: Proposal | None = None
    form: AnswersForm | None = None
    refusal: str = ""
    section = "groups"

    @property
    def title(self) -> str:
        return self.record.filename

    @property
    def has_errors(self) -> bool:
        return bool(self.refusal or (self.form and self.form.errors))

    @property
    def group_name(self) -> str:
        return ImportLine(self.record).group_name

    @property
    def is_read(self) -> bool:
        return self.record.state == RegisterImport.State.READ

    @property
    def is_entered(self) -> bool:
        return self.record.state == RegisterImport.State.ENTERED

    @property
    def state(self) -> str:
        return ImportLine(self.record).when

    @property
    def by(self) -> str:
        return ImportLine(self.record).by

    @property
    def did(self) -> str:
        words = did_words(self.record)
        return f"{listed(words)}" if words else ""

    @property
    def sectors(self) -> list[str]:
        """Those that a new agency may belong to."""
        found = self.proposal
        named = [*found.known.sectors, *(line.sector for line in found.agencies)] if found else []
        return list(dict.fromkeys(named))

    @property
    def summary(self) -> list[tuple[str, Counted]]:
        if self.proposal is None:
            return []
        found = self.proposal
        return [("Meetings", found.meetings), ("Seats", found.posts), ("Entries", found.entries)]

    @property
    def outcomes(self) -> str:
        """“108 present, 3 substitute, 62 absent”."""
        if self.proposal is None or not self.proposal.statuses:
            return ""
        counts = self.proposal.statuses
        return listed(
            f"{counts[status]} {LABELS[status].lower()}"
            for status in Mark.Status.values
            if counts.get(status)
        )

    @property
    def meetings(self) -> list[MeetingLine]:
        found = self.proposal
        if found is None:
            return []
        return [
            MeetingLine(
                column,
                found.change_of(column),
                column.index in found.to_confirm,
                column.index in found.incomplete,
            )
            for column in found.columns
        ]

    @property
    def seats(self) -> list[SeatRow]:
        found = self.proposal
        if found is None:
            return []
        return [
            SeatRow(
                line,
                found.change_of_seat(line),
                found.by_seat[line.index].times,
                found.by_seat[line.index].ends,
                found.by_seat[line.index].begins,
            )
            for line in found.seats
        ]

    @property
    def changed_entries(self) -> list[ChangedEntry]:
        found = self.proposal
        if found is None:
            return []
        return [
            ChangedEntry(
                found.seats[entry.row].title,
                found.columns[entry.column].day,
                LABELS[entry.before],
                LABELS[entry.status],
            )
            for entry in found.all_entries
            if entry.change == "changed"
        ]

    @property
    def number_of_questions(self) -> str:
        open_ones = len(self.proposal.open_questions) if self.proposal else 0
        return counted_words(open_ones, ("question", "questions"))


@dataclass(frozen=True)
class UndoPage:
    board: Board
    record: RegisterImport
    made: list[str]
    changed: int
    obstacles: list[Obstacle]
    refusal: str = ""
    section = "groups"

    @property
    def title(self) -> str:
        return f"Undo the import of {self.record.filename}"

    @property
    def may_undo(self) -> bool:
        return self.record.state == RegisterImport.State.ENTERED and not self.obstacles

    @property
    def changed_words(self) -> str:
        return counted_words(self.changed, ("changed record", "changed records"))


def undo(board: Board, record: RegisterImport, refusal: str = "") -> UndoPage:
    is_entered = record.state == RegisterImport.State.ENTERED
    return UndoPage(
        board,
        record,
        [made_words(model, number) for model, number in models_made(record)] if is_entered else [],
        len(record.entered.get("changed", [])) if is_entered else 0,
        obstacles(record) if is_entered else [],
        refusal,
    )


MADE = {
    "mark": ("entry of a register", "entries of registers"),
    "tenure": ("time in a seat", "times in seats"),
}


def made_words(model, number: int) -> str:
    meta = model._meta
    names = MADE.get(meta.model_name, (str(meta.verbose_name), str(meta.verbose_name_plural)))
    return counted_words(number, names)


@dataclass(frozen=True)
class ProgressPage:
    """The page that is sent in parts while an import is entered."""

    board: Board
    record: RegisterImport
    gap: str
    section = "groups"

    @property
    def title(self) -> str:
        return f"Entering {self.record.filename}"
