"""What is said back when an entry is accepted: the value kept, what was corrected, what looks wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from knowledge.cas.constats import Constat
from knowledge.dialogue.connu import HOSTED, Connu
from knowledge.dialogue.errors import PersonError
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.natures import Nature
from knowledge.dialogue.natures import recognise as recognise_nature
from knowledge.dialogue.noeuds import Node
from knowledge.dialogue.parcours import Parcours
from knowledge.dialogue.saisies import VALIDATORS, Saisie
from knowledge.dialogue.types import Option, Reply, Text
from knowledge.triage.messages import recognise

MESSAGE_ENTRY = "message"
"""The entry where a message that is displayed is pasted."""

PROBLEM_ENTRY = "probleme"
"""The entry where what happens is told in a sentence or two."""

PROPOSED: Mapping[str, tuple[Nature, ...]] = {
    "etablissement": ("uai", "adresse"),
    "adresse": ("uai", "adresse"),
    "uai": ("uai",),
    "contact": ("courriel", "telephone"),
    "version": ("version",),
}
"""What can be proposed at an entry, if it was said before."""

EXACT_ENTRIES = ("etablissement", "adresse", "uai")
"""The entries whose value is shown in monospace, as an exact thing."""


NOTED = "note"
"""The button that gives what was said before it was asked for."""


def echo(guide: Guide, node: Node, saisie: Saisie, connu: Connu) -> Iterator[Reply]:
    """Show what was understood; `connu` is what was known before."""
    word = "note" if node.entry in EXACT_ENTRIES else "note_simple"
    lines = [guide.word(f"dialogue.{word}", valeur=saisie.value)]
    lines += [f"- {sentence(guide, constat)}" for constat in saisie.constats]
    if saisie.adresse and (contradiction := _contradiction(connu, hosted=saisie.adresse.hosted)):
        lines.append(f"- {guide.word(f'dialogue.{contradiction}')}")
    if node.entry == MESSAGE_ENTRY:
        seen = recognise(saisie.value, connu.savoir.messages)
        known = [guide.word("dialogue.message_connu", titre=each.message.titre) for each in seen]
        lines += [f"- {line}" for line in known or (guide.word("dialogue.message_inconnu"),)]
    yield Text("\n".join(lines))


def corrections(guide: Guide, place: Parcours) -> tuple[Option, ...]:
    """Likely other readings of the entry just given, as buttons; none for an entry that looks right."""
    if not place.path:
        return ()
    last = place.path[-1]
    node = guide.nodes[last.node]
    if not node.entry or node.choice(last.value):
        return ()
    saisie = VALIDATORS[node.entry](last.value, place.connu)
    codes = tuple(
        Option(node.id, code, guide.word("dialogue.correction", code=code)) for code in saisie.suggestions
    )
    return (*codes, *_hosting(guide, place, saisie))


def _hosting(guide: Guide, place: Parcours, saisie: Saisie) -> Iterator[Option]:
    """Where the address tells another hosting than the person did: the button that changes what they said."""
    if saisie.adresse is None or place.connu.heberge in {None, saisie.adresse.hosted}:
        return
    for (node, value), hosted in HOSTED.items():
        if hosted == saisie.adresse.hosted and place.connu.got(node) not in {"", "ignore"}:
            name = "heberge_corriger" if hosted else "serveur_corriger"
            yield Option(node, value, guide.word(f"dialogue.{name}"))


def proposed(guide: Guide, place: Parcours, noted: str) -> tuple[Option, ...]:
    """What was said before it was asked for, as a button at the entry that takes it."""
    node = place.node
    if not noted or noted in place.connu.answers.values():
        return ()
    if recognise_nature(noted).nature not in PROPOSED.get(node.entry, ()):
        return ()
    try:
        value = VALIDATORS[node.entry](noted, place.connu).value
    except PersonError:
        return ()
    return (Option(node.id, NOTED, guide.word("dialogue.note_proposee", valeur=value)),)


def sentence(guide: Guide, constat: Constat) -> str:
    """The French sentence of a finding, in light markup, from adresses.toml."""
    return _said(guide, constat, "message")


def consequence(guide: Guide, constat: Constat) -> str:
    """What happens if it stays so."""
    return _said(guide, constat, "consequence")


def short(guide: Guide, constat: Constat) -> str:
    """A finding in a few words, for a cell of a table."""
    return _said(guide, constat, "court")


def _said(guide: Guide, constat: Constat, kind: str) -> str:
    said = guide.data["adresses.toml"]["constats"][constat.code][kind]
    return guide.phrase(said, {"found": constat.found} | dict(constat.values))


def _contradiction(connu: Connu, *, hosted: bool) -> str:
    """Does the address tell another hosting than the person did?"""
    if connu.heberge is None or connu.heberge == hosted:
        return ""
    return "heberge_contredit" if hosted else "serveur_contredit"
