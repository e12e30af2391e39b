"""What is done to a letter, one step at a time; each step is kept in its history.

Each step looks at the letter again after its row is locked, so that of two people who do the same
at once one comes second and is told so.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from actions import drafting
from actions.drafting import Changed, as_figures, digest
from actions.figures import concerns_of_group, template_of, values_for
from actions.models import Letter, LetterTemplate
from agencies.models import Agency, Board, Group, Person, Seat, Tenure
from lscb.formats import day
from lscb.periods import FinancialYear

State = Letter.State
OPEN = (State.DRAFT, State.APPROVED)
LONGEST_SUBJECT = 150


class Refused(Exception):
    """It cannot be done; the message is the sentence for whoever asked."""


class ChangedMeanwhile(Exception):
    """The letter is not what the page showed. `letter` is what it is now."""

    def __init__(self, letter: Letter):
        super().__init__("The letter was changed in the meantime.")
        self.letter = letter


class NotSent(Exception):
    """The mail server did not take the letter."""


def version(letter: Letter) -> str:
    """Of what one page shows and another may have changed."""
    return digest(
        letter.state,
        letter.subject,
        letter.body,
        sorted(as_figures(letter.figures).items()),
        letter.replied_on,
        letter.reply,
    )


def _locked(letter: Letter, *states: str, seen: str | None = None) -> Letter:
    """The same letter, which nobody else can change before the transaction ends.
    Raises Refused where it has left these states, ChangedMeanwhile where it is not as seen."""
    board = letter.board  # it carries the words
    letter = (
        Letter.objects.select_for_update(of=("self",))
        .select_related("agency", "group", "seat", "addressee")
        .get(pk=letter.pk)
    )
    letter.board = board
    if letter.state not in states:
        raise Refused(f"Nothing was done: {what_became_of(letter)}")
    if seen is not None and seen != version(letter):
        raise ChangedMeanwhile(letter)
    return letter


def what_became_of(letter: Letter) -> str:
    """In a sentence, for somebody whose page is older."""
    return {
        State.DRAFT: "this letter is a draft, and not approved.",
        State.APPROVED: "this letter is approved, and not sent yet.",
        State.SENT: f"this letter was sent on {day(letter.sent_on)}.",
        State.REPLIED: f"a reply to this letter came on {day(letter.replied_on)}.",
        State.CLOSED: f"this letter was closed on {day(letter.closed_on)}.",
        State.WITHDRAWN: "this letter was withdrawn.",
    }[State(letter.state)]


def _kept(letter: Letter, reason: str) -> Letter:
    letter._change_reason = reason
    letter.save()
    return letter


# Drafting


def open_letter(board: Board, agency: Agency, group: Group, year: FinancialYear, seat: Seat | None):
    """The letter about the same that is not sent yet; None where there is none."""
    return Letter.objects.filter(
        board=board, agency=agency, group=group, year=year, seat=seat, state__in=OPEN
    ).first()


@transaction.atomic
def draft(
    board: Board,
    agency: Agency,
    group: Group,
    year: FinancialYear,
    seat: Seat | None,
    *,
    by: User,
    today: date,
) -> tuple[Letter, bool]:
    """A draft filled in from the register, and whether it is new: where one about the same is not
    sent yet, it is that one. Raises Refused where no seat of it meets the rule."""
    # Two clicks come one after the other.
    Agency.objects.select_for_update().get(pk=agency.pk)
    if found := open_letter(board, agency, group, year, seat):
        return found, False
    letter = Letter(board=board, agency=agency, group=group, year=year, seat=seat, drafted_by=by)
    concerns = concerns_of_group(group, year)
    meets = concerns.of_seat(seat.pk) if seat else concerns.of_agency(agency.pk)
    if meets is None:
        raise Refused("No letter was drafted: this does not meet the rule of the group any more.")
    template = template_of(board)
    values = values_for(board, letter, concerns, template.reply_within_days, today)
    letter.subject = _subject(template, values)
    letter.body = drafting.fill(template.body, values)
    letter.figures = values
    return _kept(letter, "Drafted from the register"), True


def _subject(template: LetterTemplate, values: Mapping[str, str]) -> str:
    filled_in = drafting.one_line(drafting.fill(template.subject, values))
    return drafting.cut(filled_in, LONGEST_SUBJECT)


def values_now(letter: Letter, today: date) -> dict[str, str]:
    """What the letter would be filled in with today. `letter.board` has its words."""
    days = as_figures(letter.figures).get("reply_days", "")
    if not days.isdecimal():
        days = str(template_of(letter.board).reply_within_days)
    found = concerns_of_group(letter.group, letter.year)
    return values_for(letter.board, letter, found, int(days), today)


def version_of(found: list[Changed]) -> str:
    return digest(*((one.name, one.old, one.new) for one in found))


def changed_figures(letter: Letter, today: date) -> list[Changed]:
    """The figures that the register gives otherwise than when the letter was filled in."""
    text = f"{letter.subject}\n\n{letter.body}"
    return drafting.changed(as_figures(letter.figures), values_now(letter, today), text)


@transaction.atomic
def edit(
    letter: Letter,
    subject: str,
    body: str,
    *,
    seen: str,
    figures_put_in: str | None,
    today: date,
) -> bool:
    """Whether there was anything to change. An approved letter that is changed is a draft again.

    `figures_put_in` is the version of the changed figures that the writer says the text has now;
    what has changed since then stays pointed out. Raises Refused or ChangedMeanwhile.
    """
    letter = _locked(letter, *OPEN, seen=seen)
    figures = as_figures(letter.figures)
    if figures_put_in and figures_put_in == version_of(changed_figures(letter, today)):
        now = values_now(letter, today)
        figures |= {name: now[name] for name in drafting.OF_THE_REGISTER}
    if (subject, body, figures) == (letter.subject, letter.body, as_figures(letter.figures)):
        return False
    letter.subject, letter.body, letter.figures = subject, body, figures
    _back_to_draft(letter)
    _kept(letter, "Text changed")
    return True


def _back_to_draft(letter: Letter) -> None:
    letter.state = State.DRAFT
    letter.approved_by = letter.approved_at = None


@dataclass(frozen=True)
class Refreshed:
    """What putting in today's figures did. `left` still stand in the text as they were."""

    put_in: list[Changed]
    left: list[Changed]


@transaction.atomic
def refresh(letter: Letter, today: date) -> Refreshed:
    """Puts today's figures into the subject and the paragraphs that still say what was filled in;
    figures that stand in others stay as they are, and stay pointed out. Raises Refused."""
    letter = _locked(letter, *OPEN)
    template = template_of(letter.board)
    old, new = as_figures(letter.figures), values_now(letter, today)
    body, names = drafting.refreshed(letter.body, template.body, old, new)
    is_untouched = letter.subject == _subject(template, old)
    subject = _subject(template, new) if is_untouched else letter.subject
    by_hand = "" if is_untouched else subject
    every = drafting.changed(old, new)
    left = [
        one
        for one in every
        if one.name in names or drafting.stands_in(old.get(one.name, ""), by_hand)
    ]
    put_in = [one for one in every if one not in left]
    figures = old | {one.name: new[one.name] for one in put_in}
    if drafting.stands_in(new["reply_due"], body):
        figures["reply_due"] = new["reply_due"]
    if (subject, body, figures) != (letter.subject, letter.body, old):
        letter.subject, letter.body, letter.figures = subject, body, figures
        _back_to_draft(letter)
        _kept(letter, "Figures of the register put in")
    return Refreshed(put_in, left)


# Approving


def own_agencies(user: User, board: Board, today: date) -> set[int]:
    """The agencies an account acts for: by a seat it holds that day, or by a role."""
    by_seat = Tenure.objects.filter(
        user=user, seat__group__board=board, since__lte=today, state__in=Tenure.HELD
    ).exclude(until__lte=today)
    by_role = board.roles.filter(user=user, suspended_at=None, agency__isnull=False)
    return set(by_seat.order_by().values_list("seat__agency_id", flat=True)) | set(
        by_role.order_by().values_list("agency_id", flat=True)
    )


def why_not_approve(letter: Letter, user: User, today: date) -> str | None:
    """The sentence why this account may not approve the letter; None if it may."""
    if letter.agency_id in own_agencies(user, letter.board, today):
        return (
            f"You cannot approve a letter to {letter.agency}: it is an agency of your own. "
            f"The {letter.board.words.chair} or the named deputy approves it."
        )
    wrote = letter.history.filter(history_user_id=user.pk, state=State.DRAFT).exists()
    if wrote or letter.drafted_by_id == user.pk:
        return "You cannot approve this letter, because you wrote some of it: somebody else must."
    return None


@transaction.atomic
def approve(letter: Letter, by: User, *, seen: str, knows_changes: bool, today: date) -> None:
    """Raises Refused; ChangedMeanwhile where text or figures are not those that were shown."""
    letter = _locked(letter, State.DRAFT)
    found = changed_figures(letter, today)
    if seen != version_to_approve(letter, found):
        raise ChangedMeanwhile(letter)
    if sentence := why_not_approve(letter, by, today):
        raise Refused(sentence)
    if found and not knows_changes:
        raise Refused("Figures in this letter have changed: say that you know.")
    letter.state = State.APPROVED
    letter.approved_by, letter.approved_at = by, timezone.now()
    _kept(letter, "Approved with figures that had changed" if found else "Approved")


def version_to_approve(letter: Letter, found: list[Changed]) -> str:
    return digest(version(letter), version_of(found))


# Sending


def send(
    letter: Letter, by: User, *, name: str, email: str, reply_due: date, today: date
) -> Letter:
    """The letter, sent by e-mail. Raises Refused; NotSent where no mail server took it, and then
    nothing has changed.

    Connecting takes longest, so it comes before the row is locked. The message goes out as the
    last thing before the commit: were the process killed between the two, the letter would count
    as not sent and could be sent again, and the second would carry the first one's Message-ID, by
    which mail programs know a copy. The other order could tell of a letter that never went out.
    """
    connection = get_connection()
    try:
        connection.open()
        with transaction.atomic():
            letter = _locked(letter, State.APPROVED)
            _note_sent(letter, Letter.SentBy.EMAIL, today, reply_due, name, email)
            if _message(letter, by, name, email, connection).send() != 1:
                raise NotSent
    except (SMTPException, OSError, UnicodeError) as problem:
        raise NotSent from problem
    finally:
        with suppress(SMTPException, OSError):
            connection.close()
    return letter


@transaction.atomic
def note_posted(letter: Letter, *, name: str, sent_on: date, reply_due: date) -> Letter:
    """The letter, noted as printed and posted. Raises Refused."""
    letter = _locked(letter, State.APPROVED)
    _note_sent(letter, Letter.SentBy.POST, sent_on, reply_due, name, "")
    return letter


def _note_sent(letter, means, sent_on: date, reply_due: date, name: str, email: str) -> None:
    letter.state = State.SENT
    letter.addressee = _addressee(letter.board, name, email) if name else None
    letter.sent_on, letter.sent_by_means, letter.reply_due = sent_on, means, reply_due
    _kept(letter, "Sent by e-mail" if means == Letter.SentBy.EMAIL else "Printed and posted")


def _addressee(board: Board, name: str, email: str) -> Person:
    """The board's person of that name and address. An address that is stored is never changed:
    an earlier letter went there, or it is somebody else's."""
    same = Person.objects.filter(board=board, name=name, erased_at=None).order_by("pk")
    if email:
        same = same.filter(email__in=(email, "")).order_by("-email", "pk")
    person = same.first() or Person(board=board, name=name)
    if person.pk is None or (email and not person.email):
        person.email = email
        person.save()
    return person


def signature(letter: Letter) -> str:
    """Who signs: the office, in the board's own word; never a name."""
    return f"{letter.board.words.chair}\n{letter.board.name}"


def _message(letter: Letter, by: User, name: str, email: str, connection) -> EmailMessage:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    key = digest(letter.pk, letter.approved_at)
    return EmailMessage(
        drafting.one_line(letter.subject),
        f"{letter.body}\n\n{signature(letter)}\n",
        None,
        [_mailbox(name, email)],
        reply_to=[by.email],
        headers={"Message-ID": f"<letter-{letter.pk}-{key}@{domain}>"},
        connection=connection,
    )


def _mailbox(name: str, email: str) -> str:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{email}>'


# What came of it


@transaction.atomic
def note_reply(letter: Letter, *, replied_on: date, reply: str, seen: str) -> None:
    """Raises Refused or ChangedMeanwhile."""
    letter = _locked(letter, State.SENT, State.REPLIED, seen=seen)
    reason = "Reply noted" if letter.state == State.SENT else "Reply corrected"
    letter.state, letter.replied_on, letter.reply = State.REPLIED, replied_on, reply
    _kept(letter, reason)


@transaction.atomic
def close(letter: Letter, *, closed_on: date, outcome: str) -> None:
    """Raises Refused."""
    letter = _locked(letter, State.SENT, State.REPLIED)
    letter.state, letter.closed_on, letter.outcome = State.CLOSED, closed_on, outcome
    _kept(letter, "Closed")


@transaction.atomic
def withdraw(letter: Letter, reason: str) -> None:
    """Raises Refused."""
    letter = _locked(letter, *OPEN)
    letter.state = State.WITHDRAWN
    _kept(letter, f"Withdrawn: {reason}")
