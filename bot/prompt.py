"""Where a person at this terminal types: a line with a history, and what can be said now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory

from knowledge.dialogue.guide import Guide
from knowledge.dialogue.texte import plain
from knowledge.dialogue.types import Ask, Reply


def listener() -> Callable[[Completer], str]:
    """The prompt. Its history lives as long as the window: what was typed may be an address of a school."""
    session: PromptSession[str] = PromptSession(history=InMemoryHistory(), complete_while_typing=True)
    return lambda words: session.prompt("> ", completer=words)


class Words(Completer):
    """What can be said now: the options of the pending question, and the words that begin with `/`."""

    def __init__(self, replies: Iterable[Reply], guide: Guide) -> None:
        options = [option for reply in replies if isinstance(reply, Ask) for option in reply.options]
        self._said = [(plain(option.label), "") for option in options]
        everywhere = guide.words["commandes"] | guide.words["terminal"]["commandes"]
        self._said += [(f"/{name}", plain(label)) for name, label in everywhere.items()]

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002 - prompt_toolkit's shape
        """Complete what was typed so far."""
        typed = document.text
        for word, meaning in self._said:
            if typed and word.casefold().startswith(typed.casefold()):
                yield Completion(word, start_position=-len(typed), display_meta=meaning)
