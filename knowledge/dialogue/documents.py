"""What can be taken away from a node: the e-mail to itslearning, the recap to print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from knowledge.dialogue.courriel import show, write
from knowledge.dialogue.envoi import calls, follow, review, send, whole
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.parcours import Parcours, ahead
from knowledge.dialogue.types import Answer, File, Reply

HTML_TYPE = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Etape:
    """A step in the recap."""

    title: str
    part: str


Document = Callable[[Guide, Parcours, tuple[Answer, ...], str], Iterable[Reply]]


def give(
    guide: Guide, names: Iterable[str], place: Parcours, answers: tuple[Answer, ...], *, node: str
) -> Iterator[Reply]:
    """The replies of these documents at this place; `node` is where they can be asked for again."""
    for name in names:
        yield from DOCUMENTS[name](guide, place, answers, node)


def _courriel(guide: Guide, place: Parcours, _: tuple[Answer, ...], node: str) -> Iterator[Reply]:
    written = write(guide, place.connu.names())
    yield from show(guide, written, node=node, name=guide.word("courriel.fichier"))


def _memo(guide: Guide, place: Parcours, answers: tuple[Answer, ...], node: str) -> Iterator[Reply]:
    """The recap: what was answered, what is done, what remains, the addresses."""
    given = [(guide.nodes[answer.node], answer.value) for answer in place.path]
    page = guide.page(
        "rapports/memo.html.j2",
        place.connu.names()
        | {
            "edition": guide.edition,
            "reponses": [(each.summary, each.shown(value)) for each, value in given if not each.is_step],
            "faites": [_etape(guide, each.id) for each, _ in given if each.is_step],
            "restantes": [_etape(guide, each.id) for each in ahead(guide, place, answers) if each.is_step],
        },
    )
    yield File(node, guide.word("memo.fichier"), HTML_TYPE, page.encode())


def _etape(guide: Guide, id: str) -> Etape:
    node = guide.nodes[id]
    return Etape(node.title, guide.parts.get(node.part, ""))


DOCUMENTS: Mapping[str, Document] = {
    "courriel": _courriel,
    "memo": _memo,
    "dossier": send,
    "dossier_entier": whole,
    "dossier_lignes": review,
    "dossier_suivi": follow,
    "dossier_telephone": calls,
}
"""The documents that the guide's data may name."""
