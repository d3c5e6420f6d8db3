"""The peer: plain BM25 (`bm25s`, Lucene's variant) with French Snowball stems, as any search has it."""

from __future__ import annotations

from collections.abc import Sequence

import bm25s  # type: ignore[import-untyped]
import numpy as np
import snowballstemmer  # type: ignore[import-untyped]

from knowledge.dialogue.texte import plain
from knowledge.ecriture import words
from knowledge.recherche.fiches import Entry


class Peer:
    """Titles, phrasings and answers in one field; no concepts, typing errors or neighbours."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.stemmer = snowballstemmer.stemmer("french")
        self.index = bm25s.BM25()
        texts = (" ".join((entry.titre, *entry.phrases, plain(entry.texte))) for entry in entries)
        self.index.index([self._stems(text) for text in texts], show_progress=False)

    def rank(self, question: str) -> list[Entry]:
        """The three best entries; none where no word is shared."""
        stems = [stem for stem in self._stems(question) if stem in self.index.vocab_dict]
        if not stems:
            return []
        scores = self.index.get_scores(stems)
        return [self.entries[at] for at in np.argsort(-scores)[:3] if scores[at] > 0]

    def _stems(self, text: str) -> list[str]:
        stems: list[str] = self.stemmer.stemWords(list(words(text)))
        return stems
