"""What the peers share: the names of columns, and pairs one to one."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

NAMES = {"Nom": "nom", "Prénom": "prenom", "Date de naissance": "naissance", "Code postal": "code_postal"}
TITLES = ("pronote_line", "ent_line")


def one_to_one(rows: Iterable[tuple[float, int, int]], out: Path) -> None:
    """Keep the best pairs so that nobody is in two, and write them."""
    taken: set[tuple[int, int]] = set()
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(TITLES)
        for _, one, other in sorted(rows, key=lambda row: -row[0]):
            if (0, one) not in taken and (1, other) not in taken:
                taken |= {(0, one), (1, other)}
                writer.writerow((one, other))
