"""Who may see and do what on a board."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from agencies.models.boards import Agency, Board, refuse_other_board
from lscb.history import Recorded, kept_history


class Kind(models.TextChoices):
    MEMBER = "member", "Member"
    MANAGER = "manager", "Business manager"
    AGENCY_LEAD = "agency_lead", "Agency lead"
    SIGNING_OFFICER = "signing_officer", "Signing officer"
    ADMINISTRATOR = "administrator", "Administrator"


FOR_AN_AGENCY = (Kind.AGENCY_LEAD, Kind.SIGNING_OFFICER)


def agency_goes_with_kind(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(kind__in=FOR_AN_AGENCY, agency__isnull=False)
        | (~models.Q(kind__in=FOR_AN_AGENCY) & models.Q(agency__isnull=True)),
        name=name,
        violation_error_message="An agency lead and a signing officer have one agency; "
        "the other roles have none.",
    )


class Role(Recorded):
    """What an account may do on one board. The chair is not a role: whoever holds the chair's
    seat that day is the chair (see agencies.access)."""

    Kind = Kind

    board = models.ForeignKey(Board, models.CASCADE, related_name="roles")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="roles", verbose_name="account"
    )
    kind = models.CharField("role", max_length=20, choices=Kind)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="roles")
    suspended_at = models.DateTimeField(
        "suspended", null=True, blank=True, help_text="While this is set the role gives no access."
    )

    class Meta:
        ordering = ["board", "user", "kind"]
        constraints = [
            models.UniqueConstraint(
                "board",
                "user",
                "kind",
                Coalesce("agency", 0),
                name="one_role_of_a_kind",
                violation_error_message="The account has this role already.",
            ),
            agency_goes_with_kind("role_agency_goes_with_kind"),
        ]

    def __str__(self):
        agency = f" of {self.agency}" if self.agency_id else ""
        return f"{self.user}: {self.get_kind_display()}{agency}, {self.board}"

    def clean(self):
        super().clean()
        refuse_other_board(self, self.board_id, "agency")


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Those whose link can still be used."""
        return self.filter(
            accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
        ).select_related("board", "agency", "invited_by")


class Invitation(models.Model):
    """An offer of a role by a link that works once and not for ever. Only the link's hash is kept,
    and history, which is never changed, does not hold the address."""

    Kind = Kind
    VALID_FOR = timedelta(days=7)

    board = models.ForeignKey(Board, models.CASCADE, related_name="invitations")
    email = models.EmailField("e-mail address")
    kind = models.CharField("role", max_length=20, choices=Kind)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField("works until", editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    accepted_at = models.DateTimeField("accepted", null=True, editable=False)
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True)

    history = kept_history(excluded_fields=["email", "token_hash"])
    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["board", "-expires_at"]
        constraints = [agency_goes_with_kind("invitation_agency_goes_with_kind")]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.board}"

    def clean(self):
        super().clean()
        refuse_other_board(self, self.board_id, "agency")

    @classmethod
    def make(cls, **fields) -> tuple["Invitation", str]:
        """A stored invitation and the token of its link, which is known only now."""
        token = secrets.token_urlsafe(32)
        invitation = cls.objects.create(
            token_hash=_hashed(token), expires_at=timezone.now() + cls.VALID_FOR, **fields
        )
        return invitation, token

    @classmethod
    def open_for(cls, token: str) -> "Invitation | None":
        """The invitation of a link, if it can still be used."""
        return cls.objects.open().filter(token_hash=_hashed(token)).first()
