"""What an escalation file still lacks, by the end of the name of the question that asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from knowledge.dialogue.connu import Connu, given
from knowledge.dialogue.pieces import PROBLEM_NODE, SINCE_NODE


def pasted(connu: Connu, name: Literal["nom", "version"]) -> str:
    """What the answer of infoMobileApp.json told, if it was pasted."""
    info = connu.pieces.info
    return (info.nom if name == "nom" else info.version) if info else ""


LACKS: Mapping[str, tuple[str, Callable[[Connu], bool]]] = {
    "probleme": ("probleme", lambda connu: connu.symptome is None and not connu.got(PROBLEM_NODE)),
    "hebergement": ("hebergement", lambda connu: connu.heberge is None),
    "adresse": ("adresse", lambda connu: connu.adresse is None),
    # That nothing changed does not say since when.
    "depuis": (
        "depuis",
        lambda connu: given(connu.got("tri_depuis")) in {"", "rien"} and not connu.got(SINCE_NODE),
    ),
    "uai": ("uai", lambda connu: not connu.uai),
    "direct": ("direct", lambda _: True),
    "version": ("version", lambda connu: not (given(connu.got("console")) or pasted(connu, "version"))),
    "nom": ("ecole", lambda connu: not (given(connu.got("nom")) or pasted(connu, "nom"))),
    "contact": ("contact", lambda connu: not given(connu.got("contact"))),
}
"""The line of the file, and whether nothing that was said elsewhere fills it."""


def wanted(connu: Connu, pour: str) -> tuple[str, ...]:
    """The lines that the recipient needs. A breakdown is told by the triage, or else in one sentence."""
    told = {"qui", "ou", "message", "depuis"}
    needless = {"probleme"} if connu.symptome else told
    return tuple(line for line in connu.savoir.attend.get(pour, ()) if line not in needless)


def lacking(connu: Connu) -> tuple[bool, ...]:
    """For each of `LACKS`, in its order: is it to be asked?"""
    needed = wanted(connu, connu.destinataire)
    return tuple(
        line in needed and not connu.got(f"dossier_{name}") and missing(connu)
        for name, (line, missing) in LACKS.items()
    )


def lacks(connu: Connu, name: str) -> bool | None:
    """Is `dossier_<name>` to be asked? None where it is not, for a changed answer may still need it."""
    line, missing = LACKS[name]
    needed = line in wanted(connu, connu.destinataire) and not connu.got(f"dossier_{name}")
    return (needed and missing(connu)) or None
