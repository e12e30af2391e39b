"""`manage.py migrate`: Django's own, and afterwards the database is guarded however it ended."""

from contextlib import suppress

from django.core.management.commands import migrate
from django.db import Error, connections

from lscb import guards


class Command(migrate.Command):
    def get_check_kwargs(self, options):
        """A missing guard does not stop the command that makes it: no database is asked before."""
        return {**super().get_check_kwargs(options), "databases": []}

    def handle(self, *args, **options):
        try:
            return super().handle(*args, **options)
        except (Exception, KeyboardInterrupt):
            # Whatever went wrong is what is told; the connection may be what went.
            with suppress(Error):
                self.mend_guards(connections[options["database"]])
            raise

    def mend_guards(self, connection) -> None:
        guards.mend(connection)
        if left := guards.missing(connection):
            self.stderr.write(
                f"Until a migration succeeds the database lacks these guards: {', '.join(left)}."
            )
