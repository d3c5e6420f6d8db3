"""What takes long, done in the order of a chat's replies: a file fetched, files read, buttons about them.

An errand waits in the outbox like a reply. So it survives a restart, stops nobody else, and comes after the
words that announce it; what comes of it is put behind what the chat is still to get.
"""

from __future__ import annotations

import logging
from typing import Any

import telegram
from telegram.error import TelegramError

from bot.telegram.http import Aiohttp, CallRefused, TooLarge
from bot.telegram.reading import Origin
from bot.telegram.sending import ODD
from bot.telegram.transport import FETCH, Transport, fetch
from handlers.depot import Depot
from handlers.outbox import Arrived, NotNow, Outcome
from handlers.ports import Parcel
from knowledge.comptes.limites import MAX_BYTES
from knowledge.dialogue.errors import FileNotFetched, FileTooLarge, HouseError
from knowledge.dialogue.types import Message, Opened, Picked, Sent, Text, Told

FETCH_TRIES = 4
"""How often a file is asked for before its sender is told that it does not come."""

Json = dict[str, Any]

_log = logging.getLogger(__name__)


class Errands:
    """Does the errands of one bot. `files` is the address that files are fetched below."""

    def __init__(
        self, bot: telegram.Bot, request: Aiohttp, files: str, depot: Depot, transport: Transport
    ) -> None:
        self._bot = bot
        self._request = request
        self._files = files
        self._depot = depot
        self._transport = transport

    async def do(self, parcel: Parcel, content: Json) -> Outcome:
        """Do one; whatever happens is an outcome."""
        origin = Origin(who=parcel.who, thread=content["thread"])
        try:
            if content["method"] == FETCH and not content["told"]:
                await self._announce(parcel, content)
                return Arrived()
            message = await self._message(parcel, content)
            if message is None:
                return NotNow()
            await self._depot.hand(parcel.who, message, key=f"errand:{parcel.id}", origin=origin)
        except HouseError as error:
            _log.error("errands: %s", type(error).__name__)
            return NotNow()
        return Arrived()

    async def _announce(self, parcel: Parcel, content: Json) -> None:
        """Before the first file of somebody is fetched, they are told what becomes of it; then it goes on."""
        origin = Origin(who=parcel.who, thread=content["thread"], file=content["file"], name=content["name"])
        notice = self._transport.draw((Text(self._transport.guide.word("telegram.avis_fichiers")),), Origin())
        await self._depot.say_once(parcel.who, "avis", notice, then=(fetch(origin, told=True),))

    async def _message(self, parcel: Parcel, content: Json) -> Message | None:
        """What is to be handed over; None when the file does not come just now."""
        if content["method"] != FETCH:
            return Told(content["text"]) if "text" in content else Picked(content["node"], content["option"])
        try:
            return Sent(content["name"], await self._fetched(content["file"]))
        except TooLarge:
            return Opened(FileTooLarge())
        except CallRefused as error:
            if error.code == 400 and "too big" in error.description.lower():
                return Opened(FileTooLarge())
            return Opened(FileNotFetched()) if parcel.tries >= FETCH_TRIES else None
        except (TelegramError, *ODD):
            # Not to be had, or told in a way that the library cannot read.
            return Opened(FileNotFetched()) if parcel.tries >= FETCH_TRIES else None

    async def _fetched(self, file: str) -> bytes:
        """The bytes of a file, whatever it is said to be. Raises TooLarge, TelegramError."""
        found = await self._bot.get_file(file)
        path = (found.file_path or "").removeprefix(f"{self._files}/").lstrip("/")
        if not path:
            raise CallRefused(404, "no path")
        return await self._request.download(f"{self._files}/{path}", MAX_BYTES)
