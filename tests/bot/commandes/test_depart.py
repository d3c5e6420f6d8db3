"""What a command loads: it starts within a blink, or a script that calls it a thousand times waits for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.environnements import ROOT

HEAVY = frozenset({
    "aiohttp",
    "alembic",
    "asyncio",
    "cattrs",
    "cryptography",
    "email",
    "httpx",
    "jinja2",
    "lxml",
    "multiprocessing",
    "prometheus_client",
    "prompt_toolkit",
    "psycopg",
    "rapidfuzz",
    "rich",
    "segno",
    "snowballstemmer",
    "sqlalchemy",
    "starlette",
    "telegram",
    "typst",
    "uvicorn",
})  # fmt: skip
"""Libraries that take ten milliseconds or more to load."""

LINK = "https://0310047H.index-education.net/pronote/"
CHAT = frozenset({
    "asyncio",
    "cattrs",
    "cryptography",
    "email",
    "jinja2",
    "multiprocessing",
    "rapidfuzz",
    "rich",
    "snowballstemmer",
    "sqlalchemy",
})  # fmt: skip

CALLS = {
    "--help": frozenset(),
    "counts -": frozenset({"jinja2", "rapidfuzz"}),
    f"link {LINK}": frozenset({"jinja2"}),
    "addresses --uai 0310047H": frozenset({"jinja2"}),
    "letter --uai 0310047H": frozenset({"email", "jinja2"}),
    "ask -": frozenset({"jinja2", "rapidfuzz", "snowballstemmer"}),
    "guide map": frozenset({"email", "jinja2"}),
    "chat": CHAT,
}
"""Each command, and what it may load of them."""

PROBE = """
import sys
from bot.__main__ import main
main(sys.argv[1:])
print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize("call", CALLS)
def test_a_command_loads_what_it_needs_and_no_more(call: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *call.split()],
        cwd=ROOT,
        env={"PRONOTE_HELPDESK_DATA": str(tmp_path)},
        input="bonjour\n",
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in done.stderr.splitlines()[-1].split()}
    assert loaded & HEAVY <= CALLS[call]
