"""Any file to what stands in it: recognised by content, read as far as it can be, refused in one sentence."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from knowledge.comptes.lignes import ListeRefusee
from knowledge.comptes.limites import MAX_BYTES
from knowledge.comptes.liste import Liste
from knowledge.comptes.liste import read as read_list
from knowledge.comptes.nature import recognise
from knowledge.comptes.personnes import Constat, Cote, Personne
from knowledge.comptes.vocabulaire import Vocabulaire
from knowledge.uai import is_sound

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from knowledge.comptes.conteneur import Conteneur
    from knowledge.comptes.export import Export

Kind = Literal["conteneur", "export", "liste-pronote", "liste-ent", "inconnu"]

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_LONGEST_NAME = 80


@dataclass(slots=True)
class Fichier:
    """A file that was read. `refus` says why nothing could be read of it; `nature` what it is then.

    `empreinte` is the SHA-256 of its bytes; `suppression` tells whether an export that looks right
    was made after the deletion of last year's identifiers.
    """

    nom: str
    kind: Kind
    nature: str = ""
    uai: str = ""
    date: str = ""
    personnes: tuple[Personne, ...] = ()
    constats: list[Constat] = field(default_factory=list)
    cote_sur: bool = True
    simple: bool = False
    empreinte: bytes = b""
    conteneur: Conteneur | None = None
    ouvert: bool = False
    suppression: Literal["", "apres", "inconnu"] = ""
    refus: Constat | None = None

    @property
    def cote(self) -> Cote | None:
        """Whose people these are."""
        match self.kind:
            case "liste-pronote":
                return "pronote"
            case "liste-ent" | "export":
                return "ent"
        return "ent" if self.ouvert else None


def show_name(name: str) -> str:
    """A file's name as it may be shown: no folder, nothing invisible, not endless. Never used as a path.

    >>> show_name("../../x\\u202Etxt.xml")
    'xtxt.xml'
    """
    last = re.split(r"[\\/]", name)[-1]
    return _UNSAFE.sub("", last)[:_LONGEST_NAME] or "-"


def read(  # noqa: PLR0913 - options, all named
    name: str,
    data: bytes,
    vocabulaire: Vocabulaire,
    *,
    today: datetime.date,
    keys: Sequence[RSAPrivateKey] = (),
    cote: Cote | None = None,
    uai: str = "",
    deleted: datetime.date | None = None,
    source: int = 0,
) -> Fichier:
    """Read a file. What cannot be read is a result: `refus` is set and nothing is raised.

    `uai` is the school it should be of, `deleted` the day on which last year's identifiers went.
    """
    shown = show_name(name)
    if len(data) > MAX_BYTES:
        limit = {"maximum": str(MAX_BYTES // 1024 // 1024)}
        return Fichier(shown, "inconnu", "trop-gros", refus=Constat("trop-gros", 0, limit))
    nature = recognise(data)
    match nature:
        case "xml":
            fichier = _read_xml(shown, data, today, keys, uai, deleted)
        case "texte" | "xlsx":
            fichier = _read_list(shown, data, nature, vocabulaire, this_year=today.year, cote=cote)
        case _:
            fichier = Fichier(shown, "inconnu", nature, refus=Constat("nature", 0, {"nature": nature}))
    fichier.empreinte = sha256(data).digest()
    for person in fichier.personnes:
        person.source = source
    return fichier


def _read_list(  # noqa: PLR0913 - the inside of `read`
    shown: str, data: bytes, nature: str, vocabulaire: Vocabulaire, *, this_year: int, cote: Cote | None
) -> Fichier:
    from knowledge.comptes.encodages import EncodingRefused, decode  # noqa: PLC0415

    oddities: tuple[Constat, ...] = ()
    try:
        if nature == "xlsx":
            from knowledge.comptes import tableur  # noqa: PLC0415

            liste = tableur.read(data, vocabulaire, this_year=this_year)
        else:
            text, oddities = decode(data)
            liste = read_list(text, vocabulaire, this_year=this_year)
    except EncodingRefused as refused:
        return Fichier(shown, "inconnu", nature, refus=Constat("encodage", 0, {"encodage": str(refused)}))
    except ListeRefusee as refused:
        return Fichier(shown, "inconnu", nature, refus=Constat(refused.code, 0, refused.valeurs))
    return from_list(shown, liste, constats=oddities, cote=cote)


def from_list(
    name: str, liste: Liste, *, constats: Sequence[Constat] = (), cote: Cote | None = None
) -> Fichier:
    """The file of a list that was read, or pasted; `cote` is whose the person says it is."""
    side = cote or liste.cote
    return Fichier(
        name,
        "liste-ent" if side == "ent" else "liste-pronote",
        "liste",
        personnes=liste.personnes,
        constats=[*constats, *liste.constats],
        cote_sur=liste.sur or cote is not None,
        simple=liste.simple,
    )


def _read_xml(  # noqa: PLR0913, PLR0917 - the inside of `read`
    shown: str,
    data: bytes,
    today: datetime.date,
    keys: Sequence[RSAPrivateKey],
    uai: str,
    deleted: datetime.date | None,
) -> Fichier:
    from knowledge.comptes import balises, conteneur, export  # noqa: PLC0415 - lists do without lxml

    try:
        root = balises.root(data)
        if conteneur.is_conteneur(root):
            sealed = conteneur.read(data, today=today, uai=uai, deleted=deleted)
            fichier = _open(shown, sealed, keys, today)
            if sealed.date and sealed.verdict in {"complet", "reenregistre"}:
                fichier.suppression = conteneur.beside(sealed.date.date(), deleted)
            return fichier
        if export.is_export(root):
            return _from_export(shown, export.read(data, this_year=today.year), today, deleted)
    except balises.XmlRefuse as refused:
        return Fichier(shown, "inconnu", "xml", refus=Constat(refused.code, 0, refused.valeurs))
    space, name = balises.split_name(root)
    values = {"racine": name[:60], "espace": space[:100]}
    return Fichier(shown, "inconnu", "xml", refus=Constat("racine", 0, values))


def _from_export(
    shown: str, read: Export, today: datetime.date | None = None, deleted: datetime.date | None = None
) -> Fichier:
    """An export's people; with `today`, its age counts (that of a sealed one stands on the envelope)."""
    from knowledge.comptes.conteneur import age, beside  # noqa: PLC0415 - lists do without lxml

    constats = [Constat("uai-lettre", 0, {"uai": uai[:20]}) for uai in read.uais if not is_sound(uai)]
    fichier = Fichier(
        shown, "export", "export", read.uais[0] if read.uais else "", read.date, read.personnes,
        [*constats, *read.constats],
    )  # fmt: skip
    try:
        made = datetime.datetime.fromisoformat(read.date)
    except ValueError:
        return fichier
    if today is not None:
        wrong = age(made, today=today, deleted=deleted)
        fichier.constats[:0] = wrong
        fichier.suppression = "" if wrong else beside(made.date(), deleted)
    return fichier


def _open(shown: str, sealed: Conteneur, keys: Sequence[RSAPrivateKey], today: datetime.date) -> Fichier:
    fichier = Fichier(
        shown, "conteneur", "conteneur", sealed.uai, sealed.date.isoformat() if sealed.date else "",
        constats=list(sealed.constats), conteneur=sealed,
    )  # fmt: skip
    if not keys:
        fichier.constats.append(Constat("scelle"))
        return fichier
    from knowledge.comptes import balises, export, ouverture  # noqa: PLC0415

    for key in keys:
        try:
            clear = export.read(ouverture.open_sealed(sealed, key), this_year=today.year)
        except ouverture.OuvertureImpossible:
            continue
        except balises.XmlRefuse as refused:
            fichier.constats.append(Constat(refused.code, 0, refused.valeurs))
            return fichier
        opened = _from_export(shown, clear)
        fichier.personnes, fichier.ouvert = opened.personnes, True
        fichier.constats += opened.constats
        if fichier.uai and opened.uai and fichier.uai != opened.uai:
            fichier.constats.append(Constat("uai-autre", 0, {"uai": opened.uai, "attendu": fichier.uai}))
        return fichier
    fichier.constats.append(Constat("ouverture-impossible"))
    return fichier
