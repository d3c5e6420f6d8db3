"""Web page and Telegram bot in one process and one loop, ended together within seconds."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date

from bot.telegram.service import Service
from bot.telegram.settings import TelegramSettings
from bot.web.app import build
from bot.web.serve import listen, names, server, url
from handlers.turn import House


def serve(
    house: House,
    settings: TelegramSettings,
    address: tuple[str, int],
    *,
    today: Callable[[], date],
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve both until the program is told to end; `ready` is called with the page's address.

    Raises PortTaken, BadSetting for an address that is not ours to bind, HouseError for the store.
    """
    with closing(listen(*address)) as bound, _sigterm_heard(), contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_live(house, settings, bound, address[0], today=today, ready=ready))


async def _live(  # noqa: PLR0913 - what `serve` was given
    house: House,
    settings: TelegramSettings,
    bound: socket.socket,
    host: str,
    *,
    today: Callable[[], date],
    ready: Callable[[str], None] | None,
) -> None:
    service = Service(house, settings, today=today)
    web = server(service.route(build(house, hosts=names(host))))
    await service.start()
    try:
        if ready:
            ready(url(bound))
        await web.serve(sockets=[bound])
    finally:
        await service.stop()


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
