"""The sealed container `ImportChiffre`: its envelope is always readable, its content only by Index-Education.

Facts of the schema `containeurimportchiffreV1` (Index-Education): the root has a `Version`; its children, in
this order, are Partenaire, Description, Cle, Contenu, Verification, DateExport, UAI. `Cle` is an RSA block in
base64, `Contenu` the AES data, `Verification` a SHA-256. What is sealed is a result, never a failure.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import re
from dataclasses import dataclass
from typing import Literal

from knowledge.comptes.balises import Counting, XmlRefuse, feed, split_name
from knowledge.comptes.limites import MAX_ENVELOPE
from knowledge.comptes.personnes import Constat
from knowledge.uai import is_sound

NAMESPACE = "http://www.index-education.com/containeurimportchiffreV1"
ROOT = "ImportChiffre"
CHILDREN = ("Partenaire", "Description", "Cle", "Contenu", "Verification", "DateExport", "UAI")
RSA_SIZES = (128, 256, 384, 512)
AES_BLOCK = 16
SHA256_SIZE = 32

Verdict = Literal["complet", "abime", "autre-etablissement", "ancien", "reenregistre"]


@dataclass(frozen=True, slots=True)
class Conteneur:
    """The envelope of a sealed export, the bytes it carries, and what was noticed."""

    version: str
    partenaire: str
    description: str
    uai: str
    date: datetime.datetime | None
    cle: bytes
    contenu: bytes
    verification: bytes
    constats: tuple[Constat, ...]
    verdict: Verdict


def is_conteneur(name: str) -> bool:
    """Is this root element that of a container?"""
    return split_name(name)[1] == ROOT


def read(
    data: bytes,
    *,
    today: datetime.date | None = None,
    uai: str = "",
    deleted: datetime.date | None = None,
) -> Conteneur:
    """Read the envelope. `uai` is the conversation's school, `deleted` the day last year's identifiers went.

    Raises XmlRefuse for what is no XML at all.
    """
    target = _Reader()
    feed(data, target)
    found = [*_saved_again(data), *_shape(target)]
    values = {name: target.texts.get(name, "").strip() for name in CHILDREN}
    cle = _decode("Cle", values["Cle"], found)
    contenu = _decode("Contenu", values["Contenu"], found)
    verification = _decode("Verification", values["Verification"], found)
    if cle and len(cle) not in RSA_SIZES:
        found.append(Constat("cle-taille", 0, {"taille": str(len(cle))}))
    if contenu and len(contenu) % AES_BLOCK:
        found.append(Constat("contenu-tronque", 0, {"taille": str(len(contenu))}))
    if verification and len(verification) != SHA256_SIZE:
        found.append(Constat("verification-taille", 0, {"taille": str(len(verification))}))
    date = _read_date(values["DateExport"], found)
    found += _school(values["UAI"], uai)
    found += age(date, today=today, deleted=deleted)
    return Conteneur(
        version=target.version,
        partenaire=values["Partenaire"],
        description=values["Description"],
        uai=values["UAI"].upper(),
        date=date,
        cle=cle,
        contenu=contenu,
        verification=verification,
        constats=tuple(found),
        verdict=_verdict({constat.code for constat in found}),
    )


class _Reader(Counting):
    """Keeps the text of the root's children, and their order."""

    def __init__(self) -> None:
        super().__init__()
        self.version = self.space = ""
        self.order: list[str] = []
        self.texts: dict[str, str] = {}
        self._parts: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        super().start(tag, attributes)
        if len(self.order) > MAX_ENVELOPE:
            raise XmlRefuse("demesure")
        space, name = split_name(tag)
        if self._depth == 1:
            self.version, self.space = attributes.get("Version", ""), space
        elif self._depth == 2:
            self.order.append(name)
        else:
            self.order.append(f"{self.order[-1]}/{name}")
        self._parts = []

    def data(self, text: str) -> None:
        """A piece of text."""
        self._parts.append(text)

    def end(self, tag: str) -> None:
        if self._depth == 2:
            self.texts.setdefault(split_name(tag)[1], "".join(self._parts))
        self._parts = []
        super().end(tag)


def _shape(target: _Reader) -> list[Constat]:
    found = []
    if target.space != NAMESPACE:
        found.append(Constat("espace-de-noms", 0, {"espace": target.space[:80] or "-"}))
    if not target.version:
        found.append(Constat("version-absente"))
    found += [
        Constat("element-absent", 0, {"element": name}) for name in CHILDREN if name not in target.order
    ]
    extra = [name for name in dict.fromkeys(target.order) if name not in CHILDREN]
    found += [Constat("element-inconnu", 0, {"element": name[:40]}) for name in extra]
    doubles = {name for name in target.order if target.order.count(name) > 1}
    found += [Constat("element-double", 0, {"element": name[:40]}) for name in sorted(doubles)]
    if not found and tuple(target.order) != CHILDREN:
        found.append(Constat("ordre"))
    return found


def _saved_again(data: bytes) -> list[Constat]:
    """Traces of an editor or a browser: a program that exports leaves none of them."""
    found = []
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        found.append(Constat("bom"))
    if b"\r\n" in data:
        found.append(Constat("crlf"))
    if re.search(rb"\n(?: {2,}|\t)<(?:\w+:)?(?:Partenaire|Cle)\b", data[:20_000]):
        found.append(Constat("reindente"))
    return found


def _decode(name: str, text: str, found: list[Constat]) -> bytes:
    if not text:
        if name:
            found.append(Constat("element-vide", 0, {"element": name}))
        return b""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error:
        found.append(Constat("base64", 0, {"element": name}))
        return b""


def _read_date(text: str, found: list[Constat]) -> datetime.datetime | None:
    try:
        date = datetime.datetime.fromisoformat(text)
    except ValueError:
        found.append(Constat("date-export", 0, {"date": text[:30] or "-"}))
        return None
    return date if date.tzinfo else date.replace(tzinfo=datetime.UTC)


def _school(uai: str, expected: str) -> list[Constat]:
    if not is_sound(uai):
        return [Constat("uai-lettre", 0, {"uai": uai[:20] or "-"})]
    if expected and uai.upper() != expected.upper():
        return [Constat("uai-autre", 0, {"uai": uai, "attendu": expected})]
    return []


def school_year(day: datetime.date) -> int:
    """The year in which the school year of a day begins; files for a new year are made from July on.

    >>> school_year(datetime.date(2026, 6, 30)), school_year(datetime.date(2026, 7, 1))
    (2025, 2026)
    """
    return day.year if day.month >= 7 else day.year - 1


def beside(day: datetime.date, deleted: datetime.date | None) -> Literal["apres", "inconnu"]:
    """Was an export of this day, no older than the deletion, made after it? Of one day it cannot be told."""
    return "inconnu" if deleted is None or day == deleted else "apres"


def age(
    date: datetime.datetime | None, *, today: datetime.date | None, deleted: datetime.date | None
) -> list[Constat]:
    """What is wrong with the day of an export."""
    if date is None:
        return []
    shown = {"date": f"{date:%d/%m/%Y}"}
    if today is not None and date.date() > today + datetime.timedelta(days=1):
        return [Constat("date-future", 0, shown)]
    if today is not None and school_year(date.date()) < school_year(today):
        return [Constat("annee-passee", 0, shown)]
    if deleted is not None and date.date() < deleted:
        return [Constat("avant-suppression", 0, shown)]
    return []


_DAMAGE = {
    *("espace-de-noms", "version-absente", "element-absent", "element-inconnu", "element-double"),
    *(
        "element-vide",
        "ordre",
        "base64",
        "cle-taille",
        "contenu-tronque",
        "verification-taille",
        "date-export",
    ),
}


def _verdict(codes: set[str]) -> Verdict:
    """The gravest thing first: what makes the file useless, then what makes it the wrong one."""
    if codes & _DAMAGE:
        return "abime"
    if codes & {"uai-autre"}:
        return "autre-etablissement"
    if codes & {"annee-passee", "avant-suppression"}:
        return "ancien"
    if codes & {"bom", "crlf", "reindente"}:
        return "reenregistre"
    return "complet"
