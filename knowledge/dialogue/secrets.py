"""Secrets in what people paste: CAS tickets, tokens and passwords are masked before anything else.

A mask is visible, and masking twice changes nothing. Ordinary words stay: a school named ST-JOSEPH,
« identifiant CAS », « mot de passe : que faire ? ». Where it cannot be told, what stands alone behind
the words « mot de passe : » is taken for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Literal

Kind = Literal["ticket", "identifiant", "jeton", "mot-de-passe"]

MASK = "[masqué]"

Span = tuple[int, int]
NOTHING: Span = (0, 0)

_EQUALS = r"(?:=|%(?:25)*3D)"
_VALUE = r"(?:(?!%(?:25)*(?:26|22|27|3C|3E|23))[^\s&#\"'<>«»“”|\[\]])+"
"""The value of a parameter, plain or percent-encoded: up to the next parameter, quote or space."""

_TICKET = re.compile(
    r"(?<![A-Za-z0-9-])(?:ST|PT|PGT|PGTIOU|TGT|TGC)-(?P<secret>[A-Za-z0-9][A-Za-z0-9._-]{4,})"
)
_TICKET_SAID = re.compile(
    r"\bticket[\s\"'«“:=]{1,4}(?P<secret>(?:ST|PT|PGT|TGT)-[A-Za-z0-9._-]+)", re.IGNORECASE
)
_ARTIFACT = re.compile(r"AssertionArtifact\s*>\s*(?P<secret>[^<\s\[]+)", re.IGNORECASE)
_JETON = re.compile(r"jetonCAS[\\\"'”»\s]*:\s*\\?[\"'“«]\s*(?P<secret>[^\s\"'”»\\\[\]]+)", re.IGNORECASE)
_JETON_BARE = re.compile(
    r"jetonCAS[\s\"']*(?::|(?<=[\t\n]))\s*\"?(?P<secret>[A-Za-z0-9+/=_.-]{6,})", re.IGNORECASE
)
_USERINFO = re.compile(
    r"(?:(?:https?|ftp):|%(?:25)*3A|https?(?:\?|%(?:25)*3F))(?:/|%(?:25)*2F){1,2}"
    r"(?P<secret>(?:(?!%(?:25)*(?:2F|3A))[^\s:/@?#\"'<>\[\]])*(?::|%(?:25)*3A)"
    r"(?:(?!%(?:25)*2F)[^\s/@?#\"'<>\[\]])*?)(?:@|%(?:25)*40)",
    re.IGNORECASE,
)
"""A name and a password in front of a host, however often the address was encoded (E-encoding too)."""

_PASSWORD = re.compile(
    r"(?:\bmots?\s+de\s+passes?|\bmdp|\bpassword|\bpasswd|\bpwd|\bpass(?=\s?[:=]))[^\S\n]*"
    r"(?:(?P<sure>[:=])|(?:\best\b|\bc[’']est\b)[^\S\n]*:?|(?<=[^\S\n]))[^\S\n]*"
    r"(?:[\"«“](?P<quoted>[^\"«»“”\n\[\]]+)"
    r"|(?P<secret>[^\s\"'«»“”\[\]]+)(?P<tail>[^\n]*))",
    re.IGNORECASE,
)

_CODE = re.compile(
    r"(?<![?&\w])(?:codes?(?:\s+d[’']acc[èe]s|\s+(?P<short>parents?|[ée]l[èe]ves?|provisoires?|temporaires?|secrets?|pin"
    r"|personnels?|d[’']activation|d[’']entr[ée]e|de\s+connexion))?|login|identifiants?(?:\s+de\s+connexion)?)\s*[:=]?\s*"
    r"(?:[^\s/:=]+\s*/\s*)?(?P<secret>[^\s/:=.\"'«»\[\]]+)",
    re.IGNORECASE,
)
"""« mes codes : dupont / Azerty123 »: a login and its password, or a code that someone chose."""

_UAI = re.compile(r"\d{7}[A-Za-z]")

_PARAMETERS: tuple[tuple[Kind, str], ...] = (
    ("ticket", "ticket|pgtId|pgtIou|AssertionArtifact"),
    ("identifiant", "identifiant"),
    ("jeton", "jetonCAS|jeton|token|access_token|jsessionid"),
    ("mot-de-passe", "motdepasse|mdp|password|passwd|pwd"),
)

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
SIGNS = ",;:.)…"
"""What may follow a secret in a sentence, and stays, for the rest is to be read; `!` may be of the secret."""

_SHORT_CODE, _LONG_CODE = 4, 6
"""Signs of a code that is said to be somebody’s (« code parent »), and of one that is not."""

_RANDOM_LENGTH = 16
"""A run of letters and digits this long, of mixed kinds, is no word."""

_RUN_LENGTH = 8
"""Behind `ST-` and a number, a run this long is a ticket's (CAS protocol 3.7), whatever it spells."""

_NO_PASSWORD = re.compile(
    r"oubliee?s?|perdue?s?|incorrecte?s?|erronee?s?|faux|fausse|inconnue?s?|aucune?|vides?|expiree?s?|refusee?s?"
    r"|invalides?|idem|absente?s?|masquee?s?|non|oui|ok|ko|bloquee?s?|changee?s?|modifiee?s?|reinitialisee?s?"
    r"|demandee?s?|obligatoires?|provisoires?|temporaires?|correcte?s?|bons?|mauvais|differente?s?|rejetee?s?"
)
"""Single words that people write behind « mot de passe : » about it; folded (no accent, lower case)."""


def mask(text: str) -> tuple[str, tuple[str, ...]]:
    """Mask the secrets of a text; return it with the kinds that were found (`Kind`), sorted."""
    kinds: set[str] = set()
    while (masked := _pass(text, kinds)) != text:
        # A mask can uncover the end of what was one run before: go on to a standstill.
        text = masked
    return text, tuple(sorted(kinds))


def masked_kinds(text: str) -> tuple[str, ...]:
    """The kinds that a masked text still tells by its parameters (`ticket=[masqué]`), sorted."""
    return tuple(sorted({kind for kind, pattern in _MASKED if pattern.search(text)}))


def is_about(word: str) -> bool:
    """Is it a word about a password (« oublié »), and none?"""
    return _NO_PASSWORD.fullmatch(_fold(word)) is not None


def _pass(text: str, kinds: set[str]) -> str:
    for kind, pattern, secret in _RULES:
        kept, end = [], 0
        for found in pattern.finditer(text):
            start, stop = secret(found)
            if start < stop:
                kinds.add(kind)
                kept += [text[end:start], MASK]
                end = stop
        text = "".join(kept) + text[end:]
    return text


def _value(found: re.Match[str]) -> Span:
    """Where it stands, without the signs of the sentence around it."""
    start, _ = found.span("secret")
    return start, start + len(found["secret"].rstrip(SIGNS))


def _userinfo(found: re.Match[str]) -> Span:
    """What stands before a host ends at its `@`, whatever signs it has."""
    return found.span("secret")


def _ticket(found: re.Match[str]) -> Span:
    return (found.start(), _value(found)[1]) if _is_ticket(found["secret"]) else NOTHING


def _is_ticket(tail: str) -> bool:
    """Is what follows `ST-` random? A number then a long or random run, one long random run, or a UUID."""
    if _UUID.search(tail):
        return True
    first, *rest = re.split(r"[-._]", tail)
    if any(_random(run, _RANDOM_LENGTH) for run in (first, *rest)):
        return True
    return first.isdigit() and any(len(run) >= _RUN_LENGTH or _random(run, 6) for run in rest[:1])


def _random(run: str, length: int) -> bool:
    """Is `run` at least so long, with kinds of signs mixed inside as no word mixes them?"""
    if len(run) < length:
        return False
    letters_and_digits = re.search(r"[0-9]", run) and re.search(r"[A-Za-z]", run)
    return bool(letters_and_digits or re.search(r"[a-z][A-Z]", run))


def _password(found: re.Match[str]) -> Span:
    """Where the password stands; nowhere when the words only speak of one."""
    if found["quoted"]:
        word, (start, stop) = found["quoted"], found.span("quoted")
        start, stop = start + len(word) - len(word.lstrip()), stop - len(word) + len(word.rstrip())
        return NOTHING if is_about(word.strip()) else (start, stop)
    start, stop = _value(found)
    word = found["secret"].rstrip(".,;:!?)…")
    told = is_about(word)
    if _looks_chosen(word) or (found["secret"][len(word) : len(word) + 1] == "!" and word and not told):
        return start, stop
    rest = (found["secret"][len(word) :] + found["tail"]).strip()
    alone = not rest or (rest[0] in ",;.|/" and "?" not in rest)
    if found["sure"] and alone and len(word) >= 3 and not told:
        return start, start + len(word)
    return NOTHING


def _code(found: re.Match[str]) -> Span:
    """Where a chosen code stands: letters and digits in one word, which is no school's code."""
    word = found["secret"].rstrip(",;!?)…")
    mixed = bool(re.search(r"[^\W\d_]", word) and re.search(r"\d", word))
    if found["short"]:
        is_code = len(word) >= _SHORT_CODE and re.search(r"\d", word) is not None
    else:
        is_code = len(word) >= _LONG_CODE and mixed and not _UAI.fullmatch(word)
    return _value(found) if is_code else NOTHING


def _looks_chosen(word: str) -> bool:
    """Does a word look like a password: digits among letters, a sign inside, capitals in the middle?"""
    if len(word) < 4:
        return False
    mixed = re.search(r"[^\W\d_]", word) and re.search(r"\d", word)
    return bool(mixed or re.search(r"[@#$%^&*_+~!]", word) or re.search(r"[a-z][A-Z]", word))


def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFD", word.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


_RULES: tuple[tuple[Kind, re.Pattern[str], Callable[[re.Match[str]], Span]], ...] = (
    ("jeton", _JETON, _value),
    ("jeton", _JETON_BARE, _value),
    *(
        (kind, re.compile(rf"(?:{names}){_EQUALS}(?P<secret>{_VALUE})", re.IGNORECASE), _value)
        for kind, names in _PARAMETERS
    ),
    ("mot-de-passe", _USERINFO, _userinfo),
    ("ticket", _ARTIFACT, _value),
    ("ticket", _TICKET_SAID, _value),
    ("ticket", _TICKET, _ticket),
    ("mot-de-passe", _PASSWORD, _password),
    ("mot-de-passe", _CODE, _code),
)

_MASKED = tuple(
    (kind, re.compile(rf"(?:{names}){_EQUALS}{re.escape(MASK)}", re.IGNORECASE))
    for kind, names in _PARAMETERS
)
