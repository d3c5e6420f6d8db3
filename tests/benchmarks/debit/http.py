"""As little HTTP/1.1 as a measure needs: what the measure itself costs must not be measured."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

Answer = Callable[[str, bytes], bytes]
"""From the path and the body of a request to the JSON of its answer."""

HEAD_END = b"\r\n\r\n"


class Served(asyncio.Protocol):
    """One connection of the fake Bot API."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._read = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (found := _message(self._read)) is not None:
            head, body = found
            answer = self._answer(head.split(b" ", 2)[1].decode(), body)
            assert self._transport is not None
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (len(answer), answer)
            )


class Posting(asyncio.Protocol):
    """One connection to a webhook: one request under way at a time."""

    def __init__(self) -> None:
        self._read = bytearray()
        self._transport: asyncio.Transport | None = None
        self._status: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        found = _message(self._read)
        if found and self._status is not None and not self._status.done():
            self._status.set_result(int(found[0].split(b" ", 2)[1]))

    async def post(self, path: str, body: bytes, secret: str) -> int:
        """Post a JSON body; return the status."""
        assert self._transport is not None
        self._status = asyncio.get_running_loop().create_future()
        self._transport.write(
            (
                f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: {len(body)}\r\n\r\n"
            ).encode()
            + body
        )
        return await self._status


def _message(read: bytearray) -> tuple[bytes, bytes] | None:
    """Take one whole message off what was read."""
    end = read.find(HEAD_END)
    if end < 0:
        return None
    head = bytes(read[:end])
    low = head.lower()
    if b"transfer-encoding: chunked" in low:
        return _chunked(read, head, end + len(HEAD_END))
    at = low.find(b"content-length:")
    length = int(low[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
    whole = end + len(HEAD_END) + length
    if len(read) < whole:
        return None
    body = bytes(read[whole - length : whole])
    del read[:whole]
    return head, body


def _chunked(read: bytearray, head: bytes, at: int) -> tuple[bytes, bytes] | None:
    body = b""
    while True:
        end = read.find(b"\r\n", at)
        if end < 0:
            return None
        size = int(read[at:end], 16)
        at = end + 2 + size + 2
        if len(read) < at:
            return None
        if not size:
            del read[:at]
            return head, body
        body += bytes(read[end + 2 : end + 2 + size])
