"""The forms about meetings, quorum rules and one's own attendance."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from agencies.models import Board
from attendance.meetings.dates import Around, date_warnings, in_full
from attendance.meetings.planning import SAME_DAY, Plan
from attendance.models import Meeting
from lscb.forms import NO_CHILDS_DETAILS, DayField, LookedAt
from lscb.periods import FinancialYear

TIMES = ["%H:%M", "%H.%M", "%H", "%I%p", "%I %p", "%I:%M%p", "%I.%M%p", "%I:%M %p", "%I.%M %p"]


class TimeOfDay(forms.TimeField):
    """A time typed as people write it: 10:00, 2.30pm."""

    widget = forms.TimeInput(format="%H:%M", attrs={"size": 8, "autocomplete": "off"})

    def __init__(self, **kwargs):
        super().__init__(
            input_formats=TIMES,
            help_text="Such as 10:00 or 2.30pm.",
            error_messages={"invalid": "Write the time as 10:00 or 2.30pm."},
            **kwargs,
        )

    def to_python(self, value):
        return super().to_python(value.strip().upper() if isinstance(value, str) else value)


def around(group, day_of: Meeting | None, asked: FinancialYear | None, today: date) -> Around:
    """What a date for a meeting of the group is compared with; `day_of` is the meeting that gets
    it, where there is one already."""
    others = list(Meeting.objects.filter(group=group).values_list("pk", "held_on", "state"))
    days = [held_on for pk, held_on, _ in others if day_of is None or pk != day_of.pk]
    took_place = [held_on for _, held_on, state in others if state in Meeting.TOOK_PLACE]
    if day_of is not None:
        took_place = [held_on for held_on in took_place if held_on < day_of.held_on]
    return Around(
        years=_years(asked, day_of, [held_on for _, held_on, _ in others], today),
        previous=max(took_place, default=None),
        others=days,
    )


def _years(asked, day_of, days, today: date) -> list[FinancialYear]:
    """The year that is planned for: the one asked for, or the meeting's own; else the year of the
    group's latest meeting, or of today."""
    if asked is not None:
        return [asked]
    if day_of is not None:
        return [FinancialYear.of(day_of.held_on)]
    return [FinancialYear.of(day) for day in (max(days, default=today), today)]


class WithDate(LookedAt):
    """A form with the date of a meeting. What is odd about the date is said once; with a tick and
    a note the date is kept."""

    date_field = "held_on"
    keep_date = forms.BooleanField(required=False, label="Keep this date", widget=forms.HiddenInput)
    date_note = forms.CharField(
        required=False,
        max_length=200,
        label="Why the date is right",
        help_text=f"Kept beside the date. {NO_CHILDS_DETAILS}",
        widget=forms.HiddenInput,
    )
    # The date whose warnings were shown: a tick holds for no other.
    warned_of = forms.CharField(required=False, widget=forms.HiddenInput)

    def warnings(self, day: date) -> list[str]:
        raise NotImplementedError

    def is_taken(self, day: date) -> bool:
        raise NotImplementedError

    def clean(self):
        cleaned = super().clean()
        day = cleaned.get(self.date_field)
        if day is None:
            return cleaned
        if self.is_taken(day):
            self.add_error(self.date_field, SAME_DAY)
        elif warnings := self.warnings(day):
            self._ask_to_keep_date(day, warnings)
        else:
            cleaned["date_note"] = self.note_of_a_good_date()
        return cleaned

    def note_of_a_good_date(self) -> str:
        return ""

    def _ask_to_keep_date(self, day: date, warnings: list[str]) -> None:
        self.fields["keep_date"].widget = forms.CheckboxInput()
        self.fields["date_note"].widget = forms.TextInput(attrs={"maxlength": 200})
        self.fields["date_note"].required = True  # says so where it is shown
        was_shown = self.cleaned_data.get("warned_of") == day.isoformat()
        if not (was_shown and self.cleaned_data.get("keep_date")):
            self._typed({"warned_of": day.isoformat(), "keep_date": ""})
            self.add_error(
                self.date_field,
                f"{' '.join(warnings)} Change it, or tick “Keep this date” and say why it is "
                "right.",
            )
        elif not self.cleaned_data.get("date_note") and "date_note" not in self.errors:
            self.add_error("date_note", "Say in a few words why the date is right.")

    def _typed(self, values: dict[str, str]) -> None:
        """Changes what the form shows as typed."""
        self.data = self.data.copy()
        for name, value in values.items():
            self.data[self.add_prefix(name)] = value


class MeetingForm(WithDate):
    """A new meeting of one of the board's groups, or what is changed about one."""

    group = forms.ModelChoiceField(
        None, to_field_name="slug", empty_label="Choose a group", label="Group"
    )
    held_on = DayField(label="Date")
    kind = forms.ChoiceField(
        choices=Meeting.Kind,
        label="Type",
        widget=forms.RadioSelect,
        initial=Meeting.Kind.ORDINARY,
    )
    starts_at = TimeOfDay(required=False, label="Begins at")
    place = forms.CharField(
        required=False, max_length=120, label="Place", help_text=NO_CHILDS_DETAILS
    )
    reason = forms.CharField(
        max_length=200,
        required=False,
        label="Reason",
        help_text="The register is confirmed, so a new date or type needs one. Kept for good. "
        f"{NO_CHILDS_DETAILS}",
    )
    free_texts = ("date_note", "place", "reason")
    field_order = ("group", "held_on", "keep_date", "date_note", "kind", "starts_at", "place")

    def __init__(self, board: Board, *args, meeting=None, asked=None, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting, self.asked, self.today = meeting, asked, today
        if meeting is None:
            self.fields["group"].queryset = board.groups.all()
        else:
            del self.fields["group"]
            self.about = meeting.held_on
            if meeting.date_note:
                self.fields["date_note"].widget = forms.TextInput(attrs={"maxlength": 200})
        if meeting is None or meeting.confirmed_at is None:
            del self.fields["reason"]

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if self._has_met and day > self.today and self._is_moved(day):
            raise ValidationError("It has met already, so its day is not still to come.")
        return day

    @property
    def _has_met(self) -> bool:
        meeting = self.meeting
        return meeting is not None and bool(
            meeting.state in Meeting.TOOK_PLACE or meeting.confirmed_at
        )

    @property
    def group_of_meeting(self):
        return self.meeting.group if self.meeting else self.cleaned_data.get("group")

    def _is_moved(self, day: date) -> bool:
        return self.meeting is None or day != self.meeting.held_on

    def warnings(self, day):
        if self.group_of_meeting is None or not self._is_moved(day):
            return []
        return date_warnings(
            day, around(self.group_of_meeting, self.meeting, self.asked, self.today)
        )

    def is_taken(self, day):
        others = Meeting.objects.filter(
            group=self.group_of_meeting, held_on=day, kind=self.cleaned_data.get("kind")
        )
        return others.exclude(pk=self.meeting.pk if self.meeting else None).exists()

    def note_of_a_good_date(self):
        """A note goes with the date it was written for."""
        moved = self._is_moved(self.cleaned_data["held_on"])
        return "" if moved else self.cleaned_data.get("date_note", "")

    def clean(self):
        self.about = self.cleaned_data.get("held_on") or self.about
        cleaned = super().clean()
        needs_reason = "reason" in self.fields and {"held_on", "kind"} & set(self.changed_data)
        if needs_reason and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Say why: the register of this meeting is confirmed.")
        return cleaned

    @property
    def plan(self) -> Plan:
        return Plan(**{name: self.cleaned_data[name] for name in vars(Plan(date.min))})


WHAT_BECAME = {
    Meeting.State.CANCELLED: "Cancelled: it does not take place",
    Meeting.State.POSTPONED: "Put off to another day",
    Meeting.State.INQUORATE: "Held without a quorum",
    Meeting.State.HELD: "Held with a quorum after all",
    Meeting.State.PLANNED: "Planned again, on the same day",
}
MAY_BECOME = {
    Meeting.State.PLANNED: ("cancelled", "postponed", "inquorate"),
    Meeting.State.HELD: ("inquorate", "cancelled", "postponed", "planned"),
    Meeting.State.INQUORATE: ("held", "cancelled", "postponed", "planned"),
    Meeting.State.POSTPONED: ("planned", "cancelled"),
    Meeting.State.CANCELLED: ("planned", "postponed"),
}


class CallOffForm(WithDate):
    """What became of a meeting, and the new day where it was put off."""

    date_field = "new_day"
    state = forms.ChoiceField(
        label="What became of it",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    why = forms.CharField(
        max_length=130, label="Why", help_text=f"Kept for good. {NO_CHILDS_DETAILS}"
    )
    new_day = DayField(
        required=False,
        label="New date, where it is put off and the day is known",
        help_text="Such as 14 6 2012 or 14 June 2012. The meeting is planned for that day, with "
        "the same time and place.",
    )
    free_texts = ("date_note", "why")
    field_order = ("state", "why", "new_day", "keep_date", "date_note")

    def __init__(self, meeting: Meeting, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting, self.today, self.about = meeting, today, meeting.held_on
        self.fields["state"].choices = [
            (state, WHAT_BECAME[Meeting.State(state)]) for state in self._offered()
        ]
        self.fields["why"].required = meeting.confirmed_at is not None

    def _offered(self):
        """A confirmed register is not that of a planned meeting: it is called off, or kept."""
        states = MAY_BECOME[Meeting.State(self.meeting.state)]
        is_confirmed = self.meeting.confirmed_at is not None
        return [state for state in states if not (is_confirmed and state == "planned")]

    def clean_state(self):
        state = self.cleaned_data["state"]
        if state in Meeting.TOOK_PLACE and self.meeting.held_on > self.today:
            raise ValidationError(f"It has not met yet: it is planned for {self.day_now}.")
        return state

    @property
    def day_now(self) -> str:
        return in_full(self.meeting.held_on)

    def warnings(self, day):
        return date_warnings(day, around(self.meeting.group, None, None, self.today))

    def is_taken(self, day):
        return Meeting.objects.filter(
            group=self.meeting.group, held_on=day, kind=self.meeting.kind
        ).exists()

    def clean(self):
        cleaned = super().clean()
        is_put_off = cleaned.get("state") == Meeting.State.POSTPONED
        if cleaned.get("new_day") and cleaned.get("state") and not is_put_off:
            self.add_error("new_day", "A new date goes with “Put off to another day” only.")
        return cleaned

    @property
    def again(self) -> Plan | None:
        """The meeting of the new day; None where none was typed."""
        if not self.cleaned_data["new_day"]:
            return None
        return Plan(
            held_on=self.cleaned_data["new_day"],
            kind=self.meeting.kind,
            starts_at=self.meeting.starts_at,
            place=self.meeting.place,
            date_note=self.cleaned_data["date_note"],
        )


def _number(label: str, help_text: str, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        required=False,
        label=label,
        help_text=help_text,
        validators=[MinValueValidator(1), MaxValueValidator(most)],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class QuorumForm(forms.Form):
    """How many must come, from a year on."""

    year = forms.TypedChoiceField(
        label="From the year", coerce=FinancialYear.parse, help_text="And after it, until the next."
    )
    smallest_seats = _number("Members", "At least so many must come.", 500)
    smallest_percent = _number(
        "Share of the members in post, in per cent", "33 for a third, 50 for half.", 100
    )
    smallest_agencies = _number("Agencies", "Somebody must come from at least so many.", 500)
    substitutes_count = forms.BooleanField(
        required=False, initial=True, label="A substitute counts as the member"
    )

    def __init__(self, years, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(str(year), str(year)) for year in years]

    def clean(self):
        cleaned = super().clean()
        numbers = ("smallest_seats", "smallest_percent", "smallest_agencies")
        if not self.errors and not any(cleaned.get(name) for name in numbers):
            self.add_error(
                "smallest_seats", "Say how many must come: members, a share or agencies."
            )
        return cleaned


class WrongForm(LookedAt):
    """What a member says is wrong in their line of a register."""

    note = forms.CharField(
        max_length=300,
        label="What is wrong",
        help_text=f"Such as: I was there from 10:30. {NO_CHILDS_DETAILS}",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    free_texts = ("note",)

    def __init__(self, meeting: Meeting, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.about = meeting.held_on


class AnswerForm(LookedAt):
    """What the member is answered."""

    answer = forms.CharField(
        max_length=300,
        label="Your answer",
        help_text=f"The member reads it beside their own line. {NO_CHILDS_DETAILS}",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    free_texts = ("answer",)

    def __init__(self, meeting: Meeting, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.about = meeting.held_on
