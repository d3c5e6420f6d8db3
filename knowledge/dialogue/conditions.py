"""The conditions that the guide's data may name. Each answers yes, no, or None: not known yet.

`cause.liens` is one of a family: a name for all conditions of a kind, and what each is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from knowledge.dialogue.connu import Connu
from knowledge.dialogue.manques import LACKS, lacks
from knowledge.dialogue.tour import TOGETHER, standing
from knowledge.triage.enquete import MESSAGE_NODE, START_NODE, Enquete

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
    "destinataire_connu": lambda connu: bool(connu.destinataire) or None,
    # Both answered that it is the other: told where an answer is passed on, and nowhere else.
    "deux_refus": lambda connu: standing(connu.pieces, connu.destinataire).whose == TOGETHER or None,
    "uai_connu": lambda connu: bool(connu.uai) or None,
    "config_conservee": _config_conservee,
    "hebergement_dit": lambda connu: bool(connu.got("hebergement")) or None,
    "message_lu": lambda connu: bool(connu.got(MESSAGE_NODE)) or None,
    "qui_dit": lambda connu: connu.got(START_NODE) != "message" if connu.got(START_NODE) else None,
}

LACKING = "manque"
"""The family of what an escalation file still lacks: `manque.uai`."""

FAMILIES: Mapping[str, Callable[[Enquete, str], bool]] = {
    # The next cause that was not answered yet.
    "cause": lambda enquete, id: enquete.piste is not None and enquete.piste.cause.id == id,
    # Can the question still change the first cause?
    "utile": Enquete.matters,
    # The steps that a cause led to; were they taken; was it answered what came of them?
    "chapitre": lambda enquete, id: enquete.chapitre == id,
    "fait": Enquete.done,
    "revu": Enquete.reviewed,
}


@cache
def condition(name: str) -> Condition:
    """The condition of this name. Raises KeyError for an unknown one."""
    family, dot, about = name.partition(".")
    if not dot:
        return CONDITIONS[name]
    if family == LACKING:
        return lambda connu: lacks(connu, about)
    holds = FAMILIES[family]
    # Another answer may come, and the next cause is another one then: None, never no.
    return lambda connu: (connu.enquete is not None and holds(connu.enquete, about)) or None


def is_condition(name: str) -> bool:
    """Is there a condition of this name? What a family's condition is about, its own check knows."""
    family, dot, about = name.partition(".")
    if family == LACKING:
        return about in LACKS
    return family in FAMILIES if dot else name in CONDITIONS
