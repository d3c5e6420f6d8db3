"""Lines of an escalation file taken out and put back, by a button each or by their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from knowledge.dialogue.commandes import COMMANDS
from knowledge.dialogue.envoi import BACK, OUT, REVIEWS, lines
from knowledge.dialogue.escalade import gather
from knowledge.dialogue.lecture import comparable
from knowledge.dialogue.restes import remains
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.types import Lines, Text, Turn

_RANGE = re.compile(r"(\d{1,2})\s*(?:-|–|à)\s*(\d{1,2})")


def press(here: Scene, option: str) -> Turn:
    """The button of a line, of now or of an earlier drawing: it does what it says."""
    geste, _, id = option.partition(".")
    known = {row.toggle.id.partition(".")[2] for row in lines(here.guide, gather(here.guide, here.walked))}
    if geste not in {OUT, BACK} or id not in known:
        return here.stay(Text(here.guide.word("dialogue.bouton_ancien")))
    return _shown(here, (option,))


def press_remains(here: Scene, _: str) -> Turn:
    """The button that takes out all that still tells what was struck out, until nothing does."""
    gestes = [f"{OUT}.{line.id}" for _, told in remains(gather(here.guide, here.walked)) for line in told]
    return _shown(here, gestes) if gestes else here.stay(Text(here.guide.word("dialogue.bouton_ancien")))


def typed(here: Scene, said: str) -> Turn | None:
    """Numbers of lines, in any writing (« je retire la 3 », « c’est bon sauf la 8 »), or the name of one.

    What a line says is changed over the recap.
    """
    buttons = here.toggles
    words = here.guide.words["dossier"]["numeros"]
    meant = _RANGE.sub(lambda found: " ".join(map(str, range(int(found[1]), int(found[2]) + 1))), said)
    told = set(comparable(meant).split())
    numbers = {int(word) for word in told if word.isdigit()}
    changes = set(words["changer"])
    verbs = [geste for geste in (OUT, BACK) if told & set(words[geste])]
    if not verbs and told & set(words["sauf"]) and not told & changes:
        verbs, told = [OUT], told - {*words["sauf"]}
    if verbs:
        told -= {*words["accord"]}
    if verbs == [OUT] and not numbers and not REVIEWS.isdisjoint(here.place.node.documents):
        return _by_name(here, told - {*words[OUT], *words["autres"]})
    if (
        not buttons
        or not numbers
        or told - {*map(str, numbers), *words["autres"], *words[OUT], *words[BACK], *changes}
    ):
        return None
    if told & changes:
        return COMMANDS["recap"](here)
    if len(verbs) > 1 or not numbers <= set(range(1, len(buttons) + 1)):
        return here.stay(Text(here.guide.word("dossier.numero_inconnu", dernier=len(buttons))))
    chosen = [buttons[number - 1] for number in sorted(numbers)]
    return _shown(here, (each.id for each in chosen if each.id.startswith(verbs[0] if verbs else "")))


def _by_name(here: Scene, told: set[str]) -> Turn | None:
    """Take out the one line that these words name, by its label or otherwise; None for none or several."""
    aliases = here.guide.words["dossier"]["noms"]
    named = []
    for row in lines(here.guide, gather(here.guide, here.walked)):
        id = row.toggle.id.partition(".")[2]
        if told <= {*comparable(row.label).split()} or told <= set(aliases.get(id, ())):
            named.append(f"{OUT}.{id}")
    return _shown(here, named) if told and len(named) == 1 else None


def _shown(here: Scene, gestes: Iterable[str]) -> Turn:
    """The file without these lines, or with them again; only what has changed is said again."""
    out = dict.fromkeys(here.state.pieces.retirees)
    for geste, _, id in (each.partition(".") for each in gestes):
        if geste == OUT:
            out[id] = None
        else:
            out.pop(id, None)
    pieces = replace(here.state.pieces, retirees=tuple(out))
    there = replace(here, state=replace(here.state, pieces=pieces))
    pending = there.pending()
    ranks = [rank for rank, reply in enumerate(pending) if isinstance(reply, Lines)]
    return Turn(there.state, pending[ranks[0] :]) if ranks else COMMANDS["dossier"](there)
