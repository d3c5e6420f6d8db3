"""A dossier as numbers and codes alone: what may be said in a conversation, and kept of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from knowledge.comptes.dossier import Dossier
from knowledge.comptes.lecture import Fichier
from knowledge.comptes.personnes import CATEGORIES, UNSORTED, Constat
from knowledge.comptes.travail import Tache
from knowledge.dialogue.bilan import Bilan, Cause, Note, Releve, Row

SPOKEN = 12
"""So many findings of a file are said; a damaged envelope may have more."""

UAI_SIGNS, DAY_SIGNS = 8, 10


def tally(dossier: Dossier, taches: Sequence[Tache]) -> Bilan:
    """Count what a dossier and its tasks hold."""
    shown = [tache for tache in taches if not tache.attendu]
    causes = Counter((tache.categorie, tache.code, tache.ou) for tache in shown)
    groups = dossier.groupes.values()
    known = [fichier for fichier in dossier.fichiers if fichier.personnes]
    unsorted = _first_unsorted(dossier)
    unsure = bool(known) and dossier.fichiers[-1] is known[-1] and not known[-1].cote_sur
    return Bilan(
        releves=tuple(survey(fichier) for fichier in dossier.fichiers),
        table=rows(dossier),
        causes=tuple(Cause(*what, number) for what, number in causes.most_common()),
        notes=_notes(constat for _, constat in dossier.constats),
        certain=sum(pair.certain for group in groups for pair in group.paires),
        to_mend=len(shown),
        tied=sum(len(ours) for group in groups for ours, _ in group.ambigus),
        sides=tuple(sorted({fichier.cote for fichier in known if fichier.cote})),
        need="categorie" if unsorted >= 0 else "",
        unsure=unsure,
        about=unsorted if unsorted >= 0 else len(dossier.fichiers) - 1 if unsure else -1,
        report=bool(dossier.groupes),
    )


def undecided(fichiers: Sequence[Fichier]) -> Bilan:
    """What can be said where nothing tells whose a list is: it is asked about the last one of them."""
    about = max(rank for rank, fichier in enumerate(fichiers) if fichier.personnes and not fichier.cote_sur)
    return Bilan(releves=tuple(survey(fichier) for fichier in fichiers), need="cote", about=about)


def survey(fichier: Fichier) -> Releve:
    """One file, without its name."""
    constats = [*([fichier.refus] if fichier.refus else []), *fichier.constats]
    return Releve(
        kind=fichier.kind,
        rows=len(fichier.personnes),
        uai=fichier.uai[:UAI_SIGNS],
        day=fichier.date[:DAY_SIGNS],
        verdict=fichier.conteneur.verdict if fichier.conteneur else "",
        notes=_notes(constats),
        deletion=fichier.suppression,
    )


def _first_unsorted(dossier: Dossier) -> int:
    """The place of the first file with people of no category, -1 where there is none."""
    if not dossier.groupes.get(UNSORTED):
        return -1
    lost = (any(not one.categorie for one in fichier.personnes) for fichier in dossier.fichiers)
    return next((rank for rank, found in enumerate(lost) if found), -1)


def rows(dossier: Dossier) -> tuple[Row, ...]:
    """PRONOTE's table, a category a row; empty where no number is known."""
    counts = [(name, dossier.table[name]) for name in CATEGORIES if name in dossier.table]
    made = tuple((name, c.pronote, c.cas, c.matched, c.left) for name, c in counts)
    return made if any(number is not None for row in made for number in row[1:]) else ()


def _notes(constats: Iterable[Constat]) -> tuple[Note, ...]:
    """Findings on the whole file with their values; those on lines, which may quote a person, by number."""
    whole: list[Note] = []
    lines: Counter[str] = Counter()
    for constat in constats:
        if constat.ligne:
            lines[constat.code] += 1
        elif len(whole) < SPOKEN:
            whole.append(Note(constat.code, tuple((name, str(it)) for name, it in constat.valeurs.items())))
    return (*whole, *(Note(code, times=times) for code, times in lines.most_common()))
