"""The check finds each fault of a guide, and says it in the sentence that stands above the faulty data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.house import read_sources
from knowledge.dialogue.controle import check, sentence
from knowledge.dialogue.errors import BrokenGuide
from knowledge.dialogue.guide import Guide, load

BROKEN = Path(__file__).parents[2] / "guides_casses"
CASES = sorted(path.stem for path in BROKEN.glob("*.toml") if path.stem != "base")


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        deeper = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = merge(merged[key], value) if deeper else value
    return merged


def guide_of(table: Mapping[str, Any]) -> Guide:
    """A guide with the real words and sentences, and the tree, texts and facts of `table`."""
    table = merge(table, {})
    shared = {
        path: text
        for path, text in read_sources().items()
        if not path.startswith(("arbre/", "textes/"))
        and path not in {"faits.toml", "erreurs.toml", "triage.toml"}
    }
    sentences = tomllib.loads(read_sources()["erreurs.toml"])
    for path in table.pop("retirer", ()):
        *folder, name = path.split(".")
        where = {"erreurs": sentences}.get(folder[0]) or table[folder[0]]
        del where[name]
    said = {f"textes/{name}.j2": text for name, text in table.pop("textes").items()}
    said |= {f"textes/{name}.j2": "Un mot.\n" for name in ("mots/aide", "mots/oubli")}
    facts = {"edition": "Une édition", "faits": table.pop("faits")}
    rules = table.pop("triage")
    written = {"triage.toml": rules, "faits.toml": facts, "erreurs.toml": sentences, "arbre/1.toml": table}
    return load(shared | said | {path: dump(value) for path, value in written.items()})


def dump(table: Mapping[str, Any]) -> str:
    """Write a table as TOML, inline: enough for what the guide holds."""
    return "".join(f"{quote(key)} = {inline(value)}\n" for key, value in table.items())


def inline(value: object) -> str:
    match value:
        case dict():
            return "{ " + ", ".join(f"{quote(key)} = {inline(each)}" for key, each in value.items()) + " }"
        case list():
            return "[" + ", ".join(inline(each) for each in value) + "]"
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case _:
            return quote(str(value))


def quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((BROKEN / f"{name}.toml").read_text(encoding="utf-8"))


def said_of(guide: Guide, today: date) -> list[str]:
    return [f"{fault.where} : {sentence(guide, fault)}" for fault in check(guide, today=today).faults]


def test_a_sound_guide_has_no_fault(today: date) -> None:
    assert said_of(guide_of(read("base")), today) == []


@pytest.mark.parametrize("case", CASES)
def test_each_fault_is_said_in_its_sentence(case: str, today: date) -> None:
    expected = (BROKEN / f"{case}.toml").read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    assert expected in said_of(guide_of(merge(read("base"), read(case))), today)


def test_every_fault_of_two_is_said_in_one_breath(today: date) -> None:
    twice = merge(merge(read("base"), read("saisie_inconnue")), read("partie_sans_titre"))
    assert {said.partition(" : ")[0] for said in said_of(guide_of(twice), today)} == {"adresse", "etape"}


def test_a_file_that_is_no_toml_names_itself() -> None:
    with pytest.raises(BrokenGuide) as caught:
        load(read_sources() | {"arbre/99.toml": "[noeuds.but\n"})
    assert caught.value.values["faults"].startswith("arbre/99.toml : ")


def test_the_real_guide_is_sound_and_cites_every_fact(guide: Guide, today: date) -> None:
    report = check(guide, today=today)
    assert report.faults == ()
    assert report.missing == ()
    assert len(report.cited) == len(guide.facts) == 68
    assert report.nodes == len(guide.nodes)
