"""The outermost layer of what is served: whose address it is, how much at once, and how long it took."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

AT_ONCE = 400
"""Requests that one process answers at the same time; a browser is told to come back for any more."""

RETRY_SECONDS = 5

Says = Callable[[str], str]
"""A sentence of `[service]`, by its name."""

Requested = Callable[[str, int, float], None]
"""Told of each answer: the path, the status, the seconds."""


@dataclass(slots=True)
class Front:
    """Around the whole application. `public` is the address that people know, empty where there is none.

    That the public address is https also holds where a proxy forgets to say so: or cookies would leave
    without `Secure`.
    """

    app: ASGIApp
    public: str
    says: Says
    requested: Requested
    under_way: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begin = monotonic()
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self.under_way += 1
        try:
            if self.under_way > AT_ONCE:
                await self._refuse("occupe", scope, receive, sending)
            else:
                await self.app(self._as_known(scope), receive, sending)
        except asyncio.CancelledError:
            # The program ends: whoever still waits is told, instead of losing the connection.
            if not status:
                await self._refuse("arret", scope, receive, sending)
            raise
        finally:
            self.under_way -= 1
            self.requested(scope["path"], status or 500, monotonic() - begin)

    def _as_known(self, scope: Scope) -> Scope:
        public = urlsplit(self.public)
        if public.scheme == "https" and Headers(scope=scope).get("host", "").lower() == public.netloc.lower():
            return {**scope, "scheme": "https"}
        return scope

    async def _refuse(self, why: str, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {"Retry-After": str(RETRY_SECONDS)}
        kind = "text/plain; charset=utf-8"
        answer = Response(self.says(why), status_code=503, headers=headers, media_type=kind)
        await answer(scope, receive, send)
