"""The deposit page: what a chat must not carry is given here, and goes on there in numbers.

A link opens it once (`bot.liens`); looking at the page uses nothing up: messengers and mail scanners do so.
Names are shown and given here alone, to the browser that used the link.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.liens import PATH, VISIT_SECONDS, Lien, Liens
from bot.web import envoi
from bot.web.downloads import download
from bot.web.page import Form, Pages
from handlers import turn
from handlers.depot import Spent
from knowledge.dialogue.types import DOSSIER_NODE, Ask, File, Message, Reply

COOKIE = "depot"


class Chat(Protocol):
    """Where the conversation goes on (`handlers.depot.Depot`)."""

    async def spend(self, who: str, what: str, *, by: str) -> None:
        """Use `what` once and for all; `by` who used it may say so again. Raises Spent, HouseError."""

    async def is_spent(self, who: str, what: str) -> bool:
        """Was it used? Asking does not use it. Raises HouseError."""

    async def hand(self, who: str, message: Message, *, key: str) -> tuple[Reply, ...]:
        """Play a message in a conversation, its files read meanwhile; return what was said in the chat."""


@dataclass(frozen=True, slots=True)
class Deposits:
    """What the page stands on: the links that lead to it, and the chat that they come from."""

    liens: Liens
    chat: Chat


@dataclass(frozen=True, slots=True)
class DepositPage:
    """The endpoints."""

    house: turn.House
    deposits: Deposits
    pages: Pages
    today: Callable[[], date] = date.today
    turnstile: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(envoi.AT_ONCE))

    def routes(self) -> Sequence[Route]:
        """The page of a link, the page of the browser that used it, and what it takes away."""
        return [
            Route(f"{PATH}/fichier/{{rank:int}}", self.give, methods=["GET"]),
            Route(f"{PATH}/{{jeton}}", self.open, methods=["GET"]),
            Route(f"{PATH}/{{jeton}}", self.first, methods=["POST"]),
            Route(PATH, self.look, methods=["GET"]),
            Route(PATH, self.more, methods=["POST"]),
        ]

    async def open(self, request: Request) -> Response:
        """The form of a link."""
        token = request.path_params["jeton"]
        lien = self.deposits.liens.read(token)
        known = self._visitor(request)
        if lien is not None and lien == known:
            return await self._result(request, lien, ())
        if lien is None or await self.deposits.chat.is_spent(lien.who, f"{COOKIE}:{lien.number}"):
            return self.refuse()
        return self._page(f"{PATH}/{token}", "")

    async def first(self, request: Request) -> Response:
        """The first sending: it uses the link, and makes this browser the one that may go on."""
        lien = self.deposits.liens.read(request.path_params["jeton"])
        if lien is None:
            return self.refuse()
        sent = await self._sent(request)
        try:
            await self.deposits.chat.spend(lien.who, f"{COOKIE}:{lien.number}", by=sent.key)
        except Spent:
            return self.refuse()
        return await self._taken(request, lien, sent)

    async def look(self, request: Request) -> Response:
        """What there is to take away, and the form for more."""
        lien = self._visitor(request)
        return self.refuse() if lien is None else await self._result(request, lien, ())

    async def more(self, request: Request) -> Response:
        """Another sending of the browser that used the link."""
        lien = self._visitor(request)
        if lien is None:
            return self.refuse()
        sent = await self._sent(request)
        if not hmac.compare_digest(sent.token.encode(), self._form_token(lien).encode()):
            return self.refuse()
        return await self._taken(request, lien, sent)

    async def give(self, request: Request) -> Response:
        """A document about what was deposited, names included."""
        lien, rank = self._visitor(request), request.path_params["rank"]
        files = () if lien is None else await run_in_threadpool(self._files, lien.who)
        return download(files[rank]) if rank < len(files) else self.refuse()

    def refuse(self) -> Response:
        """One sentence for a link that is too old, used, invented or somebody else's."""
        return HTMLResponse(self.pages.deposit_refusal(), status_code=410)

    async def _sent(self, request: Request) -> envoi.Envoi:
        sent = await envoi.read(request, self.turnstile)
        if not sent.key:
            raise HTTPException(400)
        return sent

    async def _taken(self, request: Request, lien: Lien, sent: envoi.Envoi) -> Response:
        replies: tuple[Reply, ...] = ()
        for mark, message in sent.messages:
            key = f"{COOKIE}:{lien.number}:{sent.key}:{mark}"
            replies = await self.deposits.chat.hand(lien.who, message, key=key)
        return await self._result(request, lien, replies)

    async def _result(self, request: Request, lien: Lien, replies: Sequence[Reply]) -> Response:
        """The page of a browser that used its link; it may go on for a quarter of an hour."""
        files = await run_in_threadpool(self._files, lien.who)
        shown = [reply for reply in replies if not isinstance(reply, File | Ask)]
        lists = self.house.dossiers.lists(lien.who)
        response = self._page(PATH, self._form_token(lien), replies=shown, files=files, lists=lists)
        response.set_cookie(
            COOKIE,
            self.deposits.liens.visit(lien),
            max_age=VISIT_SECONDS,
            path=PATH,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return response

    def _page(self, action: str, token: str, **shown: Sequence[object]) -> Response:
        form = Form(token=token, key=secrets.token_urlsafe(12))
        return HTMLResponse(self.pages.deposit(action, form, used=bool(token), **shown))

    def _visitor(self, request: Request) -> Lien | None:
        return self.deposits.liens.visitor(request.cookies.get(COOKIE, ""))

    def _form_token(self, lien: Lien) -> str:
        secret = self.house.store.secret(COOKIE)
        return hmac.digest(secret, f"{lien.number} {lien.who}".encode(), "sha256").hex()

    def _files(self, who: str) -> tuple[File, ...]:
        return turn.files(self.house, who, DOSSIER_NODE, today=self.today())
