from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette

from bot.config import Settings
from bot.house import House, now
from bot.web.app import build
from bot.web.serve import listen, server, url
from knowledge.dialogue.guide import Guide
from storage.store import in_memory
from tests.bot.web.visitor import Visitor


@contextmanager
def running(app: Starlette) -> Iterator[str]:
    """The application, really served on a free port of this machine; its address."""
    with closing(listen("127.0.0.1", 0)) as bound:
        running = server(app, proxies=("127.0.0.0/8",))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            while not running.started:
                time.sleep(0.005)
            yield url(bound)
        finally:
            running.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def house(guide: Guide) -> Iterator[House]:
    """The real house with the real guide, that remembers nothing on disk; each visitor is new to it."""
    nowhere = Path("nulle-part")
    settings = Settings(data_folder=nowhere, database_url="sqlite://", key_file=nowhere / "cle.txt")
    with closing(in_memory(now=now)) as store:
        yield House(guide, store, settings)


@pytest.fixture(scope="module")
def site(house: House) -> Iterator[str]:
    with running(build(house)) as address:
        yield address


@pytest.fixture
def visit() -> Iterator[Callable[..., Visitor]]:
    """Makes visitors, and closes their connections."""
    with ExitStack() as stack:
        yield lambda base, **headers: stack.enter_context(Visitor(base, **headers))


@pytest.fixture
def visitor(site: str, visit: Callable[..., Visitor]) -> Visitor:
    """Someone who has just opened the page."""
    someone = visit(site)
    someone.open()
    return someone
