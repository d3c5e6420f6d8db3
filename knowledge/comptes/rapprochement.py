"""Who matches whom: ordered, named levels; ties are reported and never guessed (guide 3.4, 4.1).

First what PRONOTE pairs by itself: the same identifier, or the same names with the same birth date (a
pupil) or postcode (an adult), borne by nobody else. Then, among those who are left, probable pairs, one
to one (`probable`), each with the differences that keep PRONOTE from pairing it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.comptes import ecarts
from knowledge.comptes.ex_aequo import by_class, classes_agree, gather
from knowledge.comptes.personnes import Personne
from knowledge.comptes.probable import Ecart, Evidence, choose
from knowledge.comptes.raisons import CERTAINS, explain

WRONG_CERTAIN = 1e-4
"""The share of certain pairs that may be namesakes; the commonest names become probable until it holds."""


@dataclass(frozen=True, slots=True)
class Paire:
    """Two records of one person; `ecarts` are all the ways in which they differ, `niveau` sums them up."""

    pronote: Personne
    ent: Personne
    niveau: str
    ecarts: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Does PRONOTE pair these two by itself?"""
        return self.niveau in CERTAINS


Egalite = tuple[tuple[Personne, ...], tuple[Personne, ...]]
"""People of the two sides among whom nothing tells who is who."""


@dataclass(frozen=True, slots=True)
class Rapprochement:
    """The outcome for one category: everybody is in one pair or alone. `ambigus` groups those of the
    lonely who have several candidates of equal worth."""

    paires: tuple[Paire, ...] = ()
    seuls_pronote: tuple[Personne, ...] = ()
    seuls_ent: tuple[Personne, ...] = ()
    ambigus: tuple[Egalite, ...] = ()


def match(
    pronote: Sequence[Personne],
    ent: Sequence[Personne],
    *,
    particules: Collection[str] = (),
    diminutifs: Mapping[str, int] | None = None,
) -> Rapprochement:
    """Match the people of one category. No person is in two pairs, a damaged name is in none."""
    evidence = Evidence(pronote, ent, particules=particules, diminutifs=diminutifs or {})
    partie = _Partie(pronote, ent, evidence)
    partie.by_identifier()
    partie.exactly()
    partie.by_other_surname()
    partie.probably()
    partie.by_class()
    return partie.conclude()


@dataclass(slots=True)
class _Partie:
    """One matching under way."""

    pronote: Sequence[Personne]
    ent: Sequence[Personne]
    evidence: Evidence
    paires: list[Paire] = field(default_factory=list)
    ambigus: list[Egalite] = field(default_factory=list)
    free_pronote: dict[int, Personne] = field(init=False)
    free_ent: dict[int, Personne] = field(init=False)

    def __post_init__(self) -> None:
        self.free_pronote = {id(p): p for p in self.pronote if not p.illisible}
        self.free_ent = {id(e): e for e in self.ent if not e.illisible}

    def _pair(self, one: Personne, other: Personne, niveau: str, differences: tuple[str, ...] = ()) -> None:
        del self.free_pronote[id(one)], self.free_ent[id(other)]
        self.paires.append(Paire(one, other, niveau, differences))

    def by_identifier(self) -> None:
        """PRONOTE already holds the person's CAS identifier, and the names do not contradict it."""
        known = _unique((p.ident, p) for p in self.free_pronote.values() if p.ident)
        if not known:
            return
        for ident, other in _unique((e.ident, e) for e in self.free_ent.values() if e.ident).items():
            one = known.get(ident)
            if one is not None and agree(one, other, self.evidence):
                same = one.nom_cle == other.nom_cle and one.prenom_cle == other.prenom_cle
                exact = same and one.naissance == other.naissance and one.code_postal == other.code_postal
                self._pair(one, other, "exact" if exact else "identifiant")

    def exactly(self) -> None:
        """The same names and the same birth date or postcode, once on each side."""
        groups: dict[tuple[str, str], tuple[list[Personne], list[Personne]]] = {}
        for side, free in enumerate((self.free_pronote, self.free_ent)):
            for person in free.values():
                key = person.nom_cle, person.prenom_cle
                if (group := groups.get(key)) is None:
                    groups[key] = group = ([], [])
                group[side].append(person)
        for (nom, prenom), (here, there) in groups.items():
            if here and there and nom and prenom:
                if len(here) == len(there) == 1:
                    self._alone(here[0], there[0])
                else:
                    self._namesakes(here, there)

    def _alone(self, one: Personne, other: Personne) -> None:
        if one.naissance or other.naissance:
            if one.naissance == other.naissance:
                self._pair(one, other, "exact")
        elif one.code_postal == other.code_postal or not (one.code_postal and other.code_postal):
            self._pair(one, other, "exact")

    def _namesakes(self, here: list[Personne], there: list[Personne]) -> None:
        """Homonyms: the birth date or the postcode tells them apart, or nothing does."""
        told: dict[int | str, tuple[list[Personne], list[Personne]]] = {}
        for side, people in enumerate((here, there)):
            for person in people:
                told.setdefault(person.naissance or person.code_postal, ([], []))[side].append(person)
        for trait, (ours, theirs) in told.items():
            if trait and len(ours) == len(theirs) == 1:
                self._pair(ours[0], theirs[0], "exact")
            elif ours and theirs and (trait or len(told) == 1):
                self.ambigus.append((tuple(ours), tuple(theirs)))
                for one in ours:
                    del self.free_pronote[id(one)]
                for other in theirs:
                    del self.free_ent[id(other)]

    def by_other_surname(self) -> None:
        """One side has the name of usage, the other that of birth: the second surname pairs them."""
        if not any(p.autre_nom for p in (*self.free_pronote.values(), *self.free_ent.values())):
            return
        borne: dict[tuple[str, str, int | str], tuple[list[Personne], list[Personne]]] = {}
        for side, free in enumerate((self.free_pronote, self.free_ent)):
            for person in free.values():
                for nom in {person.nom_cle, person.autre_nom} - {""}:
                    key = nom, person.prenom_cle, person.naissance or person.code_postal
                    borne.setdefault(key, ([], []))[side].append(person)
        for (_, prenom, _), (here, there) in borne.items():
            if prenom and len(here) == len(there) == 1:
                one, other = here[0], there[0]
                both_free = id(one) in self.free_pronote and id(other) in self.free_ent
                if both_free and one.nom_cle != other.nom_cle:
                    self._pair(one, other, "nom-usage", ("nom-usage",))

    def probably(self) -> None:
        """The best pairs among those who are left, and the ties."""
        here, there = list(self.free_pronote.values()), list(self.free_ent.values())
        if not here or not there:
            return
        outcome = choose(here, there, self.evidence, exact=len(self.paires))
        for i, j, ecart in outcome.chosen:
            self._pair(here[i], there[j], *explain(ecart, here[i], there[j]))
        for ours, theirs in gather(outcome.ties):
            self.ambigus.append((tuple(here[i] for i in ours), tuple(there[j] for j in theirs)))

    def by_class(self) -> None:
        """Namesakes whom their classes tell apart; PRONOTE does not look at classes: these are probable."""
        if not self.ambigus or not classes_agree((pair.pronote, pair.ent) for pair in self.paires):
            return
        groups, self.ambigus = self.ambigus, []
        for ours, theirs in groups:
            told = by_class(ours, theirs)
            for one, other in told:
                ecart = Ecart(
                    ecarts.EGAL,
                    ecarts.EGAL,
                    self.evidence.dates.step(one.naissance, other.naissance),
                    ecarts.postcode_step(one.code_postal, other.code_postal),
                )
                self.paires.append(Paire(one, other, *explain(ecart, one, other)))
            gone = {id(person) for pair in told for person in pair}
            left = tuple(p for p in ours if id(p) not in gone), tuple(p for p in theirs if id(p) not in gone)
            if all(left):
                self.ambigus.append(left)

    def conclude(self) -> Rapprochement:
        """Demote the certain pairs that could be namesakes, and list who is alone."""
        paired = {id(p.pronote) for p in self.paires} | {id(p.ent) for p in self.paires}
        seuls_pronote = tuple(p for p in self.pronote if id(p) not in paired)
        seuls_ent = tuple(e for e in self.ent if id(e) not in paired)
        absent = len(seuls_pronote) / max(len(self.pronote), 1) * len(seuls_ent) / max(len(self.ent), 1)
        return Rapprochement(tuple(self._demoted(absent)), seuls_pronote, seuls_ent, tuple(self.ambigus))

    def _demoted(self, absent: float) -> Iterable[Paire]:
        """A name alone pairs two people wrongly when each is missing from the other side: as often as
        both are (`absent`), times how many bear that name by chance."""
        noms, prenoms = self.evidence.noms, self.evidence.prenoms
        risks = {
            id(pair): absent
            * len(self.pronote)
            * noms.share(pair.pronote.nom_cle)
            * prenoms.share(pair.pronote.prenom_cle)
            for pair in self.paires
            if pair.niveau == "exact"
            and not pair.pronote.naissance
            and not (pair.pronote.code_postal and pair.ent.code_postal)
        }
        bearable = WRONG_CERTAIN * len(self.paires)
        total = sum(risks.values())
        doubted = set()
        for riskiest, risk in sorted(risks.items(), key=lambda item: -item[1]):
            if total <= bearable:
                break
            total -= risk
            doubted.add(riskiest)
        for pair in self.paires:
            yield Paire(pair.pronote, pair.ent, "homonyme", ("homonyme",)) if id(pair) in doubted else pair


def agree(one: Personne, other: Personne, evidence: Evidence) -> bool:
    """Could these be two records of one person, by their names?"""
    nom = evidence.noms.step(one.nom_cle, other.nom_cle)
    prenom = evidence.prenoms.step(one.prenom_cle, other.prenom_cle)
    return ecarts.DIFFERENT not in (nom, prenom)


def _unique(pairs: Iterable[tuple[str, Personne]]) -> dict[str, Personne]:
    seen: dict[str, Personne | None] = {}
    for ident, person in pairs:
        seen[ident] = None if ident in seen else person
    return {ident: person for ident, person in seen.items() if person is not None}
