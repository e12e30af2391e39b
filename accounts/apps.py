from django.apps import AppConfig

from lscb import guards


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
