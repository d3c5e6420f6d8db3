"""A person of a list or of an export, and what was noticed while reading it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Cote = Literal["pronote", "ent"]

CATEGORIES = ("eleves", "inspecteurs", "maitres_de_stage", "parents", "personnels", "professeurs")
"""The populations of PRONOTE's matching screen, in its order (guide 3.4)."""

UNSORTED = ""
"""The category of people whose list does not say it."""


@dataclass(slots=True)
class Personne:
    """One person as a source says it: `nom_cle` and `prenom_cle` are the comparable forms.

    `naissance` is `yyyymmdd`, 0 where it is missing. `ident` is the identifier by which CAS knows the
    person, `ident_pronote` the one PRONOTE gives out. `autre_nom` is the comparable form of a
    second surname (of birth, of usage). `illisible` marks a damaged name that must not be
    matched. Not frozen: a region has 200,000 of them and freezing doubles the time to read them.
    """

    ligne: int
    nom: str
    prenom: str
    nom_cle: str
    prenom_cle: str
    naissance: int = 0
    code_postal: str = ""
    categorie: str = UNSORTED
    classe: str = ""
    ident: str = ""
    ident_pronote: str = ""
    autre_nom: str = ""
    source: int = 0
    illisible: bool = False


@dataclass(frozen=True, slots=True)
class Constat:
    """Something worth saying: a code, the line it stands on (0: the whole file), values for its sentence."""

    code: str
    ligne: int = 0
    valeurs: Mapping[str, str] = field(default_factory=dict)
