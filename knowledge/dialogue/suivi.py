"""The case that a conversation leads to: opened as its file is first shown, followed, and found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from knowledge.dialogue import reference
from knowledge.dialogue.dossier import OpenTicket, Statut
from knowledge.dialogue.errors import ReferenceRefused
from knowledge.dialogue.escalade import gather
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.parcours import Parcours
from knowledge.dialogue.scene import Scene
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import Ancien, Answer, Ask, State, Text, Turn

SHOWING = frozenset({"dossier", "dossier_entier", "dossier_lignes", "dossier_suivi", "dossier_telephone"})
"""The documents that say the reference."""

AWAITING = (Answer("dossier_reponse", "attente"),)
"""The answers that no answer came yet: who comes back is asked again."""

KEPT = 3
"""Earlier cases of one person that are found again."""


def follow(here: Scene, turn: Turn) -> Turn:
    """Open the case whose file this turn shows, or keep up an open one with what was said."""
    said = turn.state.reference or (here.fresh if _shows(here.guide, turn) else "")
    if not said or turn.state == here.state:
        return turn
    then = replace(here, state=replace(turn.state, reference=said))
    # What was struck out stays in the conversation, where it can be put back, and goes nowhere else.
    dossier = replace(gather(here.guide, then.walked), retirees=())
    effect = OpenTicket(dossier, status(here.guide, then.walked), new=said == here.fresh)
    return replace(turn, state=then.state, effects=(*turn.effects, effect))


def open_case(guide: Guide, state: State, *, today: date, fresh: str) -> Turn:
    """Open the case of a conversation where there is none yet; nothing is said."""
    here = Scene(guide, state, today, fresh)
    return follow(here, Turn(replace(state, reference=here.reference)))


def status(guide: Guide, place: Parcours) -> Statut:
    """How far the case is: the last answer, or the outcome, that `[suivi]` of `dossier.toml` names."""
    table: dict[str, Statut] = guide.data["dossier.toml"]["suivi"]
    names = (*(f"{answer.node}.{answer.value}" for answer in place.path), place.node.id)
    return next((table[name] for name in reversed(names) if name in table), "ouvert")


def restart(here: Scene) -> State:
    """Begin anew: the answers are put away for /retour, and a case for who types its reference."""
    aside = here.walked.path or here.state.set_aside
    pieces = replace(here.state.pieces, journal=(), dits=())
    return State(set_aside=aside, pieces=pieces, anciens=_put_away(here))


def take_back(state: State) -> State:
    """The answers that were put away, with their case if it is theirs."""
    found = next((each for each in state.anciens if each.answers == state.set_aside), None)
    case = found or Ancien("", state.set_aside, state.pieces)
    pieces = replace(state.pieces, journal=case.pieces.journal)
    return _taken(replace(case, pieces=pieces), state.anciens)


def recall(here: Scene, said: str) -> Turn | None:
    """Back to the person's own case whose reference they say; None where they say none.

    Of a case of somebody else nothing is told, not even whether there is one.
    """
    guide = here.guide
    try:
        found = reference.heard(said)
    except ReferenceRefused as error:
        return here.stay(Text(literal(guide.sentence(error))))
    if found is None:
        return None
    if found == here.state.reference:
        return _resumed(here)
    earlier = next((each for each in here.state.anciens if each.reference == found), None)
    if earlier is None:
        return here.stay(Text(guide.word("dossier.reference_inconnue", reference=found)))
    if here.walked.path and not here.state.reference:
        return here.stay(Text(guide.word("dossier.reference_ailleurs", reference=found)))
    return _resumed(replace(here, state=_taken(earlier, _put_away(here))))


def _shows(guide: Guide, turn: Turn) -> bool:
    last = turn.replies[-1] if turn.replies else None
    node = guide.nodes.get(last.node) if isinstance(last, Ask) else None
    return node is not None and not SHOWING.isdisjoint(node.documents)


def _put_away(here: Scene) -> tuple[Ancien, ...]:
    if not here.state.reference:
        return here.state.anciens
    return (Ancien(here.state.reference, here.walked.path, here.state.pieces), *here.state.anciens)[:KEPT]


def _taken(case: Ancien, anciens: tuple[Ancien, ...]) -> State:
    others = tuple(each for each in anciens if each.reference != case.reference)
    return State(case.answers, pieces=case.pieces, reference=case.reference, anciens=others)


def _resumed(here: Scene) -> Turn:
    """The case, and what is asked there: whether an answer came, where none had come yet."""
    guide, answers = here.guide, here.state.answers
    statut = guide.data["dossier.toml"]["statuts"][status(guide, here.walked)]
    said = guide.word("dossier.reference_retrouvee", reference=here.state.reference, statut=statut)
    asked = tuple(each for each in answers if each not in AWAITING)
    return here.move(replace(here.reopen(""), answers=asked), Text(said))
