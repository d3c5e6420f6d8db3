"""What free words find: the answers of faq.toml, the messages of messages.toml, asked together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from knowledge.dialogue.guide import Guide
from knowledge.dialogue.types import Option
from knowledge.recherche import lexique, moteur
from knowledge.recherche.fiches import Entry, read_fiches, read_voisins
from knowledge.recherche.moteur import Found, Moteur, Result
from knowledge.triage.messages import Messages, read_messages, recognise

FICHE_NODE = "fiche"
"""The node of the buttons that show an answer: `Picked("fiche", "supprimer")`."""


@dataclass(frozen=True, slots=True)
class Savoir:
    """All entries, by their id, with what finds them."""

    moteur: Moteur
    messages: Messages
    entries: dict[str, Entry]

    def ask(self, text: str) -> Result:
        """Answer a free question or a pasted message (already masked)."""
        seen = [Found(each.message, each.score) for each in recognise(text, self.messages)]
        return self.moteur.ask(text, recognised=seen)


@lru_cache(maxsize=4)
def savoir_of(guide: Guide) -> Savoir:
    """The knowledge of a guide; its index is built once."""
    messages = read_messages(guide.sources["messages.toml"])
    entries: tuple[Entry, ...] = (*read_fiches(guide.sources["faq.toml"]), *messages.all)
    engine = moteur.build(
        entries,
        lexique=lexique.read(guide.sources["synonymes.toml"]),
        voisins=read_voisins(guide.sources["voisins.toml"]),
    )
    return Savoir(engine, messages, {entry.id: entry for entry in entries})


def buttons(guide: Guide, ids: tuple[str, ...]) -> tuple[Option, ...]:
    """A button for each entry; none for one that a newer edition does not have any more."""
    if not ids:
        return ()
    entries = savoir_of(guide).entries
    return tuple(Option(FICHE_NODE, id, entries[id].titre) for id in ids if id in entries)
