"""What tells of one person without a name: a class, a postal address, an age, a birth, whose child it is.

A level alone (« les 6e ») is nobody's, and neither are « la mère d’un élève » or « il y a 12 ans ». Where a
pattern has a group `mask`, that part is masked; all of it elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

Span = tuple[int, int]

OLDEST_EVENT_YEARS = 3
"""A date further back is a birth date, rather than the day when something began to fail."""

_COUNTED = (
    r"(?!\s+(?:sur|fois|jours?|heures?|minutes?|ans?|mois|[ée]l[èe]ves?|comptes?|parents?|profs?|professeurs?"
    r"|enseignante?s?|responsables?|personnes?|familles?|lignes?|pages?|classes?)\b)"
)
"""A number may count what stands behind it: « en 6e 2 élèves »."""

_START, _END = r"(?<![\w.,/°%#&=?-])", r"(?![\w’'°])"
_LEVEL = r"(?:[3-6]\s?(?:i?[èeé]mes?|[èeé]s?|°)|(?i:sixi|cinqui|quatri|troisi)[èe]mes?)"
_UPPER = r"(?i:2\s?n?de?|seconde|1\s?[èe]?re|premi[èe]re|tl?e|term(?:inale)?)s?\.?"
_SERIES = r"(?:GT|ES|STMG|STI2D|ST2S|STL|STD2A|STHR|STAV|G|S|L)"
_GROUP = rf"(?:\d{{1,2}}(?![\w°]|[.,]\d){_COUNTED}|[A-FH-K]{_END})"

_CLASSES = tuple(
    map(
        re.compile,
        (
            rf"{_START}{_LEVEL}(?:(?<!°)[ -]?{_GROUP}|(?<=°)\s?(?:\d{{1,2}}(?!\w){_COUNTED}|[ABD-K]{_END}))",
            rf"{_START}[3-6](?:[èeE](?:\d{{1,2}}|[A-Ka-df-k])|[A-CEFH-J]|[A-F]\d){_END}(?!\s?(?:[GMK]o|fois|h)\b)",
            rf"(?<!\w)(?:[Ll]es|[Ee]n|[Ll]a|[Dd]es?|[Ee]t) (?P<mask>[3-6][a-df]){_END}",
            rf"{_START}(?:{_UPPER})(?:[ -]?{_SERIES}[ -]?\d{{1,2}}(?!\w)|[ -]?{_GROUP})",
            rf"{_START}[T12]{_SERIES}\d{{1,2}}(?!\w)",
            rf"{_START}(?:CP[ -]|C[EM][12][ -]?)[A-F]{_END}",
            # What is said to be a class or of a pupil: « classe : 601 », « un élève de 4G ».
            rf"(?i:\bclasses?(?:\s*[:=]|\s+(?:de|la|est))*\s*[«“\"]?\s*)(?P<mask>\d{{3}}(?!\w){_COUNTED}"
            rf"|[1-6][A-Za-z]\d?{_END}(?<![1-6]e)|[A-K]\d?{_END})",
            rf"(?i:\b[ée]l[èe]ves?\s+(?:de|en)(?:\s+la)?\s+)(?P<mask>[3-6][A-K]\d?){_END}",
        ),
    )
)

_CITY = (
    r"[A-ZÀ-Ý][\w’']*(?:[ -](?:(?:de|du|des|la|le|les|en|sur|sous|lès)[ -]|[dl]['’])*[A-ZÀ-Ý][\w’']*){0,3}"
)
_POST_CODE = r"(?:0[1-9]|[1-8]\d|9[0-8])\d{3}"
_ROADS = (
    r"(?:rue|avenue|av\.?|boulevard|bd|bld|all[ée]es?|impasse|imp\.?|chemin|route|rte|place|pl\.|square|quai"
    r"|ruelle|sentier|faubourg|fbg|mont[ée]e|traverse|esplanade|promenade|venelle|r[ée]sidence|lotissement|hameau)"
)
_JOINING = r"(?:(?:de la|de l['’]|du|des|de|d['’]|la|le|les|l['’])\s*)"
_ROOM = r"(?i:(?:apt|appt|appartement|b[âa]t(?:iment)?|esc(?:alier)?)\.?\s*\w{1,3})"
_TAIL = rf"(?:,?\s*{_ROOM})?(?:,?\s*(?:BP\s?\d+,?\s*)?{_POST_CODE}(?:\s+(?:{_CITY}|[^\W\d_]+))?)?"

_ADDRESSES = tuple(
    map(
        re.compile,
        (
            rf"(?:{_ROOM},?\s*)?(?<![\w.,/-])\d{{1,4}}(?:\s?(?:bis|ter|quater)\b)?,?\s+(?i:{_ROADS})\s+(?:{_JOINING}"
            rf"[\w’']+(?:[ -]{_CITY})?|{_CITY}){_TAIL}",
            rf"(?<!\w)(?i:rue|avenue|boulevard|impasse|all[ée]e|r[ée]sidence|lotissement|hameau|lieu-dit)\s+"
            rf"{_JOINING}?{_CITY}{_TAIL}",
            rf"(?<![\w.,/-])(?:BP\s?\d+,?\s*)?{_POST_CODE}\s+{_CITY}",
            rf"(?i:\bcode\s+postal\s*:?\s*|\bCP\s*:?\s*)(?P<mask>{_POST_CODE})(?!\d)",
            rf"(?i:\b(?:habit|r[ée]sid|demeur|log)(?:e|ent|ait|ant)|\bdomicili[ée]+s?)\s+(?:à|au|aux|en)\s+(?P<mask>{_CITY})",
        ),
    )
)

_COUNT = (
    r"(?:[3-9]|1\d|20|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize"
    r"|dix-sept|dix-huit|dix-neuf|vingt)(?:\s+ans?(?:\s+et\s+demi)?)"
)
_AGES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b[âa]g[ée]+e?s?\s+(?:de|d['’]environ)\s+(?P<mask>{_COUNT})\b",
        r"(?<!\by )\b(?:a|ont|avait|aura|avoir|f[êe]t\w+\s+ses)\s+"
        rf"(?:(?:que|déjà|bientôt|presque|environ|à peine|eu)\s+)?(?P<mask>{_COUNT})\b",
        r"\b(?:[ée]l[èe]ves?|enfants?|filles?|fils|gar[çc]ons?|jeunes?|ados?|adolescente?s?|gamine?s?|mineure?s?)"
        rf"(?:\s+[^\W\d_]+){{0,2}}\s+(?:de|d['’]environ)\s+(?P<mask>{_COUNT})\b",
        rf"[(,]\s*(?P<mask>{_COUNT})\s*(?=[),.;]|$)",
        r"\b[âa]ge\s*:?\s*(?P<mask>\d{1,2}(?:\s+ans)?)\b",
    )
)

_MONTH = (
    r"(?:janv(?:ier)?|f[ée]vr?(?:ier)?|mars|avril|avr|mai|juin|juil(?:let)?|ao[ûu]t|sept(?:embre)?|oct(?:obre)?"
    r"|nov(?:embre)?|d[ée]c(?:embre)?)\.?"
)
_BIRTH = re.compile(
    r"\b(?:n[ée]+e?s?(?:\(e\)|\.e|·e)?"
    r"(?:\s+(?:à|au|aux)\s+(?P<city>[^\W\d_][\w’'-]+(?:[ -][A-ZÀ-Ý][\w’'-]+)*))?"
    r"(?:,?\s*(?:le|en|vers|fin|début|courant))*"
    r"|date\s+(?:de\s+)?naiss(?:ance)?\.?|naissance|ddn|anniversaire)(?:\s*(?::|\ble\b|\best\b|\ben\b))*\s*"
    rf"(?P<day>\d{{1,2}}(?:er)?\s+{_MONTH}(?:\s+\d{{2,4}})?|{_MONTH}\s+\d{{4}}"
    r"|\d{1,2}[/. -]\d{1,2}[/. -](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|\d{8}|\d{1,2}/\d{1,2}|(?:19|20)\d\d)"
    r"(?![\d/])",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d|(?<=[/. -])\d\d$")

_KIN = (
    r"(?:fils|filles?|enfants?|p[èe]re|m[èe]re|maman|papa|parents?|fr[èe]res?|s(?:œ|oe)urs?|neveu|ni[èe]ce"
    r"|cousine?|femme|mari|[ée]pouse|[ée]poux|compagne|compagnon|conjointe?|jume(?:au|lle)x?s?|petite?-fil(?:le|s))"
)
_OWN = re.compile(
    rf"\b(?:mon|ma|mes)\s+(?:(?:propre|petite?|deux|trois|grande?)s?\s+)?{_KIN}\b", re.IGNORECASE
)
"""The writer's own: who it is, the file tells at « Personne à joindre »."""


def classes(text: str) -> Iterator[Span]:
    """Where classes stand: `4B`, `3e2`, `6ème A`, `2nde 4`; no level alone."""
    return _found(_CLASSES, text)


def addresses(text: str) -> Iterator[Span]:
    """Where postal addresses stand, and post codes with their city."""
    return _found(_ADDRESSES, text)


def ages(text: str) -> Iterator[Span]:
    """Where the age of a young person stands."""
    return _found(_AGES, text)


def births(text: str, *, year: int) -> Iterator[Span]:
    """Where the date (and the place) of a birth stands; a thing that came up lately was not born."""
    for found in _BIRTH.finditer(text):
        said = _YEAR.search(found["day"])
        if (
            said is None
            or full_year(int(said[0]), year) < year - OLDEST_EVENT_YEARS
            or found["day"].isdigit()
        ):
            yield (found.start("city") if found["city"] else found.start("day"), found.end("day"))


def kin(text: str, functions: Collection[str], *, own: bool) -> Iterator[Span]:
    """Where somebody is told by whose child, parent or spouse they are.

    « La fille du gestionnaire » is one person, « la mère d’un élève » could be any: `functions` are people of
    whom there is one, or few. With `own` the writer’s kin too.
    """
    return _found((*_kin(frozenset(functions)), *((_OWN,) if own else ())), text)


@lru_cache(maxsize=4)
def _kin(functions: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    named = "|".join(sorted(map(re.escape, functions), reverse=True))
    behind = (
        rf"\b{_KIN}\s+(?:jume\w+\s+)?(?P<mask>"
        r"(?:du|de\s+(?:la|l['’]|notre|votre|mon|ma|mes|leur|sa|son|cette|ce)|d['’]une?|des|de)\s*"
        rf"(?:{named})"
        r"(?:\s+(?:adjointe?|principale?|municipale?|de\s+[^\W\d_]+|d['’]\s?[^\W\d_]+|en\s+chef))*)(?!\w)"
    )
    return (re.compile(behind, re.IGNORECASE),)


def full_year(said: int, year: int) -> int:
    """A year of two digits with its century; `year` is the current one."""
    return said if said > 99 else said + (2000 if said <= year % 100 else 1900)


def _found(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[Span]:
    """Where any of them stands, in order; of two that overlap the first one's."""
    end = 0
    for start, stop in sorted(_spans(patterns, text), key=lambda span: (span[0], -span[1])):
        if start >= end:
            yield start, stop
            end = stop


def _spans(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[Span]:
    for pattern in patterns:
        for found in pattern.finditer(text):
            yield found.span("mask") if "mask" in pattern.groupindex else found.span()
