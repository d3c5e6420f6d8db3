"""Why a pair is only probable: every way in which its two records differ, and the level that sums them up."""

from __future__ import annotations

from knowledge.comptes import ecarts
from knowledge.comptes.personnes import Personne
from knowledge.comptes.probable import Ecart

NIVEAUX = (
    "exact",
    "identifiant",
    "ecriture",
    "nom-usage",
    "code-postal",
    "homonyme",
    "jour-mois-inverses",
    "chiffre-annee",
    "chiffre-date",
    "nom-prenom-inverses",
    "une-lettre",
    "nom-compose",
    "diminutif",
    "initiale",
    "naissance-absente",
    "lettres",
    "naissance-differente",
    "nom-absent",
    "nom-different",
    "prenom-different",
    "plusieurs-ecarts",
)
"""The levels, in order of trust; all but the first two are probable."""

CERTAINS = NIVEAUX[:2]

_NAME_REASONS = {
    ecarts.ECRITURE: "ecriture",
    ecarts.PARTIE: "nom-compose",
    ecarts.INITIALE: "initiale",
    ecarts.DIMINUTIF: "diminutif",
    ecarts.LETTRE: "une-lettre",
    ecarts.DEUX_LETTRES: "lettres",
    ecarts.PROCHE: "lettres",
}


def explain(ecart: Ecart, one: Personne, other: Personne) -> tuple[str, tuple[str, ...]]:
    """The level of a probable pair, and all its differences."""
    reasons: list[str] = []
    if ecart.inverse:
        reasons.append("nom-prenom-inverses")
    for step, different in ((ecart.nom, "nom-different"), (ecart.prenom, "prenom-different")):
        if step == ecarts.DIFFERENT:
            reasons.append(different)
        elif step == ecarts.ABSENT:
            reasons.append("nom-absent")
        elif step in _NAME_REASONS:
            reasons.append(_NAME_REASONS[step])
    match ecart.naissance:
        case ecarts.D_INVERSEE:
            reasons.append("jour-mois-inverses")
        case ecarts.D_CHIFFRE:
            same_year = one.naissance // 10000 == other.naissance // 10000
            reasons.append("chiffre-date" if same_year else "chiffre-annee")
        case ecarts.D_PARTIE | ecarts.D_PROCHE | ecarts.D_DIFFERENTE:
            reasons.append("naissance-differente")
        case ecarts.D_ABSENTE if one.naissance or other.naissance:
            reasons.append("naissance-absente")
    if ecart.place in (ecarts.C_CHIFFRE, ecarts.C_DIFFERENT):
        reasons.append("code-postal")
    known = tuple(dict.fromkeys(reasons)) or ("homonyme",)
    telling = [reason for reason in known if reason != "code-postal"] or ["code-postal"]
    return (telling[0] if len(telling) == 1 else "plusieurs-ecarts"), known
