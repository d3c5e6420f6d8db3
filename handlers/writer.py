"""One writer for all that the post does: what waits at the same moment is committed together.

A commit waits for the disk; tasks that ask for one meanwhile share the next, and those that ask for the same
share one call. Each keeps its own fate: where one of them fails all is undone, and they are done again, each
behind a savepoint of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from handlers.again import again, is_passing
from handlers.post import Post, PostOffice
from knowledge.dialogue.errors import StoreUnusable

A = TypeVar("A")
T = TypeVar("T")

BATCH = 64
"""Tasks that share a commit at most."""


Do = Callable[[Post, Sequence[A]], Sequence[T]]
"""Does something for many; returns what came of each."""


@dataclass(slots=True)
class _Task(Generic[A, T]):
    do: Do[A, T]
    items: Sequence[A]
    done: asyncio.Future[list[T]]


class Writer:
    """Runs functions on the post in a thread of its own. Belongs to one event loop."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office
        self._waiting: list[_Task[Any, Any]] = []
        self._running: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="post")

    async def run(self, do: Callable[[Post], T]) -> T:
        """Run `do` in a transaction and return what it returned once that is committed.

        It may be run several times (`handlers.again`). Raises what `do` raised, and HouseError when the store
        cannot be used; then nothing has changed.
        """
        return (await self.each(lambda post, _: [do(post)], [None]))[0]

    async def each(self, do: Do[A, T], items: Sequence[A]) -> list[T]:
        """Run `do` as `run` would, in one call with what others ask of it at this moment."""
        task = _Task(do, items, asyncio.get_running_loop().create_future())
        self._waiting.append(task)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._work())
        return await task.done

    async def close(self) -> None:
        """Finish what was asked for."""
        if self._running is not None:
            await self._running
        self._thread.shutdown()

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            tasks, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            try:
                results = await loop.run_in_executor(self._thread, self._done, tasks)
            except Exception as error:  # noqa: BLE001 - whoever asked is told
                results = [error] * len(tasks)
            for task, result in zip(tasks, results, strict=True):
                _tell(task.done, result)

    def _done(self, tasks: list[_Task[Any, Any]]) -> list[Any]:
        return again(lambda: self._commit(tasks))

    def _commit(self, tasks: list[_Task[Any, Any]]) -> list[Any]:
        alike: dict[Do[Any, Any], list[Any]] = {}
        for task in tasks:
            alike.setdefault(task.do, []).extend(task.items)
        try:
            with self._office.post() as post:
                made = {do: iter(do(post, items)) for do, items in alike.items()}
        except StoreUnusable:
            raise
        except Exception as error:  # noqa: BLE001 - whoever asked is told
            return [error] if len(tasks) == 1 else self._commit_apart(tasks)
        return [list(islice(made[task.do], len(task.items))) for task in tasks]

    def _commit_apart(self, tasks: list[_Task[Any, Any]]) -> list[Any]:
        results: list[Any] = []
        with self._office.post() as post:
            for task in tasks:
                try:
                    with post.attempt():
                        results.append(list(task.do(post, task.items)))
                except Exception as error:
                    if is_passing(error):
                        raise
                    results.append(error)
        return results


def _tell(done: asyncio.Future[Any], result: object) -> None:
    if done.cancelled():
        return
    if isinstance(result, Exception):
        done.set_exception(result)
    else:
        done.set_result(result)
