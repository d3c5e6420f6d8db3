"""A dossier as the commands answer it: the JSON document and the pairs, one row a pair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from knowledge.comptes.dossier import Dossier, Table
from knowledge.comptes.lecture import Fichier
from knowledge.comptes.personnes import CATEGORIES, Constat
from knowledge.comptes.raisons import NIVEAUX
from knowledge.comptes.vocabulaire import Vocabulaire

PAIR_TITLES = ("categorie", "pronote_line", "ent_line", "ent_id", "level", "certain")


def document(dossier: Dossier, vocabulaire: Vocabulaire) -> dict[str, Any]:
    """The answer of `match --json`. Everybody is in one pair or unmatched; `ambiguous` are those of the
    unmatched PRONOTE people who have several equal candidates."""
    levels = dossier.levels()
    groups = dossier.groupes.values()
    return {
        "files": [_file(fichier, vocabulaire) for fichier in dossier.fichiers],
        "table": table(dossier.table),
        "levels": {niveau: levels[niveau] for niveau in NIVEAUX if levels[niveau] or niveau == "exact"},
        "ambiguous": sum(len(ours) for group in groups for ours, _ in group.ambigus),
        "unmatched_pronote": sum(len(group.seuls_pronote) for group in groups),
        "unmatched_cas": sum(len(group.seuls_ent) for group in groups),
        "warnings": [
            {"side": cote, "code": constat.code, "line": constat.ligne, "message": vocabulaire.dire(constat)}
            for cote, constat in dossier.constats
        ],
    }


def table(counts: Table) -> dict[str, dict[str, int | None]]:
    """PRONOTE's table, a category a key."""
    return {
        name: {
            "pronote": counts[name].pronote,
            "cas": counts[name].cas,
            "matched": counts[name].matched,
            "left": counts[name].left,
        }
        for name in CATEGORIES
    }


def _file(fichier: Fichier, vocabulaire: Vocabulaire) -> dict[str, Any]:
    constats = [*fichier.constats, *([fichier.refus] if fichier.refus else [])]
    answer: dict[str, Any] = {
        "name": fichier.nom,
        "kind": fichier.kind,
        "uai": fichier.uai or None,
        "date": fichier.date or None,
        "rows": len(fichier.personnes),
        "warnings": [
            {"code": constat.code, "line": constat.ligne, "message": say(constat, vocabulaire)}
            for constat in constats
        ],
    }
    if fichier.conteneur is not None:
        answer["verdict"] = fichier.conteneur.verdict
        answer["opened"] = fichier.ouvert
        answer["partner"] = fichier.conteneur.partenaire
    return answer


def say(constat: Constat, vocabulaire: Vocabulaire) -> str:
    """The sentence of a finding; one about a kind of file or of XML document names it."""
    phrases = vocabulaire.phrases["natures"]
    match constat.code:
        case "nature":
            return phrases.get(constat.valeurs["nature"], phrases["binaire"])
        case "racine":
            for key in (constat.valeurs["espace"], constat.valeurs["racine"]):
                if (known := phrases.get(f"xml:{key}")) is not None:
                    return known
    category = constat.valeurs.get("categorie")
    if category in CATEGORIES:
        named = {**constat.valeurs, "categorie": vocabulaire.phrases["mots"][category]}
        return vocabulaire.dire(replace(constat, valeurs=named))
    return vocabulaire.dire(constat)


def pairs(dossier: Dossier) -> Iterator[tuple[str, int, int, str, str, int]]:
    """The rows of `match --pairs`, under `PAIR_TITLES`."""
    for category, group in dossier.groupes.items():
        for pair in group.paires:
            yield category, pair.pronote.ligne, pair.ent.ligne, pair.ent.ident, pair.niveau, int(pair.certain)
