"""No person's name that is typed leaves in any form of the escalation file, nor in the list for the desk."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.house import read_guide
from knowledge.dialogue import envoi
from knowledge.dialogue.dossier import OpenTicket
from knowledge.dialogue.engine import step
from knowledge.dialogue.escalade import gather, masked
from knowledge.dialogue.parcours import walk
from knowledge.dialogue.pieces import Passage, Pieces
from knowledge.dialogue.types import Answer, NoteGap, Picked, State, Told
from tests.conftest import TODAY

GUIDE = read_guide()
DATA = tomllib.loads(GUIDE.sources["noms.toml"])
FIRST = sorted(set(DATA["prenoms"].split()) - set(DATA["communs"].split()) - set(DATA["propres"].split()))
SURNAMES = (
    "Dupont", "Lefebvre", "Zwingli", "Kermarrec", "Ouedraogo", "Benali", "Da Silva", "N’Diaye", "Le Goff",
    "Vandenberghe", "Haddad", "Kowalski", "Nguyen", "Garnier", "Blanchard", "Duchmol", "Saint-Ponce",
)  # fmt: skip
SAID = (
    "{p} {n} n’arrive plus à se connecter",
    "La maman de {p} {n} voit une page blanche",
    "{N} {p} est absent de la liste",
    "l’élève {n} {p} n’est pas rapproché",
    "le compte de {p} {n} est en double depuis lundi",
    "On a essayé avec {p} {n}, sans succès",
    "Mme {n} ne voit plus ses classes",
    "Au collège Jean Moulin, {p} {n} tourne en boucle",
    "Erreur 500 pour {p} {n} et pour {p} seulement",
)

people = st.tuples(st.sampled_from(FIRST).map(str.title), st.sampled_from(SURNAMES))
written = st.sampled_from((str, str.lower, str.upper))


def forms(said: str) -> Iterator[str]:
    """Everything that leaves, of a file in which these words were typed wherever words are taken."""
    answers = {"but": "humain", "humain": "dossier", "dossier_pour": "index-education"}
    answers |= {"dossier_probleme": said, "dossier_depuis": said, "dossier_version": said}
    told = Passage("dossier_dit", said, TODAY.isoformat())
    given_answers = tuple(Answer(*pair) for pair in answers.items())
    place = walk(GUIDE, given_answers, today=TODAY, pieces=Pieces(journal=(told,)))
    for pour in ("index-education", "itslearning", "etablissement"):
        dossier = gather(GUIDE, place, pour=pour)
        written = envoi.write(GUIDE, dossier)
        yield from (written.subject, written.body, written.eml.decode(), written.mailto, repr(dossier))
        yield envoi.say_call(GUIDE, dossier)
    state = State(given_answers, reference="K7M4-R2PD", pieces=Pieces(journal=(told,)))
    turn = step(GUIDE, state, Picked("_", "dossier"), today=TODAY)
    yield from (repr(effect) for effect in turn.effects if isinstance(effect, OpenTicket))
    unanswered = step(GUIDE, State(), Told(f"Le CAS refuse le format X : {said}"), today=TODAY)
    yield from (effect.question for effect in unanswered.effects if isinstance(effect, NoteGap))


@settings(max_examples=60, deadline=None)
@given(people, st.sampled_from(SAID), written)
def test_no_name_leaves_in_any_form(
    person: tuple[str, str], sentence: str, write: Callable[[str], str]
) -> None:
    first, surname = person
    said = write(sentence.format(p=first, n=surname, N=surname.upper()))
    # The small words of a name are those of every text.
    names = re.findall(r"[^\W\d_]{3,}", f"{first} {surname}")
    for out in forms(said):
        for name in names:
            assert not re.search(rf"(?<!\w){name}(?!\w)", out, re.IGNORECASE), (name, said)


def test_whoever_sends_is_told_what_was_masked() -> None:
    answers = {"but": "humain", "humain": "dossier", "dossier_pour": "itslearning"}
    answers["dossier_probleme"] = "Zoé Val n’entre plus"
    place = walk(GUIDE, [Answer(*pair) for pair in answers.items()], today=TODAY)
    assert masked(GUIDE, place) == ("Zoé Val",)
    shown = repr(tuple(envoi.review(GUIDE, place, (), "dossier_relecture")))
    assert "Zoé Val" in shown
