"""The rows of a list, read into people; what is odd is noted line by line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from knowledge.comptes.colonnes import Row
from knowledge.comptes.dates import date_reader
from knowledge.comptes.limites import MAX_FIELD, MAX_PEOPLE, MAX_REPORTED
from knowledge.comptes.noms import Folded, damaged, fold
from knowledge.comptes.personnes import UNSORTED, Constat, Personne
from knowledge.comptes.vocabulaire import Vocabulaire


class ListeRefusee(ValueError):
    """This text is no list; `code` says why: `largeur-fixe`, `sans-colonnes`, `trop-de-lignes`."""

    def __init__(self, code: str, **valeurs: str) -> None:
        super().__init__(code)
        self.code, self.valeurs = code, valeurs


class Lecteur:
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
