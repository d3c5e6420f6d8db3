"""Free words that answer no question: they are answered, and the pending question is asked again."""

from __future__ import annotations

from dataclasses import replace

from knowledge.cas.autopsie import Autopsie, examine_all
from knowledge.dialogue.dires import source_line
from knowledge.dialogue.echos import consequence, sentence
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.parcours import bases_of
from knowledge.dialogue.savoir import questions_of
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import Copy, NoteGap, Reply, Text, Turn
from knowledge.recherche.fiches import Entry

EXCERPT = 60
"""Signs of a message that are said back when nothing was found."""


def digress(here: Scene, said: str) -> Turn:
    """Answer a pasted link, a pasted message or a free question; decline kindly what is not ours."""
    if links := _links(here, said):
        return here.stay(*(reply for link in links for reply in _autopsy(here, link)))
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


def _links(here: Scene, said: str) -> list[Autopsie]:
    """The links of a paste; words alone are none."""
    if "/" not in said:
        return []
    judged = examine_all(said, bases=bases_of(here.guide))
    return [link for link in judged if link.kind != "unknown"]


def _entry(guide: Guide, entry: Entry) -> Text:
    source = source_line(guide, entry.cites, entry.source)
    return Text(f"**{literal(entry.titre)}**\n\n{entry.texte}", source)


def _autopsy(here: Scene, link: Autopsie) -> list[Reply]:
    """What is wrong in a pasted link, each with its consequence, and what it should be.

    A link of another address than the one noted is not put right: which of the two is, nobody can tell.
    """
    guide, noted = here.guide, here.place.connu.adresse
    kind = guide.word(f"dialogue.lien_{link.kind}")
    other = noted and link.adresse and noted.public.casefold() != link.adresse.public.casefold()
    said = [Text(guide.word("dialogue.lien_autre", notee=noted.public))] if noted and other else []
    if not link.findings:
        return [Text(guide.word("dialogue.lien_juste", sorte=kind)), *said]
    lines = [f"- {sentence(guide, finding)} {consequence(guide, finding)}" for finding in link.findings]
    replies: list[Reply] = [Text("\n".join([guide.word("dialogue.lien_lu", sorte=kind), "", *lines]))]
    if link.corrected:
        replies.append(Copy(guide.word("dialogue.lien_corrige"), link.corrected))
    return [*replies, *said]


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[: EXCERPT - 1]}…"
