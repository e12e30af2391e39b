from django.apps import AppConfig

from lscb import data_version, guards


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self):
        from accounts import receivers  # noqa: F401

        guards.register(
            guards.NeverDeleted(
                "accounts_are_kept",
                "accounts.User",
                "Accounts are deactivated, never deleted: history speaks of them",
            )
        )
        seen = {"User": ("email", "is_active", "is_superuser")}  # not that somebody signed in
        guards.register(*data_version.of_app(self, seen))
