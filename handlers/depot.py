"""What comes to a conversation from beside its chat: files that were deposited on a page, or fetched.

What is made of them goes on in the chat: the replies are put into the outbox, in numbers alone as everywhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date

from handlers.effects import perform, slow
from handlers.post import Draft, Post
from handlers.turn import House, play
from handlers.writer import Writer
from knowledge.dialogue import engine
from knowledge.dialogue.types import Message, Reply

Draw = Callable[[Sequence[Reply], object], Sequence[Draft]]
"""Makes of replies what is to be sent."""


class Spent(Exception):
    """What may be used once was used before."""


class _Unspent(Exception):
    """It was not; raised to leave no mark of having looked."""


class Depot:
    """Hands messages to conversations of one bot."""

    def __init__(  # noqa: PLR0913 - all that a reply goes through
        self,
        house: House,
        writer: Writer,
        bot: int,
        draw: Draw,
        *,
        today: Callable[[], date],
        replied: Callable[[], None],
    ) -> None:
        self._house = house
        self._writer = writer
        self._bot = bot
        self._draw = draw
        self._today = today
        self._replied = replied

    async def spend(self, who: str, what: str, *, by: str) -> None:
        """Use `what` once and for all; `by` who used it may say so again. Raises Spent, HouseError."""

        def spend(post: Post) -> None:
            with post.talk(who) as talk:
                used, mine = talk.seen(what), talk.seen(f"{what}:{by}")
                if used and not mine:
                    raise Spent  # which undoes the marks

        await self._writer.run(spend)

    async def is_spent(self, who: str, what: str) -> bool:
        """Was it used? Asking does not use it. Raises HouseError."""

        def look(post: Post) -> None:
            with post.talk(who) as talk:
                raise Spent if talk.seen(what) else _Unspent

        with suppress(_Unspent):
            try:
                await self._writer.run(look)
            except Spent:
                return True
        return False

    async def say_once(
        self,
        who: str,
        what: str,
        said: Sequence[Draft],
        then: Sequence[Draft] = (),
        *,
        marks: Sequence[str] = (),
    ) -> bool:
        """Send `said` unless that was done for `what` already, and `then` after it. Raises HouseError.

        `marks` are known from then on; nothing at all is done, and False returned, where the first one was.
        """

        def say(post: Post) -> bool:
            with post.talk(who) as talk:
                for rank, mark in enumerate(marks):
                    if talk.seen(mark) and rank == 0:
                        return False
                known = talk.seen(what)
            for draft in (*(() if known else said), *then):
                post.send(bot=self._bot, who=who, draft=draft)
            return True

        done = await self._writer.run(say)
        self._replied()
        return done

    async def hand(self, who: str, message: Message, *, key: str, origin: object = None) -> tuple[Reply, ...]:
        """Play a message in a conversation, its files read meanwhile; return what was said in the chat.

        Nothing is said for a `key` that was handled before. Raises HouseError.
        """
        house, today = self._house, self._today()

        def read() -> Message:
            state, _ = house.store.look(who)
            turn = engine.step(house.guide, state, message, today=today)
            outcome = message
            for effect in slow(turn.effects):
                outcome = perform(effect, house.dossiers, who, today=today)
            return outcome

        outcome = await asyncio.to_thread(read)

        def tell(post: Post) -> tuple[Reply, ...]:
            with post.talk(who) as talk:
                if talk.seen(key):
                    return tuple(talk.replies)
                turn = play(house.guide, talk, outcome, today=today, reads=True, draw=house.draw)
            for draft in self._draw(turn.replies, origin):
                post.send(bot=self._bot, who=who, draft=draft)
            return turn.replies

        replies = await self._writer.run(tell)
        self._replied()
        return replies
