"""Files and lists that a person sends: what is wanted of the outside, and what can be done with them.

A file answers no question: it is a digression, at the node that awaits it as anywhere else.
"""

from __future__ import annotations

from dataclasses import replace

from knowledge.comptes import comptage
from knowledge.comptes.collage import has_titles
from knowledge.comptes.dossier import Table
from knowledge.comptes.erreurs import ComptageIllisible
from knowledge.comptes.personnes import CATEGORIES
from knowledge.dialogue.bilan import Bilan, Row
from knowledge.dialogue.compte_rendu import read_aloud, rows_of, say
from knowledge.dialogue.connu import DELETION_NODE
from knowledge.dialogue.errors import PersonError
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.mots import words_of
from knowledge.dialogue.pieces import Comptes
from knowledge.dialogue.savoir import questions_of
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import OpenFile, Sent, SettleFiles, Text, Turn

PASTE_MAX = 2_000_000
"""Signs of a pasted list: more than any school's, and fewer than would hold the page up."""

_CELLS = 6
"""Numbers of the smallest table that is taken for one: a row of PRONOTE's."""

TIDYING = ("remplacer", "retirer", "vider")
"""The buttons that answer nothing: keep the last sending alone, take it back, forget all."""

DELETION = ("export_apres", "export_avant")
"""The buttons that place an export beside the deletion of last year's identifiers."""


def send(here: Scene, sent: Sent) -> Turn:
    """Files: they are read outside of the turn, and what was said meanwhile asks to send them again."""
    turn = here.stay(Text(here.guide.word("fichiers.lecture")))
    deleted = here.state.deleted if here.walked.value(DELETION_NODE) else ""
    files = (replace(sent, more=()), *sent.more)
    return replace(turn, effects=(OpenFile(files, here.walked.connu.uai, deleted),))


def settle(here: Scene, geste: str) -> Turn:
    """A button about the files that were sent."""
    if geste not in gestes_of(here.guide):
        return here.stay(Text(here.guide.word("dialogue.bouton_ancien")))
    turn = here.stay(Text(here.guide.word("fichiers.lecture")), gestes=here.state.gestes)
    return replace(turn, effects=(SettleFiles(geste),))


def paste(here: Scene, text: str) -> Turn | None:
    """PRONOTE's table or a list that was typed or pasted; None for anything else."""
    if (table := _counts(here, text)) is not None:
        turn = here.stay(*read_aloud(here.guide, table), gestes=here.state.gestes)
        return _noting(turn, Comptes(here.today.isoformat(), rows_of(table)))
    if not _is_list(here, text):
        return None
    if len(text) > PASTE_MAX:
        return here.stay(Text(here.guide.word("fichiers.trop_long")))
    return send(here, Sent(here.guide.word("fichiers.collee"), text.encode("utf-8", "replace")))


def report(here: Scene, bilan: Bilan) -> Turn:
    """What the files amount to, and what can be done with them; the numbers are kept."""
    if not bilan.releves:
        return _noting(here.stay(Text(here.guide.word("fichiers.vide")), gestes=()), None)
    turn = here.stay(*say(here.guide, bilan), gestes=_gestes(bilan))
    return _noting(turn, _counted(here.state.pieces.comptes, bilan, jour=here.today.isoformat()))


def _counted(before: Comptes | None, bilan: Bilan, *, jour: str) -> Comptes | None:
    """The numbers of a report; those of a comparison stay when only one side was sent after it."""
    exports = tuple((each.uai, each.day) for each in bilan.releves if each.uai and each.day)
    if before is not None and not _compares(bilan.table) and (_compares(before.table) or not exports):
        return replace(before, exports=exports or before.exports)
    if not bilan.table and not exports:
        return before
    return Comptes(
        jour, bilan.table, bilan.causes, certain=bilan.certain, to_mend=bilan.to_mend, exports=exports
    )


def _compares(table: tuple[Row, ...]) -> bool:
    """Does a table tell how many are matched?"""
    return any(matched is not None for _, _, _, matched, _ in table)


def _noting(turn: Turn, comptes: Comptes | None) -> Turn:
    """The same turn, with these numbers for the escalation file."""
    return replace(turn, state=replace(turn.state, pieces=replace(turn.state.pieces, comptes=comptes)))


def refuse(here: Scene, error: PersonError) -> Turn:
    """Nothing was read: the sentence of the error."""
    return here.stay(Text(literal(here.guide.sentence(error))), gestes=here.state.gestes)


def gestes_of(guide: Guide) -> frozenset[str]:
    """Every button about files that there can be."""
    return frozenset(guide.words["fichiers"]["gestes"])


def _gestes(bilan: Bilan) -> tuple[str, ...]:
    """What can be done now, the questions that only the person can answer first.

    A file that was not recognised is not held: there is nothing to take back.
    """
    asked: tuple[str, ...] = ()
    held = [releve for releve in bilan.releves if releve.kind != "inconnu"]
    if not held:
        return ()
    if bilan.need == "categorie":
        asked = tuple(f"cat_{name}" for name in CATEGORIES)
    elif bilan.need == "cote" or bilan.unsure:
        asked = ("cote_pronote", "cote_ent")
    if any(releve.deletion == "inconnu" for releve in bilan.releves[-bilan.fresh :]):
        asked += DELETION
    return (*asked, *(TIDYING if len(held) > 1 else TIDYING[-1:]))


def _counts(here: Scene, text: str) -> Table | None:
    if sum(sign.isdigit() for sign in text[:PASTE_MAX]) < _CELLS:
        return None
    try:
        table = comptage.read(text, words_of(here.guide))
    except ComptageIllisible:
        return None
    cells = [n for c in table.values() for n in (c.pronote, c.cas, c.matched, c.left) if n is not None]
    return table if len(cells) >= _CELLS else None


def _is_list(here: Scene, text: str) -> bool:
    """Lines under titles of columns; where a file is awaited any lines that have no clear answer."""
    if len(text.split("\n", 2)) < 2:
        return False
    if has_titles(text, words_of(here.guide)):
        return True
    if not here.place.node.file or len([line for line in text.splitlines() if line.strip()]) < 2:
        return False
    return questions_of(here.guide).ask(text[:PASTE_MAX]).kind != "answer"
