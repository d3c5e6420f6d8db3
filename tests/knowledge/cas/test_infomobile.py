"""infoMobileApp.json as people paste it: whole, cut, with a phone's quotes, copied from a JSON view."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.cas.infomobile import read
from knowledge.dialogue.pieces import InfoMobile

ANSWER = {
    "modeModif": 0,
    "version": [2024, 0, 2, 9],
    "date": "2026-08-27T10:00:00",
    "CAS": {"actif": True, "casURL": "https://cas.itslearning.com/cas-asp", "jetonCAS": "A1B2C3D4E5F6"},
    "espaces": [{"nom": "Espace Parents", "URL": "mobile.parent.html"}, {"URL": "mobile.eleve.html"}],
    "nomEtab": "COLLEGE EXEMPLE",
}
WHOLE = json.dumps(ANSWER, ensure_ascii=False)
TOLD = InfoMobile(
    True,
    "https://cas.itslearning.com/cas-asp",
    ("Espace Parents", "mobile.eleve.html"),
    "2024.0.2.9",
    "COLLEGE EXEMPLE",
)


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        json.dumps(ANSWER, ensure_ascii=False, indent=2),
        f"Voici ce que montre la page : {WHOLE} Merci !",
        WHOLE.replace('"', "”"),
    ],
)
def test_a_whole_answer_is_read(text: str) -> None:
    assert read(text) == TOLD


def test_a_cut_answer_tells_what_is_there() -> None:
    cut = read(WHOLE[: WHOLE.index('"nom"')])
    assert cut == InfoMobile(True, "https://cas.itslearning.com/cas-asp", None, "", "")
    view = 'CAS\t\nactif:\ttrue\ncasURL:\t"https://cas.itslearning.com/cas-asp"\nespaces:\t\nnomEtab:\t"X"'
    assert read(view) == InfoMobile(True, "https://cas.itslearning.com/cas-asp", None, "", "")


def test_what_is_missing_is_not_invented() -> None:
    assert read('{"CAS": {"actif": false}, "espaces": [], "version": 3, "nomEtab": null}') == InfoMobile(
        False, "", (), "", ""
    )


@pytest.mark.parametrize(
    "text",
    ["", "le CAS est actif, version 2024", '{"CAS": 1}', "CAS : non", "https://cas.itslearning.com/cas-asp/"],
)
def test_anything_else_is_none(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", [WHOLE, WHOLE[:190], WHOLE.replace('"', "”"), WHOLE.replace('": "', '"\t"')])
def test_the_token_is_nowhere(text: str) -> None:
    assert "A1B2C3" not in repr(read(text))


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    read(text)
    read('{"CAS": ' + text + ', "version": 1, "espaces": ' + text)
