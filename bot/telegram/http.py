"""The HTTP client below python-telegram-bot: aiohttp, and failures told apart by whether the call left.

Every address holds the token: none is logged, and no error carries one. A call goes as the library itself
would send it, a form; where a server of one's own reads none, the other ways of the Bot API are tried.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from typing import Any

import aiohttp
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from bot.telegram.answers import (
    Barred,
    Broken,
    CallRefused,
    Garbled,
    NoAnswer,
    NotSent,
    TooLarge,
    made,
    refusal,
)
from bot.telegram.bodies import WAYS, form, written

CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0
UPLOAD_SECONDS = 60.0
DOWNLOAD_SECONDS = 120.0
CHUNK_BYTES = 64 * 1024
KEEP_ALIVE_SECONDS = 4.0
"""Shorter than what servers keep an idle connection for: a call on one just closed would be uncertain."""

CONNECTIONS = 200

_UNREAD = re.compile(r"empty|missing|required|invalid|json|form|param|field|content", re.IGNORECASE)
"""What a server says of parameters that it did not find."""

_QUIET = ("telegram", "httpx", "httpcore", "aiohttp")


def hush() -> None:
    """Keep the libraries from logging: at DEBUG or INFO they write addresses and whole messages."""
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class Aiohttp(BaseRequest):
    """One pool of connections, made in the loop that uses it. `sure`: the server reads what it is sent.

    One that is not sure may end connections without saying so: after the first that broke, each call has its
    own, lest calls that never arrived pass for uncertain.
    """

    def __init__(self, *, read_seconds: float = READ_SECONDS, sure: bool = False) -> None:
        self._read_seconds = read_seconds
        self._session: aiohttp.ClientSession | None = None
        self._single: aiohttp.ClientSession | None = None
        self._way = WAYS[0]
        self._is_known = self._sure = sure

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Make the pool."""
        if self._session is None:
            self._session = _session(keepalive_timeout=KEEP_ALIVE_SECONDS)

    async def shutdown(self) -> None:
        """Close the pool."""
        for session in (self._session, self._single):
            if session is not None:
                await session.close()
        self._session = self._single = None

    async def call(self, url: str, params: dict[str, Any], *, read_seconds: float | None = None) -> Any:  # noqa: ANN401
        """Call a method; return its result as it is. Raises as `do_request` does."""
        _, payload = await self._called(url, params, read_seconds or self._read_seconds)
        try:
            return json.loads(payload)["result"]
        except (ValueError, RecursionError):
            raise Garbled("no JSON") from None

    async def do_request(  # noqa: PLR0913, PLR0917 - the shape that BaseRequest gives
        self,
        url: str,
        method: str,  # noqa: ARG002 - always POST
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401, ARG002 - ours are set above
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401, ARG002
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401, ARG002
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401, ARG002
    ) -> tuple[int, bytes]:
        """Post a call; return status and body of one that was carried out.

        Raises CallRefused (nothing was carried out), NotSent (nor was it asked), and Unsaid, Broken and
        NoAnswer, after which nobody knows; none of them quotes the address.
        """
        if request_data is not None and request_data.contains_files:
            return await self._post(url, form(request_data), {}, UPLOAD_SECONDS)
        return await self._called(url, request_data.parameters if request_data else {}, self._read_seconds)

    async def _called(self, url: str, params: Mapping[str, Any], read_seconds: float) -> tuple[int, bytes]:
        """Post a call without files, in each way until one message was sent in one of them.

        Never twice what may have been carried out and would be seen twice: that is for who sends to decide.
        """
        first: TelegramError | None = None
        is_seen = url.rpartition("/")[2].startswith("send")
        for way in (self._way,) if self._sure else sorted(WAYS, key=lambda way: way != self._way):
            try:
                answer = await self._post(url, *written(params, way), read_seconds)
            except (CallRefused, Broken) as error:
                if self._sure or not params or not _is_unread(error):
                    raise
                if is_seen and _may_be_done(error):
                    self._way = WAYS[(WAYS.index(way) + 1) % len(WAYS)]  # should it be sent again
                    raise
                first = first or error
            else:
                self._way = way
                self._sure = self._sure or url.endswith("/sendMessage")
                return answer
        assert first is not None  # noqa: S101 - there is a way at least
        raise first

    async def download(self, url: str, most: int) -> bytes:
        """Fetch a file; its size is counted as it comes. Raises TooLarge, and as `do_request` does."""
        if self._session is None:
            raise NotSent("closed")
        timeout = aiohttp.ClientTimeout(total=DOWNLOAD_SECONDS, sock_connect=CONNECT_SECONDS)
        data = bytearray()
        try:
            async with self._session.get(url, timeout=timeout, allow_redirects=False) as answer:
                if answer.status != 200:
                    raise CallRefused(answer.status, "no file")
                async for chunk in answer.content.iter_chunked(CHUNK_BYTES):
                    data += chunk
                    if len(data) > most:
                        raise TooLarge("download")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # Cut short is told from complete by the length that the server announced, or by its last chunk.
            raise Broken(type(error).__name__) from None
        return bytes(data)

    async def _post(
        self, url: str, body: bytes | aiohttp.FormData, headers: dict[str, str], read_seconds: float
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NotSent("closed")
        timeout = aiohttp.ClientTimeout(
            total=None, connect=None, sock_connect=CONNECT_SECONDS, sock_read=read_seconds
        )
        status = 0
        try:
            async with (self._single or self._session).post(
                url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                status = answer.status
                payload = await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotSent(type(error).__name__) from None
        except TimeoutError as error:
            raise NoAnswer(type(error).__name__) from None
        except (aiohttp.ClientError, OSError) as error:
            if not self._is_known and self._single is None:
                self._single = _session(force_close=True)
            raise (Garbled if 200 <= status <= 299 else Broken)(type(error).__name__) from None
        if not 200 <= status <= 299:
            raise refusal(status, payload)
        return status, made(payload)


def _session(**kind: Any) -> aiohttp.ClientSession:  # noqa: ANN401 - as the connector takes it
    # No cookies, no proxy from the environment: one server, always the same.
    connector = aiohttp.TCPConnector(limit=CONNECTIONS, **kind)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())


def _is_unread(error: CallRefused | Broken) -> bool:
    """May it be that the server did not understand how the parameters are written?"""
    if isinstance(error, Broken):
        return True
    if error.code == 400:
        return not error.description or bool(_UNREAD.search(error.description))
    return error.code in {411, 415, 422, 500}


def _may_be_done(error: CallRefused | Broken) -> bool:
    """May the call have been carried out all the same? A server can break once a message has left."""
    return isinstance(error, Broken) or (error.code >= 500 and not isinstance(error, Barred))
