"""For whoever looks after the installation, where no board's administrator may do it."""

from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import second_step
from accounts.models import User

TOLD = (
    "Whoever looks after the installation took away the second step of your account. You were "
    "signed out everywhere. Sign in with your password, and set up a second step again.\n\n"
    "If you did not ask for this, change your password now and tell your board's business manager."
)


class Command(BaseCommand):
    help = (
        "Takes away an account's second step at sign-in, ends its sessions and tells its owner by "
        "e-mail. Do it only when you know that it is they who ask."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="the account's e-mail address")
        parser.add_argument("--reason", required=True, help="kept in the account's history")

    @transaction.atomic
    def handle(self, *, email, reason, **options):
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"There is no account with the address {email}.")
        second_step.take_away(user)
        user._change_reason = f"Second step taken away: {reason}"
        user.save()
        send_mail("Your second step at sign-in was taken away", TOLD, None, [user.email])
        self.stdout.write(f"The second step of {user.email} is taken away.")
