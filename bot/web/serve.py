"""Binds the port and makes the server, a silent one: what is said on the terminal is the caller's."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from knowledge.dialogue.errors import BadSetting, PortTaken

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Names of this machine for itself. Bound to it we answer to them only (DNS rebinding)."""

_PATIENCE = 4
"""Seconds that requests under way are given at the end: with what Telegram is given, less than ten."""


def server(app: ASGIApp, *, proxies: Sequence[str] = ()) -> uvicorn.Server:
    """The uvicorn server of an application, for a caller that has its own loop: `await server(app).serve(…)`.

    `proxies` are believed when they say for whom they ask and whether it was by https. No access log: nothing
    that a person sends is written anywhere but in the store.
    """
    import uvicorn  # noqa: PLC0415 - who only binds the port, for others or to look, does without

    from bot.web.patience import Protocol  # noqa: PLC0415

    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=Protocol,
            access_log=False,
            log_config=None,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies),
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


def names(host: str, public: str = "") -> frozenset[str] | None:
    """The names to answer to: this machine's own and that of the public address; any where none is known."""
    if public:
        return LOOPBACK | {host, urlsplit(public).hostname or ""}
    return LOOPBACK | {host} if _is_loopback(host) else None


def _is_loopback(host: str) -> bool:
    if host in LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
