"""How often one person may send files, and how often the key may fail on them: beyond it they wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil

from knowledge.comptes.erreurs import TropDEchecs, TropDEnvois

SENDINGS, WITHIN = 8, 120
"""So many sendings of one person are read within so many seconds; a sending may hold several files."""

FAILURES, PAUSE = 5, 10 * 60
"""So many sealed exports of one person that the key did not open, within so many seconds: then a pause."""


@dataclass(slots=True)
class Cadence:
    """What each person sent lately, from any thread. `clock` counts seconds."""

    clock: Callable[[], float]
    _sendings: dict[str, list[float]] = field(default_factory=dict, repr=False)
    _failures: dict[str, list[float]] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def count(self, who: str) -> None:
        """Count a sending. Raises TropDEnvois (`secondes` to wait), TropDEchecs (`minutes`)."""
        now = self.clock()
        with self._lock:
            self._tidy(now)
            failures = _since(self._failures.get(who, ()), now - PAUSE)
            if len(failures) >= FAILURES:
                wait = failures[-FAILURES] + PAUSE - now
                raise TropDEchecs(nombre=str(FAILURES), minutes=str(ceil(wait / 60)))
            lately = _since(self._sendings.get(who, ()), now - WITHIN)
            if len(lately) >= SENDINGS:
                raise TropDEnvois(nombre=str(SENDINGS), secondes=str(ceil(lately[0] + WITHIN - now)))
            self._sendings[who] = [*lately, now]

    def failed(self, who: str, times: int) -> None:
        """Note that the key did not open so many sealed exports that `who` just sent."""
        if not times:
            return
        now = self.clock()
        with self._lock:
            self._failures[who] = [*_since(self._failures.get(who, ()), now - PAUSE), *[now] * times]

    def _tidy(self, now: float) -> None:
        """Who sent nothing for long is not remembered."""
        for known, seconds in ((self._sendings, WITHIN), (self._failures, PAUSE)):
            for who in [who for who, times in known.items() if times[-1] < now - seconds]:
                del known[who]


def _since(times: Sequence[float], start: float) -> list[float]:
    return [when for when in times if when > start]
