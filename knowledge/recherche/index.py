"""The index: BM25F over title, phrasings and answer, and beside it the nearest single phrasing.

BM25F (Robertson and Zaragoza, 2009) says how much of the question an entry speaks of; the nearest
phrasing says whether somebody has already asked just this. Both are exact sums over the question's
terms, so that a score can be explained term by term.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.recherche.lexique import Term

FIELDS = ("titre", "phrases", "texte")
_WEIGHTS = {"titre": 1.6, "phrases": 1.3, "texte": 0.45}
_LENGTH = {"titre": 0.3, "phrases": 0.35, "texte": 0.6}
_K1 = 1.1
_PAIR = 0.45
"""What two words side by side weigh, against one alone."""


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed of one entry: the terms of its title, of each phrasing, of its answer."""

    titre: Sequence[Term]
    phrases: Sequence[Sequence[Term]]
    texte: Sequence[Term]


@dataclass(frozen=True, slots=True)
class Index:
    """Postings. `idf` is that of single terms over entries; `pair_idf` that of pairs over phrasings."""

    idf: dict[str, float]
    postings: dict[str, tuple[tuple[int, float], ...]]
    phrase_postings: dict[str, tuple[tuple[int, float], ...]]
    phrase_owner: tuple[int, ...]
    rarest: float

    def weigh(self, terms: Iterable[Term], *, unknown: Callable[[Term], float]) -> dict[str, float]:
        """The weight of each term of a question; `unknown` is that of a word which stands nowhere in the
        index, in shares of the rarest that does.
        """
        weights: dict[str, float] = {}
        for term in terms:
            idf = self.idf[term.key] if term.key in self.idf else self.rarest * unknown(term)
            weights[term.key] = max(weights.get(term.key, 0.0), term.weight * idf)
        return weights

    def coverage(self, weights: dict[str, float]) -> dict[int, float]:
        """For each entry, the share (0 to 1) of the question's weight that it speaks of."""
        total = sum(weights.values()) or 1.0
        scores: defaultdict[int, float] = defaultdict(float)
        for key, weight in weights.items():
            for entry, saturated in self.postings.get(key, ()):
                scores[entry] += weight * saturated / total
        return scores

    def nearest(self, terms: Sequence[Term], weights: dict[str, float]) -> dict[int, float]:
        """For each entry, the cosine (0 to 1) between the question and its nearest phrasing."""
        features = dict(weights)
        for left, right in _pairs(terms):
            features[f"{left}>{right}"] = _PAIR * (weights.get(left, 0.0) + weights.get(right, 0.0)) / 2
        norm = math.sqrt(sum(weight * weight for weight in features.values())) or 1.0
        sums: defaultdict[int, float] = defaultdict(float)
        for key, weight in features.items():
            for phrase, share in self.phrase_postings.get(key, ()):
                sums[phrase] += weight * share / norm
        best: dict[int, float] = {}
        for phrase, cosine in sums.items():
            entry = self.phrase_owner[phrase]
            best[entry] = max(best.get(entry, 0.0), cosine)
        return best


def build(documents: Sequence[Document]) -> Index:
    """Index the documents, in their order."""
    frequencies = [_frequencies(document) for document in documents]
    found_in = Counter(key for frequency in frequencies for key in frequency)
    idf = {key: math.log(1 + (len(documents) - n + 0.5) / (n + 0.5)) for key, n in found_in.items()}
    postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for entry, frequency in enumerate(frequencies):
        for key, tf in frequency.items():
            postings[key].append((entry, tf / (_K1 + tf)))
    phrase_postings, owner = _index_phrases(documents, idf)
    return Index(
        idf=idf,
        postings={key: tuple(found) for key, found in postings.items()},
        phrase_postings=phrase_postings,
        phrase_owner=owner,
        rarest=max(idf.values(), default=1.0),
    )


def _frequencies(document: Document) -> dict[str, float]:
    fields = {
        "titre": document.titre,
        "phrases": [term for phrase in document.phrases for term in phrase],
        "texte": document.texte,
    }
    typical = {"titre": 6.0, "phrases": 60.0, "texte": 40.0}
    frequency: defaultdict[str, float] = defaultdict(float)
    for name in FIELDS:
        length = 1 - _LENGTH[name] + _LENGTH[name] * len(fields[name]) / typical[name]
        share = _WEIGHTS[name] / length
        for term in fields[name]:
            frequency[term.key] += term.weight * share
    return frequency


def _index_phrases(
    documents: Sequence[Document], idf: dict[str, float]
) -> tuple[dict[str, tuple[tuple[int, float], ...]], tuple[int, ...]]:
    postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    owner: list[int] = []
    for entry, document in enumerate(documents):
        for phrase in (document.titre, *document.phrases):
            features: dict[str, float] = {}
            for term in phrase:
                weight = term.weight * idf[term.key]
                if weight > features.get(term.key, 0.0):
                    features[term.key] = weight
            for left, right in _pairs(phrase):
                features[f"{left}>{right}"] = _PAIR * (idf[left] + idf[right]) / 2
            norm = math.sqrt(sum(weight * weight for weight in features.values()))
            if norm:
                for key, weight in features.items():
                    postings[key].append((len(owner), weight / norm))
                owner.append(entry)
    return {key: tuple(found) for key, found in postings.items()}, tuple(owner)


def _pairs(terms: Sequence[Term]) -> Iterator[tuple[str, str]]:
    """What stands side by side."""
    return (
        (left, right) for left, right in pairwise([each.key for each in terms if each.head]) if left != right
    )
