"""Where the references of cases come from: chance, which the core does without."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from itertools import count
from secrets import randbelow

from knowledge.dialogue.reference import SPACE, make


def draw() -> str:
    """A reference, in all likelihood nobody's yet; the store knows."""
    return make(randbelow(SPACE))


def rehearse(seed: str) -> Callable[[], str]:
    """References that come in the same order for the same seed: a script makes the same transcript."""
    numbers = count()

    def draw() -> str:
        digest = sha256(f"{next(numbers)} {seed}".encode(errors="surrogatepass")).digest()
        return make(int.from_bytes(digest) % SPACE)

    return draw
