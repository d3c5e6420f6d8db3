"""Writing without its ornaments: how French text is compared, whatever the keyboard it came from."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "ʼ": "'", "`": "'", "´": "'"}
_ACCENTED = "àâäáãåçéèêëíîïìñóôöòõúùûüýÿ"
_PLAIN = str.maketrans(_LIGATURES | {letter: unicodedata.normalize("NFD", letter)[0] for letter in _ACCENTED})
"""What nearly every French text needs; the rest of Unicode takes the longer way."""

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_WORD = re.compile(r"%[0-9a-f]{2}|\*\*+|[a-z0-9]+")


def fold(text: str) -> str:
    """Lower case, no accents, no ligatures, one kind of apostrophe: `Cœur d’Été` is `coeur d'ete`."""
    plain = text.casefold().translate(_PLAIN)
    if plain.isascii():
        return plain
    return _BEYOND_ASCII.sub(_open, plain).casefold().translate(_PLAIN)


def _open(run: re.Match[str]) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", run[0]) if not unicodedata.combining(char))


def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded; elisions stand apart, and so do `%3a` and `**`, which are asked about."""
    return tuple(_WORD.findall(fold(text)))
