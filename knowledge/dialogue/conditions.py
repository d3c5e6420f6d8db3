"""The conditions that the guide's data may name. Each answers yes, no, or None: not known yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from knowledge.dialogue.connu import Connu

Condition = Callable[[Connu], bool | None]


def _but(value: str) -> Condition:
    return lambda connu: connu.got("but") == value if connu.got("but") else None


def _config_conservee(connu: Connu) -> bool | None:
    """Guide 2.1: kept when hosted, and on the same PC; a person who does not know will look."""
    if connu.heberge:
        return True
    return connu.got("meme_pc") != "non" if connu.got("meme_pc") else None


CONDITIONS: Mapping[str, Condition] = {
    "but_rentree": _but("rentree"),
    "but_adresses": _but("adresses"),
    "but_courriel": _but("courriel"),
    "but_fichiers": _but("fichiers"),
    "heberge": lambda connu: connu.heberge,
    "avec_net": lambda connu: connu.avec_net,
    "avec_client": lambda connu: connu.avec_client,
    "les_deux": lambda connu: connu.perimetre == "les_deux" if connu.perimetre else None,
    # What is not known yet may be known later on the way: None, never no.
    "adresse_connue": lambda connu: connu.adresse is not None or None,
    "console_relue": lambda connu: bool(connu.got("adresse_console")) or None,
    "uai_connu": lambda connu: bool(connu.uai) or None,
    "config_conservee": _config_conservee,
}
