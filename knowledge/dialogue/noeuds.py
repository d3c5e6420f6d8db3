"""The guide's nodes, read from TOML: a question, an entry, a file, an outcome.

    [noeuds.hebergement]
    titre = "Où est installé PRONOTE ?"      the question, or the title of a step
    resume = "Hébergement"                   its name in the recap (default: the title)
    question = "PRONOTE s’ouvre-t-il ?"      what is asked, where the title is a heading (default: the title)
    partie = "net"                           the chapter whose steps it is counted with
    cites = ["G2.1-hosted-kept"]             facts of faits.toml that its text carries
    source = "guide"                         guide | complement | probable
    depend = ["adresse"]                     a changed answer there asks this one again
    options = [{ id = "oui", libelle = "Oui", vers = "…" }]    (and recap = "…", how the recap words it)
    saisie = "adresse"                       an entry: the validator's name, with vers = "…"
    fichier = true                           a file is awaited; it answers nothing, the options lead on
    fait = "…"                               a step: short for one option « Fait »
    issue = true                             an outcome
    journal = true                           its answers are noted with their day; a way may come back to it
    documents = ["courriel"]                 what is given to take away

A target is a node, or a crossroads of the table `[chemins]`: a list of `{ si = "condition", vers = "…" }`
that ends with one without `si`. A crossroads is a name for a choice of routes; nobody stops there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Source = Literal["guide", "complement", "probable"]

DONE = "fait"
"""The id of the one option of a step."""

FIELDS = frozenset({
    "titre", "resume", "question", "partie", "cites", "source", "depend", "options",
    "saisie", "exemple", "vers", "fichier", "fait", "issue", "journal", "documents",
})  # fmt: skip
"""The fields a node may have."""


@dataclass(frozen=True, slots=True)
class Route:
    """A target, and the name of the condition under which it is taken ("" is always)."""

    to: str
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer offered at a node; `routes` are tried in order; `recap` is how the recap words it."""

    id: str
    label: str
    routes: tuple[Route, ...]
    recap: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One place of the conversation."""

    id: str
    title: str
    summary: str
    question: str
    part: str
    cites: tuple[str, ...]
    source: Source
    depends: tuple[str, ...]
    choices: tuple[Choice, ...]
    entry: str
    example: str
    routes: tuple[Route, ...]
    file: bool
    outcome: bool
    journal: bool
    documents: tuple[str, ...]
    unknown_fields: tuple[str, ...]

    def all_routes(self) -> Iterator[Route]:
        """Every route that leads on from here, whatever is answered."""
        for choice in self.choices:
            yield from choice.routes
        yield from self.routes

    def choice(self, id: str) -> Choice | None:
        """The choice with this id, if it is offered."""
        return next((choice for choice in self.choices if choice.id == id), None)

    def shown(self, value: str) -> str:
        """An answer as the person sees it: the label of a choice, or what was entered."""
        choice = self.choice(value)
        return (choice.recap or choice.label) if choice else value

    @property
    def is_step(self) -> bool:
        """Is it something to do on the screen, closed by « Fait »?"""
        return self.choice(DONE) is not None


def read_node(id: str, table: Mapping[str, Any], *, done_label: str) -> Node:
    """Make a node of its TOML table; `done_label` is what the button of a step says."""
    choices = tuple(
        Choice(
            option.get("id", ""),
            option.get("libelle", ""),
            read_routes(option.get("vers")),
            option.get("recap", ""),
        )
        for option in table.get("options", ())
    )
    if "fait" in table:
        choices = (Choice(DONE, done_label, read_routes(table["fait"])), *choices)
    title = str(table.get("titre", ""))
    return Node(
        id=id,
        title=title,
        summary=str(table.get("resume", title)),
        question=str(table.get("question", title)),
        part=str(table.get("partie", "")),
        cites=tuple(table.get("cites", ())),
        source=table.get("source", "guide"),
        depends=tuple(table.get("depend", ())),
        choices=choices,
        entry=str(table.get("saisie", "")),
        example=str(table.get("exemple", "")),
        routes=read_routes(table.get("vers")),
        file=bool(table.get("fichier", False)),
        outcome=bool(table.get("issue", False)),
        journal=bool(table.get("journal", False)),
        documents=tuple(table.get("documents", ())),
        unknown_fields=tuple(field for field in table if field not in FIELDS),
    )


def read_routes(value: object) -> tuple[Route, ...]:
    """Read a target: a name, or a list of routes."""
    match value:
        case None:
            return ()
        case str():
            return (Route(value),)
        case list():
            return tuple(Route(item.get("vers", ""), item.get("si", "")) for item in value)
        case _:
            return (Route(str(value)),)
