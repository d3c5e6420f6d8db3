"""What is said of files that were read: each file, PRONOTE's table, the main causes, what to do next.

Nothing is said here but codes and numbers, in the words of comptes.toml and of `[fichiers]` in
interface.toml: a report can be said anywhere and kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.comptes import comptage, paroles, resultat
from knowledge.comptes.dossier import Table
from knowledge.comptes.personnes import Constat
from knowledge.comptes.vocabulaire import Vocabulaire
from knowledge.dialogue.bilan import Bilan, Etape, Note, Releve, Row
from knowledge.dialogue.dires import source_of
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.mots import words_of
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import DOSSIER_NODE, File, Grid, Reply, Text

MAIN_CAUSES = 3
NOTES = 12

DOCUMENTS = {
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What can be taken away, in the order of the buttons; each has its name in `[fichiers.documents]`."""


def documents(guide: Guide) -> tuple[File, ...]:
    """The files to take away, without what stands in them."""
    return tuple(
        File(DOSSIER_NODE, guide.word(f"fichiers.documents.{kind}"), type, b"")
        for kind, type in DOCUMENTS.items()
    )


def say(guide: Guide, bilan: Bilan) -> Iterator[Reply]:
    """What the files amount to, what can be taken away, what to do next."""
    words = words_of(guide)
    first = len(bilan.releves) - bilan.fresh
    numbered = len(bilan.releves) > 1 and (bilan.fresh > 1 or bool(bilan.need))
    for rank, releve in enumerate(bilan.releves[first:], start=first + 1):
        yield Text(_file(guide, releve, words, rank=rank if numbered else 0))
    if first:
        others = "\n".join(
            f"- {_number(guide, rank if numbered else 0)}{literal(_kind(each, words))}"
            for rank, each in enumerate(bilan.releves[:first], start=1)
        )
        yield Text(f"{guide.word('fichiers.avec')}\n\n{others}")
    if bilan.table:
        yield Text(guide.word("fichiers.tableau"))
        yield _grid(bilan.table, words)
    if bilan.causes or bilan.notes:
        yield Text(_causes(guide, bilan, words))
    if bilan.report:
        yield from documents(guide)
    source = guide.word("source.probable") if bilan.causes else ""
    about = bilan.releves[bilan.about] if bilan.need else Releve("inconnu")
    rank = bilan.about + 1 if numbered else 0
    yield Text(guide.word(f"fichiers.suite.{_next(bilan)}", rang=rank, nombre=about.rows), source)


def say_stage(guide: Guide, stage: Etape) -> str:
    """Where the reading stands, in one line."""
    return guide.word(f"fichiers.etapes.{stage.nom}", rang=stage.rang, fichiers=stage.fichiers)


def rows_of(table: Table) -> tuple[Row, ...]:
    """PRONOTE's table as a report keeps it."""
    return tuple((name, c.pronote, c.cas, c.matched, c.left) for name, c in table.items())


def read_aloud(guide: Guide, table: Table) -> Iterator[Reply]:
    """PRONOTE's own table, and each of its gaps."""
    words = words_of(guide)
    yield Text(guide.word("fichiers.lu"))
    yield _grid(rows_of(table), words)
    remarks = comptage.remark(table)
    for expected, title in ((False, "a_voir"), (True, "normal")):
        lines = [paroles.say_remark(each, words) for each in remarks if each.expected is expected]
        if lines:
            listed = "\n".join(f"- {literal(line)}" for line in lines)
            yield Text(f"{guide.word(f'fichiers.{title}')}\n\n{listed}")
    wrong = any(not each.expected for each in remarks)
    source = source_of(guide, guide.nodes["fichiers"])
    yield Text(guide.word(f"fichiers.suite.{'ecarts' if wrong else 'bon'}"), source)


def _file(guide: Guide, releve: Releve, words: Vocabulaire, *, rank: int) -> str:
    """One file in words: what it is, of which school and day, its verdict, what was noticed."""
    lines = []
    if releve.uai and releve.day:
        day = "/".join(reversed(releve.day.split("-")))
        lines.append(guide.word("fichiers.enveloppe", uai=releve.uai, jour=day))
    if releve.verdict:
        lines.append(literal(words.phrase("verdicts", releve.verdict)))
    lines += [_note(note, words) for note in releve.notes[:NOTES]]
    if releve.deletion:
        lines.append(guide.word(f"fichiers.suppression.{releve.deletion}"))
    listed = "\n".join(f"- {line}" for line in lines)
    return f"**{_number(guide, rank)}{literal(_kind(releve, words))}**" + (f"\n\n{listed}" if lines else "")


def _number(guide: Guide, rank: int) -> str:
    """Which of several files it is; nothing for 0."""
    return guide.word("fichiers.numero", rang=rank) + " " if rank else ""


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
