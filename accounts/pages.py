"""What the pages of one's own account say."""

from dataclasses import dataclass

from accounts import second_step


@dataclass(frozen=True)
class AccountPage:
    email: str
    has_second_step: bool
    title: str = "Your account"
    board: None = None


def account(user) -> AccountPage:
    return AccountPage(user.email, second_step.is_set_up(user))


@dataclass(frozen=True)
class ByInvitationPage:
    title: str = "Accounts are by invitation"
    board: None = None
