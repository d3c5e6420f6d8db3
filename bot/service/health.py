"""`/healthz`, `/readyz` and `/metrics`: for whoever watches over the service, by a machine.

That the process lives and whether it can be used is told to anyone; why it cannot, and the numbers, only to
the networks that the operator names.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.service.metrics import TYPE, Metrics
from knowledge.dialogue.errors import HelpdeskError

LOOK_SECONDS = 3.0
"""How long the store may take to answer before it counts as down."""

FRESH_SECONDS = 1.0
"""How long an answer serves: however often it is asked, the store is asked once a second."""

PATHS = ("/healthz", "/readyz", "/metrics")

_log = logging.getLogger(__name__)

Look = Callable[[], Mapping[str, float]]
"""Asks the store what waits in it; may take its time. Raises HelpdeskError when it cannot be used."""

State = Callable[[], str]
"""The name of what keeps a part from working (`[service.etats]`), empty when nothing does."""


@dataclass(frozen=True, slots=True)
class Words:
    """What health says: the sentence of an error, and a sentence of `[service]` by its name."""

    sentence: Callable[[HelpdeskError], str]
    word: Callable[[str], str]


class SeenBy:
    """Who may see numbers and details: those of some networks. `public` is the address that people know."""

    def __init__(self, networks: Sequence[str], public: str = "") -> None:
        self._networks = [ipaddress.ip_network(each) for each in networks]
        self._public = urlsplit(public).netloc.lower()

    def __contains__(self, request: Request) -> bool:
        """Is it asked from there? uvicorn has put a proxy's client in the place of the proxy.

        Where the proxy did not say for whom it asks, whoever knows the public address would pass for it.
        """
        host = request.headers.get("host", "").lower()
        if self._public and host == self._public and "x-forwarded-for" not in request.headers:
            return False
        try:
            address = ipaddress.ip_address(request.client.host if request.client else "")
        except ValueError:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self._networks)


class Health:
    """The three places, in front of `app`. `parts` are what must work besides the store, by name."""

    def __init__(self, app: ASGIApp, look: Look, metrics: Metrics, words: Words, seen_by: SeenBy) -> None:
        self._app = app
        self._look = look
        self._metrics = metrics
        self._words = words
        self._seen_by = seen_by
        self.parts: dict[str, State] = {}
        self._known: tuple[float, Mapping[str, float] | str] | None = None
        self._looking: asyncio.Task[Mapping[str, float]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is ours, and pass the rest on."""
        if scope["type"] != "http" or scope["path"] not in PATHS:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if request.method not in ("GET", "HEAD"):
            response: Response = Response(status_code=405, headers={"Allow": "GET, HEAD"})
        else:
            response = await self._answer(request)
        response.headers["Cache-Control"] = "no-store"
        await response(scope, receive, send)

    def _answer(self, request: Request) -> Awaitable[Response]:
        match request.url.path:
            case "/healthz":
                return self._alive()
            case "/readyz":
                return self._ready(request)
            case _:
                return self._numbers(request)

    async def _alive(self) -> Response:
        return PlainTextResponse(self._words.word("vivant"))

    async def _ready(self, request: Request) -> Response:
        store = await self._store()
        said = {"base": store if isinstance(store, str) else ""}
        for name, state in self.parts.items():
            said[name] = self._words.word(f"etats.{found}") if (found := state()) else ""
        status = 503 if any(said.values()) else 200
        if request not in self._seen_by:
            return PlainTextResponse(self._words.word("pret" if status == 200 else "pas_pret"), status)
        checks = [{"name": name, "ok": not message, "message": message} for name, message in said.items()]
        return JSONResponse({"ready": status == 200, "checks": checks}, status)

    async def _numbers(self, request: Request) -> Response:
        if request not in self._seen_by:
            return PlainTextResponse(self._words.word("reserve"), 403)
        store = await self._store()
        queues: Mapping[str, float] = {} if isinstance(store, str) else store
        text = await asyncio.to_thread(self._metrics.text, queues)
        return Response(text, media_type=TYPE)

    async def _store(self) -> Mapping[str, float] | str:
        """What waits in the store, or the sentence that says why it cannot be used."""
        if self._known is not None and monotonic() - self._known[0] < FRESH_SECONDS:
            return self._known[1]
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(asyncio.to_thread(self._look))
        found: Mapping[str, float] | str
        try:
            # One look at a time, and it goes on: a store that hangs must not take a thread a question.
            found = await asyncio.wait_for(asyncio.shield(self._looking), LOOK_SECONDS)
        except TimeoutError:
            found = self._words.word("lent")
        except HelpdeskError as error:
            found = self._words.sentence(error)
        except Exception as error:  # noqa: BLE001 - whoever watches is told, whatever it is
            _log.error("health: %s", type(error).__name__)
            found = self._words.word("pas_pret")
        self._known = monotonic(), found
        return found
