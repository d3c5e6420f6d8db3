"""Fault 52 on the page and in the mail: what is typed is shown, and becomes neither markup nor header."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

from click.testing import CliRunner

from bot.commandes import program
from tests.bot.web.visitor import Visitor
from tests.chaines import INJECTED, INVISIBLE, SIGNS

HEADERS = {"to", "subject", "mime-version", "content-type", "content-transfer-encoding", "x-unsent", "date"}
TYPED = ("b", "img", "script", "svg")
"""The elements that stand in what is typed."""


def held(text: str) -> str:
    """What can be compared whatever becomes of white space and of what cannot be shown."""
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace())


def test_no_text_becomes_markup_on_the_page(visitor: Visitor) -> None:
    echoed = 0
    before = [visitor.page.tags.count(tag) for tag in TYPED]
    for each in (*SIGNS, *INVISIBLE, *INJECTED):
        text = each.encode("utf-8", "replace").decode()
        assert visitor.write(text).status_code in {200, 400}
        if not visitor.page.forms:
            visitor.open()
        assert [visitor.page.tags.count(tag) for tag in TYPED] == before
        assert not [name for name, _ in visitor.page.attributes if name.startswith("on")]
        assert not [value for _, value in visitor.page.attributes if value.startswith("javascript:")]
        echoed += bool(held(text)) and held(text) in held(visitor.page.text)
    assert echoed > len(INJECTED)


def test_no_name_becomes_a_header_of_the_mail(tmp_path: Path) -> None:
    for rank, text in enumerate((*INVISIBLE, *INJECTED)):
        file = tmp_path / f"{rank}.eml"
        said = CliRunner().invoke(
            program, ["letter", "--uai", "0310047H", "--school", f"Lycée {text}", "--eml", str(file)]
        )
        assert said.exit_code in {0, 1}, said.output
        if said.exit_code:
            assert len(said.stderr.strip().splitlines()) == 1
            continue
        letter = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert {name.lower() for name in letter} <= HEADERS
        assert not letter.defects
