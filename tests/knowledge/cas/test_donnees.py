"""adresses.toml and the code say the same codes, and every sentence renders."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from jinja2 import Environment, StrictUndefined

from knowledge import uai
from knowledge.cas import adresse, liens
from knowledge.cas.autopsie import examine
from knowledge.cas.constats import CODES, Constat
from knowledge.cas.liens import Bases
from knowledge.cas.tableau import judge
from knowledge.dialogue.errors import AddressRefused, HelpdeskError
from knowledge.dialogue.typographie import slips
from tests.knowledge.cas.conftest import GUIDE
from tests.knowledge.cas.test_adresse import ACCEPTED, PRIVATE, REFUSED
from tests.knowledge.cas.test_autopsie import GOOD, OF_OWN, OTHER, RAW, WRONG

ENV = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701 - plain text
TABLES = (
    f"PRONOTE.net {GOOD.public} {GOOD.login} Client {OF_OWN.public} {OF_OWN.login} {GOOD.validate}",
    f"Client {GOOD.public} {GOOD.login} Espaces {OF_OWN.public} {OF_OWN.login} {GOOD.validate}",
    f"lien d’authentification : {GOOD.validate}\nlien de validation : {GOOD.login}",
    f"lien d’authentification : {GOOD.public}\nadresse publique : {GOOD.direct}",
)
SHORT = 60
"""Signs that a cell of the table can show on a phone."""

REASONS = {"none", "host", "port", "long", "ent", "editor"}


def constats(bases: Bases) -> Iterator[Constat]:
    """Every finding that the tables of examples lead to."""
    for text in (*(text for text, *_ in ACCEPTED), *(text for text, _ in PRIVATE)):
        yield from adresse.normalise(text)[1]
    for text, *_ in WRONG:
        yield from examine(text, bases=bases).findings
    yield from examine(RAW, bases=bases, expected=OTHER).findings
    for text in TABLES:
        table = judge(text, bases=bases)
        assert table
        yield from (one for _, cell in table.cellules if cell.autopsie for one in cell.autopsie.findings)


def test_every_code_has_its_sentences_and_every_sentence_its_code(data: dict[str, Any]) -> None:
    assert sorted(data["constats"]) == list(CODES)


def test_every_entry_tells_where_it_comes_from(data: dict[str, Any]) -> None:
    facts = tomllib.loads((GUIDE / "faits.toml").read_text("utf-8"))
    known = {*facts["faits"], *facts["errata"]}
    for entry in (*data["constats"].values(), *data["bases"].values()):
        assert entry["source"] in {"guide", "complement", "probable"}
        assert set(entry["cites"]) <= known
        assert entry["cites"] or entry["source"] != "guide"


def test_every_finding_renders_its_message_and_its_consequence(data: dict[str, Any], bases: Bases) -> None:
    seen = set()
    for constat in constats(bases):
        seen.add(constat.code)
        for part in ("court", "message", "consequence"):
            said = ENV.from_string(data["constats"][constat.code][part]).render(
                dict(constat.values), found=constat.found
            )
            assert said.endswith((".", "!", "?")) == (part != "court")
            assert "``" not in said, "an empty piece is quoted"
            assert part != "court" or 0 < len(said) <= SHORT
    assert seen == set(CODES)


def test_the_sentences_keep_french_typography(data: dict[str, Any]) -> None:
    for entry in data["constats"].values():
        assert not [slip for part in ("court", "message", "consequence") for slip in slips(entry[part])]


def sentence(error: HelpdeskError) -> str:
    """The French sentence of an error."""
    said = tomllib.loads((GUIDE / "erreurs.toml").read_text("utf-8"))[type(error).__name__]["phrase"]
    return ENV.from_string(said).render(error.values)


def test_every_refusal_has_one_sentence_of_its_own(bases: Bases) -> None:
    assert {reason for _, reason in REFUSED} == REASONS
    said = {sentence(AddressRefused(found="https://x.fr/", reason=reason)) for reason in REASONS}
    assert len(said) == len(REASONS)
    assert all("https://x.fr/" in one and one.endswith(".") for one in said)
    assert "«" not in sentence(AddressRefused(found="", reason="none")).partition(":")[0]
    for read in (lambda: uai.read("031004"), lambda: uai.read("0310047"), lambda: liens.base("aps", bases)):
        with pytest.raises(HelpdeskError) as refused:
            read()
        assert refused.value.values["found"] in sentence(refused.value)


def test_a_code_without_its_letter_is_told_the_whole_code() -> None:
    with pytest.raises(HelpdeskError) as refused:
        uai.read("0310047")
    assert "0310047H" in sentence(refused.value)
