"""allauth's forms in our words: a label and, where it helps, a hint; no text inside the boxes."""

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.exceptions import ValidationError

PASSWORD_HINT = "At least 12 characters: three or four words that do not belong together, say."  # noqa: S105
AGAIN_HINT = "The same again, so that a slip does not lock you out."


class InOurWords:
    labels: dict[str, str] = {}
    hints: dict[str, str] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class SignIn(InOurWords, account.LoginForm):
    labels = {"login": "E-mail address", "password": "Password"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ChangePassword(InOurWords, account.ChangePasswordForm):
    labels = {
        "oldpassword": "Your password now",
        "password1": "New password",
        "password2": "New password again",
    }
    hints = {"password1": PASSWORD_HINT, "password2": AGAIN_HINT}


class SetPassword(InOurWords, account.SetPasswordForm):
    labels = {"password1": "Password", "password2": "Password again"}
    hints = {"password1": PASSWORD_HINT, "password2": AGAIN_HINT}


class LostPassword(InOurWords, account.ResetPasswordForm):
    labels = {"email": "E-mail address"}
    hints = {"email": "The one you sign in with."}


class NewPassword(InOurWords, account.ResetPasswordKeyForm):
    labels = {"password1": "New password", "password2": "New password again"}
    hints = {"password1": PASSWORD_HINT, "password2": AGAIN_HINT}


class Reauthenticate(InOurWords, account.ReauthenticateForm):
    labels = {"password": "Password"}


class Code(InOurWords):
    """A code is typed with digits, and may be typed with spaces."""

    labels = {"code": "Code"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class SecondStep(Code, mfa.AuthenticateForm):
    hints = {"code": "Six digits from your app, or one of your recovery codes."}


class ReauthenticateByCode(Code, mfa.ReauthenticateForm):
    hints = {"code": "Six digits from your app, or one of your recovery codes."}


class SetUpApp(Code, totp.ActivateTOTPForm):
    labels = {"code": "Code that the app shows"}
    hints = {"code": "Six digits. They change every half minute."}


class Named(InOurWords):
    """A passkey has a name to tell it from others."""

    labels = {"name": "Name of the passkey"}
    hints = {"name": "So that you know it again, such as office laptop."}

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        if len(name) > 60:
            raise ValidationError("Choose a name of 60 characters or fewer.")
        return name or "Passkey"


class AddPasskey(Named, webauthn.AddWebAuthnForm):
    labels = Named.labels | {"passwordless": "Sign in with it alone, without the password"}
    hints = Named.hints | {
        "passwordless": "The device then asks for its own lock: a PIN, a finger or a face."
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["name"] = "Passkey"


class RenamePasskey(Named, webauthn.EditWebAuthnForm):
    pass
