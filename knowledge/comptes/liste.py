"""Lists copied or exported from PRONOTE or the ENT: any order of columns, tab, `;` or `,`.

The column titles are those of the guide's screens (3.1, 3.4) and of itslearning's export; the line of a
person is that of the source, the first line being 1. A `Mot de passe` column is dropped unread.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.comptes.lignes import Lecteur, ListeRefusee, Row
from knowledge.comptes.limites import MAX_COLUMNS
from knowledge.comptes.noms import fold
from knowledge.comptes.personnes import UNSORTED, Constat, Cote, Personne
from knowledge.comptes.vocabulaire import Vocabulaire

SEPARATORS = "\t;,"
HEADER_WITHIN = 15
"""The titles of the columns stand in the first lines, after a title of the list at most."""

_ENT_ONLY = {"ident_ent"}
_PRONOTE_ONLY = {"ident_pronote", "ident_fournisseur", "regime", "mot_de_passe", "connexion"}
_FIXED_WIDTH = re.compile(r"\S {2,}\S")
_TOO_LONG = 4
"""A quoted cell of more lines than this is a lost quotation mark."""


@dataclass(frozen=True, slots=True)
class Liste:
    """The people of a list. `cote` is whose list it is, as far as its columns tell; `sur` if they do.

    `simple`: its only identifier is a plain « Identifiant », the login of whichever side the list is of.
    """

    personnes: tuple[Personne, ...]
    colonnes: tuple[str, ...]
    constats: tuple[Constat, ...]
    cote: Cote
    sur: bool
    simple: bool = False


def read(text: str, vocabulaire: Vocabulaire, *, this_year: int) -> Liste:
    """Read a list. Raises ListeRefusee."""
    text = text.removeprefix("\ufeff")
    separator, start = _find_header(text, vocabulaire)
    rows, constats = _split(text, separator, start)
    titles = next(rows)[1]
    before = " ".join(text.splitlines()[:start])
    return build(titles, rows, vocabulaire, this_year=this_year, title=before, constats=constats)


def _find_header(text: str, vocabulaire: Vocabulaire) -> tuple[str, int]:
    """The separator, and the place of the line of titles."""
    best, found = 0, ("", -1)
    first = text[:100_000].splitlines()[:HEADER_WITHIN]
    for place, line in enumerate(first):
        for separator in SEPARATORS:
            known = {vocabulaire.colonnes.get(fold(cell)) for cell in line.split(separator)} - {None}
            if len(known) > best and known & {"nom", "prenom"}:
                best, found = len(known), (separator, place)
    if best >= 2:
        return found
    if sum(1 for line in first if _FIXED_WIDTH.search(line.strip())) > len(first) // 2:
        raise ListeRefusee("largeur-fixe")
    raise ListeRefusee("sans-colonnes")


def _split(text: str, separator: str, start: int) -> tuple[Iterator[Row], list[Constat]]:
    """The rows from the titles on, each with the line on which it starts."""
    if '"' in text:
        quoted = list(_quoted(text, separator))
        if all(cell.count("\n") < _TOO_LONG for _, cells in quoted for cell in cells if "\n" in cell):
            return (row for row in quoted if row[0] > start), []
        plain = ((n, line.split(separator)) for n, line in enumerate(_lines(text), 1) if n > start)
        return plain, [Constat("guillemets")]
    return ((n, line.split(separator)) for n, line in enumerate(_lines(text), 1) if n > start), []


def _lines(text: str) -> list[str]:
    """Lines as editors count them: `splitlines` would also cut at form feeds and exotic separators."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _quoted(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader((line + "\n" for line in _lines(text)), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as broken:
        raise ListeRefusee("sans-colonnes") from broken


def build(  # noqa: PLR0913 - options, all named
    titles: Sequence[str],
    rows: Iterable[Row],
    vocabulaire: Vocabulaire,
    *,
    this_year: int,
    title: str = "",
    constats: Sequence[Constat] = (),
) -> Liste:
    """Make people of rows whose columns bear these titles. Raises ListeRefusee."""
    if len(titles) > MAX_COLUMNS:
        raise ListeRefusee("trop-de-colonnes", maximum=str(MAX_COLUMNS))
    places: dict[str, int] = {}
    for place, cell in enumerate(titles):
        name = vocabulaire.colonnes.get(fold(cell))
        if name is not None:
            places.setdefault(name, place)
    constats = [*constats]
    if places.pop("mot_de_passe", None) is not None:
        constats.append(Constat("mot-de-passe"))
        secret = True
    else:
        secret = False
    if not {"nom", "prenom"} <= places.keys():
        raise ListeRefusee("sans-colonnes")
    lecteur = Lecteur(places, len(titles), vocabulaire, this_year, constats)
    lecteur.default = _category(title, places, vocabulaire)
    lecteur.read(rows)
    named = set(places) | ({"mot_de_passe"} if secret else set())
    pronote, ent = bool(named & _PRONOTE_ONLY), bool(named & _ENT_ONLY)
    cote: Cote = "ent" if ent and not pronote else "pronote"
    simple = "identifiant" in places and not places.keys() & {"ident_ent", "ident_fournisseur", "ident_cas"}
    people, noted = tuple(lecteur.people), tuple(lecteur.constats)
    return Liste(people, tuple(places), noted, cote, sur=pronote != ent, simple=simple)


def _category(title: str, places: dict[str, int], vocabulaire: Vocabulaire) -> str:
    """The category that the title says, or that only pupils' lists have the columns of."""
    words = fold(title).split()
    for size in (3, 2, 1):
        for place in range(len(words) - size + 1):
            if (known := vocabulaire.categories.get(" ".join(words[place : place + size]))) is not None:
                return known
    return "eleves" if places.keys() & {"classe", "regime"} else UNSORTED
