"""One of several processes: it builds a house of its own, and shares the port and the files of people.

All that it needs is loaded with this module, once for all of them (`bot.ouvriers`).
"""

from __future__ import annotations

import socket
from dataclasses import replace

from bot import config
from bot.house import build, today
from bot.service import logs
from bot.service.process import Process
from bot.telegram import service, settings  # noqa: F401 - loaded for all
from bot.tiroir import Adresse, Ailleurs
from storage import postgres, store  # noqa: F401 - the same


def work(bound: socket.socket, host: str, dossiers: Adresse, workers: int) -> None:
    """Serve until told to end (`bot.ouvriers.serve`). Raises HouseError."""
    known, token = config.read(), settings.read()
    logs.configure(known.log_level)
    house = build(known, dossiers=Ailleurs(dossiers))
    if token is not None and token.rate:
        # What may leave in a second, all together, is shared out.
        token = replace(token, rate=max(1, token.rate // workers))
    Process(house, token, host, today).serve_on(bound)
