"""The end of the program, while it reads what somebody sent."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from bot.words import word
from tests.bot.service.conftest import Serve
from tests.bot.web.visitor import Visitor

PEOPLE = 150_000
"""Enough to be found while they are read."""

GRACE_SECONDS = 10


def children(process: int) -> list[str]:
    shown = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False
    )
    return shown.stdout.split()


@pytest.mark.skipif(os.name != "posix", reason="SIGTERM ends nothing gracefully on Windows")
def test_a_file_that_is_being_read_does_not_hold_the_end_up(
    serve: Serve, visit: Callable[[str], Visitor], tmp_path: Path
) -> None:
    served = serve()
    paths = [tmp_path / "eleves.csv", tmp_path / "liste.csv"]
    for path in paths:
        rows = (f"Exemple{rank};Zoé;01/03/2012;Élève;{path.stem}{rank}" for rank in range(PEOPLE))
        path.write_text("\n".join(("Nom;Prénom;Date de naissance;Catégorie;Classe", *rows)), "utf-8")
    visitor = visit(served.page)
    visitor.client.timeout = httpx.Timeout(60)
    visitor.open()
    visitor.press("but:fichiers")
    told: list[httpx.Response] = []
    sender = threading.Thread(target=lambda: told.append(visitor.upload(*paths)))
    sender.start()
    end = time.monotonic() + 30
    while served.number("helpdesk_files_running") < 1:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert served.number("helpdesk_files_waiting") == 0
    (child,) = children(served.process.pid)
    os.kill(int(child), signal.SIGSTOP)  # however fast the machine is, it is not read in time
    served.process.terminate()
    served.process.wait(GRACE_SECONDS)
    sender.join()
    assert told[0].status_code == 503
    assert told[0].text == word("service.arret")
    with pytest.raises(ProcessLookupError):
        os.kill(int(child), 0)
