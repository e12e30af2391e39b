"""Who may see and change what. Every view that serves a board starts here.

A board that the account has no role on does not exist for it: 404, the same as for one that is
not there. A page of one's own board that one's roles do not open is a 403.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils import timezone

from agencies.models import Board, Group, Role, Seat, Tenure
from agencies.words import Words, words_on
from lscb.kept import keep

GIVEN_BY_MANAGERS = frozenset({Role.Kind.MEMBER, Role.Kind.AGENCY_LEAD, Role.Kind.SIGNING_OFFICER})


def given_by(kinds) -> frozenset[str]:
    """The kinds of role that an account with roles of these kinds may give, suspend, restore."""
    if Role.Kind.ADMINISTRATOR in kinds:
        return frozenset(Role.Kind.values)
    return GIVEN_BY_MANAGERS if Role.Kind.MANAGER in kinds else frozenset()


@dataclass(frozen=True)
class Rights:
    """What one account may do on one board, on one day."""

    kinds: frozenset[str]
    is_chair: bool = False
    sits_on_management_group: bool = False

    @property
    def is_manager(self) -> bool:
        return Role.Kind.MANAGER in self.kinds

    @property
    def is_administrator(self) -> bool:
        return Role.Kind.ADMINISTRATOR in self.kinds

    @property
    def sees_management(self) -> bool:
        return (
            self.is_manager
            or self.is_chair
            or self.is_administrator
            or self.sits_on_management_group
        )

    @property
    def manages_accounts(self) -> bool:
        return self.is_manager or self.is_administrator

    @property
    def keeps_registers(self) -> bool:
        """Plans meetings, takes the register, keeps who sits where, drafts letters."""
        return self.is_manager or self.is_administrator

    @property
    def sees_limited_figures(self) -> bool:
        """Of indicators whose small numbers could point to one child."""
        return self.is_manager or self.is_chair or self.is_administrator

    @property
    def notes_changes(self) -> bool:
        """Says in which period something changed, so that a chart begins anew."""
        return self.keeps_registers or self.is_chair

    @property
    def gives(self) -> frozenset[str]:
        """The kinds of role that the account may give, suspend and restore."""
        return given_by(self.kinds)

    @property
    def sees_history(self) -> bool:
        """Of the records that the pages show: those who may edit them."""
        return self.is_manager or self.is_administrator


def _held_on(day: date):
    return Q(since__lte=day, state__in=Tenure.HELD) & (Q(until=None) | Q(until__gt=day))


def _roles(user, day: date):
    """The account's roles that are not suspended, with what follows from its seats that day."""
    held = Tenure.objects.filter(_held_on(day), user=user, seat__group__board=OuterRef("board"))
    return (
        Role.objects.filter(user=user, suspended_at=None)
        .select_related("board")
        .annotate(
            is_chair=Exists(
                held.filter(
                    seat__group__kind=Group.Kind.MAIN_BOARD,
                    seat__office__in=(Seat.Office.CHAIR, Seat.Office.DEPUTY),
                )
            ),
            on_management_group=Exists(held.filter(seat__group__kind=Group.Kind.MANAGEMENT_GROUP)),
            words=words_on(day, OuterRef("board")),
        )
    )


def _rights(roles) -> Rights:
    return Rights(
        kinds=frozenset(role.kind for role in roles),
        is_chair=roles[0].is_chair,
        sits_on_management_group=roles[0].on_management_group,
    )


def board_for(user, slug: str, *, today: date | None = None) -> Board:
    """The board with `.rights` and `.words`, for anyone with a role on it; 404 for all others."""
    day = today or timezone.localdate()
    version = getattr(user, "data_version", None)
    return keep(version, ("board", user.pk, slug, day), lambda: _board_for(user, slug, day))


def _board_for(user, slug: str, day: date) -> Board:
    roles = list(_roles(user, day).filter(board__slug=slug))
    if not roles:
        raise Http404("No such board")
    board = roles[0].board
    board.rights = _rights(roles)
    board.words = Words.of(roles[0].words)
    return board


def _board_where(user, slug: str, right: str) -> Board:
    board = board_for(user, slug)
    if not getattr(board.rights, right):
        raise PermissionDenied
    return board


def management_board_for(user, slug: str) -> Board:
    """The board, for its manager, chair, administrators and holders of Management Group seats."""
    return _board_where(user, slug, "sees_management")


def registers_board_for(user, slug: str) -> Board:
    """The board, for those who keep its meetings, registers and seats: the manager and
    administrators."""
    return _board_where(user, slug, "keeps_registers")


def chairs_board_for(user, slug: str) -> Board:
    """The board, for its chair and the named deputy: who approves what goes out in its name."""
    return _board_where(user, slug, "is_chair")


def notes_board_for(user, slug: str) -> Board:
    """The board, for those who note what changed what its charts show: the manager, administrators
    and the chair."""
    return _board_where(user, slug, "notes_changes")


def accounts_board_for(user, slug: str) -> Board:
    """The board, for those who look after its accounts: the manager and administrators."""
    return _board_where(user, slug, "manages_accounts")


def history_board_for(user, slug: str) -> Board:
    """The board, for those who may see who changed what."""
    return _board_where(user, slug, "sees_history")


def boards_of(user):
    """The boards the account has a role on."""
    return Board.objects.filter(
        Exists(Role.objects.filter(board=OuterRef("pk"), user=user, suspended_at=None))
    )


def administered_boards(user):
    """The boards whose data the account keeps in the admin site."""
    if user.is_superuser:
        return Board.objects.all()
    return Board.objects.filter(
        Exists(
            Role.objects.filter(
                board=OuterRef("pk"),
                user=user,
                kind=Role.Kind.ADMINISTRATOR,
                suspended_at=None,
            )
        )
    )


def may_administer(user) -> bool:
    """Whether the admin site is open to the account at all."""
    return user.is_active and (user.is_superuser or administered_boards(user).exists())
