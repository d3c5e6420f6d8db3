"""Numbers of several processes of one machine, added up: a folder that each of them writes into.

prometheus_client keeps its numbers in files of that folder when `PROMETHEUS_MULTIPROC_DIR` names one before
it is imported, and whichever process is asked for the metrics adds them up. So a scrape that any worker
answers tells of all of them, nothing is written to the database for a number, and a worker that died takes
none away.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


@contextmanager
def shared_numbers() -> Iterator[None]:
    """Have the processes that are started inside share their numbers; afterwards the folder is gone."""
    before = os.environ.get(VARIABLE)
    with tempfile.TemporaryDirectory(prefix="pronote-helpdesk-", ignore_cleanup_errors=True) as folder:
        os.environ[VARIABLE] = folder
        try:
            yield
        finally:
            os.environ.pop(VARIABLE)
            if before is not None:
                os.environ[VARIABLE] = before


def gone(process: int) -> None:
    """A process that shared its numbers ended: what it was at counts no more, what it did still does."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 - reads the variable

    if VARIABLE in os.environ:
        mark_process_dead(process)  # type: ignore[no-untyped-call]
