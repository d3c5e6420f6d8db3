"""What takes long, done in the order of a chat's replies: a file fetched, files read, buttons about them.

An errand waits in the outbox like a reply. So it survives a restart, stops nobody else, and comes after the
words that announce it; what comes of it is put behind what the chat is still to get. The files of an album
are read together, and answered once.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import telegram
from telegram.error import TelegramError

from bot.telegram.answers import CallRefused, TooLarge
from bot.telegram.http import Aiohttp
from bot.telegram.reading import Origin
from bot.telegram.sending import ODD
from bot.telegram.transport import FETCH, Transport, fetch
from handlers.depot import Depot
from handlers.outcomes import Arrived, NotNow, Outcome, Refused
from handlers.post import Parcel
from knowledge.comptes.limites import MAX_BYTES
from knowledge.dialogue.errors import FileNotFetched, FileTooLarge, HouseError, PersonError
from knowledge.dialogue.types import Message, Opened, Picked, Sent, Text, Told

FETCH_TRIES = 4
"""How often a file is asked for before its sender is told that it does not come."""

ALBUM_SECONDS = 1.0
"""How long the files of an album are waited for: they are sent at once, and come one by one."""

ALBUM_BYTES = 3 * MAX_BYTES
ALBUMS_MAX = 1000
"""Albums that are remembered; the oldest is forgotten first."""

Json = dict[str, Any]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Group:
    """The files of an album that this process was told to fetch, and their names; called after the first."""

    name: str
    files: dict[str, str]


def _together(group: str, count: int) -> str:
    """The mark that so many files of a group go on together."""
    return f"album:{group}:{count}"


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
        self._albums: OrderedDict[tuple[str, str], _Group] = OrderedDict()

    async def do(self, parcel: Parcel, content: Json) -> Outcome:
        """Do one; whatever happens is an outcome."""
        origin = Origin(who=parcel.who, thread=content.get("thread"))
        try:
            if content["method"] == FETCH and not content["told"]:
                await self._announce(parcel, content)
                return Arrived()
            if await self._is_behind(parcel.who, content):
                return Arrived()  # all of the album follows
            messages = await self._messages(parcel, content)
            if messages is None:
                return NotNow()
            for rank, message in enumerate(messages):
                key = f"errand:{parcel.id}:{rank}" if rank else f"errand:{parcel.id}"
                await self._depot.hand(parcel.who, message, key=key, origin=origin)
        except HouseError as error:
            _log.error("errands: %s", type(error).__name__)
            return NotNow()
        except Exception as error:  # noqa: BLE001 - whoever waits for it is told, and the others go on
            return await self._apologise(parcel, origin, type(error).__name__)
        return Arrived()

    async def _apologise(self, parcel: Parcel, origin: Origin, reason: str) -> Outcome:
        """Tell that nothing comes of it, with the code that the operator finds in the log."""
        code = secrets.token_hex(4)
        _log.error("errands: incident %s, %s", code, reason)
        words = self._transport.guide.word("telegram.incident", code=code)
        said = self._transport.draw((Text(words),), origin)
        try:
            await self._depot.say_once(parcel.who, f"errand:{parcel.id}:incident", said)
        except HouseError as error:
            _log.error("errands: %s", type(error).__name__)
            return NotNow()
        return Refused(reason)

    async def _announce(self, parcel: Parcel, content: Json) -> None:
        """Before the first file of somebody is fetched, they are told what becomes of it; then it goes on.

        Each file of an album goes on together with those that came before it, as far as this process knows.
        That it does is noted with its going on: whoever is killed in between does it once, and not twice.
        """
        album = content.get("album", "")
        key = (parcel.who, album)
        marks = [f"errand:{parcel.id}:told"]
        group = self._albums.get(key) or _Group(f"{parcel.id}", {})
        if album and not group.files:
            await asyncio.sleep(ALBUM_SECONDS)  # its other files are being sent
        together = {**group.files, content["file"]: content["name"]}
        if album:
            marks.append(_together(group.name, len(together)))
        (file, name), *more = together.items()
        notice = self._transport.draw((Text(self._transport.guide.word("telegram.avis_fichiers")),), Origin())
        source = Origin(who=parcel.who, thread=content["thread"], file=file, name=name, album=album)
        then = fetch(source, more=more, told=True, group=group.name if album else "")
        # Where it was done before, and by another process, that one alone knew the group.
        if await self._depot.say_once(parcel.who, "avis", notice, then=(then,), marks=marks) and album:
            self._albums[key] = _Group(group.name, together)
            if len(self._albums) > ALBUMS_MAX:
                self._albums.popitem(last=False)

    async def _is_behind(self, who: str, content: Json) -> bool:
        """Are there more files of this album than these, further on in the chat? Raises HouseError."""
        group = content.get("group", "")
        return bool(group) and await self._depot.is_spent(who, _together(group, 2 + len(content["more"])))

    async def _messages(self, parcel: Parcel, content: Json) -> Sequence[Message] | None:
        """What is to be handed over; None when a file does not come just now."""
        if content["method"] != FETCH:
            is_text = "text" in content
            return (Told(content["text"]) if is_text else Picked(content["node"], content["option"]),)
        sent: list[Sent] = []
        refused: list[PersonError] = []
        for file, name in ((content["file"], content["name"]), *content.get("more", ())):
            if sum(len(each.data) for each in sent) > ALBUM_BYTES:
                break  # more than is held for one person, who is told so
            match await self._came(parcel, file, name):
                case None:
                    return None
                case Sent() as each:
                    sent.append(each)
                case error:
                    refused.append(error)
        first = [Opened(error) for error in refused[:1]]
        return (*first, replace(sent[0], more=tuple(sent[1:]))) if sent else first

    async def _came(self, parcel: Parcel, file: str, name: str) -> Sent | PersonError | None:
        """A file, or why it is not read; None when it does not come just now."""
        try:
            return Sent(name, await self._fetched(file))
        except TooLarge:
            return FileTooLarge()
        except CallRefused as error:
            if error.code == 400 and "too big" in error.description.lower():
                return FileTooLarge()
        except (TelegramError, *ODD):
            pass  # not to be had, or told in a way that the library cannot read
        return FileNotFetched() if parcel.tries >= FETCH_TRIES else None

    async def _fetched(self, file: str) -> bytes:
        """The bytes of a file, whatever it is said to be. Raises TooLarge, TelegramError."""
        # Not through the library: it wants more of an answer than servers give, and joins addresses to it.
        found = await self._request.call(f"{self._bot.base_url}/getFile", {"file_id": file})
        path = str(found["file_path"])
        if "://" in path:
            path = path.partition("/file/bot")[2].partition("/")[2]
        path = path.lstrip("/")
        if not path:
            raise CallRefused(404, "no path")
        return await self._request.download(f"{self._files}/{path}", MAX_BYTES)
