"""The escalation file: what a conversation holds that whoever has to act needs, and what is missing.

Nothing is asked for it that was answered already. Its lines and what each recipient needs stand in
`dossier.toml`. Free words are masked (`secrets`, `personnes`); what was struck out is nowhere in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.dialogue.connu import Connu, given
from knowledge.dialogue.dossier import Dossier, Ligne
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.journal import history, recipient, replies
from knowledge.dialogue.manques import pasted, wanted
from knowledge.dialogue.parcours import Parcours
from knowledge.dialogue.personnes import Masque, mask_people
from knowledge.dialogue.pieces import PROBLEM_NODE, SINCE_NODE
from knowledge.dialogue.preuves import SEPARATOR, count_lines, link_lines, mobile_line
from knowledge.dialogue.secrets import mask
from knowledge.dialogue.texte import plain


def gather(guide: Guide, place: Parcours, *, pour: str = "") -> Dossier:
    """The file as it stands here, for `pour` or for whoever has to act now."""
    data = guide.data["dossier.toml"]
    pour = pour or recipient(place.connu)
    lines = tuple(
        Ligne(id, rank, label, _clean(guide, place, id, value).text, _SOURCES.get(id, "reponse"))
        for rank, (id, label, value) in enumerate(_told(guide, place), start=1)
    )
    struck = place.connu.pieces.retirees
    there = {line.id for line in lines if line.id not in struck}
    if there & {"net", "client"}:
        there.add("adresse")
    needed = wanted(place.connu, pour)
    return Dossier(
        # Only where an older edition kept the conversation without one: the next message draws it.
        reference=place.reference or guide.word("dossier.sans_reference"),
        pour=pour,
        lignes=tuple(line for line in lines if line.id not in struck),
        retirees=tuple(line for line in lines if line.id in struck),
        manquantes=tuple((id, data["lignes"][id]) for id in needed if id not in there and id not in struck),
        known=sum(id in there for id in needed),
        total=len(needed),
        jour=place.connu.today.strftime("%d/%m/%Y"),
    )


def masked(guide: Guide, place: Parcours) -> tuple[str, ...]:
    """What is masked in the lines that are to leave, for whoever sends to see whether it was right."""
    struck = place.connu.pieces.retirees
    found = (
        _clean(guide, place, id, value).found for id, _, value in _told(guide, place) if id not in struck
    )
    return tuple(dict.fromkeys(word for words in found for word in words))


def _clean(guide: Guide, place: Parcours, id: str, value: str) -> Masque:
    """No secret in any line, and no person in those that tell of the breakdown in free words."""
    bare = mask(value)[0]
    if id not in _FREE and not id.startswith(REPLY):
        return Masque(bare)
    return mask_people(guide, bare, year=place.connu.today.year, school=_school(place.connu))


def _school(connu: Connu) -> str:
    return given(connu.got("nom")) or given(connu.got("dossier_nom")) or pasted(connu, "nom")


LINKS, REPLIES = "releve", "reponses"
"""Where the links that were pasted, and what was answered, stand among the lines."""

REPLY = "reponse"
"""How the name of a line begins that holds what was answered."""

_FREE = frozenset({"probleme", "message", "depuis", "version"})
_SOURCES = {
    "lien": "guide",
    "validation": "guide",
    **dict.fromkeys(("etapes", "essais", "piste", "suivi", "comptes", "ecarts", "export"), "calcul"),
}


_RULED_OUT = frozenset({"essaye", "ecarte"})
"""What came of a cause that is likely no more."""


def _told(guide: Guide, place: Parcours) -> Iterator[tuple[str, str, str]]:
    """The name, label and value of every line there is, in the order of `dossier.toml`."""
    values = _values(guide, place)
    for id, label in guide.data["dossier.toml"]["lignes"].items():
        if id == LINKS:
            yield from link_lines(guide, place.connu, told=values.values())
        elif id == REPLIES:
            said = enumerate(replies(guide, place.connu), start=1)
            yield from ((f"{REPLY}{rank}", whose, words) for rank, (whose, words) in said)
        elif value := values.get(id):
            yield id, label, value


def _values(guide: Guide, place: Parcours) -> dict[str, str]:
    connu = place.connu
    liens = connu.net or connu.client or connu.principale
    return count_lines(guide, connu.pieces.comptes) | {
        "mobile": mobile_line(guide, connu.pieces.info),
        "suivi": SEPARATOR.join(history(guide, connu)),
        "probleme": given(connu.got(PROBLEM_NODE)),
        "qui": _chosen(guide, place, ("tri_profil", "tri_qui", "probleme")),
        "ou": _chosen(guide, place, ("tri_ou", "tri_reglage")),
        "message": given(connu.message) or _chosen(guide, place, ("tri_message",)),
        "depuis": SEPARATOR.join(filter(None, (_since(connu), _chosen(guide, place, ("tri_depuis",))))),
        "piste": _likely(guide, connu),
        "direct": _chosen(guide, place, ("dossier_direct",)),
        "essais": SEPARATOR.join(_tried(guide, connu)),
        "etapes": SEPARATOR.join(_done(guide, place)),
        "ecole": _school(connu),
        "uai": connu.uai,
        "hebergement": _hosting(guide, connu),
        "version": given(connu.got("dossier_version"))
        or pasted(connu, "version")
        or _chosen(guide, place, ("console",)),
        "meme_pc": _chosen(guide, place, ("meme_pc",)),
        "adresse": liens.public if liens and not (connu.net or connu.client) else "",
        "net": connu.net.public if connu.net else "",
        "client": connu.client.public if connu.client else "",
        "lien": liens.login if liens else "",
        "validation": liens.validate if liens else "",
        "contact": given(connu.got("contact")) or given(connu.got("dossier_contact")),
    }


def _since(connu: Connu) -> str:
    return given(connu.got(SINCE_NODE))


def _chosen(guide: Guide, place: Parcours, nodes: tuple[str, ...]) -> str:
    """The label of the first of these questions that was answered by more than « Je ne sais pas »."""
    for node in nodes:
        value = place.connu.got(node)
        if value and value not in {"ignore", "message", "passer", "tel_quel"}:
            return plain(guide.nodes[node].shown(value))
    return ""


def _likely(guide: Guide, connu: Connu) -> str:
    """The cause from which it follows who has to act, or the next one to look at: none that was ruled out."""
    out = {essai.piste.cause for essai in connu.essais if essai.resultat in _RULED_OUT}
    ways = (connu.verdict.piste if connu.verdict else None, connu.piste)
    found = next((each for each in ways if each and each.cause not in out), None)
    return plain(guide.nodes[found.cause.node].title) if found else ""


def _tried(guide: Guide, connu: Connu) -> Iterator[str]:
    said = guide.data["dossier.toml"]["resultats"]
    for essai in connu.essais:
        yield f"{plain(guide.nodes[essai.piste.cause.node].title)}\u00a0: {said[essai.resultat]}"


def _done(guide: Guide, place: Parcours) -> Iterator[str]:
    """The steps that were done, by chapter: how many, and the last one."""
    chapters: dict[str, list[str]] = {}
    for answer in place.path:
        node = guide.nodes[answer.node]
        if node.is_step:
            chapters.setdefault(guide.parts.get(node.part, ""), []).append(node.title)
    for chapter, titles in chapters.items():
        yield guide.word("dossier.etapes", partie=chapter, nombre=len(titles), derniere=plain(titles[-1]))


def _hosting(guide: Guide, connu: Connu) -> str:
    if connu.heberge is None:
        return ""
    return guide.nodes["hebergement"].shown("heberge" if connu.heberge else "serveur")
