"""Bytes of a text file to text: UTF-8 with or without BOM, UTF-16 with BOM, Windows-1252."""

from __future__ import annotations

import codecs

from knowledge.comptes.personnes import Constat

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class EncodingRefused(ValueError):
    """These bytes are no text in an encoding that is accepted."""


def decode(data: bytes) -> tuple[str, tuple[Constat, ...]]:
    """Read bytes as text, and say what was odd. Raises EncodingRefused."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            if encoding == "utf-32":
                raise EncodingRefused(encoding)
            try:
                return data.decode(encoding), ()
            except UnicodeDecodeError as broken:
                raise EncodingRefused(encoding) from broken
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    if data.count(0) > len(data) // 4:
        raise EncodingRefused("utf-16")
    try:
        return data.decode("cp1252"), (Constat("windows-1252"),)
    except UnicodeDecodeError as broken:
        raise EncodingRefused("cp1252") from broken
