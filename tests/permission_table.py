"""Who gets what on every address of the site. `tests/test_permissions.py` tries it all.

The first table says which accounts a page opens to; the second gives every route of the URL map
one of these policies, and what it answers to each method where it opens. A route that is not in
the second table fails the test, and so does a line without a route.
"""

from dataclasses import dataclass, field

from django.contrib import admin

from accounts.models import User
from agencies.administration import ShownOnly
from agencies.models import Agency, Board, Group, Person, Seat, Sector
from attendance.models import Meeting
from datasets.models import Area, Indicator, Release, Theme
from tests.product import MODELS, SHARED
from tests.two_boards import ACCOUNTS, CATCH_ALL, MISSING, OWN, THEIRS

METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE")
SIGN_IN = "sent to the sign-in page"

# What an account (a line; tests/two_boards.py says who it is) gets from a page of a policy (a
# column) of our board. "yes": the page; "in": is asked to sign in; else the status of the refusal.
#
# open            everybody, signed in or not
# own             everybody's own account
# members         the pages of a board
# management      what needs doing
# managers        the board's accounts, and who changed what
# noters          what changed in what a chart shows
# approvers       letters that go out in the board's name
# administrators  taking away somebody's second step
# creators        a new board
# lists           pages of the admin site that are about no one record
# record          pages of the admin site about one record
# installation    what only the superuser adds, or takes away
# nobody          what is never done there
# passkey         of its owner: the member, and on the other board the outsider
POLICIES = """
                open own members management managers noters approvers administrators creators
visitor         yes  in  in      in         in       in     in        in             in
closed          yes  in  in      in         in       in     in        in             in
suspended       yes  yes 404     404        404      404    404       404            403
outsider        yes  yes 404     404        404      404    404       404            403
keeper          yes  yes 404     404        404      404    404       404            yes
superuser       yes  yes 404     404        404      404    404       404            yes
member          yes  yes yes     403        403      403    403       403            403
lead            yes  yes yes     403        403      403    403       403            403
signing         yes  yes yes     403        403      403    403       403            403
sits            yes  yes yes     yes        403      403    403       403            403
chair           yes  yes yes     yes        403      yes    yes       403            403
manager         yes  yes yes     yes        yes      yes    403       403            403
administrator   yes  yes yes     yes        yes      yes    403       yes            yes

                lists record installation nobody passkey
visitor         in    in     in           in     in
closed          in    in     in           in     in
suspended       403   403    403          403    404
outsider        403   403    403          403    404
keeper          yes   404    403          403    404
superuser       yes   yes    yes          403    404
member          403   403    403          403    yes
lead            403   403    403          403    404
signing         403   403    403          403    404
sits            403   403    403          403    404
chair           403   403    403          403    404
manager         403   403    403          403    404
administrator   yes   yes    403          403    404
"""
OF_ADMIN = ("lists", "record", "installation", "nobody")


def _cells() -> dict[tuple[str, str], str]:
    """By policy and account."""
    found = {}
    for table in POLICIES.strip("\n").split("\n\n"):
        head, *lines = table.split("\n")
        for line in lines:
            account, *cells = line.split()
            found |= dict(zip(((policy, account) for policy in head.split()), cells, strict=True))
    return found


CELLS = _cells()

# Another board's page answers an account as ours answers the account that stands to our board as
# the first one stands to the other.
AT_THEIRS = dict.fromkeys(ACCOUNTS, "outsider") | {
    "visitor": "visitor",
    "closed": "closed",
    "outsider": "member",
    "keeper": "administrator",
    "administrator": "keeper",
    "superuser": "superuser",
}
# One that does not exist: as another board's answers those who have nothing there.
AT_MISSING = AT_THEIRS | {"outsider": "outsider", "keeper": "keeper"}


@dataclass(frozen=True)
class Line:
    """One route: whom it opens to, and what it answers to each method there."""

    policy: str
    answers: dict[str, int]
    sends: dict = field(default_factory=dict)  # with POST
    but: dict[str, dict[str, int]] = field(default_factory=dict)  # accounts answered otherwise
    missing: int = 404  # where the object does not exist
    asks_nothing: tuple[str, ...] = ()  # methods answered before anything is looked up
    looks_first: bool = False  # what the address names is looked up before anybody is refused

    def expects(self, account: str, method: str, which: str = OWN) -> int | str:
        """The status; SIGN_IN where the account is sent there."""
        stands_as = {THEIRS: AT_THEIRS, MISSING: AT_MISSING}.get(which, {}).get(account, account)
        cell = CELLS[self.policy, stands_as]
        if cell == "in":
            return SIGN_IN
        answer = self.but.get(stands_as, self.answers)[method]
        if answer == 403 and self.looks_first:
            return 403 if cell == "yes" and which in (OWN, THEIRS) else 404
        if answer in (403, 405):
            # Methods are refused before anything is looked up, but in the admin site after whom.
            return 403 if cell == "403" and self.policy in OF_ADMIN else answer
        if method in self.asks_nothing:
            return answer
        if cell != "yes":
            return int(cell)
        return answer if which in (OWN, THEIRS) else self.missing


def answers(get=200, post=405, options=405, put=405, delete=405) -> dict[str, int]:
    return {
        "GET": get, "HEAD": get, "POST": post, "OPTIONS": options, "PUT": put, "DELETE": delete
    }  # fmt: skip


def reads(policy: str, get=200) -> Line:
    """A page that is only looked at."""
    return Line(policy, answers(get))


def form(policy: str, done=200, **sends) -> Line:
    """A page with a form; `done` is the answer to what is sent: 200 where it is incomplete."""
    return Line(policy, answers(post=done), sends)


# allauth's pages: generic views, which answer OPTIONS, and mostly take PUT for POST.
LOOKED_AT = answers(options=200)
SIGNED_OUT = ("visitor", "closed")
WITH_PASSKEY = ("member", "outsider")
SENT_AWAY = dict.fromkeys(SIGNED_OUT, answers(302, post=302, options=200))
WITH_FORM = answers(post=200, options=200, put=200)
ELSEWHERE = answers(get=302, post=302, options=302, put=302, delete=302)
NONE_SET_UP = answers(get=404, post=404, options=404, put=404, delete=404)
ALL_METHODS = answers(post=200, options=200, put=200, delete=200)
GENERIC = answers(options=200)

# Who reads the pages of a board and keeps no registers.
READERS = ("member", "lead", "signing", "sits", "chair")

KEEP_REGISTERS = dict.fromkeys(("manager", "administrator"), answers())

PAGES = {
    "boards": Line(
        "own", answers(302), but={"suspended": answers(), "superuser": answers()}
    ),  # no board to go on to
    "healthz": reads("open"),
    "accessibility": reads("open"),
    # Boards
    "board": reads("members"),
    "dashboard_download": reads("members"),
    "management": reads("management"),
    "management_download": reads("management"),
    "budget_latest": reads("members", get=302),
    "budget": reads("members"),
    "budget_download": reads("members"),
    "budget_history": reads("managers"),
    "groups": reads("members"),
    "groups_download": reads("members"),
    "group": reads("members"),
    "group_download": reads("members"),
    "group_attendance": reads("members"),
    "group_attendance_download": reads("members"),
    "group_history": reads("managers"),
    "agencies": reads("members"),
    "agencies_download": reads("members"),
    "agency": reads("members"),
    "agency_download": reads("members"),
    "agency_history": reads("managers"),
    # Figures of indicators
    "compare": reads("members"),
    "compare_download": reads("members"),
    # Meetings, their quorum and calendar, one's own line
    "meetings": reads("members"),
    "meetings_download": reads("members"),
    "meeting_new": form("managers"),
    "meeting": reads("members"),
    "meeting_change": form("managers"),
    "meeting_call_off": form("managers"),
    "quorum": Line("members", answers(post=200), but=dict.fromkeys(READERS, answers(post=403))),
    "calendar": form("members", do="make"),
    "calendar_feed": Line("open", answers(404)),  # without the secret that belongs to it
    "my_attendance": reads("members"),
    "attendance_wrong": Line("members", answers(404, post=404)),  # nobody's own seat
    "attendance_queries": reads("managers"),
    "attendance_query": form("managers"),
    # A meeting's register
    "register": form("managers", done=303),
    "register_sheet": reads("managers"),
    # Not confirmed yet, so only for those who keep it; then for members.
    "register_record": Line("members", answers(403), but=KEEP_REGISTERS, looks_first=True),
    "register_download": Line("members", answers(403), but=KEEP_REGISTERS, looks_first=True),
    # Seats, and who should be represented
    "group_seats": reads("members"),
    "group_seats_download": reads("members"),
    "seat": reads("members"),
    "seat_new": form("managers"),
    "seat_change": form("managers"),
    "seat_holder": form("managers"),
    "seat_times": form("managers"),
    "seat_take_back": form("managers"),  # its entry counts at a meeting: to be accepted first
    "seat_end": form("managers"),
    "seat_reopen": form("managers"),
    "seat_move": form("managers"),
    "seat_merge": form("managers"),
    "wanted_kinds": reads("members"),
    "wanted_add": form("managers"),
    "wanted_change": form("managers"),
    "wanted_remove": form("managers", done=302),
    # Registers from spreadsheets
    "imports": form("managers"),
    "register_import": form("managers", done=302, do="save"),
    "register_import_undo": form("managers"),
    # Concerns about attendance, and the letters that follow
    "concerns": reads("management"),
    "concerns_download": reads("management"),
    "letters": reads("management"),
    "letters_download": reads("management"),
    "new_letter": Line("managers", answers(405, post=404)),  # about nothing
    "letter_template": form("managers"),
    "letter": reads("management"),
    "letter_docx": reads("management"),
    "edit_letter": form("managers"),
    "refresh_letter": Line("managers", answers(405, post=302)),
    "approve_letter": form("approvers"),
    "send_letter": Line("managers", answers(302, post=302)),  # a draft: back to its page
    "note_reply": Line("managers", answers(302, post=302)),
    "close_letter": Line("managers", answers(302, post=302)),
    "withdraw_letter": form("managers"),
    # Indicators, and what changed in what their charts show
    "indicator": reads("members"),
    "indicator_download": reads("members"),
    "indicator_note": form("noters"),
    "indicator_note_remove": form("noters", done=302),
    # A board's accounts
    "accounts": reads("managers"),
    "invite": form("managers", email="else@example.org", kind="member"),
    "withdraw": form("managers", done=302),
    "suspend": form("managers", done=302, reason="Left"),
    "restore": form("managers", done=302, reason="Came back"),
    "account_seat": form("managers"),
    "reset_second_step": form("administrators", done=302, reason="Lost the phone"),
    "new_board": form("creators"),
    "invitation": form("open"),
    # One's own account
    "account": reads("own"),
    "account_signup": reads("open"),
}
ALLAUTHS = {
    "account_login": Line("open", ELSEWHERE, but={"visitor": WITH_FORM, "closed": WITH_FORM}),
    "account_logout": Line("open", answers(post=302, options=200), but=SENT_AWAY),
    "account_inactive": Line("open", LOOKED_AT),
    "account_reauthenticate": Line("own", WITH_FORM),
    "account_change_password": Line("own", WITH_FORM),
    "account_set_password": Line("own", ELSEWHERE),
    "account_reset_password": Line("open", WITH_FORM),
    "account_reset_password_done": Line("open", LOOKED_AT),
    "account_reset_password_from_key": Line("open", ELSEWHERE, missing=200),
    "account_reset_password_from_key_done": Line("open", LOOKED_AT),
    "mfa_index": Line("own", LOOKED_AT),
    "mfa_authenticate": Line("open", ELSEWHERE),
    "mfa_reauthenticate": Line("own", ELSEWHERE),
    "mfa_activate_totp": Line("own", WITH_FORM),
    "mfa_deactivate_totp": Line("own", NONE_SET_UP),
    "mfa_view_recovery_codes": Line("own", answers(404, options=200)),
    "mfa_generate_recovery_codes": Line(
        "own", WITH_FORM, but=dict.fromkeys(WITH_PASSKEY, WITH_FORM | {"POST": 302, "PUT": 302})
    ),
    "mfa_download_recovery_codes": Line("own", NONE_SET_UP),
    "mfa_list_webauthn": Line("own", LOOKED_AT),
    "mfa_add_webauthn": Line("own", WITH_FORM),
    "mfa_login_webauthn": Line(
        "open",
        ELSEWHERE,
        but=dict.fromkeys(SIGNED_OUT, answers(302, post=302, options=200, put=302)),
    ),
    "mfa_reauthenticate_webauthn": Line(
        "own",
        ELSEWHERE,
        but=dict.fromkeys(WITH_PASSKEY, WITH_FORM | {"POST": 302, "PUT": 302}),
    ),
    "mfa_remove_webauthn": Line(
        "passkey", answers(post=302, options=200, delete=302), asks_nothing=("OPTIONS",)
    ),
    "mfa_edit_webauthn": Line("passkey", WITH_FORM, asks_nothing=("OPTIONS",)),
    "usersessions_list": Line("own", answers(post=302, options=200, put=302)),
}
SITE_OF_RECORDS = {
    "index": Line("lists", ALL_METHODS),
    "app_list": Line("lists", ALL_METHODS),
    "autocomplete": Line("lists", GENERIC),
    "jsi18n": Line("lists", GENERIC),
    "datasets_mapping_import": Line("installation", ALL_METHODS),
    CATCH_ALL: Line("lists", NONE_SET_UP),
}

NEVER_DELETED = (Board, User)
# An account's page that comes back without its one tick closes the account.
CLOSES = {"administrator": ALL_METHODS | {"POST": 302}}
# Others hang on the tests' rows of these.
STILL_NEEDED = (
    Agency,
    Area,
    Group,
    Indicator,
    Meeting,
    Person,
    Release,
    Seat,
    Sector,
    Theme,
)


def lines_of(model) -> dict[str, Line]:
    """The pages of the admin site about one model."""
    app, name = model._meta.app_label, model._meta.model_name
    if model in SHARED:
        return lines_of_shared(app, name, deletes=model not in STILL_NEEDED)
    shown_only = isinstance(admin.site.get_model_admin(model), ShownOnly)
    adds = {Board: "installation", User: "installation"}
    add = "nobody" if shown_only else adds.get(model, "lists")
    changes = ALL_METHODS | ({"POST": 403} if shown_only else {})
    deletes = ALL_METHODS if model in STILL_NEEDED else ALL_METHODS | {"POST": 302}
    return {
        **pages_to_look_at(app, name, "record"),
        f"{app}_{name}_add": Line(add, ALL_METHODS),
        f"{app}_{name}_change": Line("record", changes, but=CLOSES if model is User else {}),
        f"{app}_{name}_delete": Line(
            "nobody" if shown_only or model in NEVER_DELETED else "record",
            deletes,
            {"post": "yes"},
        ),
    }


def lines_of_shared(app, name, *, deletes) -> dict[str, Line]:
    """Of a model that no board owns: every administrator looks, the superuser keeps."""
    return {
        **pages_to_look_at(app, name, "lists"),
        f"{app}_{name}_add": Line("installation", ALL_METHODS),
        f"{app}_{name}_change": Line(
            "lists", ALL_METHODS | {"POST": 403}, but={"superuser": ALL_METHODS}
        ),
        f"{app}_{name}_delete": Line(
            "installation", ALL_METHODS | ({"POST": 302} if deletes else {}), {"post": "yes"}
        ),
    }


def pages_to_look_at(app, name, policy) -> dict[str, Line]:
    return {
        f"{app}_{name}_changelist": Line("lists", ALL_METHODS),
        f"{app}_{name}_history": Line(policy, ALL_METHODS),
        f"{app}_{name}_simple_history": Line(
            policy, answers(post=403, options=403, put=403, delete=403)
        ),
        # An old form of the address: leads on to the page without a look at what is there.
        f"admin/{app}/{name}/<path:object_id>/": Line("lists", ELSEWHERE, missing=302),
    }


TABLE = {
    **PAGES,
    **ALLAUTHS,
    **SITE_OF_RECORDS,
    **{key: line for model in MODELS for key, line in lines_of(model).items()},
}
