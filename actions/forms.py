"""What is typed about a letter: plain text, looked at for a child's details."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from actions.drafting import (
    MEANINGS,
    as_figures,
    one_kind_of_break,
    one_line,
    problems,
    stands_in,
)
from actions.letters import LONGEST_SUBJECT
from actions.models import FEWEST_DAYS, MOST_DAYS
from lscb.dates import days_in
from lscb.formats import day
from lscb.forms import NO_CHILDS_DETAILS, DayField, LookedAt

LONGEST_LETTER, LONGEST_REPLY = 8000, 4000


class LongText(forms.CharField):
    """Plain text of several paragraphs, with one kind of line break."""

    def __init__(self, rows=8, **kwargs):
        super().__init__(widget=forms.Textarea({"rows": rows}), **kwargs)

    def to_python(self, value):
        return one_kind_of_break(super().to_python(value))


class LineOfText(forms.CharField):
    """A line: a subject or a name; line breaks become spaces."""

    def to_python(self, value):
        return one_line(super().to_python(value))


class AboutALetter(LookedAt):
    """`letter` may be None. The dates of its year are business: it names meetings that were
    missed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, letter, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.letter = letter
        self.about = letter.year.last_day if letter else None

    def take_as_seen(self, version: str) -> None:
        """The page now shows this version; sent once more, the entries replace it."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = version


class EditForm(AboutALetter):
    free_texts = ("subject", "body")
    subject = LineOfText(max_length=LONGEST_SUBJECT)
    body = LongText(
        rows=22,
        label="Text",
        max_length=LONGEST_LETTER,
        help_text="Plain text; an empty line begins a new paragraph. The office that signs is put "
        f"under it. {NO_CHILDS_DETAILS}",
    )
    changes_seen = forms.CharField(required=False, widget=forms.HiddenInput)
    figures_put_in = forms.BooleanField(
        required=False,
        label="The text has the register’s figures of today",
        help_text="Tick it when you have put them in by hand.",
    )

    def __init__(self, letter, *args, has_changes, **kwargs):
        super().__init__(letter, *args, **kwargs)
        if not has_changes:
            del self.fields["figures_put_in"]


class ApproveForm(forms.Form):
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    knows_changes = forms.BooleanField(
        required=False,
        label="I know that these figures have changed, and approve the letter as it stands",
    )

    def __init__(self, *args, has_changes, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_changes:
            del self.fields["knows_changes"]

    def clean(self):
        cleaned = super().clean()
        if "knows_changes" in self.fields and not cleaned.get("knows_changes"):
            self.add_error("knows_changes", "Tick it, or have today’s figures put in first.")
        return cleaned

    def take_as_seen(self, version: str) -> None:
        self.data = self.data.copy()
        self.data["seen"] = version
        self.data.pop("knows_changes", None)


class SendForm(forms.Form):
    EMAIL, POST = "email", "post"
    means = forms.ChoiceField(
        label="How",
        choices=[(EMAIL, "Send it by e-mail now"), (POST, "It is printed and posted")],
        widget=forms.RadioSelect,
    )
    name = LineOfText(
        required=False,
        max_length=120,
        label="To whom",
        help_text="The name, as it should stand above the letter. By e-mail it is needed.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        required=False,
        max_length=254,
        label="E-mail address",
        help_text="At work. Only for a letter by e-mail.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    posted_on = DayField(
        required=False,
        label="Posted on",
        help_text="Only for a letter by post. Such as 14 6 2012 or 14 June 2012.",
    )
    reply_due = DayField(label="Reply due")

    def __init__(self, letter, today, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.letter, self.today = letter, today

    def clean_email(self):
        """A domain with other letters goes out in another spelling, which may be too long."""
        email = self.cleaned_data["email"]
        try:
            email.rpartition("@")[2].encode("idna")
        except UnicodeError as problem:
            raise ValidationError("Enter a valid email address.") from problem
        return email

    def clean(self):
        cleaned = super().clean()
        by_email = cleaned.get("means") == self.EMAIL
        if by_email:
            for name, sentence in (
                ("name", "Write to whom it goes."),
                ("email", "Write the address it goes to."),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        elif cleaned.get("means") == self.POST:
            self._check_posted(cleaned.get("posted_on"))
        sent_on = self.today if by_email else cleaned.get("posted_on")
        self._check_reply_due(cleaned.get("reply_due"), sent_on)
        return cleaned

    def _check_posted(self, posted_on):
        if "posted_on" in self.errors:
            return
        if posted_on is None:
            self.add_error("posted_on", "Write the day it was posted.")
        elif posted_on > self.today:
            self.add_error("posted_on", f"{day(posted_on)} has not come yet.")
        elif posted_on < (approved_on := timezone.localdate(self.letter.approved_at)):
            self.add_error("posted_on", f"The letter was only approved on {day(approved_on)}.")

    def _check_reply_due(self, reply_due, sent_on):
        if reply_due is None:
            return
        if sent_on and reply_due < sent_on:
            self.add_error(
                "reply_due", f"{day(reply_due)} is before the letter is sent, {day(sent_on)}."
            )
        named = as_figures(self.letter.figures).get("reply_due", "")
        if stands_in(named, self.letter.body) and named != day(reply_due):
            self.add_error(
                "reply_due",
                f"The letter itself asks for a reply by {named}. Write that day, or change the "
                "letter, which then needs approval again.",
            )


class ReplyForm(AboutALetter):
    free_texts = ("reply",)
    replied_on = DayField(label="Reply came on")
    reply = LongText(
        label="What they answered",
        max_length=LONGEST_REPLY,
        help_text=f"In their words or yours. {NO_CHILDS_DETAILS}",
    )

    def __init__(self, letter, today, *args, **kwargs):
        super().__init__(letter, *args, **kwargs)
        self.today = today

    def clean_replied_on(self):
        return _since_sending(self.cleaned_data["replied_on"], self.letter, self.today)


class CloseForm(AboutALetter):
    free_texts = ("outcome",)
    closed_on = DayField(label="Closed on")
    outcome = LongText(
        label="What came of it",
        max_length=LONGEST_REPLY,
        help_text=f"What was agreed or has changed, also without a reply. {NO_CHILDS_DETAILS}",
    )

    def __init__(self, letter, today, *args, **kwargs):
        super().__init__(letter, *args, **kwargs)
        self.today = today

    def clean_closed_on(self):
        typed = _since_sending(self.cleaned_data["closed_on"], self.letter, self.today)
        if self.letter.replied_on and typed < self.letter.replied_on:
            raise ValidationError(f"The reply only came on {day(self.letter.replied_on)}.")
        return typed


def _since_sending(typed, letter, today):
    if typed > today:
        raise ValidationError(f"{day(typed)} has not come yet.")
    if letter.sent_on and typed < letter.sent_on:
        raise ValidationError(f"The letter was only sent on {day(letter.sent_on)}.")
    return typed


class WithdrawForm(AboutALetter):
    free_texts = ("reason",)
    reason = LineOfText(
        max_length=200, help_text=f"Kept for good in the history. {NO_CHILDS_DETAILS}"
    )


class TemplateForm(AboutALetter):
    free_texts = ("subject", "body")
    subject = LineOfText(max_length=LONGEST_SUBJECT)
    body = LongText(
        rows=22,
        label="Text",
        max_length=LONGEST_LETTER,
        help_text=f"Plain text; words in {{braces}} are filled in. {NO_CHILDS_DETAILS}",
    )
    reply_within_days = forms.IntegerField(
        label="Days to reply",
        validators=[MinValueValidator(FEWEST_DAYS), MaxValueValidator(MOST_DAYS)],
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="From the day a letter is drafted.",
    )

    def clean_subject(self):
        return _known_words(self.cleaned_data["subject"])

    def clean_body(self):
        return _known_words(self.cleaned_data["body"])


def _known_words(text):
    if found := problems(text):
        raise ValidationError(found)
    return text


def first_reply_due(letter, today):
    """What the box for the reply offers: the day that the letter names, where it names one."""
    figures = as_figures(letter.figures)
    named = days_in(figures.get("reply_due", ""))
    days = figures.get("reply_days", "")
    return named[0][1] if named else today + timedelta(days=int(days) if days.isdecimal() else 21)


MEANINGS_LISTED = [(f"{{{name}}}", meaning) for name, meaning in MEANINGS.items()]
