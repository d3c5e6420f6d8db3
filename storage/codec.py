"""What is kept of a conversation, as JSON bytes and back.

A field that this edition does not know is ignored; one that it misses, or of another kind, is not
guessed: `Unreadable`. Lone surrogates go through (JSON escapes them), so any string comes back.
"""

from __future__ import annotations

import binascii
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from cattrs import BaseValidationError, Converter
from cattrs.strategies import configure_tagged_union

from knowledge.dialogue.dossier import Ticket
from knowledge.dialogue.types import Reply, State

_T = TypeVar("_T")


class Unreadable(Exception):
    """These bytes are not what this edition writes."""


def encode_state(state: State) -> bytes:
    """Write a state."""
    return _dump(_converter.unstructure(state))


def decode_state(data: bytes) -> State:
    """Read a state. Raises Unreadable: answers are never dropped in silence."""
    return _load(data, State, written_as=dict)


def encode_replies(replies: Iterable[Reply]) -> bytes:
    """Write what was said; each reply carries the name of its kind."""
    return _dump(_converter.unstructure(tuple(replies), unstructure_as=tuple[Reply, ...]))


def decode_replies(data: bytes) -> tuple[Reply, ...]:
    """Read what was said, or nothing if this edition cannot: it is only a memory of words, the guide
    says them again.
    """
    try:
        return _load(data, tuple[Reply, ...], written_as=list)
    except Unreadable:
        return ()


def encode_ticket(ticket: Ticket) -> bytes:
    """Write a case."""
    return _dump(_converter.unstructure(ticket))


def decode_ticket(data: bytes) -> Ticket:
    """Read a case. Raises Unreadable."""
    return _load(data, Ticket, written_as=dict)


def _dump(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _load(data: bytes, kind: type[_T], *, written_as: type) -> _T:
    try:
        return _converter.structure(_exactly(json.loads(data), written_as), kind)
    except (BaseValidationError, ValueError, TypeError, KeyError, RecursionError):
        raise Unreadable from None


def _exactly(value: object, kind: type[_T]) -> _T:
    """No conversion: cattrs would read None as the text "None", and True as the number 1."""
    if type(value) is not kind:
        raise TypeError(kind.__name__)
    return value


def _read_bytes(value: object, _: type) -> bytes:
    try:
        return b64decode(_exactly(value, str), validate=True)
    except binascii.Error as error:
        raise ValueError from error


def _build() -> Converter:
    made = Converter()
    for kind in (str, int, bool):
        made.register_structure_hook(kind, _exactly)
    made.register_unstructure_hook(bytes, lambda value: b64encode(value).decode("ascii"))
    made.register_structure_hook(bytes, _read_bytes)
    made.register_unstructure_hook(datetime, datetime.isoformat)
    made.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(_exactly(value, str)))
    configure_tagged_union(Reply, made)
    return made


_converter = _build()
