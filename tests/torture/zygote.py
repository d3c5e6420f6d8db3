"""A process that has everything imported and forks a bot at each line it reads.

A line is `FOLDER URL PORT POINT DATABASE`: the store's folder, the Bot API server, the port of the webhook
(0 to poll), the point at which the bot kills itself, counted over commits and calls, before and after each,
and the address of the database (`-` for the folder's own).
The answer is the bot's process number.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from aiohttp import FormData
from sqlalchemy import event

from bot import config
from bot.house import House, read_guide
from bot.liens import Liens
from bot.telegram.http import Aiohttp
from bot.telegram.service import Service
from bot.telegram.settings import HOOK_PATH, TelegramSettings
from bot.web.serve import server
from handlers import inbox
from knowledge.dialogue import engine
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.types import State, Told
from storage import postgres, sqlite
from storage.store import open_store
from tests.botapi.world import TOKEN

TODAY = date(2026, 8, 27)


class Fuse:
    """Kills the process at its n-th point."""

    def __init__(self, left: int) -> None:
        self.left = left

    def burn(self, *_: object) -> None:
        """One point more."""
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


async def nothing(_scope: object, _receive: object, _send: object) -> None:
    """The web page is not needed here."""


async def live(house: House, settings: TelegramSettings, port: int) -> None:
    """Run the bot until it is killed."""
    service = Service(house, settings, Liens(house.store, "http://127.0.0.1/"), today=lambda: TODAY)
    await service.start()
    if port:
        with shared_port(port) as bound:
            await server(service.route(nothing)).serve(sockets=[bound])
    await asyncio.Event().wait()


def shared_port(port: int) -> socket.socket:
    """Bots that live at the same time have the same address."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind(("127.0.0.1", port))
    bound.listen()
    return bound


def child(guide: Guide, order: str) -> None:
    """Be a bot."""
    folder, url, port, point, database = order.split()
    environ = {"PRONOTE_HELPDESK_DATA": folder, "DATABASE_URL": database.strip("-")}
    settings = config.read(environ)
    store = open_store(settings.database_url, settings.key_file, now=lambda: datetime.now(UTC))
    fuse = Fuse(int(point))
    event.listen(store.database.engine, "commit", fuse.burn)
    event.listen(store.database.engine, "begin", fuse.burn)
    post = Aiohttp._post

    async def fused(
        self: Aiohttp, url: str, body: bytes | FormData, headers: dict[str, str], read_seconds: float
    ) -> tuple[int, bytes]:
        fuse.burn()
        answer = await post(self, url, body, headers, read_seconds)
        fuse.burn()
        return answer

    Aiohttp._post = fused  # type: ignore[method-assign]
    hook = f"http://127.0.0.1:{port}{HOOK_PATH}" if port != "0" else ""
    asyncio.run(live(House(guide, store, settings), TelegramSettings(TOKEN, url, hook, 0), int(port)))


def main() -> None:
    """Fork a bot a line."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # Here it is never the update that kills: on a slow machine none is to be set aside for it.
    inbox.TRIES_MAX = sys.maxsize
    guide = read_guide()
    assert postgres and sqlite  # loaded here, once
    engine.step(guide, State(), Told("zz0"), today=TODAY)  # whatever is built once is built here
    for line in sys.stdin:
        number = os.fork()
        if not number:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            folder = Path(line.split()[0])
            try:
                child(guide, line)
            except BaseException as error:  # noqa: BLE001 - told in a file, for the loop to read
                (folder / "echec.txt").write_text(repr(error), "utf-8")
            os._exit(1)
        print(number, flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
