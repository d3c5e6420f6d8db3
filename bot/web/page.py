"""Draws the page: a View and the words of the guide in, HTML out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.render import exact, html, inline
from knowledge.dialogue.dires import ASIDES
from knowledge.dialogue.fichiers import TIDYING
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.types import (
    DOSSIER_NODE,
    GLOBAL_NODE,
    LINE_NODE,
    Ask,
    File,
    Heading,
    Option,
    Reply,
)
from knowledge.dialogue.vue import Exchange, View

STATIC = Path(__file__).parent / "static"

_RECENT = 2
"""Exchanges shown before the current one; older ones are folded away."""

_SHORT = 20
"""Signs of a label up to which buttons stand side by side."""

_LONG = 200
"""Signs of what was written from which on it is folded: the answer below it must be seen."""

_LINES = 4
"""Line breaks of it, more of which fold it too."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the person just wrote and which the conversation did not record as an answer.

    It is shown before the reply of rank `at`, which answers it, and stands in the entry again when
    `refused`: nothing typed is lost.
    """

    text: str
    at: int
    refused: bool


@dataclass(frozen=True, slots=True)
class Form:
    """What every form of one page carries: the session's token and the page's own key."""

    token: str
    key: str


class Pages:
    """The templates, with the guide's words for them (`[web]` and `[commandes]` of interface.toml)."""

    def __init__(self, guide: Guide) -> None:
        words = guide.words["web"]
        self._refusals: Mapping[str, str] = words["refus"]
        self._env = Environment(
            loader=PackageLoader("bot.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.filters |= {"html": html, "inline": inline, "exact": exact, "value": option_value}
        self._env.tests |= {"short": _short, "long": _long}
        self._env.globals |= {
            "words": words,
            "commands": guide.words["commandes"],
            "fill": lambda sentence, **values: guide.fill(sentence, values),
            "asset": {file.name: f"/statique/{file.name}?v={_version(file)}" for file in STATIC.iterdir()},
            "kind": lambda reply: type(reply).__name__,
            "asides": ASIDES,
            "minor": TIDYING,
            "line_node": LINE_NODE,
            "retiree": guide.word("dossier.retiree"),
            "ranked": _ranked,
            "title_of": _title_of,
            "everywhere": lambda name: option_value(Option(GLOBAL_NODE, name, "")),
        }

    def conversation(
        self,
        view: View,
        form: Form,
        *,
        said: Said | None = None,
        lists: Sequence[Mapping[str, Any]] = (),
    ) -> str:
        """The whole page. `lists` are people to look at, by category, shown with the report on files."""
        reported = any(isinstance(reply, File) and reply.node == DOSSIER_NODE for reply in view.current)
        asks = [reply for reply in view.current if isinstance(reply, Ask)]
        return self._env.get_template("conversation.html").render(
            form=form,
            said=said,
            older=view.past[:-_RECENT],
            recent=view.past[-_RECENT:],
            current=view.current,
            recap=view.recap,
            lists=lists if reported else (),
            ask=asks[-1] if asks else None,
            heading=next((reply for reply in view.current if isinstance(reply, Heading)), None),
        )

    def deposit(self, action: str, form: Form, *, used: bool, **shown: Sequence[object]) -> str:
        """The deposit page; `shown` are the replies, files and lists of what was deposited."""
        nothing: dict[str, Sequence[object]] = {"replies": (), "files": (), "lists": ()}
        template = self._env.get_template("depot.html")
        return template.render(nothing | shown, action=action, form=form, used=used, sentence="")

    def deposit_refusal(self) -> str:
        """The deposit page of a link that opens nothing."""
        return self._env.get_template("depot.html").render(sentence=self.reason("depot"))

    def reason(self, name: str) -> str:
        """The sentence of a refusal, by its name."""
        return self._refusals[name]

    def refusal(self, sentence: str, *, form: Form | None = None, text: str = "") -> str:
        """A page of one sentence and a way back; with `form`, what was typed can be sent again."""
        return self._env.get_template("refus.html").render(sentence=sentence, form=form, text=text)


def option_value(option: Option) -> str:
    """What the button of an option sends."""
    return f"{option.node}:{option.id}"


def read_option(value: str) -> tuple[str, str] | None:
    """The node and the option of a button's value; None if it is none."""
    node, colon, option = value.partition(":")
    return (node, option) if node and colon and option else None


def _ranked(replies: Sequence[Reply]) -> list[tuple[Reply, int]]:
    """Replies with the rank of each file among those of its node, by which it is asked for again."""
    counts: Counter[str] = Counter()
    ranked = []
    for reply in replies:
        rank = 0
        if isinstance(reply, File):
            rank = counts[reply.node]
            counts[reply.node] += 1
        ranked.append((reply, rank))
    return ranked


def _title_of(exchange: Exchange) -> Markup:
    """The line under which a past exchange is folded: its step's title or else its question."""
    titles: list[Reply] = [r for r in exchange.replies if isinstance(r, Heading | Ask)]
    match titles:
        case [Heading(title=title), *_]:
            return inline(title)
        case [Ask(prompt=prompt), *_]:
            return inline(prompt)
        case _:
            return Markup("…")


def _short(options: Sequence[Option]) -> bool:
    return all(len(option.label) <= _SHORT for option in options)


def _long(text: str) -> bool:
    return len(text) >= _LONG or text.count("\n") > _LINES


def _version(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()[:12]
