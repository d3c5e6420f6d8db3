"""What a text tells in passing: answers of the triage, and facts that the file has a line for.

Who is named is one person, and none is named to the rules; a code, an address, a version and the school are
taken where they are beyond doubt, and stand for the file's own questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from knowledge import uai
from knowledge.cas import tableau
from knowledge.dialogue.ecoles import school_in
from knowledge.dialogue.natures import version_in
from knowledge.dialogue.parcours import bases_of, savoir_of
from knowledge.dialogue.personnes import mask_people
from knowledge.dialogue.savoir import questions_of
from knowledge.dialogue.scene import Scene
from knowledge.triage.ecoute import hear, hear_answer
from knowledge.triage.enquete import DIMENSION_NODES, MESSAGE_NODE
from knowledge.triage.paroles import whole

UAI_NODE, ADDRESS_NODE, VERSION_NODE, SCHOOL_NODE = (
    "dossier_uai",
    "dossier_adresse",
    "dossier_version",
    "dossier_nom",
)
"""The questions of the file that these facts answer."""

_CODE = re.compile(r"(?<![\w/.])\d{7}[A-Za-z](?![\w.])")


def heard(here: Scene, said: str) -> dict[str, str] | None:
    """The answers of the triage in a text that tells of a breakdown; None where it tells of none of ours."""
    savoir = savoir_of(here.guide)
    found = hear(_masked(here, said), savoir)
    elsewhere = questions_of(here.guide).moteur.is_elsewhere
    return None if not found and elsewhere(whole(said, savoir.regles.paroles)) else found


def heard_answer(here: Scene, said: str) -> dict[str, str]:
    """The same where a question was asked: that there is a breakdown need not be said again."""
    return hear_answer(_masked(here, said), savoir_of(here.guide))


def answers(here: Scene, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What was heard, as the node that asks for it and its answer."""
    for dimension, nodes in DIMENSION_NODES.items():
        if here.guide.nodes[nodes[0]].choice(known.get(dimension, "")):
            yield nodes[0], known[dimension]
    for message in savoir_of(here.guide).messages.all:
        if message.id == known.get("message") and message.litteral:
            yield MESSAGE_NODE, message.litteral


def facts(here: Scene, said: str) -> Iterator[tuple[str, str]]:
    """The file's questions that a text answers, each with its answer."""
    codes = {code.upper() for code in _CODE.findall(said) if uai.is_sound(code)}
    if len(codes) == 1:
        yield UAI_NODE, codes.pop()
    if "/" in said:
        links = tableau.told(said, bases=bases_of(here.guide))
        public = {link.adresse.public for *_, link in links if link.adresse and link.right}
        if len(public) == 1:
            yield ADDRESS_NODE, public.pop()
    if version := version_in(said):
        yield VERSION_NODE, version
    if school := school_in(here.guide, said):
        yield SCHOOL_NODE, school


def _masked(here: Scene, said: str) -> str:
    return mask_people(here.guide, said, year=here.today.year).text
