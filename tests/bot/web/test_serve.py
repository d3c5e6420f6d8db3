from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from bot.web.serve import listen, url
from knowledge.dialogue.errors import BadSetting, PortTaken


def test_a_port_that_is_taken_is_said_so() -> None:
    with closing(listen("127.0.0.1", 0)) as first:
        port = first.getsockname()[1]
        with pytest.raises(PortTaken) as refused:
            listen("127.0.0.1", port)
        assert refused.value.values == {"host": "127.0.0.1", "port": str(port)}


@pytest.mark.parametrize("host", ["203.0.113.7", "pas un nom", "hote.invalid"])
def test_an_address_that_is_not_of_this_machine_is_said_so(host: str) -> None:
    with pytest.raises(BadSetting) as refused:
        listen(host, 0)
    assert refused.value.values["value"] == host


def test_the_address_of_the_page_is_one_that_a_browser_opens() -> None:
    with closing(listen("0.0.0.0", 0)) as everywhere:  # noqa: S104 - the shape of its address is tested
        assert url(everywhere) == f"http://127.0.0.1:{everywhere.getsockname()[1]}/"


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_an_ipv6_address_is_written_in_brackets() -> None:
    try:
        bound = listen("::1", 0)
    except BadSetting:
        pytest.skip("no IPv6 here")
    with closing(bound):
        assert url(bound) == f"http://[::1]:{bound.getsockname()[1]}/"


@pytest.mark.skipif(os.name != "posix", reason="Ctrl + C is sent as a POSIX signal")
def test_the_program_serves_until_it_is_told_to_end_and_says_nothing_of_its_own(tmp_path: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", "--port", "0"],
        env=os.environ | {"PRONOTE_HELPDESK_DATA": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with program:
        assert program.stdout
        assert program.stderr
        address = next(line.strip() for line in program.stdout if line.startswith("http"))
        assert httpx.get(address).status_code == 200
        assert httpx.get(f"{address}ailleurs").status_code == 404
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=30) == 0
        assert program.stdout.read() == ""
        assert program.stderr.read() == ""
