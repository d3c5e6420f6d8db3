"""One update of the inbox: what it means, what the conversation answers, what is to be sent."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.effects import slow
from handlers.ports import Talk
from handlers.post import Letter, Post
from handlers.readings import Aside, Gone, Moved, Nothing, Said, Transport
from handlers.turn import play
from knowledge.dialogue.errors import HelpdeskError
from knowledge.dialogue.guide import Guide
from knowledge.dialogue.types import Forget, Reply, State, Text, Told

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Player:
    """Plays updates of one transport in a given transaction; `forget` drops what memory has of a person.

    `draw` gives references of cases.
    """

    guide: Guide
    transport: Transport
    today: Callable[[], date]
    forget: Callable[[str], None]
    draw: Callable[[], str]

    def play(self, post: Post, letter: Letter) -> None:
        """Do all that an update asks for. Raises Unreadable, HouseError, and whatever else goes wrong."""
        match self.transport.read(letter.raw):
            case Said(who) as said:
                with post.talk(who) as talk:
                    if said.once and talk.seen(said.once):
                        return
                    replies: tuple[Reply, ...] = tuple(self._before(said, talk))
                    turn = play(
                        self.guide,
                        talk,
                        said.message,
                        today=self.today(),
                        reads=self.transport.reads,
                        draw=self.draw,
                    )
                if Forget() in turn.effects:
                    self.forget(who)
                if not slow(turn.effects):
                    self._send(post, letter.bot, who, replies + turn.replies, said.origin)
                    return
                if isinstance(said.message, Told):
                    replies += turn.replies
                self._send(post, letter.bot, who, replies, said.origin)
                post.send(bot=letter.bot, who=who, draft=self.transport.errand(said.message, said.origin))
            case Aside(who, word, once, origin, always):
                answer: tuple[Reply, ...] = (Text(self.guide.word(word)),)
                if once:
                    with post.talk(who) as talk:
                        answer = () if talk.seen(once) else answer
                if answer or always:
                    self._send(post, letter.bot, who, answer, origin)
            case Gone(who):
                post.close(who, "left")
            case Moved(old, new):
                post.move(old, new)
            case Nothing():
                pass

    def _before(self, said: Said, talk: Talk) -> Iterator[Text]:
        """What is said before the answer: where one is, to who just came; that it comes late."""
        if said.welcome and talk.state == State():
            yield Text(self.guide.word("telegram.accueil"))
        if said.late and not talk.seen(f"late:{said.late}"):
            yield Text(self.guide.word("telegram.retard"))

    def _send(self, post: Post, bot: int, who: str, replies: Sequence[Reply], origin: object) -> None:
        for draft in self.transport.draw(replies, origin):
            post.send(bot=bot, who=who, draft=draft)

    def apologise(self, post: Post, letter: Letter, who: str, code: str) -> None:
        """One sentence to the person, if it is known who it was and if that works."""
        if not who:
            return
        try:
            with post.attempt():
                said = (Text(self.guide.word("telegram.incident", code=code)),)
                self._send(post, letter.bot, who, said, None)
        except HelpdeskError:
            raise
        except Exception as error:  # noqa: BLE001 - the apology is a courtesy
            _log.error("inbox: no apology, %s", type(error).__name__)
