"""The port to the files that people send: read elsewhere, and held in memory alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from knowledge.dialogue.bilan import Bilan, Etape
from knowledge.dialogue.types import Sent


class Dossiers(Protocol):
    """Where the files that a person sends are read, and held in memory for a few minutes at most."""

    def take(self, who: str, sent: Sequence[Sent], *, uai: str, deleted: date | None, today: date) -> Bilan:
        """Read files and match them with those that are here. Raises PersonError; then nothing changed.

        `uai` is the school they should be of, `deleted` the day on which last year's identifiers went.
        """

    def settle(self, who: str, geste: str, *, today: date) -> Bilan:
        """Do with the files what the person says. Raises PersonError (FilesForgotten)."""

    def stage(self, who: str) -> Etape | None:
        """Where the reading of what `who` sent stands; None where nothing is being read."""

    def jobs(self) -> tuple[int, int]:
        """How many people's files are being read, and how many wait for it."""

    def documents(self, who: str) -> Sequence[bytes]:
        """What can be taken away, in the order of `fichiers.DOCUMENTS`; nothing where it is forgotten."""

    def lists(self, who: str) -> Sequence[Mapping[str, Any]]:
        """The people to look at, with their names, a list a category: for the person's own page alone."""

    def forget(self, who: str) -> None:
        """Drop the files of `who`."""
