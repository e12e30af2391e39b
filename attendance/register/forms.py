"""The parts of a register's form that are not about a seat: a guest, and why it is corrected."""

from django import forms

from lscb.forms import NO_CHILDS_DETAILS, LookedAt

TYPING_MISTAKE = "Typing mistake"


class GuestForm(LookedAt):
    free_texts = ("name", "job")

    name = forms.CharField(label="Guest’s name", max_length=120)
    agency = forms.TypedChoiceField(
        label="Guest’s agency", required=False, coerce=int, empty_value=None
    )
    job = forms.CharField(
        label="Guest’s job or reason",
        max_length=120,
        required=False,
        help_text=f"Such as: presents the audit. {NO_CHILDS_DETAILS}",
    )

    def __init__(self, agencies, *args, **kwargs):
        """`agencies` are those of the board, as pairs of key and name."""
        super().__init__(*args, prefix="guest", **kwargs)
        self.fields["agency"].choices = [("", "None of these"), *agencies]


class ReasonForm(LookedAt):
    """Why a confirmed register is changed: one press for the usual reason, own words for others."""

    free_texts = ("reason",)

    reason_kind = forms.ChoiceField(
        label="Why it is changed",
        choices=[("typo", TYPING_MISTAKE), ("other", "Another reason, in the box below")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say why the confirmed register is changed."},
    )
    reason = forms.CharField(
        label="Another reason",
        max_length=200,
        required=False,
        help_text=f"Kept for good beside the change. No names. {NO_CHILDS_DETAILS}",
    )

    def clean(self):
        cleaned = super().clean()
        is_empty = not cleaned.get("reason") and "reason" not in self.errors
        if cleaned.get("reason_kind") == "other" and is_empty:
            self.add_error("reason", "Write the reason, or choose “Typing mistake”.")
        return cleaned

    @property
    def words(self) -> str:
        """The reason as history keeps it."""
        if self.cleaned_data["reason_kind"] == "typo":
            return TYPING_MISTAKE
        return self.cleaned_data["reason"]
