"""What is said of several links judged together: the table, why a cell is wrong, what each should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from knowledge.cas.etiquettes import PARTS, Part
from knowledge.cas.tableau import Cellule, Ligne, State, Tableau
from knowledge.dialogue.echos import consequence, sentence, short
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.texte import literal, plain
from knowledge.dialogue.types import Copy, Grid, Reply, Text

COUNTED: tuple[State, ...] = ("juste", "a_verifier", "faux", "manque")
"""The states whose number is told, in this order."""

_AND = "\u00a0; "


def say_table(guide: Guide, table: Tableau) -> Iterator[Reply]:
    """The table, then each thing that is wrong, once, then the links as they should be.

    Where only pages of a PRONOTE were pasted there is nothing to judge, and no table.
    """
    if table.lignes:
        yield from _say_judged(guide, table)
    yield from _aside(guide, table)


def _say_judged(guide: Guide, table: Tableau) -> Iterator[Reply]:
    names = {id(line): name for line, name in zip(table.lignes, _lines(guide, table), strict=True)}
    several = len(table.lignes) > 1

    def name(line: Ligne, cell: Cellule) -> str:
        part = guide.word(f"liens.parties.{cell.part}")
        return f"{part}, {names[id(line)]}" if several or line.service else part

    codes = {one.code for _, cell in table.cellules for one in cell.why}
    apart = not codes.isdisjoint({"other-school", "other-service"})
    yield Text(guide.word("liens.lu", compte=_count(guide, table), ecart=apart))
    if len({line.adresse.uai for line in table.lignes if line.adresse and line.adresse.uai}) > 1:
        yield Text(guide.word("liens.plusieurs"))
    shown = [part for part in PARTS if any(_told(line, part) for line in table.lignes)]
    rows = (
        (literal(names[id(line)]), *(_cell(guide, cell) for cell in line.cellules if cell.part in shown))
        for line in table.lignes
    )
    yield Grid(tuple(guide.word(f"liens.parties.{part}") for part in shown), tuple(rows), words=True)
    found: dict[str, dict[str, None]] = {}
    for line, cell in table.cellules:
        for each in cell.why:
            said = f"{sentence(guide, each)} {consequence(guide, each)}"
            found.setdefault(said, {})[name(line, cell)] = None
    if found:
        lines = (f"- **{_AND.join(map(literal, where))}**\u00a0: {said}" for said, where in found.items())
        yield Text("\n".join((guide.word("liens.pourquoi"), "", *lines)))
    yield from _should_be(guide, table, name)


def _told(line: Ligne, part: Part) -> bool:
    """Is there anything to say of a part of this line?"""
    return any(cell.part == part and cell.state != "pas_colle" for cell in line.cellules)


def _should_be(guide: Guide, table: Tableau, name: Callable[[Ligne, Cellule], str]) -> Iterator[Reply]:
    """What is wrong as it should be, then what is missing; what is the same for several cells once."""
    for state, label in (("corrige", ("faux", "a_verifier")), ("manquant", ("manque",))):
        made: dict[str, list[str]] = {}
        for line, cell in table.cellules:
            if cell.state in label and cell.expected and not _is_right_so(cell):
                made.setdefault(cell.expected, []).append(name(line, cell))
        for expected, names in made.items():
            yield Copy(guide.word(f"liens.{state}", nom=_AND.join(names)), expected)


def _is_right_so(cell: Cellule) -> bool:
    """Is what it should be what was pasted? What is only to be checked may be encoded otherwise."""
    found, expected = cell.autopsie.found if cell.autopsie else "", cell.expected
    return found == expected or (cell.state == "a_verifier" and unquote(found) == unquote(expected))


def _aside(guide: Guide, table: Tableau) -> Iterator[Reply]:
    """What stood twice, what has no place in the table; where all is right, what a browser shows."""
    if table.doubles:
        yield Text(guide.word("liens.doubles", nombre=len(table.doubles)))
    if table.pages:
        addresses = dict.fromkeys(link.adresse.public for link in table.pages if link.adresse)
        said = guide.word("liens.pages", nombre=len(table.pages), adresses=len(addresses))
        yield Text("\n".join((said, "", *(f"- `{literal(each)}`" for each in addresses))))
    for link in table.autres:
        kind = guide.word(f"dialogue.lien_{link.kind}")
        yield Text(guide.word("liens.autre", sorte=kind, lien=link.found))
    judged = [cell for _, cell in table.cellules if cell.autopsie]
    if any(cell.part == "validate" for cell in judged) and all(cell.state == "juste" for cell in judged):
        yield Text(guide.word("liens.navigateur"))


def _lines(guide: Guide, table: Tableau) -> Iterator[str]:
    """The name of each line; with its address where two lines are of one service."""
    services = Counter(line.service for line in table.lignes)
    said: Counter[str] = Counter()
    for line in table.lignes:
        name = guide.word(f"liens.services.{line.service or 'inconnu'}")
        if services[line.service] > 1 and line.adresse:
            name += f" {line.adresse.public.removeprefix('https://').rstrip('/')}"
        said[name] += 1
        # A word of the guide is light markup already, and what is told here is put into it again.
        yield name if said[name] == 1 else plain(guide.word("liens.encore", nom=name, rang=said[name]))


def _count(guide: Guide, table: Tableau) -> str:
    """How many cells are right, to be checked, wrong and missing."""
    states = Counter(cell.state for _, cell in table.cellules)
    said = (guide.word(f"liens.comptes.{each}", nombre=states[each]) for each in COUNTED if states[each])
    return ", ".join(said)


def _cell(guide: Guide, cell: Cellule) -> str:
    """A cell in words: its state, and why it is not right."""
    state = guide.word(f"liens.etats.{cell.state}")
    why = dict.fromkeys(short(guide, each) for each in cell.why)
    return f"**{state}** ({_AND.join(why)})" if why else state
