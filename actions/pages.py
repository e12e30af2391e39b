"""What the pages about concerns and letters say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.utils import timezone

from accounts.models import User
from actions import letters as steps
from actions.drafting import MEANINGS, Changed, as_figures, fill, fits_one_sheet, stands_in
from actions.figures import (
    AgencyConcern,
    GroupConcerns,
    SeatConcern,
    concerns_of_year,
    values_for,
)
from actions.models import Letter
from agencies.models import Agency, Board
from lscb.downloads import Sheet
from lscb.formats import day, half_up
from lscb.periods import FinancialYear

State = Letter.State
OVERDUE = "Reply overdue"
# In the order of the list: what waits for somebody first.
ORDER = (
    State.DRAFT,
    State.APPROVED,
    State.SENT,
    State.REPLIED,
    State.CLOSED,
    State.WITHDRAWN,
)


@dataclass(frozen=True)
class LetterLine:
    """A letter in a list."""

    letter: Letter
    today: date

    @property
    def is_overdue(self) -> bool:
        due = self.letter.reply_due
        return self.letter.state == State.SENT and due is not None and due < self.today

    @property
    def state(self) -> str:
        return OVERDUE if self.is_overdue else str(self.letter.get_state_display())

    @property
    def about(self) -> str:
        """The seats it was drafted about."""
        if self.letter.seat:
            return str(self.letter.seat.title)
        return as_figures(self.letter.figures).get("seat_names") or "The agency as a whole"

    @property
    def days_over(self) -> int:
        return (self.today - self.letter.reply_due).days if self.letter.reply_due else 0

    @property
    def last_step(self) -> str:
        """Its state with the date that goes with it."""
        letter = self.letter
        sent = f"sent on {day(letter.sent_on)}"
        return {
            State.DRAFT: f"drafted on {day(local_day(letter.drafted_at))}, not approved yet",
            State.APPROVED: f"approved on {day(local_day(letter.approved_at))}, not sent yet",
            State.SENT: f"{sent}, reply {'was' if self.is_overdue else 'is'} due on "
            f"{day(letter.reply_due)}{' and is overdue' if self.is_overdue else ''}",
            State.REPLIED: f"{sent}, reply came on {day(letter.replied_on)}",
            State.CLOSED: f"{sent}, closed on {day(letter.closed_on)}",
            State.WITHDRAWN: "withdrawn",
        }[State(letter.state)]


def local_day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


# Concerns


@dataclass(frozen=True)
class SeatToRaise:
    """A seat that meets the rule, and the letters about it alone."""

    concern: SeatConcern
    letters: Sequence[LetterLine]

    @property
    def is_waiting(self) -> bool:
        return any(line.letter.state in steps.OPEN for line in self.letters)


@dataclass(frozen=True)
class AgencyToRaise:
    """An agency with seats that meet the rule, and the letters about all of them."""

    concern: AgencyConcern
    seats: Sequence[SeatToRaise]
    letters: Sequence[LetterLine]

    @property
    def is_waiting(self) -> bool:
        """Whether a letter about all its seats is drafted and not sent."""
        return any(line.letter.state in steps.OPEN for line in self.letters)

    @property
    def all_letters(self) -> list[LetterLine]:
        return [*self.letters, *(line for seat in self.seats for line in seat.letters)]


@dataclass(frozen=True)
class GroupToRaise:
    concerns: GroupConcerns
    agencies: Sequence[AgencyToRaise]


@dataclass(frozen=True)
class ConcernsPage:
    board: Board
    year: FinancialYear
    groups: Sequence[GroupToRaise]
    years: Sequence[FinancialYear]
    section = "letters"

    @property
    def title(self) -> str:
        return f"Attendance concerns, {self.year}"

    @property
    def other_years(self) -> list[FinancialYear]:
        return [year for year in self.years if year != self.year]


def concerns(board: Board, year: FinancialYear | None, today: date) -> ConcernsPage:
    year, years, found = concerns_of_year(board, year, today)
    lines = [
        LetterLine(letter, today)
        for letter in Letter.objects.filter(board=board, year=year)
        .select_related("agency", "seat")
        .order_by("drafted_at", "pk")
    ]
    return ConcernsPage(
        board,
        year,
        [
            GroupToRaise(one, [_to_raise(one, agency, lines) for agency in one.agencies])
            for one in found
        ],
        years,
    )


def _to_raise(found: GroupConcerns, agency: AgencyConcern, lines) -> AgencyToRaise:
    own = [
        line
        for line in lines
        if line.letter.group_id == found.group.pk and line.letter.agency_id == agency.agency_id
    ]
    return AgencyToRaise(
        agency,
        [
            SeatToRaise(seat, [line for line in own if line.letter.seat_id == seat.seat.id])
            for seat in agency.seats
        ],
        [line for line in own if line.letter.seat_id is None],
    )


def concerns_sheet(page: ConcernsPage) -> Sheet:
    """One row per seat that meets the rule. Shares in per cent with one decimal."""
    return Sheet(
        name=f"concerns {page.year}",
        title=f"{page.board}: {page.title}",
        header=[
            *("group", "agency", "seat", "attended", "expected", "share", "absences_in_a_row"),
            *("meetings_missed", "why_listed", "doubt", "letters"),
        ],
        rows=[
            _concern_row(group.concerns, agency, seat)
            for group in page.groups
            for agency in group.agencies
            for seat in agency.seats
        ],
        notes=[
            *(f"{group.concerns.group}: {group.concerns.rule}" for group in page.groups),
            "An empty share: fewer meetings expected the seat than a percentage asks for.",
        ],
    )


def _concern_row(found: GroupConcerns, agency: AgencyToRaise, seat: SeatToRaise):
    concern = seat.concern.concern
    share = None if concern.share is None else half_up(concern.share * 100, 1)
    return [
        str(found.group),
        agency.concern.name,
        concern.seat.title,
        concern.attended,
        concern.seat.count.expected,
        share,
        concern.absences_in_a_row,
        ", ".join(missed.isoformat() for missed in seat.concern.missed),
        seat.concern.why,
        "; ".join(concern.seat.doubts),
        "; ".join(line.last_step for line in [*agency.letters, *seat.letters]),
    ]


# Letters


@dataclass(frozen=True)
class LettersPage:
    board: Board
    lines: Sequence[LetterLine]
    agency: Agency | None
    section = "letters"

    @property
    def title(self) -> str:
        return f"Letters to {self.agency}" if self.agency else "Letters about attendance"

    @property
    def overdue(self) -> int:
        return sum(line.is_overdue for line in self.lines)


def letters(board: Board, agency: Agency | None, today: date) -> LettersPage:
    """Overdue replies first, the longest overdue at the top; then by state, the newest first."""
    found = Letter.objects.filter(board=board).select_related("agency", "group", "seat")
    if agency is not None:
        found = found.filter(agency=agency)
    lines = [LetterLine(letter, today) for letter in found.order_by("-drafted_at", "-pk")]
    return LettersPage(board, sorted(lines, key=_place), agency)


def _place(line: LetterLine) -> tuple[int, int]:
    if line.is_overdue:
        return 0, -line.days_over
    return 1 + ORDER.index(State(line.letter.state)), 0


def letters_sheet(page: LettersPage) -> Sheet:
    """One row per letter."""
    return Sheet(
        name="letters",
        title=f"{page.board}: {page.title}",
        header=[
            *("number", "agency", "seat", "group", "year", "state", "drafted", "approved", "sent"),
            *("sent_how", "reply_due", "reply_came", "closed", "subject", "reply", "outcome"),
        ],
        rows=[_letter_row(line) for line in page.lines],
        notes=["An empty seat: the letter is about all seats of the agency listed then."],
    )


def _letter_row(line: LetterLine):
    letter = line.letter
    return [
        letter.pk,
        str(letter.agency),
        letter.seat.title if letter.seat else None,
        str(letter.group),
        str(letter.year),
        line.state,
        _iso(local_day(letter.drafted_at)),
        _iso(local_day(letter.approved_at)),
        _iso(letter.sent_on),
        letter.get_sent_by_means_display() or None,
        _iso(letter.reply_due),
        _iso(letter.replied_on),
        _iso(letter.closed_on),
        letter.subject,
        letter.reply or None,
        letter.outcome or None,
    ]


def _iso(found: date | None) -> str | None:
    return found.isoformat() if found else None


@dataclass(frozen=True)
class Step:
    """One line of a letter's course: what has happened, or what is expected."""

    what: str
    on: date | None
    detail: str = ""
    is_to_come: bool = False


@dataclass(frozen=True)
class LetterChange:
    """One change of a letter; `before` is the text that it replaced."""

    when: datetime
    who: str
    what: str
    before: str


@dataclass(frozen=True)
class LetterPage:
    """`changed` are the figures that the register gives otherwise now, while that matters."""

    board: Board
    line: LetterLine
    course: Sequence[Step]
    changed: Sequence[Changed]
    refusal: str | None
    changes: Sequence[LetterChange]
    signature: str
    section = "letters"

    @property
    def letter(self) -> Letter:
        return self.line.letter

    @property
    def title(self) -> str:
        return f"Letter {self.letter.pk} to {self.letter.agency}"

    @property
    def dated(self) -> date:
        """What stands above the text: the day of sending, or of printing while not sent."""
        return self.letter.sent_on or self.line.today

    @property
    def address(self) -> list[str]:
        """Name, where it is known, and agency."""
        addressee = [str(self.letter.addressee)] if self.letter.addressee else []
        return [*addressee, str(self.letter.agency)]

    @property
    def is_cleared(self) -> bool:
        return self.letter.state in Letter.APPROVED_STATES

    @property
    def not_cleared(self) -> str:
        """What stands on paper and in the file of a letter that must not go out."""
        return "Withdrawn" if self.is_withdrawn else "Draft, not approved"

    @property
    def may_be_long(self) -> bool:
        """Whether it can still be shortened, and may need a second sheet."""
        return self.is_open and not fits_one_sheet(self.letter.body)

    @property
    def is_draft(self) -> bool:
        return self.letter.state == State.DRAFT

    @property
    def is_open(self) -> bool:
        return self.letter.state in steps.OPEN

    @property
    def is_approved(self) -> bool:
        return self.letter.state == State.APPROVED

    @property
    def is_withdrawn(self) -> bool:
        return self.letter.state == State.WITHDRAWN

    @property
    def may_be_answered(self) -> bool:
        return self.letter.state in (State.SENT, State.REPLIED)

    @property
    def may_approve(self) -> bool:
        return self.is_draft and self.board.rights.is_chair and self.refusal is None


def letter(board: Board, found: Letter, reader: User, today: date) -> LetterPage:
    found.board = board
    is_open = found.state in steps.OPEN
    chairs = found.state == State.DRAFT and board.rights.is_chair
    return LetterPage(
        board=board,
        line=LetterLine(found, today),
        course=_course(found, today),
        changed=steps.changed_figures(found, today) if is_open else [],
        refusal=steps.why_not_approve(found, reader, today) if chairs else None,
        changes=_changes(found) if board.rights.sees_history else [],
        signature=steps.signature(found),
    )


def _course(found: Letter, today: date) -> list[Step]:
    course = [Step("Drafted", local_day(found.drafted_at), f"by {found.drafted_by}")]
    if found.state == State.WITHDRAWN:
        return [*course, Step("Withdrawn", None, "it was never sent")]
    if found.approved_at:
        course.append(Step("Approved", local_day(found.approved_at), f"by {found.approved_by}"))
    else:
        course.append(Step("Approval", None, f"by the {found.board.words.chair}", is_to_come=True))
    if found.sent_on:
        course.append(Step("Sent", found.sent_on, _how_sent(found)))
    if found.replied_on:
        course.append(Step("Reply came", found.replied_on))
    elif found.state == State.SENT:
        late = found.reply_due is not None and found.reply_due < today
        course.append(
            Step("Reply due", found.reply_due, "overdue" if late else "", is_to_come=True)
        )
    if found.closed_on:
        course.append(Step("Closed", found.closed_on))
    return course


def _how_sent(found: Letter) -> str:
    how = "by e-mail" if found.sent_by_means == Letter.SentBy.EMAIL else "printed and posted"
    if found.addressee is None:
        return how
    is_by_email = found.sent_by_means == Letter.SentBy.EMAIL and found.addressee.email
    return f"{how} to {found.addressee}{f', {found.addressee.email}' if is_by_email else ''}"


def _changes(found: Letter) -> list[LetterChange]:
    """Newest first. Two queries."""
    rows = list(found.history.order_by("history_id"))
    names = dict(
        User.objects.filter(pk__in={row.history_user_id for row in rows}).values_list("pk", "email")
    )
    befores = [None, *rows]
    return [
        LetterChange(
            row.history_date,
            names.get(row.history_user_id, "the system"),
            row.history_change_reason or "Changed",
            _text_before(before, row),
        )
        for before, row in zip(befores, rows, strict=False)
    ][::-1]


def _text_before(before, row) -> str:
    """What the change replaced; empty where it replaced no words."""
    if before is None:
        return ""
    if (before.subject, before.body) != (row.subject, row.body):
        return f"{before.subject}\n\n{before.body}"
    if before.reply and before.reply != row.reply:
        return f"{day(before.replied_on)}\n\n{before.reply}"
    return ""


# Forms


@dataclass(frozen=True)
class EditLetterPage:
    """`theirs` is the letter as somebody else has saved it meanwhile."""

    board: Board
    letter: Letter
    form: forms.Form
    changed: Sequence[Changed]
    theirs: Letter | None = None
    section = "letters"

    @property
    def title(self) -> str:
        return f"Change letter {self.letter.pk} to {self.letter.agency}"

    @property
    def is_approved(self) -> bool:
        return self.letter.state == State.APPROVED


@dataclass(frozen=True)
class ApproveLetterPage:
    """`is_newer`: the text or its figures are not those that the page showed before."""

    board: Board
    letter: Letter
    form: forms.Form
    changed: Sequence[Changed]
    today: date
    is_newer: bool = False
    section = "letters"

    @property
    def title(self) -> str:
        return f"Approve letter {self.letter.pk} to {self.letter.agency}"

    @property
    def reply_due(self) -> str:
        """The day that the text names; empty where it names none."""
        named = as_figures(self.letter.figures).get("reply_due", "")
        return named if stands_in(named, self.letter.body) else ""

    @property
    def signature(self) -> str:
        return steps.signature(self.letter)


@dataclass(frozen=True)
class LetterStepPage:
    """A step that is confirmed with a few entries: sending, a reply, closing, withdrawing."""

    board: Board
    letter: Letter
    title: str
    sentence: str
    button: str
    form: forms.Form
    theirs: Letter | None = None
    section = "letters"


@dataclass(frozen=True)
class Preview:
    """The template filled in for a real concern."""

    subject: str
    body: str
    agency: str


@dataclass(frozen=True)
class LetterTemplatePage:
    board: Board
    form: forms.Form
    preview: Preview | None
    is_own: bool
    theirs: object | None = None
    title = "What a letter says"
    section = "letters"

    @property
    def meanings(self) -> list[tuple[str, str]]:
        return [(f"{{{name}}}", meaning) for name, meaning in MEANINGS.items()]


def preview(board: Board, subject: str, body: str, days: int, today: date) -> Preview | None:
    """Filled in for the first agency with a concern; None where there is none."""
    year, _, found = concerns_of_year(board, None, today)
    for group in found:
        for agency in group.agencies:
            about = Letter(
                board=board,
                group=group.group,
                year=year,
                agency=Agency(pk=agency.agency_id, name=agency.name),
            )
            values = values_for(board, about, group, days, today)
            return Preview(fill(subject, values), fill(body, values), agency.name)
    return None
