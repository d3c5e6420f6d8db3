"""One process that serves in one loop: page, Telegram bot where there is a token, health and numbers."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.types import ASGIApp
from uvicorn.loops.auto import auto_loop_factory

from bot import bac
from bot.house import House
from bot.liens import Liens
from bot.service.front import Front
from bot.service.health import Health, SeenBy, State, Words
from bot.service.metrics import Metrics
from bot.telegram.settings import TelegramSettings
from bot.web.app import build
from bot.web.serve import listen, names, server, url
from knowledge.dialogue.errors import HelpdeskError, HouseError
from knowledge.dialogue.personnes import noms_of
from knowledge.dialogue.savoir import questions_of
from storage.queues import queues
from storage.retention import purge
from storage.store import Store

CLEAR_SECONDS = 24 * 3600.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Process:
    """All that one process serves. `telegram` is None where there is no bot."""

    house: House
    telegram: TelegramSettings | None
    host: str
    today: Callable[[], date]

    def serve(self, port: int, *, ready: Callable[[str], None] | None = None) -> None:
        """Serve until the program is told to end; `ready` is called with the page's address.

        Port 0 takes a free one. Raises PortTaken, BadSetting for an address that is not ours to bind,
        HouseError for the store.
        """
        with closing(listen(self.host, port)) as bound:
            self.serve_on(bound, ready=ready)

    def serve_on(self, bound: socket.socket, *, ready: Callable[[str], None] | None = None) -> None:
        """Serve on a socket that is bound already, which several processes may share."""
        # uvloop, where there is one.
        runner = asyncio.Runner(loop_factory=auto_loop_factory())
        with _sigterm_heard(), contextlib.suppress(KeyboardInterrupt), runner:
            runner.run(self._live(bound, ready))

    async def _live(self, bound: socket.socket, ready: Callable[[str], None] | None) -> None:
        metrics = Metrics()
        seen = metrics.observer("web")
        if self.telegram is None:
            site: ASGIApp = build(self.house, hosts=self._hosts(), observer=seen)
            await self._answer(site, bound, metrics, ready=ready)
            return
        # Made at the first question or file, these would hold up everybody who writes in Telegram.
        questions_of(self.house.guide)
        noms_of(self.house.guide)
        from bot.telegram.service import Service  # noqa: PLC0415 - half a second that a page alone does not need

        liens = Liens(self.house.store, self.house.settings.public_url or url(bound))
        bot = Service(
            self.house, self.telegram, liens, today=self.today, observer=metrics.observer("telegram")
        )
        site = build(self.house, hosts=self._hosts(), observer=seen, deposits=bot.deposits)
        await bot.start()
        try:
            await self._answer(bot.route(site), bound, metrics, ready=ready, telegram=bot.state)
        finally:
            await bot.stop()

    async def _answer(
        self,
        site: ASGIApp,
        bound: socket.socket,
        metrics: Metrics,
        *,
        ready: Callable[[str], None] | None,
        **parts: State,
    ) -> None:
        settings, guide, store = self.house.settings, self.house.guide, self.house.store
        assert isinstance(store, Store)  # noqa: S101 - a house that lasts has one
        _log.info("started: port %d", bound.getsockname()[1])
        clearing = asyncio.create_task(self._clear(store))
        words = Words(guide.sentence, lambda name: guide.word(f"service.{name}"))
        seen_by = SeenBy(settings.monitors, settings.public_url)
        health = Health(site, lambda: queues(store) | self._files(), metrics, words, seen_by)
        health.parts.update(parts)
        site = Front(health, settings.public_url, words.word, metrics.requested)
        if ready:
            ready(url(bound))
        try:
            await server(site, proxies=settings.proxies).serve(sockets=[bound])
        finally:
            clearing.cancel()
            # Whoever sent a file has been told to come back; its reading would hold the end up for minutes.
            bac.end()
            _log.info("ended")

    def _files(self) -> dict[str, float]:
        try:
            running, waiting = self.house.dossiers.jobs()
        except HelpdeskError:
            return {}  # they are another process's, which is just ending
        return {"files_running": running, "files_waiting": waiting}

    async def _clear(self, store: Store) -> None:
        """Erase once a day what is older than it may be; where several do, the others find it done."""
        kept = timedelta(days=self.house.settings.retention_days)
        while True:
            try:
                gone = await asyncio.to_thread(lambda: purge(store, older_than=store.now() - kept))
                _log.info("purge: %d conversations", gone)
            except HouseError as error:
                _log.error("purge: %s", type(error).__name__)
            await asyncio.sleep(CLEAR_SECONDS)

    def _hosts(self) -> frozenset[str] | None:
        return names(self.host, self.house.settings.public_url)


@contextmanager
def _sigterm_heard() -> Iterator[None]:
    """Let SIGTERM end the server only.

    Once its server has ended, uvicorn raises again what it was told; the default would end the program there,
    with replies still on their way.
    """
    try:
        before = signal.signal(signal.SIGTERM, lambda *_: None)
    except ValueError:
        yield  # not the main thread: no signal comes here
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
