"""What happens by the way when somebody signs in or an account changes."""

from allauth.account.models import EmailAddress
from allauth.account.signals import user_logged_in as signed_in
from allauth.mfa.signals import authenticator_removed
from django.contrib.auth.signals import user_logged_in as session_began
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts import known_browsers, second_step
from accounts.middleware import start_clock
from accounts.models import User


@receiver(post_save, sender=User)
def keep_one_address(sender, instance, raw=False, update_fields=None, **kwargs):
    """allauth keeps addresses in a table of its own, and signs in by it. Ours holds exactly the
    account's address, confirmed: it was given by whoever invited the account. A former address
    must not go on signing in."""
    if raw or (update_fields is not None and "email" not in update_fields):
        return
    with transaction.atomic():
        addresses = EmailAddress.objects.filter(user=instance)
        addresses.exclude(email=instance.email).delete()
        EmailAddress.objects.update_or_create(
            user=instance, email=instance.email, defaults={"verified": True, "primary": True}
        )


@receiver(session_began)
def set_clock(sender, request, **kwargs):
    start_clock(request.session)


@receiver(signed_in)
def remember_browser(sender, request, response, user, **kwargs):
    known_browsers.remember(request, response, user)


@receiver(authenticator_removed)
def forget_second_step(sender, request, **kwargs):
    second_step.forget(request)
