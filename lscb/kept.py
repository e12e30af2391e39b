"""What is worked out once and kept by this process until any record changes.

It is kept under the version of the data (lscb/data_version.py) that was read before it was worked
out. So nothing is ever shown that is older than the last change: at most something newer is.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from django.core.cache import caches
from django.db import connection

Value = TypeVar("Value")


def keep(
    version: UUID | str | None, told: tuple, make: Callable[[], Value], store: str = "kept"
) -> Value:
    """What `make` gives, made only where it is not kept.

    `told` is everything beside the records that it depends on, the day too. Nothing is kept without
    a version, nor within a transaction, which may have changed what others do not see yet.
    """
    if version is None or connection.in_atomic_block:
        return make()
    # The version is no part of the key, so that what is outdated gives way to what is not.
    key = sha256(repr(told).encode()).hexdigest()
    kept = caches[store].get(key)
    if kept is not None and kept[0] == version:
        return kept[1]
    made = make()
    caches[store].set(key, (version, made))
    return made
