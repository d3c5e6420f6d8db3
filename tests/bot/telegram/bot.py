"""The bot run in a thread of its own, as `python -m bot` runs it, against the Bot API server of the tests."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from bot import config
from bot.house import House, build
from bot.liens import Liens
from bot.telegram.service import Service
from bot.telegram.settings import HOOK_PATH, TelegramSettings
from bot.telegram.transport import Transport
from bot.web.app import build as build_web
from bot.web.serve import listen, server, url
from handlers.inbox import Inbox
from handlers.post import Arrival
from handlers.writer import Writer
from storage.store import Store
from tests.botapi.server import BotApi

TODAY = date(2026, 8, 27)


class Bot:
    """One process's worth of bot. Its house stays open when it is stopped, for a test to look into."""

    def __init__(
        self,
        api: BotApi,
        folder: Path,
        *,
        hooked: bool = False,
        rate: int = 0,
        uploads: bool = False,
        database: str = "",
        at: str = "",
    ) -> None:
        self.api = api
        self.late = 0.0
        self.house: House = build(
            config.read({"PRONOTE_HELPDESK_DATA": str(folder), "DATABASE_URL": database})
        )
        self._socket = listen("127.0.0.1", 0)
        self.page = url(self._socket)
        self.settings = TelegramSettings(
            api.token, at or api.url, self.page.rstrip("/") + HOOK_PATH if hooked else "", rate, uploads
        )
        self.loop = asyncio.new_event_loop()
        self.service: Service
        self._ready = threading.Event()
        self._end = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def store(self) -> Store:
        """The store itself, for a test to look into."""
        assert isinstance(self.house.store, Store)
        return self.house.store

    def clock(self) -> float:
        """The time of the links, in seconds; `late` puts it forward."""
        return time.time() + self.late

    def start(self) -> Bot:
        """Start, and return once it works."""
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def stop(self) -> None:
        """Stop as SIGTERM does."""
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._end.set)
        self._thread.join(20)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._live())
        self.loop.close()

    async def _live(self) -> None:
        liens = Liens(self.house.store, self.page, self.clock)
        self.service = Service(self.house, self.settings, liens, today=lambda: TODAY)
        web = server(self.service.route(build_web(self.house, deposits=self.service.deposits)))
        web.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        await self.service.start()
        serving = asyncio.create_task(web.serve(sockets=[self._socket]))
        self._ready.set()
        await self._end.wait()
        web.should_exit = True
        await serving
        await self.service.stop()


@contextmanager
def living(
    api: BotApi,
    folder: Path,
    *,
    hooked: bool = False,
    rate: int = 0,
    uploads: bool = False,
    database: str = "",
    at: str = "",
) -> Iterator[Bot]:
    """A bot for the length of a test.

    `database` is an address, the folder's own file otherwise; `at` is where it finds the Bot API server.
    """
    bot = Bot(api, folder, hooked=hooked, rate=rate, uploads=uploads, database=database, at=at).start()
    try:
        yield bot
    finally:
        bot.stop()
        bot.store.close()


def leave_behind(folder: Path, arrival: Arrival) -> None:
    """Commit an update as a process does that ends before it handles it."""
    house = build(config.read({"PRONOTE_HELPDESK_DATA": str(folder)}))
    assert isinstance(house.store, Store)
    transport = Transport(house.guide, str, house.store.now)

    async def receive(office: Store) -> None:
        writer = Writer(office)
        inbox = Inbox(
            writer, house.guide, transport, today=lambda: TODAY, replied=lambda: None, draw=house.draw
        )
        await inbox.receive([arrival])
        await writer.close()

    asyncio.run(receive(house.store))
    house.store.close()
