"""Who is at the page: a signed random cookie, and the form token that goes with it.

A cookie that this house did not sign counts for nothing and is replaced, so nobody can be made to
talk under an identifier that someone else made up. Both values survive a restart, because the
secret does: an open page goes on working.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

LIFETIME = 400 * 24 * 3600
"""Seconds a cookie lasts: what browsers allow at most (RFC 6265bis § 5.5); each visit renews it."""


@dataclass(frozen=True, slots=True)
class Session:
    """One browser: `sid` is secret, `cookie` is what it keeps, `token` stands in its forms."""

    sid: str
    cookie: str
    token: str

    @property
    def who(self) -> str:
        """The name under which the house remembers this browser."""
        return f"web:{self.sid}"

    def accepts(self, token: str) -> bool:
        """Is this the token of our own forms? To a request without its cookie, no token is."""
        return hmac.compare_digest(token.encode(), self.token.encode())


@dataclass(frozen=True, slots=True)
class Sessions:
    """Reads and makes sessions under one `secret`."""

    secret: bytes

    def read(self, request: Request) -> Session:
        """The session that the request proves, or a new one that nothing is stored about."""
        sid, _, seal = request.cookies.get(_name(request), "").partition(".")
        if sid and hmac.compare_digest(seal.encode(), self._digest("sid", sid).encode()):
            return self._session(sid)
        return self.new()

    def new(self) -> Session:
        """A browser never seen."""
        return self._session(secrets.token_urlsafe(32))

    def _session(self, sid: str) -> Session:
        cookie = f"{sid}.{self._digest('sid', sid)}"
        return Session(sid=sid, cookie=cookie, token=self._digest("jeton", sid))

    def _digest(self, purpose: str, sid: str) -> str:
        digest = hmac.digest(self.secret, f"{purpose}:{sid}".encode(), "sha256")
        return urlsafe_b64encode(digest).decode().rstrip("=")


def keep(response: Response, request: Request, session: Session) -> None:
    """Give the browser its cookie.

    Lax, not Strict: a Strict cookie is left out when the page is opened from a link in an e-mail or
    on the school's site, and the conversation would start anew. Requests that write are POST, which
    Lax never sends across sites either.
    """
    response.set_cookie(
        _name(request),
        session.cookie,
        max_age=LIFETIME,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def _name(request: Request) -> str:
    """Over https the `__Host-` prefix keeps other hosts of the same domain from setting it."""
    return "__Host-sid" if request.url.scheme == "https" else "sid"
