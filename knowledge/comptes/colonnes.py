"""What the columns of a list hold: by their titles, or by their cells where the list has no titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from knowledge.comptes.noms import fold
from knowledge.comptes.vocabulaire import Vocabulaire

Row = tuple[int, Sequence[str]]

HEADER_WITHIN = 15
"""The titles of the columns stand in the first lines, after a title of the list at most."""

WHOLE = ("nom_complet", "prenom_nom")
"""Columns that hold surname and first name in one cell, in this order or the other."""

LOOKED_AT = 200
"""So many rows tell what the columns of a list without titles are."""
_MOSTLY = 0.8
_FEWEST = 3
_TOO_MANY_WORDS = 7

_DATE = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})|\d{4}[/.\-]\d{1,2}[/.\-]\d{1,2}")
_PLACE = re.compile(r"\d{2} ?\d{3}|\d{4}")
_CLASS = re.compile(
    r"(?:\d{1,2}|T|TLE|TERM)\s?(?:[eè]me|[eè]|nde|de|[eè]re|re)?\s?[A-Z0-9]{0,4}", re.IGNORECASE
)
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’\-])*")


def named(cells: Sequence[str], vocabulaire: Vocabulaire) -> set[str]:
    """The columns that these titles name; empty where no name of a person is among them.

    « Élèves » beside other categories is a title of PRONOTE's counts table, not a column of names.
    """
    known = {name for cell in cells if (name := vocabulaire.colonnes.get(fold(cell))) is not None}
    whole = known & {*WHOLE} and (len(cells) == 1 or len(known) > 1)
    return known if whole or {"nom", "prenom"} <= known else set()


def guess(rows: Sequence[Sequence[str]], vocabulaire: Vocabulaire) -> list[str]:
    """The titles that these cells would bear, "" for what is not known; empty where they are no list."""
    width = max(map(len, rows), default=0)
    if sum(1 for row in rows if len(row) == width) < max(_FEWEST, _MOSTLY * len(rows)):
        return []
    columns = [[row[place].strip() for row in rows if len(row) == width] for place in range(width)]
    found = [_kind(cells, vocabulaire) for cells in columns]
    names = [place for place, kind in enumerate(found) if kind == "?"]
    words = [place for place, kind in enumerate(found) if kind == "??"]
    if len(names) + len(words) >= 2:
        one, other = sorted([*names, *words])[:2]
        first, second = ("prenom", "nom") if _crossed(columns[one], columns[other]) else ("nom", "prenom")
        found[one], found[other] = first, second
    elif words and sum(1 for cell in columns[words[0]] if _tells(cell)) >= _MOSTLY * len(columns[words[0]]):
        found[words[0]] = "nom_complet"
    else:
        return []
    titles = vocabulaire.phrases["titres"]
    known = [kind if kind in titles and kind not in found[:place] else "" for place, kind in enumerate(found)]
    return [titles.get(kind, "") for kind in known]


def _kind(cells: Sequence[str], vocabulaire: Vocabulaire) -> str:
    """What a column holds; `?` may be a name, `??` several words of a name."""
    filled = [cell for cell in cells if cell]
    if len(filled) < max(1, len(cells) / 5):
        return ""
    for kind, fits in (
        ("naissance", _DATE.fullmatch),
        ("code_postal", _PLACE.fullmatch),
        ("categorie", lambda cell: fold(cell) in vocabulaire.categories),
        ("classe", lambda cell: not cell.isdigit() and _CLASS.fullmatch(cell)),
    ):
        if sum(1 for cell in filled if fits(cell)) >= _MOSTLY * len(filled):
            return kind
    fit = sum(1 for cell in filled if cell[0].isupper() and _NAME.fullmatch(cell))
    if fit < _MOSTLY * len(cells) or any(len(cell.split()) > _TOO_MANY_WORDS for cell in filled):
        return ""
    return "??" if sum(1 for cell in filled if " " in cell) >= _MOSTLY * len(filled) else "?"


def _tells(cell: str) -> bool:
    """Do capitals tell the surname from the first name? A sentence has none."""
    return any(map(_capital, cell.split()))


def _crossed(first: Sequence[str], second: Sequence[str]) -> bool:
    """Does the first name come first? Surnames are in capitals, or else those that repeat less."""
    upper = [sum(1 for cell in cells if cell.isupper() and len(cell) > 1) for cells in (first, second)]
    if upper[0] != upper[1]:
        return upper[1] > upper[0]
    return len({*first}) < _MOSTLY * len({*second})


def part(text: str, vocabulaire: Vocabulaire, *, swapped: bool = False) -> tuple[str, str]:
    """Surname and first name of one cell: the capitals are the surname, or the first word; no civility."""
    particules = vocabulaire.particules
    head, comma, tail = text.partition(",")
    if comma:
        return head.strip(), tail.strip()
    words = text.split()
    while len(words) > 2 and fold(words[0]) in vocabulaire.civilites:
        del words[0]
    if not words or words[0][0].isdigit():
        return text.strip(), ""
    capital = [_capital(word) for word in words]
    if any(capital) and not all(capital):
        start = capital.index(True)
        while start and fold(words[start - 1]) in particules:
            start -= 1
        end = start + 1
        while end < len(words) and (capital[end] or fold(words[end]) in particules or not any(capital[:end])):
            end += 1
        return " ".join(words[start:end]), " ".join([*words[:start], *words[end:]])
    if swapped:
        words.reverse()
    size = 1
    while size < len(words) - 1 and fold(words[size - 1]) in particules:
        size += 1
    nom, prenom = words[:size], words[size:]
    return (" ".join(nom[::-1]), " ".join(prenom[::-1])) if swapped else (" ".join(nom), " ".join(prenom))


def _capital(word: str) -> bool:
    """A word in capitals; an initial (« T. ») is none, « McGREGOR » and « D’ARMAGNAC » are."""
    letters = [letter for letter in word if letter.isalpha()]
    return len(letters) > 1 and sum(map(str.isupper, letters)) > len(letters) / 2


def parted(rows: Iterable[Row], place: int, vocabulaire: Vocabulaire, *, swapped: bool) -> Iterator[Row]:
    """The rows with surname and first name in front, taken out of the cell that holds both."""
    for line, cells in rows:
        whole = cells[place] if place < len(cells) else ""
        nom, prenom = part(whole, vocabulaire, swapped=swapped)
        yield line, [nom, prenom, *cells[:place], *([""] if place < len(cells) else []), *cells[place + 1 :]]
