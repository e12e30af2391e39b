"""Periods as fields of records and forms: stored as numbers, typed and shown as text."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection

from datasets.models import ChartNote, Observation
from lscb.periods import FinancialYear, Quarter, parse_period
from tests.build import make_user
from tests.figures import make_area, make_indicator, make_own, make_published, make_target

TEXTS = ["2012-13", "2012-13-Q1", "2012-13-Q4", "2011-12-Q2", "2013-14"]


class NoteForm(forms.ModelForm):
    class Meta:
        model = ChartNote
        fields = ("period",)


@pytest.fixture
def note(board):
    return ChartNote.objects.create(
        board=board,
        indicator=make_indicator(),
        period=parse_period("2012-13-Q3"),
        text="Counted in another way.",
        made_by=make_user(),
        made_on=date(2012, 10, 1),
    )


@pytest.mark.parametrize(
    ("text", "period", "number"),
    [
        ("2012-13", FinancialYear(2012), 20120),
        ("2012-13-Q3", Quarter(FinancialYear(2012), 3), 20123),
    ],
)
def test_a_period_is_stored_as_a_number_and_read_as_a_value(text, period, number, board):
    figure = make_own(board, make_indicator(), text, numerator=1)

    with connection.cursor() as cursor:
        cursor.execute("SELECT period FROM datasets_observation")
        assert cursor.fetchall() == [(number,)]
    figure.refresh_from_db()
    assert figure.period == period
    assert Observation.history.get().period == period


def test_figures_sort_by_time_a_year_before_its_quarters(db):
    indicator, area = make_indicator(), make_area()
    for text in TEXTS:
        make_published(indicator, area, text, numerator=1)

    assert [str(one.period) for one in Observation.objects.order_by("period")] == [
        "2011-12-Q2",
        "2012-13",
        "2012-13-Q1",
        "2012-13-Q4",
        "2013-14",
    ]


def test_periods_are_asked_for_as_values_and_as_text(db):
    indicator, area = make_indicator(), make_area()
    for text in TEXTS:
        make_published(indicator, area, text, numerator=1)
    quarter = Quarter(FinancialYear(2012), 1)

    assert Observation.objects.filter(period=quarter).count() == 1
    assert Observation.objects.filter(period="2012-13-Q1").count() == 1
    assert Observation.objects.filter(period__gte=quarter).count() == 3
    assert Observation.objects.filter(period__in=[quarter, FinancialYear(2013)]).count() == 2
    assert Observation.objects.filter(period__lt=FinancialYear(2012)).count() == 1


def test_a_form_shows_the_period_as_text(note):
    assert 'value="2012-13-Q3"' in str(NoteForm(instance=note)["period"])


@pytest.mark.parametrize("text", ["2012-13", "2013-14-Q1", " 2013-14-Q1 "])
def test_a_period_is_typed_into_a_form(text, note):
    form = NoteForm({"period": text}, instance=note)

    assert form.is_valid(), form.errors
    form.save()
    note.refresh_from_db()
    assert note.period == parse_period(text.strip())
    assert form.changed_data == ["period"]


def test_the_same_period_typed_again_is_no_change(note):
    assert NoteForm({"period": "2012-13-Q3"}, instance=note).changed_data == []


@pytest.mark.parametrize(
    "text", ["2012", "2012-14", "2012-13-Q5", "20123", "Q3", "third", "1989-90", "2012-13-Q"]
)
def test_what_is_no_period_is_answered_with_how_to_write_one(text, note):
    form = NoteForm({"period": text}, instance=note)

    (said,) = form.errors["period"]
    assert said.startswith("Write the period as 2012-13 or 2012-13-Q3. ")
    note.refresh_from_db()
    assert str(note.period) == "2012-13-Q3"


def test_a_period_that_is_too_long_is_refused(note):
    form = NoteForm({"period": "2012-13-Q3-and-more"}, instance=note)

    assert "at most 10 characters" in form.errors["period"][0]


def test_a_period_has_to_be_given(note):
    assert NoteForm({"period": ""}, instance=note).errors["period"] == ["This field is required."]


def test_the_model_says_it_too(db):
    target = make_target(make_indicator())
    target.since = "2012-14"

    with pytest.raises(ValidationError) as said:
        target.full_clean()
    assert list(said.value.message_dict) == ["since"]
