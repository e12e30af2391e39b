"""The pages of one's own account that allauth does not have."""

from django.contrib.auth.decorators import login_not_required
from django.views.decorators.http import require_safe

from accounts import pages
from lscb.rendering import render_page


@require_safe
def account(request):
    return render_page(request, "accounts/account.html", pages.account(request.user))


@login_not_required
@require_safe
def by_invitation(request):
    """Where allauth would let anybody make an account."""
    return render_page(request, "accounts/by_invitation.html", pages.ByInvitationPage())
