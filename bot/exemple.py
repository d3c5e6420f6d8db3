"""`sample`: a whole invented school, that reproduces the screen of the guide (3.4) exactly.

The two sides write the same names in their own ways (capitals, accents, ligatures); PRONOTE's table comes
out as the guide shows it, and one member of the staff is left to match.
"""

from __future__ import annotations

import base64
import csv
import datetime
import io
import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.comptes import GUIDE, today, vocabulary
from knowledge.comptes import conteneur, export, ouverture
from knowledge.comptes.dossier import Compte, Table
from knowledge.comptes.noms import fold
from knowledge.comptes.paroles import grid
from knowledge.comptes.personnes import CATEGORIES
from knowledge.comptes.vocabulaire import fill
from knowledge.uai import letter

KEY_BITS = 2048
_GUIDE_PUPILS = 425
_ELEMENTS = (
    ("personnels", "Personnels", "Personnel"),
    ("professeurs", "Professeurs", "Professeur"),
    ("parents", "Responsables", "Responsable"),
    ("eleves", "Eleves", "Eleve"),
)


@dataclass(frozen=True, slots=True)
class Quelquun:
    """One invented person, with what either side needs."""

    numero: int
    nom: str
    prenom: str
    naissance: datetime.date | None = None
    code_postal: str = ""
    regime: str = ""
    classe: str = ""
    responsables: tuple[int, ...] = ()


class Ecole:
    """An invented school; the same seed makes the same one."""

    def __init__(self, data: Mapping[str, Any], *, pupils: int, seed: int, year: int) -> None:
        self._data, self._year = data, year
        self._random = random.Random(f"{seed}/{pupils}")  # noqa: S311 - nothing is secret here
        self._number = 0
        self.gens: dict[str, list[Quelquun]] = {}
        sizes = {
            name: size if pupils == _GUIDE_PUPILS else max(round(size * pupils / _GUIDE_PUPILS), 1)
            for name, size in data["effectifs"]["pronote"].items()
        }
        self.gens["parents"] = self._adults(sizes["parents"])
        self.gens["eleves"] = self._pupils(pupils)
        for name in ("inspecteurs", "maitres_de_stage", "personnels", "professeurs"):
            self.gens[name] = self._adults(sizes[name])
        nom, prenom = data["a_rapprocher"]["pronote"]
        self.gens["personnels"][-1] = Quelquun(self._next(), nom, prenom)
        self.absents = {
            name: min(count, len(self.gens[name]) - 1) for name, count in data["effectifs"]["absents"].items()
        }

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _names(self, taken: set[tuple[str, str]]) -> tuple[str, str]:
        """A surname and a first name that nobody has yet; from many people on, double surnames."""
        draw, names = self._random, self._data["noms"]
        while True:
            nom, prenom = draw.choice(names["familles"]), draw.choice(names["prenoms"])
            if len(taken) > len(names["familles"]) * len(names["prenoms"]) // 8:
                nom = f"{nom}-{draw.choice(names['familles'])}"
            key = fold(nom), fold(prenom)
            if key not in taken:
                taken.add(key)
                return nom, prenom

    def _adults(self, size: int) -> list[Quelquun]:
        taken: set[tuple[str, str]] = set()
        places = self._data["ecole"]["codes_postaux"]
        return [
            Quelquun(self._next(), *self._names(taken), code_postal=self._random.choice(places))
            for _ in range(size)
        ]

    def _pupils(self, size: int) -> list[Quelquun]:
        draw, school, parents = self._random, self._data["ecole"], self.gens["parents"]
        pupils: list[Quelquun] = []
        taken: set[tuple[str, str]] = set()
        names = self._data["noms"]["prenoms"]
        for rank in range(size):
            guardian = parents[rank * len(parents) // size]
            other = parents[min(rank * len(parents) // size + 1, len(parents) - 1)]
            prenom = draw.choice(names)
            while (key := (fold(guardian.nom), fold(prenom))) in taken:
                prenom = draw.choice(names)
            taken.add(key)
            born = datetime.date(self._year - draw.randint(11, 15), 1, 1) + datetime.timedelta(
                draw.randrange(365)
            )
            pupils.append(
                Quelquun(
                    self._next(),
                    guardian.nom,
                    prenom,
                    born,
                    guardian.code_postal,
                    draw.choice(school["regimes"]),
                    draw.choice(school["classes"]),
                    (guardian.numero, other.numero),
                )
            )
        return pupils

    def sent(self, name: str) -> list[Quelquun]:
        """Those whom the ENT knows."""
        people = self.gens[name]
        if name == "personnels":
            nom, prenom = self._data["a_rapprocher"]["ent"]
            return [Quelquun(people[-1].numero, nom, prenom)]
        return people[: len(people) - self.absents.get(name, 0)]

    def table(self) -> Table:
        """The table that PRONOTE would show."""
        table = {}
        for name in CATEGORIES:
            pronote = len(self.gens[name])
            if name not in export.SENT:
                table[name] = Compte(pronote, None, 0, None)
            else:
                cas = len(self.sent(name))
                left = 1 if name == "personnels" else 0
                table[name] = Compte(pronote, cas, cas - left, left)
        return table


def write(folder: Path, *, pupils: int | None = None, seed: int = 0) -> Iterator[str]:
    """Write the school into a folder; yields the names of the files. Raises OSError."""
    data = tomllib.loads((GUIDE / "exemple.toml").read_text("utf-8"))
    day = today()
    size = _GUIDE_PUPILS if pupils is None else pupils
    ecole = Ecole(data, pupils=size, seed=seed, year=conteneur.school_year(day))
    school = data["ecole"] | {"uai": data["ecole"]["uai"] + letter(data["ecole"]["uai"])}
    moment = f"{day.isoformat()}T08:00:00+02:00"
    clear = _clear(ecole, school, moment)
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    files: dict[str, bytes] = {
        "ExportPronote.xml": _sealed(clear, key.public_key(), school, moment),
        "cle-de-test.pem": pem,
        "export-clair.xml": clear,
    }
    for name, people in ecole.gens.items():
        files[data["fichiers"][name]] = _list(name, people, data)
    words = vocabulary()
    readme = fill(data["lisez_moi"]["texte"], {"tableau": "\n".join(grid(ecole.table(), words))})
    files["LISEZ-MOI.txt"] = readme.lstrip().encode()
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
        yield name


def _list(name: str, people: list[Quelquun], data: Mapping[str, Any]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([*data["titres"]["commun"], *data["titres"].get(name, ())])
    words = vocabulary().phrases["mots"]
    for one in sorted(people, key=lambda each: (fold(each.nom), fold(each.prenom))):
        row = [one.nom.upper(), one.prenom, words[name], f"{one.numero:09}"]
        if name == "eleves" and one.naissance:
            row += [f"{one.naissance:%d/%m/%Y}", one.regime, one.classe]
        elif name == "parents":
            row += [one.code_postal]
        writer.writerow(row)
    return text.getvalue().encode("utf-8-sig")


def _clear(ecole: Ecole, school: Mapping[str, Any], moment: str) -> bytes:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<{export.ROOT} xmlns="{export.NAMESPACE}" Date="{moment}"'
        f" Partenaire={quoteattr(school['partenaire'])}"
        ' ProtocoleDelegationAuthentification="CAS">',
        "<Etablissements>"
        f'<Etablissement Ident="1" Numero="{school["uai"]}" Nom={quoteattr(school["nom"])}/>'
        "</Etablissements>",
        '<EtablissementsGeres><Etablissement Ident="1"/></EtablissementsGeres>',
    ]
    for name, plural, singular in _ELEMENTS:
        lines.append(f"<{plural}>")
        for one in ecole.sent(name):
            attributes = {
                "Ident": str(one.numero),
                "Nom": one.nom,
                "Prenom": one.prenom,
                "ID_Partenaire": f"ent-{one.numero:06}",
            }
            if one.naissance:
                attributes["DateNaissance"] = one.naissance.isoformat()
            if name == "parents":
                attributes |= {"CodePostal": one.code_postal, "Ville": school["ville"]}
            inner = "".join(f'<Responsable Ident="{number}"/>' for number in one.responsables)
            told = " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items())
            lines.append(f"<{singular} {told}>{inner}</{singular}>" if inner else f"<{singular} {told}/>")
        lines.append(f"</{plural}>")
    lines.append(f"</{export.ROOT}>\n")
    return "\n".join(lines).encode()


def _sealed(clear: bytes, key: rsa.RSAPublicKey, school: Mapping[str, Any], moment: str) -> bytes:
    secret = random.SystemRandom().randbytes(32)
    parts = [base64.b64encode(part).decode() for part in ouverture.seal(clear, key, secret=secret)]
    values = {
        "Partenaire": school["partenaire"],
        "Description": school["description"],
        "Cle": parts[0],
        "Contenu": parts[1],
        "Verification": parts[2],
        "DateExport": moment,
        "UAI": school["uai"],
    }
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{conteneur.ROOT} xmlns="{conteneur.NAMESPACE}" Version="1.0">{inner}</{conteneur.ROOT}>\n'
    ).encode()
