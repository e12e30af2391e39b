"""The forms of an import: the file, and the answers to what it asks."""

from django import forms
from django.utils.text import slugify

from agencies.models import Agency, Group, Sector
from attendance.imports.matching import folded
from attendance.imports.proposals import CONFIRM, NO, REASON, YES, Proposal
from attendance.imports.questions import Question, as_iso
from lscb.fields import TypedAsText
from lscb.forms import NO_CHILDS_DETAILS, LookedAt
from lscb.periods import FinancialYear

NEW_GROUP = "new"
OTHER_DAY = "other"


class UploadForm(forms.Form):
    """A file, and which registers it holds. A new group is made when the file is entered."""

    file = forms.FileField(
        label="Spreadsheet",
        help_text="An .xlsx or .csv file: one row for each seat, one column for each meeting, with "
        "Y, N, Sub, A or Apols in the cells, or a file that was downloaded here.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "Choose a file."},
        max_length=200,
    )
    group = forms.ChoiceField(
        label="Group", error_messages={"required": "Choose a group, or a new one."}
    )
    new_name = forms.CharField(
        label="Name of the new group",
        max_length=80,
        required=False,
        help_text="Such as Training Sub Group.",
    )
    new_kind = forms.ChoiceField(
        label="Type of the new group", choices=Group.Kind.choices, required=False
    )
    year = TypedAsText(
        label="Financial year", max_length=7, help_text="As 2012-13: April 2012 to March 2013."
    )

    def __init__(self, board, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.groups = {str(group.pk): group for group in board.groups.all()}
        # None is chosen beforehand: a register in the wrong group is hard to see.
        choose = [("", "Choose a group")] if self.groups else []
        self.fields["group"].choices = [
            *choose,
            *((key, group.name) for key, group in self.groups.items()),
            (NEW_GROUP, "A new group, named below"),
        ]

    def clean_year(self):
        try:
            return FinancialYear.parse(self.cleaned_data["year"].strip())
        except ValueError as problem:
            raise forms.ValidationError(f"Write the year as 2012-13. {problem}.") from problem

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("group") == NEW_GROUP:
            if not cleaned.get("new_name"):
                self.add_error("new_name", "Write the name of the new group.")
            elif not slugify(cleaned["new_name"]):
                self.add_error("new_name", "Write a name with letters or figures in it.")
            if not cleaned.get("new_kind"):
                self.add_error("new_kind", "Choose the type of the new group.")
        elif cleaned.get("new_name") and (group := self.groups.get(cleaned.get("group", ""))):
            self.add_error(
                "new_name",
                f"{group.name} is chosen above. Choose “A new group” there, or leave this empty.",
            )
        return cleaned

    @property
    def chosen_group(self) -> Group | None:
        """None for a new one; one of the typed name is taken as that one."""
        if self.cleaned_data["group"] != NEW_GROUP:
            return self.groups[self.cleaned_data["group"]]
        name = folded(self.cleaned_data["new_name"])
        return next((group for group in self.groups.values() if folded(group.name) == name), None)


class AnswersForm(LookedAt):
    """The questions of a proposal, the names of its new agencies, and how it is to be entered.

    Not every question need be answered: what is answered is kept.
    """

    confirm = forms.BooleanField(
        required=False,
        label="Confirm the registers that are complete",
        help_text="Attendance is counted from confirmed registers only.",
    )

    def __init__(self, proposal: Proposal, answers: dict, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        self.fields[CONFIRM].initial = proposal.confirms
        for question in proposal.questions:
            self._add_question(question)
        for agency in proposal.agencies:
            self._add_agency(agency)
        if proposal.takes_reason:
            self.fields[REASON] = forms.CharField(
                required=False,
                max_length=200,
                initial=answers.get(REASON, ""),
                label="Why confirmed registers are changed",
                help_text=f"Such as: typing mistake. {NO_CHILDS_DETAILS}",
            )
        self.free_texts = tuple(
            name
            for name, field in self.fields.items()
            if name == REASON or name.endswith(("-name", "-sector"))
        )

    def _add_question(self, question: Question) -> None:
        choices = [(choice.value, choice.words) for choice in question.choices]
        initial = question.answer
        if question.takes_day:
            choices.append((OTHER_DAY, "On another day, written below"))
            initial = OTHER_DAY if question.is_another_day else initial
            self._add_other_day(question)
        self.fields[question.key] = forms.ChoiceField(
            required=False,
            label=question.text,
            choices=choices,
            initial=initial,
            widget=forms.RadioSelect,
            help_text=_found_at(question),
        )
        # The day to be written stands after the choice that asks for it.
        if question.takes_day:
            self.fields[f"{question.key}-day"] = self.fields.pop(f"{question.key}-day")

    def _add_other_day(self, question: Question) -> None:
        self.fields[f"{question.key}-day"] = forms.CharField(
            required=False,
            max_length=40,
            label="Another day",
            initial=question.answer if question.is_another_day else "",
            help_text="Only where none of the above is right. Such as 14 6 2012 or 14 June 2012.",
        )

    def _add_agency(self, agency) -> None:
        for what, label, initial, model in (
            ("name", f"Name of the agency printed as “{agency.printed}”", agency.name, Agency),
            ("sector", f"Sector of “{agency.printed}”", agency.sector, Sector),
        ):
            self.fields[f"{agency.key}-{what}"] = forms.CharField(
                label=label,
                initial=initial,
                max_length=model._meta.get_field("name").max_length,
                widget=forms.TextInput(attrs={"list": "sectors"} if what == "sector" else {}),
            )

    def clean(self):
        cleaned = super().clean()
        for question in self.proposal.questions:
            if question.takes_day and cleaned.get(question.key) == OTHER_DAY:
                self._clean_day(question, cleaned)
        return cleaned

    def _clean_day(self, question: Question, cleaned) -> None:
        typed = cleaned.get(f"{question.key}-day", "")
        if day := as_iso(typed):
            cleaned[question.key] = day
        else:
            said = f"“{typed}” is not a date" if typed else "Write the date"
            self.add_error(f"{question.key}-day", f"{said}: such as 14 June 2012.")

    @property
    def answers(self) -> dict[str, str]:
        """What was answered, to be kept; "" for what was left open."""
        kept = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in (CONFIRM, "keep_text") and not name.endswith("-day")
        }
        return kept | {CONFIRM: YES if self.cleaned_data[CONFIRM] else NO}

    def refuse_open(self, proposal: Proposal) -> None:
        """Says at each question that is still open that it has to be answered."""
        for question in proposal.open_questions:
            if question.key in self.fields:
                self.add_error(question.key, "Choose one.")
        if proposal.needs_reason and not proposal.reason and REASON in self.fields:
            self.add_error(REASON, "Say why.")
        for problem in proposal.fatal_problems:
            if problem.is_of_answers:
                self.add_error(None, f"{problem.message} Change one of the answers.")

    @property
    def asked(self) -> list:
        """The fields of the questions, in their order."""
        names = {question.key for question in self.proposal.questions}
        return [
            field
            for field in self
            if field.name in names or field.name.removesuffix("-day") in names
        ]

    @property
    def agencies(self) -> list[tuple]:
        """The two fields of each new agency."""
        return [
            (self[f"{agency.key}-name"], self[f"{agency.key}-sector"])
            for agency in self.proposal.agencies
        ]


def _found_at(question: Question) -> str:
    if question.place is None:
        return ""
    where = question.place.words
    return f"{where[0].upper()}{where[1:]}." + (
        f" It says “{question.value}”." * bool(question.value)
    )
