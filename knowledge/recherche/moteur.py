"""The engine: a question in, an answer, a choice of at most three, or none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from knowledge.dialogue.texte import plain
from knowledge.ecriture import fold
from knowledge.recherche import fautes, index
from knowledge.recherche.assurance import Nearness
from knowledge.recherche.fiches import Entry, Fiche, Voisins
from knowledge.recherche.lexique import Lexique, Term, is_small
from knowledge.recherche.politesse import Tact

Kind = Literal["answer", "choose", "declined"]

MOST = 3
"""No more than three answers are offered."""

BREAKDOWN = "-panne"
"""The neighbour that is none: words of a breakdown, which the triage looks into."""

LONGEST = 2_000
"""Of a longer text only the beginning is read."""

_UNKNOWN = 0.8
"""What a word nobody knows weighs, against the rarest known one."""

_PHRASE = 0.25
"""The part of the nearest phrasing in a score; the rest is coverage."""

_SYMPTOM = 0.93
_SYMPTOM_TOLD = 1.05
"""A message stands behind an answer that is as near, and before it where something does not work."""

_CORE = 0.65
"""What a word that our questions have too weighs in a neighbouring subject."""

_NEAR = 0.25
"""A second choice scores at least this."""

_SURE = 0.42
_MARGIN = 0.05
"""A clear winner scores so much and leads by so much."""

_SAID = 0.5
"""From here on a phrasing was meant."""

_AS_SAID = 0.95
"""So near to a phrasing, one word that every question may hold (`les parents`) is a question too."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry and its score, 0 to 1."""

    entry: Entry
    score: float


@dataclass(frozen=True, slots=True)
class Result:
    """What a question leads to: `found` is best first, empty where `kind` is declined.

    `further` come after them; `tact` names the courtesy that was said instead of a question.
    """

    kind: Kind
    found: tuple[Found, ...] = ()
    further: tuple[Found, ...] = ()
    tact: str = ""


@dataclass(frozen=True, slots=True)
class Moteur:
    """The entries with their index. Made by `build`, never changed by a question."""

    entries: tuple[Entry, ...]
    lexique: Lexique
    index: index.Index
    fautes: fautes.Fautes
    patterns: tuple[re.Pattern[str], ...]
    answers: int
    ours: frozenset[str]
    tact: Tact

    def ask(self, question: str, *, recognised: Sequence[Found] = ()) -> Result:
        """Answer a question; `recognised` are messages that were seen word for word in it and come first."""
        text = question[:LONGEST]
        folded = fold(text)
        if any(pattern.search(folded) for pattern in self.patterns):
            return Result("declined")
        if not recognised and (tact := self.tact.read(text)):
            return Result("declined", tact=tact)
        ranking = self._rank(text)
        near = [found for found in ranking.found[: 2 * MOST] if found.score >= _NEAR]
        if recognised:
            seen = {found.entry.id for found in recognised}
            alone = len(recognised) == 1
            others = [found for found in near if found.entry.id not in seen]
            every = (*recognised, *others)
            return Result("answer" if alone else "choose", every[:MOST], every[MOST:])
        if not near or ranking.assurance < 0:
            return Result("declined")
        clear = len(near) == 1 or near[0].score - near[1].score >= _MARGIN
        kind: Kind = "answer" if clear and near[0].score >= _SURE else "choose"
        return Result(kind, tuple(near[:MOST]), tuple(near[MOST:]))

    def rank(self, question: str) -> tuple[Found, ...]:
        """All entries near the question, best first, whether it is ours or not: to explain and to measure."""
        return self._rank(question[:LONGEST]).found

    def is_of_the_field(self, question: str) -> bool:
        """Does a question hold a word of ours that is not an ordinary one, and no order in disguise?"""
        text = question[:LONGEST]
        if any(pattern.search(fold(text)) for pattern in self.patterns):
            return False
        heads = (term.key for term in self.lexique.terms(text, correct=self.fautes.correct) if term.head)
        return any(key in self.ours and key not in self.lexique.ordinary for key in heads)

    def is_elsewhere(self, question: str) -> bool:
        """Do the words name another subject more than ours (`mon imprimante ne marche plus`)?"""
        text = question[:LONGEST]
        terms = self.lexique.terms(text, correct=self.fautes.correct)
        phrased = self.index.nearest(terms, self.index.weigh(terms, unknown=self._unknown))
        ours = max((near for entry, near in phrased.items() if entry < self.answers), default=0.0)
        return any(
            near > max(ours, _SAID)
            for entry, near in phrased.items()
            if entry >= self.answers and self.entries[entry].id != BREAKDOWN
        )

    def _rank(self, text: str) -> _Ranking:
        terms = self.lexique.terms(text, correct=self.fautes.correct)
        symptom = _SYMPTOM_TOLD if self.lexique.complains(text) else _SYMPTOM
        weights = self.index.weigh(terms, unknown=self._unknown)
        covered = self.index.coverage(weights)
        phrased = self.index.nearest(terms, weights)
        scores = {
            entry: (_PHRASE * phrased.get(entry, 0.0) + (1 - _PHRASE) * share)
            * (symptom if self._is_symptom(entry) else 1.0)
            for entry, share in covered.items()
        }
        ours = sorted(
            (entry for entry in scores if entry < self.answers), key=lambda entry: (-scores[entry], entry)
        )
        theirs = [entry for entry in scores if entry >= self.answers]
        known = {term.key for term in terms if term.head and term.key in self.ours and not is_small(term.key)}
        core = len(known & self.lexique.core)
        as_said = ours and phrased.get(ours[0], 0.0) >= _AS_SAID
        if not ours or not known or (core == len(known) == 1 and not as_said):
            return _Ranking((), -1.0)
        near = Nearness(
            covered=covered[ours[0]],
            phrased=phrased.get(ours[0], 0.0),
            phrased_anywhere=max(phrased.get(entry, 0.0) for entry in ours),
            neighbour=max((scores[entry] for entry in theirs), default=0.0),
            neighbour_phrased=max((phrased.get(entry, 0.0) for entry in theirs), default=0.0),
            own=len(known) - core,
            core=core,
        )
        return _Ranking(tuple(Found(self.entries[entry], scores[entry]) for entry in ours), near.assurance)

    def _is_symptom(self, entry: int) -> bool:
        return entry < self.answers and not isinstance(self.entries[entry], Fiche)

    def _unknown(self, term: Term) -> float:
        return _UNKNOWN if self.lexique.tells(term) else 0.0


@dataclass(frozen=True, slots=True)
class _Ranking:
    """Our entries, best first, and how surely the question is ours: yes from zero on."""

    found: tuple[Found, ...]
    assurance: float


@dataclass(frozen=True, slots=True)
class _Neighbour:
    """A subject that we do not answer, indexed like an entry so that it can win."""

    id: str
    phrases: tuple[str, ...]
    titre: str = ""
    texte: str = ""
    cites: tuple[str, ...] = ()
    source: str = ""


def build(entries: Sequence[Entry], *, lexique: Lexique, voisins: Voisins) -> Moteur:
    """Index the entries and the neighbours."""
    neighbours = [_Neighbour(f"-{name}", said) for name, said in voisins.subjects.items()]
    everything: tuple[Entry, ...] = (*entries, *neighbours)
    spelled = [[list(lexique.spell_out(text)) for text in _texts_of(entry)] for entry in everything]
    counts = Counter(chain.from_iterable(chain.from_iterable(spelled)))
    for word in lexique.known():
        counts.setdefault(word, 0)
    documents = [_document(words, lexique) for words in spelled[: len(entries)]]
    shared = (
        lexique.core
        | lexique.ordinary
        | {term.key for document in documents for phrase in document.phrases for term in phrase}
    )
    ours = {
        term.key
        for document in documents
        for terms in (document.titre, document.texte, *document.phrases)
        for term in terms
    }
    documents += [_document(words, lexique, lighter=shared) for words in spelled[len(entries) :]]
    return Moteur(
        answers=len(entries),
        ours=frozenset(ours),
        entries=everything,
        lexique=lexique,
        index=index.build(documents),
        fautes=fautes.build(dict(counts)),
        tact=voisins.tact,
        patterns=tuple(re.compile(pattern) for pattern in voisins.patterns),
    )


def _texts_of(entry: Entry) -> tuple[str, ...]:
    """The title, the answer, then each phrasing."""
    return (entry.titre, plain(entry.texte), *entry.phrases)


def _document(
    spelled: Sequence[Sequence[str]], lexique: Lexique, *, lighter: Collection[str] = ()
) -> index.Document:
    """Index the texts of an entry, as `_texts_of` orders them and their words spelled out."""
    titre, texte, *phrases = (lexique.read(words) for words in spelled)
    if lighter:
        phrases = [
            [
                Term(term.key, term.word, _CORE * term.weight, term.head) if term.key in lighter else term
                for term in phrase
            ]
            for phrase in phrases
        ]
    return index.Document(titre=titre, phrases=phrases, texte=texte)
