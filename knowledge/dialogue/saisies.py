"""The entries that the guide's data may name: how a typed text becomes an answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from knowledge import uai
from knowledge.cas.adresse import Adresse, normalise
from knowledge.cas.autopsie import examine_base
from knowledge.cas.constats import Constat
from knowledge.cas.hote import HOSTED_DOMAIN
from knowledge.dialogue.connu import Connu
from knowledge.dialogue.errors import EntryRefused, NameRefused, UaiIsNoAddress, VersionRefused
from knowledge.dialogue.natures import Reconnu, is_version, recognise

LINE_MAX = 120
"""Characters kept of a name or a contact: they go into an e-mail that a link must be able to carry."""

MESSAGE_MAX = 400
"""Characters kept of a message that is displayed: a few lines of it tell which one it is."""

PROBLEM_MAX = 1000
"""Characters kept of what happens: a story of some sentences."""

UAI_SHAPE = re.compile(r"\s*\d{7}\s*[A-Za-z]\s*")
MISTYPED_UAI = re.compile(r"\s*(?=(?:\D*\d){4})(?!\d{7})[0-9A-Za-z]{7}[A-Za-z]\s*")
"""A code in which letters stand for digits."""

_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Saisie:
    """An accepted entry: the answer to keep, what was corrected or looks wrong, likely other readings."""

    value: str
    constats: tuple[Constat, ...] = ()
    suggestions: tuple[str, ...] = ()
    adresse: Adresse | None = field(default=None)


Validator = Callable[[str, Connu], Saisie]


def etablissement(text: str, connu: Connu) -> Saisie:
    """Read a UAI (of a hosted PRONOTE) or a public address.

    Raises AddressRefused, or UaiIsNoAddress where a UAI cannot tell the address (own server).
    """
    if MISTYPED_UAI.fullmatch(text):
        uai.read(text)
    if not UAI_SHAPE.fullmatch(text):
        return _address(text, connu)
    if connu.heberge is False:
        raise UaiIsNoAddress(found=text.strip())
    return _address(f"https://{uai.read(text).code}.{HOSTED_DOMAIN}/pronote/", connu)


def adresse(text: str, connu: Connu) -> Saisie:
    """Read a public address; a UAI only where one knows that PRONOTE is hosted."""
    if UAI_SHAPE.fullmatch(text) and connu.heberge is not True:
        raise UaiIsNoAddress(found=text.strip())
    return etablissement(text, connu)


def code_uai(text: str, _: Connu) -> Saisie:
    """Read a UAI. Raises UaiRefused."""
    read = uai.read(text)
    return Saisie(read.code, _letter(read), read.suggestions)


def nom(text: str, _: Connu) -> Saisie:
    """One line for the school's name. Raises EntryRefused or, for another thing, NameRefused."""
    line = _line(text, entry="nom")
    seen = recognise(line)
    if seen.nature:
        raise NameRefused(found=line, nature=seen.nature, **_kept(seen))
    return Saisie(line)


def contact(text: str, _: Connu) -> Saisie:
    """One line of free text for the contact. Raises EntryRefused when nothing is left."""
    return Saisie(_line(text, entry="contact"))


def message(text: str, _: Connu) -> Saisie:
    """What stands on the screen, on one line. Raises EntryRefused when nothing is left."""
    return Saisie(_line(text, entry="message", longest=MESSAGE_MAX))


def probleme(text: str, _: Connu) -> Saisie:
    """What happens, in a few words, on one line. Raises EntryRefused when nothing is left."""
    return Saisie(_line(text, entry="probleme", longest=PROBLEM_MAX))


def version(text: str, _: Connu) -> Saisie:
    """A version as the program shows it. Raises EntryRefused, or VersionRefused for anything else."""
    line = _line(text, entry="version")
    if is_version(line):
        return Saisie(line)
    seen = recognise(line)
    raise VersionRefused(found=line, nature=seen.nature, **_kept(seen))


VALIDATORS: Mapping[str, Validator] = {
    "etablissement": etablissement,
    "adresse": adresse,
    "uai": code_uai,
    "nom": nom,
    "contact": contact,
    "message": message,
    "probleme": probleme,
    "version": version,
}

FREE_ENTRIES = frozenset({"nom", "contact", "message", "probleme", "version"})
"""The entries that take any words."""

NAME_ENTRY = "nom"
"""The one of them that takes no sentence."""

CHECKED_ENTRIES = frozenset({"nom", "version"})
"""Those of them that tell another thing apart, and keep it for its own question."""


def _kept(seen: Reconnu) -> dict[str, str]:
    return {"meant": seen.value} if seen.value else {}


def _address(text: str, connu: Connu) -> Saisie:
    """An address; of a whole CAS link, what is to be said of its base too."""
    read, constats = normalise(text)
    suggestions = uai.read(read.uai).suggestions if read.uai else ()
    return Saisie(read.public, (*constats, *examine_base(text, bases=connu.bases)), suggestions, read)


def _letter(read: uai.Uai) -> tuple[Constat, ...]:
    return (
        () if read.valid else (Constat("uai-letter", "warning", read.code, (("expected", read.expected),)),)
    )


def _line(text: str, *, entry: str, longest: int = LINE_MAX) -> str:
    """Clean a typed line: no control, format or separator sign, single spaces, a bounded length."""
    kept = "".join(" " if unicodedata.category(sign) in _UNPRINTABLE else sign for sign in text)
    line = " ".join(kept.split())[:longest].strip()
    if not line:
        raise EntryRefused(entry=entry)
    return line
