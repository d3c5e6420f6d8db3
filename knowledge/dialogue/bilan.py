"""What files that were sent amount to: codes and numbers alone, so that it can be said anywhere and kept.

No name, no birth date and no file name stands here; the sentences are in comptes.toml, by the codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Need = Literal["", "cote", "categorie"]
"""What only the person can tell of a list: whose it is, who is in it."""


Deletion = Literal["", "apres", "inconnu"]
"""Was an export made after last year's identifiers were deleted? Nothing where that does not matter."""


@dataclass(frozen=True, slots=True)
class Etape:
    """Where the reading of files stands: its name (`[fichiers.etapes]`), the part done (0 to 1).

    `rang` is the file that is being read, of so many `fichiers`.
    """

    nom: str
    part: float = 0.0
    rang: int = 0
    fichiers: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A finding, by its code; `times` says how often it was made, on so many lines."""

    code: str
    values: tuple[tuple[str, str], ...] = ()
    times: int = 1


@dataclass(frozen=True, slots=True)
class Releve:
    """One file: its kind (`lecture.Kind`), how many people it holds, the verdict on a sealed one.

    `uai` and `day` (ISO) are those of an export. `deletion` places it beside the deletion of
    last year's identifiers.
    """

    kind: str
    rows: int = 0
    uai: str = ""
    day: str = ""
    verdict: str = ""
    notes: tuple[Note, ...] = ()
    deletion: Deletion = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why people of a category will not be paired by PRONOTE, where to mend it, how many they are."""

    categorie: str
    code: str
    ou: str
    number: int


Row = tuple[str, int | None, int | None, int | None, int | None]
"""A column of PRONOTE's table: the category, then PRONOTE, CAS, matched and left; None for a dash."""


@dataclass(frozen=True, slots=True)
class Bilan:
    """All files together, the latest last: `fresh` of them came with the last sending.

    `causes` are sorted, the commonest first. `sides` are those of which people are known: "pronote",
    "ent". `need` is what only the person can tell of the file of rank `about`; `unsure` says that its
    side was guessed; `report` that there is something to take away.
    """

    releves: tuple[Releve, ...] = ()
    table: tuple[Row, ...] = ()
    causes: tuple[Cause, ...] = ()
    notes: tuple[Note, ...] = ()
    certain: int = 0
    to_mend: int = 0
    tied: int = 0
    sides: tuple[str, ...] = ()
    need: Need = ""
    unsure: bool = False
    about: int = -1
    report: bool = False
    fresh: int = 1
