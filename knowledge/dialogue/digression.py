"""Free words that answer no question: they are answered, and the pending question is asked again."""

from __future__ import annotations

from dataclasses import replace

from knowledge import uai
from knowledge.cas.adresse import normalise
from knowledge.dialogue import reponses
from knowledge.dialogue.collages import answer
from knowledge.dialogue.errors import PersonError, UaiRefused
from knowledge.dialogue.personnes import mask_people
from knowledge.dialogue.saisies import MISTYPED_UAI, UAI_SHAPE
from knowledge.dialogue.savoir import questions_of
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import NoteGap, Reply, Text, Turn

EXCERPT = 60
"""Signs of a message that are said back when nothing was found."""


def digress(here: Scene, said: str) -> Turn:
    """Answer a pasted link, a pasted message or a free question; decline kindly what is not ours."""
    if pasted := answer(here, said):
        return here.stay(*pasted)
    result = questions_of(here.guide).ask(said)
    gap = "" if _is_lines(said) else _gap(here, said)
    if result.kind != "declined":
        return reponses.answer(here, result, gap)
    if result.tact:
        return here.stay(Text(here.guide.word(f"politesses.{result.tact}")))
    if _is_lines(said):
        return here.stay(Text(here.guide.word("dialogue.decline_lignes")))
    word = "decline_fin" if here.place.node.outcome else "decline"
    turn = here.stay(Text(here.guide.word(f"dialogue.{word}", dit=_excerpt(said))))
    return replace(turn, effects=(NoteGap(gap),)) if gap else turn


def _gap(here: Scene, said: str) -> str:
    """The question as it may be noted: people are masked as in a file, and so are schools."""
    masked = mask_people(here.guide, said, year=here.today.year, schools=False)
    return questions_of(here.guide).gap(masked.text)


def early(here: Scene, said: str) -> Turn | None:
    """An address or a school's code before it is asked for: it is kept, to be proposed then."""
    if len(said.split()) != 1 or here.place.connu.adresse is not None:
        return None
    guide = here.guide
    try:
        if UAI_SHAPE.fullmatch(said) or MISTYPED_UAI.fullmatch(said):
            noted = uai.read(said).code
        elif "/" in said:
            noted = normalise(said)[0].public
        else:
            return None
    except UaiRefused as error:
        noted = error.values.get("meant", "")
        return _noting(here, noted, Text(literal(guide.sentence(error))))
    except PersonError:
        return None
    return _noting(here, noted, *answer(here, said), Text(guide.word("dialogue.note_gardee", valeur=noted)))


def _noting(here: Scene, noted: str, *replies: Reply) -> Turn:
    return replace(here, state=replace(here.state, noted=noted)).stay(*replies)


def answers_a_question(here: Scene, said: str) -> bool:
    """Is it a question that has a clear answer? Where any words would do, it is then no entry."""
    return said.rstrip().endswith("?") and questions_of(here.guide).ask(said).kind == "answer"


def _is_lines(said: str) -> bool:
    """Perhaps a piece of a list: names are not said back, nor noted, for what is said is kept."""
    return any(sign in said.strip() for sign in "\n\t;")


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[: EXCERPT - 1]}…"
