"""Two boards with a row of everything, an account of each kind, and every address of the site.

Made once for a module, inside a transaction that is rolled back after its last test:

    @pytest.fixture(scope="module")
    def boards(django_db_setup, django_db_blocker):
        yield from two_boards.made(django_db_blocker)
"""

import json
import logging
from dataclasses import dataclass, field
from datetime import date
from http.cookies import SimpleCookie

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from accounts.models import User
from actions.models import Letter
from agencies.models import Agency, Board, Group, Invitation, Role, Seat, Tenure, WantedKind
from attendance.models import AttendanceQuery, Meeting, RegisterImport
from datasets.models import ChartNote, ListedIndicator
from tests.build import (
    PASSWORD,
    make_agency,
    make_board,
    make_chair,
    make_concern_rule,
    make_counting_rule,
    make_group,
    make_invitation,
    make_meeting,
    make_one_of_each,
    make_published_figure,
    make_role,
    make_seat,
    make_tenure,
    make_user,
    mark,
)
from tests.product import SHARED

# Every account of the tests, in the words of their tables.
VISITOR = "visitor"
ACCOUNTS = {
    VISITOR: "nobody has signed in",
    "closed": "a manager whose account was closed while signed in",
    "suspended": "a manager whose role is suspended",
    "outsider": "a member of another board",
    "keeper": "the administrator of another board",
    "superuser": "looks after the installation; has no role on a board",
    "member": "a member",
    "lead": "the lead of one agency",
    "signing": "the signing officer of one agency",
    "sits": "a member who holds a seat of the Management Group",
    "chair": "a member who holds the chair's seat",
    "manager": "the business manager",
    "administrator": "an administrator",
}
YEAR = "2012-13"
MISSING_KEY = 987_654_321


@dataclass
class OneBoard:
    """A board, a row of every model on it, and the parts that its addresses name."""

    board: Board
    rows: dict[type, object]
    token: str
    passkey: Authenticator | None = None

    @property
    def parts(self) -> dict[str, object]:
        role = self.rows[Role]
        return {
            "board_slug": self.board.slug,
            "group_slug": self.rows[Group].slug,
            "agency_slug": self.rows[Agency].slug,
            "year": YEAR,
            "kind": "csv",
            "role_id": role.pk,
            "seat_id": self.rows[Seat].pk,
            "meeting_id": self.rows[Meeting].pk,
            "query_id": self.rows[AttendanceQuery].pk,
            "tenure_id": self.rows[Tenure].pk,
            "wanted_id": self.rows[WantedKind].pk,
            "import_id": self.rows[RegisterImport].pk,
            "letter_id": self.rows[Letter].pk,
            "code": self.rows[ListedIndicator].indicator.code,
            "note_id": self.rows[ChartNote].pk,
            "user_id": role.user_id,
            "invitation_id": self.rows[Invitation].pk,
            "token": self.token,
            "pk": self.passkey.pk if self.passkey else MISSING_KEY,
            "uidb36": user_pk_to_url_str(role.user),
            "key": default_token_generator.make_token(role.user),
        }

    def keys_of(self, model) -> tuple[int, int]:
        """Of the model's row, and of the latest entry of its history."""
        row = self.rows[model]
        return row.pk, model.history.filter(id=row.pk).first().pk


MISSING_PARTS = {
    "board_slug": "nowhere",
    "group_slug": "no-such-group",
    "agency_slug": "no-such-agency",
    "year": YEAR,
    "kind": "csv",
    "role_id": MISSING_KEY,
    "seat_id": MISSING_KEY,
    "meeting_id": MISSING_KEY,
    "query_id": MISSING_KEY,
    "tenure_id": MISSING_KEY,
    "wanted_id": MISSING_KEY,
    "import_id": MISSING_KEY,
    "letter_id": MISSING_KEY,
    "code": "NONE99",
    "note_id": MISSING_KEY,
    "user_id": MISSING_KEY,
    "invitation_id": MISSING_KEY,
    "token": "no-such-token",
    "pk": MISSING_KEY,
    "uidb36": "zzzzzz",
    "key": "no-such-key",
}


@dataclass
class TwoBoards:
    home: OneBoard
    elsewhere: OneBoard
    users: dict[str, User]
    clients: dict[str, Client] = field(default_factory=dict)
    _cookies: dict[str, str] = field(default_factory=dict)

    def sign_everybody_in(self) -> None:
        """By the forms: pages that ask for the password once more are content for an hour."""
        self.clients[VISITOR] = Client(raise_request_exception=False)
        for name, user in self.users.items():
            client = self.clients[name] = Client(raise_request_exception=False)
            cache.clear()  # so many at once would be too many from one address
            for page in ("account_login", "account_reauthenticate"):
                given = {"login": user.email, "password": PASSWORD}
                assert client.post(reverse(page), given).status_code == 302, name
        self._cookies = {name: client.cookies.output() for name, client in self.clients.items()}

    def ask(self, account: str, method: str, address: str, data=None, **extra):
        """The answer; what it changed is undone, in the database and in the browser."""
        client = self.clients[account]
        send = getattr(client, method.lower())
        try:
            with transaction.atomic():
                answer = send(address, data if data is not None else {}, **extra)
                transaction.set_rollback(True)
        finally:
            client.cookies = SimpleCookie()
            client.cookies.load(self._cookies[account].replace("Set-Cookie: ", ""))
        return answer


def made(blocker, make=None):
    """For a fixture: yields the boards, and takes them away again. Refusals are not logged: there
    are thousands."""
    with blocker.unblock(), override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=3600):
        logging.disable(logging.CRITICAL)
        try:
            with transaction.atomic():
                yield (make or make_two_boards)()
                transaction.set_rollback(True)
        finally:
            logging.disable(logging.NOTSET)


def make_two_boards() -> TwoBoards:
    home, elsewhere = _board("kingston"), _board("elsewhere")
    users = _accounts(home.board, elsewhere.board)
    boards = TwoBoards(home, elsewhere, users)
    for of, sender in ((home, "administrator"), (elsewhere, "keeper")):
        _, of.token = make_invitation(of.board, users[sender], email=f"new@{of.board.slug}.org")
    boards.sign_everybody_in()
    users["closed"].is_active = False
    users["closed"].save()
    # After signing in: who has a passkey is asked for it.
    for of, owner in ((home, "member"), (elsewhere, "outsider")):
        of.passkey = make_passkey(users[owner], f"Passkey of {of.board.slug}")
    return boards


def make_passkey(user, name: str) -> Authenticator:
    """As a browser would have sent it, with a key that opens nothing."""
    public_key = {1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)}
    credential = AttestedCredentialData.create(bytes(16), user.email.encode(), public_key)
    flags = AuthenticatorData.FLAG.AT | AuthenticatorData.FLAG.UP
    of_site = AuthenticatorData.create(bytes(32), flags, 0, credential)
    client_data = {"type": "webauthn.create", "challenge": "", "origin": "https://example.org"}
    response = {
        "clientDataJSON": websafe_encode(json.dumps(client_data).encode()),
        "attestationObject": websafe_encode(AttestationObject.create("none", of_site, {})),
    }
    key = websafe_encode(credential.credential_id)
    sent = {"id": key, "rawId": key, "type": "public-key", "response": response}
    data = {"name": name, "credential": {**sent, "clientExtensionResults": {}}}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


def _board(slug: str) -> OneBoard:
    """With a main group that met, for the dashboards, beside the rows of every model."""
    board = make_board(slug)
    rows = make_one_of_each(board)
    for model in (Agency, Group):
        rows[model].slug = f"of-{slug}"  # what one board has, the other has not
        rows[model].save()
    rows[Meeting].confirmed_at = None  # of a confirmed register no row is deleted
    rows[Meeting].save()
    _make_what_does_not_add_up(make_group(board), rows[Agency])
    return OneBoard(board, rows, token="")


def _make_what_does_not_add_up(group: Group, agency: Agency) -> None:
    """So that the dashboards have something to say: absences, a vacant seat, a meeting on a Sunday
    whose printed date lies outside the year, and a printed figure that the records do not give."""
    absent = make_seat(group, agency, f"Head of {group.board.slug}")
    make_tenure(absent, note="Dates from the register")
    vacant = make_seat(group, agency, f"Vacant at {group.board.slug}")
    make_tenure(vacant, state="vacant", note="Since the holder left")
    for held_on in ("2012-06-24", "2012-07-24"):
        meeting = make_meeting(
            group, held_on, printed_date="24.06.11", date_note="Printed with the year before"
        )
        mark(absent, meeting, "absent", doubt="may have been vacant")
    make_counting_rule(group, smallest_denominator=1)
    make_concern_rule(group)
    make_published_figure(
        group.board, "90%", group=group, held_on=date(2012, 6, 24), number=90, note="Not so"
    )


def _accounts(home: Board, elsewhere: Board) -> dict[str, User]:
    users = {
        name: make_user(f"{name}@example.org", is_superuser=name == "superuser")
        for name in ACCOUNTS
        if name != VISITOR
    }
    agency = home.agencies.first()
    for name, kind in {
        "closed": "manager",
        "suspended": "manager",
        "member": "member",
        "lead": "agency_lead",
        "signing": "signing_officer",
        "sits": "member",
        "chair": "member",
        "manager": "manager",
        "administrator": "administrator",
    }.items():
        for_agency = agency if kind in ("agency_lead", "signing_officer") else None
        make_role(users[name], home, kind, for_agency)
    users["suspended"].roles.update(suspended_at=timezone.now())
    make_role(users["outsider"], elsewhere, "member")
    make_role(users["keeper"], elsewhere, "administrator")
    make_chair(users["chair"], home)
    managers = make_group(home, "management-group", "management_group")
    make_tenure(make_seat(managers, make_agency(home, "The Council")), user=users["sits"])
    return users


# The addresses of the site


@dataclass(frozen=True)
class Route:
    """One line of the URL map."""

    pattern: str
    name: str | None
    callback: object = field(compare=False, repr=False)
    params: tuple[str, ...] = field(compare=False)

    @property
    def key(self) -> str:
        """How the tables call it: by its name, or by its address where it has none."""
        return self.name or self.pattern

    @property
    def is_of_admin(self) -> bool:
        return self.pattern.startswith("admin/")

    @property
    def model(self) -> type | None:
        """The model whose page in the admin site it is."""
        parts = self.pattern.split("/")
        if not self.is_of_admin or len(parts) < 4 or "^" in parts[1]:
            return None
        return apps.get_model(parts[1], parts[2])

    @property
    def has_object(self) -> bool:
        """Whether the address names something that may be another board's, or missing."""
        return (
            bool(set(self.params) - {"year", "kind", "app_label", "url"})
            or "([^/]+)" in self.pattern
        )


def routes() -> list[Route]:
    return list(_walk(get_resolver()))


def _walk(resolver, before=""):
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, pattern)
        else:
            params = [*_params(before), *_params(str(entry.pattern))]
            yield Route(pattern, entry.name, entry.callback, tuple(params))


def _params(pattern: str) -> list[str]:
    return [
        piece.partition(">")[0].partition(":")[2] or piece.partition(">")[0]
        for piece in pattern.split("<")[1:]
    ]


# Which object an address names: one of the home board, of the other one, or none that exists; on
# an address with two parts also a part of the other board's, or none, under the own board.
OWN, THEIRS, MISSING, THEIR_PART, NO_PART = "own", "theirs", "missing", "their part", "no part"
QUERY = {
    "autocomplete": "?app_label=agencies&model_name=seat&field_name=agency",
}
CATCH_ALL = "admin/(?P<url>.*)$"


def addresses(boards: TwoBoards, route: Route) -> dict[str, str]:
    """The route's address for each object it can name; only `own` where it names none."""
    if route.model:
        return _addresses_of_rows(boards, route)
    home, elsewhere = boards.home.parts, boards.elsewhere.parts
    if not route.has_object:
        return {OWN: _address(route, home)}
    found = {OWN: home, THEIRS: elsewhere, MISSING: MISSING_PARTS}
    if len(set(route.params) - {"year", "kind", "uidb36"}) > 1:
        slug = {"board_slug": home["board_slug"]}
        found |= {THEIR_PART: elsewhere | slug, NO_PART: MISSING_PARTS | slug}
    return {which: _address(route, parts) for which, parts in found.items()}


def _address(route: Route, parts: dict) -> str:
    if route.key == CATCH_ALL:
        return "/admin/no-such-page"
    known = {**parts, "app_label": "agencies"}
    address = reverse(
        f"admin:{route.name}" if route.is_of_admin else route.name,
        kwargs={name: known[name] for name in route.params},
    )
    return address + QUERY.get(route.key, "")


def _addresses_of_rows(boards: TwoBoards, route: Route) -> dict[str, str]:
    """Of a page of the admin site about one model."""
    if not route.has_object:
        return {OWN: f"/{route.pattern}"}
    own, own_version = boards.home.keys_of(route.model)
    theirs, their_version = boards.elsewhere.keys_of(route.model)
    found = {OWN: (own, own_version), MISSING: (MISSING_KEY, MISSING_KEY)}
    if route.model not in SHARED:
        found[THEIRS] = (theirs, their_version)
    if "^" in route.pattern:
        found |= {THEIR_PART: (own, their_version), NO_PART: (own, MISSING_KEY)}
    return {which: _filled_in(route, *keys) for which, keys in found.items()}


def _filled_in(route: Route, key: int, version: int) -> str:
    if route.name is None:
        return f"/{route.pattern}".replace("<path:object_id>", str(key))
    keys = (key, version) if "^" in route.pattern else (key,)
    return reverse(f"admin:{route.name}", args=keys)
