"""The floor under the search, and the rule that keeps questions and answers apart."""

import pytest

from bot.commandes.ask import read
from knowledge.ecriture import words
from knowledge.questions import Questions
from tests.eval.evalue import SETS, measure, ours, questions
from tests.eval.pair import Peer


@pytest.fixture(scope="module")
def asked() -> Questions:
    return read()


def test_tuned_questions_are_answered(asked: Questions) -> None:
    got = measure("reglage", ours(asked))
    assert got.top1 >= 0.98, got.failures
    assert got.top3 >= 0.99, got.failures
    assert got.wrongly_declined <= 0.005, got.failures
    assert got.rightly_declined >= 0.98, got.failures


def test_held_out_questions_are_answered(asked: Questions) -> None:
    got = measure("reserve", ours(asked))
    assert got.top1 >= 0.94, got.failures
    assert got.top3 >= 0.97, got.failures
    assert got.wrongly_declined <= 0.02, got.failures
    assert got.rightly_declined >= 0.97, got.failures


def test_both_sets_together_are_large_enough_to_tell() -> None:
    every = [expected for name in SETS for _, expected in questions(name)]
    assert sum(bool(expected) for expected in every) >= 200
    assert sum(not expected for expected in every) >= 40


def test_plain_bm25_answers_fewer_and_declines_almost_nothing(asked: Questions) -> None:
    peer = measure("reserve", Peer([each for each in asked.moteur.entries if each.id[0] != "-"]).rank)
    mine = measure("reserve", ours(asked))
    assert peer.top1 < mine.top1
    assert peer.rightly_declined < mine.rightly_declined


def test_no_question_stands_in_the_guide_or_twice(asked: Questions) -> None:
    said = {words(text) for entry in asked.moteur.entries for text in (entry.titre, *entry.phrases)}
    seen: set[tuple[str, ...]] = set()
    for name in SETS:
        for question, _ in questions(name):
            key = words(question)
            assert key not in said, question
            assert key not in seen, question
            seen.add(key)


def test_expected_ids_exist(asked: Questions) -> None:
    known = {known for entry in asked.moteur.entries for known in (entry.id, *entry.cites)}
    for name in SETS:
        for question, expected in questions(name):
            assert expected <= known, question
