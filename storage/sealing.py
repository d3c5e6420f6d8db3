"""What makes rows unreadable to whoever only has the files: names by HMAC, contents by Fernet.

Fernet (cryptography.io/fernet) says nothing about *where* a token belongs, so a token copied into another
row would still open. The place (table, column, row) is therefore sealed with the content and compared on
opening (faults.md, 42). Fernet also writes the time in clear into every token; nobody needs it here,
it is always 0. And it writes in base64, where several spellings mean the same bytes: the bytes are kept,
so that a token with a single bit changed does not open, and takes a quarter less room.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

SECRET_BYTES = 32
_LENGTH_BYTES = 2


class NotOpened(Exception):
    """No key of the ring opens the token, or it was sealed for another place."""


@dataclass(frozen=True, slots=True)
class Token:
    """A sealed content: only `Ring.seal` makes one, only `Ring.open` reads it."""

    data: bytes


class Sealed(TypeDecorator[Token]):
    """A column that takes nothing but a `Token`: clear content cannot reach it by mistake.

    It does not open by itself as it is read: opening needs the ring of this store and the place of the
    row, and a column type knows neither.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Token | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Let the bytes of a token through, or nothing at all; raises TypeError for anything else."""
        if value is None:
            return None
        if not isinstance(value, Token):
            raise TypeError(type(value).__name__)
        return value.data

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Token | None:  # noqa: ARG002
        """Wrap the bytes that were stored."""
        return None if value is None else Token(value)


@dataclass(frozen=True, slots=True)
class Ring:
    """The secret that names people, which never changes, and the keys that seal, newest first."""

    secret: bytes = field(repr=False)
    keys: tuple[bytes, ...] = field(repr=False)
    _box: MultiFernet = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Raises ValueError when a key is no Fernet key, or when there is none."""
        object.__setattr__(self, "_box", MultiFernet([Fernet(key) for key in self.keys]))

    def name(self, who: str) -> str:
        """The name of a person's rows: nobody without the secret can tell whose they are."""
        return self._digest("who", who).hex()

    def mark(self, who: str, key: str) -> str:
        """The name of one delivery to a person."""
        return self._digest("key", f"{len(who)}:{who}{key}").hex()

    def derive(self, purpose: str) -> bytes:
        """A lasting secret of 32 bytes for another purpose, such as the cookies of the web chat."""
        return self._digest("derive", purpose)

    def seal(self, place: str, content: bytes) -> Token:
        """Seal `content` with the newest key, for this place only."""
        where = place.encode()
        inner = len(where).to_bytes(_LENGTH_BYTES, "big") + where + content
        return Token(urlsafe_b64decode(self._box.encrypt_at_time(inner, 0)))

    def open(self, place: str, token: Token) -> bytes:
        """The content sealed for this place. Raises NotOpened."""
        try:
            inner = self._box.decrypt(urlsafe_b64encode(token.data))
        except InvalidToken:
            raise NotOpened from None
        end = _LENGTH_BYTES + int.from_bytes(inner[:_LENGTH_BYTES], "big")
        if inner[_LENGTH_BYTES:end] != place.encode():
            raise NotOpened
        return inner[end:]

    def opens(self, place: str, token: Token) -> bool:
        """Does a key of the ring open the token for this place?"""
        try:
            self.open(place, token)
        except NotOpened:
            return False
        return True

    def with_new_key(self) -> Ring:
        """The same ring with a key more, which seals from now on."""
        return Ring(self.secret, (Fernet.generate_key(), *self.keys))

    def newest(self) -> Ring:
        """The same ring with its newest key alone."""
        return Ring(self.secret, self.keys[:1])

    def _digest(self, label: str, text: str) -> bytes:
        # Lone surrogates, which JSON can bring, are bytes like others.
        return hmac.digest(self.secret, f"{label}\0{text}".encode(errors="surrogatepass"), "sha256")


def new_ring() -> Ring:
    """Make a ring that nobody has seen."""
    return Ring(secrets.token_bytes(SECRET_BYTES), (Fernet.generate_key(),))


def place(table: str, column: str, row: str) -> str:
    """Where a token belongs."""
    return f"{table}/{column}/{row}"
