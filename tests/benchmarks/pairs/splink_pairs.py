"""Splink on two lists: trained without labels, sensible blocking, pairs one to one by probability.

Run by `mesure` with the interpreter that has the peers: `splink_pairs.py PRONOTE ENT PAIRS`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import splink.comparison_library as cl
from commun import NAMES, one_to_one
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def main(pronote: Path, ent: Path, out: Path) -> None:
    """Match two lists and write the pairs."""
    frames = [_read(path) for path in (pronote, ent)]
    born = frames[0]["naissance"].notna().any()
    placed = frames[0]["code_postal"].notna().any()
    comparisons = [cl.NameComparison("nom"), cl.NameComparison("prenom")]
    blocking = [block_on("nom", "prenom"), block_on("nom"), block_on("prenom", "substr(nom, 1, 3)")]
    if born:
        comparisons.append(
            cl.DateOfBirthComparison("naissance", input_is_string=True, datetime_format="%d/%m/%Y")
        )
        blocking.append(block_on("naissance"))
    if placed:
        comparisons.append(cl.ExactMatch("code_postal").configure(term_frequency_adjustments=True))
        blocking.append(block_on("code_postal", "prenom"))
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="line",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=blocking,
    )
    database = DuckDBAPI()
    linker = Linker([database.register(frame) for frame in frames], settings)
    sure = [block_on("nom", "prenom", "naissance")] if born else [block_on("nom", "prenom")]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("nom"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("prenom"))
    found = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    rows = zip(found["match_probability"], found["line_l"], found["line_r"], strict=True)
    one_to_one(rows, out)


def _read(path: Path) -> pd.DataFrame:
    frame = pd.read_csv(path, sep=";", dtype=str, encoding="utf-8").rename(columns=NAMES)
    for name in ("nom", "prenom"):
        frame[name] = frame[name].str.lower().str.replace("-", " ")
    frame["line"] = range(2, len(frame) + 2)
    return frame[["line", "nom", "prenom", "naissance", "code_postal"]]


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
