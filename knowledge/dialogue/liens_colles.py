"""What is said of several links judged together: the table, why a cell is wrong, what each should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from knowledge.cas.etiquettes import PARTS
from knowledge.cas.tableau import Cellule, Ligne, Tableau
from knowledge.dialogue.echos import consequence, sentence, short
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.texte import literal
from knowledge.dialogue.types import Copy, Grid, Reply, Text

_AND = "\u00a0; "


def say_table(guide: Guide, table: Tableau) -> Iterator[Reply]:
    """The table, then each thing that is wrong, once, then the links as they should be."""
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
    titles = tuple(guide.word(f"liens.parties.{part}") for part in PARTS)
    rows = (
        (literal(names[id(line)]), *(_cell(guide, cell) for cell in line.cellules)) for line in table.lignes
    )
    yield Grid(titles, tuple(rows), words=True)
    found: dict[str, dict[str, None]] = {}
    for line, cell in table.cellules:
        for each in cell.autopsie.findings if cell.autopsie else ():
            said = f"{sentence(guide, each)} {consequence(guide, each)}"
            found.setdefault(said, {})[name(line, cell)] = None
    if found:
        lines = (f"- **{_AND.join(map(literal, where))}**\u00a0: {said}" for said, where in found.items())
        yield Text("\n".join((guide.word("liens.pourquoi"), "", *lines)))
    for line, cell in table.cellules:
        if cell.expected and cell.autopsie and cell.state != "juste" and cell.expected != cell.autopsie.found:
            yield Copy(guide.word("liens.corrige", nom=name(line, cell)), cell.expected)
    for line, cell in table.cellules:
        if cell.expected and cell.state == "manque":
            yield Copy(guide.word("liens.manquant", nom=name(line, cell)), cell.expected)
    yield from _aside(guide, table)


def _aside(guide: Guide, table: Tableau) -> Iterator[Reply]:
    """What stood twice, what has no place in the table, and what a browser shows."""
    if table.doubles:
        yield Text(guide.word("liens.doubles", nombre=len(table.doubles)))
    for link in table.autres:
        kind = guide.word(f"dialogue.lien_{link.kind}")
        yield Text(guide.word("liens.autre", sorte=kind, lien=link.found))
    if any(cell.part == "validate" and cell.autopsie for _, cell in table.cellules):
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
        yield name if said[name] == 1 else guide.word("liens.encore", nom=name, rang=said[name])


def _count(guide: Guide, table: Tableau) -> str:
    """How many cells are right, to be checked, wrong and missing."""
    states: Mapping[str, int] = Counter(cell.state for _, cell in table.cellules)
    said = [guide.word(f"liens.comptes.{state}", nombre=n) for state, n in sorted(states.items(), key=_rank)]
    return ", ".join(said)


def _rank(state: tuple[str, int]) -> int:
    return ("juste", "a_verifier", "faux", "manque").index(state[0])


def _cell(guide: Guide, cell: Cellule) -> str:
    """A cell in words: its state, and why it is not right."""
    state = guide.word(f"liens.etats.{cell.state}")
    why = dict.fromkeys(short(guide, each) for each in cell.why)
    return f"**{state}** ({_AND.join(why)})" if why else state
