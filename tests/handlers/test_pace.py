"""Fault 24: a thousand chats and five hundred messages to one group, in a time that is not waited for."""

from __future__ import annotations

import asyncio
import selectors
from collections import defaultdict
from collections.abc import Sequence

import pytest

from handlers.pace import CHAT_BURST, OVERALL, Pace

CHATS, ESCALATIONS = 1000, 500
GROUP = "telegram:-100777"
A_SECOND, A_MINUTE = 1.0, 60.0
TICK = 1e-6
"""Seconds that a round of the loop takes at least: a clock that stands still ends nothing."""


class Hasty(selectors.SelectSelector):
    """Never sleeps: the time that would be waited for is gone at once."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready now."""
        found = super().select(0)
        self.now += max(TICK, timeout or 0) if not found else TICK
        return found


class Loop(asyncio.SelectorEventLoop):
    """A loop whose clock is that of its selector."""

    def __init__(self) -> None:
        self._hasty = Hasty()
        super().__init__(self._hasty)

    def time(self) -> float:
        """The time that was not waited for, in seconds."""
        return self._hasty.now


Times = dict[str, list[float]]


async def leave(pace: Pace, lanes: dict[str, int]) -> Times:
    """When the replies of each chat leave, one after the other in a chat."""
    at: Times = defaultdict(list)

    async def lane(who: str, number: int) -> None:
        for _ in range(number):
            await pace.wait(who, group=who.startswith("telegram:-"))
            at[who].append(asyncio.get_running_loop().time())

    await asyncio.gather(*(lane(who, number) for who, number in lanes.items()))
    return at


def most_within(times: Sequence[float], seconds: float) -> int:
    """The most that left within any so many seconds."""
    ordered, first, most = sorted(times), 0, 0
    for last, end in enumerate(ordered):
        while ordered[first] <= end - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def run(pace: Pace, lanes: dict[str, int]) -> Times:
    loop = Loop()
    try:
        return loop.run_until_complete(leave(pace, lanes))
    finally:
        loop.close()


@pytest.mark.parametrize("processes", [2, 3, 5])
@pytest.mark.parametrize("overall", [OVERALL, 300])
def test_several_processes_together_keep_the_pace_of_one(overall: int, processes: int) -> None:
    async def all_leave() -> list[Times]:
        paces = [Pace(overall) for _ in range(processes)]
        for pace in paces:
            pace.share(processes)
        lanes = {f"telegram:{rank}": 1 for rank in range(CHATS // processes)}
        return await asyncio.gather(*(leave(pace, {GROUP: 100, **lanes}) for pace in paces))

    loop = Loop()
    try:
        at = loop.run_until_complete(all_leave())
    finally:
        loop.close()
    every = [each for one in at for times in one.values() for each in times]
    assert most_within(every, A_SECOND) <= overall
    assert most_within([each for one in at for each in one[GROUP]], A_MINUTE) <= 20
    last = max(time for one in at for who, (time, *_) in one.items() if who != GROUP)
    assert last <= 1.2 * (CHATS + 20 * processes) / overall + A_SECOND


@pytest.mark.parametrize("overall", [OVERALL, 300])
def test_no_second_has_more_than_it_may_and_no_minute_of_a_group(overall: int) -> None:
    at = run(Pace(overall), {GROUP: ESCALATIONS} | {f"telegram:{rank}": 1 for rank in range(CHATS)})
    assert [len(times) for times in at.values()].count(1) == CHATS
    assert len(at[GROUP]) == ESCALATIONS
    assert most_within([each for times in at.values() for each in times], A_SECOND) <= overall
    assert most_within(at[GROUP], A_MINUTE) <= 20
    # The group holds nobody else up: all the others are through in little more than they need by themselves.
    last = max(time for who, (time, *_) in at.items() if who != GROUP)
    assert last <= (CHATS + 20) / overall + A_SECOND


def test_a_chat_may_have_a_short_burst_and_then_one_a_second() -> None:
    at = run(Pace(), {"telegram:1": 30})["telegram:1"]
    assert at[CHAT_BURST - 1] - at[0] < A_SECOND
    assert at[-1] - at[CHAT_BURST - 1] == pytest.approx(30 - CHAT_BURST, abs=0.2)


def test_where_there_is_no_limit_nothing_is_waited_for() -> None:
    at = run(Pace(0), {"telegram:1": 1000})["telegram:1"]
    assert at[-1] - at[0] < A_SECOND
