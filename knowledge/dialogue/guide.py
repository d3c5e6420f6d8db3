"""The guide: nodes, texts, words and facts, loaded from the data files of `knowledge/guide`.

`load` takes the files as text (a relative path → its content): reading the disk belongs to the
composition root, and a test can hand in a guide of three lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined, Template, meta

from knowledge.dialogue.donnees import Donnees, Words
from knowledge.dialogue.errors import HelpdeskError
from knowledge.dialogue.noeuds import Node, Route, read_node, read_routes
from knowledge.dialogue.texte import literal

START = "but"
"""The node where every conversation starts."""

ASIDE = "#"
"""In a text file, a line `# introuvable` starts the aside of that name; in a path it stands before it."""

_INCLUDE = re.compile(r"\{% include \"(.+?)\"")


@dataclass(frozen=True, slots=True)
class Fact:
    """What the guide of 2019 states, in our words; `literals` are seen on screen letter for letter."""

    id: str
    section: str
    statement: str
    literals: tuple[str, ...]
    erratum: bool


@dataclass(frozen=True, eq=False)
class Guide:
    """Everything that is said. Rendering a text fills it with what is known (a mapping of names).

    `sources` are the files as they were read: other readers (the search, the messages) take theirs.
    """

    sources: Mapping[str, str] = field(repr=False)
    nodes: Mapping[str, Node]
    paths: Mapping[str, tuple[Route, ...]]
    parts: Mapping[str, str]
    facts: Mapping[str, Fact]
    edition: str
    words: Words
    data: Donnees
    texts: Mapping[str, str]
    env: Environment = field(repr=False)
    page_env: Environment = field(repr=False)

    def asides(self, name: str) -> frozenset[str]:
        """What a node's text has besides its body: `introuvable`, `pourquoi`…"""
        return self._asides.get(name, frozenset())

    @cached_property
    def _asides(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for path in self.texts:
            name, aside, kind = path.removeprefix("textes/").partition(ASIDE)
            if aside:
                found.setdefault(name, set()).add(kind)
        return {name: frozenset(kinds) for name, kinds in found.items()}

    def included(self) -> frozenset[str]:
        """The texts that other texts include."""
        return frozenset(path for text in self.texts.values() for path in _INCLUDE.findall(text))

    def names_in(self, name: str, *, aside: str = "") -> frozenset[str]:
        """The names that a text uses, those of the texts it includes among them."""
        source = self.texts[f"textes/{name}{ASIDE}{aside}" if aside else f"textes/{name}"]
        whole = source + "".join(self.texts[path] for path in _INCLUDE.findall(source))
        return frozenset(meta.find_undeclared_variables(self.env.parse(whole)))

    def has_text(self, name: str) -> bool:
        """Is there a text of this name?"""
        return f"textes/{name}" in self.texts

    def say(self, name: str, known: Mapping[str, object], *, aside: str = "") -> str:
        """Render the text of a node, or one of its asides, in light markup.

        Raises jinja2.UndefinedError when the text uses something that is not known.
        """
        path = f"textes/{name}{ASIDE}{aside}" if aside else f"textes/{name}"
        return self.env.get_template(path).render(known).strip()

    def word(self, path: str, /, **values: object) -> str:
        """One sentence of interface.toml, by its dotted path, filled with `values`."""
        found: Any = self.words
        for key in path.split("."):
            found = found[key]
        return self.phrase(str(found), values)

    def phrase(self, sentence: str, values: Mapping[str, object]) -> str:
        """Fill a sentence of light markup that stands in the data."""
        if "{" not in sentence:
            return sentence  # most of them; rendering takes ten times what reading them does
        return self._compiled(self.env, sentence).render(values)

    def page(self, path: str, known: Mapping[str, object]) -> str:
        """Render a whole document (HTML escaped for `.html.j2`, plain for the others)."""
        env = self.page_env if path.endswith(".html.j2") else self._plain_env
        return self._compiled(env, self.texts[path]).render(known)

    def sentence(self, error: HelpdeskError) -> str:
        """The French sentence of an error: what happened, and what to do next."""
        found = self.data["erreurs.toml"].get(type(error).__name__, {}).get("phrase", "")
        return self._compiled(self._plain_env, found).render(error.values)

    def fill(self, sentence: str, values: Mapping[str, object]) -> str:
        """Fill a sentence that stands in the data; the values stay as they are (no markup)."""
        return self._compiled(self._plain_env, sentence).render(values)

    def _compiled(self, env: Environment, source: str) -> Template:
        """A text of the data, compiled once: compiling takes twenty times what rendering does."""
        key = env, source
        if key not in self._templates:
            self._templates[key] = env.from_string(source)
        return self._templates[key]

    @cached_property
    def _templates(self) -> dict[tuple[Environment, str], Template]:
        return {}

    @cached_property
    def _plain_env(self) -> Environment:
        return Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - text/plain


def load(sources: Mapping[str, str]) -> Guide:
    """Read the guide of its files. Raises BrokenGuide where one that it is made of is no TOML.

    What can be read and is wrong is found by `knowledge.dialogue.controle.check`.
    """
    data = Donnees(sources)
    texts = dict(_texts(sources))
    trees = [data[path] for path in sorted(data) if path.startswith("arbre/")]
    words = data["interface.toml"]
    done_label = words["etape"]["fait"]
    nodes = {
        id: read_node(id, table, done_label=done_label)
        for tree in trees
        for id, table in tree.get("noeuds", {}).items()
    }
    parts = {id: title for tree in trees for id, title in tree.get("parties", {}).items()}
    facts = data["faits.toml"]
    return Guide(
        sources=sources,
        nodes=nodes,
        paths={id: read_routes(value) for tree in trees for id, value in tree.get("chemins", {}).items()},
        parts=parts,
        facts=_facts(facts),
        edition=facts["edition"],
        words=words,
        data=data,
        texts=texts,
        env=Environment(
            loader=DictLoader(texts),
            undefined=StrictUndefined,
            finalize=literal,
            autoescape=False,  # noqa: S701 - light markup: `literal` escapes, each transport escapes again
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,  # the texts are in memory
        ),
        page_env=Environment(
            undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
        ),
    )


def _texts(sources: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Cut `textes/x.j2` at its lines `# aside` into `textes/x`, `textes/x#aside`; keep other texts whole."""
    for path, text in sources.items():
        if not path.endswith((".j2", ".typ")):
            continue
        if not path.startswith("textes/"):
            yield path, text
            continue
        name = path.removesuffix(".j2")
        body, *rest = re.split(r"^# (\w+)\n", text, flags=re.MULTILINE)
        yield name, body
        yield from ((name + ASIDE + aside, words) for aside, words in zip(rest[::2], rest[1::2], strict=True))


def _facts(data: Words) -> dict[str, Fact]:
    return {
        id: Fact(
            id=id,
            section=table["section"],
            statement=table["enonce"],
            literals=tuple(table.get("litteral", ())),
            erratum=kind == "errata",
        )
        for kind in ("faits", "errata")
        for id, table in data.get(kind, {}).items()
    }
