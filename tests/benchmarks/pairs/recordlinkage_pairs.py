"""recordlinkage on two lists: ECM without labels, its documented comparisons, pairs one to one.

Run by `mesure` with the interpreter that has the peers: `recordlinkage_pairs.py PRONOTE ENT PAIRS`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import recordlinkage
from commun import NAMES, one_to_one


def main(pronote: Path, ent: Path, out: Path) -> None:
    """Match two lists and write the pairs."""
    ours, theirs = (_read(path) for path in (pronote, ent))
    born, placed = (ours[name].notna().any() for name in ("naissance", "code_postal"))
    indexer = recordlinkage.Index()
    indexer.sortedneighbourhood("nom", window=9)
    if born:
        indexer.block("naissance")
    elif placed:
        indexer.block(["prenom", "code_postal"])
    pairs = indexer.index(ours, theirs)
    compare = recordlinkage.Compare()
    compare.string("nom", "nom", method="jarowinkler", threshold=0.85, label="nom")
    compare.string("prenom", "prenom", method="jarowinkler", threshold=0.85, label="prenom")
    if born:
        compare.exact("naissance", "naissance", label="naissance")
    if placed:
        compare.exact("code_postal", "code_postal", label="code_postal")
    features = compare.compute(pairs, ours, theirs)
    classifier = recordlinkage.ECMClassifier()
    classifier.fit_predict(features)
    probability = classifier.prob(features)
    kept = probability[probability >= 0.5]
    one_to_one(((p, i, j) for (i, j), p in kept.items()), out)


def _read(path: Path) -> pd.DataFrame:
    frame = pd.read_csv(path, sep=";", dtype=str, encoding="utf-8").rename(columns=NAMES)
    for name in ("nom", "prenom"):
        frame[name] = frame[name].str.lower().str.replace("-", " ")
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return frame


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
