"""A process that the kernel kills at its first `open`, `socket` or `connect`: proof that reading makes none.

`python -m tests.knowledge.comptes.cage` reads documents in base64 from its input, a line each, imports what
reading needs, locks itself up (seccomp, Linux) and reads them; `ouvre` among them opens a file on purpose.
"""

from __future__ import annotations

import base64
import ctypes
import platform
import struct
import sys
from contextlib import suppress
from pathlib import Path

from knowledge.comptes.balises import Counting, XmlRefuse, feed, root

CALLS = {
    "x86_64": (
        0xC000003E,
        {"open": 2, "socket": 41, "connect": 42, "execve": 59, "openat": 257, "openat2": 437},
    ),
    "aarch64": (0xC00000B7, {"openat": 56, "socket": 198, "connect": 203, "execve": 221, "openat2": 437}),
}
"""The kernel's number of the machine and of each forbidden call (linux/audit.h, asm/unistd.h)."""

_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_KILL, _ALLOW = 0x80000000, 0x7FFF0000
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_ARCHITECTURE_AT, _CALL_AT = 4, 0


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def lock_up() -> None:
    """From now on die at the first forbidden call. Raises OSError where the kernel will not."""
    architecture, calls = CALLS[platform.machine()]
    rows = [(_LOAD, 0, 0, _ARCHITECTURE_AT), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL)]
    rows.append((_LOAD, 0, 0, _CALL_AT))
    for number in calls.values():
        rows += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _KILL)]
    rows.append((_RETURN, 0, 0, _ALLOW))
    code = b"".join(struct.pack("HBBI", *row) for row in rows)
    program = _Program(len(rows), code)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(_SECCOMP, _FILTER, ctypes.byref(program)):
        raise OSError(ctypes.get_errno(), "seccomp")


def main() -> None:
    """Read everything behind the lock."""
    documents = [base64.b64decode(line) for line in sys.stdin.buffer.read().splitlines()]
    for harmless in ("<x/>", "<x>", "<!DOCTYPE x><x/>"):  # what is loaded at the first success and errors
        for encoding in ("utf-8", "utf-16"):
            with suppress(XmlRefuse):
                feed(harmless.encode(encoding), Counting())
    lock_up()
    for document in documents:
        if document == b"ouvre":
            Path("/etc/passwd").read_bytes()
        for read in (root, lambda data: feed(data, Counting())):
            with suppress(XmlRefuse):
                read(document)
    sys.stdout.write("lu\n")


if __name__ == "__main__":
    main()
