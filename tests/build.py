"""Rows for tests, each made by one call that names only what the test is about.

Dates may be written as text: make_tenure(seat, "2012-04-01").
"""

import uuid
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from actions.models import Letter, LetterTemplate
from agencies.models import (
    Agency,
    AgencyStanding,
    Board,
    BudgetStatement,
    Contribution,
    Group,
    Invitation,
    Person,
    PublishedFigure,
    Role,
    Seat,
    Sector,
    Spending,
    Tenure,
    WantedKind,
    WordList,
)
from attendance.models import (
    AttendanceQuery,
    CalendarAddress,
    ConcernRule,
    CountingRule,
    Guest,
    Mark,
    Meeting,
    QuorumRule,
    RegisterImport,
    SentRegister,
)
from lscb.periods import FinancialYear
from tests.figures import code_of_area, make_one_figure_of_each

PASSWORD = "a long password for tests"
EMPTY_REGISTER = {
    "layout": "appendix",
    "group_title": "",
    "meetings": [],
    "seats": [],
    "problems": [],
    "printed_totals": [],
}


def as_day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def as_year(value: FinancialYear | str) -> FinancialYear:
    return FinancialYear.parse(value) if isinstance(value, str) else value


def make_board(slug="kingston", **fields) -> Board:
    """A board with the words of 2013, of an area of its own."""
    area = fields.setdefault("area", slug.capitalize())
    fields.setdefault("area_code", code_of_area(area))
    board = Board.objects.create(
        slug=slug, **{"name": f"{area} Local Safeguarding Children Board", **fields}
    )
    make_word_list(board)
    return board


def make_word_list(board, since="1990-04-01", **fields) -> WordList:
    words = {
        "body": "Local Safeguarding Children Board",
        "body_short": "Board",
        "abbreviation": "LSCB",
        "chair": "Independent Chair",
        "yearly_report": "annual report",
        "case_review": "Serious Case Review",
        "child_death_panel": "Child Death Overview Panel",
    }
    return WordList.objects.create(board=board, since=as_day(since), **{**words, **fields})


def make_sector(board, name="Health") -> Sector:
    """The board's sector of that name, made if it is not there."""
    return Sector.objects.get_or_create(board=board, name=name)[0]


def make_agency(board, name="NHS Kingston", **fields) -> Agency:
    fields.setdefault("slug", slugify(name))
    fields.setdefault("sector", make_sector(board))
    return Agency.objects.create(board=board, name=name, **fields)


def make_standing(agency, since="2018-06-29", standing="relevant") -> AgencyStanding:
    return AgencyStanding.objects.create(agency=agency, since=as_day(since), standing=standing)


def make_group(board, slug="main-board", kind="main_board", **fields) -> Group:
    fields.setdefault("name", slug.replace("-", " ").title())
    return Group.objects.create(board=board, slug=slug, kind=kind, **fields)


def make_seat(group, agency=None, title="Designated Nurse", **fields) -> Seat:
    """A seat of the agency; without one, of NHS Kingston, made if it is not there."""
    if agency is None:
        agency = group.board.agencies.filter(name="NHS Kingston").first()
        agency = agency or make_agency(group.board)
    return Seat.objects.create(group=group, agency=agency, title=title, **fields)


def make_person(board, name="Ada Example") -> Person:
    return Person.objects.create(board=board, name=name)


def make_tenure(seat, since="2012-04-01", until=None, state="filled", **fields) -> Tenure:
    return Tenure.objects.create(
        seat=seat, since=as_day(since), until=as_day(until), state=state, **fields
    )


def make_meeting(group, held_on="2012-09-13", confirmed=True, **fields) -> Meeting:
    """A meeting that was held; its register is confirmed on the same day unless told otherwise."""
    fields.setdefault("state", Meeting.State.HELD)
    day = as_day(held_on)
    if confirmed:
        midnight = datetime.combine(day, time(), timezone.get_current_timezone())
        fields.setdefault("confirmed_at", midnight)
    return Meeting.objects.create(group=group, held_on=day, **fields)


def mark(seat, meeting, status="present", **fields) -> Mark:
    return Mark.objects.create(seat=seat, meeting=meeting, status=status, **fields)


def make_guest(meeting, person=None, **fields) -> Guest:
    person = person or make_person(meeting.group.board, "Grace Guest")
    return Guest.objects.create(meeting=meeting, person=person, **fields)


def make_query(seat, meeting, asked_by, note="I was there.", **fields) -> AttendanceQuery:
    return AttendanceQuery.objects.create(
        seat=seat, meeting=meeting, asked_by=asked_by, note=note, **fields
    )


def make_quorum_rule(group, year="2012-13", **fields) -> QuorumRule:
    """A third of the members, unless told otherwise."""
    if not fields:
        fields = {"smallest_percent": 33}
    return QuorumRule.objects.create(group=group, year=as_year(year), **fields)


def make_import(board, group=None, year="2012-13", **fields) -> RegisterImport:
    """A file that was read and not yet entered; there is nothing in it unless told otherwise."""
    fields = {"filename": "register.csv", "sha256": "0" * 64, "table": EMPTY_REGISTER, **fields}
    return RegisterImport.objects.create(board=board, group=group, year=as_year(year), **fields)


def make_letter(agency, group, drafted_by, year="2012-13", **fields) -> Letter:
    """A draft."""
    fields = {"subject": "Attendance", "body": "We missed you.", **fields}
    return Letter.objects.create(
        board=agency.board,
        agency=agency,
        group=group,
        drafted_by=drafted_by,
        year=as_year(year),
        **fields,
    )


def make_letter_template(board, subject="Attendance", body="We missed you.") -> LetterTemplate:
    return LetterTemplate.objects.create(board=board, subject=subject, body=body)


def make_wanted_kind(board, name="A primary school", **fields) -> WantedKind:
    return WantedKind.objects.create(board=board, name=name, **fields)


def make_counting_rule(group, year="2012-13", **fields) -> CountingRule:
    return CountingRule.objects.create(group=group, year=as_year(year), **fields)


def make_concern_rule(group, year="2012-13", **fields) -> ConcernRule:
    return ConcernRule.objects.create(group=group, year=as_year(year), **fields)


def make_contribution(agency, amount="103542", year="2012-13", **fields) -> Contribution:
    return Contribution.objects.create(
        board=agency.board, agency=agency, year=as_year(year), amount=Decimal(amount), **fields
    )


def make_spending(board, amount="173058", year="2012-13", label="Staff", **fields) -> Spending:
    return Spending.objects.create(
        board=board, year=as_year(year), label=label, amount=Decimal(amount), **fields
    )


def make_statement(board, year="2012-13", **fields) -> BudgetStatement:
    return BudgetStatement.objects.create(board=board, year=as_year(year), **fields)


def make_published_figure(board, text="68%", year="2012-13", **fields) -> PublishedFigure:
    fields.setdefault("measure", PublishedFigure.Measure.MEETING_ATTENDANCE)
    fields.setdefault("document", "Annual report 2012-13")
    fields.setdefault("section", "Appendix 1")
    return PublishedFigure.objects.create(board=board, text=text, year=as_year(year), **fields)


def make_user(email="someone@example.org", password=PASSWORD, **fields) -> User:
    return User.objects.create_user(email, password, **fields)


def make_role(user, board, kind="member", agency=None, **fields) -> Role:
    return Role.objects.create(user=user, board=board, kind=kind, agency=agency, **fields)


def make_invitation(board, invited_by, email="new@example.org", kind="member", **fields):
    """The invitation and the token of its link."""
    return Invitation.make(board=board, invited_by=invited_by, email=email, kind=kind, **fields)


def make_chair(user, board) -> Tenure:
    """Gives the account the chair's seat of the board's main group, which is made if need be."""
    group = board.groups.filter(kind=Group.Kind.MAIN_BOARD).first() or make_group(board)
    independent = make_agency(board, "Independent")
    seat = make_seat(group, independent, "Independent Chair", office=Seat.Office.CHAIR)
    return make_tenure(seat, user=user)


def make_one_of_each(board) -> dict[type, object]:
    """A row of every model of the product, all of this board, by model."""
    nhs = make_agency(board, "NHS of the board")
    group = make_group(board, "one-of-each", "sub_group")
    seat = make_seat(group, nhs, "Nurse of the board")
    person = make_person(board, f"Person of {board.area}")
    account = make_user(f"account@{board.slug}.example.org")
    meeting = make_meeting(group)
    rows = [
        board,
        board.word_lists.first(),
        nhs.sector,
        nhs,
        make_standing(nhs),
        group,
        seat,
        person,
        make_tenure(seat, person=person, user=account),
        make_contribution(nhs),
        make_spending(board),
        make_statement(board, printed_total=Decimal(1)),
        make_published_figure(board, group=group),
        account,
        make_role(account, board),
        make_invitation(board, account)[0],
        meeting,
        mark(
            seat,
            meeting,
            "substitute",
            substitute=person,
            substitute_agency=nhs,
            arrived_at=time(14, 10),
        ),
        make_counting_rule(group),
        make_concern_rule(group),
        make_quorum_rule(group),
        make_guest(meeting, person),
        make_query(
            seat,
            meeting,
            account,
            answer="Put right.",
            answered_by=account,
            answered_at=timezone.now(),
        ),
        CalendarAddress.make(group, account)[0],
        SentRegister.objects.create(key=uuid.uuid4(), meeting=meeting, user=account),
        make_import(board, group, answers={"seat-1": "new"}, entered={"file": "register"}),
        make_wanted_kind(board),
        make_letter_template(board),
        make_letter(nhs, group, account, seat=seat, addressee=person),
        *make_one_figure_of_each(board, account),
    ]
    return {type(row): row for row in rows}
