"""Two hundred invented pupils, a token and tickets through every path: nothing that is written keeps them.

What is searched for is told apart from all the rest by one word that stands in each name (faults.md, 41, 47).
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.bot.service.conftest import Served, program
from tests.bot.telegram.test_receiving import FIRST
from tests.bot.web.visitor import Visitor
from tests.botapi.people import Person
from tests.botapi.server import running
from tests.botapi.world import TOKEN

WORD = "Canarivert"
PUPILS = 200
TICKET = f"ST-48213-{WORD}aB3dE6gH9kL2mN5pQ8rS1tU4-cas"
LINK = f"https://0310047H.index-education.net/pronote/?ticket={TICKET}&identifiant={WORD}"
SAID = (
    f"Les comptes de {WORD}001 Zoé, née le 12/03/2012, et de {WORD}002 Léo ne passent pas",
    f"mot de passe : {WORD}-2026",
    LINK,
    f"jetonCAS: {WORD}0123456789abcdef",
    f"INE 123456789{WORD}",
)


def pupils(*, ent: bool) -> str:
    """A list of either side; every seventh differs by a letter."""
    rows = ["Nom;Prénom;Date de naissance;Catégorie;" + ("Id ENT" if ent else "Classe")]
    for rank in range(PUPILS):
        name = f"{WORD}{rank:03}{'X' if ent and not rank % 7 else ''}"
        rows.append(f"{name};Zoé;{rank % 27 + 1:02}/03/2012;Élève;{WORD}-{rank}")
    return "\n".join((*rows, ""))


def visit_page(visitor: Visitor, folder: Path) -> None:
    """All that a visitor can say and send, and some that is refused."""
    visitor.open()
    for text in SAID:
        visitor.write(text)
    visitor.press("but:fichiers")
    for name, ent in ((f"{WORD}-pronote.csv", False), (f"{WORD}-ent.csv", True)):
        path = folder / name
        path.write_text(pupils(ent=ent), "utf-8")
        visitor.upload(path)
        if "dossier:cote_pronote" in {button.value for _, button in visitor.page.options}:
            visitor.press("dossier:cote_pronote")
    assert WORD in visitor.page.text  # names are shown to whoever sent them
    for link in visitor.page.links:
        if link.get("href", "").startswith("/fichier/"):
            visitor.client.get(link["href"])
    visitor.client.post("/dire", data={"texte": WORD, "jeton": WORD, "cle": "1"})
    visitor.client.post("/fichier", content=WORD.encode(), headers={"content-type": "multipart/form-data"})
    visitor.client.get(f"/{WORD}?ticket={TICKET}")
    visitor.client.request("PUT", f"/{WORD}")


def quiet(served: Served, wait: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not wait():
        assert time.monotonic() < end, served.get("/metrics").text
        time.sleep(0.05)


def forms(word: str) -> list[bytes]:
    """The ways a word may stand in a file."""
    plain = word.encode()
    wide = (word.encode("utf-16-le"), word.encode("utf-16-be"))
    # In base64 the beginning depends on what stands before it: three cuts, their ends left out.
    cuts = [base64.b64encode(b"\0" * before + plain)[4:-4] for before in range(3)]
    return [plain, plain.lower(), plain.hex().encode(), *wide, *cuts]


@pytest.mark.parametrize("word", [WORD, TOKEN.partition(":")[2]])
def test_the_forms_are_found_where_they_stand(word: str) -> None:
    for before in (b"", b"a", b"ab"):
        text = base64.b64encode(before + word.encode() + b" et la suite")
        assert any(form in text for form in forms(word))


def test_no_log_number_error_or_file_keeps_a_pupil_a_token_or_a_ticket(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "donnees"
    with running() as api:
        environ = {"TELEGRAM_TOKEN": api.token, "TELEGRAM_API": api.url}
        with program(data, PRONOTE_HELPDESK_LOG_LEVEL="debug", **environ) as served:
            with Visitor(served.page) as visitor:
                visit_page(visitor, tmp_path)
            camille = Person(api, 42, WORD)
            camille.says("/start")
            camille.awaits(FIRST)
            api.refuse(400, f"Bad Request: can't parse entities: <{WORD}>", times=4)
            api.refuse(429, f"Too Many Requests: {WORD}", retry_after=1)
            api.fail("html")
            api.fail("reset")
            for text in SAID:
                camille.says(text)
            camille.sends_file(pupils(ent=True).encode(), f"{WORD}.csv")
            api.world.push_raw({"update_id": 10**9, "message": {"date": 2**40, "text": WORD, "chat": WORD}})
            api.world.push_raw({"update_id": 10**9 + 1, WORD: {"text": WORD}})
            handled = 'helpdesk_updates_total{event="handled",transport="telegram"}'
            quiet(served, lambda: served.number(handled) >= len(SAID) + 3)
            quiet(served, lambda: served.number("helpdesk_outbox_waiting") == 0)
            told = served.get("/metrics").text + served.get("/readyz").text
            told += served.end()
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("PRONOTE_HELPDESK_DATA", str(data))
        main(["doctor"])
        told += "".join(capsys.readouterr())
    kept = {path.name: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    assert "helpdesk.sqlite3" in kept
    assert '"level": "error"' in told
    for word in (WORD, TICKET, TOKEN.partition(":")[2]):
        for form in forms(word):
            assert form not in told.encode(), form
            assert [name for name, content in kept.items() if form in content] == [], form
