"""The forms about what a seat is called and to which agency it belongs."""

from django import forms
from django.core.exceptions import ValidationError

from agencies.models import Seat, Tenure
from attendance.membership.changes import NewAgency, SeatWords
from attendance.membership.forms import (
    STATE_CHOICES,
    Accepting,
    FromDay,
    HolderFields,
    refuse_holder_of_vacant,
)
from lscb.forms import NO_CHILDS_DETAILS, LookedAt


class AgencyFields(forms.Form):
    """One of the board's agencies, or a new one with its sector."""

    agency = forms.ChoiceField(label="Agency")
    new_agency = forms.CharField(
        label="Name of another agency",
        max_length=120,
        required=False,
        help_text=f"Only where it is not in the list above. {NO_CHILDS_DETAILS}",
    )
    sector = forms.ChoiceField(label="Sector of the other agency", required=False)
    new_sector = forms.CharField(
        label="Name of another sector",
        max_length=80,
        required=False,
        help_text=f"Such as Health, where it is not in the list above. {NO_CHILDS_DETAILS}",
    )

    def offer(self, board, agencies) -> None:
        """`agencies` are those of the board to choose from."""
        self.board = board
        self.agencies = {str(agency.pk): agency for agency in agencies}
        self.sectors = {str(sector.pk): sector for sector in board.sectors.all()}
        self.fields["agency"].choices = [
            ("", "Choose an agency"),
            *self.agencies.items(),
            (OTHER, "Another agency, written below"),
        ]
        self.fields["sector"].choices = [
            ("", "Only for another agency"),
            *self.sectors.items(),
            (OTHER, "Another sector, written below"),
        ]

    def clean_new_agency(self):
        name = self.cleaned_data["new_agency"]
        if name and self.board.agencies.filter(name=name).exists():
            raise ValidationError("There is an agency of this name: choose it in the list.")
        return name

    def clean_new_sector(self):
        name = self.cleaned_data["new_sector"]
        if name and any(sector.name == name for sector in self.sectors.values()):
            raise ValidationError("There is a sector of this name: choose it in the list.")
        return name

    def check_agency(self) -> None:
        """A name is written where, and only where, “another” is chosen."""
        given, is_other = self.cleaned_data, self.cleaned_data.get("agency") == OTHER
        self._check_name("new_agency", "agency", is_other)
        if is_other and not given.get("sector"):
            self.add_error("sector", "Choose the sector of the other agency.")
        self._check_name("new_sector", "sector", is_other and given.get("sector") == OTHER)

    def _check_name(self, name: str, kind: str, is_asked: bool) -> None:
        if name in self.errors or kind in self.errors:
            return
        if is_asked and not self.cleaned_data.get(name):
            self.add_error(name, f"Write the name of the {kind}.")
        if not is_asked and self.cleaned_data.get(name):
            self.add_error(name, f"Choose “Another {kind}” above, or leave this empty.")

    @property
    def given_agency(self):
        given = self.cleaned_data
        if given["agency"] != OTHER:
            return self.agencies[given["agency"]]
        return NewAgency(
            given["new_agency"], self.sectors.get(given["sector"]), given["new_sector"]
        )


OTHER = "other"
AGENCY_TEXTS = ("new_agency", "new_sector")
AGENCY_ORDER = ("agency", "new_agency", "sector", "new_sector")


class WordsFields(forms.Form):
    """What a seat is called and what it is."""

    title = forms.CharField(
        label="Title of the post",
        max_length=140,
        help_text=f"Such as Designated Nurse, Safeguarding. Never a name. {NO_CHILDS_DETAILS}",
    )
    counts_as = forms.ChoiceField(
        label="It counts as",
        choices=Seat.CountsAs,
        initial=Seat.CountsAs.MEMBER,
        widget=forms.RadioSelect,
        help_text="Only members are expected at meetings, and so counted in attendance.",
    )
    required_seniority = forms.CharField(
        label="Seniority that the seat asks for",
        max_length=80,
        required=False,
        help_text=f"Such as director or head of service. {NO_CHILDS_DETAILS}",
    )


class NewSeatForm(LookedAt, HolderFields, WordsFields, AgencyFields, FromDay):
    state = forms.ChoiceField(
        label="Who holds it from then",
        choices=STATE_CHOICES,
        widget=forms.RadioSelect,
        initial=Tenure.State.FILLED,
    )

    field_order = (
        "title",
        *AGENCY_ORDER,
        "counts_as",
        "required_seniority",
        "since",
        "state",
        "holder",
        "seniority",
        "is_below",
    )
    free_texts = ("title", "required_seniority", "holder", "seniority", *AGENCY_TEXTS)

    def __init__(self, board, agencies, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer(board, agencies)

    def clean(self):
        cleaned = super().clean()
        self.check_agency()
        refuse_holder_of_vacant(self)
        return cleaned

    @property
    def given_words(self) -> SeatWords:
        given = self.cleaned_data
        return SeatWords(given["title"], given["counts_as"], given["required_seniority"])


class ChangeForm(LookedAt, WordsFields):
    is_mistyped = forms.BooleanField(
        label="The old title was a typing mistake",
        required=False,
        help_text="Without a tick the old title stays as another name of the seat, so that it is "
        "found in older registers.",
    )
    aliases = forms.CharField(
        label="Other names",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"One a line: what the same post is or was called. {NO_CHILDS_DETAILS}",
    )
    place = forms.TypedChoiceField(
        label="Its place among the seats of its agency",
        choices=[("0", "Leave it"), ("-1", "One further up"), ("1", "One further down")],
        coerce=int,
        initial="0",
        widget=forms.RadioSelect,
    )

    field_order = (
        "title",
        "is_mistyped",
        "aliases",
        "counts_as",
        "required_seniority",
        "place",
    )
    free_texts = ("title", "aliases", "required_seniority")

    def __init__(self, seat, *args, **kwargs):
        initial = {
            "title": seat.title,
            "aliases": "\n".join(seat.aliases),
            "counts_as": seat.counts_as,
            "required_seniority": seat.required_seniority,
        }
        super().__init__(*args, initial=initial, **kwargs)

    def clean_aliases(self):
        names = [line.strip() for line in self.cleaned_data["aliases"].splitlines()]
        if any(len(name) > 140 for name in names):
            raise ValidationError("One of the names is longer than 140 characters.")
        return [name for name in names if name]

    def clean(self):
        # The names are looked at as they were typed: one text.
        aliases = self.cleaned_data.get("aliases")
        self.cleaned_data["aliases"] = "\n".join(aliases or [])
        super().clean()
        self.cleaned_data["aliases"] = aliases
        return self.cleaned_data

    @property
    def given_words(self) -> SeatWords:
        given = self.cleaned_data
        return SeatWords(
            given["title"],
            given["counts_as"],
            given["required_seniority"],
            tuple(given["aliases"]),
        )


class MoveForm(Accepting, AgencyFields, FromDay):
    field_order = ("since", *AGENCY_ORDER)
    free_texts = AGENCY_TEXTS

    def __init__(self, board, agencies, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer(board, agencies)

    def clean(self):
        cleaned = super().clean()
        self.check_agency()
        return cleaned
