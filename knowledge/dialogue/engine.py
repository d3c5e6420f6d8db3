"""One turn of the conversation, a pure function: guide, state and message in, state and replies out.

`step` is the only way a conversation moves; `view`, `opening` and `files` draw it again without
moving it. The state holds answers alone: where one stands is found by walking them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from knowledge.cas import infomobile
from knowledge.dialogue import retraits
from knowledge.dialogue.appel import CALL_NODE
from knowledge.dialogue.chercher import begin, invite, is_no_message
from knowledge.dialogue.collages import compare, keep
from knowledge.dialogue.commandes import COMMANDS, reopen
from knowledge.dialogue.comprendre import entry_of, meant
from knowledge.dialogue.digression import answers_a_question, digress, early
from knowledge.dialogue.dires import ASIDES, present, source_of, speak, told
from knowledge.dialogue.dits import change, remember, remembered
from knowledge.dialogue.documents import give
from knowledge.dialogue.echos import NOTED, echo
from knowledge.dialogue.envoi import REMAINS_NODE
from knowledge.dialogue.errors import PersonError
from knowledge.dialogue.fichiers import paste, refuse, report, send, settle
from knowledge.dialogue.guide import START, Guide
from knowledge.dialogue.liens_colles import say_table
from knowledge.dialogue.noeuds import Node
from knowledge.dialogue.personnes import mask_typed
from knowledge.dialogue.reponses import press
from knowledge.dialogue.retenus import carried, told_back
from knowledge.dialogue.saisies import FREE_ENTRIES, VALIDATORS
from knowledge.dialogue.savoir import FICHE_NODE, questions_of
from knowledge.dialogue.scene import RECAP_NODE, Scene
from knowledge.dialogue.secrets import MASK
from knowledge.dialogue.suivi import follow, recall
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import (
    DOSSIER_NODE,
    GLOBAL_NODE,
    LINE_NODE,
    File,
    Forgotten,
    Message,
    Opened,
    Option,
    Picked,
    Reply,
    Sent,
    State,
    Text,
    Told,
    Turn,
)
from knowledge.dialogue.vue import Exchange, View
from knowledge.triage.enquete import START_NODE

RESERVED: Mapping[str, Callable[[Scene, str], Turn]] = {
    RECAP_NODE: reopen,
    CALL_NODE: begin,
    FICHE_NODE: press,
    DOSSIER_NODE: settle,
    LINE_NODE: retraits.press,
    REMAINS_NODE: retraits.press_remains,
}
"""Buttons that belong to no node of the guide, by the name that stands in its place."""

QUESTION_WORDS = 4
"""Fewer words than this, where an address or a code is awaited, are a bad entry and no question."""

TOLD_MAX = 4000
"""Characters of one typed message: a page of text; a longer one is a file, or a mistake."""


def step(guide: Guide, state: State, message: Message, *, today: date, fresh: str = "") -> Turn:
    """Play one message. Never raises on what a person can send; never loses an answer.

    `fresh` is a reference that nobody has yet (`reference.make`); without one no case is opened.
    """
    here = Scene(guide, state, today, fresh)
    return follow(here, _step(here, message))


def _step(here: Scene, message: Message) -> Turn:
    guide = here.guide
    match message:
        case Forgotten(erased):
            receipt = guide.say("mots/oubli", here.place.connu.names() | {"effaces": erased})
            return here.move(State(), Text(receipt))
        case Picked(node, option):
            return _picked(here, node, option)
        case Told(text):
            return _told(here, text)
        case Sent():
            return send(here, message)
        case Opened(outcome):
            return refuse(here, outcome) if isinstance(outcome, PersonError) else report(here, outcome)


def opening(guide: Guide, state: State, *, today: date) -> tuple[Reply, ...]:
    """What is said where the conversation stands: its pending question, with all that leads to it."""
    return Scene(guide, state, today).pending()


def view(guide: Guide, state: State, *, today: date, last: tuple[Reply, ...] = ()) -> View:
    """All that a page shows of a conversation; `last` are the replies of the last turn, if any.

    After a digression the last replies end with the question alone: what was told with it stays shown.
    """
    here = Scene(guide, state, today)
    pending = here.pending()
    current = last or pending
    if pending[-len(current) :] == current:
        current = pending  # what has changed was said again: it is shown in its place
    elif current[-len(pending) :] != pending:
        current = (*pending[:-1], *current)
    return View(_past(here), current, here.recap())


def files(guide: Guide, state: State, node: str, *, today: date) -> tuple[File, ...]:
    """Make the files of a node again (`_` is the recap's); none where the conversation has not been."""
    here = Scene(guide, state, today)
    replies: Iterable[Reply] = ()
    if node == GLOBAL_NODE:
        replies = give(guide, ("memo", "dossier"), here.walked, state.answers, node=GLOBAL_NODE)
    elif then := here.at(node):
        replies = told(guide, then, state.answers)
    return tuple(reply for reply in replies if isinstance(reply, File))


def _past(here: Scene) -> tuple[Exchange, ...]:
    exchanges = []
    for rank, answer in enumerate(here.walked.path):
        then = here.walk(here.walked.path[:rank])
        exchanges.append(Exchange(answer.node, present(here.guide, then), then.node.shown(answer.value)))
    return tuple(exchanges)


def _told(here: Scene, text: str) -> Turn:
    guide, node = here.guide, here.place.node
    if (pasted := paste(here, text)) is not None:
        return pasted
    if len(text) > TOLD_MAX:
        return here.stay(Text(guide.word("dialogue.trop_long", maximum=TOLD_MAX)))
    written = mask_typed(guide, text, year=here.today.year)
    said, words = written.text, guide.words["dossier"]["masques"]
    warned = [
        Text(guide.word(f"dialogue.{what}"))
        for what, found in (("secret", written.secret), ("eleve", written.pupil))
        if found
    ]
    rest = said
    for each in (MASK, *(words.values() if written.pupil else ())):
        rest = rest.replace(each, "")
    if not rest.strip():
        return here.stay(*(warned or [Text(guide.word("dialogue.vide"))]))
    turn = recall(here, said) or _understood(here, said, node)
    state = replace(turn.state, pieces=keep(replace(here, state=turn.state), said))
    return replace(turn, state=state, replies=(*warned, *turn.replies))


def _understood(here: Scene, said: str, node: Node) -> Turn:
    """A command, an option in words or by its number, an entry; anything else is a digression."""
    guide = here.guide
    match meant(here, said):
        case Option() as option:
            return _picked(here, option.node, option.id)
        case Turn() as turn:
            return remember(here, said, turn)
    free = node.entry in FREE_ENTRIES and (answers_a_question(here, said) or is_no_message(here, said))
    asks = free or questions_of(guide).tact(said)
    if not node.entry or asks or infomobile.read(said) is not None:
        there = replace(here, state=remembered(here, said, here.state))
        return told_back(here, early(there, said) or invite(there, said, digress(there, said)))
    if not (entry := entry_of(here, said)):
        return _digressed(here, said, here.stay(Text(guide.word("dialogue.pas_une_reponse", dit=said))))
    return _enter(here, node, entry)


def _picked(here: Scene, node_id: str, option: str) -> Turn:
    """A button of the pending question, of an older one, or one that means the same everywhere."""
    guide = here.guide
    if node_id == GLOBAL_NODE and option in COMMANDS:
        return COMMANDS[option](here)
    if node_id in RESERVED:
        return RESERVED[node_id](here, option)
    then = here.at(node_id)
    if then is not None:
        if then.node.choice(option):
            return _answer(here, then.node, option)
        if option in ASIDES and option in guide.asides(node_id):
            said = guide.say(node_id, then.connu.names(), aside=option)
            return here.stay(*speak(said, source=source_of(guide, then.node)))
        if then.node.entry:
            return _enter(here, then.node, here.state.noted if option == NOTED else option)
    return here.stay(Text(guide.word("dialogue.bouton_ancien")))


def _enter(here: Scene, node: Node, text: str) -> Turn:
    """A typed entry: checked, corrected and said back; a refused one changes nothing."""
    guide = here.guide
    then = here.at(node.id) or here.place
    try:
        saisie = VALIDATORS[node.entry](text, then.connu)
    except PersonError as error:
        meant = replace(here.state, noted=error.values.get("meant", here.state.noted))
        refusal = replace(here, state=meant).stay(Text(literal(guide.sentence(error))))
        return refusal if len(text.split()) < QUESTION_WORDS else _digressed(here, text, refusal)
    turn = _answer(here, node, saisie.value)
    table = compare(here, text)
    judged = say_table(guide, table) if table else ()
    return replace(turn, replies=(*echo(guide, node, saisie, then.connu), *judged, *turn.replies))


def _digressed(here: Scene, text: str, refusal: Turn) -> Turn:
    """Several words that are no entry may be a question with a clear answer; or the entry was refused."""
    clear = questions_of(here.guide).ask(text).kind == "answer"
    return digress(here, text) if clear else refusal


def _answer(here: Scene, node: Node, value: str) -> Turn:
    """Keep an answer, new or changed, and say what comes next."""
    guide = here.guide
    if (node.id, value) == (START, START_NODE) and carried(guide, here.state.pieces):
        return begin(here, "")
    before = here.value(node.id)
    if before == value:
        unchanged = (Text(guide.word("dialogue.reprise_annulee")),) if here.state.reopened else ()
        return here.move(here.reopen(""), *unchanged)
    if node.id in dict(here.in_passing()):
        changed = replace(here.reopen(""), pieces=change(here, node.id, value))
        word = guide.word("dialogue.change", question=node.summary, valeur=node.shown(value))
        return here.move(changed, Text(word))
    state, dropped = here.record(node.id, value)
    if before is None:
        return here.move(state)
    said = [Text(guide.word("dialogue.change", question=node.summary, valeur=node.shown(value)))]
    if dropped:
        lost = "\n".join(f"- {literal(guide.nodes[id].summary)}" for id in dropped if id in guide.nodes)
        said.append(Text(f"{guide.word('dialogue.perdues')}\n\n{lost}"))
    else:
        said.append(Text(guide.word("dialogue.gardees")))
    return here.move(state, *said)
