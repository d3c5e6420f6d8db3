"""The words of the guide's data: column titles, categories, particles, short forms, sentences."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.comptes.noms import fold
from knowledge.comptes.personnes import CATEGORIES, Constat

_VALUE = re.compile(r"\{\{ (\w+) \}\}")


@dataclass(frozen=True, slots=True)
class Vocabulaire:
    """`comptes.toml` in the forms that the code looks things up by; every key is folded."""

    colonnes: Mapping[str, str]
    categories: Mapping[str, str]
    particules: frozenset[str]
    civilites: frozenset[str]
    diminutifs: Mapping[str, int]
    usage: re.Pattern[str]

    phrases: Mapping[str, Mapping[str, str]]

    def phrase(self, table: str, code: str, **values: str) -> str:
        """The sentence `code` of a table, its values filled in. Raises KeyError on a missing one."""
        return fill(self.phrases[table][code], values)

    def dire(self, constat: Constat) -> str:
        """The sentence of a finding."""
        values = {"ligne": str(constat.ligne)} | dict(constat.valeurs)
        return self.phrase("constats", constat.code, **values)


def fill(sentence: str, values: Mapping[str, str]) -> str:
    """Put values into `{{ name }}`: the small part of Jinja that these sentences need.

    Loading Jinja itself would take longer than matching a school.
    """
    return _VALUE.sub(lambda found: values[found[1]], sentence)


def load(text: str) -> Vocabulaire:
    """Read `comptes.toml`. Raises ValueError where a category or a column is listed twice."""
    data = tomllib.loads(text)
    return Vocabulaire(
        colonnes=_inverted(data["colonnes"]),
        categories={**_inverted(data["categories"]), **{name: name for name in CATEGORIES}},
        particules=frozenset(data["noms"]["particules"]),
        civilites=frozenset(data["noms"]["civilites"]),
        diminutifs=_groups(data["noms"]["diminutifs"]),
        usage=re.compile(
            rf"\s*(?:\(|(?<!\w)(?:{'|'.join(data['noms']['marques_usage'])})(?!\w)\.?)\s*", re.IGNORECASE
        ),
        phrases={
            table: data[table]
            for table in (
                "constats",
                "lignes",
                "natures",
                "verdicts",
                "niveaux",
                "cotes",
                "suites",
                "causes",
                "comptage",
                "mots",
            )
        }
        | {"titres": {name: titles[0] for name, titles in data["colonnes"].items()}},
    )


def _inverted(table: Mapping[str, Sequence[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, words in table.items():
        for word in words:
            if found.setdefault(fold(word), name) != name:
                raise ValueError(word)
    return found


def _groups(groups: Sequence[Sequence[str]]) -> dict[str, int]:
    return {name: number for number, group in reversed(list(enumerate(groups))) for name in group}
