"""Facts that are given on the command line instead of being said in a conversation."""

from __future__ import annotations

from dataclasses import dataclass, replace

from knowledge.dialogue.connu import ADDRESS_NODES, HOSTED
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.parcours import Parcours, connu_of
from knowledge.dialogue.personnes import mask_typed
from knowledge.dialogue.saisies import VALIDATORS
from knowledge.triage.enquete import MESSAGE_NODE, START_NODE

HOSTINGS = ("heberge", "serveur")


@dataclass(frozen=True, slots=True)
class Faits:
    """What is known of a school; empty where it is not."""

    uai: str = ""
    url: str = ""
    hosting: str = ""
    message: str = ""


def told(guide: Guide, place: Parcours, faits: Faits) -> Parcours:
    """The place with these facts beside the answers, which they replace.

    They are read as the dialogue reads them. Raises PersonError.
    """
    connu, answers = place.connu, dict(place.connu.answers)

    def tell(node: str, value: str, *, instead: tuple[str, ...] = ()) -> None:
        for other in instead:
            answers.pop(other, None)
        answers[node] = value

    if faits.hosting:
        tell("dossier_hebergement", faits.hosting, instead=tuple(node for node, _ in HOSTED))
    if faits.url:
        tell("dossier_adresse", VALIDATORS["adresse"](faits.url, connu).value, instead=ADDRESS_NODES)
    if faits.uai:
        tell("dossier_uai", VALIDATORS["uai"](faits.uai, connu).value, instead=("uai",))
    if faits.message:
        answers.setdefault(START_NODE, "message")
        said = mask_typed(guide, faits.message, year=connu.today.year).text
        tell(MESSAGE_NODE, VALIDATORS["message"](said, connu).value)
    return replace(place, connu=connu_of(guide, answers, today=connu.today, pieces=connu.pieces))
