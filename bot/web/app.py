"""The web chat as an application: what is shown is a GET, all that is said arrives by POST `/dire`."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from time import monotonic

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.web import envoi
from bot.web.depot import DepositPage, Deposits
from bot.web.downloads import download
from bot.web.guards import Guards
from bot.web.page import STATIC, Form, Pages, Said, read_option
from bot.web.serve import LOOPBACK
from bot.web.session import Session, Sessions, keep
from handlers import turn
from handlers.observer import Observer, Unobserved
from handlers.readings import Update
from knowledge.dialogue.compte_rendu import say_stage
from knowledge.dialogue.errors import HelpdeskError, HouseError
from knowledge.dialogue.personnes import mask_typed
from knowledge.dialogue.types import Ask, Message, Picked, Reply, Told
from knowledge.dialogue.vue import View

_REFUSALS = {400: "formulaire", 403: "jeton", 404: "adresse", 405: "methode", 408: "lenteur", 413: "taille"}
"""The sentence of each status that Starlette or an endpoint gives (`[web.refus]`)."""

_MAX_FIELDS = 8
_ASSET_AGE = 365 * 24 * 3600  # an asset's address changes with its content


def build(
    house: turn.House,
    *,
    hosts: frozenset[str] | None = LOOPBACK,
    observer: Observer | None = None,
    deposits: Deposits | None = None,
) -> Starlette:
    """Make the application. `hosts` are the names that it answers to, None for any.

    `deposits` adds the deposit page, where there is a chat that leads to it.
    """
    seen = observer or Unobserved()
    site = _Site(house, Sessions(house.store.secret("web")), Pages(house.guide), seen)
    return Starlette(
        routes=[
            Route("/", site.show, methods=["GET"]),
            Route("/dire", site.say, methods=["POST"]),
            Route("/dire", lambda _: RedirectResponse("/", status_code=303), methods=["GET"]),
            Route(envoi.PATH, site.receive, methods=["POST"]),
            Route(envoi.PATH, lambda _: RedirectResponse("/", status_code=303), methods=["GET"]),
            Route("/avancement", site.progress, methods=["GET"]),
            Route("/fichier/{node}/{rank:int}", site.give, methods=["GET"]),
            Mount("/statique", _Assets(directory=STATIC)),
            *(DepositPage(house, deposits, site.pages).routes() if deposits else ()),
        ],
        middleware=[Middleware(Guards, refuse=site.refuse, hosts=hosts)],
        exception_handlers={HTTPException: site.on_http, HelpdeskError: site.on_helpdesk},
    )


@dataclass(frozen=True, slots=True)
class _Site:
    """The endpoints. The house works synchronously: in a thread, one hop a request."""

    house: turn.House
    sessions: Sessions
    pages: Pages
    observer: Observer
    today: Callable[[], date] = date.today
    turnstile: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(envoi.AT_ONCE))

    async def show(self, request: Request) -> Response:
        """The page as the conversation stands."""
        session = self.sessions.read(request)
        view = await run_in_threadpool(turn.look, self.house, session.who, today=self.today())
        return self._page(request, session, view)

    async def say(self, request: Request) -> Response:
        """One message; then the page anew, or at once where the page alone would not show the answer."""
        session = self.sessions.read(request)
        async with request.form(max_files=0, max_fields=_MAX_FIELDS) as form:
            fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        text = fields.get("texte", "").replace("\r\n", "\n")
        if not session.accepts(fields.get("jeton", "")):
            return self._expired(request, text)
        message = _message(fields.get("choix"), text)
        if message is None or not fields.get("cle"):
            raise HTTPException(400)
        view, replies = await run_in_threadpool(self._handle, Update(session.who, _key(fields), message))
        at = len(view.current) - len(replies)
        if view.current[at:] != replies:
            # What was answered is not remembered (/oublier): it is shown now or never.
            return self._page(request, session, View(view.past, replies, view.recap))
        if said := self._said(message, replies, at=at, asked=fields.get("noeud", "")):
            return self._page(request, session, view, said=said)
        return RedirectResponse(f"/#r{at}" if at else "/#suite", status_code=303)

    async def receive(self, request: Request) -> Response:
        """Files, or a list that was pasted; then the page anew."""
        session = self.sessions.read(request)
        sent = await envoi.read(request, self.turnstile)
        if not session.accepts(sent.token):
            return self._expired(request, "")
        if not sent.key:
            raise HTTPException(400)
        if not sent.messages:
            return self.refuse(request, 400, "fichier_absent")
        at = 0
        for mark, message in sent.messages:
            key = _key({"cle": sent.key, "texte": mark})
            view, replies = await run_in_threadpool(self._handle, Update(session.who, key, message))
            at = len(view.current) - len(replies)
        return RedirectResponse(f"/#r{at}" if at else "/#suite", status_code=303)

    async def progress(self, request: Request) -> Response:
        """Where the reading of what this browser sent stands: a sentence, and the part that is done."""
        stage = self.house.dossiers.stage(self.sessions.read(request).who)
        if stage is None:
            return JSONResponse({})
        return JSONResponse({"texte": say_stage(self.house.guide, stage), "part": stage.part})

    async def give(self, request: Request) -> Response:
        """A file of a node, made again from this browser's own answers."""
        session = self.sessions.read(request)
        node, rank = request.path_params["node"], request.path_params["rank"]
        files = await run_in_threadpool(turn.files, self.house, session.who, node, today=self.today())
        if rank >= len(files):
            return self.refuse(request, 404, "fichier")
        return download(files[rank])

    def refuse(self, request: Request, status: int, reason: str) -> Response:  # noqa: ARG002 - Guards' shape
        """A page of one sentence (`[web.refus]`)."""
        return HTMLResponse(self.pages.refusal(self.pages.reason(reason)), status_code=status)

    async def on_http(self, request: Request, error: Exception) -> Response:
        """What Starlette refuses, in French."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        return self.refuse(request, status, _REFUSALS.get(status, "panne"))

    async def on_helpdesk(self, request: Request, error: Exception) -> Response:  # noqa: ARG002
        """What the house cannot do just now, in the sentence of that error."""
        assert isinstance(error, HelpdeskError)  # noqa: S101 - registered for this class alone
        return HTMLResponse(self.pages.refusal(self.house.guide.sentence(error)), status_code=503)

    def _handle(self, update: Update) -> tuple[View, tuple[Reply, ...]]:
        begin = monotonic()
        self.observer.count("received")
        try:
            replies = turn.handle(self.house, update, today=self.today())
        except HouseError:
            self.observer.count("store_failed")
            raise
        self.observer.count("handled")
        self.observer.took(monotonic() - begin)
        return turn.look(self.house, update.who, today=self.today()), replies

    def _page(self, request: Request, session: Session, view: View, *, said: Said | None = None) -> Response:
        lists = self.house.dossiers.lists(session.who)
        response = HTMLResponse(self.pages.conversation(view, _form(session), said=said, lists=lists))
        keep(response, request, session)
        return response

    def _said(self, message: Message, replies: tuple[Reply, ...], *, at: int, asked: str) -> Said | None:
        """A text after which the same question is asked again: it is shown, and stays in its entry."""
        asks = [reply for reply in replies if isinstance(reply, Ask)]
        match message:
            case Told(text) if not text.startswith("/") and asks and asks[-1].node == asked:
                return Said(self._masked(text), at=at, refused=asks[-1].expects == "text")
            case _:
                return None

    def _masked(self, text: str) -> str:
        """What was typed, as it may be shown again."""
        return mask_typed(self.house.guide, text, year=self.today().year).text

    def _expired(self, request: Request, text: str) -> Response:
        """The form is not of this session: what was typed is offered again, under a form that is."""
        session = self.sessions.read(request)
        page = self.pages.refusal(self.pages.reason("jeton"), form=_form(session), text=self._masked(text))
        response = HTMLResponse(page, status_code=403)
        keep(response, request, session)
        return response


class _Assets(StaticFiles):
    """Files of the page itself, kept by the browser under their version."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = f"public, max-age={_ASSET_AGE}, immutable"
        return response


def _form(session: Session) -> Form:
    return Form(token=session.token, key=secrets.token_urlsafe(12))


def _message(choice: str | None, text: str) -> Message | None:
    if choice is None:
        return Told(text) if text.strip() else None
    option = read_option(choice)
    return Picked(*option) if option else None


def _key(fields: Mapping[str, str]) -> str:
    """The delivery's name: this page's key and what was said on it.

    The same press twice has one effect; another press on a page that the browser brought back counts.
    """
    said = "\0".join((fields["cle"], fields.get("choix", ""), fields.get("texte", "")))
    return sha256(said.encode()).hexdigest()
