"""Binds the port and runs uvicorn, silently: what is said on the terminal is the caller's."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import os
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from bot.web.app import LOOPBACK, build
from handlers import turn
from knowledge.dialogue.errors import BadSetting, PortTaken

_PATIENCE = 5
"""Seconds that requests under way are given when the program ends."""


def serve(
    house: turn.House,
    host: str,
    port: int,
    *,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the web chat until the program is told to end; `ready` is called with the page's address.

    Port 0 takes a free one. Raises PortTaken, or BadSetting for an address that is not ours to bind.
    """
    with contextlib.closing(listen(host, port)) as bound:
        app = build(house, hosts=names(host))
        if ready:
            ready(url(bound))
        with contextlib.suppress(KeyboardInterrupt):
            server(app).run(sockets=[bound])


def server(app: ASGIApp) -> uvicorn.Server:
    """The uvicorn server of an application, for a caller that has its own loop: `await server(app).serve(…)`.

    No access log: nothing that a person sends is written anywhere but in the store.
    """
    return uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_level="warning",
            server_header=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=_PATIENCE,
        )
    )


def listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises PortTaken, or BadSetting for an address that is not ours to bind."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, proto)
    except OSError:
        raise BadSetting(name="--host", value=host) from None
    try:
        if os.name == "posix":
            # A port left a moment ago can be taken again at once. On Windows the option would let
            # two programs share a port, and is not needed.
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen()
    except OSError as error:
        bound.close()
        match error.errno:
            case errno.EADDRINUSE:
                raise PortTaken(host=host, port=str(port)) from None
            case errno.EACCES:
                raise BadSetting(name="--port", value=str(port)) from None
            case _:
                raise BadSetting(name="--host", value=host) from None
    bound.set_inheritable(True)
    return bound


def url(bound: socket.socket) -> str:
    """The address of the page, as a browser on this machine opens it."""
    host, port = bound.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = "127.0.0.1" if bound.family == socket.AF_INET else "::1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def names(host: str) -> frozenset[str] | None:
    """The names to answer to: this machine's own when bound to it alone, any otherwise."""
    return LOOPBACK | {host} if _is_loopback(host) else None


def _is_loopback(host: str) -> bool:
    if host in LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
