"""The few central types: what comes in, what goes out, what is wanted, what is kept.

Nothing here knows a keyboard, a chat id or an HTML tag. `Text.body`, `Ask.prompt` and every label use
the light markup of `knowledge.dialogue.texte`; `Copy.value`, `Link.href`, `File.data` are exact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from knowledge.dialogue.bilan import Bilan
from knowledge.dialogue.dossier import OpenTicket
from knowledge.dialogue.errors import PersonError
from knowledge.dialogue.pieces import NOTHING, Pieces

Expects = Literal["option", "text", "file"]

GLOBAL_NODE = "_"
"""The node of the buttons that mean the same everywhere: `Picked("_", "retour")` is `/retour`."""

LINE_NODE = "ligne"
"""The node of the buttons of the lines of an escalation file: `Picked("ligne", "retirer.message")`."""

DOSSIER_NODE = "dossier"
"""The node of the buttons about files that were sent, and of what is made of them to take away."""


@dataclass(frozen=True, slots=True)
class Told:
    """A person wrote `text`."""

    text: str


@dataclass(frozen=True, slots=True)
class Picked:
    """A person pressed the button `option` of the node `node`, perhaps an old one."""

    node: str
    option: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The outcome of `Forget`: `erased` rows are gone."""

    erased: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A person sent a file, and `more` with it. `name` is shown at most, `data` is never kept."""

    name: str
    data: bytes = field(repr=False)
    more: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """The outcome of `OpenFile` and `SettleFiles`: what the files amount to, or why none was read."""

    outcome: Bilan | PersonError


Message = Told | Picked | Sent | Opened | Forgotten


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a step and where it stands: step `rank` of `total` in the chapter `part`.

    `rank` and `total` are 0 where a title has no place in a count (an outcome).
    """

    title: str
    part: str = ""
    rank: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """Something the bot says. `source` tells where it comes from, for small print."""

    body: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """An exact value, to be copied untouched (it may hold several lines)."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Link:
    """Something to open: `href` is `mailto:` or `https:`."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class File:
    """A file to take away, that can be made again from `node`; no `data` where that must not be kept."""

    node: str
    name: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Option:
    """One button. Pressed, it comes back as `Picked(node, id)`."""

    node: str
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, its buttons in order, and what is awaited. `hint` is an example for a text entry."""

    node: str
    prompt: str
    options: tuple[Option, ...] = ()
    expects: Expects = "option"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table; the first cell of each row is its title.

    Its cells are numbers, or `words` of light markup, which a narrow screen shows one below the other.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line that `toggle` takes out or puts back (`verb` says it in one word); `out`: it will not leave."""

    label: str
    value: str
    out: bool
    toggle: Option
    verb: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines, numbered from 1 as they stand. Where their buttons can be typed they come first in the Ask."""

    rows: tuple[Line, ...]


Reply = Heading | Text | Copy | Link | Grid | File | Lines | Ask


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase everything that is kept about this person."""


@dataclass(frozen=True, slots=True)
class OpenFile:
    """Read and match files; `uai` is the conversation's school, `deleted` as in State."""

    sent: tuple[Sent, ...]
    uai: str = ""
    deleted: str = ""


@dataclass(frozen=True, slots=True)
class SettleFiles:
    """Do with the files of the last minutes what the person says (`fichiers.GESTES`)."""

    geste: str


@dataclass(frozen=True, slots=True)
class NoteGap:
    """Note a question that nobody could answer; nothing in it tells who asked."""

    question: str


Effect = Forget | OpenFile | SettleFiles | NoteGap | OpenTicket


@dataclass(frozen=True, slots=True)
class Answer:
    """At `node` the person answered `value`: an option's id, or what was typed."""

    node: str
    value: str


@dataclass(frozen=True, slots=True)
class Ancien:
    """An earlier case of the same person, which /recommencer put away: its reference leads back to it."""

    reference: str
    answers: tuple[Answer, ...]
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class State:
    """Answers, not states: walking them from the start gives the pending question.

    `reopened` is an answered node that is asked again meanwhile; `set_aside` what /recommencer put away, for
    /retour; `offered` names the entries of the search that are buttons beside the question, `others` those
    that come next, `question` what is noted when it was none of them; `gestes` what can be done with files
    that were sent; `deleted` the day (ISO) when last year's identifiers went; `noted` an address or a code
    said before it was asked for; `pieces` what the escalation file has beside the answers; `reference` that
    of the case once there is one; `anciens` the cases before it.
    """

    answers: tuple[Answer, ...] = ()
    reopened: str = ""
    set_aside: tuple[Answer, ...] = ()
    offered: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    question: str = ""
    gestes: tuple[str, ...] = ()
    deleted: str = ""
    noted: str = ""
    pieces: Pieces = NOTHING
    reference: str = ""
    anciens: tuple[Ancien, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message leads to."""

    state: State
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
