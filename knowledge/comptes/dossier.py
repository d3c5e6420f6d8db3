"""Several files put together: whose they are, who is in them, the table as PRONOTE shows it, the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from knowledge.comptes.erreurs import CoteInconnu
from knowledge.comptes.identifiants import doubles, left_over, tidy
from knowledge.comptes.lecture import Fichier
from knowledge.comptes.personnes import CATEGORIES, UNSORTED, Constat, Cote, Personne
from knowledge.comptes.rapprochement import Rapprochement, match
from knowledge.comptes.vocabulaire import Vocabulaire

_VOTERS = 3


@dataclass(frozen=True, slots=True)
class Compte:
    """One column of PRONOTE's table; `None` is what the files cannot tell, or a dash."""

    pronote: int | None = None
    cas: int | None = None
    matched: int | None = None
    left: int | None = None


Table = dict[str, Compte]


@dataclass(slots=True)
class Dossier:
    """All that a set of files says. `groupes` holds a matching for each category of both sides."""

    fichiers: list[Fichier]
    table: Table = field(default_factory=dict)
    groupes: dict[str, Rapprochement] = field(default_factory=dict)
    constats: list[tuple[Cote, Constat]] = field(default_factory=list)

    def levels(self) -> Counter[str]:
        """How many pairs each level made."""
        return Counter(pair.niveau for group in self.groupes.values() for pair in group.paires)


def assemble(fichiers: Sequence[Fichier], vocabulaire: Vocabulaire) -> Dossier:
    """Match all that the files hold. Raises CoteInconnu."""
    dossier = Dossier(list(fichiers))
    useful = _once([fichier for fichier in fichiers if fichier.personnes])
    _settle_sides(useful)
    sides: dict[Cote, list[Personne]] = {"pronote": [], "ent": []}
    _settle_categories(useful)
    for fichier in useful:
        cote: Cote = fichier.cote or "pronote"
        if fichier.simple and cote == "pronote":
            for person in fichier.personnes:
                person.ident, person.ident_pronote = "", person.ident or person.ident_pronote
        sides[cote] += fichier.personnes
    for cote, people in sides.items():
        noted = tidy(people)
        sides[cote], more = doubles(people)
        dossier.constats += [(cote, constat) for constat in (*noted, *more)]
    dossier.constats += [("pronote", c) for c in left_over(sides["pronote"], sides["ent"])]
    exported = any(fichier.kind == "export" or fichier.ouvert for fichier in useful)
    _match(dossier, sides["pronote"], sides["ent"], vocabulaire, exported=exported)
    return dossier


def _once(fichiers: Iterable[Fichier]) -> list[Fichier]:
    """Each file once, and one export: a second one would make everybody a namesake of himself."""
    kept: list[Fichier] = []
    seen: set[bytes] = set()
    exported = False
    for fichier in fichiers:
        export = fichier.kind == "export" or fichier.ouvert
        if fichier.empreinte in seen and fichier.empreinte:
            fichier.constats.append(Constat("fichier-double"))
        elif export and exported:
            fichier.constats.append(Constat("export-double"))
        else:
            kept.append(fichier)
            seen.add(fichier.empreinte)
            exported = exported or export
    return kept


def _settle_sides(fichiers: Sequence[Fichier]) -> None:
    """A list that its columns do not place takes the side that is missing, or PRONOTE's."""
    unsure = [fichier for fichier in fichiers if not fichier.cote_sur]
    if not unsure or any(fichier.cote == "ent" for fichier in fichiers):
        return
    sure = [fichier for fichier in fichiers if fichier.cote_sur]
    taken = {category for fichier in sure for category in _categories(fichier)}
    for fichier in unsure:
        if taken & _categories(fichier):
            if not sure:
                raise CoteInconnu(nom=fichier.nom)
            fichier.kind = "liste-ent"
            fichier.constats.append(Constat("cote-deduit"))
        elif not sure:
            taken |= _categories(fichier)


def _categories(fichier: Fichier) -> set[str]:
    return {person.categorie for person in fichier.personnes}


def _settle_categories(fichiers: Sequence[Fichier]) -> None:
    """A list without categories takes that of the people whose names it has, or the pupils' by its dates."""
    unsorted = [fichier for fichier in fichiers if _categories(fichier) == {UNSORTED}]
    if not unsorted:
        return
    known: dict[Cote | None, dict[tuple[str, str], str]] = {"pronote": {}, "ent": {}}
    for fichier in fichiers:
        for person in fichier.personnes:
            if person.categorie:
                known[fichier.cote][person.nom_cle, person.prenom_cle] = person.categorie
    for fichier in unsorted:
        others = known["ent" if fichier.cote == "pronote" else "pronote"]
        votes = (
            Counter(others.get((p.nom_cle, p.prenom_cle)) for p in fichier.personnes) if others else Counter()
        )
        del votes[None]
        best, count = votes.most_common(1)[0] if votes else (UNSORTED, 0)
        if count < _VOTERS or 2 * count < votes.total():
            dated = sum(1 for person in fichier.personnes if person.naissance)
            best = "eleves" if 2 * dated > len(fichier.personnes) else UNSORTED
        if best:
            fichier.constats.append(Constat("categorie-deduite", 0, {"categorie": best}))
            for person in fichier.personnes:
                person.categorie = best


def _match(
    dossier: Dossier,
    pronote: list[Personne],
    ent: list[Personne],
    vocabulaire: Vocabulaire,
    *,
    exported: bool,
) -> None:
    ours, theirs = _by_category(pronote), _by_category(ent)
    for category in (*CATEGORIES, UNSORTED):
        here, there = ours.get(category, []), theirs.get(category, [])
        sent = category in theirs
        group = Rapprochement()
        if here and there:
            group = match(here, there, particules=vocabulaire.particules, diminutifs=vocabulaire.diminutifs)
        elif here and exported:
            group = Rapprochement(seuls_pronote=tuple(here))
        elif here or there:
            group = Rapprochement(seuls_pronote=tuple(here), seuls_ent=tuple(there))
        if here or there:
            dossier.groupes[category] = group
        certain = sum(1 for pair in group.paires if pair.certain)
        both = category in ours and sent
        compte = Compte(
            pronote=len(here) if category in ours else None,
            cas=len(there) if sent else None,
            matched=certain if both else 0 if exported and category in ours else None,
            left=len(there) - certain if both else None,
        )
        if category != UNSORTED:
            dossier.table[category] = compte


def _by_category(people: Sequence[Personne]) -> dict[str, list[Personne]]:
    found: dict[str, list[Personne]] = {}
    for person in people:
        found.setdefault(person.categorie, []).append(person)
    return found
