"""What a conversation keeps for its escalation file beside the answers: what was pasted and counted.

Links stand here without their secrets, reports as numbers; `dits` are a person's own words, and masked as
answers are where the file is made.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from knowledge.dialogue.bilan import Cause, Row

DEFAULT_RECIPIENT = "index-education"
"""Who sees PRONOTE itself, where nothing tells who has to act."""

PROBLEM_NODE, SINCE_NODE = "dossier_probleme", "dossier_depuis"
"""The questions that a person may have answered in passing: what happens, and since when."""


@dataclass(frozen=True, slots=True)
class Lien:
    """A pasted link, its secrets masked, and what stood before it: whose it is, which of the three it is.

    Both are names of `cas.etiquettes`, or nothing where nothing told.
    """

    service: str
    part: str
    texte: str


@dataclass(frozen=True, slots=True)
class InfoMobile:
    """What the answer of `infoMobileApp.json` tells; None or nothing where the paste does not hold it."""

    actif: bool | None
    cas_url: str
    espaces: tuple[str, ...] | None
    version: str
    nom: str


@dataclass(frozen=True, slots=True)
class Comptes:
    """The report on files, or PRONOTE's own table, in numbers; `jour` (ISO) is when it was read.

    `exports` are the school (UAI) and the day (ISO) of each export among the files.
    """

    jour: str
    table: tuple[Row, ...] = ()
    causes: tuple[Cause, ...] = ()
    certain: int = 0
    to_mend: int = 0
    exports: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """An answer of the follow-up, and the day (ISO) of it: what was sent, asked or answered."""

    node: str
    value: str
    jour: str


@dataclass(frozen=True, slots=True)
class Pieces:
    """All of it; `retirees` are the lines of the file that are not to leave, by their names.

    `journal` is what happened since the file was sent, however often its questions came again; `dits` what
    was said in passing, by the question that would ask for it.
    """

    liens: tuple[Lien, ...] = ()
    info: InfoMobile | None = None
    comptes: Comptes | None = None
    retirees: tuple[str, ...] = ()
    journal: tuple[Passage, ...] = ()
    dits: tuple[tuple[str, str], ...] = ()

    def dit(self, node: str) -> str:
        """What was said in passing that answers this question, or nothing."""
        return dict(self.dits).get(node, "")

    def saying(self, node: str, words: str) -> Pieces:
        """The same with these words for that question."""
        return replace(self, dits=tuple({**dict(self.dits), node: words}.items()))


NOTHING = Pieces()
