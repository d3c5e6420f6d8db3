"""Updates posted to us (`setWebhook`): committed first, then answered 200, in a few milliseconds."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from math import inf
from time import monotonic
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.web.patience import Patience
from knowledge.dialogue.errors import HouseError

BODY_MAX = 1 << 20
"""Bytes of an update; the server sends half of it at most."""

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name
RETRY_SECONDS = 5

TOLD_SECONDS = 60.0
"""How seldom the operator is told that calls are refused: anybody can make them."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Webhook:
    """The route, as an ASGI application. `keep` commits an update, or raises HouseError."""

    secret: str
    keep: Callable[[list[Any]], Awaitable[int]]
    _told: list[float] = field(default_factory=lambda: [-inf])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            response = await self._answer(Request(scope, Patience(receive)))
        except HTTPException as error:
            response = Response(status_code=error.status_code)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if status := self._refusal(request):
            self._tell(request, status)
            return Response(status_code=status)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        try:
            await self.keep([json.loads(body)])
        except (ValueError, RecursionError):
            return Response(status_code=400)
        except HouseError:
            # Not acknowledged: Telegram brings it again, and heeds this header.
            return Response(status_code=503, headers={"Retry-After": str(RETRY_SECONDS)})
        return Response(status_code=200)

    def _refusal(self, request: Request) -> int:
        """The status that refuses a request before its body is read; 0 for one of Telegram's."""
        given = request.headers.get(SECRET_HEADER, "")
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if request.method != "POST":
            return 405
        if not hmac.compare_digest(given.encode(), self.secret.encode()):
            return 403
        return 0 if kind in ("", "application/json") else 415

    def _tell(self, request: Request, status: int) -> None:
        """Say why, now and then: behind a proxy that drops the secret the bot looks dead."""
        if status == 405 or monotonic() - self._told[0] < TOLD_SECONDS:
            return
        self._told[0] = monotonic()
        reason = "no JSON" if status == 415 else "another secret"
        if SECRET_HEADER not in request.headers:
            reason = f"no {SECRET_HEADER}"
        _log.warning("webhook: refused with %d, %s", status, reason)


async def _body(request: Request) -> bytes | None:
    """The body; None when it is longer than any update."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > BODY_MAX:
        return None
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_MAX:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)
