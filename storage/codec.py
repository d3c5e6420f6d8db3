"""What is kept of a conversation, as JSON bytes and back.

A field that this edition does not know goes through, for the one that wrote it: processes of two editions
share a database while they are renewed one after the other (faults.md, 66). One that it misses, or of another
kind, is not guessed: `Unreadable`. Lone surrogates go through (JSON escapes them), so any string comes back.
"""

from __future__ import annotations

import binascii
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from cattrs import BaseValidationError, Converter
from cattrs.strategies import configure_tagged_union

from knowledge.dialogue.dossier import Ticket
from knowledge.dialogue.types import Reply, State

_T = TypeVar("_T")

_ODD = (BaseValidationError, ValueError, TypeError, KeyError, RecursionError)
"""What reading raises at bytes that this edition did not write."""


class Unreadable(Exception):
    """These bytes are not what this edition writes."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What was read with fields of a later edition: as it stood, and as this one would write it."""

    stood: Any
    ours: Any


def begun_anew(rest: Rest | None) -> Rest | None:
    """What stays beside a state that a new one follows: what stands inside of what goes on, no more."""
    return rest and Rest({key: value for key, value in rest.stood.items() if key in rest.ours}, rest.ours)


def encode_state(state: State, rest: Rest | None = None) -> bytes:
    """Write a state, with what was beside the one that it comes from."""
    return _dump(_with(rest, _converter.unstructure(state)))


def decode_state(data: bytes) -> State:
    """Read a state. Raises Unreadable: answers are never dropped in silence."""
    return read_state(data)[0]


def read_state(data: bytes) -> tuple[State, Rest | None]:
    """Read a state, and what is beside it if anything is. Raises Unreadable."""
    return _read(data, State)


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


def encode_ticket(ticket: Ticket, rest: Rest | None = None) -> bytes:
    """Write a case, with what was beside it before."""
    return _dump(_with(rest, _converter.unstructure(ticket)))


def read_ticket(data: bytes) -> tuple[Ticket, Rest | None]:
    """Read a case, and what is beside it if anything is. Raises Unreadable."""
    return _read(data, Ticket)


def _dump(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _read(data: bytes, kind: type[_T]) -> tuple[_T, Rest | None]:
    try:
        stood = _exactly(json.loads(data), dict)
        try:
            return _strict.structure(stood, kind), None
        except BaseValidationError:  # a field that is not known, or worse
            value = _converter.structure(stood, kind)
    except _ODD:
        raise Unreadable from None
    return value, Rest(stood, _plain(_converter.unstructure(value)))


def _with(rest: Rest | None, new: Any) -> Any:  # noqa: ANN401 - JSON
    return new if rest is None else _carried(rest.stood, rest.ours, _plain(new))


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON
    """With lists for tuples, as it is read."""
    return json.loads(_dump(value))


def _carried(stood: Any, ours: Any, new: Any) -> Any:  # noqa: ANN401 - JSON
    """`new` with the fields that `stood` has and `ours` has not; what did not change stays as it stood.

    A member of a list is known again by what this edition sees of it.
    """
    if new == ours:
        return stood
    if isinstance(stood, dict) and isinstance(ours, dict) and isinstance(new, dict):
        unknown = {key: value for key, value in stood.items() if key not in ours}
        both = stood.keys() & ours.keys()
        known = {
            key: _carried(stood[key], ours[key], value) if key in both else value
            for key, value in new.items()
        }
        return unknown | known
    if isinstance(stood, list) and isinstance(ours, list) and isinstance(new, list):
        left = list(zip(ours, stood, strict=True))
        return [_taken(left, each) for each in new]
    return new


def _taken(left: list[tuple[Any, Any]], member: Any) -> Any:  # noqa: ANN401 - JSON
    """The member as it stood, taken out of what is `left`; as it is where it is new."""
    for rank, (ours, _) in enumerate(left):
        if ours == member:
            return left.pop(rank)[1]
    return member


def _load(data: bytes, kind: type[_T], *, written_as: type) -> _T:
    try:
        return _converter.structure(_exactly(json.loads(data), written_as), kind)
    except _ODD:
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


def _build(*, strict: bool = False) -> Converter:
    """A converter; a `strict` one refuses fields that it does not know."""
    made = Converter(forbid_extra_keys=strict)
    for kind in (str, int, bool):
        made.register_structure_hook(kind, _exactly)
    made.register_unstructure_hook(bytes, lambda value: b64encode(value).decode("ascii"))
    made.register_structure_hook(bytes, _read_bytes)
    made.register_unstructure_hook(datetime, datetime.isoformat)
    made.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(_exactly(value, str)))
    configure_tagged_union(Reply, made)
    return made


_converter, _strict = _build(), _build(strict=True)
