"""What a free text is answered with: the search over the guide's answers and its error messages, joined.

`recherche` and `triage` stand side by side and do not know each other; a message that is pasted goes
through both, and this is where they meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.dialogue.secrets import MASK
from knowledge.ecriture import undress
from knowledge.recherche import fiches, lexique, moteur
from knowledge.recherche.anonymat import blur
from knowledge.recherche.fiches import Entry
from knowledge.recherche.moteur import Found, Moteur, Result
from knowledge.triage.messages import Messages, read_messages, recognise

FILES = ("faq.toml", "messages.toml", "synonymes.toml", "voisins.toml")
"""The data files of the guide that are read."""


@dataclass(frozen=True, slots=True)
class Questions:
    """Everything that can be answered."""

    moteur: Moteur
    messages: Messages

    def ask(self, text: str) -> Result:
        """Answer a question or a pasted message: an answer, a choice of at most three, or none."""
        said = undress(text.replace(MASK, " "))
        seen = recognise(said, self.messages)
        return self.moteur.ask(said, recognised=[Found(each.message, each.score) for each in seen])

    def tact(self, text: str) -> str:
        """The courtesy that a text is, by its name; empty where it asks or tells something."""
        return self.moteur.tact.read(text)

    def gap(self, text: str) -> str:
        """A question that was not answered, its names masked, as it may be noted: no number, no address.

        Empty where it holds no word of our field, or gives orders: there is nothing to improve the guide by.
        """
        return blur(text) if self.moteur.is_of_the_field(text) else ""

    def entry(self, id: str) -> Entry | None:
        """The answer or the message of this id."""
        return next((entry for entry in self.moteur.entries if entry.id == id), None)


def load(sources: Mapping[str, str]) -> Questions:
    """Read the data files (their text by their name, those of `FILES`) and index them."""
    messages = read_messages(sources["messages.toml"])
    return Questions(
        moteur.build(
            (*fiches.read_fiches(sources["faq.toml"]), *messages.all),
            lexique=lexique.read(sources["synonymes.toml"]),
            voisins=fiches.read_voisins(sources["voisins.toml"]),
        ),
        messages,
    )
