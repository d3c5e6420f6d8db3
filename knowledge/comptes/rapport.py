"""The printable report, as values for its template: the table, a picture of the shares, the lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from knowledge.comptes.comptage import ROWS
from knowledge.comptes.dossier import Dossier
from knowledge.comptes.personnes import CATEGORIES
from knowledge.comptes.resultat import say
from knowledge.comptes.travail import Tache, fields, mark
from knowledge.comptes.vocabulaire import Vocabulaire

_LEFT, _WIDTH = 130, 560
_COLOURS = ("#2e7d4f", "#d98a00", "#9aa0a6")


def values(
    dossier: Dossier, taches: Sequence[Tache], vocabulaire: Vocabulaire, *, day: str, school: str = ""
) -> dict[str, Any]:
    """What `rapports/comptes.html.j2` needs."""
    words = vocabulaire.phrases["mots"]
    shown = [tache for tache in taches if not tache.attendu]
    names = [*CATEGORIES, ""]
    return {
        "ecole": school or next((fichier.uai for fichier in dossier.fichiers if fichier.uai), ""),
        "jour": day,
        "edition": words["edition"],
        "suite": vocabulaire.phrases["suites"]["formulaire"],
        "fichiers": [_file(fichier, vocabulaire) for fichier in dossier.fichiers],
        "tableau": {
            "titres": [words[name] for name in CATEGORIES],
            "lignes": [
                (words[row], [_cell(dossier, name, row, words) for name in CATEGORIES]) for row in ROWS
            ],
        },
        "barres": _bars(dossier, words),
        "legende": [
            (_LEFT + place * 190, colour, words[f"legende_{name}"])
            for place, (colour, name) in enumerate(
                zip(_COLOURS, ("certain", "probable", "seul"), strict=True)
            )
        ],
        "listes": [
            {
                "nom": words.get(name, words["sans_categorie"]),
                "taches": [_task(t, vocabulaire) for t in tasks],
            }
            for name in names
            if (tasks := [tache for tache in shown if tache.categorie == name])
        ],
    }


def _file(fichier: Any, vocabulaire: Vocabulaire) -> dict[str, Any]:  # noqa: ANN401 - lecture.Fichier
    nature = vocabulaire.phrase("mots", fichier.kind, nombre=str(len(fichier.personnes)))
    constats = [*([fichier.refus] if fichier.refus else []), *fichier.constats]
    notes = [say(constat, vocabulaire) for constat in constats]
    if fichier.conteneur is not None:
        notes.insert(0, vocabulaire.phrase("verdicts", fichier.conteneur.verdict))
    return {
        "titre": vocabulaire.phrase("mots", "ligne_fichier", nom=fichier.nom, nature=nature),
        "remarques": notes,
    }


def _cell(dossier: Dossier, name: str, row: str, words: Any) -> str:  # noqa: ANN401 - a table of words
    count = getattr(dossier.table[name], row) if name in dossier.table else None
    return words["tiret"] if count is None else str(count)


def _bars(dossier: Dossier, words: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a table of words
    """For each category, the shares of PRONOTE's people: paired, to mend, alone."""
    bars = []
    for name in CATEGORIES:
        group = dossier.groupes.get(name)
        count = dossier.table.get(name)
        if group is None or count is None or not count.pronote or count.matched is None:
            continue
        certain = sum(1 for pair in group.paires if pair.certain)
        numbers = (certain, len(group.paires) - certain, len(group.seuls_pronote))
        parts, at = [], float(_LEFT)
        for number, colour, kind in zip(numbers, _COLOURS, ("certain", "probable", "seul"), strict=True):
            width = round(_WIDTH * number / sum(numbers), 2)
            told = f"{words[name]}\u00a0: {number} {words[f'legende_{kind}']}"
            if number:
                parts.append((round(at, 2), width, colour, told))
            at += width
        bars.append({"nom": words[name], "parts": parts})
    return bars


def _task(tache: Tache, vocabulaire: Vocabulaire) -> dict[str, Any]:
    levels, causes = vocabulaire.phrases["niveaux"], vocabulaire.phrases["causes"]
    ours, theirs = fields(tache.pronote), fields(tache.ent)
    if tache.pronote is not None and tache.ent is not None:
        marked = [mark(one, other) for one, other in zip(ours, theirs, strict=True)]
    else:
        marked = [([(False, one)], [(False, other)]) for one, other in zip(ours, theirs, strict=True)]
    reasons = [levels.get(code, code) for code in tache.ecarts if code != tache.code]
    return {
        "pronote": [one for one, _ in marked],
        "ent": [other for _, other in marked],
        "pourquoi": "\u00a0; ".join([levels.get(tache.code) or causes[tache.code], *reasons]),
        "ou": vocabulaire.phrases["cotes"].get(tache.ou, ""),
    }
