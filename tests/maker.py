"""Makes what tests need of accounts: keys, containers, exports, lists. No real name, ever."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from xml.sax.saxutils import quoteattr

from cryptography.hazmat.primitives.asymmetric import rsa

from bot.comptes import vocabulary
from knowledge.comptes import conteneur, export, ouverture
from knowledge.comptes.noms import fold
from knowledge.comptes.personnes import Personne
from knowledge.comptes.vocabulaire import Vocabulaire

SECRET = bytes(range(32))
UAI = "9990012J"


@cache
def words() -> Vocabulaire:
    """The words of the guide."""
    return vocabulary()


@cache
def key(number: int = 0) -> rsa.RSAPrivateKey:
    """A private key of the tests; another number, another key."""
    assert number >= 0
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def clear(
    people: Mapping[str, Iterable[Mapping[str, str]]] | None = None, *, uai: str = UAI, head: str = ""
) -> bytes:
    """A clear export; `people` are attributes by element, `Eleve`, `Responsable`…"""
    groups = {
        "Personnel": "Personnels",
        "Professeur": "Professeurs",
        "Responsable": "Responsables",
        "Eleve": "Eleves",
    }
    if people is None:
        people = {
            "Eleve": [{"Nom": "Val", "Prenom": "Zoé", "DateNaissance": "2012-03-04", "ID_Partenaire": "e1"}]
        }
    body = ""
    for name, plural in groups.items():
        rows = [
            f"<{name} {' '.join(f'{k}={quoteattr(v)}' for k, v in ({'Ident': str(n)} | dict(one)).items())}/>"
            for n, one in enumerate(people.get(name, ()), 1)
        ]
        body += f"<{plural}>{''.join(rows)}</{plural}>" if rows else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}\n<PARTENAIRE_INDEX xmlns="{export.NAMESPACE}"'
        ' Date="2026-08-20T10:00:00+02:00" Partenaire="ESSAI"><Etablissements>'
        f'<Etablissement Ident="1" Numero="{uai}" Nom="Essai"/></Etablissements>'
        '<EtablissementsGeres><Etablissement Ident="1"/></EtablissementsGeres>'
        f"{body}</PARTENAIRE_INDEX>\n"
    ).encode()


def envelope(
    content: bytes | None = None,
    /,
    *,
    uai: str = UAI,
    date: str = "2026-08-20T10:00:00+02:00",
    order: Sequence[str] = conteneur.CHILDREN,
    **values: str,
) -> bytes:
    """A sealed container of `content`; named values replace those of its children."""
    block, data, check = ouverture.seal(content or clear(), key().public_key(), secret=SECRET)
    texts = {
        "Partenaire": "ESSAI",
        "Description": "Essai",
        "Cle": base64.b64encode(block).decode(),
        "Contenu": base64.b64encode(data).decode(),
        "Verification": base64.b64encode(check).decode(),
        "DateExport": date,
        "UAI": uai,
    } | values
    children = "".join(f"<{name}>{texts[name]}</{name}>" for name in order)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ImportChiffre xmlns="{conteneur.NAMESPACE}" Version="1.0">'
        f"{children}</ImportChiffre>\n"
    ).encode()


def liste(titles: Sequence[str], rows: Iterable[Sequence[str]], *, separator: str = ";") -> str:
    """A list as text."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(titles)
    writer.writerows(rows)
    return text.getvalue()


def person(
    nom: str,
    prenom: str,
    naissance: int = 0,
    *,
    line: int = 0,
    place: str = "",
    ident: str = "",
    category: str = "",
) -> Personne:
    """One person of a list."""
    return Personne(line, nom, prenom, fold(nom), fold(prenom), naissance, place, category, "", ident)
