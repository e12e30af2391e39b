"""Days typed in three boxes, and forms whose texts are looked at."""

from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from django.template.loader import render_to_string

from lscb.forms import NO_CHILDS_DETAILS, DayField, LookedAt


class Planned(LookedAt):
    day = DayField(label="Date")
    note = forms.CharField(required=False, label="Note")
    free_texts = ("note",)


def typed(day="", month="", year="", **others):
    return Planned({"day_day": day, "day_month": month, "day_year": year, **others})


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def of(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def field_of(form, name="day"):
    return Tags(render_to_string("_field.html", {"field": form[name]}))


def test_a_month_may_be_a_name():
    form = typed("14", "June", "2012")

    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2012, 6, 14)


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        (("", "", ""), "Type the date."),
        ((" ", " ", " "), "Type the date."),
        (("14", "", "2012"), "The date lacks its month."),
        (("14", " ", ""), "The date lacks its month and its year."),
        (("31", "6", "2012"), "There is no 31 June 2012."),
        (("1", "6", "1812"), "Look at the year: 1812 is not a year this product keeps."),
        (("9" * 19, "6", "2012"), "is not a day of the month"),
    ],
)
def test_a_date_that_is_none_says_why(parts, why):
    form = typed(*parts)

    assert not form.is_valid()
    assert why in form.errors["day"][0]


def test_an_empty_date_that_is_not_required_is_none():
    assert DayField(required=False).clean(["", "", ""]) is None
    assert DayField(required=False).clean([" ", "", ""]) is None


def test_what_was_typed_stays_in_the_boxes():
    boxes = field_of(typed("31", "Juno", "2012")).of("input")

    assert [box["value"] for box in boxes] == ["31", "Juno", "2012"]


def test_a_day_that_is_known_stands_in_the_boxes():
    boxes = field_of(Planned(initial={"day": date(2012, 6, 4)})).of("input")

    assert [box["value"] for box in boxes] == ["4", "6", "2012"]


@pytest.mark.parametrize(
    ("parts", "changed"),
    [
        (("4", "6", "2012"), []),
        (("04", "June", "12"), []),
        (("5", "6", "2012"), ["day"]),
        (("31", "6", "2012"), ["day"]),
    ],
)
def test_a_day_has_changed_when_it_is_another_day(parts, changed):
    form = Planned(
        dict(zip(("day_day", "day_month", "day_year"), parts, strict=True)),
        initial={"day": date(2012, 6, 4)},
    )

    assert form.changed_data == changed


def test_a_day_that_was_empty_and_stays_so_has_not_changed():
    assert not DayField(required=False).has_changed(None, ["", "", ""])


def test_every_box_has_a_label_and_the_group_its_hint_and_error():
    tags = field_of(typed())
    boxes = tags.of("input")

    assert [label["for"] for label in tags.of("label")] == [box["id"] for box in boxes]
    assert len({box["id"] for box in boxes}) == 3
    (group,) = tags.of("fieldset")
    described = group["aria-describedby"].split()
    assert described == ["id_day_helptext", "id_day_error"]
    assert set(described) <= {attributes.get("id") for _, attributes in tags.tags}


def test_the_summary_of_errors_leads_to_the_first_box():
    form = typed("14", "", "2012")
    summary = Tags(render_to_string("_error_summary.html", {"form": form}))

    assert [link["href"] for link in summary.of("a")] == ["#id_day_0"]
    assert "id_day_0" in {box["id"] for box in field_of(form).of("input")}


SUSPECT = {"day": "14", "month": "6", "year": "2012", "note": "Child 943 476 5919"}


def test_a_text_that_looks_like_a_childs_details_is_asked_about():
    form = typed(**SUSPECT)

    assert not form.is_valid()
    assert form.errors["note"][0].startswith("“943 476 5919” looks like an NHS number.")
    # The box to keep it appears, below what it is about.
    assert list(form.fields)[-1] == "keep_text"
    assert not form["keep_text"].is_hidden
    assert field_of(form, "keep_text").of("input")[0]["type"] == "checkbox"


def test_with_the_box_ticked_it_is_kept():
    form = typed(**SUSPECT, keep_text="on")

    assert form.is_valid()
    assert form.cleaned_data["note"] == "Child 943 476 5919"


def test_without_anything_suspicious_there_is_no_box():
    form = typed("14", "6", "2012", note="Room 2")

    assert form.is_valid()
    assert form["keep_text"].is_hidden


def test_dates_near_what_the_form_is_about_are_business():
    form = typed("14", "6", "2012", note="Put off from 12 March 2012")
    form.about = date(2012, 6, 14)

    assert form.is_valid()


# A person's name, and the line above a text that says it.
NAMES = ("name", "holder", "subject")


def test_every_text_that_is_looked_at_says_so_in_its_hint():
    from django.urls import get_resolver

    assert get_resolver().url_patterns  # imports every form
    kinds = [kind for kind in all_below(LookedAt) if not kind.__module__.startswith("tests.")]

    silent = [
        f"{kind.__name__}.{name}"
        for kind in kinds
        for name in kind.free_texts
        if name in kind.base_fields
        and name not in NAMES
        and not str(kind.base_fields[name].help_text).endswith(NO_CHILDS_DETAILS)
    ]
    assert kinds
    assert silent == []


def all_below(kind) -> set[type]:
    return {below for one in kind.__subclasses__() for below in (one, *all_below(one))}
