"""The autopsy of pasted links: what each one is, what is wrong in it, and what it should be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge.cas import hote, reperage, service
from knowledge.cas.adresse import Adresse, Lecture, read, secrets
from knowledge.cas.constats import FOUND_MAX, Constat, Releve
from knowledge.cas.liens import Base, Bases, links
from knowledge.dialogue.errors import AddressRefused
from knowledge.dialogue.secrets import MASK, masked_kinds

Kind = Literal["login", "validate", "public", "direct", "page", "unknown"]


@dataclass(frozen=True, slots=True)
class Autopsie:
    """One link: `found` as it stood (secrets masked), `corrected` as it should be, of the same kind.

    A page has the public address for its correction. `corrected` is empty where nothing can be said;
    `refused` then tells why. `adresse` is the school's, where it could be read.
    """

    kind: Kind
    corrected: str
    findings: tuple[Constat, ...]
    found: str = ""
    adresse: Adresse | None = None
    refused: AddressRefused | None = None

    @property
    def right(self) -> bool:
        """Is it a link with nothing wrong in it?"""
        return self.kind != "unknown" and not any(one.severity == "error" for one in self.findings)


def examine(text: str, *, bases: Bases, expected: Adresse | None = None) -> Autopsie:
    """Examine the first link of a text; `unknown` when there is none. Never raises.

    With `expected`, the school's own address, a link of another one is a finding too.
    """
    return examine_all(text, bases=bases, expected=expected)[0]


def examine_all(text: str, *, bases: Bases, expected: Adresse | None = None) -> tuple[Autopsie, ...]:
    """Examine every link of a text, in order; one `unknown` when there is none. Never raises."""
    collage = reperage.find(text)
    if not collage.extraits:
        found = " ".join(collage.text.split())[:FOUND_MAX]
        refused = AddressRefused(found=found, reason="none")
        return (Autopsie("unknown", "", secrets(collage.secrets), found, refused=refused),)
    judged = []
    for extrait in collage.extraits:
        releve = Releve()
        releve.noted.extend(secrets(_kinds(extrait.link, collage)))
        if _padded(collage, extrait):
            releve.note("spaces", "info", extrait.link)
        judged.append(_judge(extrait, releve, bases, expected))
    return tuple(judged)


def examine_base(text: str, *, bases: Bases) -> tuple[Constat, ...]:
    """What is to be said of the CAS base of a link, or of a base alone; nothing where there is none."""
    releve = Releve()
    for extrait in reperage.find(text).extraits[:1]:
        link = service.unwrap(extrait.link)
        if (cas := service.read(link)) is not None:
            _base(cas, releve, bases)
        elif (known := bases.of(link)) is not None:
            _note_base(known, releve, bases)
    return releve.constats


def _judge(extrait: reperage.Extrait, releve: Releve, bases: Bases, expected: Adresse | None) -> Autopsie:
    link = service.unwrap(extrait.link)
    cas = service.read(link)
    if cas is not None:
        return _cas(cas, extrait, releve, bases, expected)
    try:
        lecture = read(link, spaced=extrait.spaced)
    except AddressRefused as error:
        known = bases.of(link)
        if known is None:
            return Autopsie("unknown", "", releve.constats, extrait.link, refused=error)
        _note_base(known, releve, bases)
        return Autopsie("unknown", known.url, releve.constats, extrait.link)
    adresse = _school(lecture, releve, expected)
    kind: Kind = "page" if lecture.page else "direct" if lecture.direct else "public"
    made = links(adresse, bases.default.url)
    corrected = made.direct if kind == "direct" else made.public
    return Autopsie(kind, corrected, releve.constats, extrait.link, lecture.adresse)


def _cas(
    cas: service.LienCas, extrait: reperage.Extrait, releve: Releve, bases: Bases, expected: Adresse | None
) -> Autopsie:
    """Judge a CAS link: its base, its end point, its parameter, then the service."""
    base = _base(cas, releve, bases)
    endpoint, parameter = service.ENDPOINTS[cas.purpose], service.PARAMETERS[cas.purpose]
    if cas.endpoint != endpoint:
        releve.note("wrong-parameter", "error", cas.endpoint, expected=endpoint, what="name")
    if cas.service is None:
        releve.note("wrong-parameter", "error", "", expected=f"{parameter}=", what="name")
        corrected = _of_kind(cas.purpose, expected, base.url) if expected else ""
        return Autopsie(cas.purpose, corrected, releve.constats, extrait.link)
    if cas.parameter != parameter:
        releve.note("wrong-parameter", "error", cas.parameter, expected=parameter, what="name")
    try:
        lecture = read(cas.service, in_cas_link=True, spaced=extrait.spaced)
    except AddressRefused as error:
        releve.note("wrong-parameter", "error", cas.service, expected=f"{parameter}=", what="service")
        corrected = _of_kind(cas.purpose, expected, base.url) if expected else ""
        return Autopsie(cas.purpose, corrected, releve.constats, extrait.link, refused=error)
    adresse = _school(lecture, releve, expected)
    corrected = _of_kind(cas.purpose, adresse, base.url)
    return Autopsie(cas.purpose, corrected, releve.constats, extrait.link, lecture.adresse)


def _of_kind(purpose: service.Purpose, adresse: Adresse, base: str) -> str:
    made = links(adresse, base)
    return made.login if purpose == "login" else made.validate


def _base(cas: service.LienCas, releve: Releve, bases: Bases) -> Base:
    """The base that the corrected link stands on: the one found, where it is known (E-cas-base)."""
    if cas.scheme == "http":
        releve.note("http", "error", "http://", where="cas")
    if cas.userinfo:
        releve.note("userinfo", "error", f"{MASK}@{cas.host}")
    secure = "https" + cas.base[cas.base.index("://") :]
    known = bases.of(secure)
    plain = hote.latin(cas.host)
    if known is None and plain != cas.host:
        known = bases.of(secure.replace(cas.host, plain, 1))
        if known is not None:
            releve.note("look-alike", "error", cas.host, host=plain, what="letters")
    if known is None:
        releve.note("cas-base-unknown", "error", cas.base, expected=bases.default.url)
        return bases.default
    _note_base(known, releve, bases)
    return known


def _note_base(known: Base, releve: Releve, bases: Bases) -> None:
    if known is not bases.default:
        releve.note(
            "cas-base-other",
            "warning",
            known.url,
            expected=bases.default.url,
            libelle=known.libelle,
            obsolete="oui" if known.obsolete else "",
        )


def _school(lecture: Lecture, releve: Releve, expected: Adresse | None) -> Adresse:
    """Note what is wrong in the address; return the one that the link should carry."""
    releve.noted.extend(lecture.constats)
    if expected is None or lecture.adresse.public.casefold() == expected.public.casefold():
        return lecture.adresse
    releve.note("other-school", "error", lecture.adresse.public, expected=expected.public)
    return expected


def _kinds(link: str, collage: reperage.Collage) -> tuple[str, ...]:
    """The kinds of secrets in one link: by their parameters, or else any kind that the paste had."""
    if len(collage.extraits) == 1:
        return collage.secrets or masked_kinds(link)
    return (masked_kinds(link) or collage.secrets) if MASK in link else ()


def _padded(collage: reperage.Collage, extrait: reperage.Extrait) -> bool:
    """Is the paste nothing but the link, with spaces around it?"""
    line = collage.text.strip("\n")
    return line != line.strip() and line.strip() == extrait.link
