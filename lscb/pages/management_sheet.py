"""What needs doing, as rows of a file."""

from collections.abc import Iterator, Sequence

from datasets.gaps import Listed
from lscb.downloads import Cell, Sheet
from lscb.formats import day
from lscb.pages.management import ManagementPage


def management_sheet(page: ManagementPage) -> Sheet:
    """What needs doing, one thing a row; figures only for seats to have a word about."""
    return Sheet(
        name=f"to do {page.year}",
        title=f"{page.board}: {page.title}",
        header=["kind", "where", "what", "agency", "absences_in_a_row", "attended", "expected"],
        rows=[
            *_concern_rows(page),
            *_rows(
                "Reply overdue",
                (
                    (line.letter.group, f"Due {line.letter.reply_due}", str(line.letter.agency))
                    for line in page.overdue
                ),
            ),
            *_rows(
                "Vacant seat",
                ((one.group, one.now.seat.title, one.now.seat.agency) for one in page.vacant),
            ),
            *_rows("Not represented", ((page.board.name, name, None) for name in page.lacking)),
            *_rows(
                "Register not confirmed",
                ((one.group, one.meeting.held_on.isoformat(), None) for one in page.unconfirmed),
            ),
            *_rows(
                "Note about attendance",
                (
                    (note.meeting.group, f"{day(note.meeting.held_on)}: {note.seat}", None)
                    for note in page.notes
                ),
            ),
            *_rows("Indicator without a figure", _of_dataset(page.gaps.without_figures)),
            *_rows("Indicator without a target", _of_dataset(page.gaps.without_targets)),
            *_rows("No national figure to compare with", _of_dataset(page.gaps.not_loaded)),
            *_rows(
                "National figure older than two years",
                (
                    ("Dataset", f"{_code_and_title(one.listed)}, latest {one.latest}", None)
                    for one in page.gaps.outdated
                ),
            ),
            *_rows(
                "Does not add up in the records",
                ((one.where, one.text, None) for one in page.in_records),
            ),
            *_rows(
                "Does not add up in print", ((one.where, one.text, None) for one in page.in_print)
            ),
        ],
        notes=[f"{found.group}: {found.concern_rule}" for found in page.groups],
    )


def _code_and_title(listed: Listed) -> str:
    return f"{listed.code} {listed.title}"


def _of_dataset(found: Sequence[Listed]):
    return (("Dataset", _code_and_title(listed), listed.agency) for listed in found)


def _concern_rows(page: ManagementPage) -> Iterator[list[Cell]]:
    for found in page.groups:
        for concern in found.concerns:
            seat = concern.seat
            where = ["Attendance concern", str(found.group), seat.title, seat.agency]
            yield [*where, concern.absences_in_a_row, concern.attended, seat.count.expected]


def _rows(kind: str, found) -> Iterator[list[Cell]]:
    for where, what, agency in found:
        yield [kind, str(where), what, agency, None, None, None]
