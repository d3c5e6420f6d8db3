"""Another answer to a question of the triage that was answered before, in free words at any later one.

« En fait c’est que les parents », « pas les parents, les profs », « les élèves aussi »: words that announce
that one thinks again, or that only name who is concerned or where it stops. In `reparties.toml`:

    mots = ["c", "est", …]      words that may stand beside the names
    nie = ["pas", …]            how a clause begins that takes back what it names
    coupures = ["mais", …]      what parts clauses, beside signs
    aussi = ["aussi", …]        what adds to the answer that there is
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from knowledge.dialogue.chercher import again
from knowledge.dialogue.dits import adding
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.lecture import comparable
from knowledge.dialogue.parcours import savoir_of
from knowledge.dialogue.recit import heard_answer
from knowledge.dialogue.reparties import FILE, reparties_of
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.types import Text, Turn
from knowledge.triage.enquete import DIMENSION_NODES
from knowledge.triage.paroles import expression, spaced, whole

_SIGNS = re.compile(r"[,.;:!()\n]+")

SEVERAL = "ignore"
"""The profile where it is more than one: the rules know one alone, and look for what they share."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """The words of corrections, compiled."""

    beside: frozenset[str]
    denies: re.Pattern[str]
    cuts: re.Pattern[str]
    adds: re.Pattern[str]


def correct(here: Scene, said: str) -> Turn | None:
    """Change what these words say anew of the breakdown that is looked into; None where they are no such."""
    if here.place.connu.enquete is None or said.rstrip().endswith("?"):
        return None
    opened = after_opening(here, said)
    if not opened and not _only_names(here, said):
        return None
    heard = heard_answer(here, affirmed(here, said))
    asked = next((each for each, nodes in DIMENSION_NODES.items() if here.place.node.id in nodes), "")
    if not heard or heard.keys() <= {asked}:
        return None
    before = here.place.connu.symptome
    if before is None or not _adds(here, said) or before.profil in {"", heard.get("profil", "")}:
        return again(here, heard)
    pieces = adding(here, here.state.pieces, said)
    turn = again(
        replace(here, state=replace(here.state, pieces=pieces)), {"qui": "profil", "profil": SEVERAL}
    )
    phrase = Text(here.guide.data[FILE]["phrases"]["plusieurs_profils"])
    return replace(turn, replies=(phrase, *turn.replies[1:])) if turn else None


def affirmed(here: Scene, said: str) -> str:
    """A text without the clauses that take back what they name."""
    known = _corrections(here.guide)
    bare = whole(said, savoir_of(here.guide).regles.paroles)
    pieces = [piece for part in _SIGNS.split(bare) for piece in known.cuts.split(spaced(part))]
    kept = (piece for piece in map(_before_not, pieces) if not known.denies.match(f" {piece.strip()} ", 1))
    return " , ".join(kept)


def _adds(here: Scene, said: str) -> bool:
    bare = whole(said, savoir_of(here.guide).regles.paroles)
    return bool(_corrections(here.guide).adds.search(spaced(bare)))


def after_opening(here: Scene, said: str) -> str:
    """What stands behind « en fait », « pardon »…; nothing where no such words begin the text."""
    rest, openings = f" {comparable(said)} ", reparties_of(here.guide).openings
    while (opening := openings.match(rest, 1)) is not None:
        rest = rest[opening.end() - 1 :]
    return rest.strip() if rest.strip() != comparable(said) else ""


def _before_not(piece: str) -> str:
    """« C’est les profs, pas les parents », with or without its comma."""
    head, _, _ = piece.partition(" pas ")
    return head if head.strip() else piece


def _only_names(here: Scene, said: str) -> bool:
    """Is there nothing in it but who is concerned or where it stops, and words that may stand beside?"""
    regles = savoir_of(here.guide).regles
    rest = spaced(whole(said, regles.paroles))
    for names in (regles.paroles.groups, regles.paroles.places, regles.dits["ou"]):
        for named in names.values():
            rest = named.sub("", rest)
    return _corrections(here.guide).beside.issuperset(rest.split())


@lru_cache(maxsize=4)
def _corrections(guide: Guide) -> Corrections:
    data = guide.data.get(FILE, {}).get("corrections", {})
    return Corrections(
        beside=frozenset(data.get("mots", ())),
        denies=expression(data.get("nie", ())),
        cuts=expression(data.get("coupures", ())),
        adds=expression(data.get("aussi", ())),
    )
