"""What the pages about a board's accounts say."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts import second_step
from accounts.models import User
from agencies.access import given_by
from agencies.account_changes import why_not_suspend
from agencies.account_log import Done, done_on, role_words
from agencies.invitations import WHAT_A_ROLE_IS
from agencies.models import Board, Invitation, Role, Tenure
from agencies.words import Words


@dataclass(frozen=True)
class RoleLine:
    """One role of an account, and whether the reader may suspend or restore it."""

    pk: int
    words: str
    is_suspended: bool
    may_change: bool


@dataclass(frozen=True)
class AccountLine:
    """One account with a role on the board."""

    user: User
    roles: list[RoleLine]
    seats: list[str]
    has_second_step: bool
    last_seat_ended: date | None  # the first day out of the last seat; None while in one

    @property
    def has_access(self) -> bool:
        return self.user.is_active and any(not role.is_suspended for role in self.roles)

    @property
    def is_to_close(self) -> bool:
        return self.has_access and self.last_seat_ended is not None

    @property
    def state(self) -> str:
        if not self.user.is_active:
            return "Closed"
        return "Open" if self.has_access else "Suspended"


@dataclass(frozen=True)
class InvitationLine:
    """An invitation that was not accepted yet."""

    invitation: Invitation
    words: str
    works: bool  # not when whoever sent it may no longer give the role
    may_withdraw: bool


@dataclass(frozen=True)
class AccountsPage:
    board: Board
    accounts: list[AccountLine]
    invitations: list[InvitationLine]
    done: list[Done]
    title: str = "Accounts"
    section: str = "accounts"

    @property
    def to_close(self) -> list[AccountLine]:
        return [account for account in self.accounts if account.is_to_close]


def accounts(board: Board, reader: User, today: date | None = None) -> AccountsPage:
    roles = list(board.roles.select_related("user", "agency").order_by("user__email", "kind"))
    return AccountsPage(
        board,
        _account_lines(board, roles, reader, today or timezone.localdate()),
        _invitation_lines(board, roles),
        done_on(board) if board.rights.sees_history else [],
    )


def _account_lines(board: Board, roles: list[Role], reader: User, today: date) -> list[AccountLine]:
    tenures = _tenures_by_account(board)
    with_second_step = second_step.accounts_with({role.user_id for role in roles})
    of_user = defaultdict(list)
    for role in roles:
        of_user[role.user].append(role)
    return [
        AccountLine(
            user,
            [_role_line(role, board, reader) for role in own],
            [str(tenure.seat) for tenure in tenures[user.pk] if is_held(tenure, today)],
            user.pk in with_second_step,
            _last_ended(tenures[user.pk], today),
        )
        for user, own in of_user.items()
    ]


def _tenures_by_account(board: Board) -> dict[int | None, list[Tenure]]:
    tenures = Tenure.objects.filter(
        seat__group__board=board, user__isnull=False, state__in=Tenure.HELD
    ).select_related("seat__agency")
    by_account = defaultdict(list)
    for tenure in tenures:
        by_account[tenure.user_id].append(tenure)
    return by_account


def is_held(tenure: Tenure, day: date) -> bool:
    return tenure.since <= day and (tenure.until is None or day < tenure.until)


def _last_ended(tenures: list[Tenure], today: date) -> date | None:
    """The day the last one ended; None where there was none, or one goes on or is to come."""
    ends = [tenure.until for tenure in tenures if tenure.until and tenure.until <= today]
    return max(ends) if ends and len(ends) == len(tenures) else None


def _role_line(role: Role, board: Board, reader: User) -> RoleLine:
    may_change = role.kind in board.rights.gives and why_not_suspend(role, reader) is None
    return RoleLine(role.pk, role_words(role), role.suspended_at is not None, may_change)


def _invitation_lines(board: Board, roles: list[Role]) -> list[InvitationLine]:
    kinds = defaultdict(set)
    for role in roles:
        if role.suspended_at is None and role.user.is_active:
            kinds[role.user_id].add(role.kind)
    return [
        InvitationLine(
            invitation,
            role_words(invitation),
            invitation.kind in given_by(kinds[invitation.invited_by_id]),
            invitation.kind in board.rights.gives,
        )
        for invitation in board.invitations.open().order_by("email")
    ]


@dataclass(frozen=True)
class InvitePage:
    board: Board
    form: forms.Form
    title: str = "Invite somebody"
    section: str = "accounts"


@dataclass(frozen=True)
class InvitedPage:
    """`address` is the link itself, only where e-mail goes to nobody (the demo's terminal)."""

    board: Board
    email: str
    address: str | None
    title: str = "The invitation is sent"
    section: str = "accounts"


@dataclass(frozen=True)
class ConfirmPage:
    """Asks before something is done; says why not where it may not be."""

    board: Board
    title: str
    sentence: str
    button: str
    form: forms.Form
    refusal: str | None = None
    section: str = "accounts"


@dataclass(frozen=True)
class SeatPage:
    board: Board
    user: User
    held: list[Tenure]
    form: forms.Form
    title: str = "Seats of an account"
    section: str = "accounts"


def held_today(board: Board, today: date | None = None):
    """How each seat of the board that is held today is held."""
    day = today or timezone.localdate()
    return Tenure.objects.filter(
        Q(until=None) | Q(until__gt=day),
        seat__group__board=board,
        since__lte=day,
        state__in=Tenure.HELD,
    )


@dataclass(frozen=True)
class NewBoardPage:
    board_form: forms.Form
    words_form: forms.Form
    title: str = "Create a board"
    board: None = None


@dataclass(frozen=True)
class InvitationPage:
    """What an invitation's link shows. `way` is how it can be accepted by whoever opens it."""

    invitation: Invitation
    words: Words
    way: str  # "new": set a password; "sign-in"; "accept"; "other": signed in as somebody else
    form: forms.Form | None = None
    title: str = "An invitation"
    board: None = None

    @property
    def role(self) -> str:
        return role_words(self.invitation)

    @property
    def what_it_is(self) -> str:
        return WHAT_A_ROLE_IS[self.invitation.kind]
