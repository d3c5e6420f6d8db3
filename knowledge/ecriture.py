"""Writing without its ornaments: how French text is compared, whatever the keyboard it came from."""

from __future__ import annotations

import html
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


_MARKUP = re.compile(r"<(style|script)\b.*?</\1\s*>|</?[a-z!][^<>]*>", re.IGNORECASE | re.DOTALL)
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})|\\x([0-9a-f]{2})", re.IGNORECASE)
_HYPHENATED = re.compile(r"(?<=[^\W\d_])(?:\u00ad|-[ \t]*\r?\n[ \t]*)(?=[^\W\d_])")
_MISREAD = re.compile("[ÂÃâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]+")


def undress(text: str) -> str:
    """A paste without what a page, a program or a mail put around and into it.

    Tags go, escaped characters come back (`&eacute;`, `\\u00e9`), and so do those that were read in the wrong
    encoding (`Ã©`); a word that was cut at the end of a line is whole again.
    """
    bare = html.unescape(_MARKUP.sub("\n", text))
    bare = _ESCAPED.sub(lambda found: chr(int(found[1] or found[2], 16)), bare)
    return _HYPHENATED.sub("", _MISREAD.sub(_reread, bare))


def _reread(run: re.Match[str]) -> str:
    try:
        return run[0].encode("cp1252").decode("utf-8")
    except UnicodeError:
        return run[0]
