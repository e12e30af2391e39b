"""The accounts of a sample board: one for each role."""

from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from agencies.models import Agency, Board, Group, Role, Seat, Tenure

AGENCY = "nhs-kingston"
CHAIR = "chair@example.org"
# Address, role, and the words for it. The chair's rights come from the chair's seat.
ACCOUNTS = (
    ("member@example.org", Role.Kind.MEMBER, "Member"),
    ("manager@example.org", Role.Kind.MANAGER, "Business manager"),
    (CHAIR, Role.Kind.MEMBER, "Chair"),
    ("agency@example.org", Role.Kind.AGENCY_LEAD, "Agency lead of {agency}"),
    ("signing@example.org", Role.Kind.SIGNING_OFFICER, "Signing officer of {agency}"),
    ("admin@example.org", Role.Kind.ADMINISTRATOR, "Administrator"),
)
FOR_AN_AGENCY = (Role.Kind.AGENCY_LEAD, Role.Kind.SIGNING_OFFICER)


@dataclass(frozen=True)
class DemoAccount:
    """An account and what it is, in words."""

    email: str
    role_words: str


def are_made() -> bool:
    """Whether every account of the sample is there."""
    addresses = [email for email, _, _ in ACCOUNTS]
    return User.objects.filter(email__in=addresses).count() == len(addresses)


@transaction.atomic
def make_accounts(board: Board, password: str | None) -> list[DemoAccount]:
    """The sample's accounts. Makes those that are missing, gives each its role, and sets the
    password of them all; with None the passwords stay as they are."""
    agency = Agency.objects.get(board=board, slug=AGENCY)
    accounts = []
    for email, kind, words in ACCOUNTS:
        user = _account(email, password)
        own = agency if kind in FOR_AN_AGENCY else None
        Role.objects.get_or_create(board=board, user=user, kind=kind, agency=own)
        if email == CHAIR:
            _seat_the_chair(board, user)
        accounts.append(DemoAccount(email, words.format(agency=agency)))
    return accounts


def _account(email: str, password: str | None) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        return User.objects.create_user(email, password)
    # Setting the same password again would sign everybody out.
    if password is not None and not user.check_password(password):
        user.set_password(password)
        user.save()
    return user


def _seat_the_chair(board: Board, user: User) -> None:
    """Links the account to whoever chairs the board's main group now."""
    tenure = Tenure.objects.filter(
        seat__group__board=board,
        seat__group__kind=Group.Kind.MAIN_BOARD,
        seat__office=Seat.Office.CHAIR,
        state__in=Tenure.HELD,
        until=None,
    ).first()
    if tenure is not None and tenure.user_id is None:
        tenure.user = user
        tenure.save()
