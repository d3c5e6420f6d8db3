"""The work that is left: for each person who will not get in, what differs, on which side to mend it, why.

A certain pair needs nothing. A probable pair says what differs; whoever is alone has a probable cause
(guide 4.2, 5.1); those who tie are listed together and nobody is guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from knowledge.comptes.dates import write_date
from knowledge.comptes.dossier import Dossier
from knowledge.comptes.noms import fold
from knowledge.comptes.personnes import CATEGORIES, Personne
from knowledge.comptes.rapprochement import Paire, Rapprochement

Ou = Literal["pronote", "ent", "verifier", ""]

NEVER_SENT = ("inspecteurs", "maitres_de_stage")
_MUCH_COMMONER = 3
_KINDS = {"eleves": "eleve", "parents": "parent"}


@dataclass(frozen=True, slots=True)
class Tache:
    """One thing to mend. `code` is a level (`pronote` and `ent` are there) or a cause (one of them is)."""

    categorie: str
    code: str
    ou: Ou
    pronote: Personne | None = None
    ent: Personne | None = None
    ecarts: tuple[str, ...] = ()
    attendu: bool = False


def plan(dossier: Dossier) -> list[Tache]:
    """All tasks, by category, the probable pairs first."""
    return [
        tache
        for category, group in dossier.groupes.items()
        for tache in (*_pairs(category, group), *_ties(category, group), *_alone(category, dossier))
    ]


def _pairs(category: str, group: Rapprochement) -> Iterator[Tache]:
    known = _Frequencies(group)
    for pair in group.paires:
        if not pair.certain:
            yield Tache(category, pair.niveau, known.side(pair), pair.pronote, pair.ent, pair.ecarts)


def _ties(category: str, group: Rapprochement) -> Iterator[Tache]:
    for ours, theirs in group.ambigus:
        for one in ours:
            yield Tache(category, "homonymes", "verifier", pronote=one)
        for other in theirs:
            yield Tache(category, "homonymes", "verifier", ent=other)


def _alone(category: str, dossier: Dossier) -> Iterator[Tache]:
    group = dossier.groupes[category]
    tied = {id(person) for ours, theirs in group.ambigus for person in (*ours, *theirs)}
    count = dossier.table.get(category)
    kind = _KINDS.get(category, "adulte")
    elsewhere = _elsewhere(category, dossier)
    if count is None or count.cas is not None or count.matched is not None:
        for person in group.seuls_pronote:
            if id(person) not in tied:
                code = _cause(person, elsewhere[1]) or f"{kind}-absent-ent"
                expected = category in NEVER_SENT
                yield Tache(
                    category, "non-envoyee" if expected else code, "" if expected else "ent",
                    pronote=person, attendu=expected,
                )  # fmt: skip
    if count is None or count.pronote is not None:
        for person in group.seuls_ent:
            if id(person) not in tied:
                code = _cause(person, elsewhere[0]) or f"{kind}-absent-pronote"
                yield Tache(category, code, "pronote", ent=person)


def _cause(person: Personne, others: set[tuple[str, str]]) -> str:
    if person.illisible:
        return "illisible"
    return "autre-categorie" if (person.nom_cle, person.prenom_cle) in others else ""


def _elsewhere(category: str, dossier: Dossier) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The names that are alone in other categories, in PRONOTE and in the ENT."""
    ours: set[tuple[str, str]] = set()
    theirs: set[tuple[str, str]] = set()
    for name in CATEGORIES:
        if name != category and (group := dossier.groupes.get(name)) is not None:
            ours |= {(p.nom_cle, p.prenom_cle) for p in group.seuls_pronote}
            theirs |= {(p.nom_cle, p.prenom_cle) for p in group.seuls_ent}
    return ours, theirs


class _Frequencies:
    """Which of two spellings looks right: the one that other people of the files bear too."""

    def __init__(self, group: Rapprochement) -> None:
        people = [p for pair in group.paires for p in (pair.pronote, pair.ent)]
        people += [*group.seuls_pronote, *group.seuls_ent]
        self.noms = Counter(person.nom_cle for person in people)
        self.prenoms = Counter(person.prenom_cle for person in people)

    def side(self, pair: Paire) -> Ou:  # noqa: PLR0911 - a table, the first line that fits
        """Where to mend a pair."""
        one, other = pair.pronote, pair.ent
        if "naissance-absente" in pair.ecarts:
            return "ent" if one.naissance else "pronote"
        if "nom-absent" in pair.ecarts:
            return "ent" if one.nom_cle and one.prenom_cle else "pronote"
        if "nom-prenom-inverses" in pair.ecarts:
            return self._commoner(self.prenoms, one.prenom_cle, other.prenom_cle)
        if pair.ecarts in (("une-lettre",), ("lettres",)):
            if one.nom_cle != other.nom_cle:
                return self._commoner(self.noms, one.nom_cle, other.nom_cle)
            return self._commoner(self.prenoms, one.prenom_cle, other.prenom_cle)
        if pair.ecarts in (("initiale",), ("diminutif",)):
            return "ent" if len(one.prenom_cle) > len(other.prenom_cle) else "pronote"
        return "verifier"

    @staticmethod
    def _commoner(counts: Counter[str], one: str, other: str) -> Ou:
        if counts[one] >= _MUCH_COMMONER * counts[other]:
            return "ent"
        return "pronote" if counts[other] >= _MUCH_COMMONER * counts[one] else "verifier"


Morceau = tuple[bool, str]


def mark(one: str, other: str) -> tuple[list[Morceau], list[Morceau]]:
    """Cut two values into pieces that are the same and pieces that differ, letter by letter.

    >>> mark("MARTIN", "Marttin")
    ([(False, 'MART'), (False, 'IN')], [(False, 'Mart'), (True, 't'), (False, 'in')])
    """
    left: list[Morceau] = []
    right: list[Morceau] = []
    plain_one, plain_other = _letters(one), _letters(other)
    for step in Levenshtein.opcodes(plain_one, plain_other):
        differs = step.tag != "equal"
        if step.src_end > step.src_start:
            left.append((differs, one[step.src_start : step.src_end]))
        if step.dest_end > step.dest_start:
            right.append((differs, other[step.dest_start : step.dest_end]))
    return left, right


def _letters(text: str) -> list[str]:
    """The letters as they are compared, one for each that is shown."""
    return [fold(letter)[:1] or " " for letter in text]


def fields(person: Personne | None) -> tuple[str, str, str, str]:
    """Surname, first name, birth date and postcode, as they are shown."""
    if person is None:
        return "", "", "", ""
    code = person.code_postal
    if code.isdigit() and len(code) == 4:
        code = f"0{code}"
    return person.nom, person.prenom, write_date(person.naissance), code
