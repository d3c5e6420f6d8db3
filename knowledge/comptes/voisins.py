"""Who might be who: pairs that share something rare, found without comparing everybody with everybody.

Each record leaves keys, two records that leave the same key are neighbours. Keys pair two weak traits
(the skeleton of a name and a part of the birth date, a name less a letter and an initial…), so that any
single mistake, and most double ones, leave a key whole. A key that too many people share tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.comptes.noms import skeleton
from knowledge.comptes.personnes import Personne

CROWD = 40
"""A key left by more people than this on one side is not followed."""


class Cles:
    """Makes the keys of records; remembers what it computed for a name."""

    def __init__(self, *, spelling: bool) -> None:
        """`spelling`: also leave each name less one letter (for people without a birth date)."""
        self._spelling = spelling
        self._names: dict[str, tuple[str, tuple[str, ...]]] = {}

    def _name(self, name: str) -> tuple[str, tuple[str, ...]]:
        if (known := self._names.get(name)) is None:
            words = tuple(word for word in name.split(" ") if len(word) >= 3)
            known = self._names[name] = (skeleton(name), words)
        return known

    def leave(self, person: Personne) -> Iterator[str]:
        """The keys of one record; surname and first name leave the same, swapping them is no matter."""
        nom, prenom = person.nom_cle, person.prenom_cle
        (nom_skeleton, nom_words), (prenom_skeleton, prenom_words) = self._name(nom), self._name(prenom)
        if nom and prenom:
            yield "+".join(sorted((nom_skeleton[:4], prenom_skeleton[:4])))
            for word in nom_words:
                yield f"{word}:{prenom[0]}"
            for word in prenom_words:
                yield f"{word}:{nom[:2]}"
            if self._spelling:
                yield from _shortened(nom, prenom[0])
                yield from _shortened(prenom, nom[:2])
        if date := person.naissance:
            day, month, year = date % 100, date // 100 % 100, date // 10000
            yield str(date)
            yield f"{year * 10000 + day * 100 + month}"
            for initial in {nom_skeleton[:2], prenom_skeleton[:2]} - {""}:
                yield f"{initial}y{year}m{month}"
                yield f"{initial}m{month}d{day}"
                yield f"{initial}y{year}d{day}"
        if place := person.code_postal:
            for part in {nom_skeleton, prenom_skeleton} - {""}:
                yield f"{place}@{part}"
        if not (nom and prenom):
            for word in {*nom_words, *prenom_words}:
                yield f"?{word}"
        else:
            for word in {*nom_words[:1], *prenom_words[:1]}:
                yield f"?{word}"


def _shortened(name: str, mark: str) -> Iterator[str]:
    yield f"{name}~{mark}"
    for place in range(len(name)):
        yield f"{name[:place]}{name[place + 1 :]}~{mark}"


def neighbours(pronote: Sequence[Personne], ent: Sequence[Personne], *, spelling: bool) -> list[set[int]]:
    """For each person of `ent`, the places in `pronote` of those who might be the same."""
    cles = Cles(spelling=spelling)
    left: dict[str, list[int]] = {}
    for place, person in enumerate(pronote):
        for key in set(cles.leave(person)):
            if (there := left.get(key)) is None:
                left[key] = [place]
            else:
                there.append(place)
    crowd = max(CROWD, len(pronote) // 250)
    found: list[set[int]] = []
    for person in ent:
        near: set[int] = set()
        for key in set(cles.leave(person)):
            there = left.get(key)
            if there is not None and len(there) <= crowd:
                near.update(there)
        found.append(near)
    return found
