"""What a browser sends of a register: its fields become entries, and sentences where they do not.

For a seat 7 the fields are mark-7, seen-7, substitute_agency-7, substitute_name-7,
substitute_job-7, arrived-7, left-7, remote-7, and in the answer to a question keep-7 (a text that
is not about a child) and choose-7 (mine or theirs).
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from attendance.models import Mark
from attendance.register.entries import STATUSES, Entry, digest
from attendance.register.seats import Seats, SeatThen
from lscb.free_text import childs_details
from lscb.keys import read_id

LONGEST = 120
MINE, THEIRS = "mine", "theirs"
TIME = re.compile(r"[0-9]{1,2}[:.][0-9]{2}([:.][0-9]{2})?")


@dataclass(frozen=True)
class RowError:
    """What is wrong with a field of a seat's row; the seat is None for a field of the page."""

    seat: int | None
    field: str
    message: str

    @property
    def target(self) -> str:
        """The id of the element that the summary of errors leads to."""
        if self.seat is None:
            return self.field
        first = {"mark": "-present", "choose": "-mine"}.get(self.field, "")
        return f"{self.field}-{self.seat}{first}"


@dataclass(frozen=True)
class Row:
    """One seat's fields as they were sent, and what they say."""

    seat: int
    raw: dict[str, str]
    seen: str = ""
    entry: Entry | None = None
    errors: tuple[RowError, ...] = ()
    asks_to_keep: bool = False

    @property
    def changes(self) -> bool:
        """Whether it says anything else than what the page had shown."""
        return digest(self.entry) != self.seen

    @property
    def chosen(self) -> str:
        """Mine or theirs, where the page asked which of two values it shall be."""
        return self.raw["choose"]

    @property
    def is_unanswered(self) -> bool:
        """Whether the page asked and got no answer."""
        return bool(self.raw.get("asked")) and self.chosen not in (MINE, THEIRS)


FIELDS = (
    "mark",
    "substitute_agency",
    "substitute_name",
    "substitute_job",
    "arrived",
    "left",
    "remote",
    "keep",
    "asked",
    "choose",
)


def read_rows(post: Mapping[str, str], seats: Seats, agencies: dict[int, str], today: date):
    """The rows that were sent, of seats that the group has; others are left alone."""
    return tuple(
        read_row(post, seat, agencies, today)
        for seat in seats.all
        if f"mark-{seat.id}" in post or f"seen-{seat.id}" in post
    )


def read_row(post: Mapping[str, str], seat: SeatThen, agencies: dict[int, str], today: date) -> Row:
    raw = {name: post.get(f"{name}-{seat.id}", "").strip() for name in FIELDS}
    seen = post.get(f"seen-{seat.id}", "")
    errors: list[RowError] = []

    def wrong(name: str, message: str) -> None:
        errors.append(RowError(seat.id, name, f"{seat.name}: {message}"))

    entry = _entry(raw, agencies, wrong)
    if _same_but_for_status(entry, seat, seen):
        entry = entry.tidy
    _refuse_what_does_not_go_together(entry, raw, wrong)
    if raw["asked"] and raw["choose"] not in (MINE, THEIRS):
        wrong("choose", "choose which of the two it shall be.")
    told = entry.tidy if entry.status else None
    found = _details_of_a_child(entry, today) if digest(told) != seen else []
    for name, sentence in [] if raw["keep"] else found:
        wrong(
            name,
            f"{sentence} This holds no record about a child: take it out, or tick the box to "
            "keep it.",
        )
    return Row(seat.id, raw, seen, told, tuple(errors), asks_to_keep=bool(found))


def _entry(raw, agencies, wrong) -> Entry:
    """The fields as an entry, whose status is empty where none was chosen."""
    status = raw["mark"]
    if status and status not in STATUSES:
        wrong("mark", "choose one of the four.")
        status = ""
    for name, what in (("substitute_name", "The name"), ("substitute_job", "The job")):
        if len(raw[name]) > LONGEST:
            wrong(name, f"{what} is longer than {LONGEST} letters.")
    is_substitute = status == Mark.Status.SUBSTITUTE
    agency = _agency(raw["substitute_agency"], agencies, wrong) if is_substitute else None
    return Entry(
        status=status,
        substitute=" ".join(raw["substitute_name"].replace("\0", "").split()),
        substitute_agency=agency,
        substitute_job=" ".join(raw["substitute_job"].replace("\0", "").split()),
        arrived=_time("arrived", raw, wrong),
        left=_time("left", raw, wrong),
        is_remote=bool(raw["remote"]),
        agency_name=agencies.get(agency or 0, ""),
    )


def _agency(text: str, agencies: dict[int, str], wrong) -> int | None:
    if not text:
        return None
    if (agency := read_id(text)) in agencies:
        return agency
    wrong("substitute_agency", "choose an agency of the list.")
    return None


def _time(name: str, raw, wrong) -> time | None:
    text = raw[name]
    if not text:
        return None
    try:
        # More would be an offset, and a time of day has none.
        if not TIME.fullmatch(text):
            raise ValueError
        return time.fromisoformat(text.replace(".", ":").zfill(5)).replace(second=0, microsecond=0)
    except ValueError:
        wrong(name, f"“{text}” is not a time: write it as 14:10.")
        return None


def _same_but_for_status(entry: Entry, seat: SeatThen, seen: str) -> bool:
    """Whether what goes with the entry stands as the page had shown it: then a new status takes it
    away without asking."""
    before = seat.entry
    if before is None or digest(before) != seen:
        return False
    details = ("substitute", "substitute_job", "arrived", "left", "is_remote")
    return all(getattr(entry, name) == getattr(before, name) for name in details)


def _refuse_what_does_not_go_together(entry: Entry, raw, wrong) -> None:
    if entry.status != Mark.Status.SUBSTITUTE and (entry.substitute or entry.substitute_job):
        wrong("mark", "a substitute is named: choose Substitute, or take the name and job away.")
    if not entry.came and (entry.arrived or entry.left or entry.is_remote):
        wrong(
            "mark",
            "only somebody who came arrived late, left early or took part from elsewhere.",
        )
    if entry.arrived and entry.left and entry.left <= entry.arrived:
        wrong("left", "nobody leaves before arriving.")


def _details_of_a_child(entry: Entry, today: date) -> list[tuple[str, str]]:
    texts = (("substitute_name", entry.substitute), ("substitute_job", entry.substitute_job))
    return [(name, sentence) for name, text in texts for sentence in childs_details(text, today)]


def read_key(post: Mapping[str, str], name: str = "key") -> uuid.UUID | None:
    try:
        return uuid.UUID(post.get(name, ""))
    except ValueError:
        return None
