"""A line an event, and nothing of a person in any, whoever logs it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from bot.service.logs import configure

SECRET = "Canari Jaune 123456:jeton-de-telegram-qui-ne-se-dit-pas"


LIBRARIES = (
    "httpx",
    "aiohttp",
    "aiohttp.client",
    "uvicorn",
    "uvicorn.error",
    "telegram",
    "telegram.ext",
    "asyncio",
    "sqlalchemy",
)


def _heard(name: str) -> tuple[logging.Logger, dict[str, Any]]:
    """A library's logger as a new process has it, whatever was done to it before; and how it was."""
    logger = logging.getLogger(name)
    before = {name: getattr(logger, name) for name in ("level", "handlers", "propagate", "disabled")}
    logger.handlers, logger.propagate, logger.disabled = [], True, False
    logger.setLevel(logging.NOTSET)
    return logger, before


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """What is logged at the lowest level, each line read as JSON when it is looked at."""
    root, before, kept = logging.getLogger(), list(logging.getLogger().handlers), logging.raiseExceptions
    level, written = root.level, io.StringIO()
    configure("debug", stream=written)
    hushed = [_heard(name) for name in LIBRARIES]

    class Read(list[dict[str, Any]]):
        def __iter__(self) -> Iterator[dict[str, Any]]:
            return (json.loads(line) for line in written.getvalue().splitlines())

    yield Read()
    for logger, state in hushed:
        vars(logger).update(state)
    for room in ("bot", "handlers", "storage", "knowledge"):
        logging.getLogger(room).setLevel(logging.NOTSET)
    root.handlers, logging.raiseExceptions = before, kept
    root.setLevel(level)


def broken(error: Exception) -> Exception:
    """An error with the trace of where it was raised."""
    try:
        raise error  # noqa: TRY301 - here, to have a trace
    except Exception as raised:  # noqa: BLE001 - whatever it was
        return raised


def test_our_own_rooms_say_what_happened_on_one_line(lines: list[dict[str, Any]]) -> None:
    logging.getLogger("handlers.inbox").info("quarantine: incident %s\n%s", "ab12", "suite")
    (line,) = lines
    assert line["event"] == "quarantine: incident ab12\nsuite"
    assert line["level"] == "info"
    assert line["logger"] == "handlers.inbox"
    assert line["time"].endswith("+00:00")


@pytest.mark.parametrize("name", LIBRARIES)
def test_what_a_library_says_is_not_repeated(lines: list[dict[str, Any]], name: str) -> None:
    foreign = logging.getLogger(name)
    foreign.info("POST %s", SECRET)
    foreign.debug(SECRET)
    foreign.warning(f"{SECRET} %s", SECRET)
    foreign.error(SECRET, exc_info=broken(ValueError(SECRET)))
    told = list(lines)
    assert [line["level"] for line in told] == ["warning", "error"]
    assert "Canari" not in json.dumps(told)
    assert told[1]["error"] == "ValueError"
    assert told[1]["frames"][-1].startswith("tests/bot/service/test_logs.py:")


def test_the_text_of_an_exception_of_our_own_is_not_repeated_either(lines: list[dict[str, Any]]) -> None:
    error = broken(KeyError(SECRET))
    logging.getLogger("bot.web").error("page: %s", type(error).__name__, exc_info=error)
    logging.getLogger("bot.web").error("page", extra={"trace": error.__traceback__})
    first, second = lines
    assert "Canari" not in json.dumps([first, second])
    assert first["frames"] == second["frames"]


def test_a_ticket_in_a_program_s_own_word_is_masked(lines: list[dict[str, Any]]) -> None:
    logging.getLogger("bot").warning("refused: %s", "ticket=ST-12345-canariCANARIcanari")
    (line,) = lines
    assert "canari" not in json.dumps(line).lower()


def test_a_line_that_cannot_be_made_is_not_told_with_what_was_to_be_in_it(
    lines: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("bot").warning("%d", SECRET)
    assert list(lines) == []
    assert "Canari" not in "".join(capsys.readouterr())
