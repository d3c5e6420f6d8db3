from __future__ import annotations

import socket
from contextlib import closing

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
