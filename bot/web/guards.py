"""What stands before the page: headers on every answer, whose request it is, how large, no traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.liens import PATH
from bot.web import envoi
from bot.web.patience import Patience

MAX_BODY = 64 * 1024
"""Bytes of a request's body; a form of the page stays far below."""

_SENDING = (envoi.PATH, PATH)
"""Where files may come."""

_DRAINED = 16 * MAX_BODY
"""Bytes read and thrown away before a refusal, so that the browser gets to read it."""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: under it browsers send `Origin: null` with our own forms, and over plain http
    # (a school's own network) there is no Sec-Fetch-Site to tell them from a stranger's.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}

_log = logging.getLogger(__name__)

Refuse = Callable[[Request, int, str], Response]
"""Draws the refusal page: the request, the status and the name of the sentence."""


@dataclass(frozen=True, slots=True)
class Guards:
    """The one middleware. `hosts` are the names we answer to; None answers to all."""

    app: ASGIApp
    refuse: Refuse
    hosts: frozenset[str] | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass what may pass, refuse the rest with a page."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sending = _Sending(send)
        request = Request(scope)
        most = envoi.MAX_BODY if scope["path"].startswith(_SENDING) else MAX_BODY
        limited = _Limited(Patience(receive), most)
        try:
            if problem := self._problem(request.headers, scope["method"], most):
                await limited.drain()
                await self.refuse(request, *problem)(scope, receive, sending)
            else:
                await self.app(scope, limited, sending)
        except Exception as error:  # noqa: BLE001 - the last door: a person never meets a traceback
            _log.error("page: %s", type(error).__name__, extra={"trace": error.__traceback__})
            if not sending.started:
                await self.refuse(request, 500, "panne")(scope, receive, sending)

    def _problem(self, headers: Headers, method: str, most: int) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if self.hosts is not None and _split(f"//{host}")[0] not in self.hosts:
            return 403, "hote"
        if method not in ("GET", "HEAD", "OPTIONS") and not _ours(headers, host):
            return 403, "origine"
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > most:
            return 413, "taille" if most == MAX_BODY else "fichier_taille"
        return None


def _ours(headers: Headers, host: str) -> bool:
    """Does the request come from our own page? The browser says so: Sec-Fetch-Site, or else Origin."""
    match headers.get("sec-fetch-site"), headers.get("origin"):
        case (("same-origin" | "none"), (None | "null")):
            return True
        case ((None | "same-origin" | "none"), str(origin)):
            return _split(origin)[1] == host.lower()
        case None, None:
            return True  # no browser of today: the form's token decides alone
        case _:
            return False


def _split(url: str) -> tuple[str, str]:
    """The host name of an address and its `host:port`, both in lower case, empty if it is no address."""
    try:
        parts = urlsplit(url)
        return parts.hostname or "", parts.netloc.lower()
    except ValueError:
        return "", ""


class _Limited:
    """A request's body that ends with 413 past the limit."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._read = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._read += len(message.get("body", b""))
        if self._read > self._most:
            await self.drain(message)
            raise HTTPException(413)
        return message

    async def drain(self, message: Message | None = None) -> None:
        """Read what is still coming, within reason."""
        enough = max(_DRAINED, 2 * self._most)
        while self._read < enough and (message is None or message.get("more_body", False)):
            message = await self._receive()
            self._read += len(message.get("body", b""))


class _Sending:
    """Adds the headers to whatever is sent and remembers whether anything was."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)
