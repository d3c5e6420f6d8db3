"""A text that was pasted: does it look like a list?"""

from __future__ import annotations

from knowledge.comptes.liste import HEADER_WITHIN, SEPARATORS
from knowledge.comptes.noms import fold
from knowledge.comptes.vocabulaire import Vocabulaire

_LOOKED_AT = 20_000


def has_titles(text: str, vocabulaire: Vocabulaire) -> bool:
    """Do the first lines hold the titles of columns, a name among them, with something below?

    >>> from knowledge.comptes.vocabulaire import Vocabulaire
    >>> words = Vocabulaire({"nom": "nom", "prenom": "prenom"}, {}, frozenset(), {}, {})
    >>> has_titles("Nom;Prénom\\nX;Y", words), has_titles("Nom;Prénom", words)
    (True, False)
    """
    lines = text[:_LOOKED_AT].splitlines()
    return any(
        {"nom", "prenom"} <= {vocabulaire.colonnes.get(fold(cell)) for cell in line.split(separator)}
        for line in lines[: min(HEADER_WITHIN, len(lines) - 1)]
        for separator in SEPARATORS
        if separator in line
    )
