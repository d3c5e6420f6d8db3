"""Where the ring is kept: in a file of one's own beside the database, or in memory.

The file is text, one thing a line: `who <base64>` once, then `key <Fernet key>`, newest first; lines
that are empty or begin with `#` count for nothing. It is replaced whole or not at all.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path
from stat import S_IRWXG, S_IRWXO
from typing import Protocol

from knowledge.dialogue.errors import KeyMissing, KeyUnsafe, KeyWrong, StoreUnusable
from storage.sealing import SECRET_BYTES, Ring, new_ring

FILE_MODE = 0o600
MOUNTED_MODE = 0o440
MAX_BYTES = 65_536


class Keys(Protocol):
    """Whatever keeps a ring. `shown` names it to people."""

    shown: str

    def ring(self) -> Ring:
        """The ring as it is now."""

    def save(self, ring: Ring) -> None:
        """Put another ring in its place."""


class MemoryKeys:
    """A ring that is gone with the process."""

    def __init__(self) -> None:
        self.shown = ":memory:"
        self._ring = new_ring()

    def ring(self) -> Ring:
        """The ring as it is now."""
        return self._ring

    def save(self, ring: Ring) -> None:
        """Put another ring in its place."""
        self._ring = ring


class KeyFile:
    """A ring in a file that another process may change: each call looks whether it did.

    `save` is called by who has the database alone, so that two processes never write it at once.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.shown = str(path)
        self._read: tuple[tuple[int, ...], Ring] | None = None

    def exists(self) -> bool:
        """Is there something at the path?"""
        return os.path.lexists(self.path)

    def ring(self) -> Ring:
        """The ring as it is now.

        Raises KeyMissing, KeyUnsafe (POSIX: others than the owner have rights on it), KeyWrong (not
        a key file), StoreUnusable (it may not be read).
        """
        try:
            if self._read is not None and self._read[0] == _stamp(self.path.stat()):
                return self._read[1]
            with self.path.open("rb") as file:
                # The open file is judged, not the path: nobody can swap it in between.
                status = os.fstat(file.fileno())
                text = file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            raise KeyMissing(path=self.shown) from None
        except OSError as error:
            raise StoreUnusable(url=self.shown, reason="refused") from error
        if os.name == "posix" and _is_open_to_others(status.st_mode):
            raise KeyUnsafe(path=self.shown)
        try:
            ring = _parse(text)
        except ValueError:
            raise KeyWrong(path=self.shown) from None
        self._read = (_stamp(status), ring)
        return ring

    def save(self, ring: Ring) -> None:
        """Write the ring so that a crash leaves the old file or the new one. Raises StoreUnusable."""
        # Through a symbolic link, as secrets are often mounted, the file itself is replaced.
        target = self.path.resolve()
        new = target.with_name(f"{target.name}.new")
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            new.unlink(missing_ok=True)  # left by a crash: who writes is alone
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as file:
                file.write(_write(ring))
                file.flush()
                os.fsync(file.fileno())
            new.replace(target)
            _sync_folder(target.parent)
        except OSError as error:
            raise StoreUnusable(url=self.shown, reason="refused") from error
        self._read = None


def _is_open_to_others(mode: int) -> bool:
    """Has anybody a right who should not? What systemd or Docker mounts is 0440, and nobody writes it."""
    return bool(mode & S_IRWXO) or (bool(mode & S_IRWXG) and mode & 0o777 != MOUNTED_MODE)


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_mode


def _parse(text: bytes) -> Ring:
    """Raises ValueError when it is not a key file (binascii.Error is one)."""
    if len(text) > MAX_BYTES:
        raise ValueError
    lines = [line.split() for line in text.decode("ascii").splitlines() if line.strip()]
    pairs = [line for line in lines if not line[0].startswith("#")]
    if any(len(line) != 2 or line[0] not in {"who", "key"} for line in pairs):
        raise ValueError
    secrets = [urlsafe_b64decode(value) for word, value in pairs if word == "who"]
    if [len(secret) for secret in secrets] != [SECRET_BYTES]:
        raise ValueError
    return Ring(secrets[0], tuple(value.encode() for word, value in pairs if word == "key"))


def _write(ring: Ring) -> bytes:
    lines = [b"who " + urlsafe_b64encode(ring.secret), *(b"key " + key for key in ring.keys)]
    return b"\n".join(lines) + b"\n"


def _sync_folder(folder: Path) -> None:
    """Make the new name last. Windows has no such call, and needs none."""
    if os.name != "posix":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
