"""What a page shows of a conversation, beyond the replies of a turn."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.dialogue.types import Option, Reply


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question that was answered: what the bot said then, and the answer as the person sees it."""

    node: str
    replies: tuple[Reply, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class RecapLine:
    """One answer in the recap: `change` is the button that reopens its question."""

    label: str
    value: str
    change: Option


@dataclass(frozen=True, slots=True)
class View:
    """All that a page shows of a conversation: its past, what was last answered, the recap beside."""

    past: tuple[Exchange, ...]
    current: tuple[Reply, ...]
    recap: tuple[RecapLine, ...]
