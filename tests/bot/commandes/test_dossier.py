"""`dossier`: the escalation file of a scripted conversation, and of one that is kept."""

from __future__ import annotations

import email
import email.policy
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import config
from bot.commandes import program
from bot.house import build
from bot.terminal import WHO, play
from knowledge.dialogue.dossier import Passage, Ticket
from knowledge.dialogue.errors import (
    ConversationUnknown,
    ReferenceRefused,
    TicketNewer,
    TicketUnknown,
    UaiRefused,
)
from storage import tickets
from storage.store import Store
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


# ── the cases that are kept ────────────────────────────────────────────────────────────────────


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The reference of a case that was sent to itslearning."""
    monkeypatch.setenv("PRONOTE_HELPDESK_DATA", str(tmp_path))
    house = build(config.read())
    lines = (*SCRIPT.splitlines(), "/dossier", "/recommencer", "6", "1", "itslearning (l’ENT)", "Panne")
    lines = (*lines, "Envoyer tel quel", "Oui, cela peut partir", "C’est envoyé")
    play(house, lines, io.StringIO(), today=TODAY)
    return house.store.look(WHO)[0].reference


def test_a_case_is_found_by_its_reference_however_it_is_written(kept: str) -> None:
    found = json.loads(dossier("--reference", kept.lower().replace("-", " "), "--json").stdout)
    assert (found["reference"], found["status"], found["recipient"]) == (kept, "envoye", "itslearning")
    assert [step["status"] for step in found["history"]] == ["ouvert", "envoye"]
    shown = dossier("--reference", kept).stdout
    assert shown.startswith(f"Dossier {kept}")
    assert found["subject"] in shown


def test_the_cases_that_are_not_solved_are_listed(kept: str) -> None:
    found = json.loads(dossier("--open", "--json").stdout)["cases"]
    assert [case["status"] for case in found] == ["ouvert", "envoye"]
    assert found[-1]["reference"] == kept
    assert kept in dossier("--open").stdout


def test_a_case_of_a_later_edition_is_listed_by_its_own_words_and_told(kept: str) -> None:
    """Fault 66: processes of two editions keep cases in one database."""
    house = build(config.read())
    assert isinstance(house.store, Store)
    found = house.store.ticket(kept)
    assert found
    later = replace(found.dossier, pour="rectorat")
    passage = Passage("envoye", "rectorat", house.store.now())
    ring = house.store.keys.ring()
    with house.store.database.writing() as connection:
        tickets.keep(connection, ring, ring.name(WHO), Ticket(later, (passage,)), shown="")
    house.store.close()
    assert "rectorat\u00a0:" in dossier("--open").stdout
    assert (
        json.loads(dossier("--open", "--json").stdout)["cases"][-1]["history"][-1]["recipient"] == "rectorat"
    )
    assert isinstance(dossier("--reference", kept).exception, TicketNewer)


def test_a_reference_that_is_wrong_or_of_no_case_is_told(kept: str) -> None:
    assert isinstance(dossier("--reference", f"{kept[:-1]}O").exception, ReferenceRefused)
    unknown = "C2C2-C2CV" if kept != "C2C2-C2CV" else "K7M4-R2PD"
    assert isinstance(dossier("--reference", unknown).exception, TicketUnknown)


@pytest.mark.parametrize("more", [("--uai", "0310047H"), ("--to", "itslearning"), ("--open",), ("-",)])
def test_a_case_that_is_looked_up_takes_nothing_else(more: tuple[str, ...]) -> None:
    assert dossier("--reference", "K7M4-R2PD", *more).exit_code == 2


def test_a_kept_conversation_gets_a_case_of_its_own(kept: str) -> None:
    assert json.loads(dossier("--who", WHO, "--json").stdout)["reference"] == kept


# ── facts alone ────────────────────────────────────────────────────────────────────────────────

FACTS = ("--uai", "0310047h", "--hosting", "heberge", "--message", "Erreur ST-12-azertyuiop1 affichée")


def test_facts_alone_make_a_file_and_their_secrets_are_masked() -> None:
    found = json.loads(dossier(*FACTS, "--url", "0310047H.index-education.net/pronote", "--json").stdout)
    values = {line["id"]: line["value"] for line in found["lines"]}
    assert values["uai"] == "0310047H"
    assert values["adresse"] == "https://0310047H.index-education.net/pronote/"
    assert "message" in values
    assert "azertyuiop" not in json.dumps(found)


def test_the_same_facts_or_script_make_the_same_reference_and_others_another() -> None:
    runs = [
        json.loads(dossier(*call, "--json").stdout)["reference"] for call in (FACTS, FACTS, FACTS[:2], ("-",))
    ]
    assert runs[0] == runs[1]
    assert len(set(runs)) == 3


def test_whether_its_reference_will_find_a_case_is_told(kept: str) -> None:
    alone, of_conversation = (json.loads(dossier(*call, "--json").stdout) for call in (FACTS, ("--who", WHO)))
    assert (alone["kept"], of_conversation["kept"], of_conversation["reference"]) == (False, True, kept)
    assert alone["reference"] in dossier(*FACTS).stderr
    assert kept not in dossier("--who", WHO).stderr
    assert isinstance(dossier("--reference", alone["reference"]).exception, TicketUnknown)


def test_a_fact_takes_the_place_of_what_the_conversation_said() -> None:
    found = json.loads(dossier("-", "--message", "Autre message", "--json").stdout)
    assert [line["value"] for line in found["lines"] if line["id"] == "message"] == ["Autre message"]


def test_a_fact_that_cannot_be_read_is_told() -> None:
    assert isinstance(dossier("--uai", "031").exception, UaiRefused)
