"""Free words that tell of a breakdown: what they say for certain, and what they leave open."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.triage.enquete import Savoir
from knowledge.triage.messages import recognise
from knowledge.triage.paroles import EVERYBODY, Dit, Paroles, listen, spaced, whole

LONGEST = 2000
"""Of a longer text only the beginning is read."""

ONE, NOBODY = frozenset({"personne"}), frozenset[str]()
"""Who is concerned where somebody alone is told of, and where nothing does."""


def hear(text: str, savoir: Savoir) -> dict[str, str] | None:
    """What a text says, by dimension (`message` is an id); None where it tells of no breakdown.

    Where two answers are said neither is certain, and the question stays open.
    """
    regles = savoir.regles
    begun = whole(text[:LONGEST], regles.paroles)
    said, dit = spaced(begun), listen(begun, regles.paroles)
    known = _known(dit, said, savoir)
    seen = recognise(text, savoir.messages)
    if len(seen) == 1:
        known["message"] = seen[0].message.id
    breaks = bool(regles.panne.search(said))
    told = dit.fails and not regles.paroles.asks.search(said) and _is_clear(dit, known, said, regles.paroles)
    return known if breaks or told or "message" in known else None


def hear_answer(text: str, savoir: Savoir) -> dict[str, str]:
    """The same where a question of the triage was asked: that there is a breakdown need not be said again."""
    begun = whole(text[:LONGEST], savoir.regles.paroles)
    said = spaced(begun)
    if text.rstrip().endswith("?") or savoir.regles.paroles.asks.search(said):
        return {}
    return _known(listen(begun, savoir.regles.paroles, answering=True), said, savoir)


def _known(dit: Dit, said: str, savoir: Savoir) -> dict[str, str]:
    groups = dit.groups or (ONE if savoir.regles.paroles.someone.search(said) else NOBODY)
    known = _who(groups, frozenset(savoir.values.get("profil", ())))
    if len(dit.places) == 1:
        known["ou"] = next(iter(dit.places))
    for dimension, answers in savoir.regles.dits.items():
        found = [answer for answer, words in answers.items() if words.search(said)]
        if len(found) == 1:
            known[dimension] = found[0]
    return known


def _is_clear(dit: Dit, known: Mapping[str, str], said: str, paroles: Paroles) -> bool:
    """Is it a connection that fails? Some get on and others do not, or it is said who or where."""
    named = bool(dit.groups or dit.places)
    about = bool(paroles.about.search(said))
    return (named and dit.contrast) or (about and (named or dit.contrast or "ou" in known))


def _who(groups: frozenset[str], profiles: frozenset[str]) -> dict[str, str]:
    """Who is concerned, where one answer alone is said; everybody is more than any profile."""
    if EVERYBODY in groups and groups <= profiles | {EVERYBODY}:
        return {"qui": EVERYBODY}
    if len(groups) != 1:
        return {}
    (group,) = groups
    return {"qui": "profil", "profil": group} if group in profiles else {"qui": group}
