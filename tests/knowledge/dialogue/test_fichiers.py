"""Files in the conversation: digressions that are read outside, and never leave a name behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.house import read_sources
from knowledge.dialogue.bilan import Bilan, Cause, Note, Releve
from knowledge.dialogue.compte_rendu import DOCUMENTS, documents
from knowledge.dialogue.engine import step
from knowledge.dialogue.errors import FilesForgotten
from knowledge.dialogue.guide import load
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import (
    DOSSIER_NODE,
    Ask,
    File,
    Grid,
    Message,
    Opened,
    OpenFile,
    Picked,
    Sent,
    SettleFiles,
    State,
    Text,
    Told,
    Turn,
)

GUIDE = load(read_sources())
TODAY = date(2026, 8, 27)
LIST = "Nom;Prénom;Date de naissance\nVAL;Zoé;04/03/2012\nMONT;Léa;05/03/2012\n"
TABLE = "425 1 101 700 17 36\n424 - - 698 1 34\n424 0 0 698 0 34\n0 - - 0 1 0\n"


def play(*messages: Message, state: State | None = None) -> Turn:
    turn = Turn(state or State())
    for message in messages:
        turn = step(GUIDE, turn.state, message, today=TODAY)
    return turn


def asked(turn: Turn) -> Ask:
    last = turn.replies[-1]
    assert isinstance(last, Ask)
    return last


AT_FILES = play(Picked("but", "fichiers")).state


def test_a_file_is_awaited_where_the_guide_says_so() -> None:
    assert asked(play(Picked("but", "fichiers"))).expects == "file"


@pytest.mark.parametrize("state", [State(), AT_FILES], ids=["at the first question", "at the file node"])
def test_a_file_is_wanted_read_and_touches_no_answer(state: State) -> None:
    turn = play(Sent("liste.csv", b"data"), state=state)
    assert turn.effects == (OpenFile((Sent("liste.csv", b"data"),)),)
    assert turn.state.answers == state.answers
    assert asked(turn).node == asked(play(Told("/reprendre"), state=state)).node


def test_the_school_of_the_conversation_goes_with_the_file() -> None:
    turn = play(
        Picked("but", "adresses"), Picked("hebergement", "heberge"), Picked("perimetre", "net"),
        Told("0310047H"), Sent("x", b"data"),
    )  # fmt: skip
    assert turn.effects == (OpenFile((Sent("x", b"data"),), "0310047H"),)


def test_the_day_of_the_deletion_goes_with_the_file_once_the_step_is_done() -> None:
    before = walked(until="ids_supprimer")
    (effect,) = play(Sent("x", b"data"), state=before).effects
    done = play(Picked("ids_supprimer", "fait"), state=before).state
    (after,) = play(Sent("x", b"data"), state=done).effects
    (later,) = step(GUIDE, done, Sent("x", b"data"), today=date(2026, 9, 2)).effects
    (undone,) = play(Told("/retour"), Sent("x", b"data"), state=done).effects
    assert [getattr(each, "deleted", None) for each in (effect, after, later, undone)] == [
        "",
        "2026-08-27",
        "2026-08-27",
        "",
    ]


def walked(*, until: str) -> State:
    """The conversation answered by its first options, or examples, up to a node."""
    turn = play(Told("/reprendre"))
    while (ask := asked(turn)).node != until:
        said = Picked(ask.node, ask.options[0].id) if ask.expects == "option" else Told(ask.hint)
        turn = play(said, state=turn.state)
    return turn.state


def test_files_sent_together_are_read_together() -> None:
    turn = play(Sent("a", b"1", (Sent("b", b"2"),)))
    assert turn.effects == (OpenFile((Sent("a", b"1"), Sent("b", b"2"))),)


@pytest.mark.parametrize("state", [State(), AT_FILES], ids=["at the first question", "at the file node"])
def test_a_pasted_list_is_a_file_wherever_it_is_pasted(state: State) -> None:
    (effect,) = play(Told(LIST), state=state).effects
    assert isinstance(effect, OpenFile)
    assert [each.data for each in effect.sent] == [LIST.encode()]


def test_a_long_list_can_be_pasted() -> None:
    (effect,) = play(Told(LIST + "VAL;Zoé;04/03/2012\n" * 20_000), state=AT_FILES).effects
    assert isinstance(effect, OpenFile)


def test_lines_without_titles_are_a_file_only_where_one_is_awaited() -> None:
    lines = "VAL;Zoé;04/03/2012\nMONT;Léa;05/03/2012"
    assert play(Told(lines), state=AT_FILES).effects
    assert not play(Told(lines)).effects


def test_a_question_at_the_file_node_is_answered_as_anywhere() -> None:
    turn = play(Told("comment joindre l’assistance ?"), state=AT_FILES)
    assert turn.effects == ()
    assert turn.state.answers == AT_FILES.answers


@pytest.mark.parametrize("state", [State(), AT_FILES], ids=["at the first question", "at the file node"])
def test_the_counts_table_is_read_aloud_at_once(state: State) -> None:
    turn = play(Told(TABLE), state=state)
    (grid,) = [reply for reply in turn.replies if isinstance(reply, Grid)]
    assert [row[1:] for row in grid.rows] == [
        ("425", "1", "101", "700", "17", "36"),
        ("424", "–", "–", "698", "1", "34"),
        ("424", "0", "0", "698", "0", "34"),
        ("0", "–", "–", "0", "1", "0"),
    ]
    assert turn.effects == ()
    assert turn.state.answers == state.answers


@pytest.mark.parametrize(
    "said",
    ["1", "parents 2024-2025", "rentrée 2026-2027 le 01/09/2026", "PRONOTE 2019 et CAS 2020"],
)
def test_a_few_numbers_are_no_table(said: str) -> None:
    assert not any(isinstance(reply, Grid) for reply in play(Told(said), state=AT_FILES).replies)


SEALED = Releve("conteneur", uai="9990012J", day="2026-08-27", verdict="complet", notes=(Note("scelle"),))
OURS, THEIRS = Releve("liste-pronote", 3), Releve("liste-ent", 2)
MATCHED = Bilan(
    (SEALED, OURS, THEIRS),
    table=(("eleves", 3, 2, 1, 1),),
    causes=(Cause("eleves", "une-lettre", "ent", 2), Cause("eleves", "eleve-absent-ent", "ent", 1)),
    notes=(Note("identifiant-perime", times=4),),
    certain=1,
    to_mend=3,
    sides=("ent", "pronote"),
    report=True,
)


def test_the_report_offers_its_documents_without_what_stands_in_them() -> None:
    turn = play(Opened(MATCHED), state=AT_FILES)
    files = tuple(reply for reply in turn.replies if isinstance(reply, File))
    assert files == documents(GUIDE)
    assert len(files) == len(DOCUMENTS)
    assert {(file.node, file.data) for file in files} == {(DOSSIER_NODE, b"")}


def test_without_people_there_is_nothing_to_take_away() -> None:
    turn = play(Opened(Bilan((SEALED,))), state=AT_FILES)
    assert not any(isinstance(reply, File | Grid) for reply in turn.replies)


@pytest.mark.parametrize(
    ("bilan", "gestes"),
    [
        (Bilan(), ()),
        (Bilan((Releve("inconnu"),)), ()),
        (Bilan((SEALED,)), ("vider",)),
        (Bilan((replace(SEALED, deletion="inconnu"),)), ("export_apres", "export_avant", "vider")),
        (Bilan((replace(SEALED, deletion="apres"),)), ("vider",)),
        (Bilan((SEALED, Releve("inconnu"))), ("vider",)),
        (MATCHED, ("remplacer", "retirer", "vider")),
        (Bilan((OURS,), sides=("pronote",), unsure=True), ("cote_pronote", "cote_ent", "vider")),
        (Bilan((OURS, OURS), need="cote"), ("cote_pronote", "cote_ent", "remplacer", "retirer", "vider")),
    ],
)
def test_what_can_be_done_with_the_files_stands_beside_the_question(
    bilan: Bilan, gestes: tuple[str, ...]
) -> None:
    turn = play(Opened(bilan), state=AT_FILES)
    assert tuple(o.id for o in asked(turn).options if o.node == DOSSIER_NODE) == gestes


def test_a_list_of_nobody_knows_whom_asks_one_question() -> None:
    turn = play(Opened(Bilan((OURS,), sides=("pronote",), need="categorie")), state=AT_FILES)
    offered = [option.id for option in asked(turn).options if option.id.startswith("cat_")]
    assert len(offered) == 6
    pressed = play(Picked(DOSSIER_NODE, "cat_parents"), state=turn.state)
    assert pressed.effects == (SettleFiles("cat_parents"),)


def test_a_button_about_files_works_by_its_label_and_after_a_digression() -> None:
    turn = play(Opened(MATCHED), Told("pourquoi"), state=AT_FILES)
    label = GUIDE.word("fichiers.gestes.vider")
    assert play(Told(label), state=turn.state).effects == (SettleFiles("vider"),)


def test_an_unknown_button_about_files_does_nothing() -> None:
    assert play(Picked(DOSSIER_NODE, "tout_casser"), state=AT_FILES).effects == ()


def test_what_could_not_be_read_is_said_in_its_sentence_and_the_question_asked_again() -> None:
    error = FilesForgotten()
    turn = play(Opened(error), state=AT_FILES)
    assert turn.replies[0] == Text(literal(GUIDE.sentence(error)))
    assert asked(turn).expects == "file"


def test_the_whole_way_goes_on_after_the_files() -> None:
    assert asked(play(Picked("fichiers", "fini"), state=AT_FILES)).node == "fin_fichiers"


def test_a_sealed_export_that_was_opened_tells_how_many_people_it_holds() -> None:
    opened = play(Opened(Bilan((replace(SEALED, rows=1157),), sides=("ent",))), state=AT_FILES)
    (first, *_) = opened.replies
    assert isinstance(first, Text)
    assert "1157" in first.body
