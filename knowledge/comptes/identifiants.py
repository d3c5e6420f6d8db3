"""Identifiers looked at on their own: doubles, stray spaces, left over from last year, one for two people."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.comptes.personnes import Constat, Personne


def tidy(people: Sequence[Personne]) -> list[Constat]:
    """Strip the spaces of identifiers, and report those that had some (PRONOTE keeps them: no match then)."""
    found = []
    for person in people:
        ident = person.ident
        if ident and (ident[0].isspace() or ident[-1].isspace()):
            person.ident = ident.strip()
            if person.ident:
                found.append(Constat("identifiant-espaces", person.ligne))
    return found


def doubles(people: Sequence[Personne]) -> tuple[list[Personne], list[Constat]]:
    """Keep one record of a person listed twice, and report one identifier borne by two people."""
    borne = [(p.categorie, p.ident or p.ident_pronote) for p in people if p.ident or p.ident_pronote]
    if len(set(borne)) == len(borne):
        return list(people), []
    kept: list[Personne] = []
    found: list[Constat] = []
    bearers: dict[tuple[str, str], list[Personne]] = {}
    for person in people:
        ident = person.ident or person.ident_pronote
        if not ident:
            kept.append(person)
            continue
        others = bearers.setdefault((person.categorie, ident), [])
        same = next((other for other in others if _same(person, other)), None)
        if same is not None:
            found.append(Constat("meme-personne", person.ligne, {"autre": str(same.ligne)}))
            continue
        if others:
            found.append(Constat("identifiant-partage", person.ligne, {"autre": str(others[0].ligne)}))
        others.append(person)
        kept.append(person)
    return kept, found


def _same(one: Personne, other: Personne) -> bool:
    return (one.nom_cle, one.prenom_cle, one.naissance) == (other.nom_cle, other.prenom_cle, other.naissance)


def left_over(pronote: Sequence[Personne], ent: Sequence[Personne]) -> list[Constat]:
    """Identifiers that PRONOTE holds and the ENT does not know: left from last year (guide 3.2)."""
    known = {person.ident for person in ent if person.ident}
    if not known:
        return []
    return [
        Constat("identifiant-perime", person.ligne)
        for person in pronote
        if person.ident and person.ident not in known
    ]
