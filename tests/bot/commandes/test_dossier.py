"""`dossier`: the escalation file of a scripted conversation, and of one that is kept."""

from __future__ import annotations

import email
import email.policy
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import config
from bot.commandes import program
from bot.house import build
from bot.terminal import WHO, play
from knowledge.dialogue.errors import ConversationUnknown
from tests.conftest import TODAY

SCRIPT = """Quelque chose ne marche pas
Tout le monde
Sur la page de l’ENT
Application non autorisée à utiliser CAS ST-12-azertyuiop
"""


def dossier(*arguments: str, script: str = SCRIPT) -> Result:
    return CliRunner().invoke(program, ["dossier", *arguments], input=script)


def test_a_script_makes_a_file_that_names_what_lacks() -> None:
    found = json.loads(dossier("-", "--json").stdout)
    assert found["recipient"] == "itslearning"
    assert found["to"] == "support.fr@itslearning.com"
    assert found["gauge"]["known"] + len(found["missing"]) == found["gauge"]["total"]
    assert "azertyuiop" not in json.dumps(found)


def test_the_recipient_can_be_chosen() -> None:
    found = json.loads(dossier("-", "--json", "--to", "index-education").stdout)
    assert (found["recipient"], found["phone"]) == ("index-education", "04 96 15 21 70")


def test_the_mail_and_the_page_are_written(tmp_path: Path) -> None:
    eml, pdf = tmp_path / "d.eml", tmp_path / "d.pdf"
    result = dossier("-", "--eml", str(eml), "--pdf", str(pdf))
    assert result.exit_code == 0
    subject = email.message_from_bytes(eml.read_bytes(), policy=email.policy.default)["Subject"]
    assert subject in result.stdout
    assert pdf.read_bytes().startswith(b"%PDF-")


def test_an_unknown_recipient_is_a_wrong_call() -> None:
    result = dossier("-", "--to", "personne")
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_kept_conversation_is_found_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRONOTE_HELPDESK_DATA", str(tmp_path))
    house = build(config.read())
    play(house, SCRIPT.splitlines(), io.StringIO(), today=TODAY)
    found = json.loads(dossier("--who", WHO, "--json").stdout)
    assert found["recipient"] == "itslearning"


def test_a_conversation_that_nobody_had_is_told() -> None:
    assert isinstance(dossier("--who", "web:personne").exception, ConversationUnknown)
