from django.apps import AppConfig

from lscb import data_version, guards


class LscbConfig(AppConfig):
    name = "lscb"
    verbose_name = "Safeguarding boards"

    def ready(self):
        guards.register(data_version.RenewsAtTheEnd())
