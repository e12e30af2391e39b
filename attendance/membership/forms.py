"""The forms about who holds a seat, and from when to when."""

from collections.abc import Sequence

from django import forms
from django.utils import timezone

from agencies.models import Tenure
from attendance.membership.changes import Holder
from attendance.membership.health import day_after, last_day
from lscb.formats import day
from lscb.forms import NO_CHILDS_DETAILS, DayField, LookedAt

FROM_WHICH_DAY = "The first day on which it is so. Such as 14 6 2012 or 14 June 2012."
STATE_CHOICES = [
    (Tenure.State.FILLED, "Somebody in post"),
    (Tenure.State.INTERIM, "Interim cover: somebody for the time being"),
    (Tenure.State.VACANT, "Nobody: the seat is vacant"),
]


class Accepting(LookedAt):
    """A form that may have to be sent twice: what should be known first is shown with a box to
    tick, and with the box ticked it is done."""

    cautions: Sequence[str] = ()
    accept = forms.BooleanField(
        required=False, label="I have read this: do it all the same", widget=forms.HiddenInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("keep_text", "accept"):
            self.fields[name] = self.fields.pop(name)  # the boxes to tick stand last

    def accepts(self, cautions: list[str]) -> bool:
        """Whether there is nothing to know, or it was read and accepted."""
        self.cautions = cautions
        if not cautions:
            return True
        self.fields["accept"].widget = forms.CheckboxInput()
        if self.cleaned_data.get("accept"):
            return True
        self.add_error("accept", "Nothing was done yet. Read “Before you go on”, then tick this.")
        return False


class ConfirmForm(Accepting):
    """Nothing is asked but to accept what should be known."""


class FromDay(forms.Form):
    """The day from which something is so; at first today."""

    since = DayField(label="From which day", help_text=FROM_WHICH_DAY, initial=timezone.localdate)


class HolderFields(forms.Form):
    """Who holds the seat, as far as it is to be on record."""

    holder = forms.CharField(
        label="Holder’s name",
        max_length=120,
        required=False,
        help_text="Their name at work. It can be left empty, and can be erased later.",
    )
    seniority = forms.CharField(
        label="Holder’s seniority",
        max_length=80,
        required=False,
        help_text=f"Such as team manager. {NO_CHILDS_DETAILS}",
    )
    is_below = forms.BooleanField(
        label="Below the seniority that the seat asks for",
        required=False,
        help_text="You judge it; it is not worked out from the words.",
    )

    @property
    def given_holder(self) -> Holder:
        given = self.cleaned_data
        return Holder(given["holder"], given["seniority"], given["is_below"])


def refuse_holder_of_vacant(form) -> None:
    given = form.cleaned_data
    if given.get("state") != Tenure.State.VACANT:
        return
    for name in ("holder", "seniority", "is_below"):
        if given.get(name):
            form.add_error(name, "A vacant seat has no holder: leave this empty.")


class HolderForm(Accepting, HolderFields, FromDay):
    state = forms.ChoiceField(
        label="Who holds it from then", choices=STATE_CHOICES, widget=forms.RadioSelect
    )

    field_order = ("since", "state", "holder", "seniority", "is_below")
    free_texts = ("holder", "seniority")

    def clean(self):
        cleaned = super().clean()
        refuse_holder_of_vacant(self)
        return cleaned


class TimesForm(Accepting, HolderFields):
    """The days of one time in a seat, and who it was. A vacant one has no holder to ask for."""

    since = DayField(label="First day")
    since_inferred = forms.BooleanField(
        label="The first day is inferred: not known for certain",
        required=False,
        help_text="Typing another day takes the tick away.",
    )
    last = DayField(
        label="Last day (empty while it goes on)", required=False, help_text="Such as 31 10 2012."
    )
    last_inferred = forms.BooleanField(
        label="The last day is inferred: not known for certain",
        required=False,
        help_text="Typing another day takes the tick away.",
    )
    note = forms.CharField(
        label="Where the days come from",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Such as the letter of appointment. {NO_CHILDS_DETAILS}",
    )

    field_order = ("since", "since_inferred", "last", "last_inferred", "note", "holder")
    free_texts = ("note", "holder", "seniority")

    def __init__(self, tenure, *args, **kwargs):
        initial = {
            "since": tenure.since,
            "since_inferred": tenure.since_inferred,
            "last": last_day(tenure.until),
            "last_inferred": tenure.until_inferred,
            "note": tenure.note,
            "holder": tenure.person.name if tenure.person else "",
            "seniority": tenure.seniority,
            "is_below": tenure.is_below_required,
        }
        super().__init__(*args, initial=initial, **kwargs)
        for inferred, flag in (("since_inferred", 0), ("last_inferred", 1)):
            if not (tenure.since_inferred, tenure.until_inferred)[flag]:
                del self.fields[inferred]
        if tenure.state == Tenure.State.VACANT:
            for name in ("holder", "seniority", "is_below"):
                del self.fields[name]
            self.free_texts = ("note",)

    def clean(self):
        cleaned = super().clean()
        since, last = cleaned.get("since"), cleaned.get("last")
        if since and last and last < since:
            self.add_error("last", f"It ends before it begins: the first day is {day(since)}.")
        return cleaned

    @property
    def until(self):
        return day_after(self.cleaned_data["last"])

    @property
    def is_inferred(self) -> tuple[bool, bool]:
        given = self.cleaned_data
        return given.get("since_inferred", False), given.get("last_inferred", False)

    @property
    def given_holder(self) -> Holder:
        return super().given_holder if "holder" in self.fields else Holder()


class EndForm(Accepting):
    last = DayField(
        label="Last day of the seat",
        help_text="It is a member on this day, and no longer after.",
        initial=lambda: last_day(timezone.localdate()),
    )

    @property
    def day(self):
        """The first day without the seat."""
        return day_after(self.cleaned_data["last"])


class MergeForm(Accepting):
    other = forms.ModelChoiceField(
        None,
        label="The other name of this seat",
        empty_label="Choose a seat",
        help_text="A seat of the same group; those of the same agency stand first.",
    )

    def __init__(self, seats, own_agency, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        field.queryset = seats
        field.label_from_instance = lambda seat: (
            seat.title
            if seat.agency_id == own_agency.pk
            else f"{seat.agency}, another agency: {seat.title}"
        )
