"""What only one of the two databases can do."""

import pytest
from django.db import connection


def only_on_postgresql(why_not_sqlite: str):
    """A mark for a test that says nothing of SQLite, and why."""
    return pytest.mark.skipif(connection.vendor != "postgresql", reason=why_not_sqlite)
