"""`manage.py makemigrations`: Django's own, whatever state the database is in."""

from django.core.management.commands import makemigrations


class Command(makemigrations.Command):
    def get_check_kwargs(self, options):
        """A guard may be missing because its column has no migration yet: no database is asked."""
        return {**super().get_check_kwargs(options), "databases": []}
