"""One of several processes: it builds a house of its own, and shares the port and the files of people.

All that it needs is loaded with this module, once for all of them (`bot.ouvriers`).
"""

from __future__ import annotations

import gc
import socket
from contextlib import suppress
from dataclasses import replace

from bot import config
from bot.house import build, read_guide, today
from bot.service import logs
from bot.service.process import Process
from bot.telegram import service, settings  # noqa: F401 - loaded for all
from bot.tiroir import Adresse, Ailleurs
from knowledge.dialogue.errors import HouseError
from knowledge.dialogue.personnes import noms_of
from knowledge.dialogue.savoir import questions_of
from storage import postgres, store  # noqa: F401 - the same

with suppress(HouseError):  # a broken guide is told by the process that starts them
    questions_of(read_guide())
    noms_of(read_guide())

gc.freeze()  # all this stays: looking through it for garbage would hold everybody up for a tenth of a second


def work(bound: socket.socket, host: str, dossiers: Adresse, workers: int) -> None:
    """Serve until told to end (`bot.ouvriers.serve`). Raises HouseError."""
    known, token = config.read(), settings.read()
    logs.configure(known.log_level)
    house = build(known, dossiers=Ailleurs(dossiers))
    if token is not None and token.rate:
        # What may leave in a second, all together, is shared out.
        token = replace(token, rate=max(1, token.rate // workers))
    Process(house, token, host, today).serve_on(bound)
