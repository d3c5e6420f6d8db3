"""The clear export: `PARTENAIRE_INDEX` of Index-Education's RapprochementSSO V2.0, read in a stream.

Every value is an attribute. Pupils always have a birth date, the others hardly ever; inspectors and
internship supervisors do not exist in this format (Index-Education's schema).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.comptes.balises import Target, XmlRefuse, feed, split_name
from knowledge.comptes.dates import date_reader
from knowledge.comptes.limites import MAX_ATTRIBUTES, MAX_ELEMENTS, MAX_PEOPLE, MAX_REPORTED
from knowledge.comptes.noms import Folded, damaged
from knowledge.comptes.personnes import Constat, Personne

NAMESPACE = "http://www.index-education.com/rapprochementssoV2.0"
ROOT = "PARTENAIRE_INDEX"
SENT = ("eleves", "parents", "personnels", "professeurs")
"""The categories that the format has; PRONOTE's screen shows a dash for the others."""

_KINDS = {"Eleve": "eleves", "Responsable": "parents", "Personnel": "personnels", "Professeur": "professeurs"}
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Export:
    """The people of an export, and its header; `ligne` of a person is its rank in the file."""

    personnes: tuple[Personne, ...]
    partenaire: str
    date: str
    uais: tuple[str, ...]
    constats: tuple[Constat, ...]


def is_export(name: str) -> bool:
    """Is this root element that of an export of any version?"""
    return split_name(name)[1] == ROOT


def read(data: bytes, *, this_year: int) -> Export:
    """Read a clear export. Raises XmlRefuse (also `sans-personne`, `trop-de-lignes`, `autre-version`)."""
    target = _Reader(this_year)
    feed(data, target)
    if not target.people:
        raise XmlRefuse("sans-personne")
    if target.reported > MAX_REPORTED:
        target.constats.append(Constat("autres-lignes", 0, {"nombre": str(target.reported - MAX_REPORTED)}))
    return Export(
        tuple(target.people), target.partner, target.date, tuple(target.schools), tuple(target.constats)
    )


class _Reader(Target):
    """Takes people as their elements open; nothing else of the tree is kept."""

    def __init__(self, this_year: int) -> None:
        self.people: list[Personne] = []
        self.constats: list[Constat] = []
        self.schools: list[str] = []
        self.partner = self.date = ""
        self.reported = self._elements = 0
        self._kinds: dict[str, str] = {}
        self._folded = Folded()
        self._dates = date_reader(this_year=this_year)

    def note(self, code: str, line: int, **valeurs: str) -> None:
        """Report a person; past the limit only count."""
        self.reported += 1
        if self.reported <= MAX_REPORTED:
            self.constats.append(Constat(code, line, valeurs))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens: a person, or the header."""
        if (kind := self._kinds.get(tag)) is not None:
            if "Nom" in attributes or "ID_Partenaire" in attributes:
                self._person(kind, attributes)
            return
        self._elements += 1
        if len(attributes) > MAX_ATTRIBUTES or self._elements > MAX_ELEMENTS:
            raise XmlRefuse("demesure")
        space, name = split_name(tag)
        if name == ROOT and self._elements == 1:
            if space != NAMESPACE:
                raise XmlRefuse("autre-version", espace=space[:80] or "-")
            self._kinds = {f"{{{space}}}{name}": kind for name, kind in _KINDS.items()}
            self.partner, self.date = attributes.get("Partenaire", ""), attributes.get("Date", "")
        elif name == "Etablissement" and (school := attributes.get("Numero")):
            self.schools.append(school.strip())

    def _person(self, kind: str, attributes: dict[str, str]) -> None:
        get, folded, people = attributes.get, self._folded, self.people
        nom, prenom, birth = get("Nom", ""), get("Prenom", ""), get("DateNaissance", "")
        nom_cle, prenom_cle, place = folded[nom], folded[prenom], get("CodePostal", "")
        person = Personne(
            len(people) + 1, nom, prenom, nom_cle, prenom_cle, 0,
            place.replace(" ", "").lstrip("0") if place else "", kind, "", get("ID_Partenaire", ""),
        )  # fmt: skip
        people.append(person)
        if birth:
            person.naissance, sound = self._dates(birth)
            if not sound or not _ISO_DATE.match(birth):
                self.note("date-impossible", person.ligne, date=birth[:20])
        elif kind == "eleves":
            self.note("eleve-sans-date", person.ligne)
        if not nom_cle or not prenom_cle:
            self.note("ligne-sans-nom", person.ligne)
        if not (nom.isascii() and prenom.isascii()) and (damaged(nom) or damaged(prenom)):
            person.illisible = True
            self.note("mojibake", person.ligne)
        if person.ligne > MAX_PEOPLE:
            raise XmlRefuse("trop-de-lignes", maximum=str(MAX_PEOPLE))
