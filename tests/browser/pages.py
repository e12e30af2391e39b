"""Every page that the browser tests open. A page of the product that is missing here is not tested
for what a browser sees; tests/test_permissions.py keeps the list of all routes."""

from dataclasses import dataclass

MAIN_BOARD = "/kingston/groups/main-board/attendance/2012-13/"
MANAGEMENT_GROUP = "/kingston/groups/management-group/attendance/2012-13/"
# What the server draws of a chart.
DRAWN = "figure > :is(.bars, .lines)"
BUDGET = "/kingston/budget/2012-13/"


@dataclass(frozen=True)
class Page:
    """A path, opened as an account of a kind (None: not signed in).

    In the path stand names of keys that the served rows have; `template` is a page of errors,
    shown in place of what the path would answer.
    """

    path: str
    account: str | None = "member"
    status: int = 200
    charts: int = 0
    template: str = ""

    def __str__(self):
        return f"{self.template or self.path} as {self.account}"

    @property
    def is_error(self) -> bool:
        """One of the plain pages that look the same for everybody."""
        return bool(self.template) or self.status >= 400

    @property
    def is_admin(self) -> bool:
        return self.path.startswith("/admin/")


BOARD = Page("/kingston/")
ATTENDANCE = [Page(MAIN_BOARD, charts=2), Page(MANAGEMENT_GROUP, charts=2)]
MONEY = Page(BUDGET, charts=1)
MANAGEMENT = Page("/kingston/management/", "manager")
COMPARISON = Page("/kingston/compare/CSC02/2012-13/")
INDICATOR = Page("/kingston/indicators/CSC01/", charts=2)

INDICATORS = [
    INDICATOR,
    Page("/kingston/indicators/CSC07/?period=2012-13", "manager"),
    Page("/kingston/indicators/CP06/"),
    Page("/kingston/indicators/CP05/", "manager", charts=1),
    Page("/kingston/indicators/CP05/notes/new/", "manager"),
    Page("/kingston/indicators/CP05/notes/{chart_note}/take-away/", "manager"),
]
OF_THE_BOARD = [
    BOARD,
    Page("/kingston/", "manager"),
    Page("/kingston/?period=2010-11"),
    Page("/kingston/?period=2023-24"),
    Page("/kingston/?period=2012-13-Q3&order=need&show=attention", "manager"),
    Page("/elsewhere/", "two boards"),
    MANAGEMENT,
    Page("/kingston/groups/"),
    Page("/kingston/groups/main-board/"),
    Page("/kingston/groups/main-board/", "manager"),
    Page("/kingston/groups/management-group/"),
    Page("/kingston/groups/main-board/?period=2010-11"),
    *ATTENDANCE,
    Page("/kingston/groups/main-board/attendance/2010-11/"),
    Page("/kingston/agencies/"),
    Page("/kingston/agencies/cafcass/"),
    Page("/kingston/agencies/voluntary-sector/", "manager"),
    MONEY,
    Page("/kingston/budget/2010-11/"),
    COMPARISON,
    Page("/kingston/compare/CP01/2022-23/?order=similar"),
    Page("/kingston/compare/CP03/2012-13/", "manager"),
    Page("/kingston/compare/LAC01/2012-13/"),
    Page("/kingston/compare/CP02/2012-13/"),
    Page("/elsewhere/groups/", "two boards"),
    Page("/elsewhere/agencies/", "two boards"),
]
MEETINGS = [
    Page("/kingston/meetings/?period=2012-13"),
    Page("/kingston/meetings/?period=2012-13", "manager"),
    Page("/kingston/meetings/?period=2010-11"),
    Page("/kingston/meetings/new/?group=main-board&period=2012-13", "manager"),
    Page("/kingston/meetings/{meeting}/"),
    Page("/kingston/meetings/{planned}/", "manager"),
    Page("/kingston/meetings/{meeting}/change/", "manager"),
    Page("/kingston/meetings/{planned}/call-off/", "manager"),
    Page("/kingston/groups/main-board/quorum/"),
    Page("/kingston/groups/main-board/quorum/", "manager"),
    Page("/kingston/groups/main-board/calendar/"),
    Page("/kingston/my-attendance/", "manager"),
    Page("/kingston/my-attendance/"),
    Page("/kingston/meetings/{meeting}/seats/{own_seat}/wrong/"),
    Page("/kingston/attendance-notes/", "manager"),
    Page("/kingston/attendance-notes/{note}/", "manager"),
]
REGISTERS = [
    Page("/kingston/meetings/{planned}/register/", "manager"),
    Page("/kingston/meetings/{planned}/register/?step=confirm", "manager"),
    Page("/kingston/meetings/{meeting}/register/", "manager"),
    Page("/kingston/meetings/{meeting}/register/sheet/", "manager"),
    Page("/kingston/meetings/{meeting}/register/record/"),
]
SEATS = [
    Page("/kingston/groups/main-board/seats/"),
    Page("/kingston/groups/main-board/seats/", "manager"),
    Page("/kingston/groups/main-board/seats/?period=2010-11"),
    Page("/kingston/groups/main-board/seats/new/", "manager"),
    Page("/kingston/seats/{seat}/"),
    *(
        Page(f"/kingston/seats/{{seat}}/{part}", "manager")
        for part in (
            "",
            "change/",
            "holder/",
            "end/",
            "reopen/",
            "move/",
            "merge/",
            "times/{tenure}/",
            "times/{tenure}/take-back/",
        )
    ),
    Page("/kingston/wanted/"),
    Page("/kingston/wanted/", "manager"),
    Page("/kingston/wanted/add/", "manager"),
    Page("/kingston/wanted/{wanted}/", "manager"),
    Page("/kingston/wanted/{wanted}/remove/", "manager"),
]
DRAFT_LETTER = Page("/kingston/letters/{draft_letter}/", "manager")
SENT_LETTER = Page("/kingston/letters/{sent_letter}/", "manager")
LETTERS = [
    Page("/kingston/concerns/", "manager"),
    Page("/kingston/concerns/?period=2010-11", "chair"),
    Page("/kingston/letters/", "manager"),
    Page("/kingston/letters/?agency=schools", "chair"),
    Page("/kingston/letters/template/", "manager"),
    DRAFT_LETTER,
    SENT_LETTER,
    Page("/kingston/letters/{draft_letter}/", "chair"),
    Page("/kingston/letters/{draft_letter}/approve/", "chair"),
    Page("/kingston/letters/{draft_letter}/edit/", "manager"),
    Page("/kingston/letters/{draft_letter}/withdraw/", "manager"),
    Page("/kingston/letters/{approved_letter}/send/", "manager"),
    Page("/kingston/letters/{sent_letter}/reply/", "manager"),
    Page("/kingston/letters/{sent_letter}/close/", "manager"),
]
ACCOUNTS_OF_THE_BOARD = [
    Page("/kingston/accounts/", "manager"),
    Page("/kingston/accounts/", "administrator"),
    Page("/kingston/accounts/invite/", "manager"),
    Page("/kingston/accounts/{role}/suspend/", "manager"),
    Page("/kingston/accounts/{member}/seat/", "manager"),
    Page("/kingston/accounts/{member}/second-step/", "administrator"),
]
OF_NO_BOARD = [
    Page("/", "two boards"),
    Page("/accounts/accessibility/", None),
    Page("/accounts/login/", None),
    Page("/accounts/password/reset/", None),
    Page("/accounts/password/reset/done/", None),
    Page("/accounts/password/reset/key/1-gone/", None),
    Page("/accounts/signup/", None),
    Page("/accounts/inactive/", None),
    Page("/accounts/invitation/{invitation}/", None),
    Page("/accounts/invitation/{known_invitation}/", "member"),
    Page("/accounts/invitation/gone/", None, status=404),
    Page("/accounts/"),
    Page("/accounts/logout/"),
    Page("/accounts/password/change/"),
    Page("/accounts/2fa/"),
    Page("/accounts/2fa/webauthn/"),
    Page("/accounts/reauthenticate/"),
    Page("/accounts/sessions/"),
    Page("/accounts/new-board/", "administrator"),
]
ERRORS = [
    Page("/no-such-board/", status=404),
    *(Page("/", None, template=f"{name}.html") for name in ("400", "403", "403_csrf", "500")),
]
ADMIN = [
    Page(path, "administrator")
    for path in (
        "/admin/",
        "/admin/agencies/",
        "/admin/agencies/seat/",
        "/admin/agencies/seat/?q=no-such-seat",
        "/admin/agencies/group/add/",
        "/admin/agencies/seat/{seat}/change/",
        "/admin/agencies/group/{group}/change/",
        "/admin/agencies/group/{group}/delete/",
        "/admin/agencies/group/{group}/history/",
        "/admin/agencies/board/",
        "/admin/agencies/tenure/{tenure}/change/",
        "/admin/attendance/meeting/",
        "/admin/attendance/meeting/add/",
        "/admin/attendance/meeting/{meeting}/change/",
        "/admin/attendance/meeting/{meeting}/history/",
    )
]
IMPORTS = [
    Page("/kingston/imports/", "manager"),
    Page("/kingston/imports/{import}/", "manager"),
    Page("/kingston/imports/{entered_import}/", "manager"),
    Page("/kingston/imports/{entered_import}/undo/", "manager"),
]
PAGES = [
    *OF_THE_BOARD,
    *INDICATORS,
    *IMPORTS,
    *MEETINGS,
    *SEATS,
    *REGISTERS,
    *LETTERS,
    *ACCOUNTS_OF_THE_BOARD,
    *OF_NO_BOARD,
    *ERRORS,
    *ADMIN,
]
