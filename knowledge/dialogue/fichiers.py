"""Files and lists that a person sends: what is wanted of the outside, and what is said of the outcome.

A file answers no question: it is a digression, at the node that awaits it as anywhere else. Nothing is
said here but codes and numbers in the words of comptes.toml and of `[fichiers]` in interface.toml.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from knowledge.comptes import comptage, paroles, resultat, vocabulaire
from knowledge.comptes.collage import has_titles
from knowledge.comptes.dossier import Table
from knowledge.comptes.erreurs import ComptageIllisible
from knowledge.comptes.personnes import CATEGORIES, Constat
from knowledge.comptes.vocabulaire import Vocabulaire
from knowledge.dialogue.bilan import Bilan, Note, Releve, Row
from knowledge.dialogue.dires import source_of
from knowledge.dialogue.errors import PersonError
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.savoir import questions_of
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import DOSSIER_NODE, File, Grid, OpenFile, Reply, SettleFiles, Text, Turn

PASTE_MAX = 2_000_000
"""Signs of a pasted list: more than any school's, and fewer than would hold the page up."""

MAIN_CAUSES = 3
NOTES = 12
_CELLS = 6
"""Numbers of the smallest table that is taken for one: a row of PRONOTE's."""

TIDYING = ("remplacer", "retirer", "vider")
"""The buttons that answer nothing: keep the last file alone, take it back, forget all."""

DOCUMENTS = {
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What can be taken away, in the order of the buttons; each has its name in `[fichiers.documents]`."""


def send(here: Scene, name: str, data: bytes) -> Turn:
    """A file: it is read outside of the turn, and what was said meanwhile asks to send it again."""
    turn = here.stay(Text(here.guide.word("fichiers.lecture")))
    return replace(turn, effects=(OpenFile(name, data, here.walked.connu.uai),))


def settle(here: Scene, geste: str) -> Turn:
    """A button about the files that were sent."""
    if geste not in gestes_of(here.guide):
        return here.stay(Text(here.guide.word("dialogue.bouton_ancien")))
    turn = here.stay(Text(here.guide.word("fichiers.lecture")), gestes=here.state.gestes)
    return replace(turn, effects=(SettleFiles(geste),))


def paste(here: Scene, text: str) -> Turn | None:
    """PRONOTE's table or a list that was typed or pasted; None for anything else."""
    if (table := _counts(here, text)) is not None:
        return here.stay(*_read_aloud(here.guide, table), gestes=here.state.gestes)
    if not _is_list(here, text):
        return None
    if len(text) > PASTE_MAX:
        return here.stay(Text(here.guide.word("fichiers.trop_long")))
    return send(here, here.guide.word("fichiers.collee"), text.encode("utf-8", "replace"))


def report(here: Scene, bilan: Bilan) -> Turn:
    """What the files amount to, what can be taken away, what to do next."""
    guide = here.guide
    if not bilan.releves:
        return here.stay(Text(guide.word("fichiers.vide")), gestes=())
    words = words_of(guide)
    last, *before = reversed(bilan.releves)
    replies: list[Reply] = [Text(_file(guide, last, words))]
    if before:
        others = "\n".join(f"- {literal(_kind(each, words))}" for each in reversed(before))
        replies.append(Text(f"{guide.word('fichiers.avec')}\n\n{others}"))
    if bilan.table:
        replies += [Text(guide.word("fichiers.tableau")), _grid(bilan.table, words)]
    if bilan.causes or bilan.notes:
        replies.append(Text(_causes(guide, bilan, words)))
    if bilan.report:
        replies += documents(guide)
    source = guide.word("source.probable") if bilan.causes else ""
    replies.append(Text(guide.word(f"fichiers.suite.{_next(bilan)}"), source))
    return here.stay(*replies, gestes=_gestes(bilan))


def refuse(here: Scene, error: PersonError) -> Turn:
    """Nothing was read: the sentence of the error."""
    return here.stay(Text(literal(here.guide.sentence(error))), gestes=here.state.gestes)


def documents(guide: Guide) -> tuple[File, ...]:
    """The files to take away, without what stands in them."""
    return tuple(
        File(DOSSIER_NODE, guide.word(f"fichiers.documents.{kind}"), type, b"")
        for kind, type in DOCUMENTS.items()
    )


@lru_cache(maxsize=4)
def words_of(guide: Guide) -> Vocabulaire:
    """The words of the accounts' side."""
    return vocabulaire.load(guide.sources["comptes.toml"])


def gestes_of(guide: Guide) -> frozenset[str]:
    """Every button about files that there can be."""
    return frozenset(guide.words["fichiers"]["gestes"])


def _gestes(bilan: Bilan) -> tuple[str, ...]:
    """What can be done now, the question that only the person can answer first.

    A file that was not recognised is not held: there is nothing to take back.
    """
    asked: tuple[str, ...] = ()
    held = [releve for releve in bilan.releves if releve.kind != "inconnu"]
    if not held:
        return ()
    if bilan.releves[-1] is not held[-1]:
        asked = ()
    elif bilan.need == "cote":
        asked = ("cote_pronote", "cote_ent")
    elif bilan.need == "categorie":
        asked = tuple(f"cat_{name}" for name in CATEGORIES)
    elif bilan.unsure:
        asked = ("cote_pronote", "cote_ent")
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


def _read_aloud(guide: Guide, table: Table) -> Iterator[Reply]:
    words = words_of(guide)
    yield Text(guide.word("fichiers.lu"))
    yield _grid(tuple((name, c.pronote, c.cas, c.matched, c.left) for name, c in table.items()), words)
    remarks = comptage.remark(table)
    for expected, title in ((False, "a_voir"), (True, "normal")):
        lines = [paroles.say_remark(each, words) for each in remarks if each.expected is expected]
        if lines:
            listed = "\n".join(f"- {literal(line)}" for line in lines)
            yield Text(f"{guide.word(f'fichiers.{title}')}\n\n{listed}")
    wrong = any(not each.expected for each in remarks)
    source = source_of(guide, guide.nodes["fichiers"])
    yield Text(guide.word(f"fichiers.suite.{'ecarts' if wrong else 'bon'}"), source)


def _file(guide: Guide, releve: Releve, words: Vocabulaire) -> str:
    """One file in words: what it is, of which school and day, its verdict, what was noticed."""
    lines = []
    if releve.uai and releve.day:
        day = "/".join(reversed(releve.day.split("-")))
        lines.append(guide.word("fichiers.enveloppe", uai=releve.uai, jour=day))
    if releve.verdict:
        lines.append(literal(words.phrase("verdicts", releve.verdict)))
    lines += [_note(note, words) for note in releve.notes[:NOTES]]
    listed = "\n".join(f"- {line}" for line in lines)
    return f"**{literal(_kind(releve, words))}**" + (f"\n\n{listed}" if lines else "")


def _kind(releve: Releve, words: Vocabulaire) -> str:
    opened = releve.kind == "conteneur" and releve.rows
    said = words.phrase("mots", "conteneur-ouvert" if opened else releve.kind, nombre=str(releve.rows))
    return said[:1].upper() + said[1:]


def _note(note: Note, words: Vocabulaire) -> str:
    """A finding on the whole file in its sentence; one on lines by what it is and how many."""
    if note.code in words.phrases["lignes"]:
        return literal(words.phrase("lignes", note.code, nombre=str(note.times)))
    return literal(resultat.say(Constat(note.code, 0, dict(note.values)), words))


def _grid(table: tuple[Row, ...], words: Vocabulaire) -> Grid:
    """PRONOTE's table: its four rows, a category a column."""
    mots = words.phrases["mots"]
    rows = []
    for rank, name in enumerate(comptage.ROWS, start=1):
        cells = (row[rank] for row in table)
        rows.append((mots[name], *(mots["tiret"] if cell is None else str(cell) for cell in cells)))
    return Grid(tuple(mots[row[0]] for row in table), tuple(rows))


def _causes(guide: Guide, bilan: Bilan, words: Vocabulaire) -> str:
    """The main causes in words, then what identifiers and lines have of their own."""
    phrases = words.phrases
    lines = []
    for cause in bilan.causes[:MAIN_CAUSES]:
        why = phrases["niveaux"].get(cause.code) or phrases["causes"][cause.code]
        where = phrases["cotes"].get(cause.ou, "") if cause.code in phrases["niveaux"] else ""
        name = phrases["mots"].get(cause.categorie, phrases["mots"]["sans_categorie"])
        lines.append(
            guide.word("fichiers.cause", categorie=name, nombre=cause.number, cause=why.rstrip("."), ou=where)
        )
    lines += [_note(note, words) for note in bilan.notes]
    title = guide.word("fichiers.a_corriger", nombre=bilan.to_mend, rapproches=bilan.certain)
    return f"{title}\n\n" + "\n".join(f"- {line}" for line in lines)


def _next(bilan: Bilan) -> str:
    """The name of what to do next."""
    if bilan.need:
        return bilan.need
    match bilan.sides:
        case ():
            return "listes" if any(releve.kind == "conteneur" for releve in bilan.releves) else "attendu"
        case ("pronote",):
            return "liste_ent"
        case ("ent",):
            return "liste_pronote"
    return "corriger" if bilan.to_mend else "bon"
