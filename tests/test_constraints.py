"""What must always hold, the database holds; the models say it kindly before."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

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
    PublishedFigure,
    Role,
    Seat,
    Sector,
    Spending,
    Tenure,
    WantedKind,
    WordList,
)
from agencies.models.roles import FOR_AN_AGENCY
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
from datasets.models import (
    Area,
    ChartNote,
    Comparator,
    ComparatorSet,
    Indicator,
    ListedIndicator,
    Mapping,
    MappingLine,
    Observation,
    Population,
    Release,
    Target,
    Theme,
)
from lscb import guards
from lscb.periods import FinancialYear
from tests.build import make_group, make_one_of_each, make_person, make_seat
from tests.product import MODELS


@pytest.fixture
def rows(board):
    return make_one_of_each(board)


def again(row, **fields):
    """The row once more, as a new one, with other values where it says so."""
    copy = type(row)(
        **{
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if not field.primary_key
        }
    )
    for name, value in fields.items():
        setattr(copy, name, value)
    return copy


def twice(row, **fields):
    """The second of two rows more that are the same; the first is saved."""
    again(row, **fields).save()
    return again(row, **fields)


def changed(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def approved(letter):
    return changed(
        letter, state="approved", approved_by=letter.drafted_by, approved_at=timezone.now()
    )


def sent(letter):
    return changed(approved(letter), state="sent", sent_on=date(2013, 4, 1), sent_by_means="post")


# For each constraint a row that breaks it, and nothing else.
BREAKS = {
    "one_account_per_address": lambda rows: User(email=rows[User].email.upper(), password="x"),
    "board_slug_is_not_reserved": lambda rows: changed(rows[Board], slug="admin"),
    "one_word_list_from_a_day": lambda rows: again(rows[WordList], body="Partnership"),
    "sector_name_once_a_board": lambda rows: again(rows[Sector], position=2),
    "agency_slug_once_a_board": lambda rows: again(rows[Agency], name="Another"),
    "agency_name_once_a_board": lambda rows: again(rows[Agency], slug="another"),
    "one_standing_from_a_day": lambda rows: again(rows[AgencyStanding], standing="other"),
    "group_slug_once_a_board": lambda rows: again(rows[Group], name="Another"),
    "group_name_once_a_board": lambda rows: again(rows[Group], slug="another"),
    "group_ends_after_it_begins": lambda rows: changed(
        rows[Group], since=date(2012, 4, 1), until=date(2012, 4, 1)
    ),
    "seat_title_once_a_group_and_agency": lambda rows: again(rows[Seat], note="Again"),
    "one_tenure_from_a_day": lambda rows: again(rows[Tenure], note="Again"),
    "tenure_ends_after_it_begins": lambda rows: changed(rows[Tenure], until=rows[Tenure].since),
    "vacant_seat_has_no_holder": lambda rows: changed(rows[Tenure], state="vacant"),
    "one_contribution_a_year_and_agency": lambda rows: again(rows[Contribution], amount=1),
    "contribution_is_not_negative": lambda rows: changed(rows[Contribution], amount=-1),
    "one_line_a_year": lambda rows: again(rows[Spending], amount=1),
    "spending_is_not_negative": lambda rows: changed(rows[Spending], amount=-1),
    "one_statement_a_year": lambda rows: again(rows[BudgetStatement], printed_total=2),
    "printed_total_is_not_negative": lambda rows: changed(rows[BudgetStatement], printed_total=-1),
    "printed_spend_is_not_negative": lambda rows: changed(rows[BudgetStatement], printed_spend=-1),
    "a_document_prints_a_figure_once_a_section": lambda rows: again(
        rows[PublishedFigure], text="69%"
    ),
    "one_role_of_a_kind": lambda rows: again(rows[Role]),
    "role_agency_goes_with_kind": lambda rows: changed(rows[Role], kind="agency_lead"),
    "invitation_agency_goes_with_kind": lambda rows: changed(rows[Invitation], agency=rows[Agency]),
    "one_meeting_of_a_kind_a_day": lambda rows: again(rows[Meeting], date_note="Again"),
    "only_a_meeting_held_is_confirmed": lambda rows: changed(rows[Meeting], state="planned"),
    "one_mark_per_seat": lambda rows: again(rows[Mark], doubt="Again"),
    "only_a_substitute_is_named": lambda rows: changed(rows[Mark], status="present"),
    "vacant_seat_has_no_seniority": lambda rows: changed(
        rows[Tenure], state="vacant", person=None, user=None, seniority="Manager"
    ),
    "wanted_kind_once_a_board": lambda rows: again(rows[WantedKind], note="Again"),
    "only_who_came_was_late_or_remote": lambda rows: changed(
        rows[Mark],
        status="absent",
        substitute=None,
        substitute_agency=None,
        arrived_at=time(14, 10),
    ),
    "left_after_arriving": lambda rows: changed(
        rows[Mark], arrived_at=time(15, 0), left_at=time(15, 0)
    ),
    "guest_once_a_meeting": lambda rows: again(rows[Guest], job="Again"),
    "an_answered_query_says_how_and_by_whom": lambda rows: changed(
        rows[AttendanceQuery], answer=""
    ),
    "one_calendar_address_at_a_time": lambda rows: again(rows[CalendarAddress], key_hash="another"),
    "one_quorum_rule_a_year": lambda rows: again(rows[QuorumRule], smallest_seats=3),
    "quorum_share_is_a_percentage": lambda rows: changed(rows[QuorumRule], smallest_percent=101),
    "quorum_rule_asks_for_something": lambda rows: changed(rows[QuorumRule], smallest_percent=None),
    "an_entered_import_says_when": lambda rows: changed(rows[RegisterImport], state="entered"),
    "an_undone_import_says_when": lambda rows: changed(
        rows[RegisterImport], state="undone", entered_at=timezone.now()
    ),
    "a_letter_is_approved_by_somebody": lambda rows: changed(rows[Letter], state="approved"),
    "a_sent_letter_says_when_and_how": lambda rows: changed(approved(rows[Letter]), state="sent"),
    "a_reply_says_when_and_what": lambda rows: changed(sent(rows[Letter]), state="replied"),
    "a_closed_letter_has_an_outcome": lambda rows: changed(sent(rows[Letter]), state="closed"),
    "a_reply_is_due_after_sending": lambda rows: changed(
        sent(rows[Letter]), reply_due=date(2013, 3, 31)
    ),
    "one_counting_rule_a_year": lambda rows: again(rows[CountingRule], vacant_seats_count=True),
    "smallest_denominator_is_positive": lambda rows: changed(
        rows[CountingRule], smallest_denominator=0
    ),
    "one_concern_rule_a_year": lambda rows: again(rows[ConcernRule], under_percent=40),
    "concern_share_is_a_percentage": lambda rows: changed(rows[ConcernRule], under_percent=101),
    "a_local_authority_lies_in_a_region": lambda rows: changed(rows[Area], region=None),
    "one_population_a_year_and_release": lambda rows: again(rows[Population], people=1),
    "one_model_from_a_day": lambda rows: again(rows[ComparatorSet], source="Another"),
    "compared_once_in_a_model": lambda rows: again(rows[Comparator], rank=2),
    "no_area_is_its_own_neighbour": lambda rows: changed(rows[Comparator], like=rows[Area]),
    "runs_are_of_six_or_seven": lambda rows: changed(rows[Indicator], run_length=8),
    "a_band_is_of_what_has_no_better_side": lambda rows: changed(rows[Indicator], band_low=1),
    "all_but_counts_have_a_denominator": lambda rows: changed(rows[Indicator], denominator=""),
    "listed_once_from_a_year": lambda rows: again(rows[ListedIndicator], until=FinancialYear(2013)),
    "listed_once_at_a_time": lambda rows: again(rows[ListedIndicator], since=FinancialYear(2014)),
    "listed_until_after_it_began": lambda rows: changed(
        rows[ListedIndicator], until=rows[ListedIndicator].since
    ),
    "what_is_not_collected_has_a_reason": lambda rows: changed(
        rows[ListedIndicator], standing="not_collected"
    ),
    "one_target_of_a_board_from_a_period": lambda rows: again(rows[Target], set_by="Again"),
    "one_national_target_from_a_period": lambda rows: twice(rows[Target], board=None),
    "a_target_range_goes_up": lambda rows: changed(rows[Target], upper=rows[Target].value),
    "a_target_is_not_negative": lambda rows: changed(rows[Target], value=-1),
    "a_chart_starts_anew_once_a_period": lambda rows: again(rows[ChartNote], text="Again"),
    "mapped_once_a_quarter": lambda rows: again(rows[MappingLine], value="Share"),
    "a_mapped_quarter_is_one_of_four": lambda rows: changed(rows[MappingLine], quarter=5),
    "a_mapping_line_reads_something": lambda rows: changed(rows[MappingLine], numerator=""),
    "one_edition_of_a_boards_document": lambda rows: again(rows[Release], publisher="Another"),
    "one_edition_of_a_publication": lambda rows: twice(rows[Release], board=None),
    "one_current_figure_of_a_board": lambda rows: again(rows[Observation], note="Again"),
    "one_current_published_figure": lambda rows: twice(
        rows[Observation], board=None, release=rows[Population].release
    ),
    "a_missing_figure_has_a_reason": lambda rows: changed(rows[Observation], numerator=None),
    "a_figure_is_not_negative": lambda rows: changed(rows[Observation], numerator=-1),
    "a_published_figure_names_its_release": lambda rows: again(
        rows[Observation], board=None, release=None
    ),
}
UNIQUE_FIELDS = {
    "agencies_board.slug": lambda rows: again(rows[Board], name="Another"),
    "accounts_user.email": lambda rows: again(rows[User]),
    "agencies_invitation.token_hash": lambda rows: again(rows[Invitation]),
    "attendance_calendaraddress.key_hash": lambda rows: again(
        rows[CalendarAddress], revoked_at=timezone.now()
    ),
    "attendance_sentregister.key": lambda rows: again(rows[SentRegister]),
    "actions_lettertemplate.board_id": lambda rows: again(rows[LetterTemplate]),
    "datasets_theme.name": lambda rows: again(rows[Theme], position=2),
    "datasets_indicator.code": lambda rows: again(rows[Indicator], title="Another"),
    "datasets_area.code": lambda rows: again(rows[Area], name="Another"),
    "datasets_mapping.name": lambda rows: again(rows[Mapping], only_where="category = Total"),
    "datasets_observation.revises_id": lambda rows: twice(
        rows[Observation], revises=rows[Observation], is_current=False
    ),
}


def constraint(name):
    return next(
        constraint
        for model in MODELS
        for constraint in model._meta.constraints
        if constraint.name == name
    )


def test_every_constraint_is_tried_here():
    stated = {c.name for model in MODELS for c in model._meta.constraints}

    assert stated == set(BREAKS)


def test_every_unique_field_is_tried_here():
    assert set(UNIQUE_FIELDS) == {
        f"{model._meta.db_table}.{field.column}"
        for model in MODELS
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key
    }


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(name, rows):
    """Without the guards, so that none of them refuses in the constraint's place."""
    row = BREAKS[name](rows)
    _take_guards_down()

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        row.save()
    assert _names(str(refused.value), constraint(name), type(row))


def _names(said: str, constraint, model) -> bool:
    """Whether the database's message is of this constraint and no other."""
    unique = isinstance(constraint, models.UniqueConstraint)
    if connection.vendor == "postgresql" or not unique or not constraint.fields:
        return constraint.name in said
    table = model._meta.db_table
    columns = [f"{table}.{model._meta.get_field(name).column}" for name in constraint.fields]
    return said == f"UNIQUE constraint failed: {', '.join(columns)}"


def _take_guards_down():
    connection.check_constraints()  # PostgreSQL alters no table whose checks are still to come
    guards.drop(connection)


@pytest.mark.parametrize("name", BREAKS)
def test_the_model_says_it_before_the_database_must(name, rows):
    with pytest.raises(ValidationError) as refused:
        BREAKS[name](rows).full_clean()

    said = " ".join(refused.value.messages)
    assert name not in said, "it should be said in words"


@pytest.mark.parametrize("column", UNIQUE_FIELDS)
def test_a_value_is_there_only_once(column, rows):
    connection.check_constraints()
    with connection.cursor() as cursor:  # Of the two that hold for e-mail addresses the other.
        cursor.execute("DROP INDEX one_account_per_address")

    # SQLite names the column, PostgreSQL its index: the full stop stands for an underscore too.
    with pytest.raises(IntegrityError, match=column), transaction.atomic():
        UNIQUE_FIELDS[column](rows).save()


def test_the_row_of_each_model_is_a_valid_one(rows):
    """So that what is refused above is refused for what was changed."""
    for row in rows.values():
        row.full_clean()


# Two sides of a rule that has exceptions.


@pytest.mark.parametrize("state", Letter.SENT_STATES)
@pytest.mark.parametrize("lacks", [{"sent_on": None}, {"sent_by_means": ""}])
def test_every_letter_that_went_out_says_when_and_how(state, lacks, rows):
    letter = changed(
        sent(rows[Letter]),
        state=state,
        replied_on=date(2013, 4, 9),
        reply="We shall come.",
        closed_on=date(2013, 5, 1),
        outcome="They came.",
    )
    letter.save()

    with pytest.raises(IntegrityError), transaction.atomic():
        changed(letter, **lacks).save()


@pytest.mark.parametrize("state", Letter.APPROVED_STATES)
@pytest.mark.parametrize("lacks", [{"approved_by": None}, {"approved_at": None}])
def test_no_letter_goes_on_without_approval(state, lacks, rows):
    letter = changed(
        sent(rows[Letter]),
        state=state,
        replied_on=date(2013, 4, 9),
        reply="We shall come.",
        closed_on=date(2013, 5, 1),
        outcome="They came.",
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        changed(letter, **lacks).save()


@pytest.mark.parametrize("status", ["apologies", "absent"])
@pytest.mark.parametrize(
    "detail", [{"arrived_at": time(14)}, {"left_at": time(15)}, {"is_remote": True}]
)
def test_who_did_not_come_was_neither_late_nor_remote(status, detail, rows):
    nobody = {"substitute": None, "substitute_agency": None}
    with pytest.raises(IntegrityError), transaction.atomic():
        changed(rows[Mark], status=status, **nobody, **detail).save()


@pytest.mark.parametrize(
    "half",
    [
        {"answer": "", "answered_by": None},
        {"answer": "", "answered_at": None},
        {"answered_by": None, "answered_at": None},
        {"answered_by": None},
        {"answered_at": None},
    ],
)
def test_no_half_of_an_answer_stands_alone(half, rows):
    with pytest.raises(IntegrityError), transaction.atomic():
        changed(rows[AttendanceQuery], **half).save()


def test_a_revoked_calendar_address_makes_room_for_another(rows):
    changed(rows[CalendarAddress], revoked_at=timezone.now()).save()

    again(rows[CalendarAddress], key_hash="another", revoked_at=None).save()

    assert CalendarAddress.objects.filter(revoked_at=None).count() == 1


@pytest.mark.parametrize("state", ["read", "discarded"])
def test_only_an_import_that_was_entered_says_when(state, rows):
    with pytest.raises(IntegrityError), transaction.atomic():
        changed(rows[RegisterImport], state=state, entered_at=timezone.now()).save()


@pytest.mark.parametrize("state", ["read", "entered"])
def test_only_an_import_that_was_undone_says_when(state, rows):
    entered_at = timezone.now() if state == "entered" else None
    with pytest.raises(IntegrityError), transaction.atomic():
        changed(
            rows[RegisterImport], state=state, entered_at=entered_at, undone_at=timezone.now()
        ).save()


@pytest.mark.parametrize("percent", [0, 101])
def test_the_share_of_a_quorum_is_from_1_to_100_percent(percent, rows):
    with pytest.raises(IntegrityError), transaction.atomic():
        changed(rows[QuorumRule], smallest_percent=percent).save()


@pytest.mark.parametrize("held", [{"seniority": "Manager"}, {"is_below_required": True}])
def test_nothing_is_said_of_the_seniority_of_nobody(held, rows):
    nobody = {"state": "vacant", "person": None, "user": None}
    with pytest.raises(IntegrityError), transaction.atomic():
        changed(rows[Tenure], **nobody, **held).save()


def test_a_figure_without_group_agency_and_meeting_is_also_printed_once(rows):
    total = again(rows[PublishedFigure], group=None, measure="spend")
    total.save()

    with pytest.raises(IntegrityError), transaction.atomic():
        again(total, text="Again").save()


def test_an_account_leads_two_agencies_but_none_twice(rows, board):
    nhs = rows[Agency]
    police = again(nhs, slug="police", name="Police")
    police.save()
    for agency in (nhs, police):
        again(rows[Role], kind="agency_lead", agency=agency).save()

    with pytest.raises(IntegrityError), transaction.atomic():
        again(rows[Role], kind="agency_lead", agency=police).save()


def test_a_vacant_time_has_no_person_and_no_account(rows, board):
    seat = make_seat(rows[Group], title="Another seat")
    for holder in ({"person": make_person(board)}, {"user": rows[User]}):
        vacant = Tenure(seat=seat, since=date(2012, 4, 1), state="vacant", **holder)
        with pytest.raises(IntegrityError), transaction.atomic():
            vacant.save()


@pytest.mark.parametrize("kind", Role.Kind.values)
@pytest.mark.parametrize("model", [Role, Invitation], ids=lambda model: model.__name__)
def test_a_kind_of_role_has_an_agency_or_has_none(model, kind, rows):
    """Asked of the table itself: nothing else may refuse in the constraint's place."""
    agency = None if kind in FOR_AN_AGENCY else rows[Agency]

    with pytest.raises(IntegrityError, match="agency_goes_with_kind"), transaction.atomic():
        model.objects.filter(pk=rows[model].pk).update(kind=kind, agency=agency)


@pytest.mark.parametrize("state", sorted(set(Meeting.State.values) - {"held", "inquorate"}))
def test_a_meeting_that_was_not_held_is_not_confirmed(state, rows):
    with pytest.raises(IntegrityError), transaction.atomic():
        changed(rows[Meeting], state=state).save()


@pytest.mark.parametrize("status", sorted(set(Mark.Status.values) - {"substitute"}))
@pytest.mark.parametrize("other", ["substitute", "substitute_agency"])
def test_neither_half_of_a_substitute_is_named_where_none_came(other, status, rows):
    with pytest.raises(IntegrityError), transaction.atomic():
        changed(rows[Mark], status=status, **{other: None}).save()


@pytest.mark.parametrize("percent", [0, 101])
def test_the_share_of_concern_is_from_1_to_100_percent(percent, rows):
    with pytest.raises(IntegrityError), transaction.atomic():
        changed(rows[ConcernRule], under_percent=percent).save()


@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize("model", [Group, Tenure], ids=lambda model: model.__name__)
def test_nothing_ends_on_the_day_it_begins_or_before(model, days, rows):
    row = changed(rows[model], since=date(2012, 4, 2))

    with pytest.raises(IntegrityError), transaction.atomic():
        changed(row, until=row.since - timedelta(days)).save()


@pytest.mark.parametrize("slug", ["admin", "accounts", "static", "healthz"])
def test_a_board_does_not_take_an_address_of_the_product(slug, board):
    board.slug = slug

    with pytest.raises(ValidationError, match="taken by the product"):
        board.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        board.save()


# What the guards refuse, the models say kindly first (tests/test_guards.py has the guards).


@pytest.mark.parametrize(
    ("model", "link", "target"),
    [
        (Seat, "agency", Agency),
        (Agency, "sector", Sector),
        (Agency, "parent", Agency),
        (Group, "parent", Group),
        (Contribution, "agency", Agency),
        (Role, "agency", Agency),
        (Invitation, "agency", Agency),
        (PublishedFigure, "agency", Agency),
        (PublishedFigure, "group", Group),
        (Mark, "substitute_agency", Agency),
        (Guest, "agency", Agency),
        (Letter, "agency", Agency),
        (Letter, "group", Group),
        (WantedKind, "met_by", Seat),
        (ListedIndicator, "agency", Agency),
        (Observation, "release", Release),
    ],
    ids=lambda part: getattr(part, "__name__", part),
)
def test_a_link_to_another_board_is_named(model, link, target, rows, other_board):
    foreign = make_one_of_each(other_board)
    row = changed(rows[model], **{link: foreign[target]})

    with pytest.raises(ValidationError) as refused:
        row.clean()
    assert refused.value.message_dict == {link: ["This belongs to another board."]}


def test_a_person_of_another_board_does_not_hold_a_seat(rows, other_board):
    tenure = changed(rows[Tenure], person=make_person(other_board))

    with pytest.raises(ValidationError) as refused:
        tenure.clean()
    assert refused.value.message_dict == {"person": ["This belongs to another board."]}


def test_a_mark_of_a_seat_of_another_group_is_named(rows, board):
    elsewhere = make_seat(make_group(board, "elsewhere", "panel"), title="Panel member")

    with pytest.raises(ValidationError) as refused:
        again(rows[Mark], seat=elsewhere).clean()
    assert list(refused.value.message_dict) == ["seat"]


@pytest.mark.parametrize("model", [Agency, Group], ids=lambda model: model.__name__)
def test_nothing_is_part_of_itself(model, rows):
    top = rows[model]
    part = again(top, slug="part", name="Part", parent=top)
    part.save()
    top.parent = part

    with pytest.raises(ValidationError, match="part of itself"):
        top.clean()


def test_a_person_has_a_name_until_it_is_erased(board):
    person = make_person(board)
    person.name = ""
    with pytest.raises(ValidationError, match="Write the name"):
        person.full_clean()

    person.erase()

    person.full_clean()


def test_an_invitation_is_open_until_its_time_is_over(rows):
    invitation, token = Invitation.make(
        board=rows[Board], email="new@example.org", kind="member", invited_by=rows[User]
    )
    assert Invitation.open_for(token) == invitation

    invitation.expires_at = timezone.now() - timedelta(seconds=1)
    invitation.save()

    assert Invitation.open_for(token) is None


@pytest.mark.parametrize("text", ["2012", "2012-14", "2012-2013", "12-13", "1890-91"])
def test_a_year_is_written_as_2012_13(text, rows):
    rows[Spending].year = text

    with pytest.raises(ValidationError, match="2012-13"):
        rows[Spending].full_clean()


def test_a_year_is_kept_as_a_value(rows):
    assert Spending.objects.get().year == FinancialYear(2012)
