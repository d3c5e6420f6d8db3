"""The words of the accounts' side, as a guide has them."""

from __future__ import annotations

from functools import lru_cache

from knowledge.comptes import vocabulaire
from knowledge.comptes.vocabulaire import Vocabulaire
from knowledge.dialogue.guide import Guide


@lru_cache(maxsize=4)
def words_of(guide: Guide) -> Vocabulaire:
    """The words of `comptes.toml`."""
    return vocabulaire.load(guide.sources["comptes.toml"])
