"""What a service writes on stderr: one JSON document a line, made so that nothing personal can be in it.

Our own rooms say what happened in words of the program. What libraries say holds addresses, tokens and whole
messages: of them only the place is written, and of any exception its kind and the lines of the program, never
its text.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

from knowledge.dialogue.secrets import mask

ROOMS = ("bot", "handlers", "storage", "knowledge")
FRAMES_MAX = 30

_ROOT = Path(__file__).resolve().parents[2]


class JsonLines(logging.Formatter):
    """One line an event: when, how grave, who says it, what (of our own rooms alone), from where."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if _is_ours(record.name):
            # Twice safe: what looks like a ticket or a password goes, should one ever be in it.
            said["event"] = mask(record.getMessage())[0]
        else:
            said["at"] = f"{record.module}:{record.lineno}"
        # Whoever must keep the text of an exception out of any log gives its trace alone.
        trace: TracebackType | None = getattr(record, "trace", None)
        if record.exc_info and record.exc_info[0] is not None:
            said["error"] = record.exc_info[0].__name__
            trace = record.exc_info[2]
        if trace is not None:
            said["frames"] = _frames(trace)
        return json.dumps(said, ensure_ascii=False)


def configure(level: str, *, stream: TextIO | None = None) -> None:
    """Write the log of this process on stderr, from `level` on; of libraries, warnings alone."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    # A failure to write a line would be told with the line itself.
    logging.raiseExceptions = False
    for room in ROOMS:
        logging.getLogger(room).setLevel(level.upper())


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in ROOMS


def _frames(trace: TracebackType | None) -> list[str]:
    """The lines that an error came from, without what stands in them."""
    found = traceback.extract_tb(trace)[-FRAMES_MAX:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in found]


def _short(filename: str) -> str:
    """A file of ours from the root of the program, another by its name: folders may name a person."""
    path = Path(filename)
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name
