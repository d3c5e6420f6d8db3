"""The bot as a whole: started beside the web page, stopped within seconds, and going on where it was."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable, Coroutine
from datetime import date
from typing import Any

import telegram
from starlette.types import ASGIApp, Receive, Scope, Send
from telegram.error import TelegramError

from bot.house import now
from bot.liens import Liens
from bot.telegram.answers import CallRefused
from bot.telegram.arrival import present, set_way
from bot.telegram.errands import Errands
from bot.telegram.http import Aiohttp, hush
from bot.telegram.mending import mend
from bot.telegram.polling import Poller
from bot.telegram.presses import Presses
from bot.telegram.probe import TOKEN_REFUSED
from bot.telegram.sending import Sender
from bot.telegram.settings import HOOK_PATH, OFFICIAL, TelegramSettings
from bot.telegram.shapes import arrival, dumped, press_of
from bot.telegram.transport import Transport
from bot.telegram.webhook import Webhook
from bot.web.depot import Deposits
from handlers.depot import Depot
from handlers.inbox import Inbox
from handlers.observer import Observer
from handlers.outbox import Outbox
from handlers.pace import Pace
from handlers.part import Part, guarded
from handlers.post import PostOffice
from handlers.turn import House
from handlers.writer import Writer
from knowledge.dialogue.errors import HouseError

SECRET_PURPOSE = "telegram"  # noqa: S105 - names it
TIDY_SECONDS = 3600.0
RETRY_FIRST, RETRY_MAX = 1.0, 60.0
STOP_SECONDS = 4.0
"""What is on its way is given so long at the end."""

_log = logging.getLogger(__name__)


class Service:
    """One bot. `start` it in the loop that it is to live in; `stop` it there.

    `liens` lead to the deposit page, which stands on `deposits`.
    """

    def __init__(
        self,
        house: House,
        settings: TelegramSettings,
        liens: Liens,
        *,
        today: Callable[[], date],
        observer: Observer | None = None,
    ) -> None:
        hush()
        self._guide = house.guide
        self._settings = settings
        self._request = Aiohttp(sure=settings.api == OFFICIAL)
        base = f"{settings.api}/bot"
        self._methods = f"{base}{settings.token}"
        self._bot = telegram.Bot(
            settings.token,
            base_url=base,
            base_file_url=f"{settings.api}/file/bot",
            request=self._request,
            get_updates_request=Aiohttp(),
        )
        if not isinstance(house.store, PostOffice):
            raise TypeError(type(house.store).__name__)
        office = house.store
        self._writer = Writer(office)
        again = house.guide.word("telegram.renvoi")
        self._transport = transport = Transport(house.guide, liens.make, now, reads=settings.uploads)
        self._depot = depot = Depot(
            house, self._writer, settings.bot, transport.draw, today=today, replied=self._wake
        )
        self.deposits = Deposits(liens, depot)
        files = f"{settings.api}/file/bot{settings.token}"
        errands = Errands(self._bot, self._request, files, depot, transport)
        self._pace, self._sharing = Pace(settings.rate), office.sharing
        sure = settings.api == OFFICIAL
        self._sender = Sender(self._bot, self._call, self._pace, errands.do, again=again, sure=sure)
        self._presses = Presses(self._call, depot, transport)
        self._part = Part(office.join)
        self._leading = Part(lambda: office.lead(f"telegram-{settings.bot}"))
        self.outbox = Outbox(
            self._writer,
            self._part,
            settings.bot,
            self._sender.send,
            room=lambda: self._pace.room,
            observer=observer,
        )
        self.inbox = Inbox(
            self._writer,
            house.guide,
            transport,
            today=today,
            replied=self._wake,
            draw=house.draw,
            forget=house.dossiers.forget,
            observer=observer,
        )
        self._poller = Poller(self._request, self._methods, self._keep)
        self._secret = house.store.secret(SECRET_PURPOSE).hex()
        self.webhook = Webhook(self._secret, self._keep)
        self._tasks: list[asyncio.Task[None]] = []
        self._beside: set[asyncio.Task[None]] = set()
        self._presented = self._refused = False

    def state(self) -> str:
        """What keeps the bot from working, by its name in `[service.etats]`; empty when nothing does."""
        if self._refused or self.outbox.is_stopped:
            return "jeton_refuse"
        # Where another process leads, it is for that one to be known to the server.
        return "" if self._presented or not self._leading.is_ours else "telegram_injoignable"

    def _wake(self) -> None:
        self.outbox.wake()

    def route(self, app: ASGIApp) -> ASGIApp:
        """`app`, with the webhook beside it when there is one."""
        if not self._settings.webhook:
            return app

        async def routed(scope: Scope, receive: Receive, send: Send) -> None:
            is_hook = scope["type"] == "http" and scope["path"] == HOOK_PATH
            await (self.webhook if is_hook else app)(scope, receive, send)

        return routed

    async def start(self) -> None:
        """Begin to handle and to send, and to receive as soon as the server can be reached.

        Raises HouseError when the store cannot be used.
        """
        await self._request.initialize()
        if await self._part.look():
            await self._share()
        self._beside.add(asyncio.create_task(guarded(self.outbox.run)))
        works = (self._take_part, self._handle, self._lead, self._tidy)
        for work in works:
            self._tasks.append(asyncio.create_task(guarded(work)))

    async def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Receive nothing more, and let what is on its way arrive within `seconds`; the rest is kept."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.outbox.stop(seconds)
        for work in self._beside:
            work.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)
        await self._writer.close()
        await self._part.release()
        await self._request.shutdown()

    async def _take_part(self) -> None:
        """Handle and send with the other processes, or once the one that cannot share has ended."""
        await self._part.keep(self._take_up)

    async def _share(self) -> None:
        """What may leave in a second is divided among the processes that send."""
        self._pace.share(await asyncio.to_thread(self._sharing))

    async def _take_up(self) -> None:
        await self._share()
        await self.outbox.recover()
        self.outbox.wake()

    async def _handle(self) -> None:
        await self._part.ours()
        await self.inbox.run()

    async def _lead(self) -> None:
        """One process alone tells the server how updates come, and asks for them."""
        await self._leading.lead(lambda: guarded(self._receive))

    async def _receive(self) -> None:
        """Poll, or have updates posted, to every process; the bot is presented meanwhile."""
        wait = RETRY_FIRST
        while True:
            try:
                await set_way(self._bot, self._request, self._settings, self._secret)
                self._presented, self._refused = True, False
                break
            except TelegramError as error:
                code = error.code if isinstance(error, CallRefused) else type(error).__name__
                self._refused = code in TOKEN_REFUSED
                _log.warning("telegram: the start failed (%s)", code)
            await asyncio.sleep(random.uniform(wait / 2, wait))  # noqa: S311 - no secret
            wait = min(2 * wait, RETRY_MAX)
        self._later(present(self._bot, self._guide.words["telegram"]))
        if not self._settings.webhook:
            await self._poller.run()

    async def _keep(self, updates: list[Any]) -> int:
        """Commit updates, and answer presses so that the person's app stops waiting; return how many are new.

        Raises HouseError.
        """
        found = [(update, arrival(self._settings.bot, mend(update))) for update in updates]
        for update, known in found:
            if known is None:
                await self.inbox.quarantine(self._settings.bot, dumped(update), "no number")
        arrivals = [known for _, known in found if known is not None]
        new = await self.inbox.receive(arrivals) if arrivals else 0
        for update, _ in found:
            if press := press_of(update):
                self._later(self._presses.answer(press, update))
        return new

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside that nothing waits for."""
        task = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _call(self, method: str, params: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
        return await self._request.call(f"{self._methods}/{method}", params)

    async def _tidy(self) -> None:
        while True:
            with contextlib.suppress(HouseError):
                await self._writer.run(lambda post: post.tidy())
            await asyncio.sleep(TIDY_SECONDS)
