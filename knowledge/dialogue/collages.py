"""What is said of a paste from a console or a browser: links, several in a table, infoMobileApp.json."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from knowledge.cas import infomobile, tableau
from knowledge.cas.autopsie import Autopsie, examine, examine_all
from knowledge.cas.etiquettes import Service
from knowledge.cas.liens import Bases
from knowledge.cas.tableau import Tableau
from knowledge.dialogue.echos import consequence, sentence
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.liens_colles import say_table
from knowledge.dialogue.parcours import bases_of
from knowledge.dialogue.pieces import InfoMobile, Lien, Pieces
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.services import addresses
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import Copy, Reply, Text

LINKS, LINK_SIGNS = 8, 600
"""Links that are kept for the escalation file, and signs of one; a console shows six of two hundred."""


def answer(here: Scene, said: str) -> tuple[Reply, ...]:
    """What a paste leads to; nothing for words alone."""
    guide = here.guide
    if (info := infomobile.read(said)) is not None:
        return tuple(say_info(guide, info))
    if "/" not in said:
        return ()
    if (table := compare(here, said)) is not None:
        return tuple(say_table(guide, table))
    judged = dict.fromkeys(examine_all(said, bases=bases_of(guide)))
    return tuple(reply for link in judged if link.kind != "unknown" for reply in _autopsy(here, link))


def keep(here: Scene, said: str) -> Pieces:
    """What a paste adds to the escalation file: its links, the last of a kind, and infoMobileApp.json.

    A right address alone is an answer, and shows nothing; so is that of a page which nobody gives for it.
    """
    pieces = here.state.pieces
    if "/" not in said and "CAS" not in said:
        return pieces
    if (info := infomobile.read(said)) is not None:
        return replace(pieces, info=info)
    only = _only(here)
    kept = {_kind(each, bases_of(here.guide)): each for each in pieces.liens}
    for service, part, link in tableau.told(said, bases=bases_of(here.guide)):
        # Of an address, what a browser or a person put behind it is nobody's business.
        bare = link.kind in {"login", "validate", "direct"}
        told = Lien(service or only, part or "", link.found if bare else link.found.partition("?")[0])
        matters = link.kind in {"login", "validate"} or (
            (part is not None or link.kind != "page") and any(one.severity != "info" for one in link.findings)
        )
        if matters and len(link.found) <= LINK_SIGNS:
            kind = _kind(told, bases_of(here.guide))
            kept = {each: there for each, there in kept.items() if each != kind} | {kind: told}
    return replace(pieces, liens=tuple(kept.values())[-LINKS:])


def _kind(link: Lien, bases: Bases) -> tuple[str, str]:
    return link.service, link.part or examine(link.texte, bases=bases).kind


def _only(here: Scene) -> Service:
    """The one service that the conversation is about."""
    said = here.place.connu.perimetre
    return "net" if said == "net" else "client" if said == "client" else ""


def compare(here: Scene, said: str) -> Tableau | None:
    """The links of a paste judged together, with the addresses that the conversation has."""
    known = addresses(here.place.connu)
    return tableau.judge(said, bases=bases_of(here.guide), known=known, only=_only(here))


def say_info(guide: Guide, info: InfoMobile) -> Iterator[Reply]:
    """What infoMobileApp.json tells, and what to do of it."""
    lines = [guide.word("infomobile.publie")]
    if info.actif is not None:
        lines.append(guide.word(f"infomobile.{'actif' if info.actif else 'inactif'}"))
    if info.cas_url:
        lines.append(_base(guide, info.cas_url))
    elif info.actif:
        lines.append(guide.word("infomobile.sans_base"))
    if info.espaces:
        lines.append(guide.word("infomobile.espaces", liste=", ".join(map(literal, info.espaces))))
    elif info.espaces is not None:
        lines.append(guide.word("infomobile.sans_espace"))
    if info.version:
        lines.append(guide.word("infomobile.version", version=info.version))
    name = "lu_nom" if info.nom else "lu"
    title = guide.word(f"infomobile.{name}", nom=info.nom)
    yield Text("\n".join([title, "", *(f"- {line}" for line in lines)]), guide.word("source.complement"))


def _base(guide: Guide, url: str) -> str:
    """The CAS base that PRONOTE.net uses, beside the one that is expected."""
    bases = bases_of(guide)
    known = bases.of(url)
    if known is None:
        return guide.word("infomobile.base_inconnue", base=url, attendue=bases.default.url)
    if known is bases.default:
        return guide.word("infomobile.base_attendue", base=known.url)
    return guide.word(
        "infomobile.base_autre", base=known.url, libelle=known.libelle, attendue=bases.default.url
    )


def _autopsy(here: Scene, link: Autopsie) -> Iterator[Reply]:
    """What is wrong in a pasted link, each with its consequence, and what it should be.

    A link of another address than the one noted is not put right: which of the two is, nobody can tell.
    """
    guide, noted = here.guide, here.place.connu.adresse
    kind = guide.word(f"dialogue.lien_{link.kind}")
    if not link.findings:
        yield Text(guide.word("dialogue.lien_juste", sorte=kind))
    else:
        lines = [f"- {sentence(guide, finding)} {consequence(guide, finding)}" for finding in link.findings]
        yield Text("\n".join([guide.word("dialogue.lien_lu", sorte=kind), "", *lines]))
        if link.corrected:
            yield Copy(guide.word("dialogue.lien_corrige"), link.corrected)
    if noted and link.adresse and noted.public.casefold() != link.adresse.public.casefold():
        yield Text(guide.word("dialogue.lien_autre", notee=noted.public))
