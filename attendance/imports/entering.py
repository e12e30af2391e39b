"""Enters a file that was read: all of it in one transaction, or nothing.

`enter` is a generator, so that whoever runs it may say how far it is. It gives the next step only
inside its transaction: closed before its end, or left by an error, it changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify
from simple_history.utils import bulk_update_with_history

from agencies.models import Agency, Board, Group, Seat, Sector, Tenure
from attendance.imports.entries import Begin, Entry
from attendance.imports.matching import folded
from attendance.imports.proposals import Proposal, propose
from attendance.imports.reading import from_values
from attendance.imports.rows import SeatLine
from attendance.imports.times import FROM_THE_START
from attendance.many import add_history, make_entries
from attendance.models import Mark, Meeting, RegisterImport

BATCH = 5_000
LONGEST_SLUG = 50
OF_A_SUBSTITUTE = ("substitute_id", "substitute_agency_id", "substitute_job")
OF_WHO_CAME = ("arrived_at", "left_at", "is_remote")


class NotEntered(Exception):
    """Nothing was entered; the message says why, in a sentence."""


@dataclass(frozen=True)
class Step:
    """How far it is: so many entries of so many, and what is done now."""

    words: str
    done: int
    of: int


def read_again(record: RegisterImport, today: date, *, group: Group | None = None) -> Proposal:
    """What entering the file would do now."""
    register = from_values(record.table)
    return propose(
        register, record.board, group or record.group, record.year, record.answers, today
    )


def enter(record: RegisterImport, user, today: date, *, seen: str = "") -> Iterator[Step]:
    """Enters the import. `seen` is the digest of the proposal that was looked at.

    Raises NotEntered where it was entered before, is not ready, or has changed since.
    """
    with transaction.atomic():
        found = locked(record)
        if found.state != RegisterImport.State.READ:
            raise NotEntered(f"Nothing was entered: {already(found)}")
        yield Step("Comparing with the records", 0, 1)
        proposal = read_again(found, today)
        if not proposal.is_ready:
            raise NotEntered("Nothing was entered: there are open questions or problems.")
        if seen and proposal.digest != seen:
            raise NotEntered(
                "Nothing was entered: what would be entered has changed since this page was "
                "shown. Look through it again."
            )
        yield from Entering(found, proposal, user).steps()


def locked(record: RegisterImport) -> RegisterImport:
    """The import as it is now, held until the transaction ends, with its group's meetings: nobody
    enters it twice, or takes their registers at the same time."""
    found = RegisterImport.objects.select_for_update(of=("self",)).get(pk=record.pk)
    found.board = Board.objects.select_for_update().get(pk=found.board_id)
    if found.group_id:
        list(
            Meeting.objects.select_for_update()
            .filter(group=found.group_id)
            .order_by("pk")
            .values_list("pk")
        )
    return found


def already(record: RegisterImport) -> str:
    states = RegisterImport.State
    return {
        states.ENTERED: "this import was entered already.",
        states.UNDONE: "this import was entered and undone. Upload the file again to enter it.",
        states.DISCARDED: "this import was discarded. Upload the file again to enter it.",
    }[record.state]


@dataclass
class Entering:
    """One import while it is entered, and what it made and changed so far."""

    record: RegisterImport
    proposal: Proposal
    user: object
    made: dict[str, list[int]] = field(default_factory=dict)
    changed: list[dict] = field(default_factory=list)

    @property
    def reason(self) -> str:
        return f"Import of {self.record.filename}"

    def steps(self) -> Iterator[Step]:
        entries = [entry for entry in self.proposal.all_entries if entry.change == "new"]
        total = len(entries) + len(self.proposal.seats) + len(self.proposal.columns)
        yield Step("Agencies and seats", 0, total)
        self.group = self.record.group or self._group()
        self.agencies = self._agencies()
        self.seats = self._seats()
        self._aliases()
        self._times()
        yield Step("Meetings", len(self.proposal.seats), total)
        self.meetings = self._meetings()
        done = total - len(entries)
        for start in range(0, len(entries), BATCH):
            yield Step("Entries", done + start, total)
            self._entries(entries[start : start + BATCH])
        self._corrections()
        self._keep_record()
        yield Step("Done", total, total)

    def _make(self, rows: Sequence[models.Model]) -> None:
        """Stores new rows of one model with their history."""
        if not rows:
            return
        model = type(rows[0])
        keys = [row.pk for row in model._default_manager.bulk_create(rows)]
        add_history(model, keys, "+", self.user, self.reason)
        self.made.setdefault(model._meta.label_lower, []).extend(keys)

    def _change(self, rows: Sequence[tuple[models.Model, dict]], reason: str = "") -> None:
        """Changes rows of one model: each with what its fields are to be."""
        if not rows:
            return
        model = type(rows[0][0])
        for row, after in rows:
            before = {name: plain(getattr(row, name)) for name in after}
            self.changed.append(
                {
                    "model": model._meta.label_lower,
                    "id": row.pk,
                    "before": before,
                    "after": {name: plain(value) for name, value in after.items()},
                }
            )
            for name, value in after.items():
                setattr(row, name, value)
        names = {name.removesuffix("_id") for _, after in rows for name in after}
        bulk_update_with_history(
            [row for row, _ in rows],
            model,
            sorted(names),
            default_user=self.user,
            default_change_reason=f"{self.reason}: {reason}" if reason else self.reason,
        )

    def _group(self) -> Group:
        """The group that was named: one on record by now, or made."""
        board, new = self.record.board, self.proposal.new_group
        if new is None:
            return board.groups.get(pk=self.proposal.known.group_id)
        taken = set(board.groups.values_list("slug", flat=True))
        group = Group(
            board=board,
            name=new.name,
            kind=new.kind,
            slug=free_slug(new.slug, taken),
            position=len(taken) + 1,
        )
        self._make([group])
        return group

    def _agencies(self) -> dict[str, int]:
        """The keys of the new seats' agencies, by the key of their line."""
        lines = self.proposal.new_agencies
        sectors = self._sectors([line.sector for line in lines])
        known = self.proposal.known.agencies
        taken = {agency.slug for agency in known}
        rows = [
            Agency(
                board=self.record.board,
                sector_id=sectors[folded(line.sector)],
                name=line.name,
                slug=free_slug(line.name, taken),
                position=position,
            )
            for position, line in enumerate(lines, start=len(known) + 1)
        ]
        self._make(rows)
        return {line.key: row.pk for line, row in zip(lines, rows, strict=True)}

    def _sectors(self, names: Sequence[str]) -> dict[str, int]:
        """The keys of the board's sectors by their folded names, with those of these names."""
        board = self.record.board
        known = {folded(name): key for key, name in board.sectors.values_list("pk", "name")}
        wanted = {folded(name): name for name in names if folded(name) not in known}
        rows = [
            Sector(board=board, name=name, position=position)
            for position, name in enumerate(wanted.values(), start=len(known) + 1)
        ]
        self._make(rows)
        return known | {folded(row.name): row.pk for row in rows}

    def _seats(self) -> dict[int, int]:
        """The keys of the seats, by the number of their row."""
        lines = [line for line in self.proposal.seats if not line.is_left_out]
        known = {line.index: line.known.id for line in lines if line.known}
        last = max((seat.position for seat in self.proposal.known.seats), default=0)
        new = [line for line in lines if line.index not in known]
        rows = [self._seat(line, position) for position, line in enumerate(new, start=last + 1)]
        self._make(rows)
        return known | {line.index: row.pk for line, row in zip(new, rows, strict=True)}

    def _seat(self, line: SeatLine, position: int) -> Seat:
        return Seat(
            group=self.group,
            agency_id=line.agency.id or self.agencies[line.agency.key],
            title=line.title,
            aliases=list(line.aliases),
            position=position,
        )

    def _aliases(self) -> None:
        lines = {line.known.id: line for line in self.proposal.seats if line.new_aliases}
        rows = Seat.objects.filter(pk__in=lines)
        self._change(
            [(row, {"aliases": [*row.aliases, *lines[row.pk].new_aliases]}) for row in rows]
        )

    def _times(self) -> None:
        """The ends first: a seat is held in one way at a time."""
        ends = {end.time.id: end for of_seat in self.proposal.by_seat for end in of_seat.ends}
        rows = Tenure.objects.filter(pk__in=ends)
        self._change(
            [(row, {"until": ends[row.pk].until, "until_inferred": True}) for row in rows],
        )
        begins = {
            begin.time.id: begin for of_seat in self.proposal.by_seat for begin in of_seat.begins
        }
        rows = Tenure.objects.filter(pk__in=begins)
        self._change([(row, begun(row, begins[row.pk])) for row in rows])
        self._make(
            [
                Tenure(
                    seat_id=self.seats[line.index],
                    state=time.state,
                    since=time.since,
                    until=time.until,
                    since_inferred=time.since_inferred,
                    until_inferred=time.until_inferred,
                    note=time.note,
                )
                for line in self.proposal.seats
                for time in self.proposal.by_seat[line.index].times
            ]
        )

    def _meetings(self) -> dict[int, int]:
        """The keys of the meetings, by the number of their column."""
        now = timezone.now()
        columns = [column for column in self.proposal.columns if column.is_entered]
        new = [column for column in columns if column.known is None]
        rows = [self._meeting(column, now) for column in new]
        self._make(rows)
        self._change_meetings(columns, now)
        found = {column.index: column.known.id for column in columns if column.known}
        return found | {column.index: row.pk for column, row in zip(new, rows, strict=True)}

    def _meeting(self, column, now) -> Meeting:
        is_confirmed = column.index in self.proposal.to_confirm
        return Meeting(
            group=self.group,
            held_on=column.day,
            kind=column.kind,
            state=column.state,
            printed_date=column.printed,
            date_note=column.date_note,
            confirmed_at=now if is_confirmed else None,
            confirmed_by=self.user if is_confirmed else None,
        )

    def _change_meetings(self, columns, now) -> None:
        changes = {
            column.known.id: {"state": column.state}
            | (
                {"confirmed_at": now, "confirmed_by_id": self.user.pk if self.user else None}
                if column.index in self.proposal.to_confirm
                else {}
            )
            for column in columns
            if column.known
            and (column.change == "changed" or column.index in self.proposal.to_confirm)
        }
        of_kind: dict[bool, list] = {True: [], False: []}
        for row in Meeting.objects.filter(pk__in=changes):
            of_kind["confirmed_at" in changes[row.pk]].append((row, changes[row.pk]))
        for rows in of_kind.values():
            self._change(rows)

    def _entries(self, entries: Sequence[Entry]) -> None:
        """Those of confirmed registers with the reason that was given."""
        confirmed = self.proposal.confirmed_changing
        for is_confirmed in (False, True):
            rows = [
                (self.meetings[entry.column], self.seats[entry.row], entry.status)
                for entry in entries
                if (entry.column in confirmed) == is_confirmed
            ]
            reason = f"{self.reason}: {self.proposal.reason}" if is_confirmed else self.reason
            made = make_entries(rows, self.user, reason)
            self.made.setdefault(Mark._meta.label_lower, []).extend(made)

    def _corrections(self) -> None:
        wanted = {
            (self.meetings[entry.column], self.seats[entry.row]): entry.status
            for entry in self.proposal.all_entries
            if entry.change == "changed"
        }
        if not wanted:
            return
        rows = Mark.objects.filter(
            meeting__in={meeting for meeting, _ in wanted}, seat__in={seat for _, seat in wanted}
        ).order_by("pk")
        self._change(
            [
                (row, corrected(row, wanted[row.meeting_id, row.seat_id]))
                for row in rows
                if (row.meeting_id, row.seat_id) in wanted
            ],
            self.proposal.reason,
        )

    def _keep_record(self) -> None:
        record = self.record
        record.group = self.group
        record.state = RegisterImport.State.ENTERED
        record.entered_at, record.entered_by = timezone.now(), self.user
        record.entered = {
            "made": self.made,
            "changed": self.changed,
            "did": self._did(),
        }
        record._history_user, record._change_reason = self.user, self.reason
        # Not the table, which is long and stays as it was read.
        record.save(update_fields=["group", "state", "entered_at", "entered_by", "entered"])

    def _did(self) -> dict[str, list[int]]:
        """How many were new, changed and unchanged."""
        proposal = self.proposal
        return {
            name: [counted.new, counted.changed, counted.unchanged]
            for name, counted in (
                ("meetings", proposal.meetings),
                ("seats", proposal.posts),
                ("entries", proposal.entries),
            )
        }


def corrected(mark: Mark, status: str) -> dict:
    """The fields of an entry with another status: what no longer fits it is emptied."""
    blank = Mark()
    after = {"status": status}
    names = () if status == Mark.Status.SUBSTITUTE else OF_A_SUBSTITUTE
    names += () if status in Mark.CAME else OF_WHO_CAME
    return (
        after
        | {name: getattr(blank, name) for name in (*OF_A_SUBSTITUTE, *OF_WHO_CAME)}
        | {
            name: getattr(mark, name)
            for name in (*OF_A_SUBSTITUTE, *OF_WHO_CAME)
            if name not in names
        }
    )


def begun(time: Tenure, begin: Begin) -> dict:
    """The fields of a time that began earlier; where its first day comes from is said anew."""
    note = time.note.replace(FROM_THE_START, begin.note)
    fits = len(note) <= (Tenure._meta.get_field("note").max_length or 0)
    return {"since": begin.since, "note": note if fits else time.note}


def plain(value):
    """A field's value as JSON keeps it."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def free_slug(name: str, taken: set[str]) -> str:
    """An address for the name that is not taken; it is from now on."""
    start = slugify(name)[:LONGEST_SLUG].strip("-") or "unnamed"
    slug, number = start, 1
    while slug in taken:
        number += 1
        slug = f"{start[: LONGEST_SLUG - len(str(number)) - 1]}-{number}"
    taken.add(slug)
    return slug
