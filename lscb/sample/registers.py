"""Reads the meetings and who came to them."""

from datetime import date

from agencies.models import Seat, Tenure
from attendance.models import Mark, Meeting
from lscb.sample.cells import Row
from lscb.sample.files import Folder, register_file
from lscb.sample.records import Sample, SeatKey


def read_meetings(folder: Folder, sample: Sample) -> None:
    """The meetings. What a document printed of a meeting that was held is taken as confirmed."""
    for row in folder.rows("meetings.csv"):
        held_on, state = row.date("held_on"), row.choice("state", Meeting.State.values)
        meeting = Meeting(
            group=sample.group_of(row),
            held_on=held_on,
            kind=row.choice("kind", Meeting.Kind.values),
            state=state,
            printed_date=row.text("printed_date", required=False),
            date_note=row.text("date_note", required=False),
            confirmed_at=sample.loaded_at if state in Meeting.TOOK_PLACE else None,
        )
        sample.kept(row, meeting)
        if held_on:
            sample.meetings[row.cells["group"], held_on] = meeting


def read_registers(folder: Folder, sample: Sample) -> None:
    """The register of each group that met, from the group's own file."""
    dates: dict[str, list[date]] = {}
    for (group, held_on), meeting in sorted(sample.meetings.items(), key=lambda item: item[0]):
        if meeting.state in Meeting.TOOK_PLACE and group in sample.groups:
            dates.setdefault(group, []).append(held_on)
    words = marks_by_word(folder)
    # With a mistake in the files above, who was expected is not known.
    judged = not folder.problems
    for group, held_on in dates.items():
        read_register(folder, sample, group, held_on, words, judged=judged)
    folder.refuse_files_besides(register_file(group) for group in dates)


def marks_by_word(folder: Folder) -> dict[str, str]:
    """What a register's cell may say, as the board's file has it, with the mark it means."""
    row = folder.board["marks"]
    return {word: row.choice(word, Mark.Status.values) for word in row.cells}


def read_register(
    folder: Folder,
    sample: Sample,
    group: str,
    dates: list[date],
    words: dict[str, str],
    *,
    judged: bool,
) -> None:
    """A group's register; if `judged`, each cell is held against who was expected that day."""
    rows = folder.register(group, [str(held_on) for held_on in dates])
    found = set()
    for row in rows:
        key = sample.seat_key(row, group)
        if key is None:
            continue
        found.add(key)
        for held_on in dates:
            read_mark(row, sample, key, held_on, words)
            if judged:
                refuse_unexpected(row, sample, sample.seats[key], held_on)
    missing = [key for key in sample.seats if key[0] == group and key not in found]
    for _, agency, title in missing if rows else ():
        folder.problems.append(
            f"{register_file(group)}: there is no sound row for the seat “{title}” of “{agency}”"
        )


def read_mark(row: Row, sample: Sample, key: SeatKey, held_on: date, words: dict) -> None:
    """One cell. An empty one makes no mark."""
    status = row.one_of(str(held_on), words, f"not one of {', '.join(words)}", required=False)
    if status:
        meeting = sample.meetings[key[0], held_on]
        mark = Mark(meeting=meeting, seat=sample.seats[key], status=status)
        sample.marks[key, held_on] = sample.kept(row, mark)


def refuse_unexpected(row: Row, sample: Sample, seat: Seat, held_on: date) -> None:
    """A cell is empty when, and only when, nobody was expected from the seat that day."""
    column = str(held_on)
    is_held, is_empty = was_held(sample, seat, held_on), not row.cells[column]
    if not is_held and not is_empty:
        row.wrong(column, "by tenures.csv nobody held this seat that day")
    if is_held and is_empty and seat.counts_as == Seat.CountsAs.MEMBER:
        row.wrong(column, "by tenures.csv this seat was held that day, so it must not be empty")


def was_held(sample: Sample, seat: Seat, day: date) -> bool:
    return any(
        tenure.seat is seat
        and tenure.state in Tenure.HELD
        and tenure.since is not None
        and tenure.since <= day
        and (tenure.until is None or day < tenure.until)
        for tenure in sample.tenures
    )


def read_doubts(folder: Folder, sample: Sample) -> None:
    """Why single marks may be wrong. They are counted all the same."""
    for row in folder.rows("doubts.csv"):
        key, held_on, doubt = sample.seat_key(row), row.date("held_on"), row.text("doubt")
        row.text("section")
        if not row.is_sound:
            continue
        mark = sample.marks.get((key, held_on))
        if mark is None:
            row.wrong("held_on", "this seat has no mark at a meeting of this day")
            continue
        mark.doubt = doubt
        row.check(mark)
