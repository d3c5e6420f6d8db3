"""Exact links: from a school's public address and the CAS base to what the console must show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from knowledge.cas import service
from knowledge.cas.adresse import Adresse
from knowledge.dialogue.errors import PersonError

LOGIN = "login?service="
VALIDATE = "samlValidate?TARGET="
DIRECT = "?login=true"

RFC_SAFE = ""
"""Everything reserved is encoded: RFC 3986, which the CAS protocol asks for."""

PRONOTE_SAFE = ":="
"""PRONOTE's console leaves the colon and the equals sign as they are; it decodes to the same address."""

_BASE = re.compile(
    r"https://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z](?::(?P<port>[0-9]{1,5}))?(?:/[\w.~-]+)*/?",
    re.ASCII | re.IGNORECASE,
)


class BaseRefused(PersonError):
    """What was given (`found`) is neither the name of a CAS base nor an `https` address."""


@dataclass(frozen=True, slots=True)
class Base:
    """One CAS base: its short name, its address (with the slash), whom it serves, whether it is old."""

    nom: str
    url: str
    libelle: str
    obsolete: bool


@dataclass(frozen=True, slots=True)
class Bases:
    """The CAS bases that are known, by name, and the name of the one that these schools should have."""

    par_nom: Mapping[str, Base]
    attendue: str

    @property
    def default(self) -> Base:
        """The base that these schools should have."""
        return self.par_nom[self.attendue]

    def of(self, url: str) -> Base | None:
        """The known base of this address; letter case and the last slash do not count."""
        key = url.rstrip("/").lower()
        return next((base for base in self.par_nom.values() if base.url.rstrip("/").lower() == key), None)


@dataclass(frozen=True, slots=True)
class Adresses:
    """The addresses of one PRONOTE service, as its console should show them."""

    public: str
    login: str
    validate: str
    direct: str
    cas: str
    hosted: bool


def read_bases(data: Mapping[str, Any]) -> Bases:
    """Read adresses.toml (as parsed) into the known bases."""
    return Bases(
        {
            nom: Base(nom, table["url"], table["libelle"], table.get("obsolete", False))
            for nom, table in data["bases"].items()
        },
        data["base_attendue"],
    )


def base(name_or_url: str, bases: Bases) -> str:
    """Resolve `asp`, `prod`, another known name, an address or a CAS link to a base that ends with a slash.

    Raises BaseRefused for an unknown name and for an address that is not https.
    """
    asked = name_or_url.strip()
    if (cas := service.read(asked)) is not None:
        asked = cas.base
    known = bases.par_nom.get(asked.lower().removeprefix("cas-")) or bases.of(asked)
    if known:
        return known.url
    address = _BASE.fullmatch(asked)
    if not address or int(address["port"] or 443) not in range(1, 65_536):
        raise BaseRefused(found=asked)
    return asked if asked.endswith("/") else asked + "/"


def links(adresse: Adresse, cas_base: str) -> Adresses:
    """Build the links of an address on a CAS base (taken as given, it ends with a slash).

    The service is percent-encoded as RFC 3986 says; decoding it gives the public address back.
    """
    return _links(adresse, cas_base, safe=RFC_SAFE)


def pronote_style(adresse: Adresse, cas_base: str) -> Adresses:
    """The same links as PRONOTE's console writes them: `https:%2F%2F…`."""
    return _links(adresse, cas_base, safe=PRONOTE_SAFE)


def _links(adresse: Adresse, cas_base: str, *, safe: str) -> Adresses:
    service = quote(adresse.public, safe=safe)
    return Adresses(
        public=adresse.public,
        login=cas_base + LOGIN + service,
        validate=cas_base + VALIDATE + service,
        direct=adresse.public + DIRECT,
        cas=cas_base,
        hosted=adresse.hosted,
    )
