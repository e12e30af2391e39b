"""The Kingston sample's list of indicators and its own figures, held against the report as typed
here by hand."""

from decimal import Decimal

import pytest

from datasets.models import Indicator, ListedIndicator, Observation, Release
from lscb.periods import FinancialYear, parse_period
from tests.conftest import loaded_sample

# The catalogue's codes in its order, and the contributing agency of each.
AGENCIES = {
    "learning-and-childrens-services": "CSC01 CSC02 CSC03 CSC04 CSC05 CSC06 CSC07 CP01 CP02 CP03 "
    "CP04 CP05 CP06 EDU01 WF01 WF02 LAC01 LAC02 MIS02 CSE01 DV04 PSM01 EH01",
    "probation": "PRB01",
    "police": "MIS01 DV01",
    "safer-kingston-partnership": "DV02 DV03",
    "kingston-hospital": "HTH01 HTH02",
    "organisational-development": "TRN01",
    None: "CP07 LADO01 LADO02 CDOP01",
}
# What the report prints of each: indicator, period, numerator, denominator, value. The population
# of mid-2012, 34,562, is the one number here that it does not print.
PRINTED = [
    ("CSC04", "2012-13", 1038, 34562, None),
    ("CSC04", "2011-12", 847, None, None),
    ("CP01", "2012-13", 163, 34562, None),
    ("CP01", "2011-12", 91, None, None),
    ("WF01", "2012-13", None, None, "18"),
    ("WF01", "2012-13-Q2", None, None, "30.5"),
    ("LAC01", "2012-13", 134, 34562, None),
    ("MIS01", "2012-13", None, None, "203"),
    ("MIS02", "2012-13", 8, None, "4"),
    ("DV01", "2012-13", None, None, "1752"),
    ("DV02", "2012-13", None, None, "122"),
    ("DV03", "2012-13", None, None, "4"),
    ("DV04", "2012-13", 74, 116, None),
    ("PSM01", "2012-13", 59, 116, None),
    ("EH01", "2012-13", None, None, "70"),
    ("EH01", "2012-13-Q3", None, None, "61"),
    ("HTH01", "2012-13", None, None, "117"),
    ("HTH01", "2011-12", None, None, "40"),
    ("HTH02", "2012-13", None, None, "98"),
    ("HTH02", "2011-12", None, None, "68"),
    ("LADO01", "2012-13", None, None, "61"),
    ("LADO01", "2011-12", None, None, "32"),
    ("LADO02", "2012-13", None, None, "36"),
    ("TRN01", "2012-13", None, None, "2854"),
    ("TRN01", "2011-12", None, None, "1258"),
    ("CDOP01", "2012-13", 6, 12, None),
]
# Follows from "a 2% rise" and is not printed.
FOLLOWS = [("DV01", "2011-12", None, None, "1718")]
# Something of them is printed, and not the figure.
WITHOUT_A_FIGURE = [
    ("CSC06", "2012-13", 116, None, None),
    ("CSC07", "2012-13", None, 116, None),
    ("CP07", "2012-13", None, None, None),
    ("WF02", "2012-13", None, None, None),
]
# What else the report prints of an indicator stands in the note of its figure.
IN_NOTES = {
    "WF01": ["18", "April 2013"],
    "WF02": ["12.5", "2 in management", "5 for social workers", "4 for advanced"],
    "CP07": ["100%", "Your Healthcare"],
    "DV01": ["1752", "2% rise", "636"],
    "DV02": ["122", "131 children"],
    "DV03": ["4%"],
    "DV04": ["64%", "74 out of 116"],
    "PSM01": ["51%", "59 out of 116"],
    "EH01": ["70%", "61%", "55", "81%", "71%", "3 months"],
    "TRN01": [
        "2,854",
        "Local Authority (excluding schools) 303,",
        "Early Years settings 70,",
        "Schools 566,",
        "Your Healthcare / NHS Kingston 327,",
        "Kingston Hospital 1239,",
        "Police 102,",
        "Mental Health Trust 5,",
        "Private sector 2,",
        "Voluntary sector 126,",
        "Other 114.",
        "No-shows 6.4%",
        "3 courses cancelled",
        "80 staff, 12 of them from social care",
        "45 in three sessions",
        "marriage 30",
        "mutilation 34",
    ],
    "CDOP01": ["half", "twelve", "(11) within a year", "none had modifiable", "Ten", "5 of them"],
    "MIS01": ["203", "8 looked-after children", "22 times"],
    "MIS02": ["8 children", "22 separate episodes", "4%", "6.0% of the 134"],
    "LAC01": ["134", "respite care"],
    "LADO01": ["61", "34%", "13", "11", "10 of the 61", "in 4 no", "in 6"],
    "LADO02": ["36%", "would be 22"],
    "CSC04": ["1038", "1,085"],
    "CP01": ["163"],
    "CSC06": ["116", "211"],
    "CSC07": ["116", "211"],
}


@pytest.fixture(scope="module")
def _kingston_is_loaded(django_db_setup, django_db_blocker):
    """For all tests of this file: every one of them reads it."""
    with loaded_sample(django_db_blocker):
        yield


def own(code, period="2012-13") -> Observation:
    return Observation.objects.get(
        board__slug="kingston", indicator__code=code, period=parse_period(period)
    )


def as_numbers(figure: Observation) -> tuple:
    return (figure.numerator, figure.denominator, figure.value)


def typed(numerator, denominator, value) -> tuple:
    return (numerator, denominator, None if value is None else Decimal(value))


def test_the_board_lists_the_35_of_the_catalogue_since_2012_13(kingston):
    listed = kingston.listed_indicators.all()

    assert len(listed) == Indicator.objects.count() == 35
    assert {one.indicator for one in listed} == set(Indicator.objects.all())
    assert {(one.since, one.until) for one in listed} == {(FinancialYear(2012), None)}
    assert {one.standing for one in listed} == {ListedIndicator.Standing.COLLECTED}


def test_each_is_contributed_by_the_agency_it_is_inferred_to_be_and_says_how(kingston):
    found: dict[str | None, set[str]] = {}
    for one in kingston.listed_indicators.select_related("agency", "indicator"):
        slug = one.agency.slug if one.agency else None
        found.setdefault(slug, set()).add(one.indicator.code)
        assert "; agency: " in one.history.get().history_change_reason

    assert found == {slug: set(codes.split()) for slug, codes in AGENCIES.items()}


def test_the_list_follows_the_catalogues_themes(kingston):
    listed = kingston.listed_indicators.order_by("position").select_related("indicator__theme")
    themes = [one.indicator.theme.position for one in listed]

    assert themes == sorted(themes)
    assert [one.position for one in listed] == list(range(1, 36))


def test_the_three_questions_of_the_board_are_marked_and_no_others(kingston):
    asked = kingston.listed_indicators.exclude(question="").select_related("indicator")
    questions = {one.indicator.code: one.question for one in asked}

    assert set(questions) == {"CSC06", "CP02", "DV03"}
    assert "section 47" in questions["CSC06"]
    assert "18 months" in questions["CP02"]
    assert "MARAC" in questions["DV03"]
    assert all(question.endswith("?") for question in questions.values())


def test_only_child_deaths_are_limited(kingston):
    limited = kingston.listed_indicators.filter(is_limited=True)

    assert [one.indicator.code for one in limited] == ["CDOP01"]


def test_every_printed_figure_of_an_indicator_is_there_and_no_other(kingston):
    found = {
        (one.indicator.code, str(one.period)): as_numbers(one)
        for one in kingston.observations.select_related("indicator")
    }

    assert found == {
        (code, period): typed(*numbers)
        for code, period, *numbers in (*PRINTED, *FOLLOWS, *WITHOUT_A_FIGURE)
    }


def test_what_is_not_printed_as_such_has_a_reason(kingston):
    missing = kingston.observations.exclude(reason="")

    assert {one.indicator.code for one in missing} == {code for code, *_ in WITHOUT_A_FIGURE}
    assert {one.reason for one in missing} == {"not_supplied"}


def test_what_follows_from_a_printed_figure_is_marked_as_inferred(kingston):
    inferred = kingston.observations.filter(is_inferred=True)

    # Three have the population as a denominator that the report does not print.
    assert {(one.indicator.code, str(one.period)) for one in inferred} == {
        ("DV01", "2011-12"),
        ("CSC04", "2012-13"),
        ("CP01", "2012-13"),
        ("LAC01", "2012-13"),
    }
    assert "Not printed" in own("DV01", "2011-12").note
    for code in ("CSC04", "CP01", "LAC01"):
        assert "which the report does not print" in own(code).note


def test_figures_of_another_day_than_the_periods_last_say_so(kingston):
    assert "April 2013" in own("WF01").note
    assert "August 2012" in own("WF01", "2012-13-Q2").note
    assert "October 2012" in own("EH01", "2012-13-Q3").note


@pytest.mark.parametrize("code", IN_NOTES)
def test_the_printed_parts_of_a_figure_stand_in_its_note(kingston, code):
    note = own(code).note

    assert [part for part in IN_NOTES[code] if part not in note] == []


def test_training_by_agency_adds_up_to_what_is_printed(kingston):
    by_agency = [303, 70, 566, 327, 1239, 102, 5, 2, 126, 114]

    assert sum(by_agency) == own("TRN01").value


@pytest.mark.parametrize(
    ("code", "printed", "published", "said"),
    [
        ("CSC04", 1038, 1085, "the two were not counted alike"),
        ("CSC06", 116, 211, "What the report counted is not known"),
    ],
)
def test_where_report_and_table_differ_both_are_kept_and_it_is_said(
    kingston, code, printed, published, said
):
    national = Observation.objects.get(
        board=None,
        area__code="E09000021",
        indicator__code=code,
        period=FinancialYear(2012),
    )

    assert (own(code).numerator, national.numerator) == (printed, published)
    assert said in own(code).note


def test_the_116_conferences_of_the_report_and_the_211_of_the_table_are_denominators(kingston):
    national = Observation.objects.get(
        board=None, area__code="E09000021", indicator__code="CSC07", period=FinancialYear(2012)
    )

    assert national.denominator == 211
    for code in ("CSC07", "DV04", "PSM01"):
        assert own(code).denominator == 116
        assert "116" in own(code).note
        assert "211" in own(code).note


def test_the_population_of_an_own_rate_is_the_one_that_is_published(kingston):
    area = own("CP01").area
    published = area.populations.get(year=2012)

    assert published.people == 34562
    assert own("CP01").denominator == published.people


def test_own_figures_are_taken_from_the_boards_report(kingston):
    release = Release.objects.get(board=kingston)

    assert (str(release), str(release.published_on)) == ("Annual report, 2012-13", "2013-10-01")
    assert {one.release for one in kingston.observations.all()} == {release}


def test_every_figure_says_which_section_it_is_from(kingston):
    sections = {}
    for one in kingston.observations.select_related("indicator"):
        reason = one.history.get().history_change_reason
        start, section = reason.split("Annual report 2012-13, ")
        sections.setdefault(section, set()).add(one.indicator.code)
        assert start == "Loaded from the sample: "

    assert sections == {
        "§7.2.1": {"CSC04", "CP01", "CP07", "WF01", "WF02", "HTH01", "HTH02"},
        "§7.2.2": {"CSC06", "CSC07", "DV01", "DV02", "DV03", "DV04", "PSM01"},
        "§7.2.3": {"EH01"},
        "§8.2": {"TRN01"},
        "§8.2; Figure 3": {"TRN01"},
        "§8.3": {"CDOP01"},
        "§10.2": {"MIS01", "MIS02"},
        "§10.3": {"LAC01"},
        "§10.4": {"LADO01", "LADO02"},
    }
