"""What a dossier or a counts table says in words, names left out: for a terminal, a chat, a messenger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.comptes.comptage import ROWS, Remarque
from knowledge.comptes.dossier import Dossier, Table
from knowledge.comptes.lecture import Fichier
from knowledge.comptes.personnes import CATEGORIES
from knowledge.comptes.raisons import CERTAINS, NIVEAUX
from knowledge.comptes.resultat import say
from knowledge.comptes.vocabulaire import Vocabulaire

MAIN_CAUSES = 3
SHOWN = 20
"""So many findings of a file are said in full."""


def tell(dossier: Dossier, vocabulaire: Vocabulaire) -> str:
    """The whole answer of `match`, without any name."""
    lines: list[str] = []
    for fichier in dossier.fichiers:
        lines += _file(fichier, vocabulaire)
    if any(count.pronote is not None or count.cas is not None for count in dossier.table.values()):
        lines += ["", *grid(dossier.table, vocabulaire)]
    if dossier.groupes:
        lines += ["", *_outcome(dossier, vocabulaire)]
    notes = [vocabulaire.dire(constat) for _, constat in dossier.constats]
    if notes:
        lines += ["", *(f"- {note}" for note in notes[:SHOWN])]
    return "\n".join(lines)


def _file(fichier: Fichier, vocabulaire: Vocabulaire) -> Iterator[str]:
    nature = vocabulaire.phrase("mots", fichier.kind, nombre=str(len(fichier.personnes)))
    yield vocabulaire.phrase("mots", "ligne_fichier", nom=fichier.nom, nature=nature)
    if fichier.conteneur is not None:
        yield f"- {vocabulaire.phrase('verdicts', fichier.conteneur.verdict)}"
    for constat in [*([fichier.refus] if fichier.refus else []), *fichier.constats[:SHOWN]]:
        yield f"- {say(constat, vocabulaire)}"


def grid(table: Table, vocabulaire: Vocabulaire) -> list[str]:
    """PRONOTE's table, the same rows and columns, aligned for a fixed-width screen."""
    words = vocabulaire.phrases["mots"]
    titles = [words[name] for name in CATEGORIES]
    rows = [["", *titles]]
    for row in ROWS:
        cells = [getattr(table[name], row) for name in CATEGORIES]
        rows.append([words[row], *(words["tiret"] if cell is None else str(cell) for cell in cells)])
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))])
        for row in rows
    ]


def _outcome(dossier: Dossier, vocabulaire: Vocabulaire) -> Iterator[str]:
    levels = dossier.levels()
    groups = dossier.groupes.values()
    probable = [(niveau, levels[niveau]) for niveau in NIVEAUX if niveau not in CERTAINS and levels[niveau]]
    yield vocabulaire.phrase("mots", "probables", nombre=str(sum(count for _, count in probable)))
    for niveau, count in sorted(probable, key=lambda item: -item[1])[:MAIN_CAUSES]:
        yield f"- {vocabulaire.phrases['niveaux'][niveau]}\u00a0: {count}"
    tied = sum(len(ours) for group in groups for ours, _ in group.ambigus)
    if tied:
        yield vocabulaire.phrase("mots", "ambigus", nombre=str(tied))
    alone = sum(len(group.seuls_pronote) for group in groups), sum(len(group.seuls_ent) for group in groups)
    yield vocabulaire.phrase("mots", "seuls", pronote=str(alone[0]), ent=str(alone[1]))


def say_remark(remarque: Remarque, vocabulaire: Vocabulaire) -> str:
    """The sentence of a remark on the counts table."""
    name = vocabulaire.phrases["mots"][remarque.categorie]
    return vocabulaire.phrase("comptage", remarque.code, categorie=name, **remarque.valeurs)


def tell_counts(table: Table, remarques: Sequence[Remarque], vocabulaire: Vocabulaire) -> str:
    """The table read aloud."""
    return "\n".join(
        [*grid(table, vocabulaire), "", *(f"- {say_remark(remarque, vocabulaire)}" for remarque in remarques)]
    )
