"""The admin site: for those who keep a board's data, behind the same sign-in as every page."""

from functools import update_wrapper

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import resolve_url
from django.views.decorators.cache import never_cache

from agencies.access import may_administer
from agencies.administration import BoardScopedAdmin

# Signing in and out and passwords are the accounts pages' business.
NOT_SERVED = {"login", "logout", "password_change", "password_change_done", "view_on_site"}


class NamesWithBoards(AutocompleteJsonView):
    """What a field offers while one types; with the board's name where there are several."""

    def serialize_result(self, obj, to_field_name):
        return {
            "id": str(getattr(obj, to_field_name)),
            "text": self.model_admin.label(self.request, obj),
        }


class BoardAdminSite(AdminSite):
    site_header = "Keeping the board’s records"
    site_title = "Board records"
    index_title = "What is kept here"

    def register(self, model_or_iterable, admin_class=None, **options):
        """Serves only pages that know whose records are shown to whom. Other packages register
        tables as well, such as the secrets of second factors; nobody needs those here."""
        if admin_class is not None and issubclass(admin_class, BoardScopedAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request):
        if not hasattr(request, "may_administer"):
            request.may_administer = may_administer(request.user)
        return request.may_administer

    def admin_view(self, view, cacheable=False):
        """The view for those who may: 403 for an account without the right, and the sign-in page
        for a visitor. (CsrfViewMiddleware guards every form of the product.)"""

        def inner(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
            if not self.has_permission(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return update_wrapper(inner if cacheable else never_cache(inner), view)

    def get_urls(self):
        urls = [url for url in super().get_urls() if getattr(url, "name", None) not in NOT_SERVED]
        for url in urls:
            if hasattr(url.callback, "login_url"):
                url.callback.login_url = settings.LOGIN_URL
        return urls

    def autocomplete_view(self, request):
        return NamesWithBoards.as_view(admin_site=self)(request)

    def get_log_entries(self, request):
        """None: the history of each record says more, and keeps no names (see BoardScopedAdmin)."""
        return []
