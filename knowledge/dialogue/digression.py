"""Free words that answer no question: they are answered, and the pending question is asked again."""

from __future__ import annotations

from dataclasses import replace

from knowledge import uai
from knowledge.cas.adresse import normalise
from knowledge.dialogue.collages import answer
from knowledge.dialogue.dires import source_line
from knowledge.dialogue.errors import PersonError, UaiRefused
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.saisies import MISTYPED_UAI, UAI_SHAPE
from knowledge.dialogue.savoir import questions_of
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import NoteGap, Reply, Text, Turn
from knowledge.recherche.fiches import Entry

EXCERPT = 60
"""Signs of a message that are said back when nothing was found."""


def digress(here: Scene, said: str) -> Turn:
    """Answer a pasted link, a pasted message or a free question; decline kindly what is not ours."""
    if pasted := answer(here, said):
        return here.stay(*pasted)
    result = questions_of(here.guide).ask(said)
    ids = tuple(found.entry.id for found in result.found)
    match result.kind:
        case "answer":
            return here.stay(_entry(here.guide, result.found[0].entry), offered=ids[1:])
        case "choose":
            return here.stay(Text(here.guide.word("dialogue.plusieurs")), offered=ids)
        case "declined":
            if any(sign in said.strip() for sign in "\n\t;"):
                # Perhaps a piece of a list: names are not said back, for what is said is kept.
                return here.stay(Text(here.guide.word("dialogue.decline_lignes")))
            word = "decline_fin" if here.place.node.outcome else "decline"
            turn = here.stay(Text(here.guide.word(f"dialogue.{word}", dit=_excerpt(said))))
            gap = questions_of(here.guide).gap(said)
            return replace(turn, effects=(NoteGap(gap),)) if gap else turn


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
    return Scene(here.guide, replace(here.state, noted=noted), here.today).stay(*replies)


def answers_a_question(here: Scene, said: str) -> bool:
    """Is it a question that has a clear answer? Where any words would do, it is then no entry."""
    return said.rstrip().endswith("?") and questions_of(here.guide).ask(said).kind == "answer"


def show(here: Scene, id: str) -> Turn:
    """Show the entry whose button was pressed; the others stay beside the question."""
    entry = questions_of(here.guide).entry(id)
    if entry is None:
        return here.stay(Text(here.guide.word("dialogue.bouton_ancien")))
    others = tuple(other for other in here.state.offered if other != id)
    return here.stay(_entry(here.guide, entry), offered=others)


def _entry(guide: Guide, entry: Entry) -> Text:
    source = source_line(guide, entry.cites, entry.source)
    return Text(f"**{literal(entry.titre)}**\n\n{entry.texte}", source)


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[: EXCERPT - 1]}…"
