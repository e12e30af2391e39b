"""The form about one kind of agency that a board wants."""

from django import forms
from django.core.exceptions import ValidationError

from lscb.forms import NO_CHILDS_DETAILS, DayField, LookedAt


class WantedForm(LookedAt):
    name = forms.CharField(
        label="What is wanted",
        max_length=100,
        help_text=f"Such as a primary school. {NO_CHILDS_DETAILS}",
    )
    since = DayField(label="Wanted since (empty if not known)", required=False)
    note = forms.CharField(
        label="Why, and where that is written",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NO_CHILDS_DETAILS,
    )
    met_by = forms.ModelChoiceField(
        None,
        label="Now represented by",
        required=False,
        empty_label="Nobody: it is lacking",
    )

    field_order = ("name", "met_by", "since", "note")
    free_texts = ("name", "note")

    def __init__(self, kind, seats, *args, **kwargs):
        initial = {
            "name": kind.name,
            "since": kind.since,
            "note": kind.note,
            "met_by": kind.met_by_id,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.kind = kind
        self.fields["keep_text"] = self.fields.pop("keep_text")
        self.fields["met_by"].queryset = seats
        self.fields["met_by"].label_from_instance = lambda seat: (
            f"{seat.group}: {seat.title} ({seat.agency})"
        )

    def clean_name(self):
        name = self.cleaned_data["name"]
        same = self.kind.board.wanted_kinds.filter(name=name).exclude(pk=self.kind.pk)
        if same.exists():
            raise ValidationError("This is on the list already.")
        return name

    def changed_kind(self):
        """The kind with what was typed, not stored yet."""
        for name in ("name", "since", "note", "met_by"):
            setattr(self.kind, name, self.cleaned_data[name])
        return self.kind
