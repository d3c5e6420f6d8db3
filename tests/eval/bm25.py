"""The peer: plain BM25 with French Snowball stems over title, phrasings and answer, as any search has it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import snowballstemmer  # type: ignore[import-untyped]

from knowledge.dialogue.texte import plain
from knowledge.ecriture import words
from knowledge.recherche.fiches import Entry

K1, B = 1.5, 0.75


class Bm25:
    """Okapi BM25 (Robertson and Zaragoza, 2009), without concepts, typing errors or neighbours."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.stemmer = snowballstemmer.stemmer("french")
        texts = [" ".join((entry.titre, *entry.phrases, plain(entry.texte))) for entry in entries]
        self.counts = [Counter(self._stems(text)) for text in texts]
        self.lengths = [sum(count.values()) for count in self.counts]
        self.mean = sum(self.lengths) / len(self.lengths)
        found_in = Counter(stem for count in self.counts for stem in count)
        self.idf = {stem: math.log(1 + (len(entries) - n + 0.5) / (n + 0.5)) for stem, n in found_in.items()}

    def rank(self, question: str) -> list[Entry]:
        """The three best entries; none where no word is shared."""
        stems = [stem for stem in self._stems(question) if stem in self.idf]
        scored = [
            (sum(self._weigh(stem, count, length) for stem in stems), -at)
            for at, (count, length) in enumerate(zip(self.counts, self.lengths, strict=True))
        ]
        return [self.entries[-at] for score, at in sorted(scored, reverse=True)[:3] if score > 0]

    def _weigh(self, stem: str, count: Counter[str], length: int) -> float:
        tf = count[stem]
        return self.idf[stem] * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / self.mean))

    def _stems(self, text: str) -> list[str]:
        stems: list[str] = self.stemmer.stemWords(list(words(text)))
        return stems
