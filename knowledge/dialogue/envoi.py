"""The escalation file given to the person: read over, as an e-mail, as one page (PDF), and for a call."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from knowledge.dialogue import imprime
from knowledge.dialogue.courriel import Courriel, compose, header, show
from knowledge.dialogue.dossier import Dossier, Ligne
from knowledge.dialogue.escalade import gather, masked
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.journal import history, waiting
from knowledge.dialogue.parcours import Parcours
from knowledge.dialogue.preuves import SEPARATOR
from knowledge.dialogue.restes import remains
from knowledge.dialogue.texte import plain
from knowledge.dialogue.types import LINE_NODE, Answer, File, Line, Lines, Option, Reply, Text
from knowledge.triage.enquete import MESSAGE_NODE

EXACT = frozenset({"adresse", "net", "client", "lien", "validation"})
"""The lines that are cut last: an address is of use whole."""

REVIEWS = frozenset({"dossier_lignes", "dossier_entier"})
"""The documents of a node where the file is read over (`documents.DOCUMENTS`)."""

SHOWN = "lignes"
"""Among what is offered: the lines that were shown away from where the file is read over."""

REMAINS_NODE = "restes"
"""The node of the button that takes out the lines which still tell what was struck out."""

MASKED_MAX = 12
"""Masked words that are told."""

OUT, BACK = "retirer", "remettre"
"""What the button of a line does."""


def review(guide: Guide, place: Parcours, _: tuple[Answer, ...], node: str) -> Iterator[Reply]:  # noqa: ARG001
    """The lines, each with its button, and what is missing: nothing leaves that was not read over."""
    yield from _reviewed(guide, place, gather(guide, place))


def _reviewed(guide: Guide, place: Parcours, dossier: Dossier) -> Iterator[Reply]:
    known = names(guide, dossier)
    yield Text(guide.say("dossier/pour", known))
    if rows := lines(guide, dossier):
        yield Lines(rows)
    if words := masked(guide, place):
        yield Text(
            guide.say("dossier/masques", {"mots": words[:MASKED_MAX], "autres": len(words[MASKED_MAX:])})
        )
    yield Text(guide.say("dossier/jauge", known))


def shows_lines(place: Parcours, offered: Container[str]) -> bool:
    """Are the lines read over here, or were they shown?"""
    return SHOWN in offered or not REVIEWS.isdisjoint(place.node.documents)


def toggles(guide: Guide, dossier: Dossier) -> tuple[Option, ...]:
    """The buttons of the lines."""
    return tuple(line.toggle for line in lines(guide, dossier))


def leftovers(guide: Guide, dossier: Dossier) -> tuple[Option, ...]:
    """The button for the lines that still tell what was struck out, where there are any."""
    if not any(remains(dossier)):
        return ()
    return (Option(REMAINS_NODE, OUT, guide.word("dossier.restes")),)


def lines(guide: Guide, dossier: Dossier) -> tuple[Line, ...]:
    """All lines in their order, those that were taken out among them."""
    out = {line.id for line in dossier.retirees}
    return tuple(
        _line(guide, line, out=line.id in out)
        for line in sorted((*dossier.lignes, *dossier.retirees), key=lambda line: line.numero)
    )


def _line(guide: Guide, line: Ligne, *, out: bool) -> Line:
    geste = BACK if out else OUT
    verb = guide.word(f"dossier.gestes.{geste}")
    label = guide.word("dossier.bouton", geste=verb, ligne=line.label)
    return Line(line.label, line.value, out, Option(LINE_NODE, f"{geste}.{line.id}", label), verb)


def send(guide: Guide, place: Parcours, _: tuple[Answer, ...], node: str) -> Iterator[Reply]:
    """The file for whoever has to act."""
    yield from _given(guide, gather(guide, place), node)


def follow(guide: Guide, place: Parcours, _: tuple[Answer, ...], node: str) -> Iterator[Reply]:  # noqa: ARG001
    """Where the file stands: what happened since it was sent, how long ago, whom to call."""
    known = names(guide, gather(guide, place))
    told = {"passages": list(history(guide, place.connu)), "jours": waiting(guide, place.connu)}
    yield Text(guide.say("dossier/suivi", known | told))


def whole(guide: Guide, place: Parcours, _: tuple[Answer, ...], node: str) -> Iterator[Reply]:
    """Both at once, where nobody was asked to read it over before."""
    dossier = gather(guide, place)
    yield from _reviewed(guide, place, dossier)
    yield from _given(guide, dossier, node, read=True)


def calls(guide: Guide, place: Parcours, _: tuple[Answer, ...], node: str) -> Iterator[Reply]:  # noqa: ARG001
    """What to say on the telephone."""
    yield Text(say_call(guide, gather(guide, place)))


def say_call(guide: Guide, dossier: Dossier) -> str:
    """The same as a text, in light markup."""
    return guide.say("dossier/telephone", names(guide, dossier))


def write(guide: Guide, dossier: Dossier) -> Courriel:
    """The file as an e-mail; `to` is empty for a recipient whose address the guide does not tell."""
    known = names(guide, dossier)
    subject = header(guide.page("courriels/dossier.objet.j2", known))
    body = guide.page("courriels/dossier.corps.j2", known).strip() + "\n"
    short = guide.page("courriels/dossier.court.j2", known).strip() + "\n"
    return compose(header(known["pour"]["courriel"]), subject, body, short)


def page(guide: Guide, dossier: Dossier) -> bytes:
    """The file as one tagged PDF page; what does not fit on it is cut, and the page says so."""
    words = guide.words["dossier"]["page"]
    lines = [
        asdict(line)
        | {
            "value": imprime.printable(_parts(line), mark=words["signe"]),
            "whole": len(line.value) <= imprime.VALUE_MAX,
            "exact": line.id in EXACT or line.id.startswith("lien_"),
        }
        for line in dossier.lignes
    ]
    shown = names(guide, dossier) | {"mots": words, "lignes": lines}
    shown.pop("dossier")
    return imprime.set_page(guide.texts["rapports/dossier.typ"], shown)


def _parts(line: Ligne) -> str:
    """The value of a line, its parts one below the other where it was put together."""
    return line.value.replace(SEPARATOR, "\n") if line.source == "calcul" else line.value


def names(guide: Guide, dossier: Dossier) -> dict[str, Any]:
    """What its texts can use."""
    pour: Mapping[str, str] = guide.data["dossier.toml"]["pour"][dossier.pour]
    said = {line.id: line.value for line in dossier.lignes}
    none = plain(guide.nodes[MESSAGE_NODE].shown("aucun"))
    return {
        "dossier": dossier,
        "reference": dossier.reference,
        "jour": dossier.jour,
        "uai": said.get("uai", ""),
        "su": dossier.known,
        "total": dossier.total,
        "manque": [label for _, label in dossier.manquantes],
        "restes": [(struck.label, [line.label for line in told]) for struck, told in remains(dossier)],
        "edition": guide.edition,
        "pour": {"telephone": "", "page": "", **pour},
        "sujet": next((said[id] for id in ("message", "probleme", "ou") if said.get(id, none) != none), ""),
        "personne": said.get("qui") == plain(guide.nodes["probleme"].shown("personne")),
    }


def _given(guide: Guide, dossier: Dossier, node: str, *, read: bool = False) -> Iterator[Reply]:
    """The e-mail and the page; `read`: whom it is for, and its reference, were said just above."""
    written = write(guide, dossier)
    yield Text(guide.say("dossier/envoyer", names(guide, dossier) | {"relu": read}))
    yield from show(guide, written, node=node, name=_file(guide, dossier, "fichier_courriel"))
    yield File(node, _file(guide, dossier, "fichier_page"), imprime.TYPE, page(guide, dossier))


def _file(guide: Guide, dossier: Dossier, kind: str) -> str:
    """The name of a file: a pattern of `[dossier]` with the reference, as it is."""
    return guide.fill(str(guide.words["dossier"][kind]), {"reference": dossier.reference})
