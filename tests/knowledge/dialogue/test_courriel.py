"""The e-mail to itslearning: exact, short enough for a link, and nothing typed adds a header."""

from __future__ import annotations

import email
import email.policy
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.house import read_guide
from knowledge.dialogue.courriel import MAILTO_MAX, Courriel, write
from knowledge.dialogue.parcours import connu_of
from tests.conftest import TODAY

GUIDE = read_guide()
HEADERS = {"to", "subject", "x-unsent", "content-type", "content-transfer-encoding", "mime-version"}
HOSTILE = [
    "Essai\r\nBcc: pirate@exemple.fr",
    "Essai\nBcc: pirate@exemple.fr",
    "Essai\u2028Bcc: pirate@exemple.fr",
    "=?utf-8?q?a=0d=0aBcc=3a_x=40y?=",
    "=?utf-8?b?YQ0KQmNjOiB4QHk=?=",
    "x" * 10_000,
    "é€😀" * 40,
    "\x00\x1b[31mrouge",
]


def written(
    nom: str, *, contact: str = "passer", address: str = "https://0310047H.index-education.net/pronote/"
) -> Courriel:
    answers = {
        "perimetre": "les_deux",
        "adresse": address,
        "adresse_client": "meme",
        "nom": nom,
        "contact": contact,
    }
    return write(GUIDE, connu_of(GUIDE, answers, today=TODAY).names())


def test_it_carries_the_school_the_code_and_both_addresses() -> None:
    letter = written("Collège des Essais", contact="Secrétariat")
    assert letter.to == "support.fr@itslearning.com"
    assert "0310047H" in letter.subject
    assert letter.body.count("https://0310047H.index-education.net/pronote/") == 2
    for part in ("Collège des Essais", "0310047H", "Secrétariat"):
        assert part in letter.body


def test_the_link_opens_the_same_message() -> None:
    letter = written("Collège des Essais")
    link = urlsplit(letter.mailto)
    fields = parse_qs(link.query, strict_parsing=True)
    assert (link.scheme, unquote(link.path)) == ("mailto", letter.to)
    assert fields["subject"] == [letter.subject]
    assert fields["body"] == [letter.body.replace("\n", "\r\n")]
    assert "+" not in link.query


@pytest.mark.parametrize("policy", [email.policy.default, email.policy.compat32])
@pytest.mark.parametrize("nom", HOSTILE)
def test_nothing_typed_adds_a_header(nom: str, policy: email.policy.Policy) -> None:
    letter = written(nom, contact=nom)
    message = email.message_from_bytes(letter.eml, policy=policy)
    assert {name.lower() for name in message} == HEADERS
    assert "bcc" not in str(message["subject"]).lower().split(":")[0].split()
    assert len(letter.mailto) < MAILTO_MAX
    assert "\n" not in letter.subject


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_is_typed_the_file_reads_back_as_written(nom: str, contact: str) -> None:
    letter = written(nom, contact=contact)
    message = email.message_from_bytes(letter.eml, policy=email.policy.default)
    assert {name.lower() for name in message} == HEADERS
    assert message.get_content().replace("\r\n", "\n") == letter.body
    assert len(letter.mailto) < MAILTO_MAX
