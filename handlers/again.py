"""A transaction done again where the store undid it, or where nobody knows whether it did.

Every update has a key that is committed with its effect, so that doing it again never doubles anything.
"""

from __future__ import annotations

from collections.abc import Callable
from random import uniform
from time import sleep
from typing import TypeVar

from knowledge.dialogue.errors import StoreUnusable

T = TypeVar("T")

REASONS = frozenset({"conflict", "cut"})
"""Why it is done again (`storage.database.Database.reason`)."""

TRIES = 5
PAUSE_SECONDS = 0.05


def is_passing(error: Exception) -> bool:
    """Is the whole transaction to be done again?"""
    return isinstance(error, StoreUnusable) and error.values.get("reason") in REASONS


def again(do: Callable[[], T]) -> T:
    """Do one transaction, again where the database had a passing reason to refuse it.

    Raises what `do` raises otherwise, and at last StoreUnusable.
    """
    for tried in range(1, TRIES):
        try:
            return do()
        except StoreUnusable as error:
            if not is_passing(error):
                raise
        sleep(uniform(0, PAUSE_SECONDS * tried))  # noqa: S311 - no secret; two that met do not meet again
    return do()
