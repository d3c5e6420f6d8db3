"""Persons in what is to leave the school: what shows one is masked, with a word that says what it was.

No rule finds every name: whoever sends is shown what was masked and reads the rest again, and can strike out
any line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.dialogue import reperes
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.reperes import OLDEST_EVENT_YEARS, Span, full_year
from knowledge.dialogue.secrets import MASK, SIGNS, is_about, mask
from knowledge.ecriture import words
from knowledge.recherche.anonymat import find
from knowledge.recherche.noms import Noms, folded

_NIR_WHOLE, _INE_WHOLE = 15, 11
"""Signs of a social security number with its key, and of a pupil's national number."""

_NOT_LANGUAGE = ("noms.toml", "exemple.toml")
"""The data files whose words are not those that people use."""

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|(?<![\w.])@[\w.]{3,}")
_NIR = re.compile(
    r"(?<!\d)[12]\s?\d{2}\s?\d{2}\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}(?:\s?\d{2})?(?!\d)", re.IGNORECASE
)
_INE = re.compile(r"(?<![\dA-Za-z])\d{9,10}[A-Za-z]{1,2}(?![\dA-Za-z])")
_PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)33\s?(?:\(0\)\s?)?|0)[1-9](?:[\s.-]?\d{2}){4}(?!\d)")
_DAY = re.compile(
    r"(?<!\d)(?<!\d[ .])\d{1,2}[/. -]\d{1,2}[/. -](?P<end>\d{4}|\d{2})(?![ .]?\d)"
    r"|(?<!\d)(?P<start>\d{4})-\d{2}-\d{2}(?!\d)"
    r"|(?<!\d)\d{1,2}(?:er)?\s+[^\W\d]{3,9}\s+(?P<said>\d{4})(?!\d)"
)

_ACCOUNT = r"(?<![?&\w])(?:codes?|identifiants?|login|acc[èe]s|compte|user(?:name)?|utilisateur|pseudo|id)\b"
_PAIRS = tuple(
    re.compile(rf"{_ACCOUNT}(?:\s+(?:d[’']acc[èe]s|de\s+connexion))?\s*[:=]?\s*{pair}", re.IGNORECASE)
    for pair in (
        r"(?P<login>[^\s/:=,;|«»\"\[\]]+)\s*[/|]\s*(?P<secret>\[masqué\]|[^\s/:=|«»\"\[\]]{3,})",
        r"(?P<login>[^\s/:=,;|«»\"\[\]]+)[,;]?\s+(?:et\s+)?(?:le\s+)?(?:mdp|mots?\s+de\s+passe|pass(?:word)?|pwd)"
        r"(?:\s+est)?\s*[:=]?\s*(?P<secret>\[masqué\]|[^\s/:=|«»\"\[\]]{3,})",
    )
)

_LOGIN_MIN = 3
"""Letters of the part of a login that nobody knows as a word."""


@dataclass(frozen=True, slots=True)
class Masque:
    """A text as it may leave, and the words that stood where the masks are."""

    text: str
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ecrit:
    """What a person typed as it may be kept, and whether a secret or a pupil was masked in it."""

    text: str
    secret: bool
    pupil: bool


def mask_typed(guide: Guide, text: str, *, year: int) -> Ecrit:
    """Mask, before anything else is done with a message, its secrets and what is plainly of one pupil.

    That is a social security or pupil number, a date said to be that of a birth, and the names in such a
    message only. `year` is the current one.
    """
    bare, kinds = mask(text)
    masking = _Masking(guide, bare)
    masking.pairs()
    paired = bool(masking.found)
    masking.found.clear()
    masking.sub(_NIR, "numero", lambda found: _is_nir(found[0]))
    masking.sub(_INE, "numero", _is_ine)
    masking.births(year=year)
    pupil = bool(masking.found)
    if pupil:
        masking.names(school="", schools=True)
    return Ecrit(masking.text, bool(kinds) or paired, pupil)


@lru_cache(maxsize=256)
def mask_people(  # noqa: PLR0913 - each says another thing of the text
    guide: Guide,
    text: str,
    *,
    year: int,
    school: str = "",
    schools: bool = True,
    own: bool = True,
    shown: tuple[str, ...] = (),
) -> Masque:
    """Mask who is told of in a text: addresses, numbers, births, ages, classes, kin and names.

    `year` is the current one. `school` is the name that the person gave theirs: it stays, and with `schools`
    every school’s. With `own` the writer’s own child is masked too. `shown` are words that the person wants
    to leave.
    """
    masking = _Masking(guide, text, shown)
    masking.sub(_MAIL, "courriel", masking.is_private)
    masking.sub(_NIR, "numero")
    masking.sub(_INE, "numero")
    masking.sub(_PHONE, "telephone", masking.is_private)
    masking.births(year=year)
    masking.sub(_DAY, "date", lambda found: _is_old(found, year))
    masking.spans(reperes.addresses(masking.text), "adresse")
    masking.spans(reperes.ages(masking.text), "age")
    masking.kin(own=own)
    masking.spans(reperes.classes(masking.text), "classe")
    masking.names(school=school, schools=schools)
    return Masque(masking.text, tuple(dict.fromkeys(masking.found)))


@lru_cache(maxsize=4)
def noms_of(guide: Guide) -> Noms:
    """What tells names from the other words of a guide."""
    from knowledge.recherche import lexique  # noqa: PLC0415 - its stemmer, which few commands need

    data, lexicon = guide.data["noms.toml"], lexique.read(guide.sources["synonymes.toml"])
    said = (text for path, text in guide.sources.items() if path not in _NOT_LANGUAGE)
    vocabulary = lexicon.known() | folded(*said, data["mots"])
    stems = frozenset(lexicon.stem(word) for word in vocabulary)
    lists = {name: folded(data[name]) for name in ("prenoms", "communs", "propres", "sigles", "sujets")}
    return Noms(
        known=lambda word: word in vocabulary or lexicon.stem(word) in stems,
        announcing=lexicon.announcing,
        titles=folded(data["titres"]),
        logins=folded(data["comptes"]),
        schools=lexicon.schools,
        links=folded(data["liens"]),
        masks=frozenset({MASK, *guide.words["dossier"]["masques"].values()}),
        negations=folded(data["negations"]),
        indefinis=folded(data["indefinis"]),
        **lists,
    )


class _Masking:
    """A text on its way to be masked, and what was found in it; what is among `shown` stays."""

    def __init__(self, guide: Guide, text: str, shown: tuple[str, ...] = ()) -> None:
        self.text, self.found = text, list[str]()
        self._guide, self._masks = guide, guide.words["dossier"]["masques"]
        self._shown = shown
        self._said = {" ".join(words(each)) for each in shown}

    def sub(
        self, pattern: re.Pattern[str], kind: str, holds: Callable[[re.Match[str]], bool] = lambda _: True
    ) -> None:
        """Mask what `pattern` finds and `holds` confirms."""
        self._mask([found.span() for found in pattern.finditer(self.text) if holds(found)], kind)

    def spans(self, found: Iterable[Span], kind: str) -> None:
        """Mask what stands there."""
        self._mask(tuple(found), kind)

    def is_private(self, found: re.Match[str]) -> bool:
        """Is it an address or a number that is not printed in the guide?"""
        pour = self._guide.data["dossier.toml"]["pour"].values()
        public = {str(each.get(kind, "")) for each in pour for kind in ("courriel", "telephone")}
        return re.sub(r"\D", "", found[0]) not in {re.sub(r"\D", "", each) for each in public} - {""} and (
            found[0].rstrip(".").casefold() not in public
        )

    def pairs(self) -> None:
        """Mask a login and the password beside it: « codes : jdurand / soleil »."""
        spans = list[Span]()
        for found in (found for pattern in _PAIRS for found in pattern.finditer(self.text)):
            login, secret = (found[part].rstrip(SIGNS) for part in ("login", "secret"))
            if self._is_login(login) and not is_about(secret):
                parts = (("login", login), ("secret", secret))
                spans += [(found.start(part), found.start(part) + len(word)) for part, word in parts]
        self._put([span for span in sorted(set(spans)) if self.text[slice(*span)] != MASK], MASK)

    def _is_login(self, word: str) -> bool:
        known = noms_of(self._guide).known
        return not word.isdigit() and any(len(part) >= _LOGIN_MIN and not known(part) for part in words(word))

    def births(self, *, year: int) -> None:
        """Mask the dates that are said to be those of a birth."""
        self.spans(reperes.births(self.text, year=year), "date")

    def kin(self, *, own: bool) -> None:
        """Mask whose child or parent somebody is."""
        functions = self._guide.data["noms.toml"]["fonctions"].split()
        self.spans(reperes.kin(self.text, functions, own=own), "proche")

    def names(self, *, school: str, schools: bool) -> None:
        """Mask the names."""
        noms = noms_of(self._guide)
        self._mask(find(noms, self.text, school=school, schools=schools, shown=self._shown), "nom")

    def _mask(self, spans: Sequence[Span], kind: str) -> None:
        spans = [span for span in spans if " ".join(words(self.text[slice(*span)])) not in self._said]
        self._put(spans, self._masks[kind])

    def _put(self, spans: Sequence[Span], sign: str) -> None:
        self.found += [self.text[start:end] for start, end in spans]
        for start, end in reversed(spans):
            self.text = f"{self.text[:start]}{sign}{self.text[end:]}"


def _is_nir(number: str) -> bool:
    """Thirteen digits in a row may be anything; a social security number has groups, or the right key."""
    digits = re.sub(r"\s", "", number).upper()
    if not (1 <= int(digits[3:5]) <= 12):
        return False
    if digits != number:
        return True
    plain = digits.replace("2A", "19").replace("2B", "18")
    return len(plain) == _NIR_WHOLE and 97 - int(plain[:13]) % 97 == int(plain[13:])


def _is_ine(found: re.Match[str]) -> bool:
    """Eleven signs that are no piece of an address."""
    before = found.string[: found.start()]
    return len(found[0]) == _INE_WHOLE and not before.endswith(("/", "=", "-", "_", "."))


def _is_old(day: re.Match[str], year: int) -> bool:
    said = int(day["end"] or day["start"] or day["said"])
    return full_year(said, year) < year - OLDEST_EVENT_YEARS
