"""Lists copied or exported from PRONOTE or the ENT: any order of columns, tab, `;` or `,`.

The column titles are those of the guide's screens (3.1, 3.4) and of itslearning's export; the line of a
person is that of the source, the first line being 1. A `Mot de passe` column is dropped unread.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.comptes.dates import date_reader
from knowledge.comptes.limites import MAX_COLUMNS, MAX_FIELD, MAX_PEOPLE, MAX_REPORTED
from knowledge.comptes.noms import Folded, damaged, fold
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


class ListeRefusee(ValueError):
    """This text is no list; `code` says why: `largeur-fixe`, `sans-colonnes`, `trop-de-lignes`."""

    def __init__(self, code: str, **valeurs: str) -> None:
        super().__init__(code)
        self.code, self.valeurs = code, valeurs


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


Row = tuple[int, Sequence[str]]


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
    lecteur = _Lecteur(places, len(titles), vocabulaire, this_year, constats)
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


class _Lecteur:
    """Reads rows into people and notes what is odd, line by line up to a limit."""

    def __init__(
        self,
        places: dict[str, int],
        width: int,
        vocabulaire: Vocabulaire,
        this_year: int,
        constats: list[Constat],
    ) -> None:
        self._places, self._width, self._vocabulaire = places, width, vocabulaire
        self._dates = date_reader(this_year=this_year)
        self._folded = Folded()
        self._damaged: dict[str, bool] = {}
        self.default = UNSORTED
        self.people: list[Personne] = []
        self.constats = constats
        self._reported = 0

    def note(self, code: str, line: int, **valeurs: str) -> None:
        """Report a row; past the limit only count it."""
        self._reported += 1
        if self._reported <= MAX_REPORTED:
            self.constats.append(Constat(code, line, valeurs))

    def read(self, rows: Iterable[Row]) -> None:  # noqa: PLR0912 - one pass over 100,000 rows
        """Read all rows. Raises ListeRefusee past the limit of people."""
        places = self._places
        order = [
            places.get(name, self._width)
            for name in ("nom", "prenom", "naissance", "code_postal", "classe", "categorie")
        ]
        nom_at, prenom_at, date_at, place_at, class_at, category_at = order
        ident_at = next(
            (places[n] for n in ("ident_ent", "ident_fournisseur", "ident_cas") if n in places), self._width
        )
        pronote_at = places.get("ident_pronote", self._width)
        plain_at = places.get("identifiant", self._width)
        usage_at = places.get("nom_usage", self._width)
        names = _TwoNames(self._vocabulaire.usage)
        folded, read_date, categories = self._folded, self._dates, self._categories()
        for line, cells in rows:
            if len(cells) != self._width:
                if not "".join(cells).strip():
                    continue
                shifted = any(cell.strip() for cell in cells[self._width :])
                row = [*cells[: self._width], *[""] * (self._width - len(cells)), ""]
            else:
                shifted = False
                row = [*cells, ""]
            nom, prenom = row[nom_at].strip(), row[prenom_at].strip()
            if not nom and not prenom:
                if not "".join(row).strip():
                    continue
                self.note("ligne-sans-nom", line)
            elif len(nom) > MAX_FIELD or len(prenom) > MAX_FIELD:
                nom, prenom, shifted = nom[:MAX_FIELD], prenom[:MAX_FIELD], True
            elif not prenom and _footer(nom, row):
                continue
            date, sound = read_date(row[date_at])
            if not sound:
                self.note("date-impossible", line, date=row[date_at].strip()[:20])
            first, other = names[nom]
            person = Personne(
                line,
                nom,
                prenom,
                folded[first],
                folded[prenom],
                date,
                _postcode(row[place_at]),
                categories(row[category_at], line) if category_at < self._width else self.default,
                row[class_at].strip(),
                row[ident_at] or (row[plain_at] if ident_at == self._width else ""),
                row[pronote_at],
                folded[row[usage_at].strip() or other],
            )
            if shifted:
                person.illisible = True
                self.note("ligne-decalee", line)
            if self._unreadable(nom) or self._unreadable(prenom):
                person.illisible = True
                self.note("mojibake", line)
            self.people.append(person)
            if len(self.people) > MAX_PEOPLE:
                raise ListeRefusee("trop-de-lignes", maximum=str(MAX_PEOPLE))
        if self._reported > MAX_REPORTED:
            self.constats.append(Constat("autres-lignes", 0, {"nombre": str(self._reported - MAX_REPORTED)}))

    def _unreadable(self, name: str) -> bool:
        if name.isascii() and name.isprintable():
            return False
        if (known := self._damaged.get(name)) is None:
            known = self._damaged[name] = damaged(name)
        return known

    def _categories(self) -> Callable[[str, int], str]:
        known: dict[str, str] = {}

        def category(cell: str, line: int) -> str:
            if (name := known.get(cell)) is None:
                parts = [fold(part) for part in re.split(r"[;,/|+]", cell)]
                names = [
                    self._vocabulaire.categories[part]
                    for part in parts
                    if part in self._vocabulaire.categories
                ]
                name = known[cell] = names[0] if names else self.default
                if cell.strip() and not names:
                    self.note("categorie-inconnue", line, categorie=cell.strip()[:40])
            return name

        return category


class _TwoNames(dict[str, tuple[str, str]]):
    """« DUPRÉ née MARTY », « DUPRÉ (MARTY) » as two surnames, by look-up; most people have one."""

    def __init__(self, marks: re.Pattern[str]) -> None:
        self._marks = marks

    def __missing__(self, nom: str) -> tuple[str, str]:
        first, *others = self._marks.split(nom, maxsplit=1)
        names = first, others[0].rstrip(" )") if others else ""
        self[nom] = names if all(names) else (nom, "")
        return self[nom]


def _postcode(cell: str) -> str:
    """A postcode without spaces nor first zero: spreadsheets eat it (01000 becomes 1000)."""
    return cell.replace(" ", "").lstrip("0")


def _footer(nom: str, row: Sequence[str]) -> bool:
    """A line like « 425 élèves » at the end of a list is nobody."""
    return nom[:1].isdigit() and sum(1 for cell in row if cell.strip()) == 1
