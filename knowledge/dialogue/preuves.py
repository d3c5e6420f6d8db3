"""The lines of an escalation file that come from what was pasted and sent: links, infoMobileApp.json, counts.

A link is judged anew each time, with what the conversation knows of the school by then.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from knowledge.cas import tableau
from knowledge.cas.autopsie import Autopsie, examine
from knowledge.dialogue.bilan import Cause, Row
from knowledge.dialogue.connu import Connu
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.mots import words_of
from knowledge.dialogue.parcours import bases_of
from knowledge.dialogue.pieces import Comptes, InfoMobile
from knowledge.dialogue.services import addresses
from knowledge.dialogue.texte import plain

SEPARATOR = "\u00a0; "
"""Between the parts of a line that holds several; an e-mail shows them one below the other."""

SEPARATOR = "\u00a0; "
"""Between the parts of a line that holds several; an e-mail shows them one below the other."""

CAUSES = 6
"""Reasons that are told, the commonest first."""


def link_lines(guide: Guide, connu: Connu, told: Container[str] = ()) -> Iterator[tuple[str, str, str]]:
    """Each pasted link: the name of its line, its label, the link, its defects and what it should be.

    What it should be is left out where the file has it already (`told`).
    """
    words, bases = guide.data["dossier.toml"]["releve"], bases_of(guide)
    found = [
        (each.service, each.part or None, examine(each.texte, bases=bases)) for each in connu.pieces.liens
    ]
    table = tableau.line_up(found, bases=bases, known=addresses(connu))  # type: ignore[arg-type]  # kept as it was told
    judged = [
        (line.service, cell.part, cell.autopsie, cell.expected)
        for line, cell in table.cellules
        if cell.autopsie is not None
    ]
    judged += [("", "autre", each, each.corrected) for each in table.autres]  # type: ignore[misc]  # no part of a service
    ranks: dict[str, int] = {}
    for service, part, link, expected in judged:
        id = "_".join(filter(None, ("lien", service, part)))
        ranks[id] = ranks.get(id, 0) + 1
        label = guide.fill(
            words["label"],
            {"partie": words["parties"][part], "service": words["services"][service or "inconnu"]},
        )
        yield f"{id}{ranks[id]}", label, _judged(guide, link, "" if expected in told else expected)


def _judged(guide: Guide, link: Autopsie, expected: str) -> str:
    words = guide.data["dossier.toml"]["releve"]
    faults = [_fault(guide, one.code, {"found": one.found} | dict(one.values)) for one in link.findings]
    if not faults:
        return guide.fill(words["juste"], {"lien": link.found})
    wanted = expected if expected != link.found else ""
    return guide.fill(words["faux"], {"lien": link.found, "fautes": faults, "attendu": wanted})


def _fault(guide: Guide, code: str, values: dict[str, str]) -> str:
    return plain(guide.phrase(guide.data["adresses.toml"]["constats"][code]["court"], values))


def mobile_line(guide: Guide, info: InfoMobile | None) -> str:
    """What the school's PRONOTE.net says of itself."""
    if info is None:
        return ""
    words, known = guide.data["dossier.toml"]["mobile"]["phrase"], bases_of(guide).of(info.cas_url)
    base = "" if known is bases_of(guide).default else bases_of(guide).default.url
    return guide.fill(words, {"info": info, "attendue": base if info.cas_url else ""})


def count_lines(guide: Guide, counts: Comptes | None) -> dict[str, str]:
    """How many match, why others do not, and the exports that were read: numbers, never a name."""
    if counts is None:
        return {}
    words = guide.data["dossier.toml"]["comptes"]
    day = "/".join(reversed(counts.jour.split("-")))
    columns = [_column(guide, row) for row in counts.table if any(row[1:])]
    reasons = [_reason(guide, cause) for cause in counts.causes[:CAUSES]]
    rest = sum(cause.number for cause in counts.causes[CAUSES:])
    known = {"jour": day, "certain": counts.certain, "a_voir": counts.to_mend, "reste": rest}
    return {
        "comptes": guide.fill(words["tableau"], known | {"colonnes": columns}) if columns else "",
        "ecarts": guide.fill(words["ecarts"], known | {"raisons": reasons}) if reasons else "",
        "export": SEPARATOR.join(
            guide.fill(words["export"], {"uai": uai, "jour": "/".join(reversed(made.split("-")))})
            for uai, made in counts.exports
        ),
    }


def _column(guide: Guide, row: Row) -> str:
    mots = words_of(guide).phrases["mots"]
    name, *cells = row
    said = " / ".join(mots["tiret"] if cell is None else str(cell) for cell in cells)
    return f"{mots[name]} {said}"


def _reason(guide: Guide, cause: Cause) -> str:
    """A reason in few words, whose people they are, and how many."""
    words, phrases = guide.data["dossier.toml"]["comptes"], words_of(guide).phrases
    why = words["raisons"].get(cause.code) or phrases["niveaux"][cause.code]
    name = phrases["mots"].get(cause.categorie, phrases["mots"]["sans_categorie"])
    return guide.fill(
        words["raison"], {"categorie": name, "nombre": cause.number, "raison": why[:1].lower() + why[1:]}
    )
