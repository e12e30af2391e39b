"""The forms about a board's accounts."""

from dataclasses import asdict

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from accounts.forms import AGAIN_HINT, PASSWORD_HINT
from accounts.models import User
from agencies.invitations import WHAT_A_ROLE_IS
from agencies.models import Board, Role, WordList
from agencies.models.roles import FOR_AN_AGENCY
from agencies.words import Words


class InviteForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        help_text="The person's own, at work. They sign in with it.",
        max_length=254,
    )
    kind = forms.ChoiceField(label="Role", widget=forms.RadioSelect)
    agency = forms.ModelChoiceField(
        None,
        label="Agency",
        required=False,
        empty_label="None",
        help_text="Only for an agency lead or a signing officer: which one.",
    )

    def __init__(self, board, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.board = board
        self.fields["kind"].choices = [
            (kind, f"{kind.label}. {WHAT_A_ROLE_IS[kind]}")
            for kind in Role.Kind
            if kind in board.rights.gives
        ]
        self.fields["agency"].queryset = board.agencies.all()

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean(self):
        offer = super().clean()
        kind, agency = offer.get("kind"), offer.get("agency")
        if kind in FOR_AN_AGENCY and agency is None and "agency" not in self.errors:
            self.add_error("agency", "Choose the agency this role is for.")
        if kind and kind not in FOR_AN_AGENCY and agency is not None:
            self.add_error("agency", "This role is not for one agency: choose None.")
        if not self.errors and self._has_role(**offer):
            self.add_error("email", "This account has this role already.")
        return offer

    def _has_role(self, email, kind, agency):
        return self.board.roles.filter(
            user__email__iexact=email, kind=kind, agency=agency, suspended_at=None
        ).exists()


class ReasonForm(forms.Form):
    """Why something is done. The board's history keeps it for good."""

    reason = forms.CharField(
        label="Reason",
        max_length=200,
        help_text="Kept for good beside what was done. No names and no child's details.",
    )


class WithdrawForm(forms.Form):
    """Nothing is asked."""


class SeatForm(forms.Form):
    tenure = forms.ModelChoiceField(
        None,
        label="Seat",
        empty_label="Choose a seat",
        help_text="Seats that are held today and have no account.",
    )

    def __init__(self, tenures, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["tenure"]
        field.queryset = tenures
        field.label_from_instance = lambda tenure: f"{tenure.seat.group}: {tenure.seat}"


class NewAccountForm(forms.Form):
    """The password of an account that is made by accepting an invitation."""

    password1 = forms.CharField(
        label="Password",
        strip=False,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="Password again",
        strip=False,
        help_text=AGAIN_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, email, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password1(self):
        validate_password(self.cleaned_data["password1"], User(email=self.email))
        return self.cleaned_data["password1"]

    def clean_password2(self):
        if self.cleaned_data["password2"] != self.cleaned_data.get("password1"):
            raise ValidationError("The two passwords are not the same.")
        return self.cleaned_data["password2"]


class BoardForm(forms.ModelForm):
    slug = forms.CharField(
        label="Address",
        max_length=50,
        help_text="The board's part of the address: kingston in /kingston/. Small letters, digits "
        "and hyphens. It cannot be changed on a page later.",
        validators=[
            RegexValidator(r"\A[a-z0-9]+(-[a-z0-9]+)*\Z", "Use small letters, digits and hyphens.")
        ],
        widget=forms.TextInput(
            attrs={"pattern": "[a-z0-9]+(-[a-z0-9]+)*", "autocapitalize": "none"}
        ),
    )

    class Meta:
        model = Board
        fields = ["name", "slug", "area", "area_code", "colour"]
        widgets = {"colour": forms.TextInput(attrs={"type": "color"})}


class WordsForm(forms.ModelForm):
    """The words of the board's pages; at first those of a partnership of today."""

    class Meta:
        model = WordList
        fields = [
            "body",
            "body_short",
            "abbreviation",
            "chair",
            "scrutineer",
            "yearly_report",
            "case_review",
            "child_death_panel",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial=asdict(Words()), **kwargs)
