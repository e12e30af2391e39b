"""The Kingston sample, held against the tables of the report as typed here by hand."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps

from agencies.models import Agency, Group, PublishedFigure, Seat, Tenure
from attendance.models import ConcernRule, CountingRule, Mark, Meeting
from lscb.periods import FinancialYear
from tests.conftest import loaded_sample

YEAR = FinancialYear(2012)
BOARD, MANAGEMENT = "main-board", "management-group"

# Appendix 1, row by row: Y, S for Sub, N, and - for a cell left empty.
PRINTED = {
    BOARD: """
        YYYYY YYYYY YYYYN YYYYY NNYYS YYYNY YNYYY YYY-- YNYYN ---YY --YNY YYNNY NYNYN
        YYYNY YNYYY NNYNY NYYNN YYNYN YYYYN NNYNN NYYNS YYYYY YYYYN NYYYY YNYYY YYYNS
        ----- NNYYN YYNNN YNNNY NNNNN NNNNN YYYNY YYYNN YYNYN YYYNY NNYYN
    """,
    MANAGEMENT: "YYYY YYYY ---Y YYYY NYY- YYYY NYYY YYSN NNYN YNNY",
}
LETTERS = {"present": "Y", "substitute": "S", "absent": "N"}
MET_ON = {
    BOARD: ["2012-06-14", "2012-09-13", "2012-12-04", "2013-02-12", "2013-03-12"],
    MANAGEMENT: ["2012-05-16", "2012-08-26", "2012-11-14", "2013-02-13"],
}
# Came or sent a substitute, and expected, at the Main Board over the year.
BY_AGENCY = {
    "LSCB officers": (10, 10),
    "Lead Member": (4, 5),
    "Learning & Children's Services": (26, 33),
    "Housing": (3, 5),
    "Adult Social Care": (2, 5),
    "Legal Services": (4, 5),
    "Safer Kingston Partnership": (4, 5),
    "Organisational Development": (4, 10),
    "South West London & St George's Mental Health Trust": (7, 10),
    "GPs": (1, 5),
    "Kingston Hospital": (8, 10),
    "Your Healthcare": (8, 10),
    "NHS Kingston": (4, 5),
    "Police": (4, 5),
    "Probation": (2, 5),
    "Schools": (2, 5),
    "Kingston College": (2, 5),
    "CAFCASS": (0, 5),
    "Voluntary Sector": (10, 20),
    "Lay members": (6, 10),
}


@pytest.fixture(scope="module")
def _kingston_is_loaded(django_db_setup, django_db_blocker):
    """For all tests of this file: every one of them reads it."""
    with loaded_sample(django_db_blocker):
        yield


def register_as_printed(group: str) -> list[str]:
    """A word for each seat in the order of the table, a letter for each meeting."""
    marks = Mark.objects.filter(meeting__group__slug=group)
    letters = {(m.seat_id, str(m.meeting.held_on)): LETTERS[m.status] for m in marks}
    seats = Seat.objects.filter(group__slug=group).order_by("position")
    return ["".join(letters.get((seat.pk, day), "-") for day in MET_ON[group]) for seat in seats]


def expected_on(group: str, day: str) -> set[int]:
    """The seats that count and that somebody held, by their dates alone."""
    held = Tenure.objects.filter(
        seat__group__slug=group, seat__counts_as="member", state__in=Tenure.HELD
    )
    day = date.fromisoformat(day)
    return {t.seat_id for t in held if t.since <= day and (t.until is None or day < t.until)}


@pytest.mark.parametrize("group", [BOARD, MANAGEMENT])
def test_every_cell_of_appendix_1_is_as_printed(kingston, group):
    assert register_as_printed(group) == PRINTED[group].split()


def test_the_cells_add_up_to_the_fixture(kingston):
    board = Counter("".join(register_as_printed(BOARD)))
    management = Counter("".join(register_as_printed(MANAGEMENT)))

    assert board == {"Y": 108, "S": 3, "N": 62, "-": 12}
    assert management == {"Y": 27, "S": 1, "N": 8, "-": 4}


def test_there_are_20_agencies_in_10_sectors_and_47_seats_that_all_count(kingston):
    seats = Seat.objects.filter(group__board=kingston)

    assert kingston.agencies.count() == 20
    assert list(kingston.sectors.values_list("name", flat=True)) == [
        "LSCB",
        "Local Authority",
        "Health Services",
        "Police",
        "Probation",
        "Schools",
        "Kingston College",
        "CAFCASS",
        "Voluntary Sector",
        "Lay members",
    ]
    assert Counter(seats.values_list("group__slug", "counts_as")) == {
        (BOARD, "member"): 37,
        (MANAGEMENT, "member"): 10,
    }


@pytest.mark.parametrize(
    ("group", "expected"), [(BOARD, [34, 34, 35, 35, 35]), (MANAGEMENT, [9, 9, 9, 9])]
)
def test_the_seats_expected_follow_from_dates_alone(kingston, group, expected):
    assert [len(expected_on(group, day)) for day in MET_ON[group]] == expected


@pytest.mark.parametrize("group", [BOARD, MANAGEMENT])
def test_a_cell_is_empty_exactly_where_nobody_was_expected(kingston, group):
    for day in MET_ON[group]:
        marks = Mark.objects.filter(meeting__group__slug=group, meeting__held_on=day)

        assert set(marks.values_list("seat_id", flat=True)) == expected_on(group, day)


def test_each_agency_came_as_often_as_the_fixture_says(kingston):
    marks = Mark.objects.filter(meeting__group__slug=BOARD)
    expected = Counter(marks.values_list("seat__agency__name", flat=True))
    absent = marks.filter(status="absent").values_list("seat__agency__name", flat=True)
    came = expected - Counter(absent)

    assert {name: (came[name], expected[name]) for name in expected} == BY_AGENCY
    assert list(Agency.objects.values_list("name", flat=True)) == list(BY_AGENCY)


def test_every_meeting_was_held_and_its_register_is_confirmed(kingston):
    meetings = Meeting.objects.filter(group__board=kingston)

    assert {(m.group.slug, str(m.held_on)) for m in meetings} == {
        (group, day) for group, days in MET_ON.items() for day in days
    }
    assert all(m.state == "held" and m.confirmed_at is not None for m in meetings)
    assert [str(m.held_on) for m in meetings if m.kind == "extraordinary"] == ["2013-02-12"]


def test_dates_are_kept_as_printed_and_two_of_them_are_explained(kingston):
    meetings = Meeting.objects.order_by("group__position", "held_on")

    assert " ".join(m.printed_date for m in meetings) == (
        "14.6.12 13.09.12 4.12.12 12.2.13 12.3.13 16.05.12 26.08.12 14.11.12 13.02.12"
    )
    sunday, misread = [m for m in meetings if m.date_note]
    assert sunday.printed_date == "26.08.12"
    assert "Sunday" in sunday.date_note
    assert misread.printed_date == "13.02.12"
    assert "13 February 2013" in misread.date_note


def test_the_chair_of_both_groups_changes_twice_and_the_dates_are_said_to_be_inferred(kingston):
    for group in (BOARD, MANAGEMENT):
        held = Tenure.objects.filter(seat__group__slug=group, seat__office="chair")

        assert [(t.state, str(t.since), str(t.until)) for t in held.order_by("since")] == [
            ("filled", "2012-04-01", "2012-11-01"),
            ("interim", "2012-11-01", "2013-03-01"),
            ("filled", "2013-03-01", "None"),
        ]


def test_every_date_of_a_seat_is_inferred_and_says_how(kingston):
    tenures = Tenure.objects.filter(seat__group__board=kingston)

    assert tenures.count() == 51
    assert all(t.since_inferred and t.note for t in tenures)
    assert all(t.until_inferred == (t.until is not None) for t in tenures)


def test_the_head_who_stepped_down_is_told_and_still_counted(kingston):
    # §6.4 gives no day, so the register of Appendix 1 stands: in doubt, and counted.
    tenure = Tenure.objects.get(seat__title="Secondary/special School Headteacher")

    assert (tenure.state, tenure.until) == ("filled", None)
    assert "stepped down part way through" in tenure.note
    assert Mark.objects.exclude(doubt="").filter(seat=tenure.seat).count() == 3


def test_what_the_board_lacked_is_on_its_list(kingston):
    # §6.4: no primary school; independent schools among those to be represented.
    kinds = kingston.wanted_kinds.all()

    assert [(kind.name, kind.met_by) for kind in kinds] == [
        ("A primary school", None),
        ("An independent school", None),
    ]
    assert all("§6.4" in kind.history.get().history_change_reason for kind in kinds)


def test_one_seat_is_vacant_and_one_post_interim(kingston):
    others = Tenure.objects.exclude(seat__office="chair").exclude(state="filled")

    assert {(t.seat.group.slug, t.seat.title, t.state) for t in others} == {
        (BOARD, "DCI, Kingston Police", "vacant"),
        (BOARD, "Service Manager, Professional Standards & Development", "interim"),
    }


def test_the_same_post_in_two_groups_has_one_title_and_keeps_its_printed_names(kingston):
    seats = Seat.objects.exclude(aliases=[]).order_by("group__position", "position")

    assert [(seat.title, seat.aliases) for seat in seats] == [
        (
            "Service Manager, Professional Standards & Development",
            ["Service Manager, Professional Standards & Development (interim)"],
        ),
        ("Lay member 1", ["Lay member"]),
        ("Lay member 2", ["Lay member"]),
        ("Named Nurse, Your Healthcare", ["Named Nurse, Safeguarding"]),
        ("DCI, West Region CAIT", ["DCI West Region"]),
        ("Manager, Kingston Homestart", ["Kingston HomeStart Manager"]),
    ]


def test_the_vice_chair_is_the_director_of_learning_and_childrens_services(kingston):
    deputy = Seat.objects.get(office="deputy")

    assert deputy.title == "Director of Learning & Children's Services"
    assert deputy.group.slug == BOARD


def test_the_head_teachers_last_three_marks_are_doubted_and_counted(kingston):
    doubted = Mark.objects.exclude(doubt="").order_by("meeting__held_on")

    assert [(m.seat.agency.name, str(m.meeting.held_on), m.status) for m in doubted] == [
        ("Schools", "2012-12-04", "absent"),
        ("Schools", "2013-02-12", "absent"),
        ("Schools", "2013-03-12", "absent"),
    ]
    assert {m.doubt for m in doubted} == {
        "may have been vacant: the holder stepped down part way through the year, §6.4"
    }


def test_the_rules_are_those_that_the_printed_totals_follow(kingston):
    assert {
        rule.group.slug: (
            rule.year,
            rule.headline,
            rule.vacant_seats_count,
            rule.extraordinary_meetings_count,
            rule.average,
        )
        for rule in CountingRule.objects.all()
    } == {
        BOARD: (YEAR, "member_attendance", False, True, "all_meetings_together"),
        MANAGEMENT: (YEAR, "agency_representation", False, True, "all_meetings_together"),
    }
    assert {
        (rule.group.slug, rule.measure, rule.absences_in_a_row, rule.under_percent)
        for rule in ConcernRule.objects.all()
    } == {(group, "agency_representation", 2, 50) for group in (BOARD, MANAGEMENT)}


def test_contributions_add_up_to_18_pounds_more_than_was_printed(kingston):
    paid = {c.agency.name: c.amount for c in kingston.contributions.all()}
    statement = kingston.budget_statements.get()

    assert paid == {
        "Learning & Children's Services": 103542,
        "NHS Kingston": 52400,
        "Police": 5000,
        "Probation": 2000,
        "CAFCASS": 550,
    }
    assert sum(paid.values()) == 163492
    assert (statement.printed_total, statement.printed_spend) == (163474, 173008)
    assert "Serious Case Review" in statement.cause
    assert not kingston.spending.exists()


def test_the_printed_figures_are_kept_to_the_letter(kingston):
    def printed(**which):
        figures = PublishedFigure.objects.filter(**which).order_by("pk")
        return [figure.text for figure in figures]

    assert printed(measure="meeting_attendance", group__slug=BOARD) == [
        "(68%) 23/34",
        "64% (22/34)",
        "(77%) 27/35",
        "54% (19/35)",
        "48% (17/35)",
    ]
    assert printed(measure="meeting_attendance", group__slug=MANAGEMENT) == [
        "67% (6/9)",
        "78% (7/9)",
        "89% (8/9)",
        "78% (7/9)",
    ]
    assert printed(section="§6.5") == ["62%", "77%", "78%"]
    assert printed(group__slug="quality-assurance") == ["45%", "72%"]
    assert printed(measure="contribution") == ["£103,542", "£52,400", "£5,000", "£2,000", "£550"]
    assert printed(measure="contribution_share") == ["63.3%", "32.1%", "3.1%", "1.2%", "0.3%"]
    assert printed(measure="contributions_total") == ["£163,474"]
    assert printed(section="§6.7") == ["£173,008", "£9, 534"]
    assert PublishedFigure.objects.count() == 27


def test_a_printed_figures_number_and_fraction_say_what_its_text_says(kingston):
    for figure in PublishedFigure.objects.all():
        digits = figure.text.replace("£", "").replace(",", "").replace(" ", "")
        fraction = f"{figure.numerator}/{figure.denominator}"

        if figure.numerator is None:
            assert figure.number == Decimal(digits.rstrip("%"))
        else:
            assert figure.text in (
                f"({figure.number:.0f}%) {fraction}",
                (f"{figure.number:.0f}% ({fraction})"),
            )


def test_the_groups_that_the_report_names_are_there_and_only_two_have_meetings(kingston):
    groups = Group.objects.filter(board=kingston)

    assert groups.count() == 12
    assert set(groups.exclude(meetings=None).values_list("slug", flat=True)) == {BOARD, MANAGEMENT}
    assert groups.get(slug=MANAGEMENT).parent.slug == BOARD


def test_the_standing_in_law_of_an_agency_of_2012_is_left_open(kingston):
    assert [agency for agency in kingston.agencies.all() if agency.standings.exists()] == []


def test_every_record_has_its_history_and_says_which_section_it_is_from(kingston):
    for model in apps.get_models():
        if model._meta.app_label not in ("agencies", "attendance") or not hasattr(model, "history"):
            continue
        reasons = set(model.history.values_list("history_change_reason", flat=True))

        assert model.history.count() == model.objects.count()
        assert all(
            reason.startswith("Loaded from the sample: Annual report 2012-13, ")
            for reason in reasons
        )
