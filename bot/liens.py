"""The links that lead from a chat to the deposit page: sealed, for ten minutes, for one conversation.

Nothing can be read in one: whose it is stands in it sealed by the store, so that any process of the house and
nobody else opens it. That it serves once is for whoever takes it to see to (`handlers.depot.Depot.spend`).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from handlers.ports import Store

LINK_SECONDS = 10 * 60
VISIT_SECONDS = 15 * 60
"""How long a browser that used its link may deposit more and take away: as long as files are held."""

PATH = "/depot"

_LINK, _VISIT = "lien", "visite"


@dataclass(frozen=True, slots=True)
class Lien:
    """What a link says: the conversation, and which link it is."""

    who: str
    number: str


@dataclass(frozen=True, slots=True)
class Liens:
    """Makes links below `base`, and reads them. `clock` counts seconds since 1970."""

    store: Store
    base: str
    clock: Callable[[], float] = time.time

    def make(self, who: str) -> str:
        """A new link for a conversation."""
        return (
            f"{self.base.rstrip('/')}{PATH}/{self._seal(_LINK, who, secrets.token_urlsafe(9), LINK_SECONDS)}"
        )

    def read(self, token: str) -> Lien | None:
        """The link that ends so; None when it is none of ours, or too old."""
        return self._open(_LINK, token)

    def visit(self, lien: Lien) -> str:
        """What the browser keeps that used a link."""
        return self._seal(_VISIT, lien.who, lien.number, VISIT_SECONDS)

    def visitor(self, kept: str) -> Lien | None:
        """The link that a browser used; None when that is too long ago, or never was."""
        return self._open(_VISIT, kept)

    def _seal(self, purpose: str, who: str, number: str, seconds: float) -> str:
        return self.store.seal_word(purpose, f"{int(self.clock() + seconds)} {number} {who}").rstrip("=")

    def _open(self, purpose: str, token: str) -> Lien | None:
        word = self.store.open_word(purpose, token + "=" * (-len(token) % 4))
        if word is None:
            return None
        until, number, who = word.split(" ", 2)
        return Lien(who, number) if self.clock() <= int(until) else None
