"""Lists copied or exported from PRONOTE or the ENT: any order of columns, tab, `;` or `,`.

The column titles are those of the guide's screens (3.1, 3.4) and of itslearning's export; the line of a
person is that of the source, the first line being 1. A `Mot de passe` column is dropped unread.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.comptes import colonnes
from knowledge.comptes.lignes import Lecteur, ListeRefusee
from knowledge.comptes.limites import MAX_COLUMNS
from knowledge.comptes.noms import fold
from knowledge.comptes.personnes import UNSORTED, Constat, Cote, Personne
from knowledge.comptes.vocabulaire import Vocabulaire

SEPARATORS = "\t;,"
_NONE = "\x1f"
"""Cuts nothing: the list is one column."""

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
    first = [line.strip("\r") for line in text[:100_000].split("\n")[: colonnes.LOOKED_AT]]
    if (found := _find_header(first[: colonnes.HEADER_WITHIN], vocabulaire)) is not None:
        separator, start = found
        rows, constats = _split(text, separator, start)
        titles = next(rows)[1]
        before = " ".join(text.splitlines()[:start])
        return build(titles, rows, vocabulaire, this_year=this_year, title=before, constats=constats)
    if sum(1 for line in first if _FIXED_WIDTH.search(line.strip())) > len(first) // 2:
        raise ListeRefusee("largeur-fixe")
    for separator in (*SEPARATORS, _NONE):
        cells = [line.replace('"', "").split(separator) for line in first]
        if titles := colonnes.guess([row for row in cells if any(row)], vocabulaire):
            start = next(place for place, row in enumerate(cells) if len(row) == len(titles) and any(row))
            rows, constats = _split(text, separator, start)
            before = " ".join(first[:start])
            return untitled(titles, rows, vocabulaire, this_year=this_year, title=before, constats=constats)
    raise ListeRefusee("sans-colonnes")


def untitled(  # noqa: PLR0913 - options, all named
    titles: Sequence[str],
    rows: Iterable[colonnes.Row],
    vocabulaire: Vocabulaire,
    *,
    this_year: int,
    title: str = "",
    constats: Sequence[Constat] = (),
) -> Liste:
    """Read a list that has no titles under those that its cells suggest, and say so. Raises ListeRefusee."""
    said = Constat("sans-titres", 0, {"colonnes": ", ".join(title or "–" for title in titles)})
    constats = [*constats, said]
    return build(titles, rows, vocabulaire, this_year=this_year, title=title, constats=constats)


def _find_header(lines: Sequence[str], vocabulaire: Vocabulaire) -> tuple[str, int] | None:
    """The separator, and the place of the line of titles: the one that names most columns."""
    best, found = 0, None
    for place, line in enumerate(lines):
        for separator in SEPARATORS:
            cells = line.split(separator)
            known = colonnes.named(cells, vocabulaire)
            if len(cells) == 1 and any(sign in "".join(lines[place + 1 :]) for sign in SEPARATORS):
                continue  # « Professeurs » alone above columns is the title of the list
            if len(known) > best:
                best, found = len(known), (separator, place)
    return found


def _split(text: str, separator: str, start: int) -> tuple[Iterator[colonnes.Row], list[Constat]]:
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


def _quoted(text: str, separator: str) -> Iterator[colonnes.Row]:
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
    rows: Iterable[colonnes.Row],
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
    width = len(titles)
    if not {"nom", "prenom"} <= places.keys():
        whole = next((name for name in colonnes.WHOLE if name in places), None)
        if whole is None:
            raise ListeRefusee("sans-colonnes")
        title = f"{title} {titles[places[whole]]}"
        rows = colonnes.parted(rows, places[whole], vocabulaire, swapped=whole == "prenom_nom")
        places = {"nom": 0, "prenom": 1} | {
            name: place + 2 for name, place in places.items() if name not in {"nom", "prenom"}
        }
        width += 2
    lecteur = Lecteur(places, width, vocabulaire, this_year, constats)
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
