"""Accounts: somebody who signs in with an e-mail address."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from lscb.history import kept_history


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser):
    """An account. What it may see and do on a board are its roles there (agencies.Role).

    Accounts are deactivated, never deleted: history speaks of them.
    """

    email = models.EmailField("e-mail address", unique=True)
    is_active = models.BooleanField(
        "may sign in",
        default=True,
        help_text="Untick to close the account at once. Accounts are never deleted.",
    )
    is_superuser = models.BooleanField(
        "looks after the installation",
        default=False,
        help_text="Sees every board's data in the admin site. Give it to as few as you can.",
    )
    created_at = models.DateTimeField("created", default=timezone.now, editable=False)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()
    history = kept_history(excluded_fields=["email", "password", "last_login"])

    class Meta:
        verbose_name = "account"
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("email"),
                name="one_account_per_address",
                violation_error_message="There is an account with this e-mail address already.",
            )
        ]

    def __str__(self):
        return self.email

    def save(self, *args, **options):
        """Signing in notes the time on the account, which is no change that history keeps."""
        if set(options.get("update_fields") or ()) == {"last_login"}:
            self.skip_history_when_saving = True
        try:
            super().save(*args, **options)
        finally:
            self.__dict__.pop("skip_history_when_saving", None)

    def delete(self, *args, **kwargs):
        raise models.ProtectedError("Accounts are deactivated, never deleted.", {self})

    # Rights come from roles; these two are what Django's own code asks for.
    @property
    def is_staff(self):
        return self.is_active and self.is_superuser

    def has_perm(self, permission, obj=None):
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label):
        return self.is_active and self.is_superuser
