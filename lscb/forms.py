"""Fields and forms that several apps use: days typed in three boxes, text that is looked at."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from lscb.dates import NotADay, day_of
from lscb.free_text import childs_details
from lscb.periods import FinancialYear

NO_CHILDS_DETAILS = "No child’s details."


class DayWidget(forms.MultiWidget):
    """Three text boxes: day, month, year."""

    template_name = "_day.html"
    use_fieldset = True

    def __init__(self, attrs=None):
        boxes = {
            part: forms.TextInput({"size": size, "autocomplete": "off", "inputmode": mode})
            for part, size, mode in (
                ("day", 2, "numeric"),
                ("month", 9, "text"),
                ("year", 4, "numeric"),
            )
        }
        super().__init__(boxes, attrs)

    def id_for_label(self, id_):
        """The first box: where the summary of errors leads to."""
        return f"{id_}_0" if id_ else id_

    def decompress(self, value):
        if not isinstance(value, date):
            return ["", "", ""]
        return [str(value.day), str(value.month), str(value.year)]


class DayField(forms.MultiValueField):
    """A date typed as day / month / year; the month may be a name."""

    widget = DayWidget

    def __init__(self, **kwargs):
        parts = [forms.CharField(required=False, max_length=20) for _ in range(3)]
        kwargs.setdefault("help_text", "Such as 14 6 2012 or 14 June 2012.")
        kwargs.setdefault("error_messages", {}).setdefault("required", "Type the date.")
        super().__init__(fields=parts, require_all_fields=False, **kwargs)

    def compress(self, parts):
        if not any(parts):
            # Blanks typed into the boxes count as nothing typed.
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        missing = [
            name for name, part in zip(("day", "month", "year"), parts, strict=True) if not part
        ]
        if missing:
            raise ValidationError(f"The date lacks its {' and its '.join(missing)}.")
        try:
            typed = day_of(*parts)
        except NotADay as problem:
            raise ValidationError(f"{problem}.") from problem
        try:
            FinancialYear.of(typed)
        except ValueError as problem:
            raise ValidationError(f"Look at the year: {problem}.") from problem
        return typed

    def has_changed(self, initial, data):
        """By the day itself: June and 6 are the same month."""
        try:
            return self.clean(data) != initial
        except ValidationError:
            return True


class LookedAt(forms.Form):
    """A form whose free texts are looked at for what looks like a child's details.

    `free_texts` names the fields. What is found is said at its field, and a box to keep the text
    as it is appears; with the box ticked the form is saved. `about` is a day that the texts are
    about: dates near it are taken for business.
    """

    free_texts: tuple[str, ...] = ()
    about: date | None = None
    keep_text = forms.BooleanField(
        required=False,
        label="This is not about a child: keep the text as it is",
        widget=forms.HiddenInput,
    )

    def clean(self):
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        if cleaned.get("keep_text"):
            self._ask_to_keep()
            return cleaned
        for name in self.free_texts:
            text, today = cleaned.get(name) or "", timezone.localdate()
            for sentence in childs_details(text, today, self.about):
                self._ask_to_keep()
                self.add_error(
                    name,
                    f"{sentence} No record about a child is kept here: take it out, or tick the "
                    "box below to keep it.",
                )
        return cleaned

    def _ask_to_keep(self):
        """Shows the box, below everything else."""
        self.fields["keep_text"] = box = self.fields.pop("keep_text")
        box.widget = forms.CheckboxInput()
