"""The files of people where several processes serve: one of them keeps them all, in memory alone.

A page is asked for from whichever process is free, and none of them may be the only one that knows a
person's files. What is uploaded is never stored, not even sealed, not even for minutes: a database has
copies, logs and backups. So whoever starts the processes of a machine keeps the files, as the only process
would, and answers the others over a socket of this machine that wants a secret. Between two machines a front
has to send a person back to the same one; else the answer is the one that stands there after a quarter of an
hour: send them again.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from typing import Any

from handlers.dossiers import Dossiers
from knowledge.comptes.erreurs import LectureInterrompue
from knowledge.dialogue.bilan import Bilan, Etape
from knowledge.dialogue.errors import HelpdeskError
from knowledge.dialogue.types import Sent

_CALLS = frozenset({"take", "settle", "stage", "jobs", "documents", "lists", "forget"})


@dataclass(frozen=True, slots=True)
class Adresse:
    """Where the files are kept, and the secret that opens it."""

    place: str
    secret: bytes = field(repr=False)


class Tiroir:
    """Keeps `dossiers` for the other processes until it is closed."""

    def __init__(self, dossiers: Dossiers) -> None:
        self._dossiers = dossiers
        secret = secrets.token_bytes(32)
        self._listener = Listener(backlog=64, authkey=secret)
        self.address = Adresse(str(self._listener.address), secret)
        self._closed = False
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Answer nobody any more."""
        self._closed = True
        with suppress(OSError), Client(self.address.place):  # whoever waits for a caller is woken
            pass
        self._listener.close()

    def _listen(self) -> None:
        while not self._closed:
            with suppress(OSError, EOFError, AuthenticationError):
                caller = self._listener.accept()
                threading.Thread(target=self._answer, args=(caller,), daemon=True).start()

    def _answer(self, caller: Connection) -> None:
        with caller, suppress(OSError, EOFError):
            name, given, named = caller.recv()
            try:
                answer = True, getattr(self._dossiers, name)(*given, **named) if name in _CALLS else None
            except HelpdeskError as error:
                answer = False, (type(error), error.values)
            except Exception:  # noqa: BLE001 - its text may quote a file
                answer = False, (LectureInterrompue, {})
            caller.send(answer)


@dataclass(frozen=True, slots=True)
class Ailleurs:
    """The dossiers (`handlers.dossiers.Dossiers`) of the process at `address`."""

    address: Adresse

    def take(self, who: str, sent: Sequence[Sent], *, uai: str, deleted: date | None, today: date) -> Bilan:
        """Read files with those that are there."""
        bilan: Bilan = self._ask("take", who, tuple(sent), uai=uai, deleted=deleted, today=today)
        return bilan

    def settle(self, who: str, geste: str, *, today: date) -> Bilan:
        """Do with the files what the person says."""
        bilan: Bilan = self._ask("settle", who, geste, today=today)
        return bilan

    def stage(self, who: str) -> Etape | None:
        """Where the reading stands."""
        stage: Etape | None = self._ask("stage", who)
        return stage

    def documents(self, who: str) -> Sequence[bytes]:
        """What can be taken away."""
        documents: Sequence[bytes] = self._ask("documents", who)
        return documents

    def lists(self, who: str) -> Sequence[dict[str, Any]]:
        """The people to look at."""
        lists: Sequence[dict[str, Any]] = self._ask("lists", who)
        return lists

    def jobs(self) -> tuple[int, int]:
        """How many people's files are being read there, and how many wait."""
        jobs: tuple[int, int] = self._ask("jobs")
        return jobs

    def forget(self, who: str) -> None:
        """Drop the files of `who`."""
        self._ask("forget", who)

    def _ask(self, name: str, *given: object, **named: object) -> Any:  # noqa: ANN401 - what that method answers
        """Raises what the method raises, and LectureInterrompue when nobody answers."""
        try:
            with Client(self.address.place, authkey=self.address.secret) as line:
                line.send((name, given, named))
                fine, answer = line.recv()
        except (OSError, EOFError, AuthenticationError):
            raise LectureInterrompue from None
        if fine:
            return answer
        kind, values = answer
        raise kind(**values)
