"""What is sent with the form of a file: read as it streams in, held in memory, never on the disk."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from hashlib import sha256

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from knowledge.comptes.limites import MAX_BYTES
from knowledge.dialogue.types import Message, Sent, Told

PATH = "/fichier"
MAX_BODY = MAX_BYTES + 64 * 1024
"""Bytes of the whole request: one file of the largest kind, with what stands around it."""

MAX_FILES = 12
_MAX_FIELDS = 8
AT_ONCE = 4
"""Sendings that are taken in at the same time; the others wait, and are not in memory."""


class _InMemory(MultiPartParser):
    """Starlette's parser, that spools nothing to the disk."""

    spool_max_size = MAX_BODY


@dataclass(frozen=True, slots=True)
class Envoi:
    """The fields of the form, and what was sent: all its files as one message, then what was pasted.

    Each has a mark that tells it from another.
    """

    token: str
    key: str
    messages: tuple[tuple[str, Message], ...]


async def read(request: Request, turnstile: asyncio.Semaphore) -> Envoi:
    """Read the form. Raises HTTPException for one that is none."""
    async with turnstile:
        parser = _InMemory(
            request.headers, request.stream(), max_files=MAX_FILES, max_fields=_MAX_FIELDS,
            max_part_size=MAX_BODY,
        )  # fmt: skip
        try:
            form = await parser.parse()
        except (MultiPartException, KeyError):
            raise HTTPException(400) from None
        except ClientDisconnect:
            raise HTTPException(400) from None  # given up midway: nobody reads the answer
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        files: list[Sent] = []
        for _, value in form.multi_items():
            if isinstance(value, UploadFile) and (data := await value.read()):
                files.append(Sent(value.filename or "", data))
        await form.close()
    sent: list[Message] = [replace(files[0], more=tuple(files[1:]))] if files else []
    text = fields.get("texte", "").replace("\r\n", "\n")
    if text.strip():
        sent.append(Told(text))
    marked = tuple((_mark(message), message) for message in sent)
    return Envoi(fields.get("jeton", ""), fields.get("cle", ""), marked)


def _mark(message: Message) -> str:
    match message:
        case Sent(data=data, more=more):
            parts = (data, *(each.data for each in more))
            return sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()
        case _:
            return sha256(getattr(message, "text", "").encode()).hexdigest()
