"""What is said of a paste from a console or a browser: links, several in a table, infoMobileApp.json."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.cas import infomobile, tableau
from knowledge.cas.adresse import Adresse, normalise
from knowledge.cas.autopsie import Autopsie, examine_all
from knowledge.cas.infomobile import InfoMobile
from knowledge.cas.tableau import PARTS, Cellule, Ligne, Service, Tableau
from knowledge.dialogue.connu import Connu
from knowledge.dialogue.echos import consequence, sentence
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.parcours import bases_of
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import Copy, Grid, Reply, Text


def answer(here: Scene, said: str) -> tuple[Reply, ...]:
    """What a paste leads to; nothing for words alone."""
    guide = here.guide
    if (info := infomobile.read(said)) is not None:
        return tuple(say_info(guide, info))
    if "/" not in said:
        return ()
    if (table := compare(here, said)) is not None:
        return tuple(say_table(guide, table))
    judged = examine_all(said, bases=bases_of(guide))
    return tuple(reply for link in judged if link.kind != "unknown" for reply in _autopsy(here, link))


def compare(here: Scene, said: str) -> Tableau | None:
    """The links of a paste judged together, with the addresses that the conversation has."""
    connu = here.place.connu
    only: Service = "net" if connu.perimetre == "net" else "client" if connu.perimetre == "client" else ""
    return tableau.judge(said, bases=bases_of(here.guide), known=tuple(_known(connu)), only=only)


def say_table(guide: Guide, table: Tableau) -> Iterator[Reply]:
    """The table, then each link that is not right with what it should be, then what is missing."""
    yield Text(guide.word("liens.lu"))
    titles = tuple(guide.word(f"liens.parties.{part}") for part in PARTS)
    yield Grid(titles, tuple(_row(guide, line) for line in table.lignes))
    for line in table.lignes:
        for cell in line.cellules:
            if cell.autopsie is not None and cell.autopsie.findings:
                yield from _cell(guide, line, cell, cell.autopsie)
    missing = [(line, cell) for line in table.lignes for cell in line.cellules if cell.state == "manque"]
    if missing:
        yield Text(guide.word("liens.manquent"))
        for line, cell in missing:
            if cell.expected:
                yield Copy(_name(guide, line, cell), cell.expected)
    for link in table.autres:
        kind = guide.word(f"dialogue.lien_{link.kind}")
        yield Text(guide.word("liens.autre", sorte=kind, lien=link.found))
    if any(cell.part == "validate" and cell.autopsie for line in table.lignes for cell in line.cellules):
        yield Text(guide.word("liens.navigateur"))


def _known(connu: Connu) -> Iterator[tuple[Service, Adresse]]:
    """The addresses that were given, by the service they are of."""
    if connu.adresse is None:
        return
    if connu.avec_net or not connu.perimetre:
        yield "net", connu.adresse
    if not connu.perimetre:
        yield "", connu.adresse
    if connu.client is not None:
        yield "client", normalise(connu.client.public)[0]


def _row(guide: Guide, line: Ligne) -> tuple[str, ...]:
    """A line of the table: the service, then how each of its links is."""
    name = guide.word(f"liens.services.{line.service or 'inconnu'}")
    return (name, *(guide.word(f"liens.etats.{cell.state}") for cell in line.cellules))


def _name(guide: Guide, line: Ligne, cell: Cellule) -> str:
    part = guide.word(f"liens.parties.{cell.part}")
    return f"{part}, {guide.word(f'liens.services.{line.service}')}" if line.service else part


def _cell(guide: Guide, line: Ligne, cell: Cellule, judged: Autopsie) -> Iterator[Reply]:
    """Why one link is not right, and what it should be."""
    state = guide.word(f"liens.etats.{cell.state}")
    title = guide.word("liens.detail", nom=_name(guide, line, cell), etat=state)
    lines = [f"- {sentence(guide, each)} {consequence(guide, each)}" for each in judged.findings]
    yield Text("\n".join([title, "", *lines]))
    if cell.expected and cell.expected != judged.found:
        yield Copy(guide.word("dialogue.lien_corrige"), cell.expected)


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
